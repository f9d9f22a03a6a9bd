package kaufland

import (
	"sync"

	"orderveil/connectors"
)

// plans remembers which units a report names. Kaufland takes one unit at a time and no
// reference, so that a report of several pieces may stop between two of them: taken up again it
// has to name the same units, and not as many others. What is remembered lives as long as the
// source does; another one goes by how many there were before.
type plans struct {
	mu   sync.Mutex
	made map[string][]int64
}

const mostPlans = 1000

func (p *plans) get(reference string) ([]int64, bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	units, ok := p.made[reference]
	return units, ok
}

func (p *plans) keep(reference string, units []int64) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.made == nil || len(p.made) >= mostPlans {
		p.made = map[string][]int64{}
	}
	p.made[reference] = units
}

func (p *plans) done(reference string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	delete(p.made, reference)
}

// choose chooses as many open units of each line as a report has pieces of it, the lowest ids
// first. It reports whether there are as many. Of a report that is repeated, those count that
// are done and were not before.
func (o *details) choose(lines []connectors.LineQuantity, repeated bool, done func(*unit) bool) (units []int64, ok bool) {
	wanted, before := map[string]int{}, map[string]int{}
	for _, l := range lines {
		wanted[l.Line] += l.Quantity
		before[l.Line] = l.Before
	}
	for _, g := range o.groups() {
		need := wanted[g.id()]
		if _, named := wanted[g.id()]; named && repeated {
			need = min(need, max(need-(g.count(done)-before[g.id()]), 0))
		}
		delete(wanted, g.id())
		for _, u := range g {
			if need > 0 && u.open() {
				units = append(units, u.ID)
				need--
			}
		}
		if need > 0 {
			return nil, false
		}
	}
	return units, len(wanted) == 0 && (len(units) > 0 || repeated)
}

func (g group) count(is func(*unit) bool) (n int) {
	for _, u := range g {
		if is(u) {
			n++
		}
	}
	return n
}

func (o *details) unit(id int64) *unit {
	for i := range o.Units {
		if o.Units[i].ID == id {
			return &o.Units[i]
		}
	}
	return nil
}

package kaufland

import (
	"sync"

	"orderveil/connectors"
)

// plans remembers which units a report names. Kaufland takes one unit at a time and no
// reference, so that a report of several pieces may stop between two of them: taken up again it
// has to name the same units, and not as many others. What is remembered lives as long as the
// source does.
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
// first. It reports whether there are as many.
func (o *details) choose(lines []connectors.LineQuantity) (units []int64, ok bool) {
	wanted := map[string]int{}
	for _, l := range lines {
		wanted[l.Line] += l.Quantity
	}
	for _, g := range o.groups() {
		need := wanted[g.id()]
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
	return units, len(wanted) == 0 && len(units) > 0
}

func (o *details) unit(id int64) *unit {
	for i := range o.Units {
		if o.Units[i].ID == id {
			return &o.Units[i]
		}
	}
	return nil
}

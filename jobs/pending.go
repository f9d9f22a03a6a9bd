package jobs

import (
	"maps"
	"slices"
	"sync"
)

// pending are the orders that were taken off a marketplace's list and are not dealt with
// yet. A source goes on behind them, also after a run that did not end well: the next
// run therefore begins with them. They live as long as the source does, which otherwise
// begins its list anew.
type pending struct {
	mu      sync.Mutex
	numbers map[string]bool
}

func (p *pending) add(numbers []string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.numbers == nil {
		p.numbers = map[string]bool{}
	}
	for _, n := range numbers {
		p.numbers[n] = true
	}
}

// settle takes off what was kept, refused or found to be gone.
func (p *pending) settle(numbers []string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, n := range numbers {
		delete(p.numbers, n)
	}
}

func (p *pending) all() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.Sorted(maps.Keys(p.numbers))
}

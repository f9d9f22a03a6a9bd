package woocommerce

import (
	"context"
	"sync"
)

// locks let one at a time make an order under a reference. The zero locks are open.
type locks struct {
	mu   sync.Mutex
	held map[string]*held
}

// held is a reference's lock and how many hold it or wait for it.
type held struct {
	turn  chan struct{}
	users int
}

// lock waits for its turn, or returns the context's error.
func (l *locks) lock(ctx context.Context, name string) (unlock func(), err error) {
	l.mu.Lock()
	if l.held == nil {
		l.held = map[string]*held{}
	}
	h := l.held[name]
	if h == nil {
		h = &held{turn: make(chan struct{}, 1)}
		l.held[name] = h
	}
	h.users++
	l.mu.Unlock()
	leave := func() {
		l.mu.Lock()
		defer l.mu.Unlock()
		if h.users--; h.users == 0 {
			delete(l.held, name)
		}
	}
	select {
	case h.turn <- struct{}{}:
		return func() { <-h.turn; leave() }, nil
	case <-ctx.Done():
		leave()
		return nil, ctx.Err()
	}
}

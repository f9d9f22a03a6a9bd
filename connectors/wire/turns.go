package wire

import (
	"context"
	"sync"
)

// Turns let one at a time work under a name, such as an order's reference, within this
// process. The zero Turns are ready.
type Turns struct {
	mu    sync.Mutex
	names map[string]*turn
}

// turn is who works under a name, and how many do or wait to.
type turn struct {
	busy  chan struct{}
	users int
}

// Take waits until nobody else works under a name, or returns the context's error. Whoever
// has taken a turn ends it.
func (t *Turns) Take(ctx context.Context, name string) (end func(), err error) {
	t.mu.Lock()
	if t.names == nil {
		t.names = map[string]*turn{}
	}
	mine := t.names[name]
	if mine == nil {
		mine = &turn{busy: make(chan struct{}, 1)}
		t.names[name] = mine
	}
	mine.users++
	t.mu.Unlock()
	leave := func() {
		t.mu.Lock()
		defer t.mu.Unlock()
		if mine.users--; mine.users == 0 {
			delete(t.names, name)
		}
	}
	select {
	case mine.busy <- struct{}{}:
		return func() { <-mine.busy; leave() }, nil
	case <-ctx.Done():
		leave()
		return nil, ctx.Err()
	}
}

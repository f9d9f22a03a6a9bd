package jobs

import (
	"context"
	"errors"
	"sync"
	"time"

	"orderveil"
	"orderveil/store"
)

// tallies count what was done since the last sign of life.
type tallies struct {
	mu   sync.Mutex
	done map[orderveil.Tally]int
}

func (t *tallies) add(what orderveil.Tally, n int) {
	if n == 0 {
		return
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.done == nil {
		t.done = map[orderveil.Tally]int{}
	}
	t.done[what] += n
}

func (t *tallies) take() map[orderveil.Tally]int {
	t.mu.Lock()
	defer t.mu.Unlock()
	done := t.done
	t.done = nil
	return done
}

// counted are the counters, with the tallies behind them.
func (t *tallies) counted(c Counters) Counters {
	imported, forwarded := c.Imported, c.Forwarded
	c.Imported = func(n int) {
		count(imported, n)
		t.add(orderveil.TallyImported, n)
	}
	c.Forwarded = func(state orderveil.ForwardState) {
		if forwarded != nil {
			forwarded(state)
		}
		switch state {
		case orderveil.ForwardForwarded:
			t.add(orderveil.TallyForwarded, 1)
		case orderveil.ForwardFailed:
			t.add(orderveil.TallyFailed, 1)
		}
	}
	return c
}

// beatEvery is how often a program says that it works, and takes exchanges of keys on.
const beatEvery = 10 * time.Second

// beat says that this program works and what it did, and takes exchanges of keys on.
func (w *Workers) beat(ctx context.Context) error {
	now := w.config.Clock()
	if now.Sub(w.beaten).Abs() < beatEvery {
		return nil
	}
	w.beaten = now
	return errors.Join(w.sayAlive(ctx), w.config.Store.ContinueRotations(ctx))
}

func (w *Workers) sayAlive(ctx context.Context) error {
	waited, err := w.config.Store.Waited(ctx)
	if err != nil {
		return err
	}
	p := store.Pulse{Worker: w.id, Machine: w.config.Machine, Started: w.started, Done: w.tallies.take(), Waited: waited}
	err = w.config.Store.Beat(ctx, p)
	if err != nil { // it is said with the next one
		for what, n := range p.Done {
			w.tallies.add(what, n)
		}
	}
	return err
}

// sayStopped says what was still done, and that it was the last.
func (w *Workers) sayStopped(ctx context.Context) error {
	return errors.Join(w.sayAlive(ctx), w.config.Store.Stopped(ctx, w.id))
}

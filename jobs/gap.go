package jobs

import (
	"context"
	"errors"
	"time"

	"orderveil"
	"orderveil/connectors"
)

// check lists what is older than the run's own window and reads what is not stored like
// that: an order that slipped through every list of changes comes in all the same. A check
// that does not come to its end is taken up by the next run, and the run is none the worse.
func (p *importRun) check(ctx context.Context, numbers chan<- []string) error {
	// The same moment for all runs of a day, so that a source can go on where it stopped.
	back := connectors.Window{Since: p.run.StartedAt.Truncate(24 * time.Hour).Add(-p.run.Check.Back())}
	err := p.source.List(ctx, back, func(listed []connectors.Summary) error {
		p.listed.Add(int64(len(listed)))
		changed, err := p.changed(ctx, listed)
		if err != nil {
			return err
		}
		for _, number := range changed {
			p.checked.Store(number, true)
		}
		return p.hand(ctx, numbers, changed)
	})
	var f *connectors.Failure
	if errors.As(err, &f) && f.Outcome != connectors.Auth {
		p.config.Log.Info("a gap check goes on with the next run", "account", p.account, "connection", p.run.Connection, "code", f.Code)
		p.halfway.Store(true)
		return nil
	}
	return err
}

// count counts the orders that a gap check alone has brought: those that changed before the
// run's own window.
func (p *importRun) count(orders []orderveil.Order) {
	if p.run.Check == orderveil.NoCheck {
		return
	}
	missed := 0
	for i := range orders {
		if _, only := p.checked.Load(orders[i].Number); only && orders[i].ChangedAt.Before(p.window.Since) {
			missed++
		}
	}
	if missed == 0 {
		return
	}
	p.mu.Lock()
	p.run.Missed += missed
	p.mu.Unlock()
	p.config.Log.Warn("a gap check found orders that no earlier run had brought", "account", p.account, "connection", p.run.Connection, "orders", missed)
	count(p.config.Count.Missed, missed)
}

// returns reads what customers send back, where the marketplace says so.
func (p *importRun) returns(ctx context.Context) error {
	returner, ok := p.source.(connectors.Returner)
	if !ok {
		return nil
	}
	return returner.Returns(ctx, p.window, func(some []orderveil.Return) error {
		return p.config.Store.KeepReturns(ctx, p.account, p.run.Connection, some)
	})
}

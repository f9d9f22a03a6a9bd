package jobs

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/google/uuid"

	"orderveil"
	"orderveil/connectors"
	"orderveil/store"
)

// pulse is the circuit breaker of one connection during one job: it counts attempts in a
// row that did not reach the other side, and says when to leave it alone.
type pulse struct {
	*Workers
	account uuid.UUID

	mu   sync.Mutex
	plug store.Plug
}

func (w *Workers) pulse(account uuid.UUID, plug store.Plug) *pulse {
	return &pulse{Workers: w, account: account, plug: plug}
}

// probing says that the other side was left alone and that one attempt is to show whether
// it is back.
func (p *pulse) probing() bool { return p.plug.Failures >= orderveil.BreakAfter }

// rests puts off all that is due while the other side is left alone, and reports whether
// it is.
func (p *pulse) rests(ctx context.Context) (bool, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.resting(ctx)
}

func (p *pulse) resting(ctx context.Context) (bool, error) {
	now := p.config.Clock()
	if !now.Before(p.plug.Rests) {
		return false, nil
	}
	return true, p.config.Store.Delay(ctx, p.account, p.plug.ID, p.plug.Rests, restingProblem(p.plug.Kind, now))
}

// beat takes in how an attempt ended, and reports whether the other side is left alone from
// now on. A limit that the other side sets is no failure of its.
func (p *pulse) beat(ctx context.Context, err error) (bool, error) {
	var f *connectors.Failure
	failed := errors.As(err, &f) && (f.Outcome == connectors.Retry || f.Outcome == connectors.Unclear)
	if err != nil && f == nil || failed && f.After > 0 {
		return false, nil
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	rests, err := p.config.Store.Reached(ctx, p.account, p.plug, !failed)
	if err != nil {
		return false, err
	}
	if !failed {
		p.plug.Failures, p.plug.Rests = 0, time.Time{}
		return false, nil
	}
	p.plug.Failures++
	p.plug.Rests = rests
	return p.resting(ctx)
}

// went takes in how an attempt of an outbox ended, and reports whether the rest of it is to
// wait: because the other side is left alone from now on, or takes no more for now. Then
// what is due is not tried one by one, only to hear the same.
func (p *pulse) went(ctx context.Context, err error) (bool, error) {
	if f, limited := connectors.RateLimited(err); limited {
		now := p.config.Clock()
		return true, p.config.Store.Delay(ctx, p.account, p.plug.ID, now.Add(f.After), f.Problem(now))
	}
	return p.beat(ctx, err)
}

func restingProblem(kind orderveil.ConnectionKind, at time.Time) *orderveil.Problem {
	owner := orderveil.OwnerBackOffice
	if kind == orderveil.Marketplace {
		owner = orderveil.OwnerMarketplace
	}
	return &orderveil.Problem{
		Code: "RESTING", Cause: "The other side could not be reached several times in a row, and is left alone for a while.", Owner: owner, At: at,
		NextStep: "Nothing: it is tried again by itself. If it lasts, look at the other side's status page and the connection's addresses.",
	}
}

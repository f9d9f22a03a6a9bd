package jobs

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"time"

	"github.com/google/uuid"
	"golang.org/x/sync/errgroup"

	"orderveil"
	"orderveil/connectors"
	"orderveil/store"
)

// line is one back office during one job. Orders are claimed for as many senders as are free
// at the moment, and recorded as many at a time as have come to their end: they share what a
// commit costs, and none waits between being opened and being sent.
type line struct {
	*pulse
	plug    store.Plug // as it was when the job began
	sink    connectors.Sink
	until   time.Time     // no order is begun after it
	free    chan struct{} // a token for every sender without an order
	senders atomic.Int32
	claimed chan store.Claim
	ended   chan store.Finished
	over    atomic.Int32 // an end, once a sender has said so
}

// end says why a line has stopped.
type end int

const (
	nothingDue end = iota
	turnOver       // more may be due
	broken         // the back office is left alone for a while
	keyless        // no order can be opened
)

func newLine(p *pulse, sink connectors.Sink, until time.Time) *line {
	return &line{
		pulse: p, plug: p.plug, sink: sink, until: until,
		free: make(chan struct{}, mostSenders), claimed: make(chan store.Claim, mostSenders), ended: make(chan store.Finished, mostSenders),
	}
}

// add has one more sender send, up to the most that there are.
func (l *line) add() {
	if l.senders.Add(1) <= mostSenders {
		l.free <- struct{}{}
	}
}

// stop has no order begun any more.
func (l *line) stop(why end) { l.over.Store(int32(max(why, end(l.over.Load())))) }

// run works until nothing is due, the turn is over, or a sender says that it is no use.
func (w *forwardWorker) run(ctx context.Context, l *line) (end, error) {
	group, working := errgroup.WithContext(ctx)
	var sending sync.WaitGroup
	w.guard(group, func() error { return w.claim(working, l) })
	for range mostSenders {
		sending.Add(1)
		w.guard(group, func() error {
			defer sending.Done()
			return w.send(working, l)
		})
	}
	w.guard(group, func() error { return w.record(ctx, l) })
	group.Go(func() error {
		sending.Wait()
		close(l.ended)
		return nil
	})
	err := group.Wait()
	return end(l.over.Load()), err
}

// claim gives orders to senders that are free.
func (w *forwardWorker) claim(ctx context.Context, l *line) error {
	defer close(l.claimed)
	for first := true; ; first = false {
		n := l.idle(ctx)
		switch {
		case ctx.Err() != nil:
			return ctx.Err()
		case l.over.Load() != 0:
			return nil
		case !first && !w.config.Clock().Before(l.until):
			l.stop(turnOver)
			return nil
		}
		claims, err := w.config.Store.ClaimDeliveries(ctx, l.account, l.plug.ID, n)
		if err != nil || len(claims) == 0 {
			return err
		}
		for _, c := range claims {
			l.claimed <- c
		}
		for range n - len(claims) {
			l.free <- struct{}{}
		}
	}
}

// idle waits for a sender that is free and counts those that are; they are the caller's.
func (l *line) idle(ctx context.Context) (n int) {
	select {
	case <-l.free:
	case <-ctx.Done():
		return 0
	}
	for n = 1; ; n++ {
		select {
		case <-l.free:
		default:
			return n
		}
	}
}

// send forwards one order after another.
func (w *forwardWorker) send(ctx context.Context, l *line) error {
	for c := range l.claimed {
		if err := w.sendOne(ctx, l, c); err != nil {
			return err
		}
		l.free <- struct{}{}
	}
	return nil
}

func (w *forwardWorker) sendOne(ctx context.Context, l *line, c store.Claim) error {
	if c.Unopened != nil {
		if store.KeysUnavailable(c.Unopened) {
			l.stop(keyless)
		}
		l.ended <- store.Finished{Claim: c, Outcome: w.unopened(c, c.Unopened)}
		return nil
	}
	began := w.config.Clock()
	noting, answer := connectors.WithAnswer(within(ctx, c.NextAttemptAt))
	outcome, sent := w.forward(noting, l.sink, c)
	outcome.Answer = answer.Status()
	if sent == nil && w.config.Clock().Sub(began) < quick {
		l.add()
	}
	l.ended <- store.Finished{Claim: c, Outcome: outcome}
	if err := w.limited(ctx, l.account, l.plug.ID, sent); err != nil {
		return err
	}
	if err := w.mark(ctx, l.account, l.plug, sent); err != nil {
		return err
	}
	rests, err := l.went(context.WithoutCancel(ctx), sent)
	if rests {
		l.stop(broken)
	}
	return err
}

// record writes down how attempts ended, all that have ended meanwhile at a time. It goes on
// when something else does not: the back office has the orders by now.
func (w *forwardWorker) record(ctx context.Context, l *line) (err error) {
	for first := range l.ended {
		done := []store.Finished{first}
		for more := true; more; {
			select {
			case f, ok := <-l.ended:
				if more = ok; ok {
					done = append(done, f)
				}
			default:
				more = false
			}
		}
		err = errors.Join(err, w.finish(ctx, l, done))
	}
	return err
}

// finish records outcomes even when the program is being stopped.
func (w *forwardWorker) finish(ctx context.Context, l *line, done []store.Finished) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)
	defer cancel()
	if w.config.Count.Forwarded != nil {
		for _, f := range done {
			w.config.Count.Forwarded(f.Outcome.State)
		}
	}
	late, err := w.config.Store.FinishDeliveries(ctx, l.account, done)
	for _, c := range late {
		w.config.Log.Warn("a delivery took longer than its claim", "account", c.Account, "delivery", c.ID)
	}
	return err
}

// mark says of the connection what an attempt showed: that its credentials are refused,
// or that they are taken again.
func (w *forwardWorker) mark(ctx context.Context, account uuid.UUID, plug store.Plug, err error) error {
	if err == nil && plug.State == orderveil.ConnectionActive {
		return nil
	}
	return w.connectionProblem(context.WithoutCancel(ctx), account, plug.ID, err)
}

package jobs

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/google/uuid"
	"github.com/riverqueue/river"
	"golang.org/x/sync/errgroup"

	"orderveil"
	"orderveil/connectors"
	"orderveil/seal"
	"orderveil/store"
)

// forwardWorker takes orders from the outbox to a back office.
type forwardWorker struct {
	river.WorkerDefaults[forwardArgs]
	*Workers
}

const (
	senders = 4   // orders on their way to one back office at the same time
	turn    = 100 // orders that one job sends before others have their turn
	// turnTime is how long one job goes on beginning orders: a slow back office holds up
	// no other.
	turnTime = 10 * time.Second
	// withoutKeys is how long forwarding waits while the key service does not answer.
	withoutKeys = 30 * time.Second
	// attempts after which somebody has to look: with Backoff, about twelve hours.
	maxAttempts = 20
)

// Work sends what is due, up to a turn; what is left goes behind the other jobs.
func (w *forwardWorker) Work(ctx context.Context, job *river.Job[forwardArgs]) error {
	return w.guarded(func() error { return w.work(ctx, job) })
}

func (w *forwardWorker) work(ctx context.Context, job *river.Job[forwardArgs]) error {
	account, office := job.Args.Account, job.Args.Connection
	plug, err := w.config.Store.Plug(ctx, account, office)
	if errors.Is(err, orderveil.ErrConflict) || errors.Is(err, orderveil.ErrNotFound) {
		return nil // paused or gone: the rows wait
	}
	if store.KeysUnavailable(err) {
		return w.delay(ctx, account, office)
	}
	if err != nil {
		return err
	}
	if plug.Failures > 0 && job.Queue == forwardQueue { // an import woke it, which does not know
		_, err := w.queue.Insert(ctx, job.Args, lane(forwardQueue, store.Due{Slow: true}))
		return err
	}
	connected, err := w.plugs.get(plug)
	if err != nil {
		return errors.Join(err, w.connectionProblem(ctx, account, office, err))
	}
	line := &line{pulse: w.pulse(account, plug), sink: connected.sink, until: w.config.Clock().Add(turnTime)}
	if rests, err := line.rests(ctx); rests || err != nil {
		return err
	}
	group, sending := errgroup.WithContext(ctx)
	ends := make([]end, senders)
	if line.probing() { // one order shows whether the other side is back
		ends, line.until = ends[:1], line.until.Add(-turnTime)
	}
	for i := range ends {
		w.guard(group, func() (err error) {
			ends[i], err = w.send(sending, line)
			return err
		})
	}
	if err := group.Wait(); err != nil {
		return err
	}
	switch {
	case slices.Contains(ends, keyless):
		return w.delay(ctx, account, office)
	case slices.Contains(ends, broken):
		return nil
	case slices.Contains(ends, turnOver):
		return river.JobSnooze(0)
	}
	return nil
}

// line is one back office during one job.
type line struct {
	*pulse
	sink  connectors.Sink
	until time.Time // no order is begun after it
}

// delay puts off all that is due until the keys may be there again.
func (w *forwardWorker) delay(ctx context.Context, account, office uuid.UUID) error {
	return w.config.Store.Delay(ctx, account, office, w.config.Clock().Add(withoutKeys), w.keysUnavailable())
}

// end says why a sender has stopped.
type end int

const (
	nothingDue end = iota
	turnOver       // more may be due
	keyless        // no order can be opened
	broken         // the back office is left alone for a while
)

// send forwards one order after another.
func (w *forwardWorker) send(ctx context.Context, line *line) (end, error) {
	account, plug, sink := line.account, line.plug, line.sink
	for n := range turn / senders {
		if ctx.Err() != nil {
			return nothingDue, ctx.Err()
		}
		if n > 0 && !w.config.Clock().Before(line.until) {
			return turnOver, nil
		}
		claim, err := w.config.Store.ClaimDelivery(ctx, account, plug.ID)
		if claim.ID == uuid.Nil {
			if errors.Is(err, orderveil.ErrNotFound) {
				return nothingDue, nil
			}
			return nothingDue, err
		}
		unopened := err
		var outcome store.Outcome
		var sent error
		if unopened != nil {
			outcome = w.unopened(claim, unopened)
		} else {
			outcome, sent = w.forward(ctx, sink, claim)
			if err := w.mark(ctx, account, plug, sent); err != nil {
				return nothingDue, err
			}
		}
		if err := w.finish(ctx, claim, outcome); err != nil {
			return nothingDue, err
		}
		if unopened == nil {
			if rests, err := line.beat(context.WithoutCancel(ctx), sent); rests || err != nil {
				return broken, err
			}
		}
		if store.KeysUnavailable(unopened) {
			return keyless, nil
		}
	}
	return turnOver, nil
}

// mark says of the connection what an attempt showed: that its credentials are refused,
// or that they are taken again.
func (w *forwardWorker) mark(ctx context.Context, account uuid.UUID, plug store.Plug, err error) error {
	if err == nil && plug.State == orderveil.ConnectionActive {
		return nil
	}
	return w.connectionProblem(context.WithoutCancel(ctx), account, plug.ID, err)
}

// finish records the outcome even when the program is being stopped: the back
// office has the order by now.
func (w *forwardWorker) finish(ctx context.Context, claim store.Claim, o store.Outcome) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)
	defer cancel()
	if w.config.Count.Forwarded != nil {
		w.config.Count.Forwarded(o.State)
	}
	err := w.config.Store.FinishDelivery(ctx, claim, o)
	if errors.Is(err, orderveil.ErrConflict) {
		w.config.Log.Warn("a delivery took longer than its claim", "account", claim.Account, "delivery", claim.ID)
		return nil
	}
	return err
}

// forward brings one order to the back office, asking first when an earlier attempt
// may have had its effect.
func (w *forwardWorker) forward(ctx context.Context, sink connectors.Sink, claim store.Claim) (store.Outcome, error) {
	finder, asks := sink.(connectors.Finder)
	if asks && claim.AskFirst {
		receipt, err := finder.Find(ctx, claim.Reference())
		switch {
		case err == nil:
			return store.Outcome{State: orderveil.ForwardForwarded, Number: receipt.Number}, nil
		case !errors.Is(err, orderveil.ErrNotFound):
			return w.failed(claim, err, true), err
		}
	}
	if claim.AskFirst {
		// It is not there, or nobody can say, and meanwhile it may be wanted no more: whoever
		// may have it is called back and not sent it again.
		if to := orderveil.FirstForward(&claim.Content); to == orderveil.ForwardSkipped || to == orderveil.ForwardHeld && !claim.ByHand {
			return store.Outcome{State: to, AskFirst: !asks}, nil
		}
	}
	receipt, err := sink.Create(ctx, claim.Reference(), &claim.Content)
	if err != nil {
		return w.failed(claim, err, false), err
	}
	return store.Outcome{State: orderveil.ForwardForwarded, Number: receipt.Number}, nil
}

// failed decides what follows from a failed attempt.
func (w *forwardWorker) failed(claim store.Claim, err error, askFirst bool) store.Outcome {
	problem, after := w.problem(err)
	again := w.config.Clock().Add(max(after, orderveil.Backoff(claim.Attempts)))
	var f *connectors.Failure
	if !errors.As(err, &f) {
		f = &connectors.Failure{Outcome: connectors.Unclear}
	}
	if claim.Attempts >= maxAttempts && f.Outcome != connectors.Auth {
		return store.Outcome{State: orderveil.ForwardFailed, AskFirst: true, Problem: problem}
	}
	switch f.Outcome {
	case connectors.Refused:
		return store.Outcome{State: orderveil.ForwardFailed, AskFirst: askFirst, Problem: problem}
	case connectors.Retry, connectors.Auth:
		return store.Outcome{State: orderveil.ForwardWaiting, AskFirst: askFirst || claim.AskFirst, Again: again, Problem: problem}
	default:
		return store.Outcome{State: orderveil.ForwardUnknown, AskFirst: true, Again: again, Problem: problem}
	}
}

// unopened is the outcome for an order whose customer data cannot be opened.
func (w *forwardWorker) unopened(claim store.Claim, err error) store.Outcome {
	if store.KeysUnavailable(err) {
		return store.Outcome{
			State: orderveil.ForwardWaiting, AskFirst: claim.AskFirst, Again: w.config.Clock().Add(withoutKeys), Problem: w.keysUnavailable(),
		}
	}
	if errors.Is(err, seal.ErrKeyGone) {
		return store.Outcome{State: orderveil.ForwardSkipped, Problem: &orderveil.Problem{
			Code: "FORGOTTEN", Cause: "The customer data was forgotten before the order was forwarded.", Owner: orderveil.OwnerMerchant,
			NextStep: "Look the order up at the marketplace.", At: w.config.Clock(),
		}}
	}
	w.config.Log.Error("an order cannot be opened", "error", err)
	return store.Outcome{State: orderveil.ForwardFailed, Problem: &orderveil.Problem{
		Code: "SEAL_BROKEN", Cause: "The customer data of the order cannot be opened: it was damaged or moved.", Owner: orderveil.OwnerOperator,
		NextStep: "Restore the account's database, or import the order again.", At: w.config.Clock(),
	}}
}

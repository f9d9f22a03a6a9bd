package jobs

import (
	"context"
	"errors"
	"time"

	"github.com/google/uuid"
	"github.com/riverqueue/river"

	"orderveil"
	"orderveil/connectors"
	"orderveil/seal"
	"orderveil/store"
)

// forwardWorker takes orders from the outbox to a back office.
type forwardWorker struct {
	river.WorkerDefaults[forwardArgs]
	*Workers
	lines lines
}

const (
	// senders is how many orders are on their way to one back office at the same time, and
	// mostSenders how many they become while it answers quickly.
	senders, mostSenders = 4, 12
	quick                = 50 * time.Millisecond
	// forwardTurn is how long one job goes on beginning orders; then other back offices have
	// their turn, however many orders are left or however slow this one is.
	forwardTurn = 2 * time.Second
	turn        = 100              // notices that one job sends before others have their turn
	turnTime    = 10 * time.Second // that one job goes on reporting
	// withoutKeys is how long forwarding waits while the key service does not answer.
	withoutKeys = 30 * time.Second
	// attempts after which somebody has to look: with Backoff, about twelve hours.
	maxAttempts = 20
)

// Work sends what is due, up to a turn; what is left goes behind the other jobs. Where an
// office is at work already it ends at once: a flood for one is no reason to keep all
// workers from the others, or to send it more at a time.
func (w *forwardWorker) Work(ctx context.Context, job *river.Job[forwardArgs]) error {
	place := linePlace{job.Args.Connection, job.Queue}
	if !w.lines.enter(place) {
		return nil
	}
	for {
		err := w.guarded(func() error { return w.work(ctx, job) })
		if again := w.lines.leave(place, err != nil); !again {
			return err
		}
	}
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
	pulse := w.pulse(account, plug)
	if rests, err := pulse.rests(ctx); rests || err != nil {
		return err
	}
	line, n := newLine(pulse, connected.sink, w.config.Clock().Add(forwardTurn)), senders
	if pulse.probing() { // one order shows whether the other side is back
		line.until, n = w.config.Clock(), 1
	}
	for range n {
		line.add()
	}
	ended, err := w.run(ctx, line)
	switch {
	case err != nil:
		return err
	case ended == keyless:
		return w.delay(ctx, account, office)
	case ended == turnOver:
		return river.JobSnooze(0)
	}
	return nil
}

// delay puts off all that is due until the keys may be there again.
func (w *forwardWorker) delay(ctx context.Context, account, office uuid.UUID) error {
	return w.config.Store.Delay(ctx, account, office, w.config.Clock().Add(withoutKeys), w.keysUnavailable())
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
	if _, limited := connectors.RateLimited(err); claim.Attempts >= maxAttempts && f.Outcome != connectors.Auth && !limited {
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

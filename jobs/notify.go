package jobs

import (
	"context"
	"errors"
	"time"

	"github.com/google/uuid"
	"github.com/riverqueue/river"

	"orderveil"
	"orderveil/connectors"
	"orderveil/store"
)

// notifyWorker tells back offices what became of the orders they received.
type notifyWorker struct {
	river.WorkerDefaults[notifyArgs]
	*Workers
}

// Work sends the notices that are due to one back office.
func (w *notifyWorker) Work(ctx context.Context, job *river.Job[notifyArgs]) error {
	return w.guarded(func() error { return w.work(ctx, job) })
}

func (w *notifyWorker) work(ctx context.Context, job *river.Job[notifyArgs]) error {
	account, office := job.Args.Account, job.Args.Connection
	plug, err := w.config.Store.Plug(ctx, account, office)
	if errors.Is(err, store.ErrRemoved) {
		return w.untold(ctx, account, office)
	}
	if errors.Is(err, orderveil.ErrConflict) || errors.Is(err, orderveil.ErrNotFound) {
		return nil // paused or gone: the notices wait
	}
	if err != nil {
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
	for range turn {
		claim, err := w.config.Store.ClaimNotice(ctx, account, office)
		if errors.Is(err, orderveil.ErrNotFound) {
			return nil
		}
		if err != nil {
			return err
		}
		noting, answer := connectors.WithAnswer(ctx)
		outcome, sent := w.notify(noting, connected.sink, claim)
		outcome.Answer = answer.Status()
		if err := w.finish(ctx, claim, outcome); err != nil {
			return err
		}
		if rests, err := pulse.went(context.WithoutCancel(ctx), sent); rests || err != nil {
			return err
		}
	}
	return river.JobSnooze(0)
}

// untold ends the notices to a back office whose connection was removed: the merchant has to
// tell it.
func (w *notifyWorker) untold(ctx context.Context, account, office uuid.UUID) error {
	for range turn {
		claim, err := w.config.Store.ClaimNotice(ctx, account, office)
		if errors.Is(err, orderveil.ErrNotFound) {
			return nil
		}
		if err != nil {
			return err
		}
		outcome := store.NoticeOutcome{State: orderveil.NoticeFailed, Problem: store.Removed(w.config.Clock())}
		if err := w.finish(ctx, claim, outcome); err != nil {
			return err
		}
	}
	return river.JobSnooze(0)
}

// notify tells the back office, and says how it went. A notice that may have arrived is
// sent again: it says the same and has the same id.
func (w *notifyWorker) notify(ctx context.Context, sink connectors.Sink, claim store.NoticeClaim) (store.NoticeOutcome, error) {
	if claim.Notice.Kind.Cancels() {
		return w.callBack(ctx, sink, claim)
	}
	err := connectors.ErrCannotBeTold
	if notifier, ok := sink.(connectors.Notifier); ok {
		err = notifier.Notify(ctx, claim.Notice)
	}
	return w.told(claim, err), err
}

// told says how telling a back office went.
func (w *notifyWorker) told(claim store.NoticeClaim, err error) store.NoticeOutcome {
	now := w.config.Clock()
	if err == nil {
		return store.NoticeOutcome{State: orderveil.NoticeAcknowledged}
	}
	if errors.Is(err, connectors.ErrCannotBeTold) {
		return store.NoticeOutcome{State: orderveil.NoticeUnsupported, Problem: &orderveil.Problem{
			Code: "CANNOT_BE_TOLD", Cause: "This kind of back office has no way to be told that a customer is forgotten.",
			Owner: orderveil.OwnerMerchant, At: now,
			NextStep: "Delete the customer's data in the back office by hand, or let its own retention do it.",
		}}
	}
	problem, after := w.problem(err)
	var f *connectors.Failure
	refused := errors.As(err, &f) && (f.Outcome == connectors.Refused || f.Outcome == connectors.Auth)
	if refused || claim.Attempts >= maxAttempts {
		return store.NoticeOutcome{State: orderveil.NoticeFailed, Problem: problem}
	}
	return store.NoticeOutcome{State: orderveil.NoticeWaiting, Again: now.Add(max(after, orderveil.Backoff(claim.Attempts))), Problem: problem}
}

// finish records the outcome even when the program is being stopped: the back office
// knows by now.
func (w *notifyWorker) finish(ctx context.Context, claim store.NoticeClaim, o store.NoticeOutcome) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)
	defer cancel()
	if w.config.Count.Notified != nil {
		w.config.Count.Notified(o.State)
	}
	err := w.config.Store.FinishNotice(ctx, claim, o)
	if errors.Is(err, orderveil.ErrConflict) {
		w.config.Log.Warn("a notice took longer than its claim", "account", claim.Account, "notice", claim.Notice.ID)
		return nil
	}
	return err
}

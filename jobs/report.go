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

// reportWorker tells a marketplace what became of its orders.
type reportWorker struct {
	river.WorkerDefaults[reportArgs]
	*Workers
}

// Work sends the reports that are due to one marketplace.
func (w *reportWorker) Work(ctx context.Context, job *river.Job[reportArgs]) error {
	return w.guarded(func() error { return w.work(ctx, job) })
}

func (w *reportWorker) work(ctx context.Context, job *river.Job[reportArgs]) error {
	account, marketplace := job.Args.Account, job.Args.Connection
	plug, err := w.config.Store.Plug(ctx, account, marketplace)
	if errors.Is(err, orderveil.ErrConflict) || errors.Is(err, orderveil.ErrNotFound) {
		return nil // paused or gone: the reports wait
	}
	if err != nil {
		return err
	}
	connected, err := w.plugs.get(plug)
	if err != nil {
		return errors.Join(err, w.connectionProblem(ctx, account, marketplace, err))
	}
	pulse := w.pulse(account, plug)
	if rests, err := pulse.rests(ctx); rests || err != nil {
		return err
	}
	for began := w.config.Clock(); w.config.Clock().Sub(began) < turnTime; {
		claim, err := w.config.Store.ClaimReport(ctx, account, marketplace)
		if errors.Is(err, orderveil.ErrNotFound) {
			return nil
		}
		if claim.ID == uuid.Nil {
			return err
		}
		outcome, opened := w.unopened(claim), err == nil
		var sent error
		if opened {
			outcome, sent = w.report(within(ctx, claim.NextAttemptAt), connected.source, claim)
			var f *connectors.Failure
			if errors.As(sent, &f) && f.Outcome == connectors.Auth {
				if err := w.connectionProblem(context.WithoutCancel(ctx), account, marketplace, sent); err != nil {
					return err
				}
			}
		}
		if err := w.finish(ctx, claim, outcome); err != nil {
			return err
		}
		if !opened {
			continue
		}
		if rests, err := pulse.went(context.WithoutCancel(ctx), sent); rests || err != nil {
			return err
		}
	}
	return river.JobSnooze(0)
}

// unopened is the outcome while the tracking cannot be opened: the keys are not to be had.
func (w *reportWorker) unopened(claim store.ReportClaim) store.ReportOutcome {
	return store.ReportOutcome{
		State: orderveil.ReportWaiting, AskFirst: claim.AskFirst, Process: claim.Process, Again: w.config.Clock().Add(withoutKeys), Problem: w.keysUnavailable(),
	}
}

// report takes one step: asks how what was taken on goes, asks whether an earlier attempt
// had its effect, or sends.
func (w *reportWorker) report(ctx context.Context, source connectors.Source, claim store.ReportClaim) (store.ReportOutcome, error) {
	shipper, ok := source.(connectors.Shipper)
	if !ok {
		return w.unsupported(), nil
	}
	if claim.Process != "" {
		p, err := shipper.Settle(ctx, claim.Process)
		return w.settled(claim, p, err), err
	}
	if claim.AskFirst {
		known, err := known(ctx, source, claim)
		if err != nil {
			problem, after := w.problem(err)
			return store.ReportOutcome{State: orderveil.ReportUnknown, AskFirst: true, Again: w.again(claim, after), Problem: problem}, err
		}
		if known {
			return store.ReportOutcome{State: orderveil.ReportDone}, nil
		}
	}
	p, err := send(ctx, shipper, claim)
	switch {
	case errors.Is(err, connectors.ErrUnsupported):
		return w.unsupported(), nil
	case err != nil:
		return w.unsent(claim, err), err
	}
	return w.settled(claim, p, nil), nil
}

func send(ctx context.Context, shipper connectors.Shipper, claim store.ReportClaim) (connectors.Process, error) {
	if claim.Kind == orderveil.ReportCancelled {
		return shipper.Cancel(ctx, claim.Reference(), connectors.Cancellation{
			Order: claim.Number, Lines: claim.Dispatch.Lines, Reason: claim.Reason, Repeated: claim.AskFirst,
		})
	}
	claim.Dispatch.Repeated = claim.AskFirst
	return shipper.Ship(ctx, claim.Reference(), claim.Dispatch)
}

// known asks the marketplace whether it has a report: by its reference where it keeps one,
// and otherwise by what the order's quantities were before.
func known(ctx context.Context, source connectors.Source, claim store.ReportClaim) (bool, error) {
	if finder, ok := source.(connectors.ReportFinder); ok && claim.Kind == orderveil.ReportShipped {
		return finder.Reported(ctx, claim.Reference(), claim.Dispatch)
	}
	o, err := source.Order(ctx, claim.Number)
	if err != nil {
		return false, err
	}
	stands := map[string]int{}
	for _, l := range o.Lines {
		stands[l.MarketplaceID] = l.QuantityShipped
		if claim.Kind == orderveil.ReportCancelled {
			stands[l.MarketplaceID] = l.QuantityCancelled
		}
	}
	for _, l := range claim.Lines {
		if stands[l.Line] < l.Before+l.Quantity {
			return false, nil
		}
	}
	return true, nil
}

// settled is the outcome of what the marketplace took on.
func (w *reportWorker) settled(claim store.ReportClaim, p connectors.Process, err error) store.ReportOutcome {
	switch {
	case err == nil && p.Done:
		return store.ReportOutcome{State: orderveil.ReportDone, Process: p.ID}
	case err == nil:
		return store.ReportOutcome{State: orderveil.ReportAccepted, AskFirst: true, Process: p.ID, Again: w.again(claim, p.After)}
	}
	problem, after := w.problem(err)
	switch outcomeOf(err) {
	case connectors.Refused:
		return store.ReportOutcome{State: orderveil.ReportFailed, AskFirst: true, Problem: problem}
	case connectors.Retry, connectors.Auth:
		return store.ReportOutcome{State: orderveil.ReportAccepted, AskFirst: true, Process: claim.Process, Again: w.again(claim, after), Problem: problem}
	default: // nobody knows what came of it: the order will tell
		return store.ReportOutcome{State: orderveil.ReportUnknown, AskFirst: true, Again: w.again(claim, max(after, doubt)), Problem: problem}
	}
}

// unsent is the outcome of an attempt that brought an error.
func (w *reportWorker) unsent(claim store.ReportClaim, err error) store.ReportOutcome {
	problem, after := w.problem(err)
	outcome := outcomeOf(err)
	if _, limited := connectors.RateLimited(err); claim.Attempts >= maxAttempts && outcome != connectors.Auth && !limited {
		return store.ReportOutcome{State: orderveil.ReportFailed, AskFirst: true, Problem: problem}
	}
	switch outcome {
	case connectors.Refused:
		return store.ReportOutcome{State: orderveil.ReportFailed, AskFirst: claim.AskFirst, Problem: problem}
	case connectors.Retry, connectors.Auth:
		return store.ReportOutcome{State: orderveil.ReportWaiting, AskFirst: claim.AskFirst, Again: w.again(claim, after), Problem: problem}
	default:
		return store.ReportOutcome{State: orderveil.ReportUnknown, AskFirst: true, Again: w.again(claim, max(after, doubt)), Problem: problem}
	}
}

// doubt is how long a marketplace gets to show a report whose answer was lost, before it is
// asked whether it has it.
const doubt = time.Minute

func outcomeOf(err error) connectors.Outcome {
	var f *connectors.Failure
	if errors.As(err, &f) {
		return f.Outcome
	}
	if errors.Is(err, orderveil.ErrInvalid) {
		return connectors.Refused
	}
	return connectors.Unclear
}

func (w *reportWorker) again(claim store.ReportClaim, after time.Duration) time.Time {
	return w.config.Clock().Add(max(after, orderveil.Backoff(claim.Attempts)))
}

func (w *reportWorker) unsupported() store.ReportOutcome {
	return store.ReportOutcome{State: orderveil.ReportFailed, Problem: &orderveil.Problem{
		Code: "CANNOT_BE_REPORTED", Cause: "This marketplace takes no such report from a program.", Owner: orderveil.OwnerMerchant, At: w.config.Clock(),
		NextStep: "Do it in the marketplace's own portal; the hub sees it with the next import.",
	}}
}

// finish records the outcome even when the program is being stopped: the marketplace knows
// by now.
func (w *reportWorker) finish(ctx context.Context, claim store.ReportClaim, o store.ReportOutcome) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)
	defer cancel()
	if w.config.Count.Reported != nil {
		w.config.Count.Reported(o.State)
	}
	err := w.config.Store.FinishReport(ctx, claim, o)
	if errors.Is(err, orderveil.ErrConflict) {
		w.config.Log.Warn("a report took longer than its claim", "account", claim.Account, "report", claim.ID)
		return nil
	}
	return err
}

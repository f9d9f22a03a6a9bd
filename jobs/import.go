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

// overlap is how far before the last run's start a run looks back: marketplaces
// publish late.
const overlap = 15 * time.Minute

// importWorker turns what a marketplace says into orders.
type importWorker struct {
	river.WorkerDefaults[importArgs]
	*Workers
}

// Work does the runs that are queued for a connection, and one when none is. When
// the marketplace asks to wait, the job sleeps that long.
func (w *importWorker) Work(ctx context.Context, job *river.Job[importArgs]) error {
	return w.guarded(func() error { return w.work(ctx, job) })
}

func (w *importWorker) work(ctx context.Context, job *river.Job[importArgs]) error {
	for first := true; ; first = false {
		run, err := w.config.Store.StartRun(ctx, job.Args.Account, job.Args.Connection, first)
		if errors.Is(err, orderveil.ErrNotFound) {
			return nil
		}
		if err != nil {
			return err
		}
		after, err := w.run(ctx, job.Args.Account, run)
		if err != nil {
			return err
		}
		if after > 0 {
			return river.JobSnooze(after)
		}
	}
}

// run asks for orders once and records how it went.
func (w *importWorker) run(ctx context.Context, account uuid.UUID, run orderveil.SyncRun) (time.Duration, error) {
	p := &importRun{Workers: w.Workers, account: account, run: run}
	err := p.claimed(ctx, p.work)
	if errors.Is(err, errTakenOver) {
		w.config.Log.Warn("a run took longer than its claim", "account", account, "connection", run.Connection)
		return 0, nil // it is the other worker's now, and so is what it leaves
	}
	// Nobody renews the claim any more: the run is this function's alone.
	p.run.Listed = int(p.listed.Load())
	if p.halfway.Load() {
		p.run.Check = orderveil.NoCheck
	}
	p.run.State = orderveil.SyncDone
	var after time.Duration
	if err != nil {
		problem, wait := w.problem(err)
		p.run.State, p.run.Problem, after = orderveil.SyncFailed, problem, wait
		w.config.Log.Warn("an import did not end well", "account", account, "connection", run.Connection, "code", problem.Code, "cause", problem.Cause)
	}
	if w.config.Count.Run != nil {
		w.config.Count.Run(p.run.State)
	}
	if failed := w.limited(context.WithoutCancel(ctx), account, run.Connection, err); failed != nil {
		return 0, failed
	}
	if p.breaker != nil {
		if _, failed := p.breaker.beat(context.WithoutCancel(ctx), err); failed != nil {
			return 0, failed
		}
	}
	// The outcome is recorded even when the program is being stopped.
	finish, cancel := context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)
	defer cancel()
	switch failed := w.config.Store.FinishRun(finish, account, p.run); {
	case errors.Is(failed, orderveil.ErrConflict):
		w.config.Log.Warn("a run took longer than its claim", "account", account, "connection", run.Connection)
		return 0, nil
	case failed != nil:
		return after, failed
	}
	return after, errors.Join(
		w.config.Store.PruneRuns(finish, account, run.Connection),
		w.connectionProblem(finish, account, run.Connection, err),
		w.config.Store.Watch(finish, account, w.plugs.expiries),
	)
}

// limited notes that the other side asked to be left alone for a while.
func (w *Workers) limited(ctx context.Context, account, conn uuid.UUID, err error) error {
	var f *connectors.Failure
	if !errors.As(err, &f) || f.After <= 0 || f.Code != "RATE_LIMITED" {
		return nil
	}
	return w.config.Store.Limited(context.WithoutCancel(ctx), account, conn, w.config.Clock().Add(f.After))
}

// connectionProblem marks a connection whose credentials are refused, or whose settings
// are not right, or clears the mark when all went well.
func (w *Workers) connectionProblem(ctx context.Context, account, conn uuid.UUID, err error) error {
	var f *connectors.Failure
	switch {
	case errors.Is(err, orderveil.ErrInvalid):
		problem, _ := w.problem(err)
		return w.config.Store.ConnectionProblem(ctx, account, conn, problem)
	case err == nil:
		return w.config.Store.ConnectionProblem(ctx, account, conn, nil)
	case errors.As(err, &f) && f.Outcome == connectors.Auth:
		return w.config.Store.ConnectionProblem(ctx, account, conn, f.Problem(w.config.Clock()))
	}
	return nil
}

// problem puts an error into words for the run, and says how long to wait when a
// marketplace said so. An error of our own has no words for people.
func (w *Workers) problem(err error) (*orderveil.Problem, time.Duration) {
	var f *connectors.Failure
	var invalid *orderveil.InvalidError
	switch {
	case errors.As(err, &f):
		return f.Problem(w.config.Clock()), f.After
	case errors.As(err, &invalid):
		return &orderveil.Problem{
			Code: "NOT_SET_UP", Cause: "The connection is not set up right: " + invalid.Advice + ".", Owner: orderveil.OwnerMerchant,
			NextStep: "Correct the connection's settings or credentials.", At: w.config.Clock(),
		}, 0
	case store.DiskFull(err):
		return &orderveil.Problem{
			Code: "DISK_FULL", Cause: "The database has no room left.", Owner: orderveil.OwnerOperator,
			NextStep: "Make room. The orders are still at the marketplace and come with the next run.", At: w.config.Clock(),
		}, 0
	case store.KeysUnavailable(err):
		return w.keysUnavailable(), 0
	case store.Moving(err):
		return &orderveil.Problem{
			Code: "ACCOUNT_MOVING", Cause: store.MovingAdvice, Owner: orderveil.OwnerOperator,
			NextStep: "Nothing: the work is tried again by itself.", At: w.config.Clock(),
		}, 0
	case store.Busy(err):
		return &orderveil.Problem{
			Code: "BUSY", Cause: store.BusyAdvice, Owner: orderveil.OwnerOperator,
			NextStep: "Nothing: the work is tried again by itself. If it happens often, raise connections in the configuration or run more nodes.", At: w.config.Clock(),
		}, 0
	case errors.Is(err, context.Canceled):
		return &orderveil.Problem{
			Code: "INTERRUPTED", Cause: "The program was stopped during the run.", Owner: orderveil.OwnerOperator,
			NextStep: "Nothing: the next run takes up what this one left.", At: w.config.Clock(),
		}, 0
	}
	if errors.Is(err, context.DeadlineExceeded) {
		return &orderveil.Problem{
			Code: "OUT_OF_TIME", Cause: "The work took longer than it may, or a database did not answer in time.", Owner: orderveil.OwnerOperator,
			NextStep: "Nothing: the next turn takes up what this one left. If it happens again and again, see what keeps the program or its databases busy.",
			At:       w.config.Clock(),
		}, 0
	}
	w.config.Log.Error("an error of the program itself", "error", err)
	return &orderveil.Problem{
		Code: "INTERNAL", Cause: "The program made a mistake.", Owner: orderveil.OwnerOperator,
		NextStep: "Look for this moment in the log. The work is tried again by itself.", At: w.config.Clock(),
	}, 0
}

// keysUnavailable is the problem of work that waits because customer data can be neither
// sealed nor opened.
func (w *Workers) keysUnavailable() *orderveil.Problem {
	return &orderveil.Problem{
		Code: "KEY_UNAVAILABLE", Cause: "The key service does not answer, so that customer data can be neither sealed nor opened.",
		Owner: orderveil.OwnerOperator, NextStep: "Look after the key service. Nothing is lost: the work is tried again by itself.", At: w.config.Clock(),
	}
}

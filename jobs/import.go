package jobs

import (
	"context"
	"errors"
	"time"

	"github.com/google/uuid"
	"github.com/riverqueue/river"
	"golang.org/x/sync/errgroup"

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
	err := p.work(ctx)
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
	// The outcome is recorded even when the program is being stopped.
	finish, cancel := context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)
	defer cancel()
	return after, errors.Join(
		w.config.Store.FinishRun(finish, account, p.run),
		w.config.Store.PruneRuns(finish, account, run.Connection),
		w.connectionProblem(finish, account, run.Connection, err),
	)
}

// connectionProblem marks a connection whose credentials are refused, or clears the
// mark when all went well.
func (w *Workers) connectionProblem(ctx context.Context, account, conn uuid.UUID, err error) error {
	var f *connectors.Failure
	switch {
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
	switch {
	case errors.As(err, &f):
		return f.Problem(w.config.Clock()), f.After
	case store.DiskFull(err):
		return &orderveil.Problem{
			Code: "DISK_FULL", Cause: "The database has no room left.", Owner: orderveil.OwnerOperator,
			NextStep: "Make room. The orders are still at the marketplace and come with the next run.", At: w.config.Clock(),
		}, 0
	case errors.Is(err, context.Canceled):
		return &orderveil.Problem{
			Code: "INTERRUPTED", Cause: "The program was stopped during the run.", Owner: orderveil.OwnerOperator,
			NextStep: "Nothing: the next run takes up what this one left.", At: w.config.Clock(),
		}, 0
	}
	w.config.Log.Error("an error of the program itself", "error", err)
	return &orderveil.Problem{
		Code: "INTERNAL", Cause: "The program made a mistake.", Owner: orderveil.OwnerOperator,
		NextStep: "Look for this moment in the log. The work is tried again by itself.", At: w.config.Clock(),
	}, 0
}

// importRun is one turn of asking a marketplace.
type importRun struct {
	*Workers
	account uuid.UUID
	run     orderveil.SyncRun
	source  connectors.Source
	offices map[uuid.UUID]bool
}

func (p *importRun) work(ctx context.Context) error {
	plug, err := p.config.Store.Plug(ctx, p.account, p.run.Connection)
	if err != nil {
		return err
	}
	connected, err := p.plugs.get(plug)
	if err != nil {
		return err
	}
	p.source, p.offices = connected.source, map[uuid.UUID]bool{}
	window := connectors.Window{}
	if !plug.Watermark.IsZero() {
		window.Since = plug.Watermark.Add(-overlap)
	}
	if err := p.again(ctx); err != nil {
		return err
	}
	return p.source.List(ctx, window, func(listed []connectors.Summary) error { return p.page(ctx, listed) })
}

// again reads the orders that earlier runs could not keep.
func (p *importRun) again(ctx context.Context) error {
	numbers, err := p.config.Store.RefusedDue(ctx, p.account, p.run.Connection, 100)
	if err != nil {
		return err
	}
	return p.batches(ctx, numbers)
}

// page imports what a page of the list shows as new or changed.
func (p *importRun) page(ctx context.Context, listed []connectors.Summary) error {
	p.run.Listed += len(listed)
	numbers := make([]string, len(listed))
	for i, s := range listed {
		numbers[i] = s.Number
	}
	known, err := p.config.Store.Revisions(ctx, p.account, p.run.Connection, numbers)
	if err != nil {
		return err
	}
	var changed []string
	for _, s := range listed {
		if revision, ok := known[s.Number]; !ok || revision != s.Revision {
			changed = append(changed, s.Number)
		}
	}
	return p.batches(ctx, changed)
}

// A batch is read concurrently and kept in one transaction.
const (
	batchSize = 50
	readers   = 4
)

func (p *importRun) batches(ctx context.Context, numbers []string) error {
	for len(numbers) > 0 {
		n := min(len(numbers), batchSize)
		if err := p.batch(ctx, numbers[:n]); err != nil {
			return err
		}
		numbers = numbers[n:]
		if err := p.config.Store.KeepRun(ctx, p.account, p.run); err != nil {
			return err
		}
	}
	return nil
}

// batch keeps what could be read even when the marketplace stops answering half
// way: those orders are not asked for again.
func (p *importRun) batch(ctx context.Context, numbers []string) error {
	orders, refused, stopped := p.read(ctx, numbers)
	kept, err := p.config.Store.Import(ctx, p.account, p.run.Connection, orders)
	if err != nil {
		return err
	}
	refused = append(refused, kept.Refused...)
	p.run.Imported += kept.Kept
	p.run.Refused += len(refused)
	count(p.config.Count.Imported, kept.Kept)
	count(p.config.Count.Refused, len(refused))
	if err := p.config.Store.Refuse(ctx, p.account, p.run.Connection, refused); err != nil {
		return err
	}
	if err := p.wake(ctx, kept.Forward); err != nil {
		return err
	}
	return stopped
}

func count(to func(int), n int) {
	if to != nil && n > 0 {
		to(n)
	}
}

// read gets orders in full. One that cannot be read is refused and does not hold up
// the others; a limit or refused credentials stop the reading.
func (p *importRun) read(ctx context.Context, numbers []string) ([]orderveil.Order, []store.Refused, error) {
	orders := make([]orderveil.Order, len(numbers))
	errs := make([]error, len(numbers))
	group, reading := errgroup.WithContext(ctx)
	group.SetLimit(readers)
	for i, number := range numbers {
		group.Go(func() error {
			orders[i], errs[i] = p.source.Order(reading, number)
			return stopping(errs[i])
		})
	}
	stopped := group.Wait()
	var read []orderveil.Order
	var refused []store.Refused
	for i, number := range numbers {
		var f *connectors.Failure
		switch err := errs[i]; {
		case err == nil:
			read = append(read, orders[i])
		case errors.Is(err, orderveil.ErrNotFound), stopping(err) != nil, reading.Err() != nil && stopped != nil:
			// Gone at the marketplace, or a matter of the whole run.
		case errors.As(err, &f):
			refused = append(refused, store.Refused{Number: number, Problem: *f.Problem(p.config.Clock())})
		default:
			stopped = errors.Join(stopped, err)
		}
	}
	return read, refused, stopped
}

// stopping returns the errors after which it is no use to read on.
func stopping(err error) error {
	var f *connectors.Failure
	if errors.As(err, &f) && (f.Outcome == connectors.Auth || f.After > 0) {
		return err
	}
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	return nil
}

// wake starts the forwarding at once; without it the sweeper would, later.
func (p *importRun) wake(ctx context.Context, offices []uuid.UUID) error {
	params := make([]river.InsertManyParams, len(offices))
	for i, office := range offices {
		params[i] = river.InsertManyParams{Args: forwardArgs{Account: p.account, Connection: office}}
	}
	if len(params) == 0 {
		return nil
	}
	_, err := p.queue.InsertMany(ctx, params)
	return err
}

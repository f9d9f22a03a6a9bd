package jobs

import (
	"context"
	"errors"
	"slices"
	"sync"
	"sync/atomic"
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

// importRun is one turn of asking a marketplace. Three things go on at once: the list
// is read, orders are read in full, and orders are kept.
type importRun struct {
	*Workers
	account uuid.UUID
	source  connectors.Source
	listed  atomic.Int64

	mu      sync.Mutex
	run     orderveil.SyncRun
	renewed time.Time
}

// renewEvery is well below the lease of a run's claim.
const renewEvery = 10 * time.Second

// batchSize orders are read concurrently and kept in one transaction.
const (
	batchSize = 50
	readers   = 4
	keepers   = 2 // one waits for the disk while the other computes
)

// batch is what was read of some orders.
type batch struct {
	orders  []orderveil.Order
	refused []store.Refused
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
	p.source = connected.source
	window := connectors.Window{}
	if !plug.Watermark.IsZero() {
		window.Since = plug.Watermark.Add(-overlap)
	}
	group, working := errgroup.WithContext(ctx)
	numbers, batches := make(chan []string), make(chan batch, 1)
	p.guard(group, func() error { return p.list(working, window, numbers) })
	p.guard(group, func() error { return p.readAll(working, numbers, batches) })
	for range keepers {
		// Not the group's context: what was read before the marketplace stopped
		// answering is kept, and not asked for again.
		p.guard(group, func() error { return p.keepAll(ctx, batches) })
	}
	err = group.Wait()
	p.run.Listed = int(p.listed.Load())
	return err
}

// list names what is to be read: the orders that earlier runs could not keep, then
// what the marketplace lists as new or changed.
func (p *importRun) list(ctx context.Context, window connectors.Window, numbers chan<- []string) error {
	defer close(numbers)
	again, err := p.config.Store.RefusedDue(ctx, p.account, p.run.Connection, 100)
	if err != nil {
		return err
	}
	if err := hand(ctx, numbers, again); err != nil {
		return err
	}
	return p.source.List(ctx, window, func(listed []connectors.Summary) error {
		p.listed.Add(int64(len(listed)))
		changed, err := p.changed(ctx, listed)
		if err != nil {
			return err
		}
		return hand(ctx, numbers, changed)
	})
}

// hand passes numbers on in batches.
func hand(ctx context.Context, to chan<- []string, numbers []string) error {
	for some := range slices.Chunk(numbers, batchSize) {
		select {
		case to <- some:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return nil
}

// changed returns the orders of a page whose stored revision is another, or none.
func (p *importRun) changed(ctx context.Context, listed []connectors.Summary) ([]string, error) {
	numbers := make([]string, len(listed))
	for i, s := range listed {
		numbers[i] = s.Number
	}
	known, err := p.config.Store.Revisions(ctx, p.account, p.run.Connection, numbers)
	if err != nil {
		return nil, err
	}
	var changed []string
	for _, s := range listed {
		if revision, ok := known[s.Number]; !ok || revision != s.Revision {
			changed = append(changed, s.Number)
		}
	}
	return changed, nil
}

func (p *importRun) readAll(ctx context.Context, numbers <-chan []string, batches chan<- batch) error {
	defer close(batches)
	for some := range numbers {
		read, stopped := p.read(ctx, some)
		select {
		case batches <- read:
		case <-ctx.Done():
			return ctx.Err()
		}
		if stopped != nil {
			return stopped
		}
	}
	return nil
}

func (p *importRun) keepAll(ctx context.Context, batches <-chan batch) error {
	for b := range batches {
		if err := p.keep(ctx, b); err != nil {
			return err
		}
	}
	return nil
}

func (p *importRun) keep(ctx context.Context, b batch) error {
	kept, err := p.config.Store.Import(ctx, p.account, p.run.Connection, b.orders)
	if err != nil {
		return err
	}
	refused := append(b.refused, kept.Refused...)
	count(p.config.Count.Imported, kept.Kept)
	count(p.config.Count.Refused, len(refused))
	if err := p.config.Store.Refuse(ctx, p.account, p.run.Connection, refused); err != nil {
		return err
	}
	if err := p.advance(ctx, kept.Kept, len(refused)); err != nil {
		return err
	}
	return p.wake(ctx, kept.Forward)
}

// advance counts, and renews the run's claim now and then.
func (p *importRun) advance(ctx context.Context, kept, refused int) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.run.Listed = int(p.listed.Load())
	p.run.Imported += kept
	p.run.Refused += refused
	if now := p.config.Clock(); now.Sub(p.renewed) >= renewEvery {
		p.renewed = now
		return p.config.Store.KeepRun(ctx, p.account, p.run)
	}
	return nil
}

func count(to func(int), n int) {
	if to != nil && n > 0 {
		to(n)
	}
}

// read gets orders in full. One that cannot be read is refused and does not hold up
// the others; a limit or refused credentials stop the reading.
func (p *importRun) read(ctx context.Context, numbers []string) (batch, error) {
	orders := make([]orderveil.Order, len(numbers))
	errs := make([]error, len(numbers))
	group, reading := errgroup.WithContext(ctx)
	group.SetLimit(readers)
	for i, number := range numbers {
		p.guard(group, func() error {
			orders[i], errs[i] = p.source.Order(reading, number)
			return stopping(errs[i])
		})
	}
	stopped := group.Wait()
	var b batch
	for i, number := range numbers {
		var f *connectors.Failure
		switch err := errs[i]; {
		case err == nil:
			b.orders = append(b.orders, orders[i])
		case errors.Is(err, orderveil.ErrNotFound), stopping(err) != nil, reading.Err() != nil && stopped != nil:
			// Gone at the marketplace, or a matter of the whole run.
		case errors.As(err, &f):
			b.refused = append(b.refused, store.Refused{Number: number, Problem: *f.Problem(p.config.Clock())})
		default:
			stopped = errors.Join(stopped, err)
		}
	}
	return b, stopped
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

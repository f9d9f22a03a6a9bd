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

// importRun is one turn of asking a marketplace. Three things go on at once: the list
// is read, orders are read in full, and orders are kept.
type importRun struct {
	*Workers
	account uuid.UUID
	source  connectors.Source
	pending *pending
	breaker *pulse // nil before the connection is known
	listed  atomic.Int64
	// unclaimed says that the run is none of the account's, and is not to be renewed.
	unclaimed bool
	window    connectors.Window
	checked   sync.Map    // numbers that only a gap check brought up
	halfway   atomic.Bool // a gap check did not come to its end

	mu      sync.Mutex
	run     orderveil.SyncRun
	renewed time.Time
}

// renewEvery is well below the lease of a run's claim.
const renewEvery = 10 * time.Second

// errTakenOver means that a run's claim ran out and another worker has taken over.
var errTakenOver = errors.New("jobs: another worker has taken over the run")

// claimed works while the run's claim is renewed, and no longer: a page that takes long is
// no worker that died.
func (p *importRun) claimed(ctx context.Context, work func(context.Context) error) error {
	working, stop := context.WithCancel(ctx)
	var lost error
	var renewing sync.WaitGroup
	renewing.Go(func() {
		lost = p.renew(working)
		stop()
	})
	err := work(working)
	stop()
	renewing.Wait()
	if lost != nil && ctx.Err() == nil {
		return lost
	}
	return err
}

// renew keeps the claim until the context ends or another worker has taken the run over.
func (p *importRun) renew(ctx context.Context) error {
	t := time.NewTicker(pause)
	defer t.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-t.C:
		}
		if err := p.advance(ctx, 0, 0); err != nil && ctx.Err() == nil {
			return err
		}
	}
}

const (
	batchSize = 50  // orders that are read before they are passed on
	readers   = 4   // at the same time
	keepers   = 2   // one waits for the disk while the other computes
	together  = 200 // orders that are kept in one transaction when so many wait
)

// batch is what was read of some orders.
type batch struct {
	orders  []orderveil.Order
	refused []store.Refused
	settled []string // all that need not be read again once the batch is kept
}

func (p *importRun) work(ctx context.Context) error {
	plug, err := p.config.Store.Plug(ctx, p.account, p.run.Connection)
	if err != nil {
		return err
	}
	p.breaker = p.pulse(p.account, plug)
	connected, err := p.plugs.get(plug)
	if err != nil {
		return err
	}
	if !plug.Watermark.IsZero() {
		p.window.Since = plug.Watermark.Add(-overlap)
	}
	if connected.sink != nil {
		return p.track(ctx, connected.sink, p.window)
	}
	p.source, p.pending = connected.source, &connected.pending
	p.hearing.add(p.account, p.run.Connection, p.source)
	p.subscribe(ctx)
	group, working := errgroup.WithContext(ctx)
	numbers, batches := make(chan []string), make(chan batch, together/batchSize)
	p.guard(group, func() error { return p.list(working, numbers) })
	p.guard(group, func() error { return p.readAll(working, numbers, batches) })
	for range keepers {
		// Not the group's context: what was read before the marketplace stopped
		// answering is kept, and not asked for again.
		p.guard(group, func() error { return p.keepAll(ctx, batches) })
	}
	if err := group.Wait(); err != nil {
		return err
	}
	return p.returns(ctx)
}

// list names what is to be read: the orders that earlier runs left or could not keep, and
// those that the marketplace told of, then what it lists as new or changed.
func (p *importRun) list(ctx context.Context, numbers chan<- []string) error {
	defer close(numbers)
	again, err := p.config.Store.RefusedDue(ctx, p.account, p.run.Connection, 100)
	if err != nil {
		return err
	}
	told, err := p.config.Store.Hints(ctx, p.account, p.run.Connection, 1000)
	if err != nil {
		return err
	}
	if err := p.hand(ctx, numbers, slices.Concat(p.pending.all(), again, told)); err != nil {
		return err
	}
	err = p.source.List(ctx, p.window, func(listed []connectors.Summary) error {
		p.listed.Add(int64(len(listed)))
		changed, err := p.changed(ctx, listed)
		if err != nil {
			return err
		}
		return p.hand(ctx, numbers, changed)
	})
	if err != nil || p.run.Check == orderveil.NoCheck {
		return err
	}
	return p.check(ctx, numbers)
}

// hand passes numbers on in batches.
func (p *importRun) hand(ctx context.Context, to chan<- []string, numbers []string) error {
	p.pending.add(numbers)
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
		for waiting := true; waiting && len(b.orders) <= together-batchSize; {
			select {
			case more, ok := <-batches:
				waiting = ok
				b.add(more)
			default:
				waiting = false
			}
		}
		if err := p.keep(ctx, b); err != nil {
			return err
		}
	}
	return nil
}

func (b *batch) add(more batch) {
	b.orders = append(b.orders, more.orders...)
	b.refused = append(b.refused, more.refused...)
	b.settled = append(b.settled, more.settled...)
}

func (p *importRun) keep(ctx context.Context, b batch) error {
	kept, err := p.importAll(ctx, b.orders)
	if err != nil {
		return err
	}
	refused := append(b.refused, kept.Refused...)
	count(p.config.Count.Imported, kept.Kept)
	count(p.config.Count.Refused, len(refused))
	if err := p.config.Store.Refuse(ctx, p.account, p.run.Connection, refused); err != nil {
		return err
	}
	p.pending.settle(b.settled)
	if err := p.config.Store.Heard(ctx, p.account, p.run.Connection, b.settled); err != nil {
		return err
	}
	p.count(b.orders)
	if err := p.advance(ctx, kept.Kept, len(refused)); err != nil {
		return err
	}
	return p.wake(ctx, kept.Forward)
}

// importAll keeps a batch. Where the database refuses it, for a reason that no check
// foresaw, each order is tried alone: one of them must not hold up the others for ever.
// Without keys nothing can be kept, and no order is to blame.
func (p *importRun) importAll(ctx context.Context, orders []orderveil.Order) (store.Imported, error) {
	kept, err := p.config.Store.Import(ctx, p.account, p.run.Connection, orders)
	if err == nil || ctx.Err() != nil || store.DiskFull(err) || store.KeysUnavailable(err) || len(orders) < 2 {
		return kept, err
	}
	var all store.Imported
	for i := range orders {
		one, failed := p.config.Store.Import(ctx, p.account, p.run.Connection, orders[i:i+1])
		if store.KeysUnavailable(failed) {
			return all, failed
		}
		if failed != nil {
			problem, _ := p.problem(failed)
			all.Refused = append(all.Refused, store.Refused{Number: orders[i].Number, Problem: *problem})
			continue
		}
		all.Kept += one.Kept
		all.Refused = append(all.Refused, one.Refused...)
		if len(one.Forward) > 0 {
			all.Forward = one.Forward
		}
	}
	if all.Kept == 0 { // not one order's fault
		return all, err
	}
	return all, nil
}

// advance counts, and renews the run's claim now and then.
func (p *importRun) advance(ctx context.Context, kept, refused int) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.run.Listed = int(p.listed.Load())
	p.run.Imported += kept
	p.run.Refused += refused
	if now := p.config.Clock(); !p.unclaimed && now.Sub(p.renewed) >= renewEvery {
		p.renewed = now
		err := p.config.Store.KeepRun(ctx, p.account, p.run)
		if errors.Is(err, orderveil.ErrConflict) {
			return errTakenOver
		}
		return err
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
			b.orders, b.settled = append(b.orders, orders[i]), append(b.settled, number)
		case errors.Is(err, orderveil.ErrNotFound): // gone at the marketplace
			b.settled = append(b.settled, number)
		case stopping(err) != nil, reading.Err() != nil && stopped != nil:
			// A matter of the whole run.
		case errors.As(err, &f):
			b.settled = append(b.settled, number)
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
		params[i] = river.InsertManyParams{Args: forwardArgs{connectionArgs{p.account, office}}, InsertOpts: &river.InsertOpts{UniqueOpts: once}}
	}
	if len(params) == 0 {
		return nil
	}
	_, err := p.queue.InsertMany(ctx, params)
	return err
}

// Package jobs does the background work: it asks marketplaces for orders and takes
// orders to back offices. The work itself is rows in the store; a job on the River
// queue only wakes it and holds ids, nothing else.
package jobs

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"sync"
	"time"

	"github.com/google/uuid"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver"
	"github.com/riverqueue/river/riverdriver/riverdatabasesql"
	"github.com/riverqueue/river/riverdriver/riversqlite"
	"github.com/riverqueue/river/rivermigrate"
	"github.com/riverqueue/river/rivertype"

	"orderveil"
	"orderveil/connectors"
	"orderveil/store"
	"orderveil/telemetry"
)

// Config is what the workers are made from.
type Config struct {
	Store      *store.Store
	Connectors []connectors.Spec
	HTTP       *http.Client
	// Directories are those below which connectors may put files.
	Directories []string
	Clock       orderveil.Clock
	Log         *slog.Logger
	Importers   int // workers that import at the same time; zero means 4
	Forwarders  int // workers that forward at the same time; zero means 4
	Count       Counters
	Traces      *telemetry.Tracer // nil traces nothing
	// Machine is the name of this machine, for whoever looks which workers are alive.
	Machine string
	// Hooks is the address at which a connection's other side can tell of changes; nil is none.
	Hooks func(account, conn uuid.UUID) string
	// Alarms is told of every alarm until it takes it; nil leaves them to the log.
	Alarms Alarms
}

// Alarms is the operator's alarm system.
type Alarms interface {
	// Raise returns nil when the alarm was taken. The same id is the same alarm.
	Raise(ctx context.Context, a store.Alarm) error
}

// Counters are told what was done; a nil one is not told.
type Counters struct {
	Imported, Refused func(n int)
	Missed            func(n int) // orders that a gap check found
	Run               func(state orderveil.SyncState)
	Forwarded         func(state orderveil.ForwardState)
	Notified          func(state orderveil.NoticeState)
	Reported          func(state orderveil.ReportState)
	Forgotten         func(done store.Forgotten)
}

// Workers works until it is stopped.
type Workers struct {
	config  Config
	plugs   *plugs
	hearing hearing
	queue   *river.Client[*sql.Tx]
	stop    context.CancelFunc
	ticker  sync.WaitGroup
	day     orderveil.Date // the last day whose keys were destroyed; the ticker's own
	pruned  time.Time      // when exports were last deleted; the ticker's own
	beaten  time.Time      // when it last said that it works; the ticker's own
	id      uuid.UUID      // drawn at the start
	started time.Time
	tallies *tallies
}

// The queues. The names are stored and never change.
const (
	importQueue  = "import"
	hintQueue    = "hint"
	forwardQueue = "forward"
	notifyQueue  = "notify"
	reportQueue  = "report"
	forgetQueue  = "forget"
	bulkQueue    = "bulk"
	slowLane     = "_slow" // behind a queue's name: work that takes long, or fails
)

// pause between two looks at what is due.
const pause = time.Second

// Migrate brings the queue's tables to their newest version.
func Migrate(ctx context.Context, s *store.Store) error {
	return s.UpgradeQueue(ctx, func(db *sql.DB) error {
		_, postgres := s.Queue()
		m, err := rivermigrate.New(driverOf(db, postgres), &rivermigrate.Config{Logger: slog.New(slog.DiscardHandler)})
		if err != nil {
			return err
		}
		if _, err := m.Migrate(ctx, rivermigrate.DirectionUp, nil); err != nil {
			return fmt.Errorf("jobs: migrate the queue: %w", err)
		}
		return nil
	})
}

func driver(s *store.Store) riverdriver.Driver[*sql.Tx] { return driverOf(s.Queue()) }

func driverOf(db *sql.DB, postgres bool) riverdriver.Driver[*sql.Tx] {
	if postgres {
		return riverdatabasesql.New(db)
	}
	return riversqlite.New(db)
}

// Start begins to work. The queue's tables must be there.
func Start(ctx context.Context, c Config) (*Workers, error) {
	tallies := &tallies{}
	c.Count = tallies.counted(c.Count)
	w := &Workers{config: c, plugs: newPlugs(c), id: uuid.New(), started: c.Clock(), tallies: tallies}
	workers := river.NewWorkers()
	river.AddWorker(workers, &importWorker{Workers: w})
	river.AddWorker(workers, &hintWorker{Workers: w})
	river.AddWorker(workers, &forwardWorker{Workers: w})
	river.AddWorker(workers, &notifyWorker{Workers: w})
	river.AddWorker(workers, &reportWorker{Workers: w})
	river.AddWorker(workers, &forgetWorker{Workers: w})
	river.AddWorker(workers, &closeWorker{Workers: w})
	river.AddWorker(workers, &bulkWorker{Workers: w})
	queue, err := river.NewClient(driver(c.Store), &river.Config{
		Queues: map[string]river.QueueConfig{
			importQueue: {MaxWorkers: atLeast(c.Importers, 4)},
			// A flood of word, which can wait for the next import, takes no import's place.
			hintQueue:    {MaxWorkers: 2},
			forwardQueue: {MaxWorkers: atLeast(c.Forwarders, 4)},
			notifyQueue:  {MaxWorkers: 2},
			reportQueue:  {MaxWorkers: 4},
			// The others do not wait for whoever is broken or has a flood of orders.
			importQueue + slowLane:  {MaxWorkers: atLeast(c.Importers, 4)},
			forwardQueue + slowLane: {MaxWorkers: atLeast(c.Forwarders, 4)},
			notifyQueue + slowLane:  {MaxWorkers: 2},
			reportQueue + slowLane:  {MaxWorkers: 2},
			forgetQueue:             {MaxWorkers: 1}, // one account after another, with what is left of the machine
			bulkQueue:               {MaxWorkers: 1},
		},
		Workers:                     workers,
		Middleware:                  []rivertype.Middleware{river.WorkerMiddlewareFunc(w.traced)},
		Logger:                      slog.New(quiet{c.Log.Handler()}),
		FetchCooldown:               50 * time.Millisecond,
		FetchPollInterval:           200 * time.Millisecond,
		JobTimeout:                  10 * time.Minute,
		RescueStuckJobsAfter:        15 * time.Minute,
		CompletedJobRetentionPeriod: time.Hour,
	})
	if err != nil {
		return nil, fmt.Errorf("jobs: make the queue's client: %w", err)
	}
	w.queue = queue
	// The queue is stopped by Stop, which waits for running jobs; the context that
	// began it must not cut them off.
	if err := queue.Start(context.WithoutCancel(ctx)); err != nil {
		return nil, fmt.Errorf("jobs: start the queue: %w", err)
	}
	ticking, stop := context.WithCancel(context.WithoutCancel(ctx))
	w.stop = stop
	w.ticker.Go(func() { w.tick(ticking) })
	return w, nil
}

func atLeast(n, otherwise int) int {
	if n > 0 {
		return n
	}
	return otherwise
}

// Stop takes on no more work and waits for what is under way, until the context
// ends: then it cuts the rest off, which the next start takes up again.
func (w *Workers) Stop(ctx context.Context) error {
	w.stop()
	w.ticker.Wait()
	err := w.queue.Stop(ctx)
	cut, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
	defer cancel()
	if err != nil {
		err = errors.Join(err, w.queue.StopAndCancel(cut))
	}
	return errors.Join(err, w.sayStopped(cut))
}

// tick wakes what is due: connections whose time has come, outboxes in which something
// waits, accounts in which something must be forgotten. When a day begins it first
// destroys the keys of all accounts that end with it.
func (w *Workers) tick(ctx context.Context) {
	t := time.NewTicker(pause)
	defer t.Stop()
	for {
		if err := w.lookAround(ctx); err != nil && ctx.Err() == nil {
			w.config.Log.Error("cannot look for due work", "error", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-t.C:
		}
	}
}

// longestLook is how long one look at everything may take, so that a database that never
// answers does not end the looking.
const longestLook = 5 * time.Minute

func (w *Workers) lookAround(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, longestLook)
	defer cancel()
	return errors.Join(w.wakeDue(ctx), w.raiseAlarms(ctx), w.beat(ctx))
}

// most due accounts or connections per look; the rest follow a second later.
const most = 500

func (w *Workers) wakeDue(ctx context.Context) error {
	if err := w.destroyKeys(ctx); err != nil {
		return err
	}
	if err := w.pruneExports(ctx); err != nil {
		return err
	}
	if err := w.wakeImports(ctx); err != nil {
		return err
	}
	var params []river.InsertManyParams
	outboxes, failed := w.config.Store.DueOutboxes(ctx, most)
	for _, due := range outboxes.Forward {
		params = append(params, river.InsertManyParams{Args: forwardArgs{of(due)}, InsertOpts: lane(forwardQueue, due)})
	}
	for _, due := range outboxes.Notify {
		params = append(params, river.InsertManyParams{Args: notifyArgs{of(due)}, InsertOpts: lane(notifyQueue, due)})
	}
	for _, due := range outboxes.Report {
		params = append(params, river.InsertManyParams{Args: reportArgs{of(due)}, InsertOpts: lane(reportQueue, due)})
	}
	forgetting, err := w.config.Store.DueForgetting(ctx, most)
	if err != nil {
		return err
	}
	for _, account := range forgetting {
		params = append(params, river.InsertManyParams{Args: forgetArgs{Account: account}})
	}
	closing, err := w.config.Store.DueClosures(ctx, most)
	if err != nil {
		return err
	}
	for _, account := range closing {
		params = append(params, river.InsertManyParams{Args: closeArgs{Account: account}})
	}
	exports, err := w.config.Store.DueExports(ctx, most)
	if err != nil {
		return err
	}
	for _, export := range exports {
		params = append(params, river.InsertManyParams{Args: bulkArgs{Export: export}})
	}
	return errors.Join(failed, w.insert(ctx, params))
}

// wakeImports asks the marketplaces whose time has come, and looks where word was left. It
// waits for nothing else that is due.
func (w *Workers) wakeImports(ctx context.Context) error {
	imports, err := w.config.Store.DueImports(ctx, most)
	if err != nil {
		return err
	}
	params := w.hearing.due(w.config.Clock())
	for _, due := range imports {
		params = append(params, river.InsertManyParams{Args: importArgs{of(due)}, InsertOpts: lane(importQueue, due)})
	}
	return w.insert(ctx, params)
}

func (w *Workers) insert(ctx context.Context, params []river.InsertManyParams) error {
	if len(params) == 0 {
		return nil
	}
	_, err := w.queue.InsertMany(ctx, params)
	return err
}

package jobs

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/google/uuid"
	"github.com/riverqueue/river"

	"orderveil"
	"orderveil/connectors"
)

// hearing are the connections whose marketplace leaves word of changed orders. An import
// enters them: a node that was started anew hears from its first import on.
type hearing struct {
	mu    sync.Mutex
	next  map[uuid.UUID]time.Time // by connection: when to ask
	owner map[uuid.UUID]uuid.UUID // the account
	busy  map[uuid.UUID]bool      // whose word is being read by this node
}

// begin reports whether nobody on this node reads a connection's word; who has begun ends.
func (h *hearing) begin(conn uuid.UUID) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.busy[conn] {
		return false
	}
	if h.busy == nil {
		h.busy = map[uuid.UUID]bool{}
	}
	h.busy[conn] = true
	return true
}

func (h *hearing) end(conn uuid.UUID) {
	h.mu.Lock()
	defer h.mu.Unlock()
	delete(h.busy, conn)
}

// hearEvery is how often a place where word is left is looked at.
const hearEvery = 10 * time.Second

// add enters a connection, if it hears.
func (h *hearing) add(account, conn uuid.UUID, source connectors.Source) {
	hinter, ok := source.(connectors.Hinter)
	h.mu.Lock()
	defer h.mu.Unlock()
	if !ok || !hinter.Hears() {
		delete(h.next, conn)
		return
	}
	if h.next == nil {
		h.next, h.owner = map[uuid.UUID]time.Time{}, map[uuid.UUID]uuid.UUID{}
	}
	if _, known := h.next[conn]; !known {
		h.next[conn], h.owner[conn] = time.Time{}, account
	}
}

func (h *hearing) remove(conn uuid.UUID) {
	h.mu.Lock()
	defer h.mu.Unlock()
	delete(h.next, conn)
	delete(h.owner, conn)
}

// due lists what is to be looked at, and when to do so again.
func (h *hearing) due(now time.Time) (params []river.InsertManyParams) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for conn, at := range h.next {
		if now.Before(at) || len(params) == most {
			continue
		}
		h.next[conn] = now.Add(hearEvery)
		params = append(params, river.InsertManyParams{Args: hintArgs{Account: h.owner[conn], Connection: conn}})
	}
	return params
}

// hintWorker reads the orders that a marketplace leaves word of.
type hintWorker struct {
	river.WorkerDefaults[hintArgs]
	*Workers
}

// Work reads and keeps the orders that word was left of. What goes wrong is not lost: word
// that was not dealt with comes again, and the imports list the orders too.
func (w *hintWorker) Work(ctx context.Context, job *river.Job[hintArgs]) error {
	return w.guarded(func() error { return w.work(ctx, job) })
}

func (w *hintWorker) work(ctx context.Context, job *river.Job[hintArgs]) error {
	account, conn := job.Args.Account, job.Args.Connection
	if !w.hearing.begin(conn) {
		return nil // there is much of it, and it is being read
	}
	defer w.hearing.end(conn)
	if left, err := w.config.Store.Suspended(ctx, account); err != nil || left {
		return err
	}
	plug, err := w.config.Store.Plug(ctx, account, conn)
	if errors.Is(err, orderveil.ErrConflict) || errors.Is(err, orderveil.ErrNotFound) {
		w.hearing.remove(conn) // paused or gone; the next import enters it again
		return nil
	}
	if err != nil {
		return err
	}
	connected, err := w.plugs.get(plug)
	if err != nil {
		return err
	}
	hinter, ok := connected.source.(connectors.Hinter)
	if !ok {
		return nil
	}
	p := &importRun{
		Workers: w.Workers, account: account, source: connected.source, pending: &pending{}, run: orderveil.SyncRun{Connection: conn},
		unclaimed: true,
	}
	err = hinter.Hints(ctx, func(numbers []string) error {
		b, stopped := p.read(ctx, numbers)
		return errors.Join(p.keep(ctx, b), stopped)
	})
	var f *connectors.Failure
	if errors.As(err, &f) {
		w.config.Log.Warn("word of changed orders was not dealt with", "account", account, "connection", conn, "code", f.Code, "cause", f.Cause)
		return nil
	}
	return err
}

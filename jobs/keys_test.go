package jobs_test

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"orderveil"
	"orderveil/jobs"
	"orderveil/store"
	"orderveil/store/storetest"
)

var errOutage = errors.New("the key service does not answer")

// outage takes the keys away. Those that are in memory are dropped by a look at them
// while the clock is back, which does not know how old they are.
func (w *town) outage(t *testing.T) {
	t.Helper()
	w.Keys.Break(errOutage)
	w.Clock.Advance(-time.Hour)
	connections, err := w.Connections(t.Context(), w.account.ID)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Plug(t.Context(), w.account.ID, connections[0].ID); !store.KeysUnavailable(err) {
		t.Errorf("Plug() without keys = %v", err)
	}
	w.Clock.Advance(time.Hour)
}

// outageWhenRead takes the keys away when the marketplace is asked for the first order.
func (w *town) outageWhenRead(t *testing.T) {
	var once sync.Once
	w.onRequest = func(r *http.Request) {
		if strings.HasPrefix(r.URL.Path, "/retailer/orders/") {
			once.Do(func() { w.outage(t) })
		}
	}
}

// syncNow asks the marketplace for orders, and returns how that ended.
func (w *town) syncNow(t *testing.T) orderveil.SyncRun {
	t.Helper()
	merchant := storetest.Viewer(orderveil.RoleMerchant, w.account.ID)
	views, err := w.ViewConnections(t.Context(), merchant)
	if err != nil {
		t.Fatal(err)
	}
	at := slices.IndexFunc(views, func(v *store.ConnectionView) bool { return v.Kind() == orderveil.Marketplace })
	run, err := w.SyncNow(t.Context(), merchant, views[at].ID())
	if err != nil {
		t.Fatal(err)
	}
	w.until(t, "end the run", func(store.Progress) bool {
		node, err := w.Node(t.Context(), merchant, run.ID())
		if err != nil {
			t.Fatal(err)
		}
		run = node.(*store.SyncRunView)
		return run.FinishedAt() != nil
	})
	return run.SyncRun
}

func TestImportsWaitWhileThereAreNoKeys(t *testing.T) {
	t.Parallel()
	for name, prepare := range map[string]func(*town, *testing.T){"BeforeTheRun": (*town).outage, "WhenOrdersAreRead": (*town).outageWhenRead} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newTown(t, storetest.SQLite(t), 40, func(w *town) { prepare(w, t) })
			run := w.syncNow(t)
			for run.State != orderveil.SyncFailed { // the first run was quicker than the outage
				run = w.syncNow(t)
			}
			if p := run.Problem; p == nil || p.Code != "KEY_UNAVAILABLE" || p.Owner != orderveil.OwnerOperator || p.NextStep == "" {
				t.Errorf("the run's problem is %+v", p)
			}
			w.Clock.Advance(time.Minute)
			due, err := w.RefusedDue(t.Context(), w.account.ID, w.conn.ID, 100)
			if err != nil || len(due) != 0 {
				t.Errorf("%d orders are marked as refused, %v", len(due), err)
			}
			if p, err := w.Progress(t.Context(), w.account.ID); err != nil || p.Orders > 0 {
				t.Errorf("%d orders were kept without keys, %v", p.Orders, err)
			}
			w.Keys.Repair()
			w.Clock.Advance(2 * time.Second)
			if run := w.syncNow(t); run.State != orderveil.SyncDone {
				t.Errorf("with keys the run ends %v: %+v", run.State, run.Problem)
			}
			w.until(t, "forward", settled(40))
		})
	}
}

// counter is an office that says when an order is on its way to it, and lets it wait.
func counter() *office {
	return &office{has: map[string]int{}, took: make(chan bool, 100), release: make(chan bool)}
}

func TestForwardingWaitsWhileThereAreNoKeys(t *testing.T) {
	t.Parallel()
	const orders = 12
	storetest.Each(t, server, func(t *testing.T, f *storetest.Fixture) {
		o := counter()
		w := &town{Fixture: f}
		var workers *jobs.Workers
		workers, w.account = deliver(t, f, o, orders)
		t.Cleanup(func() { _ = workers.Stop(context.WithoutCancel(t.Context())) })
		for range 4 {
			<-o.took // every sender has an order on its way
		}
		w.outage(t)
		close(o.release)
		attempts := map[string]int{}
		w.until(t, "say that there are no keys", func(p store.Progress) bool {
			clear(attempts)
			for _, v := range w.waiting(t) {
				if p := v.Forward().Problem; p == nil || p.Code != "KEY_UNAVAILABLE" || p.Owner != orderveil.OwnerOperator {
					return false
				}
				attempts[v.Number()] = v.Forward().Attempts
			}
			return p.Forwards[orderveil.ForwardForwarded] == 4 && len(attempts) == orders-4
		})
		w.until(t, "look again", w.nudged(func(store.Progress) bool {
			return !slices.ContainsFunc(w.waiting(t), func(v *store.OrderView) bool { return !v.Forward().NextAttemptAt.After(w.Clock.Now()) })
		}))
		for _, v := range w.waiting(t) {
			if n := v.Forward().Attempts; n != attempts[v.Number()] || n > 1 {
				t.Errorf("an order that could not be opened was attempted %d times, and before %d", n, attempts[v.Number()])
			}
		}
		w.Keys.Repair()
		w.until(t, "forward when the keys are back", w.nudged(func(p store.Progress) bool { return p.Forwards[orderveil.ForwardForwarded] == orders }))
		o.mu.Lock()
		defer o.mu.Unlock()
		for _, n := range o.has {
			if n != 1 || len(o.has) != orders {
				t.Errorf("the office has %d orders, one of them %d times", len(o.has), n)
			}
		}
	})
}

// nudged moves the clock on so far that everything is looked at again, at once and when
// nothing has come of it for a while.
func (w *town) nudged(done func(store.Progress) bool) func(store.Progress) bool {
	var last time.Time
	return func(p store.Progress) bool {
		if time.Since(last) > 5*time.Second {
			last = time.Now()
			w.Clock.Advance(20 * time.Minute)
			return false
		}
		return done(p)
	}
}

// waiting are the orders that wait to be forwarded.
func (w *town) waiting(t *testing.T) []*store.OrderView {
	t.Helper()
	page, err := w.Orders(t.Context(), storetest.Viewer(orderveil.RoleMerchant, w.account.ID),
		store.Filter{ForwardState: []orderveil.ForwardState{orderveil.ForwardWaiting}}, store.Paging{}, store.LoadAll)
	if err != nil {
		t.Fatal(err)
	}
	return page.Nodes
}

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
	"orderveil/store"
	"orderveil/store/storetest"
)

var errOutage = errors.New("the key service does not answer")

// outage takes the keys away. Those that are in memory are dropped by a look at them
// while the clock is back, which does not know how old they are. (Five minutes ahead the
// shop would not take what is signed.)
func (w *town) outage() {
	w.Keys.Break(errOutage)
	w.Clock.Advance(-time.Hour)
	_, _ = w.Plug(context.Background(), w.account.ID, w.conn.ID)
	w.Clock.Advance(time.Hour)
}

// outageAt takes the keys away when a system is asked for something.
func (w *town) outageAt(path string) {
	var once sync.Once
	w.onRequest = func(r *http.Request) {
		if strings.HasPrefix(r.URL.Path, path) {
			once.Do(w.outage)
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
	for name, prepare := range map[string]func(*town){
		"BeforeTheRun":      (*town).outage,
		"WhenOrdersAreRead": func(w *town) { w.outageAt("/retailer/orders/") },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newTown(t, storetest.SQLite(t), 40, prepare)
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

func TestForwardingWaitsWhileThereAreNoKeys(t *testing.T) {
	t.Parallel()
	storetest.Each(t, server, func(t *testing.T, f *storetest.Fixture) {
		w := newTown(t, f, 60, func(w *town) { w.outageAt("/shop") })
		merchant := storetest.Viewer(orderveil.RoleMerchant, w.account.ID)
		attempts := map[string]int{}
		w.until(t, "say that there are no keys", func(p store.Progress) bool {
			clear(attempts)
			waiting := w.waiting(t, merchant)
			for _, o := range waiting {
				if p := o.Forward().Problem; p == nil || p.Code != "KEY_UNAVAILABLE" || p.Owner != orderveil.OwnerOperator {
					return false
				}
				attempts[o.Number()] = o.Forward().Attempts
			}
			return p.Forwards[orderveil.ForwardSending] == 0 && len(waiting) > 0
		})
		w.Clock.Advance(31 * time.Second)
		w.until(t, "look again", func(store.Progress) bool {
			return !slices.ContainsFunc(w.waiting(t, merchant), func(o *store.OrderView) bool { return o.Forward().NextAttemptAt.Before(w.Clock.Now()) })
		})
		for _, o := range w.waiting(t, merchant) {
			if n := o.Forward().Attempts; n != attempts[o.Number()] {
				t.Errorf("an order that could not be opened was attempted %d times, want %d", n, attempts[o.Number()])
			}
		}
		w.Keys.Repair()
		w.Clock.Advance(31 * time.Second)
		w.syncNow(t) // the outage has cut the import off as well
		w.until(t, "forward when the keys are back", settled(60))
		p, err := w.Progress(t.Context(), w.account.ID)
		if err != nil || p.Forwards[orderveil.ForwardFailed] != 0 || len(w.shop.Orders()) != p.Forwards[orderveil.ForwardForwarded] {
			t.Errorf("%+v, the shop has %d, %v", p, len(w.shop.Orders()), err)
		}
	})
}

// waiting are the orders that wait to be forwarded.
func (w *town) waiting(t *testing.T, v orderveil.Viewer) []*store.OrderView {
	t.Helper()
	page, err := w.Orders(t.Context(), v, store.Filter{ForwardState: []orderveil.ForwardState{orderveil.ForwardWaiting}}, store.Paging{}, store.LoadAll)
	if err != nil {
		t.Fatal(err)
	}
	return page.Nodes
}

package jobs_test

import (
	"net/http"
	"sync"
	"testing"
	"time"

	"orderveil"
	"orderveil/store"
	"orderveil/store/storetest"
)

// A marketplace that answers more slowly than a claim lasts is not given to a second worker
// meanwhile: the first one lives.
func TestASlowPageIsNotTakenForAWorkerThatDied(t *testing.T) {
	t.Parallel()
	const slow = 90 * time.Second // by the town's clock; a claim lasts a minute
	var first sync.Once
	var id string
	var merchant orderveil.Viewer
	w := newTown(t, storetest.SQLite(t), 5, func(w *town) {
		w.onRequest = func(r *http.Request) {
			if r.URL.Path == "/retailer/orders" {
				first.Do(func() {
					select {
					case <-time.After(slow / hurry):
					case <-r.Context().Done():
					}
				})
			}
		}
		merchant = storetest.Viewer(orderveil.RoleMerchant, w.account.ID)
		all, err := w.ViewConnections(t.Context(), merchant)
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range all {
			if c.Kind() == orderveil.Marketplace {
				run, err := w.SyncNow(t.Context(), merchant, c.ID())
				if err != nil {
					t.Fatal(err)
				}
				id = run.ID()
			}
		}
	})
	w.until(t, "import", func(p store.Progress) bool {
		n, err := w.Node(t.Context(), merchant, id)
		if err != nil {
			t.Fatal(err)
		}
		if run := n.(*store.SyncRunView); run.Problem != nil {
			t.Fatalf("the run is given up: %s", run.Problem.Code)
		}
		return p.Orders == 5
	})
}

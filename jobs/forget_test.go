package jobs_test

import (
	"net/http"
	"testing"
	"time"

	"orderveil"
	"orderveil/connectors/webhook/webshop"
	"orderveil/store"
	"orderveil/store/storetest"
)

// told waits until the shop has acknowledged a kind of notice, and returns how many
// orders such notices named.
func (w *town) told(t *testing.T, kind orderveil.NoticeKind) (orders int) {
	t.Helper()
	for end := time.Now().Add(60 * time.Second); time.Now().Before(end); time.Sleep(50 * time.Millisecond) {
		for _, n := range w.shop.Told() {
			if n.Type == kind {
				orders += len(n.Data.Orders)
			}
		}
		if orders > 0 {
			return orders
		}
	}
	t.Fatalf("the shop was not told %s", kind)
	return 0
}

// The whole way with real workers: orders are forwarded and sent, a week before their day
// the shop is told, on the day they are forgotten here and there, and what the shop
// acknowledged is kept.
func TestTheShopForgetsWithTheHub(t *testing.T) {
	t.Parallel()
	storetest.Each(t, server, func(t *testing.T, f *storetest.Fixture) {
		w := newTown(t, f, 12, nil)
		w.until(t, "forwarded", settled(12))
		had := len(w.shop.Orders())
		for _, number := range w.bol.Open() {
			if err := w.bol.ShipAll(number); err != nil {
				t.Fatal(err)
			}
		}
		merchant := storetest.Viewer(orderveil.RoleMerchant, w.account.ID)
		if _, err := w.SyncNow(t.Context(), merchant, w.connectionID(t, merchant)); err != nil {
			t.Fatal(err)
		}
		w.wait(t, "everything is sent", func() bool {
			page, err := w.Orders(t.Context(), merchant, store.Filter{Status: []orderveil.OrderStatus{orderveil.StatusOpen, orderveil.StatusPartiallyShipped}}, store.Paging{}, store.Load{})
			return err == nil && len(page.Nodes) == 0
		})
		w.shop.Misbehave(webshop.Fault{Status: http.StatusServiceUnavailable}, webshop.Fault{Cut: true})
		w.Clock.Advance(22 * 24 * time.Hour)
		if n := w.told(t, orderveil.NoticeDue); n > had {
			t.Errorf("told of %d orders that the shop has, of %d", n, had)
		}
		w.Clock.Advance(9 * 24 * time.Hour)
		w.told(t, orderveil.NoticePseudonymised)
		w.wait(t, "the shop has forgotten", func() bool {
			for _, kept := range w.shop.Orders() {
				if !kept.Forgotten || kept.Event.Data.Order.ShipTo != nil {
					return false
				}
			}
			return true
		})
		page, err := w.Orders(t.Context(), merchant, store.Filter{}, store.Paging{}, store.LoadAll)
		if err != nil || len(page.Nodes) != 12 {
			t.Fatalf("Orders() = %v, %v", page, err)
		}
		for _, o := range page.Nodes {
			if name, err := o.ShipTo().LastName(); name != nil || err != nil || o.Privacy().State != store.PrivacyPseudonymised {
				t.Errorf("an order is %s, %v", o.Privacy().State, err)
			}
		}
		notices, err := w.Notices(t.Context(), merchant, nil, []orderveil.NoticeState{orderveil.NoticeAcknowledged}, nil, nil, nil)
		if err != nil || len(notices.Nodes) < 2 || notices.Nodes[0].AcknowledgedAt() == nil {
			t.Errorf("Notices() = %+v, %v", notices, err)
		}
	})
}

func (w *town) connectionID(t *testing.T, v orderveil.Viewer) string {
	t.Helper()
	connections, err := w.ViewConnections(t.Context(), v)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range connections {
		if c.Kind() == orderveil.Marketplace {
			return c.ID()
		}
	}
	t.Fatal("there is no marketplace")
	return ""
}

func (w *town) wait(t *testing.T, what string, done func() bool) {
	t.Helper()
	for end := time.Now().Add(60 * time.Second); time.Now().Before(end); time.Sleep(50 * time.Millisecond) {
		if done() {
			return
		}
	}
	t.Fatalf("%s: it did not come to that", what)
}

// A cancelled account with real workers: the shop is told, everything goes, the
// certificate says so.
func TestWorkersCloseACancelledAccount(t *testing.T) {
	t.Parallel()
	storetest.Each(t, server, func(t *testing.T, f *storetest.Fixture) {
		w := newTown(t, f, 6, nil)
		w.until(t, "forwarded", settled(6))
		merchant := storetest.Viewer(orderveil.RoleMerchant, w.account.ID)
		if _, err := w.CancelAccount(t.Context(), merchant, orderveil.DeleteOnly, ""); err != nil {
			t.Fatal(err)
		}
		w.Clock.Advance(14*24*time.Hour + time.Minute)
		w.wait(t, "closed", func() bool {
			c, err := w.Closure(t.Context(), merchant)
			return err == nil && c.State() == orderveil.ClosureClosed && c.Certificate() != nil
		})
		for _, kept := range w.shop.Orders() {
			if !kept.Forgotten {
				t.Error("the shop was not told that the account is closed")
			}
		}
	})
}

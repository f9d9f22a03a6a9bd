package woocommerce_test

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"testing"
	"time"

	"orderveil"
	"orderveil/connectors"
	"orderveil/connectors/woocommerce/simulator"
	"orderveil/personal"
)

// parcels collects what the shop says since a moment, by id.
func (w *world) parcels(since time.Time) map[string]connectors.Parcel {
	w.Helper()
	all := map[string]connectors.Parcel{}
	err := w.sink.(connectors.Tracker).Parcels(w.Context(), since, func(page []connectors.Parcel) error {
		for _, p := range page {
			all[p.ID] = p
		}
		return nil
	})
	if err != nil {
		w.Fatalf("Parcels() = %v", err)
	}
	return all
}

func TestFulfilmentsAreParcelsWithTheirContent(t *testing.T) {
	t.Parallel()
	w := open(t, simulator.Config{Fulfilments: true})
	byEAN := line("2", "OFFER-2", 1, "29.50", "29.50")
	byEAN.EAN = "8712345678913"
	reference, o := w.create(ordered(line("1", "KAN-1", 3, "19.95", "59.85"), byEAN))
	w.shop.Plan(o.Number())
	if n := len(w.parcels(time.Time{})); n != 0 {
		t.Errorf("%d parcels before anything left", n)
	}
	at := w.clock().Add(-time.Hour)
	w.shop.Fulfil(o.Number(), []simulator.Content{{SKU: "KAN-1", Quantity: 2}}, "postnl", "3SKAN1", at)
	first := w.parcels(time.Time{})
	for _, p := range first {
		if p.Reference != reference || p.Carrier != connectors.PostNL || p.Tracking.Plain(personal.TrackingCode) != "3SKAN1" || !p.ShippedAt.Equal(at) ||
			!slices.Equal(p.Lines, []connectors.ParcelLine{{SKU: "KAN-1", Quantity: 2}}) || p.Cancelled {
			t.Errorf("parcel %+v", p)
		}
	}
	w.pass(time.Minute)
	w.shop.Fulfil(o.Number(), nil, "DHL", "JVGL1", at)
	second := w.parcels(time.Time{})
	if len(first) != 1 || len(second) != 2 {
		t.Fatalf("%d and then %d parcels", len(first), len(second))
	}
	for id, p := range second {
		if _, seen := first[id]; !seen && !slices.Equal(p.Lines, []connectors.ParcelLine{{SKU: "KAN-1", Quantity: 1}, {SKU: "OFFER-2", Quantity: 1}}) {
			t.Errorf("the hub knows the rest by other names than %+v", p.Lines)
		}
	}
}

func TestWhatAPluginWritesDownIsAParcelOnceItIsClear(t *testing.T) {
	t.Parallel()
	w := open(t, simulator.Config{})
	_, o := w.create(ordered(line("1", "KAN-1", 2, "19.95", "39.90")))
	tracking := []map[string]any{{"tracking_provider": "", "custom_tracking_provider": "PostNL", "tracking_number": 3.5, "date_shipped": "1773738000", "tracking_id": "a1"}}
	w.shop.Track(o.Number(), tracking)
	if n := len(w.parcels(time.Time{})); n != 0 {
		t.Errorf("%d parcels of which nobody knows the content", n)
	}
	w.shop.Move(o.Number(), "completed")
	all := w.parcels(time.Time{})
	p := all["tracking:"+o.Number()+":a1"]
	if len(all) != 1 || p.Carrier != connectors.PostNL || p.Tracking.Plain(personal.TrackingCode) != "3.5" || p.ShippedAt.Unix() != 1773738000 || len(p.Lines) != 0 {
		t.Errorf("parcels %+v", all)
	}
	tracking[0]["products_list"] = []map[string]any{{"product": 11, "qty": "1", "item_id": fmt.Sprint(o.Lines[0].ID)}}
	w.shop.Track(o.Number(), tracking)
	if p := w.parcels(time.Time{})["tracking:"+o.Number()+":a1"]; !slices.Equal(p.Lines, []connectors.ParcelLine{{SKU: "KAN-1", Quantity: 1}}) {
		t.Errorf("lines %+v", p.Lines)
	}
}

func TestStatusesSayWhatBecameOfAnOrder(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		statuses        []string
		sent, cancelled bool
	}{
		"processing":                     {[]string{"on-hold", "processing"}, false, false},
		"completed":                      {[]string{"completed"}, true, false},
		"cancelled":                      {[]string{"cancelled"}, false, true},
		"paid back":                      {[]string{"refunded"}, false, true},
		"paid back after it was sent":    {[]string{"completed", "refunded"}, true, false},
		"in a status of a plug-in's own": {[]string{"awaiting-pickup"}, false, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := open(t, simulator.Config{})
			_, o := w.create(ordered(line("1", "KAN-1", 1, "19.95", "19.95")))
			for _, s := range c.statuses {
				w.shop.Move(o.Number(), s)
			}
			var sent, cancelled bool
			for _, p := range w.parcels(time.Time{}) {
				sent, cancelled = sent || !p.Cancelled, cancelled || p.Cancelled
			}
			if sent != c.sent || cancelled != c.cancelled {
				t.Errorf("sent %v, cancelled %v", sent, cancelled)
			}
		})
	}
}

func TestOnlyWhatChangedIsAskedForAndNothingIsSkipped(t *testing.T) {
	t.Parallel()
	w := open(t, simulator.Config{})
	const n = 230
	for i := range n {
		_, o := w.create(ordered(line("1", "KAN-1", 1, "19.95", "19.95")))
		w.shop.Move(o.Number(), "completed")
		if i%3 == 0 {
			w.pass(time.Second)
		}
	}
	if got := len(w.parcels(time.Time{})); got != n {
		t.Errorf("%d of %d parcels", got, n)
	}
	w.pass(time.Hour)
	since := w.clock().Add(-time.Second)
	_, o := w.create(ordered(line("1", "KAN-1", 1, "19.95", "19.95")))
	w.shop.Move(o.Number(), "completed")
	if got := len(w.parcels(since)); got != 1 {
		t.Errorf("%d parcels since, want the one", got)
	}
	tooMany := errors.New("enough")
	if err := w.sink.(connectors.Tracker).Parcels(t.Context(), time.Time{}, func([]connectors.Parcel) error { return tooMany }); !errors.Is(err, tooMany) {
		t.Errorf("Parcels() = %v, want the page's own error", err)
	}
}

func TestAnOrderIsWithdrawnUntilAParcelHasLeft(t *testing.T) {
	t.Parallel()
	w := open(t, simulator.Config{Fulfilments: true})
	withdraw := w.sink.(connectors.Withdrawer).Withdraw
	reference, o := w.create(ordered(line("1", "KAN-1", 2, "19.95", "39.90")))
	for range 2 {
		if err := withdraw(t.Context(), reference); err != nil {
			t.Fatal(err)
		}
	}
	if after := w.shop.Simulator.Orders()[0]; after.Status != "cancelled" || w.shop.Stock(11) != 100 {
		t.Errorf("status %s, stock %d", after.Status, w.shop.Stock(11))
	}
	reference, o = w.create(ordered(line("1", "KAN-1", 2, "19.95", "39.90")))
	w.shop.Fulfil(o.Number(), []simulator.Content{{SKU: "KAN-1", Quantity: 1}}, "postnl", "3SKAN1", w.clock())
	if err := withdraw(t.Context(), reference); !errors.Is(err, connectors.ErrLeft) {
		t.Errorf("Withdraw() of what has left in part = %v", err)
	}
	reference, o = w.create(ordered(line("1", "KAN-1", 2, "19.95", "39.90")))
	w.shop.Track(o.Number(), []map[string]any{{"tracking_number": "3SKAN2"}})
	if err := withdraw(t.Context(), reference); !errors.Is(err, connectors.ErrLeft) {
		t.Errorf("Withdraw() of what a plug-in knows a parcel of = %v", err)
	}
	if err := withdraw(t.Context(), "orderveil:other"); !errors.Is(err, orderveil.ErrNotFound) {
		t.Errorf("Withdraw() of an order that there is not = %v", err)
	}
}

func TestAWebhookIsTheShopsOrForged(t *testing.T) {
	t.Parallel()
	w := open(t, simulator.Config{})
	_, o := w.create(ordered(line("1", "KAN-1", 1, "19.95", "19.95")))
	pushed := func(h http.Header, body []byte) (time.Time, error) {
		return w.sink.(connectors.Pusher).Pushed(connectors.Message{Header: h, Body: body})
	}
	for range 2 { // the shop may give two deliveries one id
		if since, err := pushed(w.shop.Webhook(o.Number(), "cs_test")); err != nil || since.After(w.clock()) || w.clock().Sub(since) > 10*time.Minute {
			t.Errorf("Pushed() = %v, %v", since, err)
		}
	}
	if since, err := pushed(simulator.Hello()); err != nil || !since.IsZero() {
		t.Errorf("Pushed() of the first hello = %v, %v", since, err)
	}
	h, body := w.shop.Webhook(o.Number(), "cs_test")
	if _, err := pushed(h, append(body, ' ')); !errors.Is(err, connectors.ErrForged) {
		t.Errorf("Pushed() of a changed body = %v", err)
	}
	h.Set("X-WC-Webhook-Topic", "product.updated")
	if since, err := pushed(h, body); err != nil || !since.IsZero() {
		t.Errorf("Pushed() of a product = %v, %v", since, err)
	}
	h.Del("X-WC-Webhook-Signature")
	if _, err := pushed(h, body); !errors.Is(err, connectors.ErrForged) {
		t.Errorf("Pushed() without a signature = %v", err)
	}
	if _, err := pushed(w.shop.Webhook(o.Number(), "other")); !errors.Is(err, connectors.ErrForged) {
		t.Errorf("Pushed() with another secret = %v", err)
	}
	own := w.another(func(c *connectors.Config) { c.Secrets["webhook_secret"] = personal.NewSecret("own") })
	h, body = w.shop.Webhook(o.Number(), "own")
	if since, err := own.(connectors.Pusher).Pushed(connectors.Message{Header: h, Body: body}); err != nil || since.IsZero() {
		t.Errorf("Pushed() with the webhook's own secret = %v, %v", since, err)
	}
}

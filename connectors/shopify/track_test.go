package shopify_test

import (
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"

	"orderveil"
	"orderveil/connectors"
	"orderveil/connectors/shopify"
	"orderveil/connectors/shopify/simulator"
	"orderveil/personal"
)

// forwarded puts an order into the shop and returns its number there.
func (w *world) forwarded(t *testing.T, s *shopify.Sink) (number, reference string) {
	t.Helper()
	o, reference := w.made()
	receipt, err := s.Create(t.Context(), reference, o)
	if err != nil {
		t.Fatal(err)
	}
	return receipt.Number, reference
}

func parcels(t *testing.T, s *shopify.Sink, since time.Time) []connectors.Parcel {
	t.Helper()
	var all []connectors.Parcel
	if err := s.Parcels(t.Context(), since, func(page []connectors.Parcel) error {
		all = append(all, page...)
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	return all
}

func TestWhatLeftIsToldWithItsLinesAndTracking(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	s := w.sink(t, nil)
	number, reference := w.forwarded(t, s)
	if got := parcels(t, s, time.Time{}); len(got) != 0 {
		t.Fatalf("%d parcels before anything left", len(got))
	}
	w.shop.Send(number, []simulator.Package{{SKU: "SAUCER-2", Quantity: 1}}, "Post NL", "3SKANARIE", w.now())
	w.shop.Send(number, nil, "", "", w.now().Add(time.Minute))
	got := parcels(t, s, w.now())
	if len(got) != 2 || got[0].ID == got[1].ID || got[0].Reference != reference {
		t.Fatalf("%d parcels", len(got))
	}
	if got[0].Carrier != connectors.PostNL || got[0].Tracking.Plain(personal.TrackingCode) != "3SKANARIE" || !got[0].ShippedAt.Equal(w.now()) {
		t.Error("carrier, code or time of the first parcel are not the shop's")
	}
	if diff := cmp.Diff([]connectors.ParcelLine{{SKU: "SAUCER-2", Quantity: 1}}, got[0].Lines); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]connectors.ParcelLine{{SKU: "TEAPOT-1", Quantity: 1}, {SKU: "SAUCER-2", Quantity: 1}}, got[1].Lines); diff != "" {
		t.Error(diff)
	}
}

func TestAParcelThatWasRecalledIsNone(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	s := w.sink(t, nil)
	number, _ := w.forwarded(t, s)
	w.shop.Send(number, nil, "DHL", "KANARIE", w.now())
	w.shop.Recall(number)
	if got := parcels(t, s, time.Time{}); len(got) != 0 {
		t.Errorf("%d parcels", len(got))
	}
}

func TestACancelledOrderIsTold(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	s := w.sink(t, nil)
	number, reference := w.forwarded(t, s)
	w.shop.Cancel(number)
	got := parcels(t, s, w.now())
	if len(got) != 1 || !got[0].Cancelled || got[0].Reference != reference || len(got[0].Lines) != 0 || got[0].ID == "" {
		t.Errorf("%+v", got)
	}
}

func TestALateSearchMissesNoParcel(t *testing.T) {
	t.Parallel()
	w := start(t, func(c *simulator.Config) { c.Lag = shopify.Indexed })
	s := w.sink(t, nil)
	number, _ := w.forwarded(t, s)
	w.pass(time.Hour)
	w.shop.Send(number, nil, "DHL", "KANARIE", w.now())
	asked := w.now()
	if got := parcels(t, s, asked); len(got) != 0 {
		t.Fatalf("%d parcels though the search does not know", len(got))
	}
	w.pass(2 * shopify.Indexed)
	if got := parcels(t, s, asked.Add(shopify.Indexed)); len(got) != 1 {
		t.Errorf("%d parcels: the one from before the last look is missed", len(got))
	}
}

func TestManyOrdersAndManyLinesAreReadInPages(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	s := w.sink(t, nil)
	for range 60 {
		number, _ := w.forwarded(t, s)
		w.shop.Send(number, nil, "DHL", "KANARIE", w.now())
	}
	o, reference := w.made()
	o.Lines = nil
	for i := range 150 {
		o.Lines = append(o.Lines, orderveil.OrderLine{MarketplaceID: "1", SKU: "SAUCER-2", Quantity: i + 1, UnitPrice: amount("1.00"), Total: decimal.NewFromInt(int64(i + 1))})
	}
	receipt, err := s.Create(t.Context(), reference, o)
	if err != nil {
		t.Fatal(err)
	}
	w.shop.Send(receipt.Number, []simulator.Package{{SKU: "SAUCER-2", Quantity: 1}}, "DHL", "KANARIE", w.now())
	w.pass(time.Minute)
	w.shop.Send(receipt.Number, nil, "DHL", "KANARIE", w.now())
	got := parcels(t, s, time.Time{})
	if len(got) != 62 {
		t.Fatalf("%d parcels, want 62", len(got))
	}
	if lines := got[61].Lines; len(lines) < 101 {
		t.Errorf("%d lines of the last parcel", len(lines))
	}
}

func TestAnOrderIsWithdrawnOnceAndPaidBack(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	s := w.sink(t, nil)
	_, reference := w.forwarded(t, s)
	for range 2 {
		if err := s.Withdraw(t.Context(), reference); err != nil {
			t.Fatal(err)
		}
	}
	if got := w.shop.Orders()[0]; !got.Cancelled || !got.Refunded || w.shop.Stock("SAUCER-2") != 10 {
		t.Errorf("cancelled %v, paid back %v, %d saucers", got.Cancelled, got.Refunded, w.shop.Stock("SAUCER-2"))
	}
	if err := s.Withdraw(t.Context(), "orderveil:none"); !errors.Is(err, orderveil.ErrNotFound) {
		t.Errorf("Withdraw() of nothing = %v", err)
	}
}

func TestTheStockAndTheMoneyStayWhenTheSettingsSaySo(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	s := w.sink(t, map[string]string{"refund": "no", "inventory_behaviour": "BYPASS"})
	_, reference := w.forwarded(t, s)
	if err := s.Withdraw(t.Context(), reference); err != nil {
		t.Fatal(err)
	}
	if got := w.shop.Orders()[0]; got.Refunded || w.shop.Stock("SAUCER-2") != 10 {
		t.Errorf("paid back %v, %d saucers", got.Refunded, w.shop.Stock("SAUCER-2"))
	}
}

func TestACancellationThatTakesItsTimeIsAskedForAgain(t *testing.T) {
	t.Parallel()
	w := start(t, func(c *simulator.Config) { c.Cancelling = 15 * time.Second })
	s := w.sink(t, nil)
	_, reference := w.forwarded(t, s)
	f := failure(t, s.Withdraw(t.Context(), reference))
	if f.Code != "CANCELLING" || f.Outcome != connectors.Retry {
		t.Fatal(f)
	}
	w.pass(f.After)
	again := failure(t, s.Withdraw(t.Context(), reference))
	if again.Outcome == connectors.Auth || again.Outcome == connectors.Unclear {
		t.Fatal(again)
	}
	w.pass(f.After)
	if err := s.Withdraw(t.Context(), reference); err != nil {
		t.Errorf("Withdraw() = %v", err)
	}
}

func TestWhatHasLeftIsNotWithdrawn(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	s := w.sink(t, nil)
	number, reference := w.forwarded(t, s)
	w.shop.Send(number, []simulator.Package{{SKU: "SAUCER-2", Quantity: 1}}, "DHL", "KANARIE", w.now())
	if err := s.Withdraw(t.Context(), reference); !errors.Is(err, connectors.ErrLeft) || w.shop.Orders()[0].Cancelled {
		t.Errorf("Withdraw() = %v", err)
	}
}

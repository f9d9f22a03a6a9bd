package mirakl_test

import (
	"slices"
	"testing"

	"github.com/shopspring/decimal"

	"orderveil"
	"orderveil/connectors"
	"orderveil/connectors/mirakl"
	"orderveil/connectors/mirakl/simulator"
)

// Where an operator knows one shipment per order, OR23 and OR24 ship it whole.
func TestAWholeOrderIsShippedWithItsTracking(t *testing.T) {
	w := open(t, simulator.Config{})
	number := w.sim.Place(2, 3)
	w.order(number)
	d := w.parcel(number, 3, 3)
	if known, err := w.source.Reported(t.Context(), "parcel-1", d); err != nil || known {
		t.Fatalf("Reported() before = %v, %v", known, err)
	}
	p, err := w.source.Ship(t.Context(), "parcel-1", d)
	if err != nil || !p.Done {
		t.Fatalf("Ship() = %+v, %v", p, err)
	}
	if got, want := w.sim.Tracking(number), [3]string{"pnl", "", "3S" + simulator.Mark}; got != want || w.sim.State(number) != "SHIPPED" {
		t.Errorf("tracking %q in state %s, want %q", got, w.sim.State(number), want)
	}
	if known, err := w.source.Reported(t.Context(), "parcel-1", d); err != nil || !known {
		t.Errorf("Reported() = %v, %v", known, err)
	}
	if n := w.called("POST /api/shipments"); n != 0 {
		t.Errorf("%d shipments where orders are shipped whole", n)
	}
}

func TestAPartOfAnOrderIsNotReportedAsTheWhole(t *testing.T) {
	w := open(t, simulator.Config{})
	number := w.sim.Place(2, 3)
	w.order(number)
	_, err := w.source.Ship(t.Context(), "parcel-1", w.parcel(number, 3, 2))
	fails(t, err, "SHIPPED_IN_PART", connectors.Refused)
	if w.called("/ship")+w.called("/tracking") != 0 || w.sim.State(number) != "SHIPPING" {
		t.Error("something was reported")
	}
}

func TestALostAnswerToAShipmentIsUnclearAndFoundOut(t *testing.T) {
	w := open(t, simulator.Config{})
	number := w.sim.Place(1, 3)
	w.order(number)
	d := w.parcel(number, 3)
	w.mu.Lock()
	w.cut = "/ship"
	w.mu.Unlock()
	_, err := w.source.Ship(t.Context(), "parcel-1", d)
	fails(t, err, "CUT_OFF", connectors.Unclear)
	if n := w.called("/ship"); n != 1 {
		t.Errorf("shipped %d times", n)
	}
	if known, err := w.source.Reported(t.Context(), "parcel-1", d); err != nil || !known {
		t.Errorf("Reported() = %v, %v", known, err)
	}
	_, err = w.source.Ship(t.Context(), "parcel-1", d)
	fails(t, err, "REPORT_REFUSED", connectors.Refused)
}

func TestCarriersAreTheOperatorsOwn(t *testing.T) {
	for carrier, want := range map[connectors.Carrier][2]string{
		connectors.PostNL: {"pnl", ""}, connectors.DHL: {"dhl-de", ""}, "DHL_DE": {"dhl-de", ""}, "Somebody & Sons": {"", "Somebody & Sons"}, "": {"", "Other"},
	} {
		t.Run(string(carrier), func(t *testing.T) {
			w := open(t, simulator.Config{Several: true}, "shipments:several")
			number := w.sim.Place(1, 3)
			w.order(number)
			for range 2 {
				d := w.parcel(number, 1)
				d.Carrier = carrier
				if _, err := w.source.Ship(t.Context(), "parcel-1", d); err != nil {
					t.Fatal(err)
				}
			}
			if got := w.sim.Tracking(number); got[0] != want[0] || got[1] != want[1] {
				t.Errorf("carrier %q, want %q", got[:2], want)
			}
			if n := w.called("/shipping/carriers"); n > 1 {
				t.Errorf("the carriers were read %d times a day", n)
			}
		})
	}
}

func TestShipmentsWhereTheOperatorHasNoneAreRefused(t *testing.T) {
	w := open(t, simulator.Config{}, "shipments:several")
	number := w.sim.Place(1, 3)
	w.order(number)
	_, err := w.source.Ship(t.Context(), "parcel-1", w.parcel(number, 3))
	fails(t, err, "REPORT_REFUSED", connectors.Refused)
}

func cancellation(w *world, number string, n, quantity int, reason orderveil.CancelReason) connectors.Cancellation {
	return connectors.Cancellation{Order: number, Lines: []connectors.LineQuantity{{Line: w.sim.Lines(number)[n].ID, Quantity: quantity}}, Reason: reason}
}

func TestAWholeOrderIsCancelledWithoutAReason(t *testing.T) {
	w := open(t, simulator.Config{Reasons: 2})
	number := w.sim.Place(1, 3)
	w.order(number)
	p, err := w.source.Cancel(t.Context(), "cancellation-1", cancellation(w, number, 0, 3, orderveil.CancelOther))
	if err != nil || !p.Done || w.sim.State(number) != "CANCELED" || w.called("/orders/cancel") != 0 {
		t.Errorf("Cancel() = %+v, %v; the order is %s", p, err, w.sim.State(number))
	}
}

// Pieces that are cancelled one after the other cost together what the line costs.
func TestPiecesAreCancelledForTheirShareOfThePrice(t *testing.T) {
	for name, excluded := range map[string]bool{"with taxes": false, "without taxes": true} {
		t.Run(name, func(t *testing.T) {
			w := open(t, simulator.Config{Several: true, Reasons: 1, TaxExcluded: excluded}, "shipments:several")
			number := w.sim.Place(2, 3)
			w.order(number)
			for range 3 {
				if _, err := w.source.Cancel(t.Context(), "cancellation-1", cancellation(w, number, 0, 1, orderveil.CancelDamaged)); err != nil {
					t.Fatal(err)
				}
			}
			cents, reasons := w.sim.Canceled(number, 0)
			if want := []int64{1995, 1995, 1995}; !slices.Equal(cents, want) || reasons[0] != "34" {
				t.Errorf("cancelled for %v with reason %s, want %v", cents, reasons[0], want)
			}
		})
	}
}

func TestSharesAddUp(t *testing.T) {
	t.Parallel()
	total := decimal.Zero
	for n := range 7 {
		total = total.Add(mirakl.Share(decimal.RequireFromString("10.00"), n, 1, 7))
	}
	if !total.Equal(decimal.RequireFromString("10")) {
		t.Errorf("the shares are %v together", total)
	}
}

func TestWithoutItsCodeNoReasonIsMadeUp(t *testing.T) {
	w := open(t, simulator.Config{Reasons: 2})
	number := w.sim.Place(2, 3)
	w.order(number)
	_, err := w.source.Cancel(t.Context(), "cancellation-1", cancellation(w, number, 0, 3, orderveil.CancelOutOfStock))
	fails(t, err, "REASON_NOT_SET", connectors.Refused)
	if w.sim.Lines(number)[0].Cancelled != 0 {
		t.Error("something was cancelled")
	}
}

func TestReasonsAreReadFromTheirSetting(t *testing.T) {
	t.Parallel()
	got, err := mirakl.ParseReasons("OUT_OF_STOCK=34, CUSTOMER_REQUEST = 17,35")
	if err != nil || got[orderveil.CancelOutOfStock] != "34" || got[orderveil.CancelCustomerRequest] != "17" || got[""] != "35" {
		t.Errorf("ParseReasons() = %v, %v", got, err)
	}
	for _, text := range []string{"NO_REASON=3", "OUT_OF_STOCK=", "=3"} {
		if got, err := mirakl.ParseReasons(text); err == nil {
			t.Errorf("ParseReasons(%q) = %v", text, got)
		}
	}
}

func TestReturnsAreReadWithoutWhatCustomersWrite(t *testing.T) {
	w := open(t, simulator.Config{})
	number := w.sim.Place(2, 3)
	w.order(number)
	for range 120 {
		w.sim.Return(number, 1, 2)
	}
	read := func() (all []orderveil.Return) {
		t.Helper()
		if err := w.source.Returns(t.Context(), connectors.Window{Since: w.clock()}, func(page []orderveil.Return) error {
			all = append(all, page...)
			return nil
		}); err != nil {
			t.Fatal(err)
		}
		return all
	}
	got := read()
	want := orderveil.Return{
		MarketplaceID: "return-1", Order: number, Line: w.sim.Lines(number)[1].ID, Quantity: 2, Reason: "CHANGED_MIND", RegisteredAt: w.clock(),
	}
	if len(got) != 120 || got[0] != want {
		t.Fatalf("%d returns, the first %+v, want %+v", len(got), got[0], want)
	}
	w.sim.Receive()
	if got := read(); got[0].HandledAt.IsZero() || got[0].Result != "RECEIVED" {
		t.Errorf("handled: %+v", got[0])
	}
}

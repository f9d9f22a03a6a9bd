package kaufland_test

import (
	"strings"
	"testing"
	"time"

	"orderveil"
	"orderveil/connectors"
)

// dispatch is a parcel with so many pieces of each line.
func (w *world) dispatch(number string, quantities ...int) connectors.Dispatch {
	d := connectors.Dispatch{Order: number, Carrier: connectors.DHL, Tracking: tracking("0034123")}
	for n, l := range (stage{Simulator: w.sim}).Lines(number) {
		if n < len(quantities) && quantities[n] > 0 {
			d.Lines = append(d.Lines, connectors.LineQuantity{Line: l.ID, Quantity: quantities[n]})
		}
	}
	return d
}

func TestAParcelNamesAsManyUnitsAsItHoldsAndNoOthers(t *testing.T) {
	w := open(t)
	number := w.sim.Place(2, 3)
	p, err := w.source.Ship(t.Context(), "parcel-1", w.dispatch(number, 0, 2))
	if err != nil || !p.Done {
		t.Fatalf("Ship() = %+v, %v", p, err)
	}
	if got := w.statuses(number); got[0] != " open open open" || got[1] != " sent sent open" {
		t.Errorf("units are %v", got)
	}
	for _, u := range w.sim.Units(number) {
		if u.Status == "sent" && (u.Carrier != "DHL" || u.Tracking != "0034123") {
			t.Errorf("unit sent with %s %s", u.Carrier, u.Tracking)
		}
	}
	if n := w.called("/fulfil"); n != 2 {
		t.Errorf("%d units were taken into fulfilment, want those that leave", n)
	}
	if _, err = w.source.Ship(t.Context(), "parcel-2", w.dispatch(number, 3, 1)); err != nil {
		t.Fatal(err)
	}
	if o := w.order(number); o.HandledAt.IsZero() || o.Lines[0].QuantityShipped+o.Lines[1].QuantityShipped != 6 {
		t.Errorf("handled at %v", o.HandledAt)
	}
}

// stopped is an order of five pieces of which three are reported, and one was taken when
// Kaufland stopped answering.
func stopped(t *testing.T) (*world, string, connectors.Dispatch) {
	w := open(t)
	number := w.sim.Place(1, 5)
	sent := 0
	w.breaking(func(call string) bool {
		if strings.HasSuffix(call, "/send") {
			sent++
			return sent == 2
		}
		return false
	})
	d := w.dispatch(number, 3)
	_, err := w.source.Ship(t.Context(), "parcel-1", d)
	fails(t, err, "RATE_LIMITED", connectors.Unclear)
	if got := w.statuses(number); got[0] != " sent need_to_be_sent open open open" {
		t.Fatalf("units are %v", got)
	}
	w.advance(time.Hour)
	w.breaking(nil)
	d.Repeated = true
	return w, number, d
}

func TestAReportThatStoppedGoesOnWithTheUnitsThatItNamed(t *testing.T) {
	w, number, d := stopped(t)
	if p, err := w.source.Ship(t.Context(), "parcel-1", d); err != nil || !p.Done {
		t.Fatalf("Ship() again = %+v, %v", p, err)
	}
	if got := w.statuses(number); got[0] != " sent sent sent open open" {
		t.Errorf("units are %v, want three sent", got)
	}
}

func TestAReportThatStoppedGoesOnInAnotherProgram(t *testing.T) {
	w, number, d := stopped(t)
	for range 2 {
		w.restart()
		if p, err := w.source.Ship(t.Context(), "parcel-1", d); err != nil || !p.Done {
			t.Fatalf("Ship() again = %+v, %v", p, err)
		}
		if got := w.statuses(number); got[0] != " sent sent sent open open" {
			t.Errorf("units are %v, want three sent", got)
		}
	}
}

func TestACancellationThatStoppedGoesOnInAnotherProgram(t *testing.T) {
	w := open(t)
	number := w.sim.Place(1, 5)
	w.sim.Ship(number, 0, 1)
	lines := w.dispatch(number, 2).Lines
	calls := 0
	w.breaking(func(call string) bool {
		calls++
		return strings.HasSuffix(call, "/cancel") && calls > 2
	})
	c := connectors.Cancellation{Order: number, Lines: lines, Reason: orderveil.CancelDamaged}
	_, err := w.source.Cancel(t.Context(), "cancellation-1", c)
	fails(t, err, "RATE_LIMITED", connectors.Unclear)
	w.advance(time.Hour)
	w.breaking(nil)
	w.restart()
	c.Repeated = true
	if _, err := w.source.Cancel(t.Context(), "cancellation-1", c); err != nil {
		t.Fatal(err)
	}
	if got := w.statuses(number); got[0] != " sent cancelled cancelled open open" {
		t.Errorf("units are %v", got)
	}
}

func TestMoreThanIsLeftIsRefusedBeforeAnythingIsSent(t *testing.T) {
	w := open(t)
	number := w.sim.Place(2, 2)
	w.sim.Ship(number, 1, 1)
	_, err := w.source.Ship(t.Context(), "parcel-1", w.dispatch(number, 2, 2))
	fails(t, err, "REPORT_REFUSED", connectors.Refused)
	if n := w.called("PATCH"); n != 0 {
		t.Errorf("%d units were changed", n)
	}
}

func TestCarriersAreKauflands(t *testing.T) {
	for carrier, want := range map[connectors.Carrier]string{connectors.PostNL: "PostNL", "hermes": "Hermes", connectors.Budbee: "Other", "Somebody & Sons": "Other"} {
		t.Run(string(carrier), func(t *testing.T) {
			w := open(t)
			number := w.sim.Place(1, 1)
			d := w.dispatch(number, 1)
			d.Carrier = carrier
			if _, err := w.source.Ship(t.Context(), "parcel-1", d); err != nil {
				t.Fatal(err)
			}
			if got := w.sim.Units(number)[0].Carrier; got != want {
				t.Errorf("carrier %s, want %s", got, want)
			}
		})
	}
}

func TestAParcelWithoutTrackingIsRefusedByKaufland(t *testing.T) {
	w := open(t)
	number := w.sim.Place(1, 1)
	d := w.dispatch(number, 1)
	d.Tracking = tracking("")
	_, err := w.source.Ship(t.Context(), "parcel-1", d)
	fails(t, err, "REPORT_REFUSED", connectors.Refused)
}

func TestPiecesAreCancelledWithKauflandsReason(t *testing.T) {
	for reason, want := range map[orderveil.CancelReason]string{
		orderveil.CancelOutOfStock: "NoInventory", orderveil.CancelCustomerRequest: "BuyerCancelled", orderveil.CancelPriceError: "WrongPrice",
		orderveil.CancelTooLate: "DelayedInventory", orderveil.CancelDamaged: "GeneralAdjustment",
	} {
		t.Run(string(reason), func(t *testing.T) {
			w := open(t)
			number := w.sim.Place(1, 3)
			d := w.dispatch(number, 2)
			p, err := w.source.Cancel(t.Context(), "cancellation-1", connectors.Cancellation{Order: number, Lines: d.Lines, Reason: reason})
			if err != nil || !p.Done {
				t.Fatalf("Cancel() = %+v, %v", p, err)
			}
			if got := w.statuses(number); got[0] != " cancelled cancelled open" || w.sim.Units(number)[0].Reason != want {
				t.Errorf("units are %v for %s, want %s", got, w.sim.Units(number)[0].Reason, want)
			}
		})
	}
}

func TestACustomersWishIsSeenUntilItIsAnswered(t *testing.T) {
	w := open(t)
	number := w.sim.Place(2, 2)
	before := w.order(number)
	w.advance(time.Hour)
	w.sim.Ask(number, "delivery_delayed")
	if listed := w.list(w.clock()); len(listed) != 0 {
		t.Errorf("a question about something else lists %d orders", len(listed))
	}
	w.sim.Ask(number, "order_cancel")
	revision := w.list(w.clock())[number]
	o := w.order(number)
	if revision == "" || revision != o.Revision || o.Revision == before.Revision || !o.Lines[0].CancellationRequested || !o.ChangedAt.After(before.ChangedAt) {
		t.Errorf("the wish is not seen: %v", o.Lines[0].CancellationRequested)
	}
	w.advance(time.Hour)
	w.sim.Answer()
	if revision := w.list(w.clock())[number]; revision == "" || revision == o.Revision {
		t.Error("the answer is not listed")
	}
	if o := w.order(number); o.Lines[0].CancellationRequested {
		t.Error("the wish stays after its answer")
	}
}

func TestReturnsAreReadWithTheirOrderAndLine(t *testing.T) {
	w := open(t)
	number := w.sim.Place(2, 3)
	w.sim.Ship(number, 0, 3)
	w.sim.Return(number)
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
		MarketplaceID: "900011", Order: number, Line: (stage{Simulator: w.sim}).Lines(number)[0].ID, SKU: "KAN-1", EAN: "8712345678906", Quantity: 1, Reason: "WRONG_SIZE", RegisteredAt: w.clock(),
	}
	if len(got) != 1 || got[0] != want {
		t.Fatalf("%+v, want %+v", got, want)
	}
	w.sim.Accept()
	if got := read(); got[0].Result != "RETURN_ACCEPTED" || got[0].HandledAt.IsZero() {
		t.Errorf("handled: %+v", got[0])
	}
}

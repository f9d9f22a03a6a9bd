package jobs_test

import (
	"errors"
	"fmt"
	"testing"

	"orderveil"
	"orderveil/connectors"
	"orderveil/connectors/bol/simulator"
	"orderveil/personal"
	"orderveil/store"
	"orderveil/store/storetest"
)

// parcelOf is a report of an order of bol's, of all that is left, under a key.
func (w *town) parcelOf(number, key string) store.NewReport {
	return store.NewReport{
		Order: orderveil.OrderID(w.conn.ID, number), Kind: orderveil.ReportShipped, Key: key, Carrier: connectors.PostNL, By: "jan",
		Tracking: personal.NewRecord(personal.Delivery).With(personal.TrackingCode, "3S"+storetest.Mark),
	}
}

func (w *town) enter(t *testing.T, n store.NewReport) bool {
	t.Helper()
	entered, err := w.EnterReport(t.Context(), w.account.ID, n)
	if err != nil {
		t.Fatal(err)
	}
	return entered
}

func reported(reports int) func(store.Progress) bool {
	return func(p store.Progress) bool { return p.Reports[orderveil.ReportDone] == reports }
}

// bol answers late, loses answers, says that it does not know, ends tokens: each parcel is
// reported once, with its tracking, and shows in the order.
func TestEachParcelIsReportedOnceWhateverGoesWrong(t *testing.T) {
	t.Parallel()
	storetest.Each(t, server, func(t *testing.T, f *storetest.Fixture) {
		w := newTown(t, f, 12, nil)
		w.until(t, "import", settled(12))
		open := w.bol.Open()
		for _, kind := range []simulator.FaultKind{simulator.CutMidway, simulator.ServerError, simulator.Unauthorized} {
			w.bol.Inject(simulator.Fault{Kind: kind, Path: "/retailer/shipments"})
		}
		for _, number := range open {
			if !w.enter(t, w.parcelOf(number, "P1")) || w.enter(t, w.parcelOf(number, "P1")) {
				t.Fatal("a parcel is not entered once")
			}
		}
		w.until(t, "reports", reported(len(open)))
		times := map[string]int{}
		for _, s := range w.bol.Shipments() {
			times[s.Reference+" "+s.Item]++
			if s.Tracking != "3S"+storetest.Mark || s.Transporter != "TNT" {
				t.Errorf("bol was told %+v", s)
			}
		}
		for key, n := range times {
			if n != 1 {
				t.Errorf("%s is reported %d times", key, n)
			}
		}
		if left := w.bol.Open(); len(left) != 0 {
			t.Errorf("%d orders are left open at bol", len(left))
		}
	})
}

// bol takes a report on and later does not know what came of it: the order tells.
func TestAProcessThatTimedOutIsLookedUp(t *testing.T) {
	t.Parallel()
	for outcome, sent := range map[string]int{"LATE": 1, "TIMEOUT": 2} {
		t.Run(outcome, func(t *testing.T) {
			t.Parallel()
			storetest.Each(t, server, func(t *testing.T, f *storetest.Fixture) {
				w := newTown(t, f, 3, nil)
				w.until(t, "import", settled(3))
				w.bol.Outcome(outcome)
				w.enter(t, w.parcelOf(w.bol.Open()[0], "P1"))
				w.until(t, "unknown", func(p store.Progress) bool { return p.Reports[orderveil.ReportUnknown] == 1 })
				w.bol.Outcome("")
				w.until(t, "report", reported(1))
				lines := map[string]int{}
				for _, s := range w.bol.Shipments() {
					lines[s.Item]++
				}
				for item, n := range lines {
					if n != 1 {
						t.Errorf("item %s is shipped %d times (%d reports were to be sent)", item, n, sent)
					}
				}
			})
		})
	}
}

func TestAReportThatIsRefusedWaitsForSomebody(t *testing.T) {
	t.Parallel()
	storetest.Each(t, server, func(t *testing.T, f *storetest.Fixture) {
		w := newTown(t, f, 3, nil)
		w.until(t, "import", settled(3))
		w.bol.Outcome("FAILURE")
		number := w.bol.Open()[0]
		w.enter(t, w.parcelOf(number, "P1"))
		w.until(t, "refused", func(p store.Progress) bool { return p.Reports[orderveil.ReportFailed] == 1 })
		merchant := storetest.Viewer(orderveil.RoleMerchant, w.account.ID)
		orders, err := w.OrdersByNumber(t.Context(), merchant, number, store.LoadAll)
		if err != nil || len(orders) != 1 {
			t.Fatalf("%d orders, %v", len(orders), err)
		}
		r := orders[0].Reports()[0]
		if p := r.Problem(); p == nil || p.Code != "REPORT_REFUSED" || p.NextStep == "" || r.NextAttemptAt() != nil {
			t.Errorf("problem %+v", p)
		}
		w.bol.Outcome("")
		if _, err := w.SendReportAgain(t.Context(), storetest.Viewer(orderveil.RoleMerchantViewer, w.account.ID), r.ID(), "it is clear now"); !errors.Is(err, orderveil.ErrForbidden) {
			t.Errorf("a viewer: %v", err)
		}
		if _, err := w.SendReportAgain(t.Context(), merchant, r.ID(), "it is clear now"); err != nil {
			t.Fatal(err)
		}
		w.until(t, "report", reported(1))
		if _, err := w.DropReport(t.Context(), merchant, r.ID(), "too late"); !errors.Is(err, orderveil.ErrInvalid) {
			t.Errorf("what is done is dropped: %v", err)
		}
	})
}

// A report never asks for more than is left, counting those that are under way.
func TestNoMoreIsReportedThanIsLeft(t *testing.T) {
	t.Parallel()
	storetest.Each(t, server, func(t *testing.T, f *storetest.Fixture) {
		w := newTown(t, f, 3, nil)
		w.until(t, "import", settled(3))
		merchant := storetest.Viewer(orderveil.RoleMerchant, w.account.ID)
		number := w.bol.Open()[0]
		orders, err := w.OrdersByNumber(t.Context(), merchant, number, store.LoadAll)
		if err != nil || len(orders) != 1 {
			t.Fatalf("%d orders, %v", len(orders), err)
		}
		o := orders[0]
		line := o.Lines()[0]
		for n := range line.Quantity() - line.QuantityShipped() - line.QuantityCancelled() {
			if _, err := w.ReportShipment(t.Context(), merchant, o.ID(), fmt.Sprint("P", n), []*store.LineQuantity{{Line: line.ID(), Quantity: 1}}, "PostNL", nil, nil); err != nil {
				t.Fatal(err)
			}
		}
		_, err = w.ReportShipment(t.Context(), merchant, o.ID(), "one more", []*store.LineQuantity{{Line: line.ID(), Quantity: 1}}, "PostNL", nil, nil)
		if !errors.Is(err, orderveil.ErrInvalid) {
			t.Errorf("one more than is left: %v", err)
		}
		for role, want := range map[orderveil.Role]error{orderveil.RoleFinance: orderveil.ErrForbidden, orderveil.RoleSupport: orderveil.ErrForbidden} {
			if _, err := w.ReportShipment(t.Context(), storetest.Viewer(role, w.account.ID), o.ID(), "x", nil, "PostNL", nil, nil); !errors.Is(err, want) {
				t.Errorf("%s: %v", role, err)
			}
		}
		other, err := w.OpenAccount(t.Context(), 7)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.ReportShipment(t.Context(), storetest.Viewer(orderveil.RoleMerchant, other.ID), o.ID(), "x", nil, "PostNL", nil, nil); !errors.Is(err, orderveil.ErrNotFound) {
			t.Errorf("another merchant: %v", err)
		}
	})
}

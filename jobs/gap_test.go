package jobs_test

import (
	"testing"
	"time"

	"orderveil/store/storetest"
)

// An order that no list shows until its day is no longer listed comes in by the daily check,
// and is counted.
func TestAGapCheckBringsWhatTheListsHid(t *testing.T) {
	t.Parallel()
	storetest.Each(t, server, func(t *testing.T, f *storetest.Fixture) {
		w := newTown(t, f, 10, func(w *town) {
			now := w.Clock.Now().UTC() // the lists are by days: the test begins in the morning
			w.Clock.Advance(now.Truncate(24 * time.Hour).Add(33 * time.Hour).Sub(now))
		})
		w.until(t, "import", settled(10))
		number := w.bol.PlaceLines(1, 1)
		if err := w.bol.Hide(number); err != nil {
			t.Fatal(err)
		}
		w.Clock.Advance(23 * time.Hour)
		w.sync(t)
		if p, err := w.Progress(t.Context(), w.account.ID); err != nil || p.Orders != 10 {
			t.Fatalf("%d orders, %v: the hidden one is listed", p.Orders, err)
		}
		if err := w.bol.Show(number); err != nil {
			t.Fatal(err)
		}
		w.Clock.Advance(2 * time.Hour)
		w.sync(t)
		w.until(t, "the missed order", settled(11))
		if got := w.missed.Load(); got != 1 {
			t.Errorf("%d orders are counted as missed, want 1", got)
		}
	})
}

func TestWhatACustomerSendsBackShowsOnTheOrder(t *testing.T) {
	t.Parallel()
	storetest.Each(t, server, func(t *testing.T, f *storetest.Fixture) {
		w := newTown(t, f, 3, nil)
		w.until(t, "import", settled(3))
		number := w.bol.PlaceLines(1, 2)
		if err := w.bol.ShipAll(number); err != nil {
			t.Fatal(err)
		}
		if err := w.bol.Return(number, 0); err != nil {
			t.Fatal(err)
		}
		w.Clock.Advance(time.Second)
		w.sync(t)
		back := w.order(t, number).Returns()
		if len(back) != 1 || back[0].Quantity() != 1 || back[0].HandledAt() != nil {
			t.Fatalf("returns %+v", back)
		}
		w.bol.HandleReturns()
		w.Clock.Advance(time.Minute)
		w.sync(t)
		if back = w.order(t, number).Returns(); len(back) != 1 || back[0].HandledAt() == nil || *back[0].Result() == "" {
			t.Errorf("after it was handled: %+v", back)
		}
	})
}

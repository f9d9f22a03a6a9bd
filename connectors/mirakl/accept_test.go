package mirakl_test

import (
	"errors"
	"testing"
	"time"

	"orderveil/connectors"
	"orderveil/connectors/mirakl/simulator"
)

func TestAnOrderIsAcceptedWholeAndListedOnceItsAddressIsShown(t *testing.T) {
	w := open(t, simulator.Config{SlowDebit: true})
	number := w.sim.Place(2, 3)
	began := w.clock()
	if listed, err := w.list(began); err != nil || len(listed) != 0 {
		t.Fatalf("listed %d orders that have no address yet (%v)", len(listed), err)
	}
	if got := w.sim.State(number); got != "WAITING_DEBIT_PAYMENT" {
		t.Fatalf("the order is %s: not accepted", got)
	}
	_, err := w.source.Order(t.Context(), number)
	fails(t, err, "ORDER_NOT_READY", connectors.Retry)
	w.advance(3 * time.Hour) // long after the window in which it was placed
	since := w.clock()
	w.sim.Pay(number)
	listed, err := w.list(since)
	if err != nil || listed[number] == "" {
		t.Fatalf("the order is not listed once it is paid (%v)", err)
	}
	if o := w.order(number); o.ShipTo == nil || o.ShipTo.Address.Empty() || o.Revision != listed[number] {
		t.Error("the order has no address, or another revision than its list shows")
	}
}

func TestAnOrderThatWaitsSinceLongIsAccepted(t *testing.T) {
	w := open(t, simulator.Config{})
	number := w.sim.Place(1, 1)
	w.advance(24 * time.Hour)
	if listed, err := w.list(w.clock()); err != nil || listed[number] == "" {
		t.Errorf("listed %d orders (%v)", len(listed), err)
	}
}

func TestALostAnswerToAnAcceptanceIsNoFailure(t *testing.T) {
	w := open(t, simulator.Config{})
	number := w.sim.Place(2, 1)
	w.mu.Lock()
	w.cut = "/accept"
	w.mu.Unlock()
	listed, err := w.list(w.clock())
	if err != nil || listed[number] == "" {
		t.Errorf("listed %d orders (%v)", len(listed), err)
	}
	if n := w.called("/accept"); n != 2 {
		t.Errorf("%d decisions, want a second one, which is refused", n)
	}
}

func TestWhereThePersonAcceptsNothingIsAccepted(t *testing.T) {
	w := open(t, simulator.Config{}, "accept:no")
	number := w.sim.Place(1, 1)
	if listed, err := w.list(w.clock()); err != nil || len(listed) != 0 {
		t.Fatalf("listed %d orders (%v)", len(listed), err)
	}
	_, err := w.source.Order(t.Context(), number)
	fails(t, err, "ORDER_NOT_ACCEPTED", connectors.Retry)
	if w.called("/accept") != 0 || w.sim.State(number) != "WAITING_ACCEPTANCE" {
		t.Error("the order was accepted")
	}
}

func TestAnOrderWithoutAddressIsNeverTaken(t *testing.T) {
	w := open(t, simulator.Config{})
	number := w.sim.Place(1, 1)
	for _, state := range []string{"STAGING", "WAITING_DEBIT", "WAITING_DEBIT_PAYMENT"} {
		w.sim.Become(number, state)
		_, err := w.source.Order(t.Context(), number)
		fails(t, err, "ORDER_NOT_READY", connectors.Retry)
		if listed, err := w.list(time.Time{}); err != nil || len(listed) != 0 {
			t.Errorf("%s: listed %d orders (%v)", state, len(listed), err)
		}
	}
}

func TestACustomerWithoutAddressIsNoPartyOfAnEndedOrder(t *testing.T) {
	w := open(t, simulator.Config{})
	number := w.sim.Place(1, 2)
	w.sim.Become(number, "REFUSED")
	o := w.order(number)
	if o.ShipTo != nil || o.BillTo != nil || o.Lines[0].QuantityCancelled != 2 || o.HandledAt.IsZero() {
		t.Errorf("%d cancelled, handled at %v, with parties: %v", o.Lines[0].QuantityCancelled, o.HandledAt, o.ShipTo != nil)
	}
}

var errFull = errors.New("full")

func TestAListThatNobodyTakesIsReadAgain(t *testing.T) {
	w := open(t, simulator.Config{})
	w.sim.Place(1, 1)
	err := w.source.List(t.Context(), connectors.Window{}, func([]connectors.Summary) error { return errFull })
	if err != errFull {
		t.Errorf("List() = %v", err)
	}
}

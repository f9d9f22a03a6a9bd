package bol_test

import (
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"orderveil"
	"orderveil/connectors"
	"orderveil/connectors/bol/simulator"
	"orderveil/connectors/wire"
	"orderveil/personal"
)

func processing(d time.Duration) option {
	return func(s *simulator.Config, _ *connectors.Config, _ *wire.Options) { s.Processing = d }
}

// dispatch is a parcel with the open lines of an order, one piece of the first line.
func dispatchOf(o orderveil.Order, quantity int) connectors.Dispatch {
	for _, l := range o.Lines {
		if l.Left() >= quantity {
			return connectors.Dispatch{
				Order: o.Number, Lines: []connectors.LineQuantity{{Line: l.MarketplaceID, Quantity: quantity}}, Carrier: connectors.PostNL,
				Tracking: personal.NewRecord(personal.Delivery).With(personal.TrackingCode, "3SKAN0001"),
			}
		}
	}
	return connectors.Dispatch{}
}

func TestAShipmentIsReportedToTheEnd(t *testing.T) {
	w := open(t, false, processing(15*time.Second))
	o := w.mustOrder(w.sim.Open()[0])
	d := dispatchOf(o, 1)
	p, err := w.source.Ship(t.Context(), "ref-1", d)
	if err != nil || p.Done || p.ID == "" || p.After <= 0 {
		t.Fatalf("Ship() = %+v, %v", p, err)
	}
	if p, err = w.source.Settle(t.Context(), p.ID); err != nil || p.Done {
		t.Fatalf("Settle() at once = %+v, %v", p, err)
	}
	w.clock.Advance(15 * time.Second)
	if p, err = w.source.Settle(t.Context(), p.ID); err != nil || !p.Done {
		t.Fatalf("Settle() later = %+v, %v", p, err)
	}
	want := simulator.Shipment{Order: o.Number, Item: d.Lines[0].Line, EAN: o.Lines[0].EAN, Reference: "ref-1", Quantity: 1, Transporter: "TNT", Tracking: "3SKAN0001"}
	if got := w.sim.Shipments(); len(got) != 1 || got[0] != want {
		t.Errorf("bol has %+v", got)
	}
	for reference, want := range map[string]bool{"ref-1": true, "ref-2": false} {
		if got, err := w.source.Reported(t.Context(), reference, d); err != nil || got != want {
			t.Errorf("Reported(%s) = %v, %v", reference, got, err)
		}
	}
	after := w.mustOrder(o.Number)
	if after.Lines[0].QuantityShipped != o.Lines[0].QuantityShipped+1 || after.Revision == o.Revision {
		t.Error("the order does not show the shipment")
	}
}

func TestAReportThatComesToNothingSaysSo(t *testing.T) {
	for name, c := range map[string]struct {
		outcome string
		want    connectors.Outcome
	}{"failure": {"FAILURE", connectors.Refused}, "timeout": {"TIMEOUT", connectors.Unclear}} {
		t.Run(name, func(t *testing.T) {
			w := open(t, false)
			w.sim.Outcome(c.outcome)
			p, err := w.source.Ship(t.Context(), "ref-1", dispatchOf(w.mustOrder(w.sim.Open()[0]), 1))
			if err != nil {
				t.Fatal(err)
			}
			_, err = w.source.Settle(t.Context(), p.ID)
			var f *connectors.Failure
			if !errors.As(err, &f) || f.Outcome != c.want || strings.Contains(f.Cause, simulator.Mark) {
				t.Errorf("Settle() = %v", err)
			}
		})
	}
}

func TestABadReportIsRefused(t *testing.T) {
	w := open(t, false)
	o := w.mustOrder(w.sim.Open()[0])
	d := dispatchOf(o, 1)
	d.Lines[0].Line = "99"
	if f := mustFail(t, second(w.source.Ship(t.Context(), "ref-1", d)), "REPORT_REFUSED"); f.Outcome != connectors.Refused {
		t.Errorf("outcome %v", f.Outcome)
	}
	_, err := w.source.Settle(t.Context(), "4711")
	if f := mustFail(t, err, "REPORT_UNCLEAR"); f.Outcome != connectors.Unclear {
		t.Errorf("outcome %v", f.Outcome)
	}
}

func second(_ connectors.Process, err error) error { return err }

// The answer is lost after bol took the report on: nobody knows, and it is not repeated.
func TestALostAnswerIsUnclear(t *testing.T) {
	w := open(t, true)
	o := w.mustOrder(w.sim.Open()[0])
	w.sim.Inject(simulator.Fault{Kind: simulator.CutMidway, Path: "/retailer/shipments"})
	_, err := w.source.Ship(t.Context(), "ref-1", dispatchOf(o, 1))
	if f := mustFail(t, err, "CUT_OFF"); f.Outcome != connectors.Unclear {
		t.Errorf("outcome %v", f.Outcome)
	}
	if n := w.called("/retailer/shipments"); n != 1 {
		t.Errorf("%d calls", n)
	}
	if got := w.mustOrder(o.Number).Lines[0].QuantityShipped; got != o.Lines[0].QuantityShipped+1 {
		t.Errorf("shipped %d", got)
	}
}

func TestATokenThatEndedEarlyIsReplacedBeforeAReport(t *testing.T) {
	w := open(t, true)
	o := w.mustOrder(w.sim.Open()[0])
	w.sim.Inject(simulator.Fault{Kind: simulator.Unauthorized, Path: "/retailer/shipments"})
	if _, err := w.source.Ship(t.Context(), "ref-1", dispatchOf(o, 1)); err != nil {
		t.Fatal(err)
	}
	if n := len(w.sim.Shipments()); n != 1 {
		t.Errorf("%d shipments", n)
	}
}

func TestALineIsCancelled(t *testing.T) {
	w := open(t, false)
	o := w.mustOrder(w.sim.Open()[0])
	for _, reason := range orderveil.CancelReasons() {
		if _, err := w.source.Cancel(t.Context(), "ref-2", connectors.Cancellation{
			Order: o.Number, Lines: []connectors.LineQuantity{{Line: o.Lines[0].MarketplaceID, Quantity: o.Lines[0].Left()}}, Reason: reason,
		}); err != nil {
			t.Fatalf("%s: %v", reason, err)
		}
	}
	if l := w.mustOrder(o.Number).Lines[0]; l.Left() != 0 || l.QuantityCancelled == 0 {
		t.Errorf("left %d", l.Left())
	}
}

func TestReturnsAreReadWithoutWhatCustomersWrite(t *testing.T) {
	w := open(t, false)
	number := w.sim.Open()[0]
	if err := errors.Join(w.sim.ShipAll(number), w.sim.Return(number, 0)); err != nil {
		t.Fatal(err)
	}
	read := func() (all []orderveil.Return) {
		t.Helper()
		if err := w.source.Returns(t.Context(), connectors.Window{}, func(page []orderveil.Return) error {
			all = append(all, page...)
			return nil
		}); err != nil {
			t.Fatal(err)
		}
		return all
	}
	got := read()
	if len(got) != 1 || got[0].Order != number || got[0].Reason != "WRONG_ORDER" || got[0].Quantity != 1 || !got[0].HandledAt.IsZero() {
		t.Fatalf("%d returns: %+v", len(got), got)
	}
	w.clock.Advance(time.Hour)
	w.sim.HandleReturns()
	if got = read(); len(got) != 1 || got[0].HandledAt.IsZero() || got[0].Result != "RETURN_RECEIVED" {
		t.Errorf("handled: %+v", got)
	}
}

func TestAnEventIsBelievedOnlyWithItsSignature(t *testing.T) {
	w := open(t, false)
	number := w.sim.Open()[0]
	body, header := w.sim.Event(number)
	told, err := w.source.Told(t.Context(), connectors.Message{Header: header, Body: body})
	if err != nil || len(told) != 1 || told[0] != number {
		t.Fatalf("Told() = %v, %v", told, err)
	}
	for name, m := range map[string]connectors.Message{
		"another body":      {Header: header, Body: append([]byte(" "), body...)},
		"no signature":      {Header: http.Header{}, Body: body},
		"another key":       {Header: http.Header{"Signature": {strings.Replace(header.Get("Signature"), "keyId=0", "keyId=7", 1)}}, Body: body},
		"another algorithm": {Header: http.Header{"Signature": {strings.Replace(header.Get("Signature"), "rsa-sha256", "none", 1)}}, Body: body},
	} {
		if told, err := w.source.Told(t.Context(), m); !errors.Is(err, connectors.ErrForged) || told != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	if n := w.called("/retailer/subscriptions/signature-keys"); n != 1 {
		t.Errorf("the keys are asked for %d times", n)
	}
	w.clock.Advance(20 * time.Minute)
	if _, err := w.source.Told(t.Context(), connectors.Message{Header: header, Body: body}); !errors.Is(err, connectors.ErrForged) {
		t.Errorf("an old message: %v", err)
	}
}

func TestASubscriptionIsMadeOnceAndSwitchedOnAgain(t *testing.T) {
	w := open(t, false)
	const address = "https://hub.example.com/events/bol"
	for range 2 {
		if err := w.source.Subscribe(t.Context(), address); err != nil {
			t.Fatal(err)
		}
	}
	if got := w.sim.Subscribed(); len(got) != 1 || got[0] != address {
		t.Fatalf("subscribed: %v", got)
	}
	w.sim.Unsubscribe()
	if err := w.source.Subscribe(t.Context(), address); err != nil || len(w.sim.Subscribed()) != 1 {
		t.Errorf("after bol switched it off: %v, %v", err, w.sim.Subscribed())
	}
}

package connectortest

import (
	"errors"
	"fmt"
	"time"

	"orderveil"
	"orderveil/connectors"
	"orderveil/personal"
)

var shipping = []marketBehaviour{
	{"a part of an order is reported to the end", onShipper(reportPart)},
	{"all of an order is reported to the end", onShipper(reportWhole)},
	{"a parcel without a carrier or tracking is reported", onShipper(reportBare)},
	{"a report that was carried out is found by its reference", onShipper(reportFound)},
	{"a report that comes to nothing says so", onShipper(reportToNothing)},
	{"a line that is not in the order is refused", onShipper(reportUnknownLine)},
	{"more than is left is refused", onShipper(reportTooMuch)},
	{"a line is cancelled to the end, for every reason", onShipper(cancelLine)},
	{"a customer's wish to cancel is granted", onShipper(cancelWish)},
}

// shipper is a marketplace that is told what became of its orders.
type shipper struct {
	*market
	connectors.Shipper
}

// onShipper shows what only connectors do that report.
func onShipper(show func(*shipper)) func(*market) {
	return func(m *market) {
		s, ok := m.source.(connectors.Shipper)
		if !ok {
			m.Log("the connector reports nothing")
			return
		}
		show(&shipper{m, s})
	}
}

// parcel is a parcel with so many of some lines, in the marketplace's order.
func (s *shipper) parcel(number string, quantities ...int) connectors.Dispatch {
	d := connectors.Dispatch{
		Order: number, Carrier: connectors.PostNL, ShippedAt: s.clock().Add(-time.Minute),
		Tracking: personal.NewRecord(personal.Delivery).With(personal.TrackingCode, "3S"+Mark+"0001"),
	}
	for n, l := range s.sim.Lines(number) {
		if n < len(quantities) && quantities[n] > 0 {
			d.Lines = append(d.Lines, connectors.LineQuantity{Line: l.ID, Quantity: quantities[n]})
		}
	}
	return d
}

// report reports as the hub does: it follows what was taken on to its end, and where
// nobody knows what came of it, it asks before it repeats.
func (s *shipper) report(reference string, d connectors.Dispatch) error {
	before := s.read(d.Order)
	process, ask := "", false
	var err error
	for range 12 {
		if ask && process == "" {
			s.sim.Settle(true)
			if s.arrived(before, reference, d) {
				return nil
			}
		}
		var p connectors.Process
		if process != "" {
			p, err = s.Settle(s.Context(), process)
		} else {
			p, err = s.Ship(s.Context(), reference, d)
		}
		after := p.After
		var f *connectors.Failure
		switch {
		case err == nil && p.Done:
			return nil
		case err == nil:
			process, ask = p.ID, true
			s.sim.Settle(true)
		case !errors.As(err, &f) || f.Outcome == connectors.Refused:
			return err
		case f.Outcome == connectors.Unclear:
			process, ask, after = "", true, f.After
		default:
			after = f.After
		}
		s.wait(max(after, 10*time.Second))
	}
	return fmt.Errorf("connectortest: twelve attempts: %w", err)
}

// arrived asks whether a report had its effect.
func (s *shipper) arrived(before orderveil.Order, reference string, d connectors.Dispatch) bool {
	if finder, ok := s.source.(connectors.ReportFinder); ok {
		var found bool
		if err := s.patiently(func() (err error) { found, err = finder.Reported(s.Context(), reference, d); return err }); err != nil {
			s.Fatalf("Reported() = %v", err)
		}
		return found
	}
	s.wait(3 * time.Minute)
	after := s.read(d.Order)
	for _, l := range d.Lines {
		if shippedOf(after, l.Line) < shippedOf(before, l.Line)+l.Quantity {
			return false
		}
	}
	return true
}

func shippedOf(o orderveil.Order, line string) int {
	for _, l := range o.Lines {
		if l.MarketplaceID == line {
			return l.QuantityShipped
		}
	}
	return 0
}

// stands requires how many of each line the marketplace has as shipped, and that the order
// says the same.
func (s *shipper) stands(number string, shipped ...int) {
	s.Helper()
	s.sim.Settle(true)
	s.wait(3 * time.Minute)
	for n, l := range s.sim.Lines(number) {
		if l.Shipped != shipped[n] {
			s.Errorf("line %d: the marketplace has %d as shipped, want %d", n, l.Shipped, shipped[n])
		}
	}
	o := s.read(number)
	for n := range shipped {
		if l := s.line(o, n); l.QuantityShipped != shipped[n] {
			s.Errorf("line %d: the order says %d shipped, want %d", n, l.QuantityShipped, shipped[n])
		}
	}
}

func (s *shipper) quantity(number string, n int) int { return s.sim.Lines(number)[n].Quantity }

func reportPart(s *shipper) {
	number := s.sim.Place(2)
	if err := s.report("parcel-1", s.parcel(number, 1)); errors.Is(err, connectors.ErrUnsupported) {
		s.Log("the marketplace takes whole orders only")
		return
	} else if err != nil {
		s.Fatalf("Ship() = %v", err)
	}
	s.stands(number, 1, 0)
	if err := s.report("parcel-2", s.parcel(number, s.quantity(number, 0)-1, s.quantity(number, 1))); err != nil {
		s.Fatalf("Ship() of the rest = %v", err)
	}
	s.stands(number, s.quantity(number, 0), s.quantity(number, 1))
	if s.read(number).HandledAt.IsZero() {
		s.Error("the order is not handled")
	}
}

func (s *shipper) whole(number string) connectors.Dispatch {
	return s.parcel(number, s.quantity(number, 0), s.quantity(number, 1))
}

func reportWhole(s *shipper) {
	number := s.sim.Place(2)
	if err := s.report("parcel-1", s.whole(number)); err != nil {
		s.Fatalf("Ship() = %v", err)
	}
	s.stands(number, s.quantity(number, 0), s.quantity(number, 1))
	if s.read(number).HandledAt.IsZero() {
		s.Error("the order is not handled")
	}
}

func reportBare(s *shipper) {
	for _, carrier := range append(connectors.Carriers(), "", "Somebody & Sons") {
		number := s.sim.Place(2)
		d := s.whole(number)
		d.Carrier = carrier
		if carrier == "" {
			d.Tracking = personal.Record{}
		}
		err := s.report("parcel-1", d)
		var f *connectors.Failure
		if carrier == "" && errors.As(err, &f) && f.Outcome == connectors.Refused {
			s.ours(err) // some marketplaces want tracking, and say so
			continue
		}
		if err != nil {
			s.Errorf("carrier %q: Ship() = %v", carrier, err)
			continue
		}
		s.stands(number, s.quantity(number, 0), s.quantity(number, 1))
	}
}

func reportFound(s *shipper) {
	finder, ok := s.source.(connectors.ReportFinder)
	if !ok {
		s.Log("the marketplace keeps no reference of ours")
		return
	}
	number, other := s.sim.Place(2), s.sim.Place(2)
	d := s.whole(number)
	asked := func(reference string, d connectors.Dispatch, want bool) {
		s.Helper()
		if got, err := finder.Reported(s.Context(), reference, d); err != nil || got != want {
			s.Errorf("Reported() = %v, %v, want %v", got, err, want)
		}
	}
	asked("parcel-1", d, false)
	if err := s.report("parcel-1", d); err != nil {
		s.Fatalf("Ship() = %v", err)
	}
	s.stands(number, s.quantity(number, 0), s.quantity(number, 1))
	asked("parcel-1", d, true)
	asked("parcel-1", s.whole(other), false)
}

func reportToNothing(s *shipper) {
	number := s.sim.Place(2)
	p, err := s.Ship(s.Context(), "parcel-1", s.whole(number))
	if err != nil {
		s.Fatalf("Ship() = %v", err)
	}
	if p.Done {
		s.Log("reports have their effect at once")
		return
	}
	if p.ID == "" || p.After <= 0 {
		s.Fatalf("Ship() = %+v: nobody knows what to ask for, or when", p)
	}
	s.sim.Settle(false)
	for range 12 {
		s.wait(max(p.After, time.Second))
		if p, err = s.Settle(s.Context(), p.ID); err != nil || p.Done {
			break
		}
	}
	if f := s.ours(err); f.Outcome != connectors.Refused && f.Outcome != connectors.Unclear {
		s.Errorf("Settle() of what came to nothing: outcome %d, want Refused or Unclear", f.Outcome)
	}
	s.stands(number, 0, 0)
}

// refused requires that a report that cannot be right is refused, at once or in the end.
func (s *shipper) refused(d connectors.Dispatch) {
	s.Helper()
	if f := s.ours(s.report("parcel-1", d)); f.Outcome != connectors.Refused {
		s.Errorf("%s: outcome %d, want Refused", f.Code, f.Outcome)
	}
}

func reportUnknownLine(s *shipper) {
	number := s.sim.Place(2)
	d := s.whole(number)
	d.Lines = []connectors.LineQuantity{{Line: d.Lines[0].Line + "9", Quantity: 1}}
	s.refused(d)
	s.stands(number, 0, 0)
}

func reportTooMuch(s *shipper) {
	number := s.sim.Place(2)
	s.refused(s.parcel(number, s.quantity(number, 0)+1))
	s.stands(number, 0, 0)
}

// cancel cancels as the hub does.
func (s *shipper) cancel(c connectors.Cancellation) error {
	p, err := s.Cancel(s.Context(), "cancellation-1", c)
	for range 12 {
		if err != nil || p.Done {
			return err
		}
		s.sim.Settle(true)
		s.wait(max(p.After, time.Second))
		p, err = s.Settle(s.Context(), p.ID)
	}
	return errors.New("connectortest: the cancellation does not end")
}

func cancelLine(s *shipper) {
	for _, reason := range orderveil.CancelReasons() {
		number := s.sim.Place(2)
		line := s.sim.Lines(number)[0]
		err := s.cancel(connectors.Cancellation{Order: number, Lines: []connectors.LineQuantity{{Line: line.ID, Quantity: line.Quantity}}, Reason: reason})
		if errors.Is(err, connectors.ErrUnsupported) {
			s.Log("the marketplace takes no cancellations")
			return
		}
		if err != nil {
			s.Fatalf("%s: Cancel() = %v", reason, err)
		}
		s.wait(3 * time.Minute)
		o := s.read(number)
		if l := s.line(o, 0); l.QuantityCancelled != l.Quantity || l.Left() != 0 {
			s.Errorf("%s: %d cancelled of %d", reason, l.QuantityCancelled, l.Quantity)
		}
		if l := s.line(o, 1); l.QuantityCancelled != 0 {
			s.Errorf("%s: the other line is cancelled too", reason)
		}
	}
}

func cancelWish(s *shipper) {
	number := s.sim.Place(1)
	if !s.sim.RequestCancellation(number) {
		s.Log("customers cannot ask for it here")
		return
	}
	line := s.sim.Lines(number)[0]
	err := s.cancel(connectors.Cancellation{
		Order: number, Lines: []connectors.LineQuantity{{Line: line.ID, Quantity: line.Quantity}}, Reason: orderveil.CancelCustomerRequest,
	})
	if errors.Is(err, connectors.ErrUnsupported) {
		s.Log("the marketplace takes no cancellations")
		return
	}
	if err != nil {
		s.Fatalf("Cancel() = %v", err)
	}
	s.wait(3 * time.Minute)
	if o := s.read(number); o.Lines[0].Left() != 0 || o.HandledAt.IsZero() {
		s.Errorf("%d left, handled at %v", o.Lines[0].Left(), o.HandledAt)
	}
}

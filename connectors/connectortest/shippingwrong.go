package connectortest

import (
	"errors"
	"fmt"
	"net/http"
	"time"

	"orderveil"
	"orderveil/connectors"
)

// shippingWrong is what goes wrong while a parcel is reported. Whatever it is, the
// marketplace has the parcel once in the end.
func shippingWrong() (all []marketBehaviour) {
	add := func(name string, show func(*shipper)) {
		all = append(all, marketBehaviour{name, onShipper(show)})
	}
	for _, f := range []struct {
		name string
		how  how
	}{
		{"the connection is cut before it", cut},
		{"the connection is cut after it", after(cut)},
		{"the connection is cut within the answer", midway},
		{"no answer comes, and it had no effect", hang},
		{"no answer comes, though it had its effect", after(hang)},
		{"the server fails before it", answering(http.StatusInternalServerError)},
		{"the server fails after it", after(answering(http.StatusBadGateway))},
		{"the token ended early", answering(http.StatusUnauthorized)},
	} {
		for _, route := range []Route{RouteShip, RouteProcess, RouteToken} {
			add(fmt.Sprintf("one report, %s: %s", route, f.name), func(s *shipper) { reportThrough(s, route, f.how) })
		}
	}
	for _, f := range []struct {
		name string
		how  how
	}{
		{"the connection is cut before it", cut}, {"the connection is cut after it", after(cut)}, {"no answer comes", after(hang)},
		{"the server fails before it", answering(http.StatusInternalServerError)}, {"the server fails after it", after(answering(http.StatusBadGateway))},
		{"its answer is none", hostile[0].how},
	} {
		add("one cancellation: "+f.name, func(s *shipper) { cancelThrough(s, f.how) })
	}
	for _, h := range hostile {
		add(fmt.Sprintf("one report: an answer %s", h.name), func(s *shipper) { reportThrough(s, RouteShip, h.how) })
		add(fmt.Sprintf("one report: word of it %s", h.name), func(s *shipper) { reportThrough(s, RouteProcess, h.how) })
	}
	for name, header := range retryAfters {
		add(fmt.Sprintf("a report waits for the time that a limit names in %s", name), func(s *shipper) { reportLimited(s, header) })
	}
	add("a refusal that stays is the merchant's to solve, and nothing was reported", reportRefused)
	return all
}

// reportThrough has something go wrong with the first call of a kind.
func reportThrough(s *shipper, route Route, how how) {
	number := s.sim.Place(2)
	s.sim.Place(1)
	d := s.whole(number)
	if route == RouteToken { // another one is needed
		s.restart()
	}
	f := s.way.spoil(fault{on: route, how: how})
	var err error
	for range 3 { // a refusal by the token service is remembered for a while
		if err = s.report("parcel-1", d); err == nil {
			break
		}
		if f := s.ours(err); f.Outcome == connectors.Refused {
			break
		}
		s.wait(2 * time.Minute)
	}
	if err != nil {
		s.Errorf("Ship() = %v", err)
	}
	s.stands(number, s.quantity(number, 0), s.quantity(number, 1))
	s.unused(route, f)
}

// restart is the same connector on another node.
func (s *shipper) restart() {
	s.source = s.open(nil)
	s.Shipper = s.source.(connectors.Shipper)
}

func reportLimited(s *shipper, header func(time.Time, time.Duration) string) {
	for _, pause := range []time.Duration{7 * time.Second, 4 * time.Minute} {
		number := s.sim.Place(2)
		s.restart()
		f, until := s.limit(RouteShip, pause, header)
		if err := s.report("parcel-1", s.whole(number)); err != nil {
			s.Errorf("Ship() = %v", err)
		}
		s.keptLimit(RouteShip, f, until)
		s.way.heal()
		s.stands(number, s.quantity(number, 0), s.quantity(number, 1))
	}
}

func reportRefused(s *shipper) {
	number := s.sim.Place(2)
	d := s.whole(number)
	s.way.spoil(fault{times: -1, how: answering(http.StatusUnauthorized)})
	_, err := s.Ship(s.Context(), "parcel-1", d)
	s.unauthorised(err)
	s.way.heal()
	s.wait(2 * time.Minute)
	s.stands(number, 0, 0)
	if err := s.report("parcel-1", d); err != nil {
		s.Errorf("Ship() afterwards = %v", err)
	}
	s.stands(number, s.quantity(number, 0), s.quantity(number, 1))
}

// cancelThrough has something go wrong with a cancellation. As the hub does, it looks at the
// order where nobody knows what came of it.
func cancelThrough(s *shipper, how how) {
	number := s.sim.Place(2)
	line := s.sim.Lines(number)[0]
	c := connectors.Cancellation{
		Order: number, Lines: []connectors.LineQuantity{{Line: line.ID, Quantity: line.Quantity}}, Reason: orderveil.CancelOutOfStock,
	}
	struck := s.way.spoil(fault{on: RouteCancel, how: how})
	var err error
	for range 6 {
		if err = s.cancel(c); err == nil || errors.Is(err, connectors.ErrUnsupported) {
			break
		}
		f := s.passing(err)
		s.sim.Settle(true)
		s.wait(max(f.After, 3*time.Minute))
		o := s.read(number)
		if l := s.line(o, 0); l.QuantityCancelled == l.Quantity {
			err = nil
			break
		}
	}
	if errors.Is(err, connectors.ErrUnsupported) {
		s.Log("the marketplace takes no cancellations")
		return
	}
	if err != nil {
		s.Fatalf("Cancel() = %v", err)
	}
	s.wait(3 * time.Minute)
	o := s.read(number)
	if l := s.line(o, 0); l.QuantityCancelled != l.Quantity || l.QuantityShipped != 0 {
		s.Errorf("%d cancelled of %d", l.QuantityCancelled, l.Quantity)
	}
	if l := s.line(o, 1); l.Left() != l.Quantity {
		s.Errorf("of the other line %d are left", l.Left())
	}
	s.unused(RouteCancel, struck)
}

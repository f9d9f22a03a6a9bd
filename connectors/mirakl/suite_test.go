package mirakl_test

import (
	"net/http"
	"testing"

	"orderveil"
	"orderveil/connectors"
	"orderveil/connectors/connectortest"
	"orderveil/connectors/mirakl"
	"orderveil/connectors/mirakl/simulator"
	"orderveil/personal"
)

func TestConformance(t *testing.T) {
	connectortest.RunMarketplace(t, connectortest.Marketplace{Spec: mirakl.Spec, Open: func(t testing.TB, clock orderveil.Clock) connectortest.MarketplaceSimulator {
		sim := simulator.New(simulator.Config{Clock: clock, Key: key, Shop: 2001, Several: true, Reasons: 3})
		return stage{sim, checked(t, sim)}
	}})
}

const key = "0a1b2c3d-4e5f"

// stage is the simulator as the conformance suite drives it.
type stage struct {
	*simulator.Simulator
	checked http.Handler
}

func (s stage) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.checked.ServeHTTP(w, r) }

func (s stage) Config(address string) connectors.Config {
	return connectors.Config{
		Settings: map[string]string{"api": address, "shop_id": "2001", "shipments": "several", "cancel_reasons": "OUT_OF_STOCK=34, 36"},
		Secrets:  map[string]personal.Secret{"api_key": personal.NewSecret(key)},
	}
}

func (s stage) Route(r *http.Request) connectortest.Route {
	switch route := r.Method + " " + r.URL.Path; {
	case route == "GET /api/orders" && r.URL.Query().Get("order_ids") != "":
		return connectortest.RouteOrder
	case route == "GET /api/orders":
		return connectortest.RouteList
	case route == "POST /api/shipments":
		return connectortest.RouteShip
	case route == "PUT /api/orders/cancel":
		return connectortest.RouteCancel
	}
	return connectortest.RouteOther
}

// Place places orders. Those of one line wait for the connector to accept them; the others
// were accepted by hand, so that they can be reported without having been read.
func (s stage) Place(lines int) string {
	number := s.Simulator.Place(lines, 3)
	if lines > 1 {
		s.accepted(number)
	}
	return number
}

// accepted has the merchant accept an order by hand, where nothing has done so yet.
func (s stage) accepted(number string) {
	if s.State(number) == "WAITING_ACCEPTANCE" {
		s.Become(number, "SHIPPING")
	}
}

func (s stage) ShipElsewhere(number string, line, quantity int) {
	s.accepted(number)
	s.Ship(number, line, quantity)
}

func (s stage) CancelElsewhere(number string) { s.Cancel(number) }

// RequestCancellation is false: customers write messages.
func (s stage) RequestCancellation(string) bool { return false }

func (s stage) ChangeAddress(number string) bool {
	s.Move(number)
	return true
}

func (s stage) Lines(number string) (lines []connectortest.Line) {
	for _, l := range s.Simulator.Lines(number) {
		lines = append(lines, connectortest.Line(l))
	}
	return lines
}

// Settle does nothing: what Mirakl takes has its effect at once.
func (s stage) Settle(bool) {}

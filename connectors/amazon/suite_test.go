package amazon_test

import (
	"net/http"
	"strings"
	"testing"

	"orderveil"
	"orderveil/connectors"
	"orderveil/connectors/amazon"
	"orderveil/connectors/amazon/simulator"
	"orderveil/connectors/connectortest"
)

func TestConformance(t *testing.T) {
	connectortest.RunMarketplace(t, connectortest.Marketplace{Spec: amazon.Spec, Open: func(_ testing.TB, clock orderveil.Clock) connectortest.MarketplaceSimulator {
		c := simulated
		c.Seed, c.Clock, c.Limited = 7, clock, true
		return stage{simulator.New(c)}
	}})
}

func TestTheSimulatorsMarkIsTheSuites(t *testing.T) {
	t.Parallel()
	if simulator.Mark != connectortest.Mark {
		t.Errorf("the mark is %s", simulator.Mark)
	}
}

// stage is the simulator as the conformance suite drives it.
type stage struct{ *simulator.Simulator }

func (stage) Config(address string) connectors.Config {
	c := configOf(&simulated)
	c.Settings["api"], c.Settings["login"] = address, address
	return c
}

func (stage) Route(r *http.Request) connectortest.Route {
	switch path := r.URL.Path; {
	case path == simulator.TokenPath:
		return connectortest.RouteToken
	case path == simulator.OrdersPath:
		return connectortest.RouteList
	case strings.HasPrefix(path, simulator.OrdersPath+"/"):
		return connectortest.RouteOrder
	case strings.HasSuffix(path, "/shipmentConfirmation"):
		return connectortest.RouteShip
	}
	return connectortest.RouteOther
}

func (s stage) ShipElsewhere(number string, line, quantity int) {
	if err := s.Ship(number, line, quantity); err != nil {
		panic(err)
	}
}

func (s stage) CancelElsewhere(number string) {
	if err := s.Cancel(number); err != nil {
		panic(err)
	}
}

func (s stage) RequestCancellation(number string) bool {
	return s.Simulator.RequestCancellation(number) == nil
}
func (s stage) ChangeAddress(number string) bool { return s.Simulator.ChangeAddress(number) == nil }

func (s stage) Lines(number string) (lines []connectortest.Line) {
	for _, l := range s.Simulator.Lines(number) {
		lines = append(lines, connectortest.Line(l))
	}
	return lines
}

// Settle does nothing: what Amazon takes has its effect at once.
func (stage) Settle(bool) {}

package bol_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"orderveil"
	"orderveil/connectors"
	"orderveil/connectors/bol"
	"orderveil/connectors/bol/simulator"
	"orderveil/connectors/connectortest"
	"orderveil/personal"
)

func TestConformance(t *testing.T) {
	connectortest.RunMarketplace(t, connectortest.Marketplace{Spec: bol.Spec, Open: func(_ testing.TB, clock orderveil.Clock) connectortest.MarketplaceSimulator {
		// What bol takes on has its effect when the suite says so.
		return stage{simulator.New(simulator.Config{Seed: 7, Clock: clock, ClientID: "id", ClientSecret: "secret", Processing: 24 * time.Hour})}
	}})
}

// stage is the simulator as the conformance suite drives it.
type stage struct{ *simulator.Simulator }

func (s stage) Config(address string) connectors.Config {
	return connectors.Config{
		Settings: map[string]string{"api": address, "login": address},
		Secrets:  map[string]personal.Secret{"client_id": personal.NewSecret("id"), "client_secret": personal.NewSecret("secret")},
	}
}

func (s stage) Route(r *http.Request) connectortest.Route {
	switch path := r.URL.Path; {
	case path == "/token":
		return connectortest.RouteToken
	case path == "/retailer/orders":
		return connectortest.RouteList
	case path == "/retailer/orders/cancellation":
		return connectortest.RouteCancel
	case strings.HasPrefix(path, "/retailer/orders/"):
		return connectortest.RouteOrder
	case path == "/retailer/shipments" && r.Method == http.MethodPost:
		return connectortest.RouteShip
	case strings.HasPrefix(path, "/shared/process-status/"):
		return connectortest.RouteProcess
	}
	return connectortest.RouteOther
}

func (s stage) Place(lines int) string { return s.PlaceLines(lines, 3) }

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
	s.Simulator.Lines(number, func(id string, quantity, shipped, cancelled int) {
		lines = append(lines, connectortest.Line{ID: id, Quantity: quantity, Shipped: shipped, Cancelled: cancelled})
	})
	return lines
}

package ebay_test

import (
	"net/http"
	"strings"
	"testing"

	"orderveil"
	"orderveil/connectors"
	"orderveil/connectors/connectortest"
	"orderveil/connectors/ebay"
	"orderveil/connectors/ebay/simulator"
	"orderveil/personal"
)

func TestConformance(t *testing.T) {
	_, _ = loadDocument() // outside the tests' own time
	connectortest.RunMarketplace(t, connectortest.Marketplace{Spec: ebay.Spec, Open: func(t testing.TB, clock orderveil.Clock) connectortest.MarketplaceSimulator {
		s := simulator.New(simulator.Config{Clock: clock, ClientID: "id", ClientSecret: "secret", RefreshToken: "refresh"})
		return stage{s, checking(t, s)}
	}})
}

// stage is the simulator as the conformance suite drives it. What eBay takes has its effect
// at once.
type stage struct {
	*simulator.Simulator
	checked http.Handler
}

func (s stage) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.checked.ServeHTTP(w, r) }

func (s stage) Config(address string) connectors.Config { return configAt(address) }

func configAt(address string) connectors.Config {
	return connectors.Config{
		Settings: map[string]string{"api": address, "login": address},
		Secrets: map[string]personal.Secret{
			"client_id": personal.NewSecret("id"), "client_secret": personal.NewSecret("secret"), "refresh_token": personal.NewSecret("refresh"),
		},
	}
}

func (s stage) Route(r *http.Request) connectortest.Route {
	switch path := r.URL.Path; {
	case path == simulator.TokenPath:
		return connectortest.RouteToken
	case path == simulator.OrderPath:
		return connectortest.RouteList
	case !strings.HasPrefix(path, simulator.OrderPath+"/"):
		return connectortest.RouteOther
	case !strings.HasSuffix(path, "/shipping_fulfillment"):
		return connectortest.RouteOrder
	case r.Method == http.MethodPost:
		return connectortest.RouteShip
	}
	return connectortest.RouteFind
}

func (s stage) Place(lines int) string { return s.Simulator.Place(lines, simulator.Usual) }

func (s stage) ShipElsewhere(number string, line, quantity int) { s.Ship(number, line, quantity) }

func (s stage) CancelElsewhere(number string) { s.Cancel(number) }

func (s stage) RequestCancellation(number string) bool {
	s.Simulator.RequestCancellation(number)
	return true
}

// ChangeAddress is not there: a buyer who moves has the order cancelled.
func (s stage) ChangeAddress(string) bool { return false }

func (s stage) Lines(number string) (lines []connectortest.Line) {
	for _, l := range s.Simulator.Lines(number) {
		lines = append(lines, connectortest.Line(l))
	}
	return lines
}

func (s stage) Settle(bool) {}

package kaufland_test

import (
	"net/http"
	"strconv"
	"strings"
	"testing"

	"orderveil"
	"orderveil/connectors"
	"orderveil/connectors/connectortest"
	"orderveil/connectors/kaufland"
	"orderveil/connectors/kaufland/simulator"
	"orderveil/personal"
)

func TestConformance(t *testing.T) {
	connectortest.RunMarketplace(t, connectortest.Marketplace{Spec: kaufland.Spec, Open: func(t testing.TB, clock orderveil.Clock) connectortest.MarketplaceSimulator {
		sim := simulator.New(simulator.Config{Clock: clock, Key: clientKey, Secret: secretKey})
		return stage{sim, checked(t, sim)}
	}})
}

const (
	clientKey = "7bffc16ba2cc5ac1cbf527d6fa392631"
	secretKey = "b3575f222f7b768c25160b879699118b331c6883dd6010864b7ead130be77cd5"
)

// stage is the simulator as the conformance suite drives it.
type stage struct {
	*simulator.Simulator
	checked http.Handler
}

func (s stage) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.checked.ServeHTTP(w, r) }

func (s stage) Config(address string) connectors.Config {
	return connectors.Config{
		Settings: map[string]string{"api": address},
		Secrets:  map[string]personal.Secret{"client_key": personal.NewSecret(clientKey), "secret_key": personal.NewSecret(secretKey)},
	}
}

func (s stage) Route(r *http.Request) connectortest.Route {
	switch path := r.URL.Path; {
	case path == "/v2/orders":
		return connectortest.RouteList
	case strings.HasPrefix(path, "/v2/orders/"):
		return connectortest.RouteOrder
	case strings.HasSuffix(path, "/send"):
		return connectortest.RouteShip
	case strings.HasSuffix(path, "/cancel"):
		return connectortest.RouteCancel
	}
	return connectortest.RouteOther
}

func (s stage) Place(lines int) string                          { return s.Simulator.Place(lines, 3) }
func (s stage) ShipElsewhere(number string, line, quantity int) { s.Ship(number, line, quantity) }
func (s stage) CancelElsewhere(number string)                   { s.Cancel(number) }

func (s stage) RequestCancellation(number string) bool {
	s.Ask(number, "order_cancel")
	return true
}

func (s stage) ChangeAddress(number string) bool {
	s.Move(number)
	return true
}

func (s stage) Lines(number string) (lines []connectortest.Line) {
	for _, u := range s.Units(number) {
		if u.Line == len(lines) {
			lines = append(lines, connectortest.Line{ID: strconv.FormatInt(u.ID, 10)})
		}
		l := &lines[u.Line]
		l.Quantity++
		switch u.Status {
		case "sent", "received":
			l.Shipped++
		case "cancelled":
			l.Cancelled++
		}
	}
	return lines
}

// Settle does nothing: what Kaufland takes has its effect at once.
func (s stage) Settle(bool) {}

package shopify_test

import (
	"bytes"
	"io"
	"net/http"
	"testing"
	"time"

	"orderveil"
	"orderveil/connectors"
	"orderveil/connectors/connectortest"
	"orderveil/connectors/shopify"
	"orderveil/connectors/shopify/simulator"
	"orderveil/personal"
)

func TestTheConnectorBehavesAsBackOfficesDo(t *testing.T) {
	connectortest.RunBackOffice(t, connectortest.BackOffice{Spec: shopify.Spec, Open: opener(0)})
}

// While the search knows nothing of what was made in the last minute, the suite's orders
// are made once all the same. What leaves is told later than the suite has patience for.
func TestOrdersAreMadeOnceWhileTheSearchIsLate(t *testing.T) {
	spec := shopify.Spec
	spec.NewSink = func(c connectors.Config) (connectors.Sink, error) {
		s, err := shopify.New(c)
		return struct {
			connectors.Sink
			connectors.Finder
		}{s, s}, err
	}
	connectortest.RunBackOffice(t, connectortest.BackOffice{Spec: spec, Open: opener(shopify.Indexed)})
}

func opener(lag time.Duration) func(testing.TB, orderveil.Clock) connectortest.Shop {
	return func(_ testing.TB, clock orderveil.Clock) connectortest.Shop {
		c := simulator.Config{Clock: clock, ClientID: "app", ClientSecret: "app-secret", Lag: lag}
		for _, p := range connectortest.Products {
			c.Products = append(c.Products, simulator.Product{SKU: p.SKU, Barcode: p.EAN, Stock: 100})
		}
		return suiteShop{simulator.New(c)}
	}
}

// suiteShop is the simulator as the conformance suite knows back offices.
type suiteShop struct{ *simulator.Simulator }

func (s suiteShop) Config(address string) connectors.Config {
	return connectors.Config{
		Settings: map[string]string{"url": address, "client_id": "app"},
		Secrets:  map[string]personal.Secret{"client_secret": personal.NewSecret("app-secret")},
	}
}

func (s suiteShop) Route(r *http.Request) connectortest.Route {
	body, _ := io.ReadAll(r.Body)
	r.Body = io.NopCloser(bytes.NewReader(body))
	switch simulator.Operation(r.URL.Path, body) {
	case "token":
		return connectortest.RouteToken
	case "Create":
		return connectortest.RouteCreate
	case "Find":
		return connectortest.RouteFind
	case "Changed", "Fulfillments", "Contents":
		return connectortest.RouteTrack
	}
	return connectortest.RouteOther
}

func (s suiteShop) Orders() (all []connectortest.ShopOrder) {
	for _, o := range s.Simulator.Orders() {
		city, _ := o.Shipping["city"].(string)
		order := connectortest.ShopOrder{Reference: o.Reference, Number: o.Name, City: city, Email: o.Email, TotalCents: o.Total.Shift(2).IntPart()}
		for _, l := range o.Lines {
			order.Lines = append(order.Lines, connectortest.ShopLine{SKU: l.SKU, Quantity: l.Quantity, UnitCents: l.Price.Shift(2).IntPart()})
		}
		all = append(all, order)
	}
	return all
}

// Drafts is none: orderCreate makes an order or does not.
func (s suiteShop) Drafts() int { return 0 }

func (s suiteShop) Send(number string, lines []connectors.ParcelLine, carrier, tracking string, at time.Time) {
	var contents []simulator.Package
	for _, l := range lines {
		contents = append(contents, simulator.Package{SKU: l.SKU, Quantity: l.Quantity})
	}
	s.Simulator.Send(number, contents, carrier, tracking, at)
}

func (s suiteShop) Cancel(number string) bool { return s.Simulator.Cancel(number) }

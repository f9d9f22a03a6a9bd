package magento_test

import (
	"maps"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"orderveil"
	"orderveil/connectors"
	"orderveil/connectors/connectortest"
	"orderveil/connectors/magento"
	"orderveil/connectors/magento/simulator"
	"orderveil/personal"
)

func TestTheConnectorBehavesAsBackOfficesDo(t *testing.T) {
	connectortest.RunBackOffice(t, connectortest.BackOffice{Spec: magento.Spec, Open: func(t testing.TB, clock orderveil.Clock) connectortest.Shop {
		return openShop(t, simulator.Config{Clock: clock, Token: "integration-token"})
	}})
}

func TestItBehavesTheSameWithSignedRequests(t *testing.T) {
	connectortest.RunBackOffice(t, connectortest.BackOffice{Spec: magento.Spec, Open: func(t testing.TB, clock orderveil.Clock) connectortest.Shop {
		return openShop(t, simulator.Config{
			Clock: clock, Token: "integration-token", TokenSecret: "token-secret", ConsumerKey: "consumer", ConsumerSecret: "consumer-secret",
		})
	}})
}

func openShop(t testing.TB, c simulator.Config) connectortest.Shop {
	for n, p := range connectortest.Products {
		c.Products = append(c.Products, simulator.Product{ID: n + 1, SKU: p.SKU})
	}
	shop := simulator.New(c)
	config := connectors.Config{Settings: map[string]string{}, Secrets: map[string]personal.Secret{"access_token": personal.NewSecret(c.Token)}}
	if c.ConsumerKey != "" {
		config.Settings["auth"] = "oauth1"
		for name, secret := range map[string]string{"consumer_key": c.ConsumerKey, "consumer_secret": c.ConsumerSecret, "access_token_secret": c.TokenSecret} {
			config.Secrets[name] = personal.NewSecret(secret)
		}
	}
	if c.ConsumerKey != "" {
		return suiteShop{shop, shop, config} // a signature covers one question, and no second look at the answer
	}
	return suiteShop{shop, against(t, shop), config}
}

// suiteShop is the simulator as the conformance suite knows back offices.
type suiteShop struct {
	*simulator.Simulator
	checked http.Handler
	config  connectors.Config
}

func (s suiteShop) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.checked.ServeHTTP(w, r) }

func (s suiteShop) Config(address string) connectors.Config {
	c := connectors.Config{Settings: maps.Clone(s.config.Settings), Secrets: maps.Clone(s.config.Secrets)}
	c.Settings["url"] = address
	return c
}

func (s suiteShop) Route(r *http.Request) connectortest.Route {
	path, query := strings.TrimPrefix(r.URL.Path, "/rest/default"), r.URL.Query()
	field := query.Get("searchCriteria[filterGroups][0][filters][0][field]")
	switch {
	case path == "/V1/orders/create":
		return connectortest.RouteCreate
	case path == "/V1/orders" && field == "increment_id":
		return connectortest.RouteFind
	case path == "/V1/orders" || path == "/V1/shipments":
		return connectortest.RouteTrack
	}
	return connectortest.RouteOther
}

func (s suiteShop) Orders() (all []connectortest.ShopOrder) {
	for _, o := range s.Simulator.Orders() {
		city, _ := o.Shipping["city"].(string)
		order := connectortest.ShopOrder{Reference: o.Reference, Number: o.Number, City: city, Email: o.Email, TotalCents: cents(o.Total)}
		for _, l := range o.Lines {
			order.Lines = append(order.Lines, connectortest.ShopLine{SKU: l.SKU, Quantity: l.Quantity, UnitCents: cents(l.Price)})
		}
		all = append(all, order)
	}
	return all
}

func cents(d decimal.Decimal) int64 { return d.Shift(2).IntPart() }

// Drafts is none: an order is written whole or not at all.
func (s suiteShop) Drafts() int { return 0 }

func (s suiteShop) Send(number string, lines []connectors.ParcelLine, carrier, tracking string, at time.Time) {
	var contents []simulator.Package
	for _, l := range lines {
		contents = append(contents, simulator.Package{SKU: l.SKU, Quantity: l.Quantity})
	}
	s.Simulator.Send(number, contents, carrier, tracking, at)
}

func (s suiteShop) Cancel(number string) bool { return s.Simulator.Cancel(number) }

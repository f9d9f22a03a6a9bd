package webhook_test

import (
	"cmp"
	"net/http"
	"slices"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"orderveil"
	"orderveil/connectors"
	"orderveil/connectors/connectortest"
	"orderveil/connectors/webhook"
	"orderveil/connectors/webhook/webshop"
	"orderveil/personal"
)

func TestConformance(t *testing.T) {
	connectortest.RunBackOffice(t, connectortest.BackOffice{Spec: webhook.Spec, Open: func(t testing.TB, clock orderveil.Clock) connectortest.Shop {
		shop, err := webshop.New(secret)
		if err != nil {
			t.Fatal(err)
		}
		shop.Follow(clock)
		for _, p := range connectortest.Products {
			shop.Sell(p.SKU)
		}
		return stage{shop}
	}})
}

// stage is the webshop as the conformance suite drives it.
type stage struct{ *webshop.Shop }

func (s stage) Config(address string) connectors.Config {
	return connectors.Config{
		Settings: map[string]string{"url": address, "payload": "full"},
		Secrets:  map[string]personal.Secret{"signing_secret": personal.NewSecret(secret)},
	}
}

func (s stage) Route(*http.Request) connectortest.Route { return connectortest.RouteCreate }

func (s stage) Orders() (orders []connectortest.ShopOrder) {
	for _, k := range s.Shop.Orders() {
		o := connectortest.ShopOrder{Reference: k.Event.Data.Reference, Number: k.Number}
		if p := k.Event.Data.Order.ShipTo; p != nil {
			o.City, o.Email = p.Fields["city"], p.Fields["email"]
		}
		for _, l := range k.Event.Data.Order.Lines {
			o.TotalCents += cents(l.Total)
			o.Lines = append(o.Lines, connectortest.ShopLine{SKU: l.SKU, Quantity: l.Quantity, UnitCents: cents(l.UnitPrice)})
		}
		orders = append(orders, o)
	}
	slices.SortFunc(orders, func(a, b connectortest.ShopOrder) int { return cmp.Compare(a.Number, b.Number) })
	return orders
}

func cents(text string) int64 { return decimal.RequireFromString(text).Shift(2).IntPart() }

// Drafts is none: a message is one order.
func (s stage) Drafts() int { return 0 }

// Send and Cancel are told by messages, which are no answer to a question: see message_test.go.
func (s stage) Send(string, []connectors.ParcelLine, string, string, time.Time) {}
func (s stage) Cancel(string) bool                                              { return false }

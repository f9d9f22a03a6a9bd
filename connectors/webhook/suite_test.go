package webhook_test

import (
	"cmp"
	"encoding/json"
	"io"
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

// Route tells the message that creates an order from the others.
func (s stage) Route(r *http.Request) connectortest.Route {
	var e webhook.Event
	if body, _ := io.ReadAll(r.Body); json.Unmarshal(body, &e) == nil && e.Type == "order.created" {
		return connectortest.RouteCreate
	}
	return connectortest.RouteOther
}

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

// Send has the shop send a part of an order; Messages has what it says of that.
func (s stage) Send(number string, lines []connectors.ParcelLine, carrier, tracking string, _ time.Time) {
	var part []webhook.ReportLine
	for _, l := range lines {
		part = append(part, webhook.ReportLine{SKU: l.SKU, Quantity: l.Quantity})
	}
	if _, ok := s.Shop.Send(number, part, carrier, tracking); !ok {
		panic("the shop does not have that")
	}
}

func (s stage) Cancel(number string) bool {
	_, ok := s.Shop.Cancel(number)
	return ok
}

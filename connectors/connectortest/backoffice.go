package connectortest

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/shopspring/decimal"

	"orderveil"
	"orderveil/connectors"
	"orderveil/personal"
)

// RunBackOffice shows that a back office's connector behaves as the hub relies on. What a
// connector can do beside taking orders, it is asked for by type assertion.
func RunBackOffice(t *testing.T, b BackOffice) {
	t.Helper()
	run := bubble
	if b.Outside {
		run = outside
	}
	for _, group := range [][]shopBehaviour{creating, creatingWrong(), tracking, listening, withdrawing, notifying} {
		for _, behaviour := range group {
			if b.Outside && behaviour.alike {
				continue
			}
			t.Run(behaviour.name, func(t *testing.T) {
				run(t, func(t testing.TB, w *world) { behaviour.show(openShop(t, w, b)) })
			})
		}
	}
}

// shopBehaviour is one thing that a back office's connector does.
type shopBehaviour struct {
	name string
	show func(*office)
	// alike says that another behaviour is so much like it that it is not worth real time.
	alike bool
}

// office is a back office and a connector that takes orders to it.
type office struct {
	*world
	spec connectors.Spec
	shop Shop
	sink connectors.Sink
	made int
}

func openShop(t testing.TB, w *world, b BackOffice) *office {
	f := &office{world: w, spec: b.Spec, shop: b.Open(t, w.clock)}
	w.serve(f.shop, f.shop.Route)
	f.sink = f.open(nil)
	return f
}

// open returns another connector to the same shop, such as another node has.
func (f *office) open(change func(*connectors.Config)) connectors.Sink {
	f.Helper()
	c := f.config(f.shop.Config)
	if change != nil {
		change(&c)
	}
	sink, err := f.spec.NewSink(c)
	if err != nil {
		f.Fatalf("NewSink() = %v", err)
	}
	return sink
}

const (
	city  = "Kanarie-'s-Hertogenbosch"
	email = "kanarie.00042@verkopen.example"
)

// order is an order of so many of each of the Products, in their order, and a reference
// for it.
func (f *office) order(quantities ...int) (*orderveil.Order, string) {
	f.made++
	id := uuid.New()
	o := &orderveil.Order{
		ID: id, Number: fmt.Sprintf("KAN-%s", id.String()[:8]), HubNumber: orderveil.HubNumber(id), Revision: "1",
		PlacedAt: f.clock().Truncate(time.Second), ChangedAt: f.clock().Truncate(time.Second), Fulfilment: orderveil.ByMerchant,
		BillTo: party("Factuur"), ShipTo: party("Bezorging"), Total: orderveil.Money{Currency: "EUR"},
	}
	for n, quantity := range quantities {
		if quantity == 0 {
			continue
		}
		price := decimal.New(Products[n].Cents, -2)
		line := orderveil.OrderLine{
			ID: uuid.New(), MarketplaceID: fmt.Sprint(n + 1), SKU: Products[n].SKU, EAN: Products[n].EAN, Title: "Product " + Products[n].SKU,
			Quantity: quantity, UnitPrice: price, Total: price.Mul(decimal.NewFromInt(int64(quantity))),
		}
		o.Lines = append(o.Lines, line)
		o.Total.Amount = o.Total.Amount.Add(line.Total)
	}
	f.texts.learn(o)
	return o, "orderveil:" + id.String()
}

func party(last string) *orderveil.Party {
	return &orderveil.Party{
		Country: "NL",
		Name:    personal.NewRecord(personal.Name).With(personal.FirstName, Mark).With(personal.LastName, Mark+" "+last),
		Address: personal.NewRecord(personal.Address).With(personal.Street, Mark+"straat").With(personal.HouseNumber, "22").
			With(personal.HouseNumberAddition, "3HS").With(personal.Postcode, "5211 AB").With(personal.City, city),
		Email: personal.NewRecord(personal.Email).With(personal.EmailAddress, email),
		Phone: personal.NewRecord(personal.Phone).With(personal.PhoneNumber, "+31612345678"),
	}
}

// create creates an order as the hub does: where nobody knows what came of an attempt, it
// asks before it tries again.
func (f *office) create(sink connectors.Sink, reference string, o *orderveil.Order) (connectors.Receipt, error) {
	ask := false
	var err error
	for range 12 {
		var receipt connectors.Receipt
		finder, asks := sink.(connectors.Finder)
		if ask && asks {
			receipt, err = finder.Find(f.Context(), reference)
			if err == nil {
				return receipt, nil
			}
			ask = !errors.Is(err, orderveil.ErrNotFound)
		}
		if !ask || !asks {
			receipt, err = sink.Create(f.Context(), reference, o)
			if err == nil {
				return receipt, nil
			}
		}
		var failure *connectors.Failure
		if !errors.As(err, &failure) || failure.Outcome == connectors.Refused || failure.Outcome == connectors.Auth {
			return receipt, err
		}
		f.ours(err)
		ask = ask || failure.Outcome == connectors.Unclear
		f.wait(max(failure.After, time.Minute))
	}
	return connectors.Receipt{}, err
}

// mustCreate creates an order and returns it as the shop has it.
func (f *office) mustCreate(reference string, o *orderveil.Order) ShopOrder {
	f.Helper()
	receipt, err := f.create(f.sink, reference, o)
	if err != nil {
		f.Fatalf("Create() = %v", err)
	}
	return f.one(reference, receipt)
}

// one requires that the shop has one order under a reference, and returns it.
func (f *office) one(reference string, receipt connectors.Receipt) ShopOrder {
	f.Helper()
	found := f.under(reference)
	if len(found) != 1 {
		f.Fatalf("the shop has %d orders under the reference, want 1", len(found))
	}
	_, asks := f.sink.(connectors.Finder)
	if receipt.Number != found[0].Number && (asks || receipt.Number != "") {
		f.Errorf("the receipt says %q, the shop %q", receipt.Number, found[0].Number)
	}
	return found[0]
}

func (f *office) under(reference string) (found []ShopOrder) {
	for _, o := range f.shop.Orders() {
		if o.Reference == reference {
			found = append(found, o)
		}
	}
	return found
}

// holds requires that the shop has so many whole orders, and nothing half made.
func (f *office) holds(orders int) {
	f.Helper()
	if got, drafts := len(f.shop.Orders()), f.shop.Drafts(); got != orders || drafts != 0 {
		f.Errorf("the shop has %d orders and %d half made ones, want %d and none", got, drafts, orders)
	}
}

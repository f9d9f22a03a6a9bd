// Package vendure takes orders into a Vendure webshop through its Admin API (GraphQL,
// Vendure 3). The shop needs a unique, nullable string as a custom field of Order: our
// reference goes there first, so that an order is made once however often it is tried.
//
// Settings: "url" is the Admin API's address; "reference_field" the custom field's name
// (orderveilReference); "price_field" an int custom field of OrderLine that the shop's
// price calculation reads, in cents, VAT included: without it the catalogue's price
// counts; "payment_method" the code of a payment method (the first one there is);
// "shipping_method" likewise. Secrets: "username" and "password" of an administrator who
// may read the catalogue and write orders.
//
// With a price field the products cost in the shop what the customer paid, to the cent and
// after discounts: an order of which the shop makes another sum is not taken. The VAT in
// that sum is the shop's own, by its tax categories. A fulfilment is a parcel that left once
// it is shipped; its method is the carrier.
package vendure

import (
	"context"
	"errors"
	"time"

	"orderveil"
	"orderveil/connectors"
	"orderveil/connectors/wire"
)

// Spec lists the connector.
var Spec = connectors.Spec{
	Code: "vendure", Name: "Vendure", Kind: orderveil.BackOffice,
	Settings: []connectors.Input{
		{Name: "url", Means: "The address of the shop's Admin API.", Example: "https://shop.example.com/admin-api"},
		{Name: "reference_field", Means: "The custom field of Order for the hub's reference: a unique string that may be null.", Example: "orderveilReference", Optional: true},
		{Name: "price_field", Means: "A custom field of OrderLine that the shop's price calculation reads, in cents, VAT included. Without it the catalogue's price counts.", Example: "marketplacePrice", Optional: true},
		{Name: "payment_method", Means: "The code of the payment method; the first one there is when left out.", Optional: true},
		{Name: "shipping_method", Means: "The code of the shipping method; the first one there is when left out.", Optional: true},
	},
	Secrets: []connectors.Input{
		{Name: "username", Means: "An administrator who may read the catalogue and write orders."},
		{Name: "password", Means: "The administrator's password."},
	},
	NewSink: func(c connectors.Config) (connectors.Sink, error) { return New(c) },
}

// Sink writes orders into one shop. It is safe for concurrent use.
type Sink struct {
	api       *api
	reference string // custom field of Order
	price     string // custom field of OrderLine, or empty
	payment   string
	shipping  string
	clock     orderveil.Clock
}

// quiet is how long nothing has happened to a draft that nobody builds any more.
const quiet = 5 * time.Second

var (
	_ connectors.Sink   = (*Sink)(nil)
	_ connectors.Finder = (*Sink)(nil)
)

// New returns a sink. It makes no calls.
func New(c connectors.Config) (*Sink, error) {
	url, err := wire.Base("url", c.Settings["url"])
	if err != nil {
		return nil, err
	}
	s := &Sink{clock: c.Clock, reference: "orderveilReference", price: c.Settings["price_field"], payment: c.Settings["payment_method"], shipping: c.Settings["shipping_method"]}
	if name := c.Settings["reference_field"]; name != "" {
		s.reference = name
	}
	for _, name := range []string{s.reference, s.price} {
		if name != "" && !fieldName(name) {
			return nil, orderveil.Invalidf("settings reference_field and price_field are names of custom fields, such as orderveilReference")
		}
	}
	if c.Secrets["username"].Empty() || c.Secrets["password"].Empty() {
		return nil, orderveil.Invalidf("Vendure needs the secrets username and password")
	}
	s.api = newAPI(url, c)
	return s, nil
}

// fieldName reports whether a text can stand in a GraphQL document as a name.
func fieldName(text string) bool {
	for i, r := range text {
		letter := r == '_' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z'
		if !letter && (i == 0 || r < '0' || r > '9') {
			return false
		}
	}
	return text != "" && len(text) <= 64
}

// Find returns the receipt of an order that is in the shop as a whole. One that was
// left half built is not.
func (s *Sink) Find(ctx context.Context, reference string) (connectors.Receipt, error) {
	o, err := s.find(ctx, reference)
	if err != nil {
		return connectors.Receipt{}, err
	}
	if !o.complete() {
		return connectors.Receipt{}, orderveil.ErrNotFound
	}
	return connectors.Receipt{Number: o.Code}, nil
}

// Create makes the order, or takes up one that an earlier attempt left half built.
func (s *Sink) Create(ctx context.Context, reference string, o *orderveil.Order) (connectors.Receipt, error) {
	wanted, err := s.wanted(ctx, o)
	if err != nil {
		return connectors.Receipt{}, err
	}
	made, err := s.draft(ctx, reference)
	if err != nil {
		return connectors.Receipt{}, err
	}
	if !made.complete() {
		if made, err = s.build(ctx, made, wanted, reference, o); err != nil {
			return connectors.Receipt{}, err
		}
	}
	return connectors.Receipt{Number: made.Code}, nil
}

// draft returns the order with our reference, making an empty one when there is none.
// Of several at once the shop's unique field lets one through; the others' drafts are
// empty and are deleted. A draft that was changed a moment ago may be in somebody's
// hands: two that build one order would undo each other's steps.
func (s *Sink) draft(ctx context.Context, reference string) (order, error) {
	found, err := s.find(ctx, reference)
	if err == nil && !found.complete() {
		if age := s.clock().Sub(found.UpdatedAt); age < quiet && age > -quiet {
			return found, beingMade(quiet - age)
		}
	}
	if !errors.Is(err, orderveil.ErrNotFound) {
		return found, err
	}
	fresh, err := s.createDraft(ctx)
	if err != nil {
		return order{}, err
	}
	err = s.setReference(ctx, fresh.ID, reference)
	if errors.Is(err, errTaken) {
		s.deleteDraft(ctx, fresh.ID)
		return order{}, beingMade(quiet)
	}
	return fresh, err
}

// Package tryton takes orders into Tryton, the business platform, through its JSON-RPC
// interface (tried on series 6.0, with the modules sale and sale_shipment_cost).
//
// An order becomes a sale that is quoted, confirmed and processed, for a party of its own:
// a customer per order, so that nobody's data is merged with another's. The sale's
// reference is ours, but Tryton lets several sales have the same one. The code of a party
// is unique, so the party's code is the reference too: whoever makes the party makes the
// sale, and anybody else finds the party there and waits. A sale that an earlier attempt
// left half made is taken up.
//
// Prices are the marketplace's, with VAT. Where a product has taxes in Tryton they are
// given to the sale's line and taken off its price; if rounding then makes the total
// another one, a line of the missing cents is added, for which Tryton needs a default
// revenue account.
//
// Settings: "url" is the server's address, "database" the name of its database. Secrets:
// "username" and "password" of a user with access to sales, products, parties, countries,
// currencies, taxes and shipments. A shipment's tracking code is read from its reference.
package tryton

import (
	"context"
	"net/url"

	"orderveil"
	"orderveil/connectors"
	"orderveil/connectors/wire"
)

// Spec lists the connector.
var Spec = connectors.Spec{
	Code: "tryton", Name: "Tryton", Kind: orderveil.BackOffice,
	Settings: []connectors.Input{
		{Name: "url", Means: "The server's address.", Example: "https://tryton.example.com"},
		{Name: "database", Means: "The name of its database.", Example: "company"},
	},
	Secrets: []connectors.Input{
		{Name: "username", Means: "A user with access to sales, products, parties, countries, currencies, taxes and shipments."},
		{Name: "password", Means: "The user's password."},
	},
	NewSink: func(c connectors.Config) (connectors.Sink, error) { return New(c) },
}

// Sink writes orders into one database. It is safe for concurrent use.
type Sink struct {
	api    *api
	clock  orderveil.Clock
	making wire.Turns
	known  known
}

var (
	_ connectors.Sink       = (*Sink)(nil)
	_ connectors.Finder     = (*Sink)(nil)
	_ connectors.Tracker    = (*Sink)(nil)
	_ connectors.Withdrawer = (*Sink)(nil)
	_ connectors.Notifier   = (*Sink)(nil)
)

// New returns a sink. It makes no calls.
func New(c connectors.Config) (*Sink, error) {
	address, err := wire.Base("url", c.Settings["url"])
	if err != nil {
		return nil, err
	}
	database := c.Settings["database"]
	if database == "" || len(database) > 64 {
		return nil, orderveil.Invalidf("setting database is the name of the Tryton database")
	}
	if c.Secrets["username"].Empty() || c.Secrets["password"].Empty() {
		return nil, orderveil.Invalidf("Tryton needs the secrets username and password")
	}
	return &Sink{api: newAPI(address+"/"+url.PathEscape(database)+"/", c), clock: c.Clock}, nil
}

// Find returns the receipt of an order that has been processed. One that was left half made
// is not found.
func (s *Sink) Find(ctx context.Context, reference string) (connectors.Receipt, error) {
	found, err := s.find(ctx, reference)
	if err != nil {
		return connectors.Receipt{}, err
	}
	if o, ok := found.whole(); ok {
		return o.receipt(), nil
	}
	return connectors.Receipt{}, orderveil.ErrNotFound
}

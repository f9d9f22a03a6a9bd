// Package woocommerce takes orders into a WooCommerce webshop through its REST API
// (version 3, WooCommerce 11 and later).
//
// The shop keeps our reference in an order's created_via and finds it again by it. It
// promises no more than that: the same order sent twice is two orders, a filter that it
// does not know is no filter, and a product that it does not know is an empty line. So
// products are looked up first; the order comes into being as pending, which nobody sends;
// what the shop made of it is compared line by line; and only then does it become
// processing. What does not match is deleted again.
//
// One order at a time is made under a reference within a process. Between processes the
// hub's claim on a delivery sees to that; should it run out under a slow one, the second
// finds the first one's pending order and takes it up, and of two pending orders the older
// one is taken by both.
//
// Settings: "url" is the shop's address, below which /wp-json lies. "status" is what an
// order becomes when it is whole (processing; on-hold where somebody releases orders).
// "when_forgotten" is "blank" (also when empty) to have the customer's details blanked in
// the shop when the hub forgets them, or "note" to leave a private note only.
// Secrets: "consumer_key" and "consumer_secret" of a REST API key that may read and write.
// Webhooks (order updated) are signed with the secret that is given to them in the shop:
// "webhook_secret", or the consumer secret when the connection has none of that name.
package woocommerce

import (
	"context"
	"strings"

	"orderveil"
	"orderveil/connectors"
	"orderveil/connectors/wire"
)

// Spec lists the connector.
var Spec = connectors.Spec{
	Code: "woocommerce", Name: "WooCommerce", Kind: orderveil.BackOffice,
	Settings: []connectors.Input{
		{Name: "url", Means: "The shop's address, below which /wp-json lies.", Example: "https://shop.example"},
		{Name: "status", Means: "What an order becomes when it is whole: on-hold where somebody releases orders.", Example: "processing", Optional: true, Choices: []string{"processing", "on-hold"}},
		{Name: "when_forgotten", Means: "What happens in the shop when a customer is forgotten: the details are blanked, or a private note is left.", Example: "blank", Optional: true, Choices: []string{"blank", "note"}},
	},
	Secrets: []connectors.Input{
		{Name: "consumer_key", Means: "The key of a REST API key that may read and write.", Example: "ck_…"},
		{Name: "consumer_secret", Means: "The secret that was shown with it.", Example: "cs_…"},
		{Name: "webhook_secret", Means: "What the shop signs webhooks with; the consumer secret when left out.", Optional: true},
	},
	NewSink: func(c connectors.Config) (connectors.Sink, error) { return New(c) },
}

// Sink writes orders into one shop. It is safe for concurrent use.
type Sink struct {
	api    *api
	status string // of a whole order
	blank  bool   // whether customers are blanked when they are forgotten
	secret []byte // that webhooks are signed with
	making wire.Turns
}

var (
	_ connectors.Sink       = (*Sink)(nil)
	_ connectors.Finder     = (*Sink)(nil)
	_ connectors.Tracker    = (*Sink)(nil)
	_ connectors.Pusher     = (*Sink)(nil)
	_ connectors.Withdrawer = (*Sink)(nil)
	_ connectors.Notifier   = (*Sink)(nil)
)

// New returns a sink. It makes no calls.
func New(c connectors.Config) (*Sink, error) {
	url, err := wire.Base("url", c.Settings["url"])
	if err != nil {
		return nil, err
	}
	key, secret := c.Secrets["consumer_key"], c.Secrets["consumer_secret"]
	if key.Empty() || secret.Empty() {
		return nil, orderveil.Invalidf("WooCommerce needs the secrets consumer_key and consumer_secret of a REST API key")
	}
	s := &Sink{status: "processing", blank: true, secret: []byte(secret.Plain())}
	switch c.Settings["status"] {
	case "", "processing":
	case "on-hold":
		s.status = "on-hold"
	default:
		return nil, orderveil.Invalidf("setting status is processing or on-hold")
	}
	switch c.Settings["when_forgotten"] {
	case "", "blank":
	case "note":
		s.blank = false
	default:
		return nil, orderveil.Invalidf("setting when_forgotten is blank or note")
	}
	if own := c.Secrets["webhook_secret"]; !own.Empty() {
		s.secret = []byte(own.Plain())
	}
	s.api = newAPI(strings.TrimSuffix(url, "/wp-json"), key, secret, c)
	return s, nil
}

// Find returns the receipt of an order that is in the shop as a whole. One that was left
// half made is not.
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

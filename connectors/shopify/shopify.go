// Package shopify takes orders into a Shopify shop through its Admin API (GraphQL, version
// 2026-10), says what the shop sent, and passes on that a customer wants out.
//
// How an order is made once: it carries our reference three times. As a custom id (a
// metafield of type id, whose values Shopify keeps unique) it is asked for by identifier,
// which reads the order itself. As source_identifier and as a tag it is searched for; the
// search index follows a moment later, so that finding nothing there proves nothing. All
// three are asked before an order is made, an order that is refused because its custom id is
// taken is looked up, and after an unclear answer nobody asks again for a minute.
//
// Settings: "url" is the shop's own address, https://example.myshopify.com; "client_id" the
// app's. Optional: "inventory_behaviour", what an order does to the stock: BYPASS,
// DECREMENT_IGNORING_POLICY (the default: it is sold already) or DECREMENT_OBEYING_POLICY;
// "gateway", the name that payments are booked under (Marketplace); "source_name", the
// handle of a sales channel; "refund", whether a withdrawn order is booked as paid back: yes
// (the default) or no; "billing_address", whether it is sent: yes (the default) or no,
// because the Admin API cannot take it off an order again.
//
// Secrets: "client_secret" of the app, with which tokens are asked for and webhooks are
// signed. Optional: "access_token" of an app that has a lasting one, and
// "previous_client_secret" while the secret is being replaced, as Shopify goes on signing
// with the old one for up to an hour.
//
// The app needs read_products, read_orders, write_orders and, to have customers erased,
// write_customers; orders older than 60 days need read_all_orders. No customer is made: an
// order carries its addresses itself, and none of them has to be there.
package shopify

import (
	"slices"
	"sync"
	"time"

	"orderveil"
	"orderveil/connectors"
	"orderveil/connectors/wire"
	"orderveil/personal"
)

// Version of the Admin API that all operations are written for.
const Version = "2026-10"

// Spec lists the connector.
var Spec = connectors.Spec{
	Code: "shopify", Name: "Shopify", Kind: orderveil.BackOffice,
	Settings: []connectors.Input{
		{Name: "url", Means: "The shop's own address at Shopify.", Example: "https://example.myshopify.com"},
		{Name: "client_id", Means: "The client id of the app."},
		{Name: "inventory_behaviour", Means: "What an order does to the stock: by default it is taken off whatever there is, because it is sold already.", Example: "DECREMENT_IGNORING_POLICY", Optional: true, Choices: []string{"DECREMENT_IGNORING_POLICY", "BYPASS", "DECREMENT_OBEYING_POLICY"}},
		{Name: "gateway", Means: "The name that payments are booked under.", Example: "Marketplace", Optional: true},
		{Name: "source_name", Means: "The handle of a sales channel.", Optional: true},
		{Name: "refund", Means: "Whether an order that is withdrawn is booked as paid back.", Example: "yes", Optional: true, Choices: []string{"yes", "no"}},
		{Name: "billing_address", Means: "Whether the address of who pays is sent: the shop cannot take it off an order again.", Example: "yes", Optional: true, Choices: []string{"yes", "no"}},
	},
	Secrets: []connectors.Input{
		{Name: "client_secret", Means: "The secret of the app, with which tokens are asked for and webhooks are signed."},
		{Name: "access_token", Means: "The token of an app that has a lasting one.", Example: "shpat_…", Optional: true},
		{Name: "previous_client_secret", Means: "The secret before, for an hour after it was replaced.", Optional: true},
	},
	Consent: "Install the app in the shop with read_products, read_orders, write_orders and, to have customers erased, write_customers.",
	NewSink: func(c connectors.Config) (connectors.Sink, error) { return New(c) },
}

// indexed is how long the shop's search may lag behind its orders. Shopify names no figure;
// a minute is many times what is seen.
const indexed = time.Minute

// Sink writes orders into one shop. It is safe for concurrent use.
type Sink struct {
	api       *api
	clock     orderveil.Clock
	inventory string
	gateway   string
	source    string
	refund    bool
	billing   bool
	secrets   []personal.Secret // that webhooks may be signed with

	mu       sync.Mutex
	prepared bool // the shop has the definition of our custom id
}

var (
	_ connectors.Sink         = (*Sink)(nil)
	_ connectors.Finder       = (*Sink)(nil)
	_ connectors.Tracker      = (*Sink)(nil)
	_ connectors.Pusher       = (*Sink)(nil)
	_ connectors.Withdrawer   = (*Sink)(nil)
	_ connectors.Notifier     = (*Sink)(nil)
	_ connectors.PrivacyAsker = (*Sink)(nil)
)

// New returns a sink. It makes no calls.
func New(c connectors.Config) (*Sink, error) {
	url, err := wire.Base("url", c.Settings["url"])
	if err != nil {
		return nil, err
	}
	s := &Sink{clock: c.Clock, inventory: c.Settings["inventory_behaviour"], gateway: c.Settings["gateway"], source: c.Settings["source_name"]}
	if s.inventory == "" {
		s.inventory = "DECREMENT_IGNORING_POLICY"
	}
	if !slices.Contains([]string{"BYPASS", "DECREMENT_IGNORING_POLICY", "DECREMENT_OBEYING_POLICY"}, s.inventory) {
		return nil, orderveil.Invalidf("setting inventory_behaviour is BYPASS, DECREMENT_IGNORING_POLICY or DECREMENT_OBEYING_POLICY")
	}
	if s.gateway == "" {
		s.gateway = "Marketplace"
	}
	if s.refund, err = yes("refund", c.Settings); err != nil {
		return nil, err
	}
	if s.billing, err = yes("billing_address", c.Settings); err != nil {
		return nil, err
	}
	if c.Settings["client_id"] == "" || c.Secrets["client_secret"].Empty() {
		return nil, orderveil.Invalidf("Shopify needs the setting client_id and the secret client_secret of the app")
	}
	for _, name := range []string{"client_secret", "previous_client_secret"} {
		if secret := c.Secrets[name]; !secret.Empty() {
			s.secrets = append(s.secrets, secret)
		}
	}
	s.api = newAPI(url, c)
	return s, nil
}

// yes reads a setting that is yes or no, and yes when it is not there.
func yes(name string, settings map[string]string) (bool, error) {
	switch settings[name] {
	case "", "yes":
		return true, nil
	case "no":
		return false, nil
	}
	return false, orderveil.Invalidf("setting %s is yes or no", name)
}

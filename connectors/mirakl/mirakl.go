// Package mirakl reads orders from the marketplaces that run on Mirakl, and tells them what
// became of the orders. Each operator has an installation of its own under its own address;
// the protocol is the same at all of them. The names are those of Mirakl's OpenAPI document
// for sellers, and so are the codes of the operations: OR11, OR21, ST01.
//
// Settings: "api" is the operator's address, such as https://operator-prod.mirakl.net. All
// others may be left out. "shop_id" chooses one shop of a user who has several. "accept" is
// "no" where the merchant accepts orders by hand; otherwise every order is accepted whole as
// soon as it is seen, because customers' addresses are shown only afterwards. "shipments" is
// "several" where the operator has switched on several shipments per order; otherwise an order
// is shipped whole. "cancel_reasons" are the operator's codes for why a merchant cancels, as in
// "OUT_OF_STOCK=34, CUSTOMER_REQUEST=17, 35"; one without a name is for all other reasons.
//
// Secret: "api_key", which the merchant makes in the operator's seller portal.
//
// Mirakl asks that programs of third parties list orders at most every 15 minutes. What is
// read in between is one order at a time, as when somebody looks at it.
//
// There is no such thing as a customer's request to cancel: customers write messages, whose
// meaning nobody but a person can tell. Nor is there a way for Mirakl to tell of changes by
// itself. How long an operator lets a merchant keep customer data is in each operator's own
// terms, so that the installation's default cap holds.
package mirakl

import (
	"strings"
	"time"

	"orderveil"
	"orderveil/connectors"
	"orderveil/connectors/wire"
	"orderveil/personal"
)

// Spec is the connector as package all lists it.
var Spec = connectors.Spec{
	Code:    "mirakl",
	Name:    name,
	Kind:    orderveil.Marketplace,
	Hosts:   []string{"*.mirakl.net"}, // an operator under a domain of its own is entered as a recipient
	Country: "FR",
	Every:   15 * time.Minute,
	Settings: []connectors.Input{
		{Name: "api", Means: "The address of the operator's installation.", Example: "https://operator-prod.mirakl.net"},
		{Name: "shop_id", Means: "One shop of a user who has several: its number.", Example: "2301", Optional: true},
		{Name: "accept", Means: "Whether every order is accepted as soon as it is seen. With no the merchant accepts by hand, because customers' addresses are shown only afterwards.", Example: "yes", Optional: true, Choices: []string{"yes", "no"}},
		{Name: "shipments", Means: "Whether an order is shipped whole, or in several parcels where the operator has switched that on.", Example: "whole", Optional: true, Choices: []string{"whole", "several"}},
		{Name: "cancel_reasons", Means: "The operator's codes for why a merchant cancels; one without a name is for all other reasons.", Example: "OUT_OF_STOCK=34, CUSTOMER_REQUEST=17, 35", Optional: true},
	},
	Secrets: []connectors.Input{
		{Name: "api_key", Means: "The API key, from the operator's seller portal."},
	},
	NewSource: func(c connectors.Config) (connectors.Source, error) {
		return NewSource(c)
	},
}

const (
	name      = "Mirakl"
	mediaType = "application/json"
)

// Source reads one shop's orders. It is safe for concurrent use, and is to be kept: with it
// live the lists of carriers and reasons.
type Source struct {
	wire     *wire.Client
	clock    orderveil.Clock
	base     string // up to and with "/api"
	key      personal.Secret
	shop     string
	accept   bool
	several  bool
	reasons  map[orderveil.CancelReason]string
	carriers carriers
}

var _ connectors.Source = (*Source)(nil)

// NewSource returns a source. It makes no calls.
func NewSource(c connectors.Config) (*Source, error) {
	return newSource(c, wire.Options{})
}

func newSource(c connectors.Config, o wire.Options) (*Source, error) {
	base, err := wire.Base("api", c.Settings["api"])
	if err != nil {
		return nil, err
	}
	s := &Source{clock: c.Clock, base: strings.TrimSuffix(base, "/api") + "/api", key: c.Secrets["api_key"], shop: c.Settings["shop_id"]}
	if !headerSafe(s.key.Plain()) {
		return nil, orderveil.Invalidf("Mirakl needs the secret api_key, as the operator's seller portal shows it")
	}
	if strings.Trim(s.shop, "0123456789") != "" || len(s.shop) > 18 {
		return nil, orderveil.Invalidf("setting shop_id is the number of a shop")
	}
	if s.accept, err = choice(c, "accept", "yes", "no"); err != nil {
		return nil, err
	}
	whole, err := choice(c, "shipments", "whole", "several")
	if err != nil {
		return nil, err
	}
	s.several = !whole
	if s.reasons, err = parseReasons(c.Settings["cancel_reasons"]); err != nil {
		return nil, err
	}
	o.Name, o.Owner, o.HTTP, o.Clock = name, orderveil.OwnerMarketplace, c.HTTP, c.Clock
	s.wire = wire.New(o)
	return s, nil
}

// choice reads a setting of two words; the first, or nothing, is true.
func choice(c connectors.Config, setting, yes, no string) (bool, error) {
	switch c.Settings[setting] {
	case "", yes:
		return true, nil
	case no:
		return false, nil
	}
	return false, orderveil.Invalidf("setting %s is %q or %q", setting, yes, no)
}

// headerSafe reports whether a key can stand in a header.
func headerSafe(key string) bool {
	return key != "" && len(key) <= 1024 && strings.IndexFunc(key, func(r rune) bool { return r <= ' ' || r > '~' }) < 0
}

// Package magento takes orders into a Magento 2 shop (Adobe Commerce, Mage-OS) through its
// admin REST API, and says what the shop sent.
//
// An order goes in with one call, PUT /V1/orders/create, and not through a cart. A cart
// would price the order from the catalogue: the API has no way to give an item of a cart
// another price, so that most orders of a marketplace would end up with a wrong total and
// VAT. What is created here has the marketplace's prices to the cent; what came out is
// compared, and an order that something in the shop changed is cancelled again and is a
// failure (ORDER_DIFFERS).
//
// How an order is made once: its number in the shop (increment_id) is derived from our
// reference. The shop's database keeps that number unique within a store, so of two attempts
// at one order the second is refused, whatever happened in between, and a number can be asked
// for. The reference itself is in ext_order_id. Both are in the same call as the order, which
// the shop writes in one transaction: there is no half-made order, and no moment at which an
// order has no reference.
//
// What the shop does not do for such an order, and a cart would: it reserves no stock for it
// (magento/magento2 issue 26575) and sends no e-mail. Shops with Multi-Source Inventory let a
// timer run inventory:reservation:list-inconsistencies and create-compensations, which put
// the reservations right.
//
// Settings: "url" is the shop's address, https://shop.example. Optional: "store", the code
// of the store view (default); "auth", bearer (the default; the shop allows it with
// oauth/consumer/enable_integration_as_bearer) or oauth1; "status" of new orders
// (processing); "payment_method" (checkmo) and "shipping_method" (flatrate_flatrate), codes
// that the shop knows.
//
// Secrets: "access_token" of an integration that may use Sales, Products and Store
// configuration. For oauth1 also "consumer_key", "consumer_secret" and
// "access_token_secret".
package magento

import (
	"sync"

	"orderveil"
	"orderveil/connectors"
	"orderveil/connectors/wire"
)

// Spec lists the connector.
var Spec = connectors.Spec{
	Code: "magento", Name: "Magento", Kind: orderveil.BackOffice,
	Settings: []connectors.Input{
		{Name: "url", Means: "The shop's address.", Example: "https://shop.example"},
		{Name: "store", Means: "The code of the store view.", Example: "default", Optional: true},
		{Name: "auth", Means: "How the shop lets programs in: bearer needs the shop's setting oauth/consumer/enable_integration_as_bearer.", Example: "bearer", Optional: true, Choices: []string{"bearer", "oauth1"}},
		{Name: "status", Means: "What orders are when they come in: a code that the shop knows.", Example: "processing", Optional: true},
		{Name: "payment_method", Means: "The code of the payment method that orders are booked under.", Example: "checkmo", Optional: true},
		{Name: "shipping_method", Means: "The code of the shipping method that orders get.", Example: "flatrate_flatrate", Optional: true},
	},
	Secrets: []connectors.Input{
		{Name: "access_token", Means: "The access token of an integration that may use Sales, Products and Store configuration."},
		{Name: "consumer_key", Means: "For oauth1: the integration's consumer key.", Optional: true},
		{Name: "consumer_secret", Means: "For oauth1: the integration's consumer secret.", Optional: true},
		{Name: "access_token_secret", Means: "For oauth1: the access token's secret.", Optional: true},
	},
	NewSink: func(c connectors.Config) (connectors.Sink, error) { return New(c) },
}

// Sink writes orders into one shop. It is safe for concurrent use.
type Sink struct {
	api      *api
	store    string
	status   string
	payment  string
	shipping string

	mu    sync.Mutex // held while the store is asked for
	known *store
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
	url, err := wire.Base("url", c.Settings["url"])
	if err != nil {
		return nil, err
	}
	or := func(name, standard string) string {
		if text := c.Settings[name]; text != "" {
			return text
		}
		return standard
	}
	s := &Sink{
		store: or("store", "default"), status: or("status", "processing"),
		payment: or("payment_method", "checkmo"), shipping: or("shipping_method", "flatrate_flatrate"),
	}
	for _, text := range []string{s.store, s.status, s.payment, s.shipping} {
		if !code(text) {
			return nil, orderveil.Invalidf("settings store, status, payment_method and shipping_method are codes of the shop, such as default")
		}
	}
	credentials, err := credentialsOf(c)
	if err != nil {
		return nil, err
	}
	s.api = newAPI(url+"/rest/"+s.store, credentials, c)
	return s, nil
}

// code reports whether a text can be a code in Magento, and so stand in a path.
func code(text string) bool {
	for _, r := range text {
		if r != '_' && r != '-' && (r < '0' || r > '9') && (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') {
			return false
		}
	}
	return text != "" && len(text) <= 64
}

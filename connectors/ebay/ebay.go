// Package ebay reads orders from eBay's Fulfillment API, version 1, and reports shipments
// to it. The names and limits are those of eBay's OpenAPI document (v1.20); where that says
// nothing, the comment does.
//
// Settings, all of which may be left out: "api" and "login" are the addresses of the API and
// of the token service (for eBay's sandbox, https://api.sandbox.ebay.com is both);
// "refresh_token_given" is the date, as in 2026-11-23, on which the merchant consented and
// the refresh token was made: it lives for 18 months. "ru_name" is the application's RuName,
// by which a merchant consents in the browser, and "consent_page" another address of where.
//
// Secrets: "client_id" and "client_secret" are the application's, from eBay's developer
// programme; "refresh_token" is the merchant's, with the scope sell.fulfillment, and comes with
// the consent where there is a RuName.
//
// What eBay does otherwise than other marketplaces:
//   - The list shows no requests to cancel, and how far an order is cancelled it does: an
//     order's details say whether the customer asked.
//   - How many of a line were shipped stands with the fulfillments only. They are read for
//     orders of which something left.
//   - An order that is not paid is listed like others. It must not be sent, so it is passed
//     over until it is paid, which counts as a change.
//   - The Fulfillment API cancels nothing, it only refunds: cancelling is refused as
//     unsupported, and done by the merchant in eBay's Seller Hub.
//   - A fulfillment's id is the parcel's tracking number. It is kept as that, and nowhere
//     else.
//   - The buyer's name at eBay and the details of digital presents are not read.
package ebay

import (
	"orderveil"
	"orderveil/connectors"
	"orderveil/connectors/wire"
)

// Spec is the connector as package all lists it.
var Spec = connectors.Spec{
	Code:    "ebay",
	Name:    name,
	Kind:    orderveil.Marketplace,
	Hosts:   []string{"api.ebay.com", "api.sandbox.ebay.com"},
	Country: "US",
	// What goes there are shipments and tracking codes of orders that eBay made.
	Transfer: "the customer ordered there; what goes back says where the parcel is, for the customer's own contract (GDPR art. 49(1)(b))",
	Settings: []connectors.Input{
		{Name: "ru_name", Means: "The RuName (eBay Redirect URL name) of the application, with which the merchant consents in the browser. Its accepted URL is the address of this console with /authorised at the end, its declined URL the same with ?error=access_denied.", Example: "Company-App-Prod-abcdefg", Optional: true},
		{Name: "refresh_token_given", Means: "The day on which the merchant consented. eBay ends the consent after 18 months, and you are warned before.", Example: "2026-11-23", Optional: true},
		{Name: "api", Means: "Another address of the API, such as that of the sandbox.", Example: "https://api.sandbox.ebay.com", Optional: true},
		{Name: "login", Means: "Another address of the token service, such as that of the sandbox.", Example: "https://api.sandbox.ebay.com", Optional: true},
		{Name: "consent_page", Means: "Another address of the page on which the merchant consents, such as that of the sandbox.", Example: "https://auth.sandbox.ebay.com", Optional: true},
	},
	Secrets: []connectors.Input{
		{Name: "client_id", Means: "The App ID of the application, from eBay's developer programme."},
		{Name: "client_secret", Means: "The Cert ID of the application."},
		{Name: "refresh_token", Means: "What eBay gives when the merchant has consented, with the scope sell.fulfillment. It may be left out: with a RuName it comes by itself when the connection is authorised.", Example: "v^1.1#…"},
	},
	Consent:    "Authorise the connection at eBay when it is added, for which it needs the RuName; or have the merchant consent to the application with the scope sell.fulfillment, and copy the refresh token that eBay gives for it.",
	NewConsent: func(c connectors.Config) (connectors.Consent, error) { return newConsent(c) },
	Agreed:     "refresh_token",
	Expires: []connectors.Expiry{{
		Setting: "refresh_token_given", Days: 547, Warn: []int{30, 14, 3}, Code: "CONSENT_EXPIRES", What: "The merchant's consent to this intermediary at eBay",
		NextStep: "Authorise the connection again, or enter a new refresh token and, in the setting refresh_token_given, the date.",
	}},
	NewSource: func(c connectors.Config) (connectors.Source, error) { return NewSource(c) },
}

const (
	name           = "eBay"
	defaultAddress = "https://api.ebay.com"
	root           = "/sell/fulfillment/v1"
	mediaType      = "application/json"
)

// Source reads one merchant's orders. It is safe for concurrent use, and is to be
// kept: with it lives the access token.
type Source struct {
	wire   *wire.Client
	clock  orderveil.Clock
	base   string
	tokens *wire.Tokens
}

var _ connectors.Source = (*Source)(nil)

// NewSource returns a source. It makes no calls.
func NewSource(c connectors.Config) (*Source, error) {
	return newSource(c, wire.Options{})
}

func newSource(c connectors.Config, o wire.Options) (*Source, error) {
	api, err := wire.Base("api", setting(c, "api"))
	if err != nil {
		return nil, err
	}
	service, err := newLogin(c, o)
	if err != nil {
		return nil, err
	}
	if service.refresh = c.Secrets["refresh_token"]; service.refresh.Empty() {
		return nil, orderveil.Invalidf("eBay needs the secrets client_id, client_secret and refresh_token")
	}
	return &Source{wire: service.wire, clock: c.Clock, base: api + root, tokens: wire.NewTokens(c.Clock, service.ask)}, nil
}

func setting(c connectors.Config, name string) string {
	if text := c.Settings[name]; text != "" {
		return text
	}
	return defaultAddress
}

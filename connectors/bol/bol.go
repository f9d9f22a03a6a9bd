// Package bol reads orders from bol.com's Retailer API, version 10. The names and
// limits are those of bol's OpenAPI document; where bol's documentation and its
// answers differ, the comment says so.
//
// Settings: "api" and "login" are the addresses of the API and of the token
// service; "environment" is "demo" for bol's demo environment, whose orders are
// made up; "consent_given" is the date, as in 2026-11-23, on which the merchant allowed an
// intermediary. All may be left out. Secrets: "client_id" and "client_secret", which the
// merchant makes in bol's partner platform.
package bol

import (
	"strings"

	"orderveil"
	"orderveil/connectors"
	"orderveil/connectors/wire"
)

// Spec is the connector as package all lists it.
var Spec = connectors.Spec{
	Code:    "bol",
	Name:    name,
	Kind:    orderveil.Marketplace,
	Cap:     30,
	Hosts:   []string{"api.bol.com", "login.bol.com"},
	Country: "NL",
	Settings: []connectors.Input{
		{Name: "consent_given", Means: "The day on which the merchant allowed an intermediary; leave it out when the credentials are the merchant's own. You are warned before it ends, a year later.", Example: "2026-11-23", Optional: true},
		{Name: "environment", Means: "bol.com's made-up orders, or real ones.", Example: "production", Optional: true, Choices: []string{"production", "demo"}},
		{Name: "api", Means: "Another address of the Retailer API.", Example: "https://api.bol.com", Optional: true},
		{Name: "login", Means: "Another address of the token service.", Example: "https://login.bol.com", Optional: true},
	},
	Secrets: []connectors.Input{
		{Name: "client_id", Means: "The client id of the API credentials, from Settings, API settings in bol.com's partner platform."},
		{Name: "client_secret", Means: "The secret that was shown with it."},
	},
	Expires: []connectors.Expiry{{
		Setting: "consent_given", Days: 365, Warn: []int{30, 14, 3}, Code: "CONSENT_EXPIRES", What: "The merchant's consent to this intermediary at bol.com",
		NextStep: "Have the merchant renew it in bol's partner platform, and enter the new date in the connection's setting consent_given.",
	}},
	NewSource: func(c connectors.Config) (connectors.Source, error) {
		return NewSource(c)
	},
}

const (
	name         = "bol.com"
	defaultAPI   = "https://api.bol.com"
	defaultLogin = "https://login.bol.com"
	// mediaType is per resource: a newer version of offers is no newer version of
	// orders.
	mediaType = "application/vnd.retailer.v10+json"
)

// Source reads one merchant's orders. It is safe for concurrent use, and is to be
// kept: with it lives the access token.
type Source struct {
	wire   *wire.Client
	clock  orderveil.Clock
	base   string // up to and with "/retailer"
	shared string // up to and with "/shared"
	tokens *wire.Tokens
	sweeps sweeps
	listed listed

	signatures signatureKeys
}

var _ connectors.Source = (*Source)(nil)

// NewSource returns a source. It makes no calls.
func NewSource(c connectors.Config) (*Source, error) {
	return newSource(c, wire.Options{})
}

func newSource(c connectors.Config, o wire.Options) (*Source, error) {
	api, err := wire.Base("api", setting(c, "api", defaultAPI))
	if err != nil {
		return nil, err
	}
	address, err := wire.Base("login", setting(c, "login", defaultLogin))
	if err != nil {
		return nil, err
	}
	root, err := root(c.Settings["environment"])
	if err != nil {
		return nil, err
	}
	id, secret := c.Secrets["client_id"], c.Secrets["client_secret"]
	if id.Empty() || secret.Empty() {
		return nil, orderveil.Invalidf("bol.com needs the secrets client_id and client_secret")
	}
	o.Name, o.Owner, o.HTTP, o.Clock = name, orderveil.OwnerMarketplace, c.HTTP, c.Clock
	client := wire.New(o)
	service := &login{wire: client, url: address + "/token", id: id, pass: secret}
	return &Source{
		wire: client, clock: c.Clock, base: api + root, shared: api + strings.Replace(root, "/retailer", "/shared", 1),
		tokens: wire.NewTokens(c.Clock, service.ask),
	}, nil
}

func setting(c connectors.Config, name, otherwise string) string {
	if text := c.Settings[name]; text != "" {
		return text
	}
	return otherwise
}

// root is the first element of all paths: bol's demo environment has its own.
func root(environment string) (string, error) {
	switch environment {
	case "", "production":
		return "/retailer", nil
	case "demo":
		return "/retailer-demo", nil
	}
	return "", orderveil.Invalidf(`setting environment is "production" or "demo"`)
}

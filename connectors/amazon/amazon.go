// Package amazon reads orders from Amazon's Selling Partner API, Orders API v2026-01-01,
// and confirms shipments (Orders API v0). The names and limits are those of Amazon's
// models; where its documentation and its answers differ, the comment says so.
//
// Settings: "marketplaces" lists where the merchant sells, as country codes or Amazon's
// ids, such as NL,BE,DE; "secret_created" is the date, as in 2026-11-23, on which the
// client secret was made: Amazon ends it after 180 days. "region" is "eu", "na" or "fe" and
// may be left out, which is eu; "environment" is "sandbox" for Amazon's made-up answers;
// "api" and "login" are other addresses of the API and of Login with Amazon. "queue" is the
// address of an SQS queue to which Amazon sends ORDER_CHANGE notifications. "application_id" is
// what the merchant authorises in Seller Central, "application" says that it is a "draft", and
// "seller_central" is another address of that; "authorised" is the date on which it was done,
// which holds for a year.
//
// One search in three minutes is what Amazon allows in the long run: ask for orders no more
// often than every five minutes, and use a queue to hear of them sooner.
//
// Secrets: "client_id" and "client_secret" of the application, "refresh_token" of the
// merchant who authorised it; with a queue, "aws_access_key_id" and
// "aws_secret_access_key" of somebody who may read and delete its messages.
package amazon

import (
	"time"

	"orderveil"
	"orderveil/connectors"
	"orderveil/connectors/wire"
)

// Spec is the connector as package all lists it. Login with Amazon, which lies in the
// United States, is told credentials and nothing of customers.
var Spec = connectors.Spec{
	Code:    "amazon",
	Name:    name,
	Kind:    orderveil.Marketplace,
	Cap:     30, // Data Protection Policy: 30 days after delivery
	Hosts:   []string{"sellingpartnerapi-eu.amazon.com", "sandbox.sellingpartnerapi-eu.amazon.com", "api.amazon.com"},
	Country: "IE",
	Settings: []connectors.Input{
		{Name: "marketplaces", Means: "Where the merchant sells: country codes or ids of Amazon, with commas.", Example: "NL,BE,DE"},
		{Name: "secret_created", Means: "The day on which the client secret was made. Amazon ends it 180 days later, and you are warned before.", Example: "2026-11-23"},
		{Name: "application_id", Means: "The application's id, with which the merchant authorises it in the browser. Amazon's developer console shows it as App ID; among the application's redirect URIs is the address of this console with /authorised at the end.", Example: "amzn1.sp.solution.…", Optional: true},
		{Name: "application", Means: "Whether the application is published in Amazon's developer console, or still a draft.", Example: "published", Optional: true, Choices: []string{"published", "draft"}},
		{Name: "authorised", Means: "The day on which the merchant authorised the application. It holds for a year, and you are warned before.", Example: "2026-11-23", Optional: true},
		{Name: "region", Means: "The region of those marketplaces: Europe, North America or the Far East.", Example: "eu", Optional: true, Choices: []string{"eu", "na", "fe"}},
		{Name: "environment", Means: "Amazon's made-up orders, or real ones.", Example: "production", Optional: true, Choices: []string{"production", "sandbox"}},
		{Name: "queue", Means: "The address of an SQS queue to which Amazon sends ORDER_CHANGE notifications, to hear of orders sooner.", Example: "https://sqs.eu-west-1.amazonaws.com/123456789012/orders", Optional: true},
		{Name: "api", Means: "Another address of the Selling Partner API.", Example: "https://sellingpartnerapi-eu.amazon.com", Optional: true},
		{Name: "login", Means: "Another address of Login with Amazon.", Example: "https://api.amazon.com", Optional: true},
		{Name: "seller_central", Means: "Another address of Seller Central, where the merchant authorises the application. Without it, it is that of the first marketplace.", Example: "https://sellercentral-europe.amazon.com", Optional: true},
	},
	Secrets: []connectors.Input{
		{Name: "client_id", Means: "The identifier of the application, from Amazon's developer console.", Example: "amzn1.application-oa2-client.…"},
		{Name: "client_secret", Means: "The secret of the application, from Amazon's developer console.", Example: "amzn1.oa2-cs.v1.…"},
		{Name: "refresh_token", Means: "What Amazon shows when the merchant has authorised the application. It may be left out: with the application's id it comes by itself when the connection is authorised.", Example: "Atzr|…"},
		{Name: "aws_access_key_id", Means: "With a queue: the key of somebody who may read and delete its messages.", Example: "AKIA…", Optional: true},
		{Name: "aws_secret_access_key", Means: "With a queue: the secret of that key.", Optional: true},
	},
	Consent:    "Authorise the connection in Seller Central when it is added, for which it needs the application's id; or authorise the application there yourself, under Apps and Services, and copy the refresh token that is shown.",
	NewConsent: func(c connectors.Config) (connectors.Consent, error) { return newConsent(c) },
	Agreed:     "refresh_token",
	Expires: []connectors.Expiry{{
		Setting: "secret_created", Days: 180, Warn: []int{30, 14, 3}, Stop: true, Code: "SECRET_EXPIRES", What: "The client secret of the application at Amazon",
		NextStep: "Rotate the secret in Amazon's developer console, then enter the new one in the connection, and its date in the setting secret_created.",
	}, {
		Setting: "authorised", Days: 365, Warn: []int{30, 14, 3}, Code: "CONSENT_EXPIRES", What: "The merchant's authorisation of the application at Amazon",
		NextStep: "Authorise the connection again, or enter a new refresh token and, in the setting authorised, the date.",
	}},
	NewSource: func(c connectors.Config) (connectors.Source, error) {
		return NewSource(c)
	},
}

const (
	name         = "Amazon"
	defaultLogin = "https://api.amazon.com"
	agent        = "Orderveil/1.0 (Language=Go)" // Amazon asks for a name, a version and the language
	mediaType    = "application/json"
)

// The operations, by which Amazon counts calls.
const (
	searchOrders    = "searchOrders"
	getOrder        = "getOrder"
	confirmShipment = "confirmShipment"
)

// plans are the default usage plans in the descriptions of the operations.
var plans = map[string]wire.Plan{
	searchOrders:    {Rate: 0.0056, Burst: 20},
	getOrder:        {Rate: 0.5, Burst: 30},
	confirmShipment: {Rate: 2, Burst: 10},
}

// Source reads one merchant's orders in one region. It is safe for concurrent use, and is
// to be kept: with it live the access token, the usage plans and interrupted listings.
type Source struct {
	wire         *wire.Client
	clock        orderveil.Clock
	api          string
	marketplaces []string // ids
	tokens       *wire.Tokens
	sweeps       sweeps
	queue        *queue // nil without
}

var _ connectors.Source = (*Source)(nil)

// NewSource returns a source. It makes no calls.
func NewSource(c connectors.Config) (*Source, error) {
	return newSource(c, wire.Options{})
}

func newSource(c connectors.Config, o wire.Options) (*Source, error) {
	s, service, err := unauthorised(c, o)
	if err != nil {
		return nil, err
	}
	if c.Secrets["refresh_token"].Empty() {
		return nil, errSecrets
	}
	s.tokens = wire.NewTokens(c.Clock, service.ask)
	return s, nil
}

var errSecrets = orderveil.Invalidf("Amazon needs the secrets client_id, client_secret and refresh_token")

// unauthorised returns a source as it is before the merchant has authorised the application, and
// Login with Amazon.
func unauthorised(c connectors.Config, o wire.Options) (*Source, *login, error) {
	api, err := address(c)
	if err != nil {
		return nil, nil, err
	}
	at, err := wire.Base("login", setting(c, "login", defaultLogin))
	if err != nil {
		return nil, nil, err
	}
	marketplaces, err := marketplaceIDs(c.Settings["marketplaces"])
	if err != nil {
		return nil, nil, err
	}
	if _, err := time.Parse(time.DateOnly, c.Settings["secret_created"]); err != nil {
		return nil, nil, orderveil.Invalidf("setting secret_created is the date on which the client secret was made, such as 2026-11-23")
	}
	if c.Secrets["client_id"].Empty() || c.Secrets["client_secret"].Empty() {
		return nil, nil, errSecrets
	}
	notifications, err := newQueue(c)
	if err != nil {
		return nil, nil, err
	}
	o.Name, o.Owner, o.HTTP, o.Clock = name, orderveil.OwnerMarketplace, c.HTTP, c.Clock
	o.Plans, o.RateHeader = plans, "x-amzn-RateLimit-Limit"
	client := wire.New(o)
	return &Source{wire: client, clock: c.Clock, api: api, marketplaces: marketplaces, queue: notifications},
		&login{wire: client, url: at + "/auth/o2/token", secrets: c.Secrets}, nil
}

func setting(c connectors.Config, name, otherwise string) string {
	if text := c.Settings[name]; text != "" {
		return text
	}
	return otherwise
}

// address is that of the API: each region has its own, and its own sandbox.
func address(c connectors.Config) (string, error) {
	region := setting(c, "region", "eu")
	if region != "eu" && region != "na" && region != "fe" {
		return "", orderveil.Invalidf(`setting region is "eu", "na" or "fe"`)
	}
	host := "sellingpartnerapi-" + region + ".amazon.com"
	switch setting(c, "environment", "production") {
	case "production":
	case "sandbox":
		host = "sandbox." + host
	default:
		return "", orderveil.Invalidf(`setting environment is "production" or "sandbox"`)
	}
	return wire.Base("api", setting(c, "api", "https://"+host))
}

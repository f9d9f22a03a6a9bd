// Package amazon reads orders from Amazon's Selling Partner API, Orders API v2026-01-01,
// and confirms shipments (Orders API v0). The names and limits are those of Amazon's
// models; where its documentation and its answers differ, the comment says so.
//
// Settings: "marketplaces" lists where the merchant sells, as country codes or Amazon's
// ids, such as NL,BE,DE; "secret_created" is the date, as in 2026-11-23, on which the
// client secret was made: Amazon ends it after 180 days. "region" is "eu", "na" or "fe" and
// may be left out, which is eu; "environment" is "sandbox" for Amazon's made-up answers;
// "api" and "login" are other addresses of the API and of Login with Amazon. "queue" is the
// address of an SQS queue to which Amazon sends ORDER_CHANGE notifications.
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
		{Name: "region", Means: "The region of those marketplaces: Europe, North America or the Far East.", Example: "eu", Optional: true, Choices: []string{"eu", "na", "fe"}},
		{Name: "environment", Means: "Amazon's made-up orders, or real ones.", Example: "production", Optional: true, Choices: []string{"production", "sandbox"}},
		{Name: "queue", Means: "The address of an SQS queue to which Amazon sends ORDER_CHANGE notifications, to hear of orders sooner.", Example: "https://sqs.eu-west-1.amazonaws.com/123456789012/orders", Optional: true},
		{Name: "api", Means: "Another address of the Selling Partner API.", Example: "https://sellingpartnerapi-eu.amazon.com", Optional: true},
		{Name: "login", Means: "Another address of Login with Amazon.", Example: "https://api.amazon.com", Optional: true},
	},
	Secrets: []connectors.Input{
		{Name: "client_id", Means: "The identifier of the application, from Amazon's developer console.", Example: "amzn1.application-oa2-client.…"},
		{Name: "client_secret", Means: "The secret of the application, from Amazon's developer console.", Example: "amzn1.oa2-cs.v1.…"},
		{Name: "refresh_token", Means: "What Amazon shows when the merchant has authorised the application.", Example: "Atzr|…"},
		{Name: "aws_access_key_id", Means: "With a queue: the key of somebody who may read and delete its messages.", Example: "AKIA…", Optional: true},
		{Name: "aws_secret_access_key", Means: "With a queue: the secret of that key.", Optional: true},
	},
	Consent: "In Seller Central, under Apps and Services, authorise the application and copy the refresh token that is shown.",
	Expires: []connectors.Expiry{{
		Setting: "secret_created", Days: 180, Warn: []int{30, 14, 3}, Stop: true, Code: "SECRET_EXPIRES", What: "The client secret of the application at Amazon",
		NextStep: "Rotate the secret in Amazon's developer console, then enter the new one in the connection, and its date in the setting secret_created.",
	}},
	NewSource: func(c connectors.Config) (connectors.Source, error) {
		return NewSource(c)
	},
}

var secretNames = []string{"client_id", "client_secret", "refresh_token"}

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
	api, err := address(c)
	if err != nil {
		return nil, err
	}
	at, err := wire.Base("login", setting(c, "login", defaultLogin))
	if err != nil {
		return nil, err
	}
	marketplaces, err := marketplaceIDs(c.Settings["marketplaces"])
	if err != nil {
		return nil, err
	}
	if _, err := time.Parse(time.DateOnly, c.Settings["secret_created"]); err != nil {
		return nil, orderveil.Invalidf("setting secret_created is the date on which the client secret was made, such as 2026-11-23")
	}
	for _, secret := range secretNames {
		if c.Secrets[secret].Empty() {
			return nil, orderveil.Invalidf("Amazon needs the secrets client_id, client_secret and refresh_token")
		}
	}
	notifications, err := newQueue(c)
	if err != nil {
		return nil, err
	}
	o.Name, o.Owner, o.HTTP, o.Clock = name, orderveil.OwnerMarketplace, c.HTTP, c.Clock
	o.Plans, o.RateHeader = plans, "x-amzn-RateLimit-Limit"
	client := wire.New(o)
	service := &login{wire: client, url: at + "/auth/o2/token", secrets: c.Secrets}
	return &Source{
		wire: client, clock: c.Clock, api: api, marketplaces: marketplaces, tokens: wire.NewTokens(c.Clock, service.ask), queue: notifications,
	}, nil
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

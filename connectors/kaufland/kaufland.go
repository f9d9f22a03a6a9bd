// Package kaufland reads orders from Kaufland's marketplaces through its Seller API, version
// 2, and tells Kaufland what became of them. The names are those of Kaufland's OpenAPI
// document.
//
// An order at Kaufland consists of order units, each one piece with an id, a state and a
// message of its own. Units of one offer at one price are a line here, which is named by the
// lowest of their ids; a report about some pieces of a line names as many units that are open.
//
// Settings: "api" is the API's address; "storefronts" are the countries to read, as in
// "de, at". Both may be left out: then all storefronts that the seller has are read. Secrets:
// "client_key" and "secret_key", which the merchant makes in Kaufland's seller portal.
//
// Kaufland can push events to an address. Its OpenAPI document does not say how to tell such a
// message from one that somebody else sent, so that this connector asks instead: at 111 calls a
// second it may do so every few minutes.
//
// How long customer data may be kept stands in the seller's contract, not in the API's
// documents: the installation's default cap holds.
package kaufland

import (
	"slices"
	"strings"
	"sync"
	"time"

	"orderveil"
	"orderveil/connectors"
	"orderveil/connectors/wire"
	"orderveil/personal"
)

// Spec is the connector as package all lists it.
var Spec = connectors.Spec{
	Code:    "kaufland",
	Name:    name,
	Kind:    orderveil.Marketplace,
	Hosts:   []string{"sellerapi.kaufland.com"},
	Country: "DE",
	Settings: []connectors.Input{
		{Name: "storefronts", Means: "The countries to read, with commas; all that the seller has when left out.", Example: "de, at", Optional: true},
		{Name: "api", Means: "Another address of the Seller API.", Example: "https://sellerapi.kaufland.com", Optional: true},
	},
	Secrets: []connectors.Input{
		{Name: "client_key", Means: "The client key, from Kaufland's seller portal."},
		{Name: "secret_key", Means: "The secret key that was shown with it."},
	},
	NewSource: func(c connectors.Config) (connectors.Source, error) {
		return NewSource(c)
	},
}

const (
	name       = "Kaufland"
	defaultAPI = "https://sellerapi.kaufland.com"
	mediaType  = "application/json"
)

// Source reads one seller's orders. It is safe for concurrent use, and is to be kept: with it
// live the units that reports have named.
type Source struct {
	wire        *wire.Client
	clock       orderveil.Clock
	base        string // up to and with "/v2"
	key, secret personal.Secret
	only        []string // storefronts; none means all
	storefronts daily[[]string]
	carriers    daily[[]string]
	plans       plans
}

var _ connectors.Source = (*Source)(nil)

// NewSource returns a source. It makes no calls.
func NewSource(c connectors.Config) (*Source, error) {
	address := c.Settings["api"]
	if address == "" {
		address = defaultAPI
	}
	base, err := wire.Base("api", address)
	if err != nil {
		return nil, err
	}
	s := &Source{clock: c.Clock, base: strings.TrimSuffix(base, "/v2") + "/v2", key: c.Secrets["client_key"], secret: c.Secrets["secret_key"]}
	if !headerSafe(s.key.Plain()) || !headerSafe(s.secret.Plain()) {
		return nil, orderveil.Invalidf("Kaufland needs the secrets client_key and secret_key, as its seller portal shows them")
	}
	if s.only, err = parseStorefronts(c.Settings["storefronts"]); err != nil {
		return nil, err
	}
	s.wire = wire.New(wire.Options{
		Name: name, Owner: orderveil.OwnerMarketplace, HTTP: c.HTTP, Clock: c.Clock,
		Plans: map[string]wire.Plan{route: {Rate: 100, Burst: 100}},
	})
	return s, nil
}

// storefronts are the countries that Kaufland has.
var storefronts = []string{"de", "cz", "sk", "pl", "at", "fr", "it"}

func parseStorefronts(text string) (chosen []string, err error) {
	for _, part := range strings.Split(text, ",") {
		part = strings.ToLower(strings.TrimSpace(part))
		switch {
		case part == "" || slices.Contains(chosen, part):
		case !slices.Contains(storefronts, part):
			return nil, orderveil.Invalidf("setting storefronts is a list of %s", strings.Join(storefronts, ", "))
		default:
			chosen = append(chosen, part)
		}
	}
	return chosen, nil
}

// headerSafe reports whether a key can stand in a header.
func headerSafe(key string) bool {
	return key != "" && len(key) <= 1024 && strings.IndexFunc(key, func(r rune) bool { return r <= ' ' || r > '~' }) < 0
}

// daily is something that is asked for once a day.
type daily[T any] struct {
	mu    sync.Mutex
	asked time.Time
	known T
}

func (d *daily[T]) get(now time.Time, ask func() (T, error)) (T, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if !d.asked.IsZero() && now.Sub(d.asked) < 24*time.Hour {
		return d.known, nil
	}
	known, err := ask()
	if err != nil {
		return known, err
	}
	d.known, d.asked = known, now
	return known, nil
}

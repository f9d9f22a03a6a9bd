// Package connectors says what a marketplace and a back office are to the hub.
// Each connector is a folder below; package all lists them.
package connectors

import (
	"context"
	"net/http"
	"time"

	"github.com/google/uuid"

	"orderveil"
	"orderveil/personal"
)

// Source reads orders from a marketplace.
type Source interface {
	// List names the orders that may have changed within the window, a page at a
	// time, in no promised order and possibly more than once. It reads no personal
	// data. An error from page ends the listing and is returned as it is.
	List(ctx context.Context, w Window, page func([]Summary) error) error
	// Order reads one order in full. It fills all but ID, HubNumber and the ids of
	// lines and shipments, which the store derives. Failures are a *Failure; an order
	// that the marketplace no longer knows is orderveil.ErrNotFound.
	Order(ctx context.Context, number string) (orderveil.Order, error)
}

// Window is the time to look back over.
type Window struct {
	// Since is the moment from which changes matter. The zero time means all that
	// the marketplace still shows.
	Since time.Time
}

// Summary is what a marketplace's list shows of an order.
type Summary struct {
	Number string // the marketplace's order number
	// Revision differs whenever what the list shows of the order differs. Details
	// are read only for a revision that is not stored.
	Revision string
	// Size is a guess at the order's number of lines, for planning.
	Size int
}

// Sink takes orders into a back office.
type Sink interface {
	// Create makes the order known to the back office under the reference. Any personal
	// record of its parties may be empty: a connection may be told not to send it. What a
	// back office cannot do without is then filled with a text that is nobody's, such as an
	// address under .invalid.
	// Creating a reference that exists changes nothing and returns its receipt. A
	// *Failure with Outcome Unclear means that the order may have arrived.
	Create(ctx context.Context, reference string, o *orderveil.Order) (Receipt, error)
}

// Finder is a Sink that can be asked whether it has a reference. A Sink that is
// no Finder promises instead that a repeated reference has one effect.
type Finder interface {
	// Find returns the receipt of a reference that the back office holds as a whole
	// order, or orderveil.ErrNotFound.
	Find(ctx context.Context, reference string) (Receipt, error)
}

// Receipt is a back office's acknowledgement.
type Receipt struct {
	Number string // its order number, empty when it gives none
}

// Config is what a connector is made from.
type Config struct {
	Settings map[string]string          // addresses and channels, as documented by the connector
	Secrets  map[string]personal.Secret // credentials, as documented by the connector
	HTTP     *http.Client               // required; nil is our own mistake
	Clock    orderveil.Clock            // required

	// Origin is the address at which browsers reach the installation; empty when it has none.
	Origin     string
	Connection uuid.UUID // whose connector it is; zero where it is made to be checked only
	// Directories are those below which files may be put for somebody else, by the register
	// of recipients.
	Directories []string
}

// Spec is a connector as package all lists it.
type Spec struct {
	Code string // stored, never changes: "bol"
	Name string // for people: "bol.com"
	Kind orderveil.ConnectionKind
	// Cap is the longest that a marketplace allows to keep customer data, in days from
	// orderveil.Dates.CapFrom; zero leaves it to orderveil.DefaultRetention.
	Cap      int
	Hosts    []string // that a marketplace answers under; they are in the register of recipients
	Country  string   // of those hosts, ISO 3166-1 alpha-2
	Transfer string   // outside the European Economic Area: why data may go there
	// Every is the shortest period in which a marketplace lets programs list its orders; zero
	// when it names none.
	Every    time.Duration
	Settings []Input // nothing secret: addresses, channels
	Secrets  []Input // credentials
	// Consent says for people how the merchant lets the hub in at the other side, where that is
	// more than making credentials; empty where it is not.
	Consent string
	// NewConsent makes the way by which the merchant agrees at the other side's own page, and
	// Agreed is the name of the secret that this brings: without it a connection waits. It may be
	// entered all the same. Nil where there is no such way.
	NewConsent func(Config) (Consent, error)
	Agreed     string
	// Expires lists what has to be renewed by people, from a date in the settings.
	Expires   []Expiry
	NewSource func(Config) (Source, error)
	NewSink   func(Config) (Sink, error)
}

// Expiry is something of a connection that ends by itself, some days after a date that
// stands in a setting: a consent, a secret.
type Expiry struct {
	Setting  string // its date, as in 2026-11-23; without it nothing is said
	Days     int    // after which it ends
	Warn     []int  // days before the end on which to warn, the first one first
	Stop     bool   // nothing is sent any more after the end
	Code     string // stored, never changes: "CONSENT_EXPIRES"
	What     string // for people: "The merchant's consent"
	NextStep string // for people
}

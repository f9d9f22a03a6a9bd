// Package connectortest is the list of behaviours that every connector shows, as tests
// that run against a simulator of the other side, or against the other side itself. Faults
// are made on the way, so that simulators need to know of none.
package connectortest

import (
	"net/http"
	"testing"
	"time"

	"orderveil"
	"orderveil/connectors"
)

// Mark begins every personal text of the simulators' customers: where it shows up in an
// error, customer data has leaked.
const Mark = "Kanarie"

// Marketplace is a marketplace's connector under test.
type Marketplace struct {
	Spec connectors.Spec
	// Open starts a simulator without orders. It takes its time from the clock.
	Open func(t testing.TB, clock orderveil.Clock) MarketplaceSimulator
}

// MarketplaceSimulator plays a marketplace for one merchant, over its real protocol. It
// checks what it is sent, answers what the marketplace would, and is safe for concurrent
// use. Customers' texts begin with Mark.
type MarketplaceSimulator interface {
	http.Handler
	// Config is how the connector reaches it at an address; the suite adds HTTP and clock.
	Config(address string) connectors.Config
	// Route names what a request is for, so that faults can be aimed.
	Route(r *http.Request) Route
	// Place places an order with so many lines, three of each, for the merchant to send.
	Place(lines int) (number string)
	// ShipElsewhere has the merchant report a part of a line, counted from 0, as shipped by
	// other means than the hub.
	ShipElsewhere(number string, line, quantity int)
	// CancelElsewhere has the marketplace cancel what is left of an order.
	CancelElsewhere(number string)
	// RequestCancellation has the customer ask to cancel; false where there is no such thing.
	RequestCancellation(number string) bool
	// ChangeAddress has the order go elsewhere; false where there is no such thing.
	ChangeAddress(number string) bool
	// Lines returns how an order's lines stand.
	Lines(number string) []Line
	// Settle lets what was accepted have its effect, or come to nothing.
	Settle(succeed bool)
}

// Line is how a line stands at a marketplace.
type Line struct {
	ID                           string
	Quantity, Shipped, Cancelled int
}

// Route is what a request to a simulator is for.
type Route string

// The routes.
const (
	RouteToken   Route = "token" // also what else is needed before anything can be asked
	RouteList    Route = "list"
	RouteOrder   Route = "order"
	RouteShip    Route = "ship"
	RouteCancel  Route = "cancel"
	RouteProcess Route = "process"
	RouteCreate  Route = "create" // the call by which an order comes into being in a back office
	RouteFind    Route = "find"
	RouteTrack   Route = "track"
	RouteOther   Route = "other"
)

// BackOffice is a back office's connector under test.
type BackOffice struct {
	Spec connectors.Spec
	// Open starts a shop, or a simulator of one, that sells Products and has no orders.
	Open func(t testing.TB, clock orderveil.Clock) Shop
	// Outside says that the shop is a program of its own, with its own time: the tests then
	// run in real time, one after the other, and each sees only the orders since its Open.
	Outside bool
}

// Products are what the shops under test sell.
var Products = []Product{{"KAN-1", "8712345678906", 1995}, {"KAN-2", "8712345678913", 2950}, {"KAN-3", "8712345678920", 499}}

// Product is a product of theirs.
type Product struct {
	SKU, EAN string
	Cents    int64 // VAT included
}

// Shop is a back office.
type Shop interface {
	http.Handler
	Config(address string) connectors.Config
	Route(r *http.Request) Route
	// Orders returns the whole orders that it holds, and Drafts how many half-made ones that
	// hold anything of an order.
	Orders() []ShopOrder
	Drafts() int
	// Send has the shop send a part of an order; no lines means all that is left.
	Send(number string, lines []connectors.ParcelLine, carrier, tracking string, at time.Time)
	// Cancel has the shop cancel what is left of an order; false where there is no such thing.
	Cancel(number string) bool
}

// Talker is the Shop of a connectors.Messenger.
type Talker interface {
	// Messages returns all messages that the shop has sent by itself, the first one first.
	Messages() []connectors.Message
}

// ShopOrder is an order as a shop holds it.
type ShopOrder struct {
	Reference, Number string
	Lines             []ShopLine
	City, Email       string // of the ship-to
	TotalCents        int64
}

// ShopLine is a line of it.
type ShopLine struct {
	SKU       string
	Quantity  int
	UnitCents int64 // VAT included
}

package connectors

import (
	"context"
	"time"

	"orderveil/personal"
)

// Tracker is a Sink that says what became of the orders it received.
type Tracker interface {
	// Parcels lists what left, and what was cancelled, of orders that were created here
	// under a reference, and that changed since a moment: a page at a time, in no promised
	// order, possibly more than once, and possibly from before it.
	Parcels(ctx context.Context, since time.Time, page func([]Parcel) error) error
}

// Parcel is a parcel that left a back office, or the word that an order will not leave.
type Parcel struct {
	Reference string // that the order was created under
	ID        string // the back office's id of the parcel, unique within it
	// Lines are what is in it. None means all that is left of the order.
	Lines     []ParcelLine
	Carrier   Carrier
	Tracking  personal.Record // category DELIVERY
	ShippedAt time.Time
	Cancelled bool // the lines will not be delivered
}

// ParcelLine is how many of one product.
type ParcelLine struct {
	SKU      string
	Quantity int
}

// Pusher is a Tracker whose back office tells of changes by itself, at an address of the
// hub's. What it says is a hint that is verified and then asked for.
type Pusher interface {
	// Pushed reads one message. It returns ErrForged unless the message is the back
	// office's, and otherwise since when to ask for parcels; the zero time when the message
	// is about something else, such as a first hello.
	Pushed(m Message) (since time.Time, err error)
}

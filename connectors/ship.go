package connectors

import (
	"context"
	"errors"
	"time"

	"orderveil"
	"orderveil/personal"
)

// Shipper is a Source whose marketplace is told what became of its orders.
type Shipper interface {
	// Ship says that lines of an order have left. The reference is the same for every
	// attempt at the same parcel, and differs for every other parcel of the order: a
	// marketplace that takes a reference of ours is given it. A *Failure with Outcome
	// Unclear means that it may have arrived: the hub then reads the order, and asks again
	// only when its quantities say that it did not.
	Ship(ctx context.Context, reference string, d Dispatch) (Process, error)
	// Cancel says that lines will not be delivered. ErrUnsupported means that the
	// marketplace takes no such message from here.
	Cancel(ctx context.Context, reference string, c Cancellation) (Process, error)
	// Settle asks how a process goes that was not done. A process that failed is a
	// *Failure: Refused when the marketplace says that it came to nothing, Unclear when it
	// does not say.
	Settle(ctx context.Context, id string) (Process, error)
}

// ReportFinder is a Shipper that can be asked whether it carried out a shipment. Without it
// the hub compares an order's quantities with those before.
type ReportFinder interface {
	// Reported says whether the marketplace has a parcel under a reference.
	Reported(ctx context.Context, reference string, d Dispatch) (bool, error)
}

// ErrUnsupported means that a marketplace or a back office has no such thing.
var ErrUnsupported = errors.New("the other side has no such thing")

// Dispatch is a parcel that left.
type Dispatch struct {
	Order     string // the marketplace's order number
	Lines     []LineQuantity
	Carrier   Carrier
	Tracking  personal.Record // category DELIVERY; may be empty
	ShippedAt time.Time
	// Repeated means that an earlier attempt may have had its effect, and did not have all
	// of it. A marketplace that takes one piece at a time finds out which are left.
	Repeated bool
}

// LineQuantity is how many of one line.
type LineQuantity struct {
	Line     string // the marketplace's id of the line
	Quantity int    // 1 or more
	// Before is how many of the line had been shipped, or cancelled, when the report was
	// first sent.
	Before int
}

// Cancellation is what will not be delivered.
type Cancellation struct {
	Order  string // the marketplace's order number
	Lines  []LineQuantity
	Reason orderveil.CancelReason
	// Repeated is as a Dispatch has it.
	Repeated bool
}

// Process is work that a marketplace took on. The zero Process is not done.
type Process struct {
	ID    string        // to ask for with Settle; may be empty when Done
	Done  bool          // it has had its effect
	After time.Duration // when not done: ask again after
}

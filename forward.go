package orderveil

import (
	"time"

	"github.com/google/uuid"
)

// Delivery is the forwarding of one order to one back office: a row of the outbox.
type Delivery struct {
	ID            uuid.UUID // also the reference that the back office keeps
	Order         uuid.UUID
	BackOffice    uuid.UUID
	State         ForwardState
	Number        string // the back office's order number, once it has one
	Attempts      int
	LastAttemptAt time.Time
	NextAttemptAt time.Time
	Problem       *Problem
}

// Reference is the text that travels with every create, by which the back office
// can be asked later whether it has the order.
func (d Delivery) Reference() string { return "orderveil:" + d.ID.String() }

// ForwardState is how far the forwarding of an order has come. The names are
// stored and never change.
type ForwardState string

// The states of a forwarding.
const (
	ForwardWaiting   ForwardState = "WAITING"   // due at NextAttemptAt
	ForwardHeld      ForwardState = "HELD"      // stopped by a rule, a person or a cancellation request
	ForwardSending   ForwardState = "SENDING"   // claimed by a worker
	ForwardForwarded ForwardState = "FORWARDED" // the back office has it
	ForwardUnknown   ForwardState = "UNKNOWN"   // no clear answer came; it will be asked
	ForwardFailed    ForwardState = "FAILED"    // somebody has to act; see Problem
	ForwardSkipped   ForwardState = "SKIPPED"   // this order is not meant to be forwarded
)

// ForwardStates lists every state.
func ForwardStates() []ForwardState {
	return []ForwardState{ForwardWaiting, ForwardHeld, ForwardSending, ForwardForwarded, ForwardUnknown, ForwardFailed, ForwardSkipped}
}

// Valid reports whether the state is one of the listed ones.
func (s ForwardState) Valid() bool {
	for _, known := range ForwardStates() {
		if s == known {
			return true
		}
	}
	return false
}

// Backoff is the pause before the next attempt after the given number of attempts:
// 5 s, doubling, at most an hour.
func Backoff(attempts int) time.Duration {
	const first, longest = 5 * time.Second, time.Hour
	if attempts > 10 {
		return longest
	}
	return min(first<<max(attempts-1, 0), longest)
}

// FirstForward is the state in which an order enters the outbox: orders that the
// marketplace ships, and orders that are already handled, are not forwarded; a
// customer who wants out holds the order back.
func FirstForward(o *Order) ForwardState {
	switch {
	case o.Fulfilment == ByMarketplace, StatusOf(o.Lines).Handled():
		return ForwardSkipped
	case o.CancellationRequested():
		return ForwardHeld
	default:
		return ForwardWaiting
	}
}

// CancellationRequested reports whether the customer asked to cancel a line that
// has not been cancelled yet.
func (o *Order) CancellationRequested() bool {
	for _, l := range o.Lines {
		if l.CancellationRequested && l.QuantityCancelled < l.Quantity {
			return true
		}
	}
	return false
}

package orderveil

import "fmt"

// OrderStatus is how far an order has come, as the marketplace sees it. The names
// are stored and never change.
type OrderStatus string

// The states of an order.
const (
	StatusOpen             OrderStatus = "OPEN"
	StatusPartiallyShipped OrderStatus = "PARTIALLY_SHIPPED"
	StatusShipped          OrderStatus = "SHIPPED"
	StatusCancelled        OrderStatus = "CANCELLED"
	StatusReturned         OrderStatus = "RETURNED"
)

// OrderStatuses lists every state in the order in which they are usually reached.
func OrderStatuses() []OrderStatus {
	return []OrderStatus{StatusOpen, StatusPartiallyShipped, StatusShipped, StatusCancelled, StatusReturned}
}

// next lists the states that may follow each state. A state may always stay.
var next = map[OrderStatus][]OrderStatus{
	"":                     {StatusOpen, StatusPartiallyShipped, StatusShipped, StatusCancelled, StatusReturned},
	StatusOpen:             {StatusPartiallyShipped, StatusShipped, StatusCancelled},
	StatusPartiallyShipped: {StatusShipped, StatusCancelled, StatusReturned},
	StatusShipped:          {StatusReturned},
	StatusCancelled:        {},
	StatusReturned:         {},
}

// Become returns the state after a change to the given one, or an ErrConflict that
// leaves the order in its state. The empty status is an order not seen before.
func (s OrderStatus) Become(to OrderStatus) (OrderStatus, error) {
	if s == to && s != "" {
		return s, nil
	}
	for _, allowed := range next[s] {
		if to == allowed {
			return to, nil
		}
	}
	return s, fmt.Errorf("order status %s cannot become %s: %w", s, to, ErrConflict)
}

// Handled reports whether nothing is left to ship.
func (s OrderStatus) Handled() bool {
	return s == StatusShipped || s == StatusCancelled || s == StatusReturned
}

// Valid reports whether the status is one of the listed states.
func (s OrderStatus) Valid() bool {
	_, ok := next[s]
	return ok && s != ""
}

// StatusOf derives the state of an order from its lines: cancelled when everything
// is cancelled, shipped when everything that is not cancelled is shipped.
func StatusOf(lines []OrderLine) OrderStatus {
	var ordered, shipped, cancelled int
	for _, l := range lines {
		ordered += l.Quantity
		shipped += l.QuantityShipped
		cancelled += l.QuantityCancelled
	}
	switch {
	case ordered == 0:
		return StatusOpen
	case cancelled >= ordered:
		return StatusCancelled
	case shipped > 0 && shipped+cancelled >= ordered:
		return StatusShipped
	case shipped > 0:
		return StatusPartiallyShipped
	default:
		return StatusOpen
	}
}

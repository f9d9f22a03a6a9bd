package mirakl

// The states of orders. An order goes through them from top to bottom; REFUSED and CANCELED
// are ends of their own.
const (
	staging           = "STAGING"               // the operator checks it
	waitingAcceptance = "WAITING_ACCEPTANCE"    // for the merchant
	waitingDebit      = "WAITING_DEBIT"         // the payment is to be made
	waitingPayment    = "WAITING_DEBIT_PAYMENT" // the payment is under way
	shipping          = "SHIPPING"              // the merchant's turn
	shipped           = "SHIPPED"
	toCollect         = "TO_COLLECT" // in a pick-up point
	received          = "RECEIVED"
	closed            = "CLOSED"
	orderRefused      = "REFUSED"
	canceled          = "CANCELED"
)

// hidden reports whether an order of this state is shown without its customer's address.
func hidden(state string) bool {
	switch state {
	case staging, waitingAcceptance, waitingDebit, waitingPayment:
		return true
	}
	return false
}

// stand is how many of a line were shipped and cancelled. Mirakl gives a state for the whole
// line, and quantities of its cancellations; pieces that left while the line is still in
// SHIPPING are known from the order's shipments only.
func (l *line) stand(parcels map[string]int) (shippedNow, cancelled int) {
	for _, c := range l.Cancelations {
		cancelled += max(c.Quantity, 0)
	}
	cancelled = min(cancelled, l.Quantity)
	left := l.Quantity - cancelled
	switch l.State {
	case shipped, toCollect, received, closed:
		return left, cancelled
	case canceled, orderRefused:
		gone := min(parcels[l.ID], left)
		return gone, l.Quantity - gone
	case "INCIDENT_OPEN", "REFUNDED", "WAITING_REFUND", "WAITING_REFUND_PAYMENT":
		// These come after any other state and say nothing of the parcel.
		switch {
		case l.Shipped != nil || l.Received != nil:
			return left, cancelled
		case l.State != "INCIDENT_OPEN":
			return 0, l.Quantity
		}
	}
	return min(parcels[l.ID], left), cancelled
}

package store

import (
	"time"

	"orderveil"
	"orderveil/ent/account"
)

// ForwardView is how far an order's forwarding has come: of its back offices the
// one that is furthest behind.
type ForwardView struct {
	State         orderveil.ForwardState
	Attempts      int
	LastAttemptAt *time.Time
	NextAttemptAt *time.Time
	Problem       *orderveil.Problem
}

// urgency orders the states: what somebody has to look at comes first.
var urgency = map[orderveil.ForwardState]int{
	orderveil.ForwardFailed: 7, orderveil.ForwardUnknown: 6, orderveil.ForwardHeld: 5, orderveil.ForwardSending: 4,
	orderveil.ForwardWaiting: 3, orderveil.ForwardForwarded: 2, orderveil.ForwardSkipped: 1,
}

// Forward is how far the order's forwarding has come. An order without a back
// office is skipped.
func (o *OrderView) Forward() *ForwardView {
	var worst *account.Delivery
	for _, row := range o.row.Edges.Deliveries {
		if worst == nil || urgency[row.State] > urgency[worst.State] {
			worst = row
		}
	}
	if worst == nil {
		return &ForwardView{State: orderveil.ForwardSkipped}
	}
	d := deliveryOf(worst)
	view := &ForwardView{State: d.State, Attempts: d.Attempts, LastAttemptAt: utc(worst.LastAttemptAt), Problem: d.Problem}
	if d.State == orderveil.ForwardWaiting || d.State == orderveil.ForwardUnknown {
		view.NextAttemptAt = utc(worst.NextAttemptAt)
	}
	return view
}

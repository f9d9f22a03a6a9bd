package store

import (
	"context"
	"time"

	"github.com/google/uuid"

	"orderveil"
	"orderveil/ent/account"
	"orderveil/ent/account/delivery"
)

// DeliveryView is the forwarding of an order to one back office, as the log of what was sent
// there shows it.
type DeliveryView struct {
	account uuid.UUID
	row     *account.Delivery
}

// ID is the delivery's global id.
func (d *DeliveryView) ID() string {
	return globalID{kind: kindDelivery, account: d.account, row: d.row.ID}.String()
}

// OrderID is the order's global id.
func (d *DeliveryView) OrderID() string {
	return globalID{kind: kindOrder, account: d.account, row: d.row.OrderID}.String()
}

// OrderNumber is the marketplace's number of the order.
func (d *DeliveryView) OrderNumber() string { return d.row.Edges.Order.Number }

// State is how far it has come.
func (d *DeliveryView) State() orderveil.ForwardState { return d.row.State }

// Attempts is how often it was tried.
func (d *DeliveryView) Attempts() int { return d.row.Attempts }

// LastAttemptAt is when it was tried last, or nil.
func (d *DeliveryView) LastAttemptAt() *time.Time { return utc(d.row.LastAttemptAt) }

// NextAttemptAt is when it is tried next, or nil.
func (d *DeliveryView) NextAttemptAt() *time.Time {
	if d.row.State == orderveil.ForwardSending {
		return nil // the end of a claim
	}
	return utc(d.row.NextAttemptAt)
}

// Answer is the HTTP status of the last answer, or nil when none came.
func (d *DeliveryView) Answer() *int { return d.row.Answer }

// Problem is what stands in the way, or nil.
func (d *DeliveryView) Problem() *orderveil.Problem { return deliveryOf(d.row).Problem }

// DeliveryPage is a page of deliveries, newest first.
type DeliveryPage struct {
	Nodes []*DeliveryView
	more  bool
}

// PageInfo tells whether there is more.
func (p *DeliveryPage) PageInfo() *PageInfo { return pageInfo(p.Nodes, p.more, (*DeliveryView).ID) }

// Deliveries are the orders that went to a back office, or are to go there, newest first.
func (c *ConnectionView) Deliveries(ctx context.Context, state []orderveil.ForwardState, first *int, after *string) (*DeliveryPage, error) {
	size, from, err := pageOf(first, after, kindDelivery)
	if err != nil {
		return nil, err
	}
	out := &DeliveryPage{Nodes: []*DeliveryView{}}
	err = c.store.with(ctx, c.account, func(a *openAccount) error {
		q := a.db.Delivery.Query().Where(delivery.ConnectionID(c.row.ID)).WithOrder().Order(delivery.ByID(newest)).Limit(size + 1)
		if from != uuid.Nil {
			q.Where(delivery.IDLT(from))
		}
		if state != nil {
			q.Where(stateIn(state))
		}
		rows, err := q.All(ctx)
		out.more = len(rows) > size
		for _, row := range rows[:min(len(rows), size)] {
			out.Nodes = append(out.Nodes, &DeliveryView{account: a.ID, row: row})
		}
		return err
	})
	return out, err
}

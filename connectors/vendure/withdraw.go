package vendure

import (
	"context"
	"encoding/json"
	"fmt"

	"orderveil"
	"orderveil/connectors"
)

var _ connectors.Withdrawer = (*Sink)(nil)

// Withdraw cancels what has not left: first the parcels that are packed, then the lines.
// The payment stays as it is, because the customer paid the marketplace. A draft that an
// attempt to create the order left half built is deleted.
func (s *Sink) Withdraw(ctx context.Context, reference string) error {
	o, err := s.track(ctx, reference)
	if err != nil {
		return err
	}
	if o.State == "Draft" || o.State == "Created" {
		return s.discard(ctx, o.ID)
	}
	for _, f := range o.Fulfillments {
		if f.State == "Pending" || f.State == "Created" {
			if err := s.unpack(ctx, f.ID); err != nil {
				return err
			}
		}
	}
	if left := o.left(); len(left) > 0 {
		if _, err := s.step(ctx, "cancelOrder", "cancel the order",
			`mutation($i: CancelOrderInput!) { cancelOrder(input: $i) { `+s.fields()+` } }`,
			map[string]any{"i": map[string]any{"orderId": o.ID, "lines": left, "reason": "Withdrawn by the marketplace or the customer"}}); err != nil {
			return err
		}
	}
	for _, f := range o.Fulfillments {
		if f.shipped() {
			return connectors.ErrLeft
		}
	}
	return nil
}

// track reads the order with our reference, and what became of it.
func (s *Sink) track(ctx context.Context, reference string) (tracked, error) {
	document := fmt.Sprintf(`query($r: String!) { orders(options: {take: 1, filter: {%s: {eq: $r}}}) { items { %s } } }`, s.reference, s.trackedFields())
	data, err := s.api.call(ctx, true, document, map[string]any{"r": reference})
	if err != nil {
		return tracked{}, err
	}
	found, err := s.decodeTracked(data["orders"])
	switch {
	case err != nil:
		return tracked{}, err
	case len(found) == 0:
		return tracked{}, orderveil.ErrNotFound
	}
	return found[0], nil
}

// cancelled is how many of a line to cancel, as Vendure takes it.
type cancelled struct {
	OrderLineID string `json:"orderLineId"`
	Quantity    int    `json:"quantity"`
}

// left is what has not left. A line's quantity is without what was cancelled.
func (o *tracked) left() (left []cancelled) {
	for _, l := range o.Lines {
		quantity := l.Quantity
		for _, f := range o.Fulfillments {
			for _, sent := range f.Lines {
				if f.shipped() && sent.OrderLineID == l.ID {
					quantity -= sent.Quantity
				}
			}
		}
		if quantity > 0 {
			left = append(left, cancelled{l.ID, quantity})
		}
	}
	return left
}

// unpack cancels a parcel that has not left.
func (s *Sink) unpack(ctx context.Context, id string) error {
	data, err := s.api.call(ctx, false,
		`mutation($f: ID!) { transitionFulfillmentToState(id: $f, state: "Cancelled") { __typename } }`, map[string]any{"f": id})
	if err != nil {
		return err
	}
	if member := typeName(data["transitionFulfillmentToState"]); member != "Fulfillment" {
		return refused("cancel a parcel", member)
	}
	return nil
}

func (s *Sink) discard(ctx context.Context, id string) error {
	data, err := s.api.call(ctx, false, `mutation($id: ID!) { deleteDraftOrder(orderId: $id) { result } }`, map[string]any{"id": id})
	if err != nil {
		return err
	}
	var d struct{ Result string }
	if json.Unmarshal(data["deleteDraftOrder"], &d) != nil || d.Result != "DELETED" {
		return refused("delete a draft", "")
	}
	return nil
}

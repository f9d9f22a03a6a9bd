package vendure

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"orderveil"
)

// order is what we read of an order in the shop.
type order struct {
	ID    string
	Code  string
	State string
	// UpdatedAt is the shop's time of the last change.
	UpdatedAt time.Time
	// SubTotalWithTax is what the products cost the customer, in cents.
	SubTotalWithTax int64
	Lines           []struct {
		ID             string
		Quantity       int
		ProductVariant struct{ ID, SKU string }
		CustomFields   map[string]any
	}
}

// complete reports whether the order has been paid, which is our last step.
func (o order) complete() bool {
	switch o.State {
	case "Created", "Draft", "AddingItems", "ArrangingPayment":
		return false
	}
	return true
}

func (s *Sink) fields() string {
	if s.price == "" {
		return `__typename ... on Order { id code state updatedAt subTotalWithTax lines { id quantity productVariant { id } } }`
	}
	return `__typename ... on Order { id code state updatedAt subTotalWithTax lines { id quantity productVariant { id } customFields { ` + s.price + ` } } }`
}

// find reads the order with our reference, or ErrNotFound.
func (s *Sink) find(ctx context.Context, reference string) (order, error) {
	document := fmt.Sprintf(`query($r: String!) { orders(options: {take: 1, filter: {%s: {eq: $r}}}) { items { %s } } }`, s.reference, s.fields())
	data, err := s.api.call(ctx, true, document, map[string]any{"r": reference})
	if err != nil {
		return order{}, err
	}
	var list struct{ Items []order }
	if err := json.Unmarshal(data["orders"], &list); err != nil {
		return order{}, badAnswer()
	}
	if len(list.Items) == 0 {
		return order{}, orderveil.ErrNotFound
	}
	return list.Items[0], nil
}

// step runs a mutation whose result is an order or an error member of its union.
func (s *Sink) step(ctx context.Context, name, what, document string, variables map[string]any) (order, error) {
	data, err := s.api.call(ctx, false, document, variables)
	if err != nil {
		return order{}, err
	}
	if member := typeName(data[name]); member != "Order" {
		return order{}, refused(what, member)
	}
	var o order
	if err := json.Unmarshal(data[name], &o); err != nil {
		return order{}, badAnswer()
	}
	return o, nil
}

func (s *Sink) createDraft(ctx context.Context) (order, error) {
	return s.step(ctx, "createDraftOrder", "make an order", `mutation { createDraftOrder { `+s.fields()+` } }`, nil)
}

// setReference writes our reference, or errTaken.
func (s *Sink) setReference(ctx context.Context, id, reference string) error {
	document := fmt.Sprintf(`mutation($id: ID!, $r: String!) { setOrderCustomFields(input: {id: $id, customFields: {%s: $r}}) { %s } }`, s.reference, s.fields())
	_, err := s.step(ctx, "setOrderCustomFields", "keep the reference", document, map[string]any{"id": id, "r": reference})
	return err
}

// deleteDraft clears away an empty draft; if that fails it stays, without a reference
// and without content.
func (s *Sink) deleteDraft(ctx context.Context, id string) {
	_, _ = s.api.call(ctx, false, `mutation($id: ID!) { deleteDraftOrder(orderId: $id) { result } }`, map[string]any{"id": id})
}

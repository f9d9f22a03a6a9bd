package woocommerce

import (
	"context"
	"net/http"
	"net/url"

	"orderveil"
	"orderveil/connectors"
)

// Create makes the order, or takes up one that an earlier attempt left half made.
func (s *Sink) Create(ctx context.Context, reference string, o *orderveil.Order) (connectors.Receipt, error) {
	end, err := s.making.Take(ctx, reference)
	if err != nil {
		return connectors.Receipt{}, err
	}
	defer end()
	found, err := s.find(ctx, reference)
	if err != nil {
		return connectors.Receipt{}, err
	}
	if o, ok := found.whole(); ok {
		s.clear(ctx, found, o.ID)
		return o.receipt(), nil
	}
	lines, err := s.want(ctx, o)
	if err != nil {
		s.clear(ctx, found, 0) // what an earlier attempt left is of no use
		return connectors.Receipt{}, err
	}
	made, err := s.half(ctx, reference, o, found, lines)
	if err != nil {
		return connectors.Receipt{}, err
	}
	if !made.pending() { // by somebody else, in the meantime
		return made.receipt(), nil
	}
	made, err = s.settle(ctx, made, lines, o)
	if err != nil {
		return connectors.Receipt{}, err
	}
	return made.receipt(), nil
}

// half returns a pending order with the wanted lines: the oldest one there is, or a fresh
// one. Of two that are made at the same time both makers go on with the older, and the
// maker of the younger deletes it.
func (s *Sink) half(ctx context.Context, reference string, from *orderveil.Order, found orders, lines []wanted) (order, error) {
	if len(found) > 0 {
		if mismatch(&found[0], lines) == nil {
			return found[0], nil
		}
		s.clear(ctx, found, 0) // the products or the order have changed since
	}
	fresh, err := s.post(ctx, reference, from, lines)
	if err != nil {
		return order{}, err
	}
	if fresh.CreatedVia != reference {
		return order{}, s.undo(ctx, fresh, tooOld())
	}
	if found, err = s.find(ctx, reference); err != nil {
		return order{}, err
	}
	first, ok := found.whole()
	if !ok && len(found) > 0 {
		first, ok = found[0], true
	}
	if !ok {
		return order{}, s.undo(ctx, fresh, tooOld())
	}
	if first.ID != fresh.ID {
		return first, s.remove(ctx, fresh.ID)
	}
	return fresh, nil
}

// settle sees to it that the shop's order is the one that was sent, and makes it whole.
func (s *Sink) settle(ctx context.Context, made order, lines []wanted, from *orderveil.Order) (order, error) {
	if err := mismatch(&made, lines); err != nil {
		return order{}, s.undo(ctx, made, err)
	}
	made, err := s.price(ctx, made, lines, delivery(from, lines))
	if err != nil {
		return order{}, err
	}
	if made.Currency != from.Total.Currency {
		return order{}, s.undo(ctx, made, differs("another currency"))
	}
	return s.change(ctx, made.ID, map[string]any{"status": s.status})
}

// post makes a pending order.
func (s *Sink) post(ctx context.Context, reference string, from *orderveil.Order, lines []wanted) (order, error) {
	var made order
	err := s.api.do(ctx, call{
		method: http.MethodPost, path: "/orders", query: url.Values{"_fields": {fields}}, body: request(reference, from, lines),
	}, &made)
	return made, err
}

// undo deletes an order that came out wrong and returns why. It is pending, so that nobody
// sends it even if deleting fails; the next attempt deletes it then.
func (s *Sink) undo(ctx context.Context, o order, why error) error {
	_ = s.remove(context.WithoutCancel(ctx), o.ID)
	return why
}

// clear deletes half-made orders but the one to keep. If that fails they stay, and nobody
// sends them.
func (s *Sink) clear(ctx context.Context, found orders, keep int64) {
	for _, o := range found {
		if o.pending() && o.ID != keep {
			_ = s.remove(ctx, o.ID)
		}
	}
}

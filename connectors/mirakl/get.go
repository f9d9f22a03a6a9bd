package mirakl

import (
	"context"
	"net/url"

	"orderveil"
)

// Order reads one order in full, and accepts it first when that is what it waits for.
func (s *Source) Order(ctx context.Context, number string) (orderveil.Order, error) {
	o, err := s.read(ctx, number)
	if err != nil {
		return orderveil.Order{}, err
	}
	if o.State == waitingAcceptance && s.accept {
		listed := listedOrder{ID: o.ID}
		for _, l := range o.Lines {
			listed.Lines = append(listed.Lines, listedLine{ID: l.ID})
		}
		if _, err := s.acceptOne(ctx, &listed); err != nil {
			return orderveil.Order{}, err
		}
		if o, err = s.read(ctx, number); err != nil {
			return orderveil.Order{}, err
		}
	}
	switch {
	case o.State == waitingAcceptance:
		return orderveil.Order{}, notAccepted("Order " + number + " has")
	case hidden(o.State):
		return orderveil.Order{}, notReady(number)
	}
	parcels, err := s.parcels(ctx, o)
	if err != nil {
		return orderveil.Order{}, err
	}
	mapped := o.order(parcels)
	if mapped.ShipTo == nil && mapped.HandledAt.IsZero() {
		return orderveil.Order{}, notReady(number)
	}
	return mapped, nil
}

// read reads one order with OR11, which Mirakl has instead of OR12.
func (s *Source) read(ctx context.Context, number string) (*fullOrder, error) {
	if !usable(number) {
		return nil, orderveil.ErrNotFound
	}
	answer, err := s.get(ctx, "/orders", url.Values{"order_ids": {number}})
	if err != nil {
		return nil, err
	}
	var said fullOrders
	if err := read(answer, "answer about order "+number, &said); err != nil {
		return nil, err
	}
	return decodeOrder(number, &said)
}

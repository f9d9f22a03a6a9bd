package woocommerce

import (
	"context"

	"orderveil"
	"orderveil/connectors"
)

// Withdraw cancels an order of which nothing has left. One that was left half made is
// deleted.
func (s *Sink) Withdraw(ctx context.Context, reference string) error {
	end, err := s.making.Take(ctx, reference)
	if err != nil {
		return err
	}
	defer end()
	found, err := s.find(ctx, reference)
	if err != nil {
		return err
	}
	o, ok := found.whole()
	s.clear(ctx, found, o.ID)
	if !ok {
		return orderveil.ErrNotFound
	}
	left, err := s.left(ctx, &o)
	switch {
	case err != nil:
		return err
	case left:
		return connectors.ErrLeft
	case o.withdrawn():
		return nil
	}
	o, err = s.change(ctx, o.ID, map[string]any{"status": "cancelled"})
	if err != nil {
		return err
	}
	if !o.withdrawn() {
		return badAnswer(false)
	}
	return nil
}

// left reports whether anything of an order has left.
func (s *Sink) left(ctx context.Context, o *order) (bool, error) {
	if o.done() || o.noted() {
		return true, nil
	}
	parcels, err := s.fulfilled(ctx, o)
	if isNoRoute(err) { // the shop does not keep parcels
		return false, nil
	}
	return len(parcels) > 0, err
}

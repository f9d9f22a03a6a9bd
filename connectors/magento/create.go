package magento

import (
	"context"
	"errors"
	"net/http"

	"orderveil"
	"orderveil/connectors"
)

// Create makes the order, unless the shop has it.
func (s *Sink) Create(ctx context.Context, reference string, o *orderveil.Order) (connectors.Receipt, error) {
	lines, err := s.lines(ctx, o)
	if err != nil {
		return connectors.Receipt{}, err
	}
	at, err := s.theStore(ctx)
	switch {
	case err != nil:
		return connectors.Receipt{}, err
	case at.Currency != o.Total.Currency:
		return connectors.Receipt{}, wrongCurrency()
	}
	amounts := sumsOf(o, lines)
	made, err := s.find(ctx, reference)
	if errors.Is(err, orderveil.ErrNotFound) {
		made, err = s.make(ctx, reference, s.entity(reference, o, at, lines, amounts))
	}
	if err != nil {
		return connectors.Receipt{}, err
	}
	if made.shipped() == 0 && !same(made, lines, amounts) {
		return connectors.Receipt{}, s.undo(ctx, made)
	}
	return connectors.Receipt{Number: made.Number}, nil
}

// make sends the order. One that is refused may be so because another attempt was faster:
// its number is taken.
func (s *Sink) make(ctx context.Context, reference string, entity map[string]any) (order, error) {
	var made order
	err := s.api.send(ctx, http.MethodPut, "/V1/orders/create", map[string]any{"entity": entity}, &made)
	var f *connectors.Failure
	if errors.As(err, &f) && f.Outcome == connectors.Refused {
		if found, again := s.find(ctx, reference); again == nil {
			return found, nil
		}
	}
	if err == nil && (made.ID <= 0 || made.Number != numberOf(reference)) {
		return made, badAnswer()
	}
	return made, err
}

// same compares what the shop has with what was wanted.
func same(made order, lines []line, amounts sums) bool {
	if !equal(made.Total, number(amounts.total)) {
		return false
	}
	left := map[string]int{}
	for _, l := range lines {
		left[l.product.SKU] += l.quantity
	}
	for _, i := range made.Items {
		left[i.SKU] -= pieces(i.Ordered)
	}
	for _, n := range left {
		if n != 0 {
			return false
		}
	}
	return true
}

// undo cancels an order that came out wrong, so that nobody sends it.
func (s *Sink) undo(ctx context.Context, made order) error {
	if made.State != "canceled" {
		if err := s.cancel(ctx, made.ID); err != nil {
			return err
		}
	}
	return different()
}

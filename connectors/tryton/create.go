package tryton

import (
	"context"

	"github.com/shopspring/decimal"

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
	if whole, ok := found.whole(); ok {
		return whole.receipt(), nil
	}
	lines, err := s.want(ctx, o)
	if err != nil {
		return connectors.Receipt{}, err
	}
	made, err := s.draft(ctx, reference, o, lines)
	if err != nil {
		return connectors.Receipt{}, err
	}
	if made.half() {
		if made, err = s.settle(ctx, made, lines, o); err != nil {
			return connectors.Receipt{}, err
		}
	}
	return made.receipt(), nil
}

// draft returns the sale under our reference, half made or, if somebody else was faster,
// whole. Who made the party makes the sale; so does who finds it left alone. Should two
// find it so at the same time, they go by the older sale.
func (s *Sink) draft(ctx context.Context, reference string, o *orderveil.Order, lines []wanted) (sale, error) {
	p, err := s.makeParty(ctx, reference, o)
	if err != nil {
		return sale{}, err
	}
	found, err := s.find(ctx, reference)
	if err != nil {
		return sale{}, err
	}
	if whole, ok := found.whole(); ok {
		return whole, nil
	}
	if len(found) > 0 {
		if age := s.clock().Sub(latest(found[0].Created, found[0].Written)); age < quiet && age > -quiet {
			return sale{}, beingMade(quiet - max(age, 0))
		}
		if mismatch(&found[0], lines) == nil {
			return found[0], nil
		}
		for _, o := range found { // the products or the order have changed since
			if err := s.remove(ctx, o.ID); err != nil {
				return sale{}, err
			}
		}
	}
	id, err := s.makeSale(ctx, reference, p, lines, o)
	if err != nil {
		return sale{}, err
	}
	if found, err = s.find(ctx, reference); err != nil {
		return sale{}, err
	}
	if len(found) == 0 {
		return sale{}, badAnswer(false)
	}
	if found[0].ID != id {
		if err := s.remove(ctx, id); err != nil {
			return sale{}, err
		}
		return sale{}, beingMade(quiet)
	}
	return found[0], nil
}

// settle sees to it that the sale is the order that was sent, to the cent, and processes it.
func (s *Sink) settle(ctx context.Context, made sale, lines []wanted, o *orderveil.Order) (sale, error) {
	if err := mismatch(&made, lines); err != nil {
		return sale{}, s.undo(ctx, &made, err)
	}
	if made.Currency.Code != o.Total.Currency {
		return sale{}, s.undo(ctx, &made, differs("another currency"))
	}
	total := sum(lines).Add(extra(o, lines))
	made, err := s.round(ctx, made, total, len(lines))
	if err != nil {
		return sale{}, err
	}
	if !made.Total.Equal(total) {
		return sale{}, s.undo(ctx, &made, differs("another total"))
	}
	// Each of them does nothing to a sale that is past it.
	for _, step := range []string{"quote", "confirm", "process"} {
		var none nothing
		if err := s.api.write(ctx, &none, "model.sale.sale."+step, []int64{made.ID}); err != nil {
			return sale{}, err
		}
	}
	if made, err = s.again(ctx, &made); err != nil {
		return sale{}, err
	}
	if made.half() {
		return sale{}, badAnswer(false)
	}
	return made, nil
}

// round adds a line of the cents that rounding taxes has left, if there are some.
func (s *Sink) round(ctx context.Context, made sale, total decimal.Decimal, lines int) (sale, error) {
	off := total.Sub(made.Total.Decimal)
	if off.IsZero() || made.State != "draft" || off.Abs().GreaterThan(decimal.New(int64(lines)+1, -2)) {
		return made, nil
	}
	var none nothing
	err := s.api.write(ctx, &none, "model.sale.sale.write", []int64{made.ID}, map[string]any{"lines": adding(alone("Rounding", off))})
	if err != nil {
		return made, err
	}
	return s.again(ctx, &made)
}

// again reads a sale once more.
func (s *Sink) again(ctx context.Context, o *sale) (sale, error) {
	found, err := s.find(ctx, o.Reference)
	if err != nil {
		return sale{}, err
	}
	for _, now := range found {
		if now.ID == o.ID {
			return now, nil
		}
	}
	return sale{}, badAnswer(false)
}

// mismatch says in which way a sale's products or quantities are not the wanted ones.
func mismatch(o *sale, lines []wanted) error {
	left := map[int64]decimal.Decimal{}
	for _, w := range lines {
		left[w.product.ID] = left[w.product.ID].Add(decimal.NewFromInt(int64(w.quantity)))
	}
	for _, l := range o.Lines {
		if l.Product == nil {
			continue
		}
		if _, ok := left[*l.Product]; !ok {
			return differs("another product")
		}
		left[*l.Product] = left[*l.Product].Sub(l.Quantity.Decimal)
	}
	for _, n := range left {
		if !n.IsZero() {
			return differs("another quantity")
		}
	}
	return nil
}

// undo deletes a sale that came out wrong, and its party, and returns why. If that fails it
// stays half made, and nothing comes of it.
func (s *Sink) undo(ctx context.Context, o *sale, why error) error {
	ctx = context.WithoutCancel(ctx)
	if s.remove(ctx, o.ID) == nil {
		s.removeParty(ctx, o.Reference)
	}
	return why
}

// remove deletes a sale that has not been processed.
func (s *Sink) remove(ctx context.Context, id int64) error {
	var none nothing
	if err := s.api.write(ctx, &none, "model.sale.sale.cancel", []int64{id}); err != nil {
		return err
	}
	return s.api.write(ctx, &none, "model.sale.sale.delete", []int64{id})
}

// removeParty deletes the party of a sale that is gone.
func (s *Sink) removeParty(ctx context.Context, reference string) {
	if p, err := s.findParty(ctx, reference); err == nil {
		var none nothing
		_ = s.api.write(ctx, &none, "model.party.party.delete", []int64{p.ID})
	}
}

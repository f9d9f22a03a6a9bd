package magento

import (
	"encoding/json"

	"github.com/shopspring/decimal"

	"orderveil"
)

// sums are an order's amounts as Magento keeps them, so that total = subtotal + shipping +
// tax - discount, to the cent.
type sums struct {
	rows         []row
	subtotal     decimal.Decimal // without VAT, before discounts
	subtotalGros decimal.Decimal // with VAT, before discounts
	discount     decimal.Decimal
	shipping     decimal.Decimal // with VAT: what the marketplace charged besides the lines
	shippingTax  decimal.Decimal
	tax          decimal.Decimal
	total        decimal.Decimal
	rate         decimal.Decimal // in percent
}

// row is a line's amounts.
type row struct {
	unit, gross, charged, discount, tax decimal.Decimal
}

// sumsOf adds up what is left of an order.
func sumsOf(o *orderveil.Order, lines []line) sums {
	var s sums
	whole, agreed := true, decimal.Zero
	for _, l := range lines {
		r := rowOf(l)
		s.rows = append(s.rows, r)
		s.subtotalGros = s.subtotalGros.Add(r.gross)
		s.discount = s.discount.Add(r.discount)
		s.total = s.total.Add(r.charged)
	}
	for i := range o.Lines {
		whole = whole && o.Lines[i].Left() == o.Lines[i].Quantity
		agreed = agreed.Add(o.Lines[i].Total)
	}
	if rest := o.Total.Amount.Sub(agreed); whole && agreed.IsPositive() && rest.IsPositive() {
		s.shipping, s.total = rest, s.total.Add(rest)
	}
	s.spread(o)
	s.subtotal = s.subtotalGros.Sub(s.tax).Add(s.shippingTax)
	return s
}

// rowOf returns a line's amounts for what is left of it, without VAT's share.
func rowOf(l line) row {
	n := decimal.NewFromInt(int64(l.quantity))
	r := row{unit: l.from.UnitPrice, gross: l.from.UnitPrice.Mul(n), charged: l.from.LeftTotal()}
	if r.charged.GreaterThan(r.gross) { // dearer than its price: then that is its price
		r.unit, r.gross = r.charged.DivRound(n, 4), r.charged
	}
	r.discount = r.gross.Sub(r.charged)
	return r
}

// spread shares the order's VAT out over its lines and the shipping by what each costs, in
// cents, so that it adds up: each takes what is its share of the sum so far.
func (s *sums) spread(o *orderveil.Order) {
	if o.Tax == nil || !o.Total.Amount.IsPositive() || !s.total.IsPositive() {
		return
	}
	s.tax = o.Tax.Amount.Mul(s.total).DivRound(o.Total.Amount, 2)
	if !s.tax.IsPositive() || s.tax.GreaterThanOrEqual(s.total) {
		s.tax = decimal.Zero
		return
	}
	s.rate = s.tax.Mul(decimal.NewFromInt(100)).DivRound(s.total.Sub(s.tax), 4)
	given, reached := decimal.Zero, decimal.Zero
	for i := range s.rows {
		reached = reached.Add(s.rows[i].charged)
		upTo := s.tax.Mul(reached).DivRound(s.total, 2)
		s.rows[i].tax, given = upTo.Sub(given), upTo
	}
	s.shippingTax = s.tax.Sub(given)
}

// number writes an amount as JSON, exactly.
func number(d decimal.Decimal) json.Number { return json.Number(d.String()) }

package simulator

import "github.com/shopspring/decimal"

// total works an order out anew, as the shop does whenever something of it has changed
// that may matter for taxes: what was sent is taken for a price without tax.
func (s *Simulator) total(o *Order) {
	sum, tax := decimal.Zero, decimal.Zero
	round := func(d decimal.Decimal) decimal.Decimal {
		if s.config.RoundAtSubtotal {
			return d
		}
		return d.Round(2)
	}
	roundTax := func(d decimal.Decimal) decimal.Decimal {
		if s.config.RoundAtSubtotal {
			return d
		}
		return s.roundTax(d)
	}
	o.deliveryTax, o.deliveryTotal = decimal.Zero, decimal.Zero
	for _, l := range o.Lines {
		s.taxLine(l)
		sum, tax = sum.Add(round(l.Total)), tax.Add(roundTax(l.tax))
	}
	for _, l := range o.Fees {
		s.taxLine(l)
		sum, tax = sum.Add(round(l.Total)), tax.Add(roundTax(l.tax))
	}
	for _, l := range o.Deliveries {
		s.taxLine(l)
		sum, tax = sum.Add(l.Total.Round(2)), tax.Add(roundTax(l.tax))
		o.deliveryTotal, o.deliveryTax = o.deliveryTotal.Add(l.Total.Round(2)), o.deliveryTax.Add(roundTax(l.tax))
	}
	o.tax = s.roundTax(tax)
	o.total = sum.Round(2).Add(o.tax).Round(2)
}

func (s *Simulator) taxLine(l *Line) {
	l.tax, l.subtotalTax = decimal.Zero, decimal.Zero
	if !l.Untaxed {
		l.tax = l.Total.Mul(s.config.Tax).Div(decimal.NewFromInt(100)).Round(6)
		l.subtotalTax = l.Subtotal.Mul(s.config.Tax).Div(decimal.NewFromInt(100)).Round(6)
	}
}

// roundTax rounds tax to cents: half a cent up, or down in a shop whose prices include it.
func (s *Simulator) roundTax(d decimal.Decimal) decimal.Decimal {
	if s.config.PricesIncludeTax && d.Shift(2).Sub(d.Shift(2).Truncate(0)).Equal(decimal.RequireFromString("0.5")) {
		return d.Truncate(2)
	}
	return d.Round(2)
}

func (s *Simulator) discount(o *Order) decimal.Decimal {
	sum := decimal.Zero
	for _, l := range o.Lines {
		sum = sum.Add(l.Subtotal.Sub(l.Total))
	}
	return sum
}

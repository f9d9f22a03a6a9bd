package shopify

import (
	"github.com/shopspring/decimal"

	"orderveil"
)

// bill is what of an order is left to send, at the prices that the marketplace gave.
type bill struct {
	currency string
	lines    []any
	total    decimal.Decimal
	shipping decimal.Decimal // what the marketplace charged besides the lines
	tax      decimal.Decimal
}

var cent = decimal.New(1, -2)

func billOf(o *orderveil.Order, lines []line) bill {
	b := bill{currency: o.Total.Currency}
	whole, sum := true, decimal.Zero
	for _, l := range lines {
		for _, p := range pricesOf(l.from) {
			b.lines = append(b.lines, b.line(l, p))
			b.total = b.total.Add(p.unit.Mul(decimal.NewFromInt(int64(p.quantity))))
		}
	}
	for i := range o.Lines {
		whole = whole && o.Lines[i].Left() == o.Lines[i].Quantity
		sum = sum.Add(o.Lines[i].Total)
	}
	if rest := o.Total.Amount.Sub(sum); whole && sum.IsPositive() && rest.IsPositive() {
		b.shipping, b.total = rest, b.total.Add(rest)
	}
	if o.Tax != nil && o.Total.Amount.IsPositive() {
		b.tax = o.Tax.Amount
		if !b.total.Equal(o.Total.Amount) { // the part that falls to what is left
			b.tax = b.tax.Mul(b.total).DivRound(o.Total.Amount, 2)
		}
	}
	return b
}

// rate is the share of the net total that the tax is: the shortest number that gives it to
// the cent, so that 21 % reads as 0.21. An order with several rates has one in between.
func (b *bill) rate() decimal.Decimal {
	net := b.total.Sub(b.tax)
	for places := int32(2); ; places++ {
		rate := b.tax.DivRound(net, places)
		if places == 8 || net.Mul(rate).Sub(b.tax).Abs().LessThanOrEqual(cent) {
			return rate
		}
	}
}

func (b *bill) line(l line, p price) map[string]any {
	input := map[string]any{
		"variantId": l.variant, "quantity": p.quantity, "priceSet": b.money(p.unit),
		"requiresShipping": true, // Shopify assumes that it does not
	}
	if l.from.SKU != "" {
		input["sku"] = l.from.SKU // what leaves is told by the SKU that the marketplace knows
	}
	return input
}

func (b *bill) money(amount decimal.Decimal) map[string]any {
	return map[string]any{"shopMoney": map[string]any{"amount": orderveil.DecimalText(amount), "currencyCode": b.currency}}
}

// price is how many pieces cost how much each.
type price struct {
	quantity int
	unit     decimal.Decimal
}

// pricesOf returns the prices of what is left of a line. After a discount what is left to pay
// may be no multiple of the pieces: then some of them cost a cent more than the others.
func pricesOf(l *orderveil.OrderLine) []price {
	left, pieces, total := l.Left(), decimal.NewFromInt(int64(l.Left())), l.LeftTotal()
	if total.Equal(l.UnitPrice.Mul(pieces)) {
		return []price{{left, l.UnitPrice}}
	}
	total = total.Round(2)
	unit := total.Div(pieces).RoundDown(2)
	dearer := int(total.Sub(unit.Mul(pieces)).Div(cent).IntPart())
	var prices []price
	if dearer > 0 {
		prices = append(prices, price{dearer, unit.Add(cent)})
	}
	return append(prices, price{left - dearer, unit})
}

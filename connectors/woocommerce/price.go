package woocommerce

import (
	"context"
	"fmt"

	"github.com/shopspring/decimal"
)

// mismatch says in which way an order's products or quantities are not the wanted ones. A
// shop that does not know a product makes an empty line of it and says nothing.
func mismatch(o *order, lines []wanted) error {
	var unknown []string
	at := map[string]item{}
	for _, i := range o.LineItems {
		at[metaText(i.Meta, lineKey)] = i
	}
	for n, w := range lines {
		got, ok := at[w.line]
		id, variation := w.product.ids()
		switch {
		case !ok || got.ProductID != id || got.VariationID != variation || got.SKU != w.product.SKU:
			unknown = append(unknown, fmt.Sprintf("%q (line %d)", w.sku, n+1))
		case got.Quantity != w.quantity:
			return differs("a line with another quantity")
		}
	}
	switch {
	case len(unknown) > 0:
		return unknownSKU(unknown)
	case len(o.LineItems) != len(lines):
		return differs("more lines")
	}
	return nil
}

// price brings an order to what the customer paid, to the cent. A shop without taxes keeps
// the prices as they are sent. Others take them for prices without tax and add it: how
// much says the shop's answer, line by line, and the lines are written again without it.
// What rounding then leaves is a line of its own.
func (s *Sink) price(ctx context.Context, o order, lines []wanted, extra decimal.Decimal) (order, error) {
	total := extra
	for _, w := range lines {
		total = total.Add(w.gross)
	}
	var err error
	if !priced(&o, lines, extra) {
		if o, err = s.change(ctx, o.ID, withoutTax(&o, lines, extra)); err != nil {
			return o, err
		}
	}
	if off := total.Sub(o.Total.Decimal); !off.IsZero() && off.Abs().LessThanOrEqual(cent.Mul(decimal.NewFromInt(int64(len(lines)+1)))) {
		if o, err = s.change(ctx, o.ID, rounding(&o, off)); err != nil {
			return o, err
		}
	}
	switch {
	case !o.Total.Equal(total):
		return o, s.undo(ctx, o, differs("another total"))
	case !priced(&o, lines, extra):
		return o, s.undo(ctx, o, differs("another price"))
	}
	return o, nil
}

var cent = decimal.New(1, -2)

// priced reports whether every line costs what it should, but for what rounding a line and
// its tax apart may make: a cent.
func priced(o *order, lines []wanted, extra decimal.Decimal) bool {
	at := map[string]item{}
	for _, i := range o.LineItems {
		at[metaText(i.Meta, lineKey)] = i
	}
	for _, w := range lines {
		i := at[w.line]
		if i.gross().Sub(w.gross).Abs().GreaterThan(cent) {
			return false
		}
	}
	delivery := decimal.Zero
	for _, i := range o.ShippingLines {
		delivery = delivery.Add(i.gross())
	}
	return delivery.Sub(extra).Abs().LessThanOrEqual(cent)
}

// withoutTax are an order's lines with the tax taken off that the shop adds.
func withoutTax(o *order, lines []wanted, extra decimal.Decimal) map[string]any {
	at := map[string]wanted{}
	for _, w := range lines {
		at[w.line] = w
	}
	var items, shipping []map[string]any
	for _, i := range o.LineItems {
		w := at[metaText(i.Meta, lineKey)]
		items = append(items, map[string]any{"id": i.ID, "subtotal": net(w.full, &i), "total": net(w.gross, &i)})
	}
	for n, i := range o.ShippingLines {
		if n > 0 {
			extra = decimal.Zero
		}
		shipping = append(shipping, map[string]any{"id": i.ID, "total": net(extra, &i)})
	}
	return map[string]any{"line_items": items, "shipping_lines": shipping}
}

// digits is how exact a price without tax is. The shop calculates with six.
const digits = 8

// net is a price without the tax that the shop adds to an item.
func net(gross decimal.Decimal, i *item) string {
	base := i.Total.Decimal
	with := base.Add(i.tax())
	if base.IsZero() || !with.IsPositive() {
		return text(gross)
	}
	return text(gross.Mul(base).DivRound(with, digits))
}

// rounding is a line of the cents by which the shop's total is off.
func rounding(o *order, off decimal.Decimal) map[string]any {
	fee := map[string]any{"name": "Rounding", "tax_status": "none", "total": text(off)}
	if len(o.FeeLines) > 0 { // of an attempt that was cut off
		fee["id"] = o.FeeLines[0].ID
		fee["total"] = text(o.FeeLines[0].Total.Add(off))
	}
	return map[string]any{"fee_lines": []map[string]any{fee}}
}

package bol

import (
	"slices"
	"time"

	"github.com/shopspring/decimal"

	"orderveil"
	"orderveil/connectors/wire"
)

// decodeOrder reads the details of one order. Its errors never repeat any of them.
func decodeOrder(number string, body []byte) (orderveil.Order, error) {
	var f fullOrder
	if err := wire.Decode(body, &f); err != nil {
		return orderveil.Order{}, badAnswer("The details of order " + number + " are malformed")
	}
	if f.OrderID != number {
		return orderveil.Order{}, badAnswer("Asked for order " + number + ", bol.com gave another one")
	}
	for i := range f.OrderItems {
		if wrong := f.OrderItems[i].wrong(); wrong != "" {
			return orderveil.Order{}, badAnswer("An item of order " + number + " " + wrong)
		}
	}
	if len(f.OrderItems) == 0 {
		return orderveil.Order{}, badAnswer("Order " + number + " has no items")
	}
	return f.order(), nil
}

// wrong says what an item lacks that bol's OpenAPI document requires and that
// cannot be done without. The recorded answers of the demo environment lack
// totalPrice and discounts, so these can.
func (i *item) wrong() string {
	switch {
	case i.OrderItemID == "":
		return "has no id"
	case i.Quantity < 1 || i.QuantityShipped < 0 || i.QuantityCancelled < 0 || i.left() < 0:
		return "has quantities that do not add up"
	case i.UnitPrice == nil:
		return "has no price"
	case i.LatestChanged == nil:
		return "has no time of its last change"
	}
	return ""
}

func (f *fullOrder) order() orderveil.Order {
	o := orderveil.Order{
		Number:     f.OrderID,
		Revision:   f.revision(),
		ChangedAt:  f.changed(),
		PlacedAt:   f.placed(),
		Fulfilment: orderveil.ByMerchant,
		BillTo:     f.BillingDetails.party(),
		ShipTo:     f.ShipmentDetails.party(),
	}
	if !slices.ContainsFunc(f.OrderItems, func(i item) bool { return !i.byBol() }) {
		o.Fulfilment = orderveil.ByMarketplace
	}
	total, left := decimal.Zero, int32(0)
	for i := range f.OrderItems {
		// In an order that both ship, what bol ships is none of the merchant's
		// work: forwarding it would have it shipped twice.
		if f.OrderItems[i].byBol() && o.Fulfilment == orderveil.ByMerchant {
			continue
		}
		o.ShippingMethod = chosen(o.ShippingMethod, f.OrderItems[i].Fulfilment)
		line := f.OrderItems[i].line()
		o.Lines = append(o.Lines, line)
		total = total.Add(line.Total)
		left += f.OrderItems[i].left()
	}
	// bol gives no currency and sells in euros only; it gives no VAT either.
	o.Total = orderveil.Money{Amount: total, Currency: "EUR"}
	if left == 0 {
		o.HandledAt = o.ChangedAt
	}
	return o
}

// regular is the delivery of a customer who chose none.
const regular = "REGULAR"

// chosen is the delivery that stands for the order: bol gives one per item, and the first
// that is not the regular one asks for care of the whole order.
func chosen(method string, f *fulfilment) string {
	if f == nil || method != "" && method != regular {
		return method
	}
	if f.TimeFrameType == "" {
		return method
	}
	return f.TimeFrameType
}

// changed is the time of the last change of any item.
func (f *fullOrder) changed() time.Time {
	var last time.Time
	for _, i := range f.OrderItems {
		if i.LatestChanged.After(last) {
			last = *i.LatestChanged
		}
	}
	return last.UTC()
}

// placed is when the order was placed. bol's OpenAPI document does not require it
// of the details; then the first change is the closest there is.
func (f *fullOrder) placed() time.Time {
	if f.Placed != nil && !f.Placed.IsZero() {
		return f.Placed.UTC()
	}
	first := *f.OrderItems[0].LatestChanged
	for _, i := range f.OrderItems {
		if i.LatestChanged.Before(first) {
			first = *i.LatestChanged
		}
	}
	return first.UTC()
}

func (i *item) line() orderveil.OrderLine {
	return orderveil.OrderLine{
		MarketplaceID:         i.OrderItemID,
		SKU:                   i.Offer.Reference,
		EAN:                   i.Product.EAN,
		Title:                 i.Product.Title,
		Quantity:              int(i.Quantity),
		QuantityShipped:       int(i.QuantityShipped),
		QuantityCancelled:     int(i.QuantityCancelled),
		UnitPrice:             i.UnitPrice.Decimal,
		Total:                 i.total(),
		CancellationRequested: i.CancellationRequest,
		LatestDelivery:        i.latestDelivery(),
	}
}

// total is what the customer paid for all of the item, after discounts.
func (i *item) total() decimal.Decimal {
	if i.TotalPrice != nil {
		return i.TotalPrice.Decimal
	}
	total := i.UnitPrice.Mul(decimal.NewFromInt32(i.Quantity))
	for _, d := range i.Discounts {
		if d.Amount != nil {
			total = total.Sub(d.Amount.Decimal)
		}
	}
	return total
}

// latestDelivery is the latest or the exact day of delivery: bol fills one of them.
func (i *item) latestDelivery() time.Time {
	if i.Fulfilment == nil {
		return time.Time{}
	}
	for _, d := range []*date{i.Fulfilment.LatestDeliveryDate, i.Fulfilment.ExactDeliveryDate} {
		if d != nil && !d.day.IsZero() {
			return d.day
		}
	}
	return time.Time{}
}

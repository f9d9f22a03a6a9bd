package mirakl

import (
	"time"

	"github.com/shopspring/decimal"

	"orderveil"
)

// decodeOrder finds the order that was asked for. Its errors never repeat any of it.
func decodeOrder(number string, said *fullOrders) (*fullOrder, error) {
	if said.Orders == nil || said.Total == nil {
		return nil, badAnswer("Mirakl's answer about order " + number + " is none")
	}
	if len(said.Orders) == 0 {
		return nil, orderveil.ErrNotFound
	}
	if len(said.Orders) > 1 || said.Orders[0].ID != number {
		return nil, badAnswer("Asked for order " + number + ", Mirakl gave another one")
	}
	o := &said.Orders[0]
	if wrong := o.wrong(); wrong != "" {
		return nil, badAnswer("Order " + number + " " + wrong)
	}
	return o, nil
}

// wrong says what an order lacks that cannot be done without.
func (o *fullOrder) wrong() string {
	if o.Created == nil || o.Updated == nil || o.TotalPrice == nil || len(o.Lines) == 0 {
		return "has no date, price or lines"
	}
	for i := range o.Lines {
		l := &o.Lines[i]
		if l.ID == "" || l.Quantity < 1 || l.Price == nil || l.UnitPrice == nil {
			return "has a line without id, quantity or price"
		}
	}
	return ""
}

func (o *fullOrder) order(parcels map[string]int) orderveil.Order {
	mapped := orderveil.Order{
		Number:     o.ID,
		Revision:   o.revision(),
		ChangedAt:  o.Updated.UTC(),
		PlacedAt:   o.Created.UTC(),
		Fulfilment: orderveil.ByMerchant,
		BillTo:     o.billTo(),
		ShipTo:     o.shipTo(),
		Tax:        o.tax(),
		Total:      orderveil.Money{Amount: o.TotalPrice.Decimal, Currency: o.Currency},
	}
	// The merchant's own warehouse is called DEFAULT; any other centre is the operator's.
	if o.Fulfillment != nil && o.Fulfillment.Center.Code != "" && o.Fulfillment.Center.Code != "DEFAULT" {
		mapped.Fulfilment = orderveil.ByMarketplace
	}
	if o.taxExcluded() && mapped.Tax != nil {
		mapped.Total.Amount = mapped.Total.Amount.Add(mapped.Tax.Amount)
	}
	left := 0
	for i := range o.Lines {
		l := o.Lines[i].line(parcels, o.taxExcluded())
		l.LatestDelivery = o.latestDelivery()
		left += l.Left()
		mapped.Lines = append(mapped.Lines, l)
	}
	if left == 0 {
		mapped.HandledAt, mapped.DeliveredAt = o.handled(), o.delivered(mapped.Lines)
	}
	return mapped
}

func (o *fullOrder) taxExcluded() bool { return o.TaxMode == "TAX_EXCLUDED" }

// tax is the order's tax: by order where the operator computes it so, and otherwise by line.
// It is nil when no tax is given at all.
func (o *fullOrder) tax() *orderveil.Money {
	total, given := decimal.Zero, len(o.OrderTaxes) > 0
	for _, t := range o.OrderTaxes {
		total = total.Add(t.Total.of())
	}
	if !given {
		for _, l := range o.Lines {
			given = given || len(l.Taxes)+len(l.ShippingTaxes) > 0
			total = total.Add(sum(l.Taxes)).Add(sum(l.ShippingTaxes))
		}
	}
	if !given {
		return nil
	}
	return &orderveil.Money{Amount: total, Currency: o.Currency}
}

// unitPlaces are the decimals of a price per piece that had to be computed.
const unitPlaces = 4

func (l *line) line(parcels map[string]int, taxExcluded bool) orderveil.OrderLine {
	gone, cancelled := l.stand(parcels)
	mapped := orderveil.OrderLine{
		MarketplaceID: l.ID, SKU: l.OfferSKU, EAN: ean(l.ProductSKU), Title: l.Title,
		Quantity: l.Quantity, QuantityShipped: gone, QuantityCancelled: cancelled,
		UnitPrice: l.UnitPrice.Decimal, Total: l.Price.Decimal,
	}
	if taxExcluded && len(l.Taxes) > 0 {
		tax := sum(l.Taxes)
		mapped.Total = mapped.Total.Add(tax)
		mapped.UnitPrice = mapped.UnitPrice.Add(tax.DivRound(decimal.NewFromInt(int64(l.Quantity)), unitPlaces))
	}
	return mapped
}

// ean is the operator's number of a product where that is an EAN.
func ean(text string) string {
	if n := len(text); n != 8 && n != 12 && n != 13 && n != 14 {
		return ""
	}
	check, weight := 0, 1
	for i := len(text) - 1; i >= 0; i-- {
		if text[i] < '0' || text[i] > '9' {
			return ""
		}
		check += int(text[i]-'0') * weight
		weight = 4 - weight
	}
	if check%10 != 0 {
		return ""
	}
	return text
}

// latestDelivery is the promise to the customer, or the day until which to ship.
func (o *fullOrder) latestDelivery() time.Time {
	switch {
	case o.Delivery != nil && o.Delivery.Latest != nil:
		return o.Delivery.Latest.UTC()
	case o.Deadline != nil:
		return o.Deadline.UTC()
	}
	return time.Time{}
}

// handled is when the last line left or was cancelled: the retention counts from it, so that
// it is not the order's last change where a better time is known.
func (o *fullOrder) handled() time.Time {
	var last time.Time
	for _, l := range o.Lines {
		last = later(last, l.Shipped)
		for _, c := range l.Cancelations {
			last = later(last, c.Created)
		}
	}
	if last.IsZero() || last.After(*o.Updated) {
		return o.Updated.UTC()
	}
	return last
}

// delivered is when the last line arrived, once all that left have.
func (o *fullOrder) delivered(lines []orderveil.OrderLine) (last time.Time) {
	for i, l := range o.Lines {
		if lines[i].QuantityShipped > 0 && l.Received == nil {
			return time.Time{}
		}
		last = later(last, l.Received)
	}
	return last
}

func later(a time.Time, b *time.Time) time.Time {
	if b != nil && b.After(a) {
		return b.UTC()
	}
	return a
}

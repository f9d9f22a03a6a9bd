package amazon

import (
	"time"

	"github.com/shopspring/decimal"

	"orderveil"
	"orderveil/personal"
)

// pending reports whether an order is not to be shipped yet: it is not paid for, or not
// out yet.
func (f *fullOrder) pending() bool {
	return f.Fulfillment != nil && (f.Fulfillment.Status == "PENDING" || f.Fulfillment.Status == "PENDING_AVAILABILITY")
}

// over reports whether nothing of an order will be shipped any more.
func (f *fullOrder) over() bool {
	return f.Fulfillment.Status == "CANCELLED" || f.Fulfillment.Status == "UNFULFILLABLE"
}

func (f *fullOrder) byAmazon() bool { return f.Fulfillment.By == "AMAZON" }

// order maps an order. Its errors never repeat any of it.
func (f *fullOrder) order() (orderveil.Order, error) {
	if wrong := f.wrong(); wrong != "" {
		return orderveil.Order{}, badAnswer("Order " + f.OrderID + " " + wrong)
	}
	o := orderveil.Order{
		Number:     f.OrderID,
		Revision:   f.revision(),
		ChangedAt:  f.LastUpdated.UTC(),
		PlacedAt:   f.Created.UTC(),
		Fulfilment: orderveil.ByMerchant,
		Total:      f.total(),
		Tax:        f.tax(),
	}
	left := 0
	for i := range f.Items {
		line := f.line(&f.Items[i])
		if line.Left() < 0 {
			return orderveil.Order{}, badAnswer("An item of order " + f.OrderID + " has quantities that do not add up")
		}
		left += line.Left()
		o.Lines = append(o.Lines, line)
	}
	for i := range f.Packages {
		o.Shipments = append(o.Shipments, f.Packages[i].shipment())
	}
	if left == 0 {
		o.HandledAt = f.handled()
	}
	// What Amazon ships itself is none of the merchant's work, nor are its customers.
	if f.byAmazon() {
		o.Fulfilment = orderveil.ByMarketplace
		return o, nil
	}
	o.BillTo, o.ShipTo = f.parties()
	if left > 0 {
		o.NotReceived = f.notReceived()
	}
	return o, nil
}

// wrong says what an order lacks that cannot be done without.
func (f *fullOrder) wrong() string {
	switch {
	case f.Fulfillment == nil || f.Fulfillment.Status == "" || f.Fulfillment.By != "AMAZON" && f.Fulfillment.By != "MERCHANT":
		return "does not say who ships it and how far that is"
	case f.Created == nil || f.LastUpdated == nil:
		return "lacks a time"
	case len(f.Items) == 0:
		return "has no items"
	}
	currency := f.total().Currency
	for i := range f.Items {
		one := &f.Items[i]
		switch unit := one.Product.Price.Unit; {
		case one.ID == "":
			return "has an item without an id"
		case one.Ordered < 0 || one.Fulfillment.Fulfilled < 0 || one.Ordered == 0 && !f.cancelled(one):
			return "has an item with quantities that make no sense"
		case !unit.is() && !f.cancelled(one):
			return "has an item without a price"
		case unit.is() && unit.Currency != currency:
			return "has amounts in several currencies, or in none"
		}
	}
	return ""
}

// total is what the customer pays. A cancelled order may have no amounts.
func (f *fullOrder) total() orderveil.Money {
	if t := f.Proceeds.GrandTotal; t.is() {
		return orderveil.Money{Amount: t.Amount.Decimal, Currency: t.Currency}
	}
	total := orderveil.Money{Currency: currencyOf(f.SalesChannel.MarketplaceID)}
	for i := range f.Items {
		if unit := f.Items[i].Product.Price.Unit; unit.is() {
			total.Currency = unit.Currency
		}
		total.Amount = total.Amount.Add(f.Items[i].total())
	}
	return total
}

// tax is the VAT in the total, where Amazon says it.
func (f *fullOrder) tax() *orderveil.Money {
	for _, b := range f.Proceeds.Breakdowns {
		if b.Type == "TAX" && b.Subtotal.is() {
			return &orderveil.Money{Amount: b.Subtotal.Amount.Decimal, Currency: b.Subtotal.Currency}
		}
	}
	return nil
}

// handled is when the last package left; without packages, when the order last changed.
// Amazon says of a package that it was delivered, but not when.
func (f *fullOrder) handled() time.Time {
	var last time.Time
	for i := range f.Packages {
		if at := f.Packages[i].shipped(); at.After(last) {
			last = at
		}
	}
	if last.IsZero() || f.over() {
		return f.LastUpdated.UTC()
	}
	return last
}

func (f *fullOrder) cancelled(i *item) bool { return f.over() || i.Cancellation.Execution != nil }

// line maps an item. Amazon gives no EAN.
func (f *fullOrder) line(i *item) orderveil.OrderLine {
	l := orderveil.OrderLine{
		MarketplaceID:   i.ID,
		SKU:             i.Product.SKU,
		Title:           i.Product.Title,
		Quantity:        int(i.Ordered),
		QuantityShipped: int(i.Fulfillment.Fulfilled),
		Total:           i.total(),
		LatestDelivery:  latest(i.Fulfillment.Shipping.Scheduled, f.Fulfillment.DeliverBy),
	}
	// Amazon sets the quantity of what it cancels to nothing; a line has at least one.
	if l.Quantity == 0 {
		l.Quantity = 1
	}
	l.QuantityCancelled = f.cancelledOf(i, l)
	if unit := i.Product.Price.Unit; unit.is() {
		l.UnitPrice = unit.Amount.Decimal
	}
	l.CancellationRequested = i.Cancellation.Request != nil && l.Left() > 0
	return l
}

// cancelledOf is how many were ordered, have not left and will not leave.
func (f *fullOrder) cancelledOf(i *item, l orderveil.OrderLine) int {
	unshipped := i.Fulfillment.Unfulfilled
	switch {
	case f.over():
		return l.Quantity - l.QuantityShipped
	case unshipped != nil:
		return l.Quantity - l.QuantityShipped - int(*unshipped)
	case i.Cancellation.Execution != nil:
		return l.Quantity - l.QuantityShipped
	}
	return 0
}

// total is what the customer pays for all of the item, delivery included.
func (i *item) total() decimal.Decimal {
	if t := i.Proceeds.Total; t.is() {
		return t.Amount.Decimal
	}
	if unit := i.Product.Price.Unit; unit.is() {
		return unit.Amount.Mul(decimal.NewFromInt32(i.Ordered))
	}
	return decimal.Zero
}

// latest is the end of the first window that there is.
func latest(windows ...span) time.Time {
	for _, w := range windows {
		if w.Latest != nil {
			return w.Latest.UTC()
		}
	}
	return time.Time{}
}

func (b *box) shipment() orderveil.Shipment {
	return orderveil.Shipment{
		MarketplaceID: b.ID, Carrier: b.Carrier, ShippedAt: b.shipped(),
		Tracking: personal.NewRecord(personal.Delivery).With(personal.TrackingCode, b.Tracking),
	}
}

func (b *box) shipped() time.Time {
	for _, at := range []*time.Time{b.Shipped, b.Created} {
		if at != nil {
			return at.UTC()
		}
	}
	return time.Time{}
}

package ebay

import (
	"fmt"
	"slices"

	"github.com/shopspring/decimal"

	"orderveil"
	"orderveil/personal"
)

func (f *fullOrder) order(left []fulfillment) orderveil.Order {
	o := orderveil.Order{
		Number: f.OrderID, Revision: f.revision(), ChangedAt: f.Modified.Time, PlacedAt: f.Created.Time,
		Fulfilment: orderveil.ByMerchant, Shipments: shipments(left),
		// Tax that eBay collects and pays itself is in neither: the merchant never sees it.
		Total: orderveil.Money{Amount: f.Pricing.Total.Value, Currency: f.Pricing.Total.Currency},
	}
	if t := f.Pricing.Tax; t != nil && t.Currency == o.Total.Currency {
		o.Tax = &orderveil.Money{Amount: t.Value, Currency: t.Currency}
	}
	if f.byEBay() {
		o.Fulfilment = orderveil.ByMarketplace
	}
	o.BillTo, o.ShipTo = f.parties()
	open := 0
	for i := range f.LineItems {
		line := f.line(&f.LineItems[i], left)
		open += line.Left()
		o.Lines = append(o.Lines, line)
	}
	if open == 0 {
		o.HandledAt = o.ChangedAt
	}
	return o
}

// byEBay reports whether eBay, or a partner of its, sends the order.
func (f *fullOrder) byEBay() bool {
	return f.Program.Fulfillment.By.is("EBAY") ||
		slices.ContainsFunc(f.Instructions, func(i instruction) bool { return i.Type.is("FULFILLED_BY_EBAY") })
}

func (f *fullOrder) line(l *lineItem, left []fulfillment) orderveil.OrderLine {
	shipped := l.shipped(left)
	line := orderveil.OrderLine{
		MarketplaceID: l.ID, SKU: l.SKU, Title: l.Title, Quantity: int(l.Quantity), QuantityShipped: shipped,
		// eBay gives the price of all units together.
		UnitPrice: l.Cost.Value.DivRound(decimal.NewFromInt32(l.Quantity), 6), Total: l.Cost.Value,
		LatestDelivery: l.Dates.LatestDelivery.Time,
	}
	if l.Discounted != nil {
		line.Total = l.Discounted.Value
	}
	switch {
	case f.cancelled(): // eBay cancels whole orders only
		line.QuantityCancelled = line.Left()
	case f.cancelling():
		line.CancellationRequested = line.Left() > 0
	}
	return line
}

// shipped is how many of a line have left. A fulfillment that does not say how many stands
// for all: sending something twice is worse than being asked about it.
func (l *lineItem) shipped(left []fulfillment) int {
	if l.Fulfillment.is("FULFILLED") {
		return int(l.Quantity)
	}
	var sum int64
	for _, f := range left {
		for _, part := range f.Lines {
			switch {
			case part.ID != l.ID:
			case part.Quantity == nil:
				sum += int64(l.Quantity)
			default:
				sum += int64(*part.Quantity)
			}
		}
	}
	return int(min(sum, int64(l.Quantity)))
}

// shipments are the parcels that left. eBay's id of a parcel is its tracking number, which
// is the customer's: a parcel is told from others by when it left.
func shipments(left []fulfillment) (parcels []orderveil.Shipment) {
	seen := map[string]int{}
	for _, f := range left {
		at := f.Shipped.Format(timeFormat)
		seen[at]++
		parcels = append(parcels, orderveil.Shipment{
			MarketplaceID: fmt.Sprintf("%s/%d", at, seen[at]), Carrier: carrierName(f.Carrier), ShippedAt: f.Shipped.Time,
			Tracking: personal.NewRecord(personal.Delivery).With(personal.TrackingCode, f.Tracking),
		})
	}
	return parcels
}

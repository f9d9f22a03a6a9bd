package ebay

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"orderveil"
	"orderveil/connectors"
)

var _ connectors.ReportFinder = (*Source)(nil)

// Reported looks among an order's fulfillments for the parcel. eBay keeps no reference of
// ours, so a parcel is known by what is in it and by its tracking number, or without one by
// when it left.
func (s *Source) Reported(ctx context.Context, _ string, d connectors.Dispatch) (bool, error) {
	if !usable(d.Order) {
		return false, orderveil.ErrNotFound
	}
	left, err := s.fulfillments(ctx, d.Order)
	if err != nil {
		return false, err
	}
	wanted := request(d, s.clock())
	return slices.ContainsFunc(left, func(f fulfillment) bool { return f.holds(&wanted, d.ShippedAt) }), nil
}

// holds reports whether a fulfillment is the parcel of a request.
func (f *fulfillment) holds(r *shippingFulfillment, at time.Time) bool {
	if !strings.EqualFold(f.Tracking, r.Tracking) || len(f.Lines) != len(r.LineItems) {
		return false
	}
	if late := at.Sub(f.Shipped.Time); r.Tracking == "" && !at.IsZero() && (late <= -time.Second || late >= aheadAtMost) {
		return false
	}
	got := slices.SortedFunc(slices.Values(f.Lines), func(a, b fulfilledLine) int { return cmp.Compare(a.ID, b.ID) })
	want := slices.SortedFunc(slices.Values(r.LineItems), func(a, b lineReference) int { return cmp.Compare(a.ID, b.ID) })
	for i := range got {
		if got[i].ID != want[i].ID || got[i].Quantity != nil && int(*got[i].Quantity) != want[i].Quantity {
			return false
		}
	}
	return true
}

package woocommerce

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/shopspring/decimal"

	"orderveil/connectors"
)

// order is what we read of an order in the shop: nothing of the customer.
type order struct {
	ID            int64      `json:"id"`
	Number        string     `json:"number"`
	Status        string     `json:"status"`
	CreatedVia    string     `json:"created_via"`
	Currency      string     `json:"currency"`
	Total         amount     `json:"total"`
	Modified      gmt        `json:"date_modified_gmt"`
	Completed     gmt        `json:"date_completed_gmt"`
	LineItems     []item     `json:"line_items"`
	ShippingLines []item     `json:"shipping_lines"`
	FeeLines      []item     `json:"fee_lines"`
	Meta          []metaItem `json:"meta_data"`
}

// fields are what answers are asked for: the JSON names above, but for meta_data, in which
// there may be anything.
const fields = "id,number,status,created_via,currency,total,date_modified_gmt,date_completed_gmt,line_items,shipping_lines,fee_lines"

// item is a line of an order: a product, the delivery or a fee.
type item struct {
	ID          int64      `json:"id"`
	ProductID   int64      `json:"product_id"`
	VariationID int64      `json:"variation_id"`
	SKU         string     `json:"sku"`
	Quantity    int        `json:"quantity"`
	Total       amount     `json:"total"` // without the tax that the shop adds
	TotalTax    amount     `json:"total_tax"`
	Taxes       []itemTax  `json:"taxes"`
	Meta        []metaItem `json:"meta_data"`
}

// itemTax is one tax on an item. It is not rounded to cents.
type itemTax struct {
	Total amount `json:"total"`
}

func (o *order) receipt() connectors.Receipt { return connectors.Receipt{Number: o.Number} }

// pending reports whether the order is half made: nobody sends it, and it may be changed.
func (o *order) pending() bool { return o.Status == "pending" }

// gross is an item's total with tax.
func (i *item) gross() decimal.Decimal { return i.Total.Add(i.TotalTax.Decimal) }

// tax is what the shop adds to an item, as exactly as it says.
func (i *item) tax() decimal.Decimal {
	if len(i.Taxes) == 0 {
		return i.TotalTax.Decimal
	}
	sum := decimal.Zero
	for _, t := range i.Taxes {
		sum = sum.Add(t.Total.Decimal)
	}
	return sum
}

func (o *order) sound() bool {
	return o.ID > 0 && o.Status != "" && o.Number != "" && len(o.Number) <= 64 && plain(o.Status, o.CreatedVia, o.Currency, o.Number)
}

// orders are those under one reference, the oldest first.
type orders []order

func (all *orders) sound() bool {
	for i := range *all {
		if !(*all)[i].sound() {
			return false
		}
	}
	return *all != nil
}

// whole returns the first that is not pending.
func (all orders) whole() (order, bool) {
	for _, o := range all {
		if !o.pending() {
			return o, true
		}
	}
	return order{}, false
}

// find reads the orders under a reference. A shop that does not know the filter answers
// with all its orders, and then nothing can be known.
func (s *Sink) find(ctx context.Context, reference string) (orders, error) {
	if reference == "" || strings.ContainsAny(reference, ", \t\r\n") {
		return nil, nil // the shop would take it for several, or for no filter
	}
	var found orders
	err := s.api.do(ctx, call{method: http.MethodGet, path: "/orders", query: url.Values{
		"created_via": {reference}, "orderby": {"id"}, "order": {"asc"}, "per_page": {"100"},
		"include_meta": {trackingKey}, "_fields": {fields + ",meta_data"},
	}}, &found)
	if err != nil {
		return nil, err
	}
	for _, o := range found {
		if o.CreatedVia != reference {
			return nil, tooOld()
		}
	}
	slices.SortFunc(found, func(a, b order) int { return cmp.Compare(a.ID, b.ID) })
	return found, nil
}

// change writes to an order. Writing the same again does no harm.
func (s *Sink) change(ctx context.Context, id int64, body map[string]any) (order, error) {
	var o order
	err := s.api.do(ctx, call{method: http.MethodPut, path: fmt.Sprintf("/orders/%d", id), query: url.Values{"_fields": {fields}}, body: body, repeatable: true}, &o)
	return o, err
}

// remove deletes an order for good, past the bin.
func (s *Sink) remove(ctx context.Context, id int64) error {
	var o order
	err := s.api.do(ctx, call{
		method: http.MethodDelete, path: fmt.Sprintf("/orders/%d", id), query: url.Values{"force": {"true"}, "_fields": {fields}}, repeatable: true,
	}, &o)
	if isGone(err) {
		return nil
	}
	return err
}

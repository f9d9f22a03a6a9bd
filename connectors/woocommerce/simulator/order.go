package simulator

import (
	"fmt"
	"strconv"
	"time"

	"github.com/shopspring/decimal"
)

// Order is an order in the shop.
type Order struct {
	ID                           int64
	Status, CreatedVia, Currency string
	Created, Modified            time.Time
	Paid, Completed              time.Time
	Billing, Shipping            map[string]string
	Note, TransactionID          string
	PaymentMethod, PaymentTitle  string
	Lines, Deliveries, Fees      []*Line
	Meta                         []Meta
	Notes                        []Note
	Parcels                      []Parcel

	total, tax, deliveryTax, deliveryTotal decimal.Decimal
	stockTaken                             bool
}

// Line is a line of an order: a product, the delivery or a fee.
type Line struct {
	ID               int64
	Name             string
	Product          *Product // nil when the shop knows none
	Quantity         int
	Subtotal, Total  decimal.Decimal
	tax, subtotalTax decimal.Decimal
	Untaxed          bool
	MethodID         string
	Meta             []Meta
}

// Meta is a piece of text that belongs to something.
type Meta struct {
	ID    int64
	Key   string
	Value any
}

// Note is a note at an order.
type Note struct {
	ID       int64
	Text     string
	Customer bool
	At       time.Time
}

// Parcel is a fulfilment.
type Parcel struct {
	ID      int64
	Status  string // fulfilled or unfulfilled
	Updated time.Time
	Deleted time.Time
	Meta    []Meta
}

// Number is what people call the order.
func (o *Order) Number() string { return strconv.FormatInt(o.ID, 10) }

// Total is what the order costs, with tax.
func (o *Order) Total() decimal.Decimal { return o.total }

// Gross is a line's total with tax.
func (l *Line) Gross() decimal.Decimal { return l.Total.Add(l.tax) }

// setMeta sets a text, in place of an earlier one under its key.
func (s *Simulator) setMeta(all []Meta, key string, value any) []Meta {
	for i := range all {
		if all[i].Key == key {
			all[i].Value = value
			return all
		}
	}
	return append(all, Meta{ID: s.id(), Key: key, Value: value})
}

// json is the order as the API shows it.
func (s *Simulator) json(o *Order) map[string]any {
	object := map[string]any{
		"id": o.ID, "parent_id": 0, "number": o.Number(), "order_key": fmt.Sprintf("wc_order_%d", o.ID), "created_via": o.CreatedVia, "version": "11.0.1",
		"status": o.Status, "currency": o.Currency, "discount_total": money(s.discount(o)), "discount_tax": "0.00",
		"shipping_total": money(o.deliveryTotal), "shipping_tax": money(o.deliveryTax), "cart_tax": money(o.tax.Sub(o.deliveryTax)),
		"total": money(o.total), "total_tax": money(o.tax), "prices_include_tax": s.config.PricesIncludeTax,
		"customer_id": 0, "customer_ip_address": "", "customer_user_agent": "", "customer_note": o.Note,
		"billing": o.Billing, "shipping": o.Shipping, "payment_method": o.PaymentMethod, "payment_method_title": o.PaymentTitle,
		"transaction_id": o.TransactionID, "cart_hash": "", "meta_data": metas(o.Meta), "tax_lines": []any{}, "coupon_lines": []any{}, "refunds": []any{},
		"payment_url": "https://shop.example/pay", "is_editable": o.Status == "pending" || o.Status == "on-hold",
		"needs_payment": o.Status == "pending", "needs_processing": true,
	}
	for name, at := range map[string]time.Time{"date_created": o.Created, "date_modified": o.Modified, "date_completed": o.Completed, "date_paid": o.Paid} {
		object[name], object[name+"_gmt"] = nil, nil
		if !at.IsZero() {
			object[name], object[name+"_gmt"] = at.UTC().Add(zone).Format("2006-01-02T15:04:05"), at.UTC().Format("2006-01-02T15:04:05")
		}
	}
	var items, deliveries, fees = []any{}, []any{}, []any{}
	for _, l := range o.Lines {
		items = append(items, s.item(l))
	}
	for _, l := range o.Deliveries {
		deliveries = append(deliveries, map[string]any{
			"id": l.ID, "method_title": l.Name, "method_id": l.MethodID, "instance_id": "", "total": money(l.Total), "total_tax": money(l.tax),
			"taxes": s.taxes(l, false), "meta_data": metas(l.Meta),
		})
	}
	for _, l := range o.Fees {
		status := "taxable"
		if l.Untaxed {
			status = "none"
		}
		fees = append(fees, map[string]any{
			"id": l.ID, "name": l.Name, "tax_class": "", "tax_status": status, "total": money(l.Total), "total_tax": money(l.tax),
			"taxes": s.taxes(l, true), "meta_data": metas(l.Meta),
		})
	}
	object["line_items"], object["shipping_lines"], object["fee_lines"] = items, deliveries, fees
	return object
}

func (s *Simulator) item(l *Line) map[string]any {
	object := map[string]any{
		"id": l.ID, "name": l.Name, "product_id": 0, "variation_id": 0, "quantity": l.Quantity, "tax_class": "",
		"subtotal": money(l.Subtotal), "subtotal_tax": money(l.subtotalTax), "total": money(l.Total), "total_tax": money(l.tax),
		"taxes": s.taxes(l, true), "meta_data": metas(l.Meta), "sku": "", "global_unique_id": "", "price": 0,
	}
	if p := l.Product; p != nil {
		object["product_id"], object["sku"], object["global_unique_id"] = p.ID, p.SKU, p.EAN
		if p.Parent != 0 {
			object["product_id"], object["variation_id"] = p.Parent, p.ID
		}
		object["price"] = l.Total.Div(decimal.NewFromInt(int64(max(l.Quantity, 1)))).InexactFloat64()
	}
	return object
}

// taxes lists the taxes of a line, to the sixth decimal.
func (s *Simulator) taxes(l *Line, discountable bool) []any {
	if s.config.Tax.IsZero() || l.Untaxed {
		return []any{}
	}
	tax := map[string]any{"id": 1, "total": l.tax.String()}
	if discountable {
		tax["subtotal"] = l.subtotalTax.String()
	}
	return []any{tax}
}

func metas(all []Meta) []any {
	list := []any{}
	for _, m := range all {
		list = append(list, map[string]any{"id": m.ID, "key": m.Key, "value": m.Value})
	}
	return list
}

func money(d decimal.Decimal) string { return d.StringFixed(2) }

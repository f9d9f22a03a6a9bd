package simulator

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/shopspring/decimal"
)

func num(d decimal.Decimal) json.Number { return json.Number(d.String()) }

// Order is an order as the shop's staff sees it.
type Order struct {
	Number, Reference, State string
	Lines                    []Line
	Total, Tax               decimal.Decimal
	Shipping, Billing        map[string]any
	Email                    string
	Comments                 []string
}

// Line is a line of it.
type Line struct {
	SKU             string
	Quantity        int
	Price, Discount decimal.Decimal // with VAT, of one; of all
}

// Orders returns all orders.
func (s *Simulator) Orders() (all []Order) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, o := range s.orders {
		order := Order{
			Number: fmt.Sprint(o["increment_id"]), Reference: fmt.Sprint(o["ext_order_id"]), State: fmt.Sprint(o["state"]),
			Total: dec(o["grand_total"]), Tax: dec(o["tax_amount"]), Shipping: shippingOf(o), Billing: o["billing_address"].(entity), Email: fmt.Sprint(o["customer_email"]),
		}
		for _, i := range o["items"].([]any) {
			i := i.(entity)
			order.Lines = append(order.Lines, Line{fmt.Sprint(i["sku"]), int(dec(i["qty_ordered"]).IntPart()), dec(i["price_incl_tax"]), dec(i["discount_amount"])})
		}
		for _, c := range o["status_histories"].([]any) {
			order.Comments = append(order.Comments, fmt.Sprint(c.(entity)["comment"]))
		}
		all = append(all, order)
	}
	return all
}

// Package is so many pieces of a product.
type Package struct {
	SKU      string
	Quantity int
}

// Send has the shop send a part of an order; nothing named means all that is left.
func (s *Simulator) Send(number string, contents []Package, title, tracking string, at time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	o := s.named(number)
	if o == nil {
		return
	}
	id := s.id()
	stamp := at.UTC().Format("2006-01-02 15:04:05")
	shipment := entity{"entity_id": id, "order_id": o["entity_id"], "created_at": stamp, "updated_at": s.now(), "comments": []any{}, "tracks": []any{}}
	items := []any{}
	for _, i := range o["items"].([]any) {
		i := i.(entity)
		left := int(dec(i["qty_ordered"]).Sub(dec(i["qty_shipped"])).Sub(dec(i["qty_canceled"])).IntPart())
		n := left
		if len(contents) > 0 {
			n = 0
			for c := range contents {
				if contents[c].SKU == i["sku"] {
					n = min(left, contents[c].Quantity)
					contents[c].Quantity -= n
				}
			}
		}
		if n > 0 {
			i["qty_shipped"] = num(dec(i["qty_shipped"]).Add(decimal.NewFromInt(int64(n))))
			items = append(items, entity{"entity_id": s.id(), "parent_id": id, "order_item_id": i["item_id"], "sku": i["sku"], "qty": json.Number(fmt.Sprintf("%d.0000", n))})
		}
	}
	shipment["items"] = items
	if title != "" || tracking != "" {
		shipment["tracks"] = []any{entity{
			"entity_id": s.id(), "order_id": o["entity_id"], "parent_id": id, "weight": 0, "qty": 0, "description": "",
			"track_number": tracking, "title": title, "carrier_code": "custom",
		}}
	}
	s.shipments = append(s.shipments, shipment)
	o["updated_at"] = s.now()
}

// Cancel has the shop cancel what is left of an order.
func (s *Simulator) Cancel(number string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	o := s.named(number)
	return o != nil && s.cancel(o)
}

// Invoice has the shop invoice an order, after which it is not cancelled any more.
func (s *Simulator) Invoice(number string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, i := range s.named(number)["items"].([]any) {
		i.(entity)["qty_invoiced"] = i.(entity)["qty_ordered"]
	}
}

func (s *Simulator) named(number string) entity {
	for _, o := range s.orders {
		if o["increment_id"] == number {
			return o
		}
	}
	return nil
}

package simulator

import (
	"fmt"
	"maps"
	"net/http"
	"strings"

	"github.com/shopspring/decimal"
)

// required are the texts that Magento does not take an address without.
var required = []string{"firstname", "lastname", "street", "city", "telephone", "country_id", "postcode", "email", "address_type"}

// create writes an order whole, or not at all.
func (s *Simulator) create(asked entity) (any, *refusal) {
	given, _ := asked["entity"].(entity)
	if given == nil {
		return nil, &refusal{http.StatusBadRequest, "\"%fieldName\" is required. Enter and try again."}
	}
	if refused := s.check(given); refused != nil {
		return nil, refused
	}
	o := maps.Clone(given)
	id := s.id()
	o["entity_id"], o["created_at"], o["updated_at"], o["status_histories"] = id, s.now(), s.now(), []any{}
	items := []any{}
	for _, i := range given["items"].([]any) {
		i := maps.Clone(i.(entity))
		i["item_id"], i["order_id"] = s.id(), id
		for _, quantity := range []string{"qty_shipped", "qty_canceled", "qty_invoiced", "qty_refunded"} {
			i[quantity] = 0
		}
		items = append(items, i)
	}
	o["items"] = items
	s.house(o, id)
	if s.config.Recalculates != 0 {
		total := dec(o["grand_total"]).Add(decimal.New(s.config.Recalculates, -2))
		o["grand_total"], o["base_grand_total"] = num(total), num(total)
	}
	s.orders = append(s.orders, o)
	return o, nil
}

// house gives addresses and payment their ids.
func (s *Simulator) house(o entity, id int) {
	billing := maps.Clone(o["billing_address"].(entity))
	billing["entity_id"], billing["parent_id"] = s.id(), id
	o["billing_address"] = billing
	payment := maps.Clone(o["payment"].(entity))
	payment["entity_id"], payment["parent_id"] = s.id(), id
	o["payment"] = payment
	shipping := maps.Clone(shippingOf(o))
	shipping["entity_id"], shipping["parent_id"] = s.id(), id
	o["extension_attributes"] = entity{"shipping_assignments": []any{entity{
		"shipping": entity{"address": shipping, "method": "flatrate_flatrate"}, "items": o["items"],
	}}}
}

func shippingOf(o entity) entity {
	extensions, _ := o["extension_attributes"].(entity)
	assignments, _ := extensions["shipping_assignments"].([]any)
	if len(assignments) == 0 {
		return nil
	}
	assignment, _ := assignments[0].(entity)
	shipping, _ := assignment["shipping"].(entity)
	address, _ := shipping["address"].(entity)
	return address
}

// check refuses what Magento would, and what does not add up.
func (s *Simulator) check(o entity) *refusal {
	number := fmt.Sprint(o["increment_id"])
	for _, other := range s.orders {
		if strings.EqualFold(fmt.Sprint(other["increment_id"]), number) && dec(other["store_id"]).Equal(dec(o["store_id"])) {
			return &refusal{http.StatusBadRequest, "Unique constraint violation found"}
		}
	}
	if len(number) > 50 || len(fmt.Sprint(o["ext_order_id"])) > 64 {
		return &refusal{http.StatusBadRequest, "Data too long for column"}
	}
	billing, _ := o["billing_address"].(entity)
	for _, a := range []entity{billing, shippingOf(o)} {
		for _, name := range required {
			if text := fmt.Sprint(a[name]); a == nil || text == "" || a[name] == nil || text == "[]" {
				return &refusal{http.StatusBadRequest, fmt.Sprintf("%q is required. Enter and try again.", name)}
			}
		}
	}
	return addsUp(o)
}

func addsUp(o entity) *refusal {
	rows, taxes, discounts := decimal.Zero, decimal.Zero, decimal.Zero
	list, _ := o["items"].([]any)
	for _, i := range list {
		i := i.(entity)
		rows, taxes, discounts = rows.Add(dec(i["row_total"])), taxes.Add(dec(i["tax_amount"])), discounts.Add(dec(i["discount_amount"]))
		if !dec(i["row_total"]).Add(dec(i["tax_amount"])).Equal(dec(i["row_total_incl_tax"])) {
			return &refusal{http.StatusBadRequest, "a row does not add up"}
		}
	}
	total := dec(o["subtotal"]).Add(dec(o["tax_amount"])).Add(dec(o["shipping_amount"])).Add(dec(o["discount_amount"]))
	if len(list) == 0 || !total.Equal(dec(o["grand_total"])) || !rows.Equal(dec(o["subtotal"])) || !discounts.Neg().Equal(dec(o["discount_amount"])) ||
		!taxes.Add(dec(o["shipping_tax_amount"])).Equal(dec(o["tax_amount"])) {
		return &refusal{http.StatusBadRequest, "the order does not add up"}
	}
	return nil
}

// cancel cancels what has not left, and says whether it could.
func (s *Simulator) cancel(o entity) bool {
	if o["state"] == "canceled" || o["state"] == "complete" || o["state"] == "closed" {
		return false
	}
	left := false
	for _, i := range o["items"].([]any) {
		i := i.(entity)
		n := dec(i["qty_ordered"]).Sub(dec(i["qty_shipped"])).Sub(dec(i["qty_invoiced"]))
		if n.IsPositive() {
			left = true
			i["qty_canceled"] = num(n)
		}
	}
	if !left {
		return false
	}
	o["state"], o["status"], o["updated_at"] = "canceled", "canceled", s.now()
	return true
}

func (s *Simulator) comment(o entity, asked entity) bool {
	history := maps.Clone(asked["statusHistory"].(entity))
	history["entity_id"], history["created_at"] = s.id(), s.now()
	o["status_histories"] = append(o["status_histories"].([]any), history)
	return true
}

// address overwrites one of an order's addresses.
func (s *Simulator) address(o entity, asked entity) (any, *refusal) {
	given, _ := asked["entity"].(entity)
	for _, a := range []entity{o["billing_address"].(entity), shippingOf(o)} {
		if dec(a["entity_id"]).Equal(dec(given["entity_id"])) {
			for name, value := range given {
				if name != "entity_id" && name != "parent_id" {
					a[name] = value
				}
			}
			return a, nil
		}
	}
	return nil, &refusal{http.StatusNotFound, "No such entity"}
}

func dec(v any) decimal.Decimal {
	d, _ := decimal.NewFromString(fmt.Sprint(v))
	return d
}

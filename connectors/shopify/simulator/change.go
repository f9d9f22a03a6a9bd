package simulator

import (
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/shopspring/decimal"
)

// refusal is a user error.
func refusal(code any, message string, field ...string) []object {
	return []object{{"code": code, "message": message, "field": field}}
}

// mutations are what can be changed.
func (s *Simulator) mutations() object {
	return object{
		"metafieldDefinitionCreate": resolver(func(args map[string]any) any {
			return object{"userErrors": s.define(args["definition"].(map[string]any))}
		}),
		"orderCreate": resolver(func(args map[string]any) any {
			o, refused := s.create(args["order"].(map[string]any), args["options"].(map[string]any))
			out := object{"order": nil, "userErrors": refused}
			if o != nil {
				out["order"] = s.object(o)
			}
			return out
		}),
		"orderCancel": resolver(func(args map[string]any) any {
			refused := s.cancel(args)
			out := object{"job": nil, "orderCancelUserErrors": refused}
			if len(refused) == 0 {
				out["job"] = object{"done": s.config.Cancelling == 0}
			}
			return out
		}),
		"orderUpdate": resolver(func(args map[string]any) any {
			return object{"userErrors": s.change(args["input"].(map[string]any))}
		}),
		"customerRequestDataErasure": resolver(func(args map[string]any) any {
			for _, c := range s.customers {
				if c.id == args["customerId"] {
					s.erased = append(s.erased, c.email)
					return object{"userErrors": []object{}}
				}
			}
			return object{"userErrors": refusal("DOES_NOT_EXIST", "Customer does not exist", "customerId")}
		}),
	}
}

func (s *Simulator) define(d map[string]any) []object {
	name := definitionOf(d)
	switch _, taken := s.definitions[name]; {
	case taken:
		return refusal("TAKEN", "Key is in use for Order metafields on the 'orderveil' namespace.", "definition", "key")
	case d["type"] != "id":
		return refusal("INCLUSION", "Type name is not a valid type.", "definition", "type")
	}
	s.definitions[name] = d["type"].(string)
	return []object{}
}

// create makes an order, or says why not.
func (s *Simulator) create(input, options map[string]any) (*order, []object) {
	if s.tooMany() {
		return nil, refusal(nil, "Too many attempts. Please try again later.", "order")
	}
	now := s.config.Clock()
	o := &order{created: now, updated: []time.Time{now}, input: input}
	for _, check := range []func() []object{
		func() []object { return s.takeID(o) },
		func() []object { return checkTags(o) },
		func() []object { return s.addLines(o, options) },
		func() []object { return checkMoney(o) },
	} {
		if refused := check(); len(refused) > 0 {
			return nil, refused
		}
	}
	s.claim(o, options)
	s.created = append(s.created, now)
	o.id = s.id("Order")
	o.name = fmt.Sprintf("#%d", 1001+len(s.orders))
	s.join(o)
	s.orders = append(s.orders, o)
	return o, []object{}
}

// takeID holds the values of a metafield of type id unique.
func (s *Simulator) takeID(o *order) []object {
	metafields, _ := o.input["metafields"].([]any)
	for i, m := range metafields {
		m := m.(map[string]any)
		if s.definitions["ORDER "+fieldOf(m)] != "id" {
			continue
		}
		for _, other := range s.orders {
			if other.customID == customID(m) {
				return refusal("INVALID", "Value must be unique amongst all Order metafields.", "order", "metafields", fmt.Sprint(i), "value")
			}
		}
		o.customID = customID(m)
	}
	return nil
}

func checkTags(o *order) []object {
	for _, tag := range o.tags() {
		if utf8.RuneCountInString(tag) > 40 || strings.Contains(tag, ",") {
			return refusal("INVALID", "Tags exceed the maximum length of 40 characters.", "order", "tags")
		}
	}
	return nil
}

func (s *Simulator) addLines(o *order, options map[string]any) []object {
	items, _ := o.input["lineItems"].([]any)
	if len(items) == 0 {
		return refusal("INVALID", "Line items must have at least one line item.", "order", "lineItems")
	}
	for i, item := range items {
		item := item.(map[string]any)
		quantity, _ := number(item["quantity"])
		l := &lineItem{quantity: int(quantity), price: amount(item["priceSet"])}
		l.sku, _ = item["sku"].(string)
		for _, v := range s.variants {
			if v.id == item["variantId"] {
				l.variant = v
				if l.sku == "" {
					l.sku = v.SKU
				}
			}
		}
		if l.variant == nil || l.quantity < 1 || item["requiresShipping"] != true {
			return refusal("INVALID", "Line item is invalid.", "order", "lineItems", fmt.Sprint(i))
		}
		if options["inventoryBehaviour"] == "DECREMENT_OBEYING_POLICY" && l.variant.Stock < l.quantity {
			return refusal("INVENTORY_CLAIM_FAILED", "Unable to claim inventory.", "order", "lineItems", fmt.Sprint(i))
		}
		o.lines = append(o.lines, l)
		o.total = o.total.Add(l.price.Mul(decimal.NewFromInt(int64(l.quantity))))
	}
	shipping, _ := o.input["shippingLines"].([]any)
	for _, l := range shipping {
		o.total = o.total.Add(amount(l.(map[string]any)["priceSet"]))
	}
	return nil
}

// checkMoney holds what was paid against what was bought, and taxes against their rate.
func checkMoney(o *order) []object {
	paid := decimal.Zero
	transactions, _ := o.input["transactions"].([]any)
	for _, t := range transactions {
		paid = paid.Add(amount(t.(map[string]any)["amountSet"]))
	}
	if !paid.Equal(o.total) || o.input["taxesIncluded"] != true {
		return refusal("INVALID", "Transactions do not add up to the order's total.", "order", "transactions")
	}
	taxes, _ := o.input["taxLines"].([]any)
	for _, t := range taxes {
		t := t.(map[string]any)
		rate := decimal.RequireFromString(fmt.Sprint(t["rate"]))
		tax := amount(t["priceSet"])
		if !o.total.Sub(tax).Mul(rate).Sub(tax).Abs().LessThan(decimal.New(2, -2)) {
			return refusal("INVALID", "Tax line does not match its rate.", "order", "taxLines")
		}
	}
	return nil
}

func amount(set any) decimal.Decimal {
	bag, _ := set.(map[string]any)
	money, _ := bag["shopMoney"].(map[string]any)
	d, _ := decimal.NewFromString(fmt.Sprint(money["amount"]))
	return d
}

func (s *Simulator) claim(o *order, options map[string]any) {
	for _, l := range o.lines {
		if l.claimed = options["inventoryBehaviour"] != "BYPASS"; l.claimed {
			l.variant.Stock -= l.quantity
		}
	}
}

// join makes the order somebody's: customers are known by their e-mail address.
func (s *Simulator) join(o *order) {
	email := o.text("email")
	if email == "" {
		return
	}
	for _, c := range s.customers {
		if c.email == email {
			o.customer = c
		}
	}
	if o.customer == nil {
		o.customer = &customer{id: s.id("Customer"), email: email, created: o.created}
		s.customers = append(s.customers, o.customer)
	}
	o.customer.orders++
}

func (s *Simulator) cancel(args map[string]any) []object {
	o := s.order(args["orderId"])
	switch {
	case o == nil:
		return refusal("NOT_FOUND", "Order does not exist", "orderId")
	case !o.cancelAt.IsZero():
		return refusal("INVALID", "Cannot cancel an order that is cancelled already", "orderId")
	}
	if _, shipped := o.left(); shipped > 0 {
		return refusal("INVALID", "Cannot cancel an order with fulfillments", "orderId")
	}
	refund, _ := args["refundMethod"].(map[string]any)
	o.refunded = refund["originalPaymentMethodsRefund"] == true
	s.stop(o, args["restock"] == true)
	o.cancelAt = o.cancelAt.Add(s.config.Cancelling)
	return []object{}
}

func (s *Simulator) stop(o *order, restock bool) {
	o.cancelAt, o.restock = s.config.Clock(), restock
	for _, l := range o.lines {
		if restock && l.claimed {
			l.variant.Stock += l.quantity - l.fulfilled
		}
	}
}

// change overwrites what is given of an order.
func (s *Simulator) change(input map[string]any) []object {
	o := s.order(input["id"])
	if o == nil {
		return refusal(nil, "Order does not exist", "id")
	}
	changed := map[string]any{}
	for name, value := range o.input {
		changed[name] = value
	}
	for name, value := range input {
		if name == "shippingAddress" { // what is not given of it stays
			address := map[string]any{}
			old, _ := o.input[name].(map[string]any)
			for field, text := range old {
				address[field] = text
			}
			for field, text := range value.(map[string]any) {
				address[field] = text
			}
			value = address
		}
		changed[name] = value
	}
	o.input = changed
	o.updated = append(o.updated, s.config.Clock())
	return []object{}
}

package simulator

import (
	"encoding/json"
	"fmt"
	"time"
)

// cents writes an amount of cents as a number with two decimals.
func cents(n int64) json.Number { return json.Number(fmt.Sprintf("%d.%02d", n/100, n%100)) }

func stamp(t time.Time) string { return t.UTC().Format(time.RFC3339) }

const shippingCents = 490

// show writes an order as OR11 does.
func (s *Simulator) show(o *order) map[string]any {
	state, lines, price := o.now(), []map[string]any{}, int64(0)
	for n, l := range o.lines {
		lines = append(lines, s.showLine(o, n, l))
		price += l.cents * int64(l.quantity)
	}
	shown := map[string]any{
		"order_id": o.id, "commercial_id": o.id[:len(o.id)-2], "order_state": state, "created_date": stamp(o.created), "last_updated_date": stamp(o.updated),
		"can_cancel": state == "SHIPPING", "can_shop_ship": state == "SHIPPING", "currency_iso_code": "EUR", "customer": o.customer(),
		"fulfillment": map[string]any{"center": map[string]any{"code": "DEFAULT"}}, "fully_refunded": false, "has_customer_message": false,
		"has_incident": false, "has_invoice": false, "leadtime_to_ship": 2, "order_additional_fields": []any{}, "order_lines": lines, "order_tax_mode": s.taxMode(),
		"paymentType": "card", "price": cents(price), "shipping_price": cents(shippingCents), "total_price": cents(price + shippingCents),
		"shipping_type_code": "STD", "shipping_type_label": "Standard", "shipping_zone_code": "NL", "shipping_zone_label": "NL", "total_commission": cents(price / 10),
		"shipping_deadline": stamp(o.created.Add(48 * time.Hour)), "payment_workflow": "PAY_ON_ACCEPTANCE",
	}
	if !waiting(state) && state != "REFUSED" {
		shown["customer_notification_email"] = Mark + "." + o.id + "@notification.example"
	}
	if o.tracking+o.carrier+o.carrierCode != "" {
		shown["shipping_tracking"], shown["shipping_company"], shown["shipping_carrier_code"] = o.tracking, o.carrier, o.carrierCode
	}
	return shown
}

func (s *Simulator) taxMode() string {
	if s.config.TaxExcluded {
		return "TAX_EXCLUDED"
	}
	return "TAX_INCLUDED"
}

// tax is 21 % of a price, on top or within.
func (s *Simulator) tax(price int64) []map[string]any {
	of := price * 21 / 121
	if s.config.TaxExcluded {
		of = price * 21 / 100
	}
	return []map[string]any{{"code": "VAT", "amount": cents(of), "rate": 21, "tax_calculation_rule": "PROPORTIONAL_TO_AMOUNT"}}
}

func (s *Simulator) showLine(o *order, n int, l *line) map[string]any {
	price, ship := l.cents*int64(l.quantity), int64(0)
	if n == 0 {
		ship = shippingCents
	}
	shown := map[string]any{
		"order_line_id": l.id, "order_line_index": n + 1, "order_line_state": l.state(o.now()), "offer_id": 2130 + n, "offer_sku": l.sku, "offer_state_code": "11",
		"product_sku": "8712345678906", "product_title": "Product " + l.sku, "quantity": l.quantity, "price": cents(price), "price_unit": cents(l.cents),
		"shipping_price": cents(ship), "total_price": cents(price + ship), "can_refund": false, "category_code": "1", "category_label": "Things",
		"commission_fee": cents(price / 10), "commission_rate_vat": 21, "commission_vat": cents(price / 100), "total_commission": cents(price / 10),
		"created_date": stamp(o.created), "last_updated_date": stamp(o.updated), "description": "", "order_line_additional_fields": []any{}, "product_medias": []any{},
		"refunds": []any{}, "cancelations": l.showCancelations(), "taxes": s.tax(price), "shipping_taxes": s.tax(ship),
	}
	if !l.shippedAt.IsZero() {
		shown["shipped_date"] = stamp(l.shippedAt)
	}
	if !l.received.IsZero() {
		shown["received_date"] = stamp(l.received)
	}
	return shown
}

func (l *line) showCancelations() []map[string]any {
	all := []map[string]any{}
	for n, c := range l.canceled {
		all = append(all, map[string]any{
			"id": fmt.Sprint(1100 + n), "quantity": c.quantity, "amount": cents(c.cents), "reason_code": c.reason, "created_date": stamp(c.at),
			"commission_amount": 0, "commission_taxes": []any{}, "commission_total_amount": 0,
		})
	}
	return all
}

// customer is who ordered. Addresses are shown from SHIPPING on.
func (o *order) customer() map[string]any {
	c := map[string]any{"customer_id": "C-" + o.id, "firstname": Mark + "ie", "lastname": Mark + "-" + o.id, "civility": "Mrs"}
	if state := o.now(); waiting(state) || state == "REFUSED" {
		return c
	}
	c["shipping_address"] = o.address(fmt.Sprintf("%s Kade %d", Mark, 10+o.moved), "NLD", "Netherlands")
	c["shipping_address"].(map[string]any)["additional_info"] = Mark + ": side door"
	c["billing_address"] = o.address(Mark+"laan 3 bus 4", "BEL", "Belgium")
	c["organization"] = map[string]any{
		"organization_id": "O-" + o.id, "name": Mark + " B.V.", "identification_number": Mark + "99887766", "tax_identification_number": Mark + "NL999999999B99",
	}
	return c
}

func (o *order) address(street, code, country string) map[string]any {
	return map[string]any{
		"firstname": Mark + "ie", "lastname": Mark + "-" + o.id, "civility": "Mrs", "street_1": street, "street_2": Mark + " floor 2",
		"zip_code": Mark + " 1011AB", "city": Mark + "stad", "country": country, "country_iso_code": code, "phone": Mark + "0201234567",
	}
}

package woocommerce

import (
	"strings"

	"github.com/shopspring/decimal"

	"orderveil"
	"orderveil/personal"
)

// Keys under which lines keep what the hub knows them by. They are stored in shops and
// never change; the underscore keeps them off the shop's pages.
const (
	lineKey = "_orderveil_line"
	skuKey  = "_orderveil_sku"
)

// vatKey is where the usual plug-ins keep a business's VAT number.
const vatKey = "_billing_vat_number"

// request is an order as it is sent: pending, and with the marketplace's prices in place of
// the catalogue's.
func request(reference string, o *orderveil.Order, lines []wanted) map[string]any {
	billing, shipping := o.BillTo, o.ShipTo
	if billing == nil {
		billing = shipping
	}
	if shipping == nil {
		shipping = billing
	}
	body := map[string]any{
		"created_via": reference, "status": "pending", "currency": o.Total.Currency, "set_paid": false, "customer_id": 0,
		"payment_method": "marketplace", "payment_method_title": "Paid at the marketplace", "transaction_id": o.Number,
		"billing": addressOf(billing, true), "shipping": addressOf(shipping, false),
		"customer_note": noteOf(shipping), "line_items": items(lines),
		"shipping_lines": []map[string]any{{"method_id": "marketplace", "method_title": "Marketplace", "total": text(delivery(o, lines))}},
		"meta_data": []map[string]any{
			{"key": "_orderveil_number", "value": o.Number}, {"key": "_orderveil_hub_number", "value": o.HubNumber},
		},
	}
	if vat := vatOf(billing); vat != "" {
		body["meta_data"] = append(body["meta_data"].([]map[string]any), map[string]any{"key": vatKey, "value": vat})
	}
	return body
}

// items are the lines of a request. Prices are sent as what the customer pays; where the
// shop adds tax to that, it is taken off again by price.
func items(lines []wanted) (all []map[string]any) {
	for _, w := range lines {
		id, variation := w.product.ids()
		i := map[string]any{
			"product_id": id, "quantity": w.quantity, "subtotal": text(w.full), "total": text(w.gross),
			"meta_data": []map[string]any{{"key": lineKey, "value": w.line}, {"key": skuKey, "value": w.sku}},
		}
		if variation != 0 {
			i["variation_id"] = variation
		}
		all = append(all, i)
	}
	return all
}

// delivery is what the customer paid beyond the lines, such as for the delivery. Of an
// order that has been sent in part already it was in the first part.
func delivery(o *orderveil.Order, lines []wanted) decimal.Decimal {
	rest := o.Total.Amount
	for _, w := range lines {
		rest = rest.Sub(w.gross)
	}
	for _, l := range o.Lines {
		if l.Left() != l.Quantity {
			return decimal.Zero
		}
	}
	return decimal.Max(rest, decimal.Zero)
}

// text writes an exact amount.
func text(d decimal.Decimal) string { return orderveil.DecimalText(d) }

// addressOf writes an address as WooCommerce keeps it: the house number with the street.
// What the hub does not have, or may not send, is left empty, which the shop takes.
func addressOf(p *orderveil.Party, billing bool) map[string]any {
	if p == nil {
		p = &orderveil.Party{}
	}
	street := words(p.Address.Plain(personal.Street), p.Address.Plain(personal.HouseNumber), p.Address.Plain(personal.HouseNumberAddition))
	if street == "" {
		street = p.Address.Plain(personal.StreetOriginal)
	}
	a := map[string]any{
		"first_name": p.Name.Plain(personal.FirstName), "last_name": p.Name.Plain(personal.LastName), "company": p.Name.Plain(personal.Company),
		"address_1": street, "address_2": p.Pickup.Plain(personal.PickupPoint), "city": p.Address.Plain(personal.City),
		"state": p.Address.Plain(personal.Region), "postcode": p.Address.Plain(personal.Postcode), "country": p.Country,
	}
	if !billing {
		return a
	}
	a["phone"] = p.Phone.Plain(personal.PhoneNumber)
	if email := p.Email.Plain(personal.EmailAddress); email != "" { // an empty one is refused
		a["email"] = email
	}
	return a
}

// noteOf is what the customer asked for.
func noteOf(p *orderveil.Party) string {
	if p == nil {
		return ""
	}
	return words(p.Note.Plain(personal.AddressNote), p.Note.Plain(personal.OrderReference))
}

func vatOf(p *orderveil.Party) string {
	if p == nil {
		return ""
	}
	return p.TaxID.Plain(personal.VATNumber)
}

// words joins the texts that there are.
func words(texts ...string) string {
	return strings.Join(strings.Fields(strings.Join(texts, " ")), " ")
}

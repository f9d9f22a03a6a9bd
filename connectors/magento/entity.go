package magento

import (
	"strings"

	"github.com/shopspring/decimal"

	"orderveil"
	"orderveil/personal"
)

// entity is an order as Magento's API takes it whole.
func (s *Sink) entity(reference string, o *orderveil.Order, at store, lines []line, a sums) map[string]any {
	currency := o.Total.Currency
	e := map[string]any{
		"increment_id": numberOf(reference), "ext_order_id": reference, "store_id": at.ID, "state": "processing", "status": s.status,
		"is_virtual": 0, "customer_is_guest": 1, "customer_group_id": 0, "customer_note_notify": 0, "email_sent": 0,
		"base_currency_code": currency, "order_currency_code": currency, "global_currency_code": currency, "store_currency_code": currency,
		"base_to_global_rate": 1, "base_to_order_rate": 1, "store_to_base_rate": 0, "store_to_order_rate": 0,
		"total_item_count": len(lines), "shipping_description": "Marketplace order " + o.Number,
		"items": items(at, lines, a),
		"payment": map[string]any{
			"method": s.payment, "account_status": "", "cc_last4": "", "additional_information": []string{"Paid at the marketplace"},
			"amount_ordered": number(a.total), "base_amount_ordered": number(a.total), "shipping_amount": number(a.shipping.Sub(a.shippingTax)),
		},
	}
	pieces := 0
	for _, l := range lines {
		pieces += l.quantity
	}
	e["total_qty_ordered"] = pieces
	both(e, "subtotal", a.subtotal)
	both(e, "subtotal_incl_tax", a.subtotalGros)
	both(e, "discount_amount", a.discount.Neg())
	both(e, "shipping_amount", a.shipping.Sub(a.shippingTax))
	both(e, "shipping_tax_amount", a.shippingTax)
	both(e, "shipping_incl_tax", a.shipping)
	both(e, "tax_amount", a.tax)
	both(e, "grand_total", a.total)
	both(e, "total_due", a.total)
	s.parties(e, o, at.country())
	return e
}

// both sets an amount in the order's currency and in that of the books, which are one.
func both(e map[string]any, name string, amount decimal.Decimal) {
	e[name], e["base_"+name] = number(amount), number(amount)
}

func items(at store, lines []line, a sums) (all []any) {
	for n, l := range lines {
		r, quantity := a.rows[n], decimal.NewFromInt(int64(l.quantity))
		i := map[string]any{
			"sku": l.product.SKU, "product_id": l.product.ID, "product_type": l.product.Type, "name": l.from.Title, "store_id": at.ID,
			"qty_ordered": l.quantity, "is_virtual": 0, "is_qty_decimal": 0, "ext_order_item_id": l.from.MarketplaceID, "tax_percent": number(a.rate),
		}
		both(i, "price", r.gross.Sub(r.tax).DivRound(quantity, 4))
		both(i, "original_price", r.unit)
		both(i, "price_incl_tax", r.unit)
		both(i, "row_total", r.gross.Sub(r.tax))
		both(i, "row_total_incl_tax", r.gross)
		both(i, "tax_amount", r.tax)
		both(i, "discount_amount", r.discount)
		all = append(all, i)
	}
	return all
}

// parties writes who pays and who receives. Magento does without none of these texts: what
// is not there is filled with one that is nobody's.
func (s *Sink) parties(e map[string]any, o *orderveil.Order, country string) {
	ship, bill := o.ShipTo, o.BillTo
	if ship == nil {
		ship = bill
	}
	if bill == nil {
		bill = ship
	}
	if ship == nil {
		ship, bill = &orderveil.Party{}, &orderveil.Party{}
	}
	email := strings.ToLower(o.HubNumber) + "@orders.invalid"
	for _, p := range []*orderveil.Party{bill, ship} {
		if text := p.Email.Plain(personal.EmailAddress); text != "" {
			email = text
		}
	}
	billing, shipping := address(bill, email, country), address(ship, email, country)
	billing["address_type"], shipping["address_type"] = "billing", "shipping"
	e["customer_email"], e["customer_firstname"], e["customer_lastname"] = email, billing["firstname"], billing["lastname"]
	e["billing_address"] = billing
	e["extension_attributes"] = map[string]any{"shipping_assignments": []any{map[string]any{
		"shipping": map[string]any{"address": shipping, "method": s.shipping}, "items": e["items"],
	}}}
}

// nobody stands where a text is needed that is not there.
const nobody = "-"

func address(p *orderveil.Party, email, country string) map[string]any {
	street := words(p.Address.Plain(personal.Street), p.Address.Plain(personal.HouseNumber), p.Address.Plain(personal.HouseNumberAddition))
	if street == "" {
		street = p.Address.Plain(personal.StreetOriginal)
	}
	lines := []string{or(street)}
	if more := words(p.Pickup.Plain(personal.PickupPoint), p.Note.Plain(personal.AddressNote)); more != "" {
		lines = append(lines, more)
	}
	a := map[string]any{
		"firstname": or(p.Name.Plain(personal.FirstName)), "lastname": or(p.Name.Plain(personal.LastName)), "street": lines,
		"city": or(p.Address.Plain(personal.City)), "postcode": or(p.Address.Plain(personal.Postcode)), "country_id": p.Country,
		"telephone": or(p.Phone.Plain(personal.PhoneNumber)), "email": email,
	}
	if p.Country == "" {
		a["country_id"] = country
	}
	for name, text := range map[string]string{
		"company": p.Name.Plain(personal.Company), "region": p.Address.Plain(personal.Region), "vat_id": p.TaxID.Plain(personal.VATNumber),
	} {
		if text != "" {
			a[name] = text
		}
	}
	return a
}

func or(text string) string {
	if text == "" {
		return nobody
	}
	return text
}

// words joins the texts that there are.
func words(texts ...string) string {
	return strings.Join(strings.Fields(strings.Join(texts, " ")), " ")
}

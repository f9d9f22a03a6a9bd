package shopify

import (
	"strings"

	"orderveil"
	"orderveil/personal"
)

// address writes the parties. Shopify asks for none of it: what is not there, or may not be
// sent, is left out.
func (s *Sink) address(order map[string]any, o *orderveil.Order) {
	if o.ShipTo != nil {
		order["shippingAddress"] = addressOf(o.ShipTo)
	}
	if o.BillTo != nil && s.billing {
		order["billingAddress"] = addressOf(o.BillTo)
	}
	for _, p := range []*orderveil.Party{o.BillTo, o.ShipTo} {
		if p == nil {
			continue
		}
		if email := p.Email.Plain(personal.EmailAddress); email != "" {
			order["email"] = email
		}
	}
}

// addressOf writes an address: the house number with the street.
func addressOf(p *orderveil.Party) map[string]any {
	street := words(p.Address.Plain(personal.Street), p.Address.Plain(personal.HouseNumber), p.Address.Plain(personal.HouseNumberAddition))
	if street == "" {
		street = p.Address.Plain(personal.StreetOriginal)
	}
	address := map[string]any{}
	for name, text := range map[string]string{
		"firstName": p.Name.Plain(personal.FirstName),
		"lastName":  p.Name.Plain(personal.LastName),
		"company":   p.Name.Plain(personal.Company),
		"address1":  street,
		"address2":  words(p.Pickup.Plain(personal.PickupPoint), p.Note.Plain(personal.AddressNote)),
		"city":      p.Address.Plain(personal.City),
		"province":  p.Address.Plain(personal.Region),
		"zip":       p.Address.Plain(personal.Postcode),
		"phone":     p.Phone.Plain(personal.PhoneNumber),

		"countryCode": p.Country,
	} {
		if text != "" {
			address[name] = text
		}
	}
	return address
}

// words joins the texts that there are.
func words(texts ...string) string {
	return strings.Join(strings.Fields(strings.Join(texts, " ")), " ")
}

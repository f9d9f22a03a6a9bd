package vendure

import (
	"context"
	"strings"

	"orderveil"
	"orderveil/personal"
)

// address writes both addresses and the customer.
func (s *Sink) address(ctx context.Context, id string, o *orderveil.Order) error {
	for _, a := range []struct {
		name  string
		party *orderveil.Party
	}{{"setDraftOrderShippingAddress", o.ShipTo}, {"setDraftOrderBillingAddress", o.BillTo}} {
		if a.party == nil {
			continue
		}
		if _, err := s.step(ctx, a.name, "keep an address",
			`mutation($o: ID!, $a: CreateAddressInput!) { `+a.name+`(orderId: $o, input: $a) { `+s.fields()+` } }`,
			map[string]any{"o": id, "a": addressOf(a.party)}); err != nil {
			return err
		}
	}
	return s.customer(ctx, id, o)
}

// addressOf writes an address as Vendure keeps it: the house number with the street.
func addressOf(p *orderveil.Party) map[string]any {
	street := words(p.Address.Plain(personal.Street), p.Address.Plain(personal.HouseNumber), p.Address.Plain(personal.HouseNumberAddition))
	if street == "" {
		street = p.Address.Plain(personal.StreetOriginal)
	}
	return map[string]any{
		"fullName":    words(p.Name.Plain(personal.FirstName), p.Name.Plain(personal.LastName)),
		"company":     p.Name.Plain(personal.Company),
		"streetLine1": street,
		"streetLine2": words(p.Pickup.Plain(personal.PickupPoint), p.Note.Plain(personal.AddressNote)),
		"city":        p.Address.Plain(personal.City),
		"province":    p.Address.Plain(personal.Region),
		"postalCode":  p.Address.Plain(personal.Postcode),
		"countryCode": p.Country,
		"phoneNumber": p.Phone.Plain(personal.PhoneNumber),
	}
}

// customer makes the order somebody's. A shop knows customers by their e-mail address:
// without one, or where the marketplace gives one per order, it is one per order.
func (s *Sink) customer(ctx context.Context, id string, o *orderveil.Order) error {
	p := o.BillTo
	if p == nil {
		p = o.ShipTo
	}
	if p == nil {
		p = &orderveil.Party{}
	}
	email := p.Email.Plain(personal.EmailAddress)
	if email == "" {
		email = strings.ToLower(o.HubNumber) + "@orders.invalid"
	}
	_, err := s.step(ctx, "setCustomerForDraftOrder", "keep the customer",
		`mutation($o: ID!, $c: CreateCustomerInput!) { setCustomerForDraftOrder(orderId: $o, input: $c) { `+s.fields()+` } }`,
		map[string]any{"o": id, "c": map[string]any{
			"firstName": p.Name.Plain(personal.FirstName), "lastName": p.Name.Plain(personal.LastName), "emailAddress": email,
		}})
	return err
}

// words joins the texts that there are.
func words(texts ...string) string {
	return strings.TrimSpace(strings.Join(strings.Fields(strings.Join(texts, " ")), " "))
}

package kaufland

import (
	"strings"

	"golang.org/x/text/language"

	"orderveil"
	"orderveil/personal"
)

// shipTo maps the address that a parcel goes to; nil when it is not shown.
func (o *fullOrder) shipTo() *orderveil.Party {
	p := o.party(o.Shipping)
	if p == nil || o.Delivery == nil || o.Delivery.Pickup == nil {
		return p
	}
	at := o.Delivery.Pickup
	p.Pickup = personal.NewRecord(personal.Delivery).With(personal.PickupPoint, words(at.Provider, at.ID, at.PostNumber))
	return p
}

// billTo maps the address of the invoice.
func (o *fullOrder) billTo() *orderveil.Party { return o.party(o.Billing) }

func (o *fullOrder) party(a *address) *orderveil.Party {
	if a == nil || strings.TrimSpace(a.Street+a.City+a.Postcode) == "" {
		return nil
	}
	email := ""
	if o.Buyer != nil {
		email = o.Buyer.Email
	}
	return &orderveil.Party{
		Country: country(a.Country),
		Name: personal.NewRecord(personal.Name).
			With(personal.FirstName, a.FirstName).
			With(personal.LastName, a.LastName).
			With(personal.Company, a.Company),
		Address: personal.NewRecord(personal.Address).
			With(personal.Street, a.Street).
			With(personal.HouseNumber, a.HouseNumber).
			With(personal.Postcode, a.Postcode).
			With(personal.City, a.City).
			With(personal.StreetOriginal, words(a.Street, a.HouseNumber)),
		Email: personal.NewRecord(personal.Email).With(personal.EmailAddress, email),
		Phone: personal.NewRecord(personal.Phone).With(personal.PhoneNumber, a.Phone),
		Note:  personal.NewRecord(personal.Note).With(personal.AddressNote, a.More),
	}
}

// country is a code of two letters. What is no country's code stays empty.
func country(code string) string {
	if len(code) != 2 && len(code) != 3 {
		return ""
	}
	region, err := language.ParseRegion(code)
	if err != nil || !region.IsCountry() || len(region.String()) != 2 {
		return ""
	}
	return region.String()
}

func words(parts ...string) string {
	var given []string
	for _, p := range parts {
		if p = strings.TrimSpace(p); p != "" {
			given = append(given, p)
		}
	}
	return strings.Join(given, " ")
}

package mirakl

import (
	"strings"

	"golang.org/x/text/language"

	"orderveil"
	"orderveil/personal"
)

// shipTo maps the address that a parcel goes to; nil when it is not shown.
func (o *fullOrder) shipTo() *orderveil.Party {
	p := o.party(o.Customer.Shipping)
	if p == nil {
		return nil
	}
	p.Pickup = personal.NewRecord(personal.Delivery).With(personal.PickupPoint, o.PickupID)
	p.Note = personal.NewRecord(personal.Note).With(personal.AddressNote, o.Customer.Shipping.Note)
	return p
}

// billTo maps the address of the invoice.
func (o *fullOrder) billTo() *orderveil.Party {
	p := o.party(o.Customer.Billing)
	if p == nil {
		return nil
	}
	if org := o.Customer.Organization; org != nil {
		p.TaxID = personal.NewRecord(personal.TaxID).With(personal.VATNumber, org.TaxID).With(personal.ChamberOfCommerce, org.Number)
		if p.Name.Plain(personal.Company) == "" {
			p.Name = p.Name.With(personal.Company, org.Name)
		}
	}
	return p
}

// party maps an address. Operators leave names out of it that stand with the customer.
func (o *fullOrder) party(a *address) *orderveil.Party {
	if a == nil || strings.TrimSpace(a.Street1+a.Street2+a.City+a.ZipCode) == "" {
		return nil
	}
	first, last, civility := a.FirstName, a.LastName, a.Civility
	if first+last == "" {
		first, last, civility = o.Customer.FirstName, o.Customer.LastName, o.Customer.Civility
	}
	phone := a.Phone
	if phone == "" {
		phone = a.Phone2
	}
	return &orderveil.Party{
		Country: country(a.Country),
		Name: personal.NewRecord(personal.Name).
			With(personal.Salutation, civility).
			With(personal.FirstName, first).
			With(personal.LastName, last).
			With(personal.Company, words(a.Company, a.Company2)),
		Address: a.record(),
		Email:   personal.NewRecord(personal.Email).With(personal.EmailAddress, o.Email),
		Phone:   personal.NewRecord(personal.Phone).With(personal.PhoneNumber, phone),
	}
}

// record keeps the street as it is: Mirakl has no field for a house number, and where it
// stands in a line depends on the country.
func (a *address) record() personal.Record {
	street := words(a.Street1, a.Street2)
	return personal.NewRecord(personal.Address).
		With(personal.Street, street).
		With(personal.Postcode, a.ZipCode).
		With(personal.City, a.City).
		With(personal.Region, a.State).
		With(personal.StreetOriginal, street)
}

// country turns Mirakl's code of three letters into one of two. What is no country's code
// stays empty.
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
	return strings.Join(given, ", ")
}

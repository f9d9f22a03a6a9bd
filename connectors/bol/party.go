package bol

import (
	"orderveil"
	"orderveil/personal"
)

// party maps one party's details. What bol did not give stays absent.
func (d *details) party() *orderveil.Party {
	if d == nil {
		return nil
	}
	return &orderveil.Party{
		Country: d.CountryCode,
		Name: personal.NewRecord(personal.Name).
			With(personal.Salutation, d.salutation()).
			With(personal.FirstName, d.FirstName).
			With(personal.LastName, d.Surname).
			With(personal.Company, d.Company),
		Address: d.address(),
		Email:   personal.NewRecord(personal.Email).With(personal.EmailAddress, d.Email),
		Phone:   personal.NewRecord(personal.Phone).With(personal.PhoneNumber, d.DeliveryPhoneNumber),
		TaxID: personal.NewRecord(personal.TaxID).
			With(personal.VATNumber, d.VATNumber).
			With(personal.ChamberOfCommerce, d.ChamberOfCommerce),
		Pickup: personal.NewRecord(personal.Delivery).With(personal.PickupPoint, d.PickupPointName),
		Note: personal.NewRecord(personal.Note).
			With(personal.AddressNote, d.ExtraAddressInfo).
			With(personal.OrderReference, d.CustomerReference),
	}
}

// address keeps house number and addition apart. Customers type both into one
// field often enough; then they are taken apart here, and the original line says
// what was typed.
func (d *details) address() personal.Record {
	number, addition := d.HouseNumber, d.HouseNumberExtension
	if addition == "" {
		number, addition = SplitHouseNumber(d.HouseNumber)
	}
	return personal.NewRecord(personal.Address).
		With(personal.Street, d.StreetName).
		With(personal.HouseNumber, number).
		With(personal.HouseNumberAddition, addition).
		With(personal.Postcode, d.ZipCode).
		With(personal.City, d.City).
		With(personal.StreetOriginal, streetLine(d.StreetName, d.HouseNumber, d.HouseNumberExtension))
}

// salutation leaves out bol's word for not knowing.
func (d *details) salutation() string {
	if d.Salutation == "UNKNOWN" {
		return ""
	}
	return d.Salutation
}

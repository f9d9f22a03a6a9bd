package ebay

import (
	"strings"
	"unicode/utf8"

	"orderveil"
	"orderveil/personal"
)

// parties are who pays, by the address the buyer is registered under, and who receives. What
// eBay did not give stays absent: it shows an e-mail address for 14 days, a name for 90.
func (f *fullOrder) parties() (bill, ship *orderveil.Party) {
	bill = f.Buyer.Registration.party()
	if bill != nil {
		bill.TaxID = personal.NewRecord(personal.TaxID).With(personal.VATNumber, f.Buyer.Tax.ID)
	}
	for _, i := range f.Instructions {
		if i.Shipping.To == nil && i.Pickup.Location == "" {
			continue
		}
		if ship = i.Shipping.To.party(); ship == nil { // fetched by the buyer, from a shop of the merchant's
			ship = f.Buyer.Registration.party()
		}
		if ship == nil {
			ship = &orderveil.Party{}
		}
		ship.Pickup = personal.NewRecord(personal.Delivery).With(personal.PickupPoint, i.Pickup.Location)
		// A parcel that goes abroad through eBay carries this reference on its label.
		ship.Note = personal.NewRecord(personal.Note).With(personal.OrderReference, i.Shipping.Reference)
		break
	}
	noted := ship
	if noted == nil {
		noted = bill
	}
	if noted != nil {
		noted.Note = noted.Note.With(personal.AddressNote, shorten(f.Notes))
	}
	return bill, ship
}

// party maps a contact. eBay gives a name in one piece and an address in lines; both stay
// as they are, because taking them apart by guessing would spoil some of them.
func (c *contact) party() *orderveil.Party {
	if c == nil {
		return nil
	}
	a := &c.Address
	region := a.Region
	if region == "" {
		region = a.County
	}
	return &orderveil.Party{
		Country: a.Country,
		Name:    personal.NewRecord(personal.Name).With(personal.LastName, c.FullName).With(personal.Company, c.Company),
		Address: personal.NewRecord(personal.Address).
			With(personal.Street, a.Line1).
			With(personal.HouseNumberAddition, a.Line2).
			With(personal.Postcode, a.Postcode).
			With(personal.City, a.City).
			With(personal.Region, region).
			With(personal.StreetOriginal, strings.TrimSpace(a.Line1+" "+a.Line2)),
		Email: personal.NewRecord(personal.Email).With(personal.EmailAddress, c.Email),
		Phone: personal.NewRecord(personal.Phone).With(personal.PhoneNumber, c.Phone.Number),
	}
}

// shorten cuts a text that is longer than an order may have: 500 characters, which eBay
// allows, can be 2000 bytes, and are no reason to refuse an order.
func shorten(text string) string {
	const ellipsis = "…"
	if len(text) <= orderveil.MaxText {
		return text
	}
	end := orderveil.MaxText - len(ellipsis)
	for !utf8.RuneStart(text[end]) {
		end--
	}
	return text[:end] + ellipsis
}

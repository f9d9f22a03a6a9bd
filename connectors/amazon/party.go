package amazon

import (
	"strings"

	"orderveil"
	"orderveil/personal"
)

// notReceived tells a right that is missing from a customer who has none. Without the
// application's role for them Amazon leaves the buyer or the recipient out, or all of them
// that is personal; a buyer without an e-mail address, or a recipient without a telephone,
// has none.
func (f *fullOrder) notReceived() (kept personal.Set) {
	if f.Buyer == nil || *f.Buyer == (buyer{}) {
		kept |= personal.SetOf(personal.Email)
	}
	if f.Recipient == nil || f.Recipient.Address == nil {
		return kept | personal.SetOf(personal.Name, personal.Address, personal.Phone)
	}
	a := f.Recipient.Address
	if a.Name == "" && a.Company == "" {
		kept |= personal.SetOf(personal.Name)
	}
	if a.street() == "" {
		kept |= personal.SetOf(personal.Address)
	}
	return kept
}

// parties are who pays and who receives. What Amazon did not give stays absent.
func (f *fullOrder) parties() (bill, ship *orderveil.Party) {
	if f.Recipient != nil && f.Recipient.Address != nil {
		ship = f.Recipient.Address.party()
		ship.Note = personal.NewRecord(personal.Note).With(personal.AddressNote, f.note())
	}
	if f.Buyer == nil {
		return nil, ship
	}
	bill = f.payer(ship)
	if ship != nil {
		ship.Email = bill.Email // who receives is written to at the buyer's address
	}
	return bill, ship
}

// payer is the buyer. Amazon gives an address of theirs with a tax number only; the
// delivery address stands in for it.
func (f *fullOrder) payer(ship *orderveil.Party) *orderveil.Party {
	first, last := names(f.Buyer.Name)
	p := &orderveil.Party{
		Name: personal.NewRecord(personal.Name).With(personal.FirstName, first).With(personal.LastName, last).
			With(personal.Company, f.Buyer.Company),
		Email: personal.NewRecord(personal.Email).With(personal.EmailAddress, f.Buyer.Email),
		Note:  personal.NewRecord(personal.Note).With(personal.OrderReference, f.Buyer.PurchaseOrder),
	}
	if ship != nil {
		p.Country, p.Address = ship.Country, ship.Address
	}
	for _, r := range f.Tax.Registrations {
		if r.Entity != "BUYER" {
			continue
		}
		p.TaxID = personal.NewRecord(personal.TaxID).With(personal.VATNumber, r.Number)
		if f.Buyer.Company == "" {
			p.Name = p.Name.With(personal.Company, r.Name)
		}
		if r.Address != nil {
			p.Country, p.Address = r.Address.CountryCode, r.Address.record()
		}
		break
	}
	return p
}

// note is what the customer asks of whoever packs and delivers.
func (f *fullOrder) note() string {
	wishes := []string{f.Recipient.Preference.Instruction, f.Recipient.Preference.DropOff}
	for i := range f.Items {
		if message := f.Items[i].Fulfillment.Packing.Gift.Message; message != "" {
			wishes = append(wishes, "Gift message: "+message)
		}
	}
	return joined("\n", wishes...)
}

func (a *place) party() *orderveil.Party {
	first, last := names(a.Name)
	company, pickup := a.Company, ""
	if a.Type == "PICKUP_POINT" {
		company, pickup = "", a.Company
	}
	return &orderveil.Party{
		Country: a.CountryCode,
		Name: personal.NewRecord(personal.Name).With(personal.FirstName, first).With(personal.LastName, last).
			With(personal.Company, company),
		Address: a.record(),
		Phone:   personal.NewRecord(personal.Phone).With(personal.PhoneNumber, a.Phone),
		Pickup:  personal.NewRecord(personal.Delivery).With(personal.PickupPoint, pickup),
	}
}

// record is the address. Amazon's lines hold street and house number as the customer typed
// them, in any order; they are not taken apart.
func (a *place) record() personal.Record {
	lines := joined("\n", a.Line1, a.Line2, a.Line3)
	street, number, addition := joined(", ", a.Line1, a.Line2, a.Line3), "", ""
	if e := a.Extended; e.Street != "" {
		street, number, addition = e.Street, e.Number, e.Complement
	}
	city := a.City
	if city == "" {
		city = a.Municipality
	}
	return personal.NewRecord(personal.Address).
		With(personal.Street, street).
		With(personal.HouseNumber, number).
		With(personal.HouseNumberAddition, addition).
		With(personal.Postcode, a.PostalCode).
		With(personal.City, city).
		With(personal.Region, joined(", ", a.Extended.Neighborhood, a.District, a.Region)).
		With(personal.StreetOriginal, lines)
}

func (a *place) street() string {
	return joined(" ", a.Line1, a.Line2, a.Line3, a.Extended.Street)
}

// names takes a name apart at its first space. Both parts together are what Amazon gave.
func names(full string) (first, last string) {
	first, last, found := strings.Cut(strings.TrimSpace(full), " ")
	if !found {
		return "", first
	}
	return first, strings.TrimSpace(last)
}

// joined joins the texts that there are.
func joined(with string, texts ...string) string {
	var given []string
	for _, t := range texts {
		if t = strings.TrimSpace(t); t != "" {
			given = append(given, t)
		}
	}
	return strings.Join(given, with)
}

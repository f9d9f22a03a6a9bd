package store

import (
	"sync"

	"orderveil"
	"orderveil/ent/account"
	"orderveil/personal"
)

// PartyView is who pays or receives, as one viewer sees them.
type PartyView struct {
	order *OrderView
	row   *account.Party

	mu     sync.Mutex
	opened [personal.Note + 1]*personal.Record // by category, once asked for
}

// Country stays visible to everybody who sees the order.
func (p *PartyView) Country() string { return p.row.Country }

// Decision says how the viewer gets a category of this party.
func (p *PartyView) Decision(c personal.Category) orderveil.Decision {
	return p.order.page.lens.decide(p.order.row.ID, p.row.Kind, c)
}

// Salutation is how to address the person.
func (p *PartyView) Salutation() (*string, error) { return p.text(personal.Salutation) }

// FirstName is the given name.
func (p *PartyView) FirstName() (*string, error) { return p.text(personal.FirstName) }

// LastName is the family name.
func (p *PartyView) LastName() (*string, error) { return p.text(personal.LastName) }

// Company is the company's name.
func (p *PartyView) Company() (*string, error) { return p.text(personal.Company) }

// Street is the street without the house number.
func (p *PartyView) Street() (*string, error) { return p.text(personal.Street) }

// HouseNumber is the house number without its addition.
func (p *PartyView) HouseNumber() (*string, error) { return p.text(personal.HouseNumber) }

// HouseNumberAddition is what follows the house number.
func (p *PartyView) HouseNumberAddition() (*string, error) {
	return p.text(personal.HouseNumberAddition)
}

// StreetOriginal is the street line as the marketplace gave it.
func (p *PartyView) StreetOriginal() (*string, error) { return p.text(personal.StreetOriginal) }

// AddressNote is what the customer wrote for the carrier.
func (p *PartyView) AddressNote() (*string, error) { return p.text(personal.AddressNote) }

// OrderReference is the customer's own reference.
func (p *PartyView) OrderReference() (*string, error) { return p.text(personal.OrderReference) }

// Postcode is the postal code.
func (p *PartyView) Postcode() (*string, error) { return p.text(personal.Postcode) }

// City is the town.
func (p *PartyView) City() (*string, error) { return p.text(personal.City) }

// Region is the province or state.
func (p *PartyView) Region() (*string, error) { return p.text(personal.Region) }

// Email is the e-mail address.
func (p *PartyView) Email() (*string, error) { return p.text(personal.EmailAddress) }

// Phone is the telephone number.
func (p *PartyView) Phone() (*string, error) { return p.text(personal.PhoneNumber) }

// TaxID is the VAT number.
func (p *PartyView) TaxID() (*string, error) { return p.text(personal.VATNumber) }

// ChamberOfCommerce is the number in the trade register.
func (p *PartyView) ChamberOfCommerce() (*string, error) { return p.text(personal.ChamberOfCommerce) }

// PickupPoint is where the customer collects the parcel.
func (p *PartyView) PickupPoint() (*string, error) { return p.text(personal.PickupPoint) }

func (p *PartyView) text(f personal.Field) (*string, error) {
	d := p.Decision(f.Category())
	if d == orderveil.Withhold {
		return nil, nil
	}
	r, err := p.record(d, f.Category())
	if err != nil {
		return nil, err
	}
	return shown(d, r.Plain(f)), nil
}

// record opens a category once, for all its fields.
func (p *PartyView) record(d orderveil.Decision, c personal.Category) (*personal.Record, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.opened[c] == nil {
		r, err := p.order.page.lens.open(d, p.order.row.ID, partyPlace(p.row.ID, c), c, partyValue(p.row, c))
		if err != nil {
			return nil, err
		}
		p.opened[c] = &r
	}
	return p.opened[c], nil
}

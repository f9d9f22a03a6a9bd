package tryton

import (
	"context"
	"errors"
	"strings"
	"time"

	"github.com/nyaruka/phonenumbers"

	"orderveil"
	"orderveil/personal"
)

// party is a customer in Tryton, as far as we look at one: never what is personal.
type party struct {
	ID        int64  `json:"id"`
	Code      string `json:"code"`
	Created   moment `json:"create_date"`
	Written   moment `json:"write_date"`
	Addresses []struct {
		ID       int64 `json:"id"`
		Invoice  flag  `json:"invoice"`
		Delivery flag  `json:"delivery"`
	} `json:"addresses."`
	Contacts    ids `json:"contact_mechanisms"`
	Identifiers ids `json:"identifiers"`
}

type parties []party

func (all *parties) sound() bool {
	for _, p := range *all {
		if p.ID <= 0 || p.Created.IsZero() {
			return false
		}
	}
	return *all != nil
}

// touched is when a party was last written.
func (p *party) touched() time.Time { return latest(p.Created, p.Written) }

func latest(a, b moment) time.Time {
	if b.After(a.Time) {
		return b.Time
	}
	return a.Time
}

// address returns the party's address for a purpose, zero when there is none.
func (p *party) address(delivery bool) int64 {
	for _, a := range p.Addresses {
		if bool(a.Delivery) == delivery && bool(a.Invoice) != delivery {
			return a.ID
		}
	}
	return 0
}

// findParty reads the party with a code.
func (s *Sink) findParty(ctx context.Context, code string) (party, error) {
	var found parties
	err := s.api.read(ctx, &found, "model.party.party.search_read", []any{[]any{"code", "=", code}}, 0, 2, nil,
		[]string{"code", "create_date", "write_date", "addresses.invoice", "addresses.delivery", "contact_mechanisms", "identifiers"})
	switch {
	case err != nil:
		return party{}, err
	case len(found) == 0:
		return party{}, orderveil.ErrNotFound
	case len(found) > 1 || found[0].Code != code:
		return party{}, badAnswer(true)
	}
	return found[0], nil
}

// makeParty makes the order's customer under our reference. Tryton lets one do so: all others are
// told that the code is taken, and get the party as it is, unless somebody was at it a
// moment ago.
func (s *Sink) makeParty(ctx context.Context, reference string, o *orderveil.Order) (party, error) {
	values, err := s.partyOf(ctx, reference, o)
	if err != nil {
		return party{}, err
	}
	var made ids
	err = s.api.write(ctx, &made, "model.party.party.create", []any{values})
	var refused *userError
	if err != nil && !errors.As(err, &refused) {
		return party{}, err
	}
	taken := err != nil
	p, missing := s.findParty(ctx, reference)
	switch {
	case taken && errors.Is(missing, orderveil.ErrNotFound):
		return party{}, err // it was refused for something else
	case errors.Is(missing, orderveil.ErrNotFound):
		return party{}, badAnswer(false)
	case missing != nil:
		return party{}, missing
	case !taken:
		return p, nil
	}
	if age := s.clock().Sub(p.touched()); age < quiet && age > -quiet {
		return party{}, beingMade(quiet - max(age, 0))
	}
	// Whoever comes after us finds it touched.
	var none nothing
	return p, s.api.write(ctx, &none, "model.party.party.write", []int64{p.ID}, map[string]any{"name": values["name"]})
}

// quiet is how long nothing has happened to what nobody makes any more.
const quiet = 15 * time.Second

// partyOf writes an order's customer as Tryton keeps one. What the hub does not have, or
// may not send, is left out; only a name there must be, to tell parties apart by.
func (s *Sink) partyOf(ctx context.Context, reference string, o *orderveil.Order) (map[string]any, error) {
	bill, ship := o.BillTo, o.ShipTo
	if bill == nil {
		bill = ship
	}
	if ship == nil {
		ship = bill
	}
	if bill == nil {
		bill, ship = &orderveil.Party{}, &orderveil.Party{}
	}
	invoice, err := s.addressOf(ctx, bill)
	if err != nil {
		return nil, err
	}
	delivery, err := s.addressOf(ctx, ship)
	if err != nil {
		return nil, err
	}
	invoice["invoice"], invoice["delivery"], delivery["invoice"], delivery["delivery"] = true, false, false, true
	name := words(bill.Name.Plain(personal.FirstName), bill.Name.Plain(personal.LastName))
	if company := bill.Name.Plain(personal.Company); company != "" {
		name = company
	}
	if name == "" {
		name = "Customer of " + o.HubNumber
	}
	values := map[string]any{"code": reference, "name": name, "addresses": adding(invoice, delivery)}
	if contacts := contactsOf(bill, ship); len(contacts) > 0 {
		values["contact_mechanisms"] = adding(contacts...)
	}
	if vat := bill.TaxID.Plain(personal.VATNumber); vat != "" {
		// Without a type it is not checked: a wrong number is no reason not to deliver.
		values["identifiers"] = adding(map[string]any{"type": nil, "code": vat})
	}
	return values, nil
}

// addressOf writes an address, with the name of whoever lives there.
func (s *Sink) addressOf(ctx context.Context, p *orderveil.Party) (map[string]any, error) {
	street := words(p.Address.Plain(personal.Street), p.Address.Plain(personal.HouseNumber), p.Address.Plain(personal.HouseNumberAddition))
	if street == "" {
		street = p.Address.Plain(personal.StreetOriginal)
	}
	var rows []string
	for _, row := range []string{street, p.Pickup.Plain(personal.PickupPoint), p.Note.Plain(personal.AddressNote)} {
		if row = words(row); row != "" {
			rows = append(rows, row)
		}
	}
	name := words(p.Name.Plain(personal.FirstName), p.Name.Plain(personal.LastName))
	if company := p.Name.Plain(personal.Company); company != "" {
		name = words(company, name)
	}
	a := map[string]any{
		"party_name": name, "street": strings.Join(rows, "\n"), "postal_code": p.Address.Plain(personal.Postcode), "city": p.Address.Plain(personal.City),
	}
	if p.Country != "" {
		id, err := s.lookup(ctx, "country.country", p.Country)
		if err != nil {
			return nil, err
		}
		if id == 0 {
			return nil, unknownCountry(p.Country)
		}
		a["country"] = id
	}
	return a, nil
}

// contactsOf lists how the customer can be reached, each way once.
func contactsOf(parties ...*orderveil.Party) (all []map[string]any) {
	seen := map[string]bool{}
	add := func(kind, value string) {
		if value != "" && !seen[value] {
			seen[value] = true
			all = append(all, map[string]any{"type": kind, "value": value})
		}
	}
	for _, p := range parties {
		add("email", p.Email.Plain(personal.EmailAddress))
		add(phoneOf(p.Phone.Plain(personal.PhoneNumber), p.Country))
	}
	return all
}

// phoneOf returns a telephone number with its kind. Tryton refuses one that cannot be: such
// a one, which people type all the same, is kept as something else.
func phoneOf(text, country string) (kind, value string) {
	n, err := phonenumbers.Parse(text, country)
	if err != nil || !phonenumbers.IsValidNumber(n) {
		return "other", text
	}
	return "phone", phonenumbers.Format(n, phonenumbers.E164)
}

// words joins the texts that there are.
func words(texts ...string) string {
	return strings.Join(strings.Fields(strings.Join(texts, " ")), " ")
}

package store

import (
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/shopspring/decimal"

	"orderveil"
	"orderveil/ent/account"
	"orderveil/ent/account/party"
	"orderveil/ent/account/shipment"
	"orderveil/personal"
	"orderveil/seal"
)

// partyColumns says in which column of a party each category is sealed.
var partyColumns = map[personal.Category]string{
	personal.Name:     party.FieldName,
	personal.Address:  party.FieldAddress,
	personal.Email:    party.FieldEmail,
	personal.Phone:    party.FieldPhone,
	personal.TaxID:    party.FieldTaxID,
	personal.Delivery: party.FieldPickup,
	personal.Note:     party.FieldNote,
}

func partyPlace(row uuid.UUID, c personal.Category) seal.Place {
	return seal.Place{Table: party.Table, Row: row, Column: partyColumns[c]}
}

func trackingPlace(row uuid.UUID) seal.Place {
	return seal.Place{Table: shipment.Table, Row: row, Column: shipment.FieldTracking}
}

// add adds an order's rows to the batch. row is what is stored of it, or nil.
func (b *batch) add(o *orderveil.Order, row *account.Order) error {
	b.noteStatus(o, row)
	day, rule := b.day(o, row)
	create := b.orderRow(o, row, day, rule)
	if row == nil {
		b.orders = append(b.orders, create)
	} else {
		b.updates = append(b.updates, create)
	}
	b.changed = append(b.changed, o.ID)
	for i := range o.Lines {
		b.lines = append(b.lines, b.lineRow(o, i))
	}
	if day <= b.today { // it stays forgotten, or comes too late to be kept
		create.SetForgottenAt(b.now).SetPseudonym(uuid.New())
		return b.addShipments(o, 0)
	}
	if row != nil && row.ForgetOn != day {
		if !b.stored[row.ForgetOn] { // moved since the keys were loaded
			return errDayMoved
		}
		b.moved[o.ID] = day
	}
	for kind, p := range map[orderveil.PartyKind]*orderveil.Party{orderveil.BillTo: o.BillTo, orderveil.ShipTo: o.ShipTo} {
		if p == nil {
			continue
		}
		create, err := sealedParty(b.tx.Party.Create(), b.keys.sealer, o.ID, kind, p, day)
		if err != nil {
			return dayMoved(err)
		}
		b.parties = append(b.parties, create)
	}
	return b.addShipments(o, day)
}

// dayMoved recognises a day whose key was not loaded.
func dayMoved(err error) error {
	if errors.Is(err, seal.ErrKeyGone) {
		return errDayMoved
	}
	return err
}

// day is the day that an order is sealed to, and the rule that set it. An order that
// was forgotten keeps its day, which is past.
func (b *batch) day(o *orderveil.Order, row *account.Order) (orderveil.Date, string) {
	if row != nil && b.store.forgotten(row) {
		return min(row.ForgetOn, b.today), row.ForgetRule
	}
	status, _ := become(o, row)
	handled(o, row, status)
	d := o.Dates()
	if row == nil {
		return b.retention.ForgetOn(d, b.today)
	}
	if row.HoldUntil != nil {
		d.HoldUntil = *row.HoldUntil
	}
	return b.retention.Keep(d, row.ForgetOn, row.ForgetRule, b.today)
}

// become is the status that an order takes, or an ErrConflict with the one it keeps.
func become(o *orderveil.Order, row *account.Order) (orderveil.OrderStatus, error) {
	to := orderveil.StatusOf(o.Lines)
	if row == nil {
		return to, nil
	}
	return row.Status.Become(to)
}

// handled sets when an order was handled: the first time that it was seen to be. A
// later change, such as a return, does not make its customer data live longer.
func handled(o *orderveil.Order, row *account.Order, status orderveil.OrderStatus) {
	switch {
	case !status.Handled():
		o.HandledAt = time.Time{}
	case row != nil && row.HandledAt != nil:
		o.HandledAt = row.HandledAt.UTC()
	case o.HandledAt.IsZero():
		o.HandledAt = o.ChangedAt
	}
}

// noteStatus notes in the order's timeline what an import did to it.
func (b *batch) noteStatus(o *orderveil.Order, row *account.Order) {
	to := orderveil.StatusOf(o.Lines)
	status, err := become(o, row)
	switch {
	case row == nil:
		b.event(o.ID, "IMPORTED", string(to))
	case errors.Is(err, orderveil.ErrConflict):
		b.event(o.ID, "STATUS_REFUSED", string(to))
	case status != row.Status:
		b.event(o.ID, "STATUS_CHANGED", string(to))
	default:
		b.event(o.ID, "CHANGED", "")
	}
}

func (b *batch) orderRow(o *orderveil.Order, stored *account.Order, day orderveil.Date, rule string) *account.OrderCreate {
	status, _ := become(o, stored)
	handled(o, stored, status)
	if stored == nil {
		stored = &account.Order{}
	}
	row := b.tx.Order.Create().SetID(o.ID).SetConnectionID(b.connection).
		SetNumber(o.Number).SetHubNumber(o.HubNumber).SetRevision(o.Revision).
		SetChangedAt(o.ChangedAt.UTC()).SetPlacedAt(o.PlacedAt.UTC()).
		SetStatus(status).SetFulfilment(o.Fulfilment).SetShippingMethod(o.ShippingMethod).
		SetTotal(o.Total.Amount).SetCurrency(o.Total.Currency).
		SetForgetOn(day).SetForgetRule(rule).
		SetBillToCountry(country(o.BillTo, stored.BillToCountry)).SetShipToCountry(country(o.ShipTo, stored.ShipToCountry)).
		SetImportedAt(b.now).SetUpdatedAt(b.now)
	if !o.HandledAt.IsZero() {
		row.SetHandledAt(o.HandledAt.UTC())
	}
	if !o.DeliveredAt.IsZero() {
		row.SetDeliveredAt(o.DeliveredAt.UTC())
	}
	if o.Tax != nil {
		row.SetTax(decimal.NewNullDecimal(o.Tax.Amount))
	}
	return row
}

func (b *batch) lineRow(o *orderveil.Order, i int) *account.OrderLineCreate {
	l := &o.Lines[i]
	row := b.tx.OrderLine.Create().SetID(l.ID).SetOrderID(o.ID).SetPosition(i).
		SetMarketplaceID(l.MarketplaceID).SetSku(l.SKU).SetEan(l.EAN).SetTitle(l.Title).
		SetQuantity(l.Quantity).SetQuantityShipped(l.QuantityShipped).SetQuantityCancelled(l.QuantityCancelled).
		SetUnitPrice(l.UnitPrice).SetTotal(l.Total).SetCancellationRequested(l.CancellationRequested)
	if !l.LatestDelivery.IsZero() {
		row.SetLatestDelivery(l.LatestDelivery.UTC())
	}
	return row
}

func country(p *orderveil.Party, stored string) string {
	if p == nil {
		return stored
	}
	return p.Country
}

// sealedParty seals a party's records to a day, with their blind indexes.
func sealedParty(create *account.PartyCreate, sealer *seal.Sealer, id uuid.UUID, kind orderveil.PartyKind, p *orderveil.Party, day orderveil.Date) (*account.PartyCreate, error) {
	row := orderveil.PartyID(id, kind)
	sealed := map[personal.Category]personal.Value{}
	for c, r := range map[personal.Category]personal.Record{
		personal.Name: p.Name, personal.Address: p.Address, personal.Email: p.Email, personal.Phone: p.Phone,
		personal.TaxID: p.TaxID, personal.Delivery: p.Pickup, personal.Note: p.Note,
	} {
		v, err := sealer.Seal(partyPlace(row, c), day, r)
		if err != nil {
			return nil, fmt.Errorf("seal a value of %s: %w", partyColumns[c], err)
		}
		sealed[c] = v
	}
	create.SetID(row).SetOrderID(id).SetKind(kind).SetCountry(p.Country).
		SetName(sealed[personal.Name]).SetAddress(sealed[personal.Address]).
		SetEmail(sealed[personal.Email]).SetPhone(sealed[personal.Phone]).
		SetTaxID(sealed[personal.TaxID]).SetPickup(sealed[personal.Delivery]).SetNote(sealed[personal.Note])
	return create, index(create, sealer, p, day)
}

// addShipments keeps the parcels, without their tracking when the day is zero.
func (b *batch) addShipments(o *orderveil.Order, day orderveil.Date) error {
	for _, sh := range o.Shipments {
		create := b.tx.Shipment.Create().SetID(sh.ID).SetOrderID(o.ID).
			SetMarketplaceID(sh.MarketplaceID).SetCarrier(sh.Carrier).SetShippedAt(sh.ShippedAt.UTC())
		v := personal.Value{}
		if day != 0 {
			var err error
			if v, err = b.keys.sealer.Seal(trackingPlace(sh.ID), day, sh.Tracking); err != nil {
				return dayMoved(fmt.Errorf("seal a tracking code: %w", err))
			}
		}
		b.parcels = append(b.parcels, create.SetTracking(v))
	}
	return nil
}

// index computes a party's blind indexes. They are written even when empty: an
// absent one replaces one that was there.
func index(row *account.PartyCreate, sealer *seal.Sealer, p *orderveil.Party, day orderveil.Date) error {
	var failed error
	blind := func(column, normal string) []byte {
		hash, err := sealer.Index(column, day, normal)
		failed = errors.Join(failed, err)
		return hash
	}
	a := normalAddress(p.Address.Plain(personal.Postcode), p.Address.Plain(personal.HouseNumber), p.Address.Plain(personal.HouseNumberAddition))
	row.SetEmailIndex(blind(party.FieldEmailIndex, seal.NormalEmail(p.Email.Plain(personal.EmailAddress)))).
		SetPhoneIndex(blind(party.FieldPhoneIndex, seal.NormalPhone(p.Phone.Plain(personal.PhoneNumber), p.Country))).
		SetPostcodeIndex(blind(party.FieldPostcodeIndex, seal.NormalPostcode(p.Address.Plain(personal.Postcode)))).
		SetAddressIndex(blind(party.FieldAddressIndex, a))
	return failed
}

// normalAddress is how postcode and house number are searched together; empty
// unless both are there.
func normalAddress(postcode, number, addition string) string {
	if postcode == "" || number == "" {
		return ""
	}
	return seal.NormalPostcode(postcode) + " " + seal.NormalHouseNumber(number, addition)
}

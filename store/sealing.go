package store

import (
	"errors"
	"fmt"

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
	status := b.status(o, row)
	if status.Handled() && o.HandledAt.IsZero() {
		o.HandledAt = o.ChangedAt
	}
	day, rule := b.store.config.Retention.ForgetOn(o, b.store.today())
	b.orders = append(b.orders, b.orderRow(o, status, day, rule))
	b.changed = append(b.changed, o.ID)
	for i := range o.Lines {
		b.lines = append(b.lines, b.lineRow(o, i))
	}
	if row != nil && row.ForgottenAt != nil {
		return nil // forgotten stays forgotten
	}
	for kind, p := range map[orderveil.PartyKind]*orderveil.Party{orderveil.BillTo: o.BillTo, orderveil.ShipTo: o.ShipTo} {
		if p == nil {
			continue
		}
		if err := b.addParty(o.ID, kind, p, day); err != nil {
			return err
		}
	}
	return b.addShipments(o, day)
}

// status is the state the order takes, and notes in its timeline what happened.
func (b *batch) status(o *orderveil.Order, row *account.Order) orderveil.OrderStatus {
	to := orderveil.StatusOf(o.Lines)
	if row == nil {
		b.event(o.ID, "IMPORTED", string(to))
		return to
	}
	status, err := row.Status.Become(to)
	switch {
	case errors.Is(err, orderveil.ErrConflict):
		b.event(o.ID, "STATUS_REFUSED", string(to))
	case status != row.Status:
		b.event(o.ID, "STATUS_CHANGED", string(to))
	default:
		b.event(o.ID, "CHANGED", "")
	}
	return status
}

func (b *batch) orderRow(o *orderveil.Order, status orderveil.OrderStatus, day orderveil.Date, rule string) *account.OrderCreate {
	row := b.tx.Order.Create().SetID(o.ID).SetConnectionID(b.connection).
		SetNumber(o.Number).SetHubNumber(o.HubNumber).SetRevision(o.Revision).
		SetChangedAt(o.ChangedAt.UTC()).SetPlacedAt(o.PlacedAt.UTC()).
		SetStatus(status).SetFulfilment(o.Fulfilment).
		SetTotal(o.Total.Amount).SetCurrency(o.Total.Currency).
		SetForgetOn(day).SetForgetRule(rule).
		SetImportedAt(b.now).SetUpdatedAt(b.now)
	if !o.HandledAt.IsZero() {
		row.SetHandledAt(o.HandledAt.UTC())
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

// addParty seals a party's records. One whose day has passed is kept without them.
func (b *batch) addParty(id uuid.UUID, kind orderveil.PartyKind, p *orderveil.Party, day orderveil.Date) error {
	row := orderveil.PartyID(id, kind)
	sealed := map[personal.Category]personal.Value{}
	for c, r := range map[personal.Category]personal.Record{
		personal.Name: p.Name, personal.Address: p.Address, personal.Email: p.Email, personal.Phone: p.Phone,
		personal.TaxID: p.TaxID, personal.Delivery: p.Pickup, personal.Note: p.Note,
	} {
		v, err := b.seal(partyPlace(row, c), day, r)
		if err != nil {
			return err
		}
		sealed[c] = v
	}
	create := b.tx.Party.Create().SetID(row).SetOrderID(id).SetKind(kind).SetCountry(p.Country).
		SetName(sealed[personal.Name]).SetAddress(sealed[personal.Address]).
		SetEmail(sealed[personal.Email]).SetPhone(sealed[personal.Phone]).
		SetTaxID(sealed[personal.TaxID]).SetPickup(sealed[personal.Delivery]).SetNote(sealed[personal.Note])
	if err := b.index(create, p, day); err != nil {
		return err
	}
	b.parties = append(b.parties, create)
	return nil
}

func (b *batch) addShipments(o *orderveil.Order, day orderveil.Date) error {
	for _, sh := range o.Shipments {
		v, err := b.seal(trackingPlace(sh.ID), day, sh.Tracking)
		if err != nil {
			return err
		}
		b.parcels = append(b.parcels, b.tx.Shipment.Create().SetID(sh.ID).SetOrderID(o.ID).
			SetMarketplaceID(sh.MarketplaceID).SetCarrier(sh.Carrier).SetTracking(v).SetShippedAt(sh.ShippedAt.UTC()))
	}
	return nil
}

func (b *batch) seal(p seal.Place, day orderveil.Date, r personal.Record) (personal.Value, error) {
	if r.Empty() || day <= b.store.today() {
		return personal.Value{}, nil
	}
	v, err := b.sealer.Seal(p, day, r)
	if err != nil {
		return v, fmt.Errorf("seal a value of %s: %w", p.Column, err)
	}
	return v, nil
}

// index computes a party's blind indexes. They are written even when empty: an
// absent one replaces one that was there.
func (b *batch) index(row *account.PartyCreate, p *orderveil.Party, day orderveil.Date) error {
	var failed error
	blind := func(column, normal string) []byte {
		if normal == "" || day <= b.store.today() {
			return nil
		}
		hash, err := b.sealer.Index(column, day, normal)
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

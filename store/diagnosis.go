package store

import (
	"context"
	"encoding/binary"
	"errors"

	"orderveil"
	"orderveil/diagnose"
	"orderveil/ent/account"
	"orderveil/ent/account/delivery"
	"orderveil/personal"
	"orderveil/seal"
)

// Diagnosis is what can be said of an order's customer data without saying any of it.
type Diagnosis struct {
	BillTo  *Shape
	ShipTo  *Shape
	Compare []*DeliveryComparison
}

// DeliveryComparison compares what the marketplace says now with what a back office was
// given.
type DeliveryComparison struct {
	Connection string // global id
	Label      string
	Categories []*CategoryComparison
}

// CategoryComparison is the comparison of one category of one party.
type CategoryComparison struct {
	Party    orderveil.PartyKind
	Category personal.Category
	Result   orderveil.Comparison
}

// Diagnosis looks at the order's customer data and says what is wrong with their form, and
// whether the back offices have the same. The customer data is opened for it and goes no
// further. Of an order that is forgotten there is nil.
func (o *OrderView) Diagnosis(ctx context.Context) (d *Diagnosis, err error) {
	if !o.page.lens.viewer.Can(orderveil.PermissionOrdersFind) {
		return nil, orderveil.ErrForbidden
	}
	if o.forgotten() {
		return nil, nil
	}
	s := o.page.store
	err = s.with(ctx, o.page.account.ID, func(a *openAccount) error {
		v := o.page.lens.viewer
		full, err := s.openOrder(ctx, a, o.row.ID, looker{subject: v.Subject, role: v.Role})
		if errors.Is(err, seal.ErrKeyGone) {
			return nil
		}
		if err != nil {
			return err
		}
		d = &Diagnosis{BillTo: shapeOf(full.BillTo), ShipTo: shapeOf(full.ShipTo)}
		rows, err := a.db.Delivery.Query().Where(delivery.OrderID(o.row.ID)).WithConnection().Order(delivery.ByID()).All(ctx)
		for _, row := range rows {
			compare, err := s.compare(ctx, a, row, full)
			if err != nil {
				return err
			}
			d.Compare = append(d.Compare, &DeliveryComparison{
				Connection: o.global(kindConnection, row.ConnectionID), Label: row.Edges.Connection.Label, Categories: compare,
			})
		}
		return err
	})
	return d, err
}

// Shape is the form of a party; its fields are named, and never said.
type Shape struct {
	Present, Missing                    []string
	HouseNumber, Postcode, Email, Phone orderveil.Check
}

func shapeOf(p *orderveil.Party) *Shape {
	if p == nil {
		return nil
	}
	s := diagnose.Of(p)
	return &Shape{
		Present: fieldNames(s.Present), Missing: fieldNames(s.Missing),
		HouseNumber: s.HouseNumber, Postcode: s.Postcode, Email: s.Email, Phone: s.Phone,
	}
}

func fieldNames(fields []personal.Field) []string {
	names := make([]string, len(fields))
	for i, f := range fields {
		names[i] = f.String()
	}
	return names
}

// compare is empty for a back office that was given nothing yet.
func (s *Store) compare(ctx context.Context, a *openAccount, row *account.Delivery, full orderveil.Order) ([]*CategoryComparison, error) {
	results := []*CategoryComparison{}
	kept := row.Fingerprints
	if len(kept) != 4+2*fingerprintSize*len(personal.Categories()) {
		return results, nil
	}
	day := orderveil.Date(binary.BigEndian.Uint32(kept))
	var now []byte
	if day > s.today() {
		var err error
		if now, err = a.fingerprints(ctx, row.OrderID, day, full.BillTo, full.ShipTo); err != nil && !errors.Is(err, seal.ErrKeyGone) {
			return nil, err
		}
	}
	for at, kind := 4, 0; kind < len(partyKinds); kind++ {
		for _, c := range personal.Categories() {
			result := orderveil.CompareUnknown
			if now != nil {
				result = compared(kept[at:at+fingerprintSize], now[at:at+fingerprintSize])
			}
			results = append(results, &CategoryComparison{Party: partyKinds[kind], Category: c, Result: result})
			at += fingerprintSize
		}
	}
	return results, nil
}

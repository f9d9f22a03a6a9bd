package store

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/google/uuid"

	"orderveil"
	"orderveil/ent/account"
	"orderveil/ent/account/event"
	"orderveil/ent/account/hold"
	"orderveil/ent/account/order"
	"orderveil/ent/account/party"
	"orderveil/ent/account/shipment"
	"orderveil/personal"
	"orderveil/seal"
)

// All sealed values of an order are sealed to the order's day. When the day moves
// they all move with it, in the transaction that writes the day: whatever happens in
// between, either the old or the new seal is there, and its key lives.

// mover seals stored values anew. Its keys are those of the old days and the new.
type mover struct {
	tx     *account.Tx
	opener *seal.Opener
	sealer *seal.Sealer
}

// mover loads the keys of the days that values stand under, and of those they move to.
func (a *openAccount) mover(ctx context.Context, tx *account.Tx, from, to daySet) (*mover, error) {
	opener, err := a.keys.Opener(ctx, from.list())
	if err != nil {
		return nil, err
	}
	sealer, err := a.keys.Sealer(ctx, to.list())
	return &mover{tx: tx, opener: opener, sealer: sealer}, err
}

// bring brings every value of the orders to its order's day. The rows of the orders
// must be locked.
func (m *mover) bring(ctx context.Context, to map[uuid.UUID]orderveil.Date) error {
	ids := make([]uuid.UUID, 0, len(to))
	for id := range to {
		ids = append(ids, id)
	}
	for _, step := range []func(context.Context, []uuid.UUID, map[uuid.UUID]orderveil.Date) error{m.parties, m.shipments, m.events, m.holds} {
		if err := step(ctx, ids, to); err != nil {
			return fmt.Errorf("store: seal an order to another day: %w", err)
		}
	}
	return nil
}

func (m *mover) parties(ctx context.Context, ids []uuid.UUID, to map[uuid.UUID]orderveil.Date) error {
	rows, err := m.tx.Party.Query().Where(party.OrderIDIn(ids...)).All(ctx)
	if err != nil {
		return err
	}
	var moved []*account.PartyCreate
	for _, row := range rows {
		day := to[row.OrderID]
		if !partyNeeds(row, day) {
			continue
		}
		p, err := openParty(m.opener, row, 0)
		if unreadable(err) {
			continue
		}
		if err != nil {
			return err
		}
		create, err := sealedParty(m.tx.Party.Create(), m.sealer, row.OrderID, row.Kind, p, day)
		if err != nil {
			return err
		}
		moved = append(moved, create)
	}
	return inParts(moved, func(some ...*account.PartyCreate) error {
		return m.tx.Party.CreateBulk(some...).OnConflictColumns(party.FieldID).UpdateNewValues().Exec(ctx)
	})
}

// partyNeeds reports whether one of a party's values is sealed to another day.
func partyNeeds(row *account.Party, day orderveil.Date) bool {
	for _, c := range personal.Categories() {
		if needs(partyValue(row, c), day) {
			return true
		}
	}
	return false
}

func needs(v personal.Value, day orderveil.Date) bool {
	if v.Absent() {
		return false
	}
	stands, err := seal.DayOf(v)
	return err == nil && stands != day
}

func (m *mover) shipments(ctx context.Context, ids []uuid.UUID, to map[uuid.UUID]orderveil.Date) error {
	rows, err := m.tx.Shipment.Query().Where(shipment.OrderIDIn(ids...), shipment.TrackingNotNil()).All(ctx)
	if err != nil {
		return err
	}
	for _, row := range rows {
		v, err := m.move(trackingPlace(row.ID), personal.Delivery, row.Tracking, to[row.OrderID])
		if err != nil {
			return err
		}
		if v.Absent() {
			continue
		}
		if err := row.Update().SetTracking(v).Exec(ctx); err != nil {
			return err
		}
	}
	return nil
}

func (m *mover) events(ctx context.Context, ids []uuid.UUID, to map[uuid.UUID]orderveil.Date) error {
	rows, err := m.tx.Event.Query().Where(event.OrderIDIn(ids...), event.NoteNotNil()).All(ctx)
	if err != nil {
		return err
	}
	for _, row := range rows {
		v, err := m.move(notePlace(row.ID), personal.Note, row.Note, to[row.OrderID])
		if err != nil {
			return err
		}
		if v.Absent() {
			continue
		}
		if err := row.Update().SetNote(v).Exec(ctx); err != nil {
			return err
		}
	}
	return nil
}

func (m *mover) holds(ctx context.Context, ids []uuid.UUID, to map[uuid.UUID]orderveil.Date) error {
	rows, err := m.tx.Hold.Query().Where(hold.OrderIDIn(ids...), hold.NoteNotNil()).All(ctx)
	if err != nil {
		return err
	}
	for _, row := range rows {
		v, err := m.move(holdPlace(row.ID), personal.Note, row.Note, to[row.OrderID])
		if err != nil {
			return err
		}
		if v.Absent() {
			continue
		}
		if err := row.Update().SetNote(v).Exec(ctx); err != nil {
			return err
		}
	}
	return nil
}

// move seals one value anew, or returns an absent one when it may stay as it is.
func (m *mover) move(p seal.Place, c personal.Category, v personal.Value, day orderveil.Date) (personal.Value, error) {
	if !needs(v, day) {
		return personal.Value{}, nil
	}
	r, err := reopened(m.opener, p, c, v)
	if unreadable(err) {
		return personal.Value{}, nil
	}
	if err != nil {
		return personal.Value{}, err
	}
	return m.sealer.Seal(p, day, r)
}

// unreadable reports a value that nobody can open, now or later. It stays where it is
// and does not keep the other values from moving.
func unreadable(err error) bool {
	return errors.Is(err, seal.ErrKeyGone) || errors.Is(err, seal.ErrSealBroken)
}

func holdPlace(id uuid.UUID) seal.Place {
	return seal.Place{Table: hold.Table, Row: id, Column: hold.FieldNote}
}

// bringAlong brings what an import did not bring itself to the new days of its orders.
func (b *batch) bringAlong(ctx context.Context) error {
	if len(b.moved) == 0 {
		return nil
	}
	ids := slices.Collect(maps.Keys(b.moved))
	if err := b.tx.Order.Update().Where(order.IDIn(ids...)).ClearWarningID().Exec(ctx); err != nil {
		return err
	}
	return b.keys.bring(ctx, b.moved)
}

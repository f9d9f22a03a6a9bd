package store

import (
	"context"
	"encoding/base64"
	"encoding/binary"

	"entgo.io/ent/dialect/sql"
	"github.com/google/uuid"

	"orderveil"
	"orderveil/ent/account"
	"orderveil/ent/account/acknowledgement"
	"orderveil/ent/account/orderchange"
	"orderveil/ent/account/queueplace"
)

// A partner's program works through the orders that changed. Each account has one sequence
// of changes for all programs; what a program has acknowledged is a place in it, up to which
// it has acknowledged all, and single acknowledgements beyond that place. So an import writes
// nothing per program, and a program that keeps up has one row.

// WorkItem is an order that changed, and the change as which it is acknowledged.
type WorkItem struct {
	Order   *OrderView
	Version string // opaque, for this program only; a later change puts the order back
}

// version is an order's place in the sequence of changes.
type version struct {
	sequence int64
	order    uuid.UUID
}

// WorkQueue returns the orders that changed and that the viewer's program has not
// acknowledged, oldest change first. Asking takes nothing out: what is not acknowledged
// comes again.
func (s *Store) WorkQueue(ctx context.Context, v orderveil.Viewer, first *int, load Load) (items []*WorkItem, err error) {
	if !v.Can(orderveil.PermissionOrdersList) || v.Account == uuid.Nil {
		return nil, orderveil.ErrForbidden
	}
	size, _, err := pageOf(first, nil, 0)
	if err != nil {
		return nil, err
	}
	err = s.with(ctx, v.Account, func(a *openAccount) error {
		if err := a.givePlace(ctx, v.Subject); err != nil {
			return err
		}
		changes, err := a.waiting(a.db.OrderChange.Query(), v.Subject).Limit(size).All(ctx)
		if err != nil {
			return err
		}
		items, err = s.queued(ctx, a, v, changes, load)
		return err
	})
	return items, err
}

// givePlace gives a program that asks for the first time its place, before the first change.
func (a *openAccount) givePlace(ctx context.Context, subject string) error {
	if known, err := a.db.QueuePlace.Query().Where(queueplace.ID(subject)).Exist(ctx); err != nil || known {
		return err
	}
	return a.db.QueuePlace.Create().SetID(subject).SetUpto(0).OnConflictColumns(queueplace.FieldID).Ignore().Exec(ctx)
}

// queued reads the orders of changes. They are read after the changes: what is shown is
// never older than what its version stands for.
func (s *Store) queued(ctx context.Context, a *openAccount, v orderveil.Viewer, changes []*account.OrderChange, load Load) ([]*WorkItem, error) {
	items := make([]*WorkItem, 0, len(changes))
	if len(changes) == 0 {
		return items, nil
	}
	ids := make([]uuid.UUID, len(changes))
	for i, c := range changes {
		ids[i] = c.ID
	}
	rows, err := a.orders(ctx, these(ids), load)
	if err != nil {
		return nil, err
	}
	views, err := s.views(ctx, a, v, rows, load)
	if err != nil {
		return nil, err
	}
	byID := make(map[uuid.UUID]*OrderView, len(views))
	for _, view := range views {
		byID[view.row.ID] = view
	}
	for _, c := range changes {
		sealed, err := s.sealVersion(v, version{c.Sequence, c.ID})
		if err != nil {
			return nil, err
		}
		if view := byID[c.ID]; view != nil {
			items = append(items, &WorkItem{Order: view, Version: sealed})
		}
	}
	return items, nil
}

// waiting selects the changes that a program has not acknowledged, oldest first, in one
// statement: what is acknowledged meanwhile is there or not as a whole. Canaries are for
// nobody.
func (a *openAccount) waiting(q *account.OrderChangeQuery, subject string) *account.OrderChangeQuery {
	if c := a.poison.Load(); c != nil && len(c.ids) > 0 {
		q.Where(orderchange.IDNotIn(c.ids...))
	}
	return q.Where(func(sel *sql.Selector) {
		places, acks := sql.Table(queueplace.Table), sql.Table(acknowledgement.Table)
		sequence := sel.C(orderchange.FieldSequence)
		sel.Where(sql.P(func(b *sql.Builder) {
			b.Ident(sequence).WriteString(" > COALESCE((SELECT ").Ident(places.C(queueplace.FieldUpto)).WriteString(" FROM ").
				Ident(queueplace.Table).WriteString(" WHERE ").Ident(places.C(queueplace.FieldID)).WriteString(" = ").Arg(subject).WriteString("), 0)")
		}))
		sel.Where(sql.NotExists(sql.Dialect(sel.Dialect()).Select(acks.C(acknowledgement.FieldID)).From(acks).Where(sql.And(
			sql.EQ(acks.C(acknowledgement.FieldSubject), subject),
			sql.ColumnsEQ(acks.C(acknowledgement.FieldOrderID), sel.C(orderchange.FieldID)),
			sql.ColumnsGTE(acks.C(acknowledgement.FieldSequence), sequence),
		))))
	}).Order(orderchange.BySequence(), orderchange.ByID())
}

// Versions are encrypted for their program like cursors, with a purpose of their own.

func versionContext(v orderveil.Viewer) []byte { return append(cursorContext(v), "\x00work"...) }

func (s *Store) sealVersion(v orderveil.Viewer, of version) (string, error) {
	b := make([]byte, 24)
	binary.BigEndian.PutUint64(b, uint64(of.sequence))
	copy(b[8:], of.order[:])
	sealed, err := s.own.SealCursor(versionContext(v), b)
	return base64.RawURLEncoding.EncodeToString(sealed), err
}

func (s *Store) openVersion(v orderveil.Viewer, text string) (version, error) {
	bad := orderveil.Invalidf("this is no version of yours: take one from workQueue")
	sealed, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil {
		return version{}, bad
	}
	b, err := s.own.OpenCursor(versionContext(v), sealed)
	if err != nil || len(b) != 24 {
		return version{}, bad
	}
	return version{int64(binary.BigEndian.Uint64(b)), uuid.UUID(b[8:])}, nil
}

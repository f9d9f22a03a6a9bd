package store

import (
	"bytes"
	"context"
	"encoding/binary"
	"slices"
	"time"

	"github.com/google/uuid"

	"orderveil"
	"orderveil/ent/account"
	"orderveil/ent/account/event"
	"orderveil/ent/account/workack"
	"orderveil/ent/account/workcursor"
)

// A program's work queue is derived from the orders' timelines: whatever happened to an
// order after what the program has acknowledged of it puts the order back. Nothing is
// written for it when orders come in.

// workSlack is how long an event may be written after the moment that its id names: the
// cursor stays so far behind, and what is acknowledged beyond it is noted by order.
const workSlack = 15 * time.Minute

// workPage events are read at a time, and workScan at most to move the cursor on.
const (
	workPage = 500
	workScan = 5000
)

// WorkItem is an order to which something happened that the program has not acknowledged.
type WorkItem struct {
	Order   *OrderView
	Version string // names the last thing that happened; what comes later puts the order back
}

// Acknowledgement says that a program has done with an order, as far as a version.
type Acknowledgement struct{ Order, Version string }

// work is one program's queue.
type work struct {
	a      *openAccount
	cursor uuid.UUID
	acks   map[uuid.UUID]uuid.UUID // by order, the last event
}

func (a *openAccount) work(ctx context.Context, db *account.Client, subject string) (*work, error) {
	w := &work{a: a, acks: map[uuid.UUID]uuid.UUID{}}
	row, err := db.WorkCursor.Query().Where(workcursor.ID(subject)).Only(ctx)
	switch {
	case err == nil:
		w.cursor = row.EventID
	case !account.IsNotFound(err):
		return nil, err
	}
	rows, err := db.WorkAck.Query().Where(workack.Subject(subject)).All(ctx)
	for _, row := range rows {
		w.acks[row.OrderID] = row.EventID
	}
	return w, err
}

// done reports whether an event needs no work: it was acknowledged, or is of an order that
// belongs to nobody.
func (w *work) done(e *account.Event) bool {
	last, found := w.acks[e.OrderID]
	return found && bytes.Compare(last[:], e.ID[:]) >= 0 || w.a.poison.Load().has(e.OrderID)
}

// WorkQueue lists orders to which something happened that the viewer's program has not
// acknowledged, the longest waiting first. It lists them again until they are.
func (s *Store) WorkQueue(ctx context.Context, v orderveil.Viewer, first *int, load Load) ([]*WorkItem, error) {
	if !v.Can(orderveil.PermissionOrdersList) || v.Account == uuid.Nil {
		return nil, orderveil.ErrForbidden
	}
	size, _, err := pageOf(first, nil, kindEvent)
	if err != nil {
		return nil, err
	}
	var waiting []uuid.UUID
	versions := map[uuid.UUID]uuid.UUID{}
	err = s.with(ctx, v.Account, func(a *openAccount) error {
		w, err := a.work(ctx, a.db, v.Subject)
		if err != nil {
			return err
		}
		for from := w.cursor; len(waiting) < size; {
			rows, err := a.db.Event.Query().Where(event.IDGT(from)).Order(event.ByID()).Limit(workPage).All(ctx)
			if err != nil || len(rows) == 0 {
				return err
			}
			for _, e := range rows {
				from = e.ID
				if w.done(e) {
					continue
				}
				if _, listed := versions[e.OrderID]; !listed {
					if len(waiting) == size {
						continue
					}
					waiting = append(waiting, e.OrderID)
				}
				versions[e.OrderID] = e.ID
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	views, err := s.ordersByID(ctx, v, v.Account, waiting, load)
	if err != nil {
		return nil, err
	}
	items := []*WorkItem{}
	for _, id := range waiting {
		if at := slices.IndexFunc(views, func(o *OrderView) bool { return o.row.ID == id }); at >= 0 {
			items = append(items, &WorkItem{Order: views[at], Version: globalID{kind: kindEvent, account: v.Account, row: versions[id]}.String()})
		}
	}
	return items, nil
}

// Acknowledge takes orders out of the queue of the viewer's program, as far as the given
// versions. Doing it again does nothing.
func (s *Store) Acknowledge(ctx context.Context, v orderveil.Viewer, done []*Acknowledgement) (int, error) {
	if !v.Can(orderveil.PermissionOrdersList) || v.Account == uuid.Nil {
		return 0, orderveil.ErrForbidden
	}
	if len(done) > maxPage {
		return 0, orderveil.Invalidf("at most %d orders at a time", maxPage)
	}
	acks := map[uuid.UUID]uuid.UUID{}
	for _, d := range done {
		o, err1 := parseGlobal(d.Order, kindOrder)
		e, err2 := parseGlobal(d.Version, kindEvent)
		if err1 != nil || err2 != nil || o.account != v.Account || e.account != v.Account {
			return 0, orderveil.ErrNotFound
		}
		if last := acks[o.row]; bytes.Compare(e.row[:], last[:]) > 0 {
			acks[o.row] = e.row
		}
	}
	err := s.with(ctx, v.Account, func(a *openAccount) error {
		return a.inTx(ctx, func(tx *account.Tx) error { return s.acknowledge(ctx, a, tx, v.Subject, acks) })
	})
	return len(acks), err
}

func (s *Store) acknowledge(ctx context.Context, a *openAccount, tx *account.Tx, subject string, acks map[uuid.UUID]uuid.UUID) error {
	// The cursor's row is the queue's lock: two of one program wait for each other.
	err := tx.WorkCursor.Create().SetID(subject).SetEventID(uuid.Nil).OnConflictColumns(workcursor.FieldID).DoNothing().Exec(ctx)
	if err := ignoreNoRows(err); err != nil {
		return err
	}
	if _, err := tx.WorkCursor.Query().Where(workcursor.ID(subject), locked).Only(ctx); err != nil {
		return err
	}
	ids := make([]uuid.UUID, 0, len(acks))
	for _, id := range acks {
		ids = append(ids, id)
	}
	events, err := tx.Event.Query().Where(event.IDIn(ids...)).All(ctx)
	if err != nil {
		return err
	}
	w, err := a.work(ctx, tx.Client(), subject)
	if err != nil {
		return err
	}
	for _, e := range events { // what is no event of the order acknowledges nothing
		if acks[e.OrderID] != e.ID || w.done(e) {
			continue
		}
		if _, found := w.acks[e.OrderID]; found {
			err = tx.WorkAck.Update().Where(workack.Subject(subject), workack.OrderID(e.OrderID)).SetEventID(e.ID).Exec(ctx)
		} else {
			err = tx.WorkAck.Create().SetID(s.config.IDs()).SetSubject(subject).SetOrderID(e.OrderID).SetEventID(e.ID).Exec(ctx)
		}
		if err != nil {
			return err
		}
		w.acks[e.OrderID] = e.ID
	}
	return s.moveOn(ctx, tx, w, subject)
}

// moveOn moves the cursor over what is acknowledged and old enough, and forgets the
// acknowledgements behind it.
func (s *Store) moveOn(ctx context.Context, tx *account.Tx, w *work, subject string) error {
	rows, err := tx.Event.Query().Where(event.IDGT(w.cursor)).Order(event.ByID()).Limit(workScan).All(ctx)
	if err != nil {
		return err
	}
	to, limit := w.cursor, s.config.Clock().Add(-workSlack)
	for _, e := range rows {
		if !w.done(e) || made(e.ID).After(limit) {
			break
		}
		to = e.ID
	}
	if to == w.cursor {
		return nil
	}
	if err := tx.WorkCursor.UpdateOneID(subject).SetEventID(to).Exec(ctx); err != nil {
		return err
	}
	_, err = tx.WorkAck.Delete().Where(workack.Subject(subject), workack.EventIDLTE(to)).Exec(ctx)
	return err
}

// made is the moment that an id names (RFC 9562, version 7).
func made(id uuid.UUID) time.Time {
	return time.UnixMilli(int64(binary.BigEndian.Uint64(id[:8]) >> 16))
}

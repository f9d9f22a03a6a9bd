package store

import (
	"context"

	"github.com/google/uuid"

	"orderveil"
	"orderveil/ent/account"
	"orderveil/ent/account/acknowledgement"
	"orderveil/ent/account/orderchange"
	"orderveil/ent/account/queueplace"
)

// Acknowledgement says that a program has done with an order, as far as a version.
type Acknowledgement struct{ Order, Version string }

// Acknowledge takes orders out of the queue of the viewer's program, each as of its version,
// and returns how many are out. One that changed since stays in. Doing it again does nothing.
func (s *Store) Acknowledge(ctx context.Context, v orderveil.Viewer, done []*Acknowledgement) (out int, err error) {
	if !v.Can(orderveil.PermissionOrdersList) || v.Account == uuid.Nil {
		return 0, orderveil.ErrForbidden
	}
	if len(done) > maxPage {
		return 0, orderveil.Invalidf("at most %d orders at a time", maxPage)
	}
	handled, err := s.handled(v, done)
	if err != nil || len(handled) == 0 {
		return 0, err
	}
	err = s.with(ctx, v.Account, func(a *openAccount) error {
		return a.inTx(ctx, func(tx *account.Tx) error {
			out, err = s.acknowledgeIn(ctx, tx, a, v.Subject, handled)
			return err
		})
	})
	return out, err
}

// handled are the latest changes that are acknowledged, by order.
func (s *Store) handled(v orderveil.Viewer, done []*Acknowledgement) (map[uuid.UUID]int64, error) {
	handled := map[uuid.UUID]int64{}
	for _, d := range done {
		as, err := s.openVersion(v, d.Version)
		if err != nil {
			return nil, err
		}
		if id, err := parseGlobal(d.Order, kindOrder); err != nil || id.account != v.Account || id.row != as.order {
			return nil, orderveil.Invalidf("a version belongs to the order that workQueue gave it with")
		}
		handled[as.order] = max(handled[as.order], as.sequence)
	}
	return handled, nil
}

func (s *Store) acknowledgeIn(ctx context.Context, tx *account.Tx, a *openAccount, subject string, handled map[uuid.UUID]int64) (out int, err error) {
	upto, err := lockPlace(ctx, tx, subject)
	if err != nil {
		return out, err
	}
	ids := make([]uuid.UUID, 0, len(handled))
	for id := range handled {
		ids = append(ids, id)
	}
	changes, err := tx.OrderChange.Query().Where(orderchange.IDIn(ids...)).Order(orderchange.ByID()).All(ctx)
	if err != nil {
		return out, err
	}
	var rows []*account.AcknowledgementCreate
	for _, c := range changes {
		if c.Sequence > handled[c.ID] { // it changed meanwhile, and stays in
			continue
		}
		if out++; c.Sequence > upto {
			rows = append(rows, tx.Acknowledgement.Create().SetID(s.config.IDs()).SetSubject(subject).SetOrderID(c.ID).SetSequence(c.Sequence))
		}
	}
	if len(rows) == 0 {
		return out, nil
	}
	// The program's other consumers wait for its place: what is there is never newer.
	err = tx.Acknowledgement.CreateBulk(rows...).OnConflictColumns(acknowledgement.FieldSubject, acknowledgement.FieldOrderID).
		Update(func(u *account.AcknowledgementUpsert) { u.UpdateSequence() }).Exec(ctx)
	if err != nil {
		return out, err
	}
	return out, a.advance(ctx, tx, subject, upto)
}

// lockPlace returns up to where a program has acknowledged everything, and keeps its other
// consumers from acknowledging until the transaction ends.
func lockPlace(ctx context.Context, tx *account.Tx, subject string) (int64, error) {
	err := tx.QueuePlace.Create().SetID(subject).SetUpto(0).OnConflictColumns(queueplace.FieldID).
		Update(func(u *account.QueuePlaceUpsert) { u.AddUpto(0) }).Exec(ctx)
	if err != nil {
		return 0, err
	}
	row, err := tx.QueuePlace.Get(ctx, subject)
	if err != nil {
		return 0, err
	}
	return row.Upto, nil
}

// advance moves a program's place on to before the first change that it has not
// acknowledged, and drops the acknowledgements that it has passed. How far the sequence goes
// is read first: a change that is not seen by the second statement comes after that.
func (a *openAccount) advance(ctx context.Context, tx *account.Tx, subject string, upto int64) error {
	to, err := lastPlace(ctx, tx)
	if err != nil {
		return err
	}
	switch open, err := a.waiting(tx.OrderChange.Query(), subject).First(ctx); {
	case err == nil:
		to = min(to, open.Sequence-1)
	case !account.IsNotFound(err):
		return err
	}
	if to <= upto {
		return nil
	}
	if err := tx.QueuePlace.UpdateOneID(subject).SetUpto(to).Exec(ctx); err != nil {
		return err
	}
	_, err = tx.Acknowledgement.Delete().Where(acknowledgement.Subject(subject), acknowledgement.SequenceLTE(to)).Exec(ctx)
	return err
}

// forgetQueue drops what a program that is revoked has acknowledged.
func (s *Store) forgetQueue(ctx context.Context, id uuid.UUID, subject string) error {
	return s.with(ctx, id, func(a *openAccount) error {
		return a.inTx(ctx, func(tx *account.Tx) error {
			if _, err := tx.Acknowledgement.Delete().Where(acknowledgement.Subject(subject)).Exec(ctx); err != nil {
				return err
			}
			_, err := tx.QueuePlace.Delete().Where(queueplace.ID(subject)).Exec(ctx)
			return err
		})
	})
}

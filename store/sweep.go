package store

import (
	"context"
	"fmt"
	"slices"

	"entgo.io/ent/dialect"
	"entgo.io/ent/dialect/sql"
	"github.com/google/uuid"
	"golang.org/x/sync/errgroup"

	"orderveil"
	"orderveil/ent/account"
	"orderveil/ent/account/event"
	"orderveil/ent/account/hold"
	"orderveil/ent/account/order"
	"orderveil/ent/account/party"
	"orderveil/ent/account/shipment"
)

// The sweep deletes the ciphertext of orders whose day has come. It is housekeeping:
// that day's key is gone, so that nothing of it can be read any more. Parties go as
// whole rows, blind indexes and all, which costs a fraction of emptying their columns;
// what may stay of them, the country, stands with the order.

const (
	sweepBatch = 2000    // orders per transaction: locks are held for milliseconds
	sweepRound = 100_000 // orders whose ids are in memory at a time
)

// sweep deletes what is left of the customers of all orders whose day has come since
// the given one, and returns how many orders that were.
func (s *Store) sweep(ctx context.Context, a *openAccount, since orderveil.Date) (int, error) {
	total := 0
	for {
		due, err := a.db.Order.Query().
			Where(order.ForgetOnGTE(since), order.ForgetOnLTE(s.today()), order.ForgottenAtIsNil()).
			Order(order.ByForgetOn()).Limit(sweepRound).IDs(ctx)
		if err != nil || len(due) == 0 {
			return total, err
		}
		n, err := s.sweepAll(ctx, a, due)
		total += n
		if err != nil {
			return total, fmt.Errorf("store: sweep forgotten orders: %w", err)
		}
	}
}

// sweepAll forgets orders batch by batch; where several transactions can write at the
// same time, two do: one waits for the disk while the other computes.
func (s *Store) sweepAll(ctx context.Context, a *openAccount, due []uuid.UUID) (total int, err error) {
	writers := 1
	if a.dialect == dialect.Postgres {
		writers = 2
	}
	counts := make([]int, writers)
	batches := make(chan []uuid.UUID)
	group, working := errgroup.WithContext(ctx)
	group.Go(func() error {
		defer close(batches)
		for some := range slices.Chunk(due, sweepBatch) {
			select {
			case batches <- some:
			case <-working.Done():
				return working.Err()
			}
		}
		return nil
	})
	for i := range writers {
		group.Go(func() error {
			for some := range batches {
				n, err := s.forgetSome(working, a, some)
				if err != nil {
					return err
				}
				counts[i] += n
			}
			return nil
		})
	}
	err = group.Wait()
	for _, n := range counts {
		total += n
	}
	return total, err
}

// forgetSome forgets orders whose day has come, in one transaction, and signs for it.
func (s *Store) forgetSome(ctx context.Context, a *openAccount, ids []uuid.UUID) (n int, err error) {
	err = a.inTx(ctx, func(tx *account.Tx) error {
		n, err = s.forgetIn(ctx, tx, a, orderveil.ReceiptPseudonymised, "", ids, dueBy(s.today()))
		return err
	})
	return n, err
}

// dueBy selects orders whose day has come, among orders that are selected by their ids.
// The sum keeps PostgreSQL from looking for them through the index on the day, in which
// all orders that were ever forgotten match.
func dueBy(day orderveil.Date) func(*sql.Selector) {
	return func(sel *sql.Selector) {
		sel.Where(sql.P(func(b *sql.Builder) {
			b.Ident(sel.C(order.FieldForgetOn)).WriteString(" + 0 <= ").Arg(day)
		}))
	}
}

// forgetIn deletes the customer data of those of the orders that a condition lets
// through and that are not forgotten yet: parties, tracking codes, notes. In their
// place it sets a random pseudonym, and a signed receipt.
func (s *Store) forgetIn(ctx context.Context, tx *account.Tx, a *openAccount, kind orderveil.ReceiptKind, actor string, ids []uuid.UUID, if_ ...func(*sql.Selector)) (int, error) {
	receipt, now := s.config.IDs(), s.config.Clock()
	update := tx.Order.Update().Where(among(order.FieldID, ids), order.ForgottenAtIsNil()).
		SetForgottenAt(now).SetUpdatedAt(now).SetReceiptID(receipt).Modify(randomPseudonym)
	for _, condition := range if_ {
		update.Where(condition)
	}
	n, err := update.Save(ctx)
	if err != nil || n == 0 {
		return 0, err
	}
	if n < len(ids) { // somebody else was faster with some
		if ids, err = tx.Order.Query().Where(among(order.FieldID, ids), order.ReceiptID(receipt)).IDs(ctx); err != nil {
			return 0, err
		}
	}
	row, err := s.receipt(tx, a, receipt, kind, actor, ids)
	if err != nil {
		return 0, err
	}
	if err := row.Exec(ctx); err != nil {
		return 0, err
	}
	if err := deleteCustomers(ctx, tx, ids); err != nil {
		return 0, err
	}
	return n, changedAgain(ctx, tx, ids)
}

func deleteCustomers(ctx context.Context, tx *account.Tx, ids []uuid.UUID) error {
	if _, err := tx.Party.Delete().Where(among(party.FieldOrderID, ids)).Exec(ctx); err != nil {
		return err
	}
	if err := tx.Shipment.Update().Where(among(shipment.FieldOrderID, ids), shipment.TrackingNotNil()).ClearTracking().Exec(ctx); err != nil {
		return err
	}
	if err := tx.Event.Update().Where(among(event.FieldOrderID, ids), event.NoteNotNil()).ClearNote().Exec(ctx); err != nil {
		return err
	}
	return tx.Hold.Update().Where(among(hold.FieldOrderID, ids), hold.NoteNotNil()).ClearNote().Exec(ctx)
}

// among selects rows whose column is one of the ids, as one parameter where the
// dialect has arrays.
func among(column string, ids []uuid.UUID) func(*sql.Selector) {
	return func(sel *sql.Selector) {
		if sel.Dialect() != dialect.Postgres {
			values := make([]any, len(ids))
			for i, id := range ids {
				values[i] = id
			}
			sel.Where(sql.In(sel.C(column), values...))
			return
		}
		sel.Where(sql.P(func(b *sql.Builder) {
			b.Ident(sel.C(column)).WriteString(" = ANY(").Arg(arrayOf(ids)).WriteByte(')')
		}))
	}
}

// arrayOf is PostgreSQL's text of an array of ids.
func arrayOf(ids []uuid.UUID) string {
	b := make([]byte, 0, 37*len(ids)+2)
	b = append(b, '{')
	for i, id := range ids {
		if i > 0 {
			b = append(b, ',')
		}
		text, _ := id.MarshalText() // never fails
		b = append(b, text...)
	}
	return string(append(b, '}'))
}

// randomPseudonym draws a UUID (version 4) for each row in the database itself.
func randomPseudonym(u *sql.UpdateBuilder) {
	if u.Dialect() == dialect.Postgres {
		u.Set(order.FieldPseudonym, sql.Expr("gen_random_uuid()"))
		return
	}
	u.Set(order.FieldPseudonym, sql.Expr(`lower(hex(randomblob(4)) || '-' || hex(randomblob(2)) || '-4' || substr(hex(randomblob(2)), 2) || '-'`+
		` || substr('89ab', 1 + (random() & 3), 1) || substr(hex(randomblob(2)), 2) || '-' || hex(randomblob(6)))`))
}

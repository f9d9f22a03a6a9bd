package store

import (
	"context"
	"fmt"

	"github.com/google/uuid"

	"orderveil/ent/account"
	"orderveil/ent/account/changecounter"
	"orderveil/ent/account/orderchange"
)

// Every transaction that changes orders takes the next place in the account's sequence of
// changes and gives it to all of them. It takes the place last and keeps the counter locked
// until it is committed, so that places are committed in their order: whoever sees one has
// seen all before it, and nothing appears behind a reader's back.

// ordersCounter is the counter's row; stored, and never changes.
const ordersCounter = "orders"

// changed gives orders that are new or changed the next place in the sequence. It is a
// transaction's last step.
func changed(ctx context.Context, tx *account.Tx, ids []uuid.UUID) error {
	next, err := nextPlace(ctx, tx)
	if err != nil {
		return err
	}
	rows := make([]*account.OrderChangeCreate, len(ids))
	for i, id := range ids {
		rows[i] = tx.OrderChange.Create().SetID(id).SetSequence(next)
	}
	err = inParts(rows, func(some ...*account.OrderChangeCreate) error {
		return tx.OrderChange.CreateBulk(some...).OnConflictColumns(orderchange.FieldID).UpdateNewValues().Exec(ctx)
	})
	if err != nil {
		return fmt.Errorf("store: note that orders changed: %w", err)
	}
	return nil
}

// changedAgain is changed for orders that are all stored already, however many, and that
// changed in a transaction before this one. While no program has asked for the queue there is
// nobody to whom they could come again, and nothing is written: a program has its place
// before it reads (see WorkQueue), so what it reads then is what the orders are by now.
func changedAgain(ctx context.Context, tx *account.Tx, ids []uuid.UUID) error {
	if asked, err := tx.QueuePlace.Query().Exist(ctx); err != nil || !asked {
		return err
	}
	next, err := nextPlace(ctx, tx)
	if err != nil {
		return err
	}
	return tx.OrderChange.Update().Where(among(orderchange.FieldID, ids)).SetSequence(next).Exec(ctx)
}

func nextPlace(ctx context.Context, tx *account.Tx) (int64, error) {
	err := tx.ChangeCounter.Create().SetID(ordersCounter).SetValue(1).OnConflictColumns(changecounter.FieldID).
		Update(func(u *account.ChangeCounterUpsert) { u.AddValue(1) }).Exec(ctx)
	if err != nil {
		return 0, fmt.Errorf("store: count a change: %w", err)
	}
	return lastPlace(ctx, tx)
}

// lastPlace is the last place that was given out, and committed unless by this very
// transaction; 0 before the first.
func lastPlace(ctx context.Context, tx *account.Tx) (int64, error) {
	row, err := tx.ChangeCounter.Get(ctx, ordersCounter)
	if account.IsNotFound(err) {
		return 0, nil
	}
	if err != nil {
		return 0, err
	}
	return row.Value, nil
}

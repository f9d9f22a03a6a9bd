package store

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/lib/pq"

	"orderveil/ent/account"
)

// atOnce is how many rows one statement writes: a statement has room for so many values
// only, 32,766 with SQLite, and the widest row has about 40.
const atOnce = 500

// inParts writes rows, however many.
func inParts[R any](rows []R, write func(some ...R) error) error {
	for some := range slices.Chunk(rows, atOnce) {
		if err := write(some...); err != nil {
			return err
		}
	}
	return nil
}

// inTx runs a function in a transaction of the account's database, and again when
// PostgreSQL ended it because of another transaction.
func (a *openAccount) inTx(ctx context.Context, do func(*account.Tx) error) error {
	for attempt := 1; ; attempt++ {
		err := a.onceInTx(ctx, do)
		if !collided(err) || attempt == 5 || !rested(ctx, attempt) {
			return err
		}
	}
}

// rested waits a moment before the next attempt; no if nobody wants it any more.
func rested(ctx context.Context, attempt int) bool {
	select {
	case <-ctx.Done():
		return false
	case <-time.After(time.Duration(attempt*attempt) * 5 * time.Millisecond):
		return true
	}
}

func (a *openAccount) onceInTx(ctx context.Context, do func(*account.Tx) error) error {
	tx, err := a.db.Tx(ctx)
	if err != nil {
		return err
	}
	defer tx.Rollback() // after a commit there is nothing to roll back
	if err := do(tx); err != nil {
		return err
	}
	return tx.Commit()
}

// collided reports a deadlock or a serialisation failure.
func collided(err error) bool {
	var pe *pq.Error
	return errors.As(err, &pe) && (pe.Code == "40P01" || pe.Code == "40001")
}

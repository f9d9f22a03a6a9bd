package store

import (
	"context"
	"database/sql"
	"errors"

	entsql "entgo.io/ent/dialect/sql"
)

// A pooler that pools by transaction gives a connection away after each. lib/pq sends a
// statement and its parameters apart, and a prepared statement lives on one connection: so
// everything comes in a transaction, and nothing is prepared beyond it.

// queryWrapped runs a read in a transaction that ends with its rows.
func (d *driver) queryWrapped(ctx context.Context, query string, args, v any) error {
	tx, err := d.DB().BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	if err := (entsql.Conn{ExecQuerier: tx}).Query(ctx, query, args, v); err != nil {
		return errors.Join(err, ignoreDone(tx.Rollback()))
	}
	rows, ok := v.(*entsql.Rows)
	if !ok {
		return tx.Commit()
	}
	rows.ColumnScanner = &lastRows{ColumnScanner: rows.ColumnScanner, tx: tx}
	return nil
}

func (d *driver) execWrapped(ctx context.Context, query string, args, v any) error {
	tx, err := d.DB().BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	if err := (entsql.Conn{ExecQuerier: tx}).Exec(ctx, query, args, v); err != nil {
		return errors.Join(err, ignoreDone(tx.Rollback()))
	}
	return tx.Commit()
}

// lastRows ends their transaction when they are closed.
type lastRows struct {
	entsql.ColumnScanner
	tx *sql.Tx
}

// Close closes the rows and ends the transaction; a second time nothing is left to end.
func (r *lastRows) Close() error {
	return errors.Join(r.ColumnScanner.Close(), ignoreDone(r.tx.Commit()))
}

func ignoreDone(err error) error {
	if errors.Is(err, sql.ErrTxDone) {
		return nil
	}
	return err
}

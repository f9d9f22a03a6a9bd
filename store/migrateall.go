package store

import (
	"context"
	"sync"

	"golang.org/x/sync/errgroup"

	"orderveil"
	entaccount "orderveil/ent/catalog/account"
)

// Migrated is an account that Migrate has come to, as the n-th of all that were older.
type Migrated struct {
	orderveil.Account
	N, Of int
	Err   error // why it stays as it was; the rest goes on
}

// Migrate brings the databases of all accounts that an older program left to the newest
// schema, so many at a time, and tells of each. It returns how many could not be: another
// run takes up what this one left, and an account is migrated when it is opened, too.
func (s *Store) Migrate(ctx context.Context, atOnce int, tell func(Migrated)) (failed int, err error) {
	version, err := schemaVersion(s.databases.dialect())
	if err != nil {
		return 0, err
	}
	rows, err := s.catalog.Account.Query().Where(entaccount.State(accountActive), entaccount.SchemaVersionLT(version)).
		Order(entaccount.ByNumber()).All(ctx)
	if err != nil {
		return 0, err
	}
	var mu sync.Mutex
	n := 0
	var migrating errgroup.Group
	migrating.SetLimit(max(atOnce, 1))
	for _, row := range rows {
		if ctx.Err() != nil {
			break
		}
		migrating.Go(func() error {
			err := ErrMoving
			if !moving(row) {
				err = s.upgradeAccount(ctx, row)
			}
			mu.Lock()
			defer mu.Unlock()
			n++
			if err != nil {
				failed++
			}
			tell(Migrated{Account: orderveil.Account{ID: row.ID, Number: row.Number, Sandbox: row.Sandbox}, N: n, Of: len(rows), Err: err})
			return nil
		})
	}
	_ = migrating.Wait() // what went wrong is told with its account
	return failed, ctx.Err()
}

package store

import (
	"bytes"
	"context"
	"database/sql"

	"entgo.io/ent/dialect"
	entsql "entgo.io/ent/dialect/sql"
	"github.com/google/uuid"

	"orderveil"
	"orderveil/ent/keys"
	"orderveil/ent/keys/accountkey"
	"orderveil/ent/keys/daykey"
	"orderveil/ent/keys/installationkey"
	"orderveil/ent/keys/predicate"
	"orderveil/seal"
)

// keyStore keeps wrapped keys in their own database. Putting never overwrites a key that
// is there: the first writer wins and the others get what it wrote. Replacing names what
// it replaces: see keyrotation.go.
type keyStore struct {
	client   *keys.Client
	db       *sql.DB
	postgres bool
}

var _ seal.KeyStore = (*keyStore)(nil)

func newKeyStore(d string, db *sql.DB, count func()) *keyStore {
	return &keyStore{client: keys.NewClient(keys.Driver(newDriver(d, db, count))), db: db, postgres: d == dialect.Postgres}
}

// AccountKey reads an account's wrapped key.
func (k *keyStore) AccountKey(ctx context.Context, account uuid.UUID) ([]byte, error) {
	row, err := k.client.AccountKey.Get(ctx, account)
	if err != nil {
		return nil, keyError(err)
	}
	return row.Wrapped, nil
}

// PutAccountKey keeps an account's wrapped key unless there is one.
func (k *keyStore) PutAccountKey(ctx context.Context, account uuid.UUID, wrapped []byte) ([]byte, error) {
	err := k.client.AccountKey.Create().SetID(account).SetWrapped(wrapped).
		OnConflictColumns(accountkey.FieldID).DoNothing().Exec(ctx)
	if err = ignoreNoRows(err); err != nil {
		return nil, err
	}
	return k.AccountKey(ctx, account)
}

// DayKeys reads an account's wrapped day keys: those of the given days, or all.
func (k *keyStore) DayKeys(ctx context.Context, account uuid.UUID, days []orderveil.Date) (map[orderveil.Date][]byte, error) {
	query := k.client.DayKey.Query().Where(daykey.AccountID(account))
	if days != nil {
		query = query.Where(daykey.DayIn(days...))
	}
	rows, err := query.All(ctx)
	if err != nil {
		return nil, err
	}
	found := make(map[orderveil.Date][]byte, len(rows))
	for _, row := range rows {
		found[row.Day] = row.Wrapped
	}
	return found, nil
}

// PutDayKey keeps a day's wrapped key unless there is one, and unless the account's key
// is another than the one it was made under. Both happen at once, so that a rotation
// that has seen all day keys of the old key need not fear another.
func (k *keyStore) PutDayKey(ctx context.Context, account uuid.UUID, day orderveil.Date, wrapped, under []byte) ([]byte, error) {
	tx, err := k.client.Tx(ctx)
	if err != nil {
		return nil, err
	}
	defer tx.Rollback() // after a commit there is nothing to roll back
	owner, err := tx.AccountKey.Query().Where(accountkey.ID(account), held).Only(ctx)
	if err != nil {
		return nil, keyError(err)
	}
	if !bytes.Equal(owner.Wrapped, under) {
		return nil, orderveil.ErrConflict
	}
	err = tx.DayKey.Create().SetAccountID(account).SetDay(day).SetWrapped(wrapped).
		OnConflictColumns(daykey.FieldAccountID, daykey.FieldDay).DoNothing().Exec(ctx)
	if err = ignoreNoRows(err); err != nil {
		return nil, err
	}
	row, err := tx.DayKey.Query().Where(daykey.AccountID(account), daykey.Day(day)).Only(ctx)
	if err != nil {
		return nil, keyError(err)
	}
	return row.Wrapped, tx.Commit()
}

// held keeps rows as they are until the transaction ends. SQLite has one writer at a
// time and needs no more.
func held(s *entsql.Selector) {
	if s.Dialect() == dialect.Postgres {
		s.ForShare()
	}
}

// DestroyDayKeys deletes an account's day keys up to and with a day, and leaves as
// little of them as it can.
func (k *keyStore) DestroyDayKeys(ctx context.Context, account uuid.UUID, upTo orderveil.Date) (int, error) {
	return k.destroyDays(ctx, daykey.AccountID(account), daykey.DayLTE(upTo))
}

// destroyPast deletes every account's day keys up to and with a day.
func (k *keyStore) destroyPast(ctx context.Context, upTo orderveil.Date) (int, error) {
	return k.destroyDays(ctx, daykey.DayLTE(upTo))
}

func (k *keyStore) destroyDays(ctx context.Context, which ...predicate.DayKey) (int, error) {
	n, err := k.client.DayKey.Delete().Where(which...).Exec(ctx)
	if err != nil {
		return 0, err
	}
	return n, k.scrub(ctx, n)
}

// DestroyAccountKeys deletes an account's keys: the day keys last, so that a crash in
// between leaves none that the account's key could open.
func (k *keyStore) DestroyAccountKeys(ctx context.Context, account uuid.UUID) error {
	if _, err := k.client.AccountKey.Delete().Where(accountkey.ID(account)).Exec(ctx); err != nil {
		return err
	}
	n, err := k.client.DayKey.Delete().Where(daykey.AccountID(account)).Exec(ctx)
	if err != nil {
		return err
	}
	return k.scrub(ctx, n+1)
}

// InstallationKey reads one of the installation's own wrapped keys.
func (k *keyStore) InstallationKey(ctx context.Context, name string) ([]byte, error) {
	row, err := k.client.InstallationKey.Get(ctx, name)
	if err != nil {
		return nil, keyError(err)
	}
	return row.Wrapped, nil
}

// PutInstallationKey keeps one of the installation's own wrapped keys unless there
// is one.
func (k *keyStore) PutInstallationKey(ctx context.Context, name string, wrapped []byte) ([]byte, error) {
	err := k.client.InstallationKey.Create().SetID(name).SetWrapped(wrapped).
		OnConflictColumns(installationkey.FieldID).DoNothing().Exec(ctx)
	if err = ignoreNoRows(err); err != nil {
		return nil, err
	}
	return k.InstallationKey(ctx, name)
}

func keyError(err error) error {
	if keys.IsNotFound(err) {
		return orderveil.ErrNotFound
	}
	return err
}

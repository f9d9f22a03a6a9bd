package store

import (
	"context"

	"github.com/google/uuid"

	"orderveil"
	"orderveil/ent/keys"
	"orderveil/ent/keys/accountkey"
	"orderveil/ent/keys/daykey"
	"orderveil/ent/keys/installationkey"
	"orderveil/seal"
)

// keyStore keeps wrapped keys in their own database. A key that is there is never
// overwritten: the first writer wins and the others get what it wrote.
type keyStore struct{ client *keys.Client }

var _ seal.KeyStore = (*keyStore)(nil)

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

// PutDayKey keeps a day's wrapped key unless there is one.
func (k *keyStore) PutDayKey(ctx context.Context, account uuid.UUID, day orderveil.Date, wrapped []byte) ([]byte, error) {
	err := k.client.DayKey.Create().SetAccountID(account).SetDay(day).SetWrapped(wrapped).
		OnConflictColumns(daykey.FieldAccountID, daykey.FieldDay).DoNothing().Exec(ctx)
	if err = ignoreNoRows(err); err != nil {
		return nil, err
	}
	row, err := k.client.DayKey.Query().Where(daykey.AccountID(account), daykey.Day(day)).Only(ctx)
	if err != nil {
		return nil, keyError(err)
	}
	return row.Wrapped, nil
}

// DestroyDayKeys deletes an account's day keys up to and with a day.
func (k *keyStore) DestroyDayKeys(ctx context.Context, account uuid.UUID, upTo orderveil.Date) (int, error) {
	return k.client.DayKey.Delete().Where(daykey.AccountID(account), daykey.DayLTE(upTo)).Exec(ctx)
}

// destroyPast deletes every account's day keys up to and with a day.
func (k *keyStore) destroyPast(ctx context.Context, upTo orderveil.Date) (int, error) {
	return k.client.DayKey.Delete().Where(daykey.DayLTE(upTo)).Exec(ctx)
}

// DestroyAccountKeys deletes an account's keys: the day keys last, so that a crash in
// between leaves none that the account's key could open.
func (k *keyStore) DestroyAccountKeys(ctx context.Context, account uuid.UUID) error {
	if _, err := k.client.AccountKey.Delete().Where(accountkey.ID(account)).Exec(ctx); err != nil {
		return err
	}
	_, err := k.client.DayKey.Delete().Where(daykey.AccountID(account)).Exec(ctx)
	return err
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

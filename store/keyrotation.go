package store

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"entgo.io/ent/dialect/sql"
	"github.com/google/uuid"

	"orderveil"
	"orderveil/ent/keys"
	"orderveil/ent/keys/accountkey"
	"orderveil/ent/keys/daykey"
	"orderveil/ent/keys/installationkey"
	"orderveil/seal"
)

// StoredKey reads an account's wrapped key with the stage of its rotation.
func (k *keyStore) StoredKey(ctx context.Context, account uuid.UUID) (seal.StoredKey, error) {
	row, err := k.client.AccountKey.Get(ctx, account)
	if err != nil {
		return seal.StoredKey{}, keyError(err)
	}
	return storedKey(row), nil
}

// StoredKeys reads a page of accounts' wrapped keys.
func (k *keyStore) StoredKeys(ctx context.Context, after uuid.UUID, limit int) ([]seal.StoredKey, error) {
	rows, err := k.client.AccountKey.Query().Where(accountkey.IDGT(after)).Order(accountkey.ByID()).Limit(limit).All(ctx)
	if err != nil {
		return nil, err
	}
	page := make([]seal.StoredKey, len(rows))
	for i, row := range rows {
		page[i] = storedKey(row)
	}
	return page, nil
}

func storedKey(row *keys.AccountKey) seal.StoredKey {
	return seal.StoredKey{Account: row.ID, Wrapped: row.Wrapped, Stage: seal.Stage(row.Stage), Since: timeOf(row.StageAt)}
}

// ReplaceAccountKey replaces an account's wrapped key if it is still the old one.
func (k *keyStore) ReplaceAccountKey(ctx context.Context, old []byte, by seal.StoredKey) (bool, error) {
	update := k.client.AccountKey.Update().Where(accountkey.ID(by.Account), accountkey.Wrapped(old)).
		SetWrapped(by.Wrapped).SetStage(string(by.Stage))
	if !by.Since.IsZero() {
		update.SetStageAt(by.Since.UTC())
	}
	n, err := update.Save(ctx)
	return n == 1, err
}

// ReplaceDayKeys replaces day keys that are still the old ones, in one transaction. It
// goes through the days in order, so that two that do the same wait for each other and
// not both.
func (k *keyStore) ReplaceDayKeys(ctx context.Context, account uuid.UUID, old, by map[orderveil.Date][]byte) (int, error) {
	tx, err := k.client.Tx(ctx)
	if err != nil {
		return 0, err
	}
	defer tx.Rollback() // after a commit there is nothing to roll back
	replaced := 0
	for _, day := range slices.Sorted(maps.Keys(by)) {
		n, err := tx.DayKey.Update().
			Where(daykey.AccountID(account), daykey.Day(day), daykey.Wrapped(old[day])).
			SetWrapped(by[day]).Save(ctx)
		if err != nil {
			return 0, err
		}
		replaced += n
	}
	return replaced, tx.Commit()
}

// InstallationKeys reads all of the installation's own wrapped keys.
func (k *keyStore) InstallationKeys(ctx context.Context) (map[string][]byte, error) {
	rows, err := k.client.InstallationKey.Query().All(ctx)
	all := make(map[string][]byte, len(rows))
	for _, row := range rows {
		all[row.ID] = row.Wrapped
	}
	return all, err
}

// ReplaceInstallationKey replaces one of the installation's own wrapped keys if it is
// still the old one.
func (k *keyStore) ReplaceInstallationKey(ctx context.Context, name string, old, by []byte) (bool, error) {
	n, err := k.client.InstallationKey.Update().Where(installationkey.ID(name), installationkey.Wrapped(old)).
		SetWrapped(by).Save(ctx)
	return n == 1, err
}

// CountDays counts the day keys of all accounts.
func (k *keyStore) CountDays(ctx context.Context, today orderveil.Date) (seal.DayCount, error) {
	var span []struct {
		Keys   int            `json:"keys"`
		Oldest orderveil.Date `json:"oldest"`
		Newest orderveil.Date `json:"newest"`
	}
	err := k.client.DayKey.Query().Aggregate(
		keys.As(keys.Count(), "keys"), keys.As(orZero(sql.Min), "oldest"), keys.As(orZero(sql.Max), "newest"),
	).Scan(ctx, &span)
	if err != nil || len(span) != 1 {
		return seal.DayCount{}, fmt.Errorf("store: count the day keys: %w", err)
	}
	c := seal.DayCount{Keys: span[0].Keys, Oldest: span[0].Oldest, Newest: span[0].Newest}
	if c.Past, err = k.countPast(ctx, today); err != nil {
		return c, err
	}
	c.Orphans, err = k.client.DayKey.Query().Where(orphaned).Count(ctx)
	return c, err
}

// countPast counts the day keys of all accounts whose day has come.
func (k *keyStore) countPast(ctx context.Context, today orderveil.Date) (int, error) {
	return k.client.DayKey.Query().Where(daykey.DayLTE(today)).Count(ctx)
}

// orZero is an aggregate of the day that is 0 of no rows, where SQL has NULL.
func orZero(aggregate func(string) string) keys.AggregateFunc {
	return func(s *sql.Selector) string { return "COALESCE(" + aggregate(s.C(daykey.FieldDay)) + ", 0)" }
}

// orphaned selects the day keys of accounts without a key.
func orphaned(s *sql.Selector) {
	owners := sql.Dialect(s.Dialect()).Table(accountkey.Table)
	s.Where(sql.NotIn(s.C(daykey.FieldAccountID), sql.Dialect(s.Dialect()).Select(owners.C(accountkey.FieldID)).From(owners)))
}

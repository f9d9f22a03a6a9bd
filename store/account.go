package store

import (
	"context"
	"crypto/rand"
	"fmt"

	"github.com/google/uuid"

	"orderveil"
	"orderveil/ent/catalog"
	entaccount "orderveil/ent/catalog/account"
)

// The states of an account in the catalog. The names are stored and never change.
const (
	accountOpening = "OPENING" // its database may not be there yet
	accountActive  = "ACTIVE"
	accountClosed  = "CLOSED" // its keys are destroyed; the row keeps the number taken
)

// OpenAccount opens an account under a number that is not taken, with a database,
// a role and keys of its own. An account that a crash left half open is completed.
func (s *Store) OpenAccount(ctx context.Context, number int) (orderveil.Account, error) {
	return s.OpenAccountAt(ctx, number, orderveil.Wish{})
}

// OpenAccountAt is OpenAccount with a wish for a region or a server. One that was left half
// open stays where and what it was begun as.
func (s *Store) OpenAccountAt(ctx context.Context, number int, w orderveil.Wish) (orderveil.Account, error) {
	if number < 1 {
		return orderveil.Account{}, orderveil.Invalidf("an account's number is 1 or more")
	}
	row, err := s.catalog.Account.Query().Where(entaccount.Number(number)).Only(ctx)
	switch {
	case catalog.IsNotFound(err):
		if row, err = s.enterAccount(ctx, number, w); err != nil {
			return orderveil.Account{}, err
		}
	case err != nil:
		return orderveil.Account{}, err
	case row.State == accountClosed:
		return orderveil.Account{}, fmt.Errorf("account %d was cancelled, and its number stays taken: choose another: %w", number, orderveil.ErrConflict)
	case row.State == accountActive:
		return orderveil.Account{}, fmt.Errorf("account %d is open already: %w", number, orderveil.ErrConflict)
	}
	return s.completeAccount(ctx, row)
}

// enterAccount writes the account into the catalog before its database is made, so
// that no database is left that nobody knows of.
func (s *Store) enterAccount(ctx context.Context, number int, w orderveil.Wish) (row *catalog.Account, err error) {
	id := s.config.IDs()
	password, err := s.own.SealPlacement(id, []byte(rand.Text()))
	if err != nil {
		return nil, err
	}
	err = s.placing(ctx, w, func(c *catalog.Client, server string) error {
		row, err = c.Account.Create().SetID(id).SetNumber(number).SetState(accountOpening).SetServer(server).SetSandbox(w.Sandbox).
			SetDatabase(opaqueName(uuid.New())).SetPassword(password).SetCreatedAt(s.config.Clock()).Save(ctx)
		return err
	})
	return row, err
}

func (s *Store) completeAccount(ctx context.Context, row *catalog.Account) (orderveil.Account, error) {
	none := orderveil.Account{}
	password, err := s.own.OpenPlacement(row.ID, row.Password)
	if err != nil {
		return none, err
	}
	if err := s.databases.create(ctx, placementOf(row), string(password)); err != nil {
		return none, err
	}
	if err := s.keyring.Account(row.ID).Create(ctx); err != nil {
		return none, fmt.Errorf("store: make the account's key: %w", err)
	}
	version, err := schemaVersion(s.databases.dialect())
	if err != nil {
		return none, err
	}
	err = s.catalog.Account.UpdateOneID(row.ID).SetState(accountActive).SetSchemaVersion(version).Exec(ctx)
	return orderveil.Account{ID: row.ID, Number: row.Number, Sandbox: row.Sandbox}, err
}

// upgradeAccount migrates an account's database that an older program left. What a newer one
// left stays as it is: nodes of both run side by side during an upgrade.
func (s *Store) upgradeAccount(ctx context.Context, row *catalog.Account) error {
	version, err := schemaVersion(s.databases.dialect())
	if err != nil || row.SchemaVersion >= version {
		return err
	}
	if err := s.databases.upgrade(ctx, placementOf(row)); err != nil {
		return err
	}
	return s.catalog.Account.Update().Where(entaccount.ID(row.ID), entaccount.SchemaVersionLT(version)).SetSchemaVersion(version).Exec(ctx)
}

// Account returns the account with a number.
func (s *Store) Account(ctx context.Context, number int) (orderveil.Account, error) {
	row, err := s.catalog.Account.Query().Where(entaccount.Number(number), entaccount.State(accountActive)).Only(ctx)
	if err != nil {
		return orderveil.Account{}, notFound(err)
	}
	return orderveil.Account{ID: row.ID, Number: row.Number, Sandbox: row.Sandbox}, nil
}

// Accounts returns every open account by number.
func (s *Store) Accounts(ctx context.Context) ([]orderveil.Account, error) {
	rows, err := s.catalog.Account.Query().Where(entaccount.State(accountActive)).Order(entaccount.ByNumber()).All(ctx)
	if err != nil {
		return nil, err
	}
	accounts := make([]orderveil.Account, len(rows))
	for i, row := range rows {
		accounts[i] = orderveil.Account{ID: row.ID, Number: row.Number, Sandbox: row.Sandbox}
	}
	return accounts, nil
}

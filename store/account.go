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
// open has held nothing yet, so that the latest wish is what counts.
func (s *Store) OpenAccountAt(ctx context.Context, number int, w orderveil.Wish) (opened orderveil.Account, err error) {
	if number < 1 {
		return orderveil.Account{}, orderveil.Invalidf("an account's number is 1 or more")
	}
	err = s.holding(ctx, number, func() error {
		row, err := s.begunAccount(ctx, number, w)
		if err == nil {
			opened, err = s.completeAccount(ctx, row)
		}
		return err
	})
	return opened, err
}

// begunAccount is the account in the catalog, its database still to be made.
func (s *Store) begunAccount(ctx context.Context, number int, w orderveil.Wish) (*catalog.Account, error) {
	row, err := s.catalog.Account.Query().Where(entaccount.Number(number)).Only(ctx)
	switch {
	case catalog.IsNotFound(err):
		return s.enterAccount(ctx, number, w)
	case err != nil:
		return nil, err
	case row.State == accountClosed:
		return nil, fmt.Errorf("account %d was cancelled, and its number stays taken: choose another: %w", number, orderveil.ErrConflict)
	case row.State == accountActive:
		return nil, fmt.Errorf("account %d is open already: %w", number, orderveil.ErrConflict)
	}
	return s.beginAgain(ctx, row, w)
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

// beginAgain has an account that was left half open begin as it is wished now. What was begun
// elsewhere is dropped; on a server that does not answer it is left, and the catalog knows.
func (s *Store) beginAgain(ctx context.Context, row *catalog.Account, w orderveil.Wish) (*catalog.Account, error) {
	if row.Sandbox != w.Sandbox {
		return nil, orderveil.Invalidf("account %d was begun %s: open it as that, or abandon it first", row.Number, map[bool]string{true: "as a sandbox", false: "for a merchant"}[row.Sandbox])
	}
	if !s.suits(row.Server, w) {
		if row.MoveFrom != "" {
			if err := s.dropBegun(ctx, row); err != nil {
				return nil, fmt.Errorf("account %d was begun on the server %s, too, which has to answer first: %w", row.Number, row.MoveFrom, err)
			}
		}
		from := row.Server
		err := s.placing(ctx, w, func(c *catalog.Client, server string) error {
			row.Server, row.MoveFrom, row.MoveTo = server, from, server
			return c.Account.Update().Where(entaccount.ID(row.ID)).SetServer(server).SetMoveFrom(from).SetMoveTo(server).Exec(ctx)
		})
		if err != nil {
			return nil, err
		}
		if err := s.dropBegun(ctx, row); err != nil {
			s.config.Log.Warn("what was begun of an account is left on a server that does not answer", "account", row.Number, "server", row.MoveFrom, "error", err)
		}
	}
	return row, nil
}

// suits reports whether an account may stay on a server.
func (s *Store) suits(server string, w orderveil.Wish) bool {
	for _, known := range s.databaseServers() {
		if known.Name == server {
			return (w.Server == "" || w.Server == server) && (w.Region == "" || w.Region == known.Region)
		}
	}
	return false
}

// dropBegun drops what was begun of an account on another server than it is to be on.
func (s *Store) dropBegun(ctx context.Context, row *catalog.Account) error {
	if err := s.databases.drop(ctx, placement{server: row.MoveFrom, database: row.Database}); err != nil {
		return err
	}
	row.MoveFrom, row.MoveTo = "", ""
	return s.catalog.Account.UpdateOneID(row.ID).ClearMoveFrom().ClearMoveTo().Exec(ctx)
}

// Abandon is AbandonAccount for who manages the installation.
func (s *Store) Abandon(ctx context.Context, v orderveil.Viewer, number int) error {
	if !v.Can(orderveil.PermissionInstallManage) {
		return orderveil.ErrForbidden
	}
	return s.AbandonAccount(ctx, number)
}

// AbandonAccount takes back an account that was left half open. Its number is free again.
func (s *Store) AbandonAccount(ctx context.Context, number int) error {
	return s.holding(ctx, number, func() error {
		row, err := s.catalog.Account.Query().Where(entaccount.Number(number)).Only(ctx)
		if err != nil {
			return fmt.Errorf("account %d: %w", number, notFound(err))
		}
		if row.State != accountOpening {
			return orderveil.Invalidf("account %d is not half open: only what was never used can be abandoned, an account in use is cancelled", number)
		}
		if row.MoveFrom != "" {
			if err := s.dropBegun(ctx, row); err != nil {
				return err
			}
		}
		if err := s.databases.drop(ctx, placementOf(row)); err != nil {
			return err
		}
		if err := s.keyStore.DestroyAccountKeys(ctx, row.ID); err != nil {
			return err
		}
		s.keyring.Forget(row.ID)
		return s.catalog.Account.DeleteOneID(row.ID).Exec(ctx)
	})
}

// HalfOpen lists the numbers of accounts that were left half open, and the servers on which
// they were begun.
func (s *Store) HalfOpen(ctx context.Context) (begun map[int]string, err error) {
	rows, err := s.catalog.Account.Query().Where(entaccount.State(accountOpening)).All(ctx)
	begun = make(map[int]string, len(rows))
	for _, row := range rows {
		begun[row.Number] = row.Server
	}
	return begun, err
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

package store_test

import (
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"orderveil"
	"orderveil/store"
	"orderveil/store/pgtest"
	"orderveil/store/storetest"
)

// unreachable takes an account's database away from whoever comes.
func unreachable(t *testing.T, f *storetest.Fixture, a orderveil.Account) (database string) {
	t.Helper()
	driver, at := "sqlite", filepath.Join(f.Config.Dir, "catalog.db")
	if f.Config.PostgreSQL != nil {
		driver, at = "postgres", f.Config.PostgreSQL.Catalog
	}
	catalog, err := sql.Open(driver, at)
	if err != nil {
		t.Fatal(err)
	}
	defer catalog.Close()
	if err := catalog.QueryRow(`SELECT database FROM accounts WHERE number = $1`, a.Number).Scan(&database); err != nil {
		t.Fatal(err)
	}
	if f.Config.PostgreSQL == nil {
		file := filepath.Join(f.Config.Dir, "accounts", database+".db")
		if err := os.Rename(file, file+".away"); err != nil {
			t.Fatal(err)
		}
		return database
	}
	onServer(t, f, `ALTER DATABASE `+database+` ALLOW_CONNECTIONS false`)
	return database
}

// dropped drops an account's database with the machine that burns.
func dropped(t *testing.T, f *storetest.Fixture, database string) {
	t.Helper()
	if f.Config.PostgreSQL != nil {
		onServer(t, f, `DROP DATABASE `+database+` WITH (FORCE)`)
	}
}

func onServer(t *testing.T, f *storetest.Fixture, statement string) {
	t.Helper()
	admin, err := sql.Open("postgres", f.Config.PostgreSQL.Accounts)
	if err != nil {
		t.Fatal(err)
	}
	defer admin.Close()
	if _, err := admin.Exec(statement); err != nil {
		t.Fatal(err)
	}
}

// An account that cannot be copied leaves the others with a backup, and keeps the last one
// that has it, from which it is restored; what it has forgotten by then stays forgotten.
func TestAnAccountThatCannotBeCopiedIsRestoredFromTheLastBackupThatHasIt(t *testing.T) {
	t.Parallel()
	storetest.Each(t, server, func(t *testing.T, f *storetest.Fixture) {
		f.Config.KeyBackupDays = 1
		f.Reopen(t)
		places := store.Backups{Dir: t.TempDir(), Keys: t.TempDir(), Keep: 3}
		one, bolOne, _ := f.Account(t, 1)
		two, bolTwo, _ := f.Account(t, 2)
		orders := []orderveil.Order{shipped(f, f.Order(1)), shipped(f, f.Order(2)), f.Order(3)}
		for a, bol := range map[uuid.UUID]uuid.UUID{one.ID: bolOne.ID, two.ID: bolTwo.ID} {
			if _, err := f.Import(t.Context(), a, bol, orders); err != nil {
				t.Fatal(err)
			}
		}
		merchant := storetest.Viewer(orderveil.RoleMerchant, two.ID)
		first, err := store.BackUp(t.Context(), f.Config, places)
		if err != nil {
			t.Fatal(err)
		}
		if e, err := f.EraseOrder(t.Context(), merchant, find(t, f, merchant, orders[0].Number).ID()); err != nil || !e.Erased {
			t.Fatalf("EraseOrder() = %+v, %v", e, err)
		}
		f.Clock.Advance(time.Minute)
		if _, err := store.BackUp(t.Context(), f.Config, places); err != nil {
			t.Fatal(err)
		}
		// The list of what was erased is all that is left of the second one.
		second := filepath.Join(places.Dir, f.Clock.Now().UTC().Format("20060102T150405Z"))
		if err := os.RemoveAll(second); err != nil {
			t.Fatal(err)
		}
		database := unreachable(t, f, two)
		for range 7 {
			f.Clock.Advance(day)
			m, err := store.BackUp(t.Context(), f.Config, places)
			if !errors.Is(err, store.ErrIncomplete) || !strings.Contains(err.Error(), "account 2") || m.Missing[database] != 2 || len(m.Missing) != 1 || len(m.Files) != 2 {
				t.Fatalf("BackUp() = %+v, %v, want it without account 2 alone", m, err)
			}
			if len(m.Forgotten.Erased[database]) != 1 {
				t.Error("what the account had forgotten is not in the list any more")
			}
		}
		if kept, err := filepath.Glob(filepath.Join(places.Dir, "2*")); err != nil || len(kept) > 5 {
			t.Errorf("%d backups are kept, want those of 3 days and the one with account 2", len(kept))
		}
		c := lost(t, f)
		dropped(t, f, database)
		done, err := store.Restore(t.Context(), c, places.Dir, places.Keys)
		if err != nil {
			t.Fatal(err)
		}
		if done.Accounts != 2 || !done.Older[2].Equal(first.TakenAt) || len(done.Older) != 1 || done.Erased != 1 {
			t.Errorf("Restore() = %+v, want account 2 as of %s and an order erased again", done, first.TakenAt)
		}
		f.Config, f.Store = c, nil
		f.Reopen(t)
		if readable(t, find(t, f, merchant, orders[0].Number)) {
			t.Error("an erased order is back")
		}
		for _, a := range []orderveil.Account{one, two} {
			if v := storetest.Viewer(orderveil.RoleMerchant, a.ID); !readable(t, find(t, f, v, orders[1].Number)) {
				t.Errorf("an order of account %d does not open", a.Number)
			}
		}
	})
}

// An account that is in no backup is named, and the others are restored only when the
// operator says that he does without it: then it is not pretended to be there.
func TestAnAccountThatIsInNoBackupIsNotPretendedToBeThere(t *testing.T) {
	t.Parallel()
	storetest.Each(t, server, func(t *testing.T, f *storetest.Fixture) {
		f.Config.KeyBackupDays = 1
		places := store.Backups{Dir: t.TempDir(), Keys: t.TempDir(), Keep: 3}
		one, bol, _ := f.Account(t, 1)
		if _, err := f.Import(t.Context(), one.ID, bol.ID, []orderveil.Order{f.Order(1)}); err != nil {
			t.Fatal(err)
		}
		two, _, _ := f.Account(t, 2)
		database := unreachable(t, f, two)
		if _, err := store.BackUp(t.Context(), f.Config, places); !errors.Is(err, store.ErrIncomplete) {
			t.Fatalf("BackUp() = %v", err)
		}
		c := lost(t, f)
		dropped(t, f, database)
		for _, without := range [][]int{nil, {1}} {
			if _, err := store.Restore(t.Context(), c, places.Dir, places.Keys, without...); !errors.Is(err, orderveil.ErrInvalid) || !strings.Contains(err.Error(), "lacks account 2,") {
				t.Errorf("Restore() without %v = %v, want it to name account 2", without, err)
			}
		}
		done, err := store.Restore(t.Context(), c, places.Dir, places.Keys, 2)
		if err != nil {
			t.Fatal(err)
		}
		if done.Accounts != 1 || !slices.Equal(done.Without, []int{2}) {
			t.Errorf("Restore() = %+v, want account 1 alone", done)
		}
		f.Config, f.Store = c, nil
		f.Reopen(t)
		if !readable(t, find(t, f, storetest.Viewer(orderveil.RoleMerchant, one.ID), f.Order(1).Number)) {
			t.Error("the order of account 1 does not open")
		}
		if half, err := f.HalfOpen(t.Context()); err != nil || len(half) != 1 || half[2] == "" {
			t.Errorf("HalfOpen() = %v, %v, want account 2", half, err)
		}
		again, err := f.OpenAccount(t.Context(), 2)
		if err != nil || again.ID != two.ID {
			t.Errorf("OpenAccount() = %v, %v, want the account, empty", again, err)
		}
	})
}

// A server of accounts that is away costs the accounts of the others nothing.
func TestAServerThatIsAwayLeavesTheOthersWithABackup(t *testing.T) {
	t.Parallel()
	if server == nil {
		t.Skip("no PostgreSQL")
	}
	second, err := pgtest.Cluster()
	if err != nil {
		t.Skip("no second PostgreSQL: ", err)
	}
	t.Cleanup(second.Stop)
	f := storetest.PostgreSQL(t, server)
	where := *f.Config.PostgreSQL
	where.Servers = []store.AccountsServer{{DatabaseServer: orderveil.DatabaseServer{Name: "two"}, Address: second.DSN("postgres")}}
	f.Config.PostgreSQL, f.Config.KeyBackupDays = &where, 1
	f.Reopen(t)
	f.Account(t, 1)
	for _, number := range []int{2, 3} {
		if _, err := f.OpenAccountAt(t.Context(), number, orderveil.Wish{Server: "two"}); err != nil {
			t.Fatal(err)
		}
	}
	second.Stop()
	places := store.Backups{Dir: t.TempDir(), Keys: t.TempDir(), Keep: 3}
	m, err := store.BackUp(t.Context(), f.Config, places)
	if !errors.Is(err, store.ErrIncomplete) || !strings.Contains(err.Error(), "accounts 2, 3") || len(m.Files) != 2 {
		t.Errorf("BackUp() = %+v, %v, want it without accounts 2 and 3", m, err)
	}
	if at, _, err := store.LastBackup(places.Keys); err != nil || !at.Equal(m.TakenAt) {
		t.Errorf("the key store has no backup of %s: %v", m.TakenAt, err)
	}
}

// An account that is on its way to another server is copied from where it is, whether or not
// its move goes on.
func TestAnAccountThatIsBeingMovedIsInTheBackup(t *testing.T) {
	t.Parallel()
	m, _ := newMover(t)
	m.Config.KeyBackupDays = 1
	places := store.Backups{Dir: t.TempDir(), Keys: t.TempDir(), Keep: 3}
	for _, step := range []store.MoveStep{store.MoveClosed, store.MoveCopied, store.MoveSwitched} {
		m.killed(t, step)
		m.Clock.Advance(time.Minute)
		if b, err := store.BackUp(t.Context(), m.Config, places); err != nil || len(b.Files) != 2 {
			t.Errorf("BackUp() of an account whose move ended at %s = %+v, %v", step, b, err)
		}
	}
}

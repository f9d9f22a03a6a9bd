package store_test

import (
	"context"
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/gofrs/flock"

	"orderveil"
	"orderveil/store"
	"orderveil/store/storetest"
)

// lost takes the installation away and returns a configuration for an empty place.
func lost(t *testing.T, f *storetest.Fixture) store.Config {
	t.Helper()
	if err := f.Store.Close(); err != nil {
		t.Fatal(err)
	}
	c := f.Config
	if c.PostgreSQL == nil {
		c.Dir = filepath.Join(t.TempDir(), "restored")
		return c
	}
	admin, err := sql.Open("postgres", c.PostgreSQL.Accounts)
	if err != nil {
		t.Fatal(err)
	}
	defer admin.Close()
	where := *c.PostgreSQL
	for _, dsn := range []*string{&where.Catalog, &where.Keys} {
		before, query, _ := strings.Cut(*dsn, "?")
		*dsn = before + "_again?" + query
		if _, err := admin.Exec(`CREATE DATABASE ` + before[strings.LastIndex(before, "/")+1:] + `_again`); err != nil {
			t.Fatal(err)
		}
	}
	c.PostgreSQL = &where
	return c
}

// The drill: everything is lost and put back from backups made before an order was erased
// and an account closed. What is to flow flows on; what was forgotten stays so.
func TestARestoreBringsBackWhatWasKeptAndNothingThatWasForgotten(t *testing.T) {
	t.Parallel()
	storetest.Each(t, server, func(t *testing.T, f *storetest.Fixture) {
		f.Config.CoolingOff, f.Config.KeyBackupDays = 0, 1
		f.Reopen(t)
		places := store.Backups{Dir: t.TempDir(), Keys: t.TempDir(), Keep: 14}
		one, bol, office := f.Account(t, 1)
		two, _, _ := f.Account(t, 2)
		merchant := storetest.Viewer(orderveil.RoleMerchant, one.ID)
		orders := []orderveil.Order{shipped(f, f.Order(1)), shipped(f, f.Order(2)), f.Order(3)}
		if _, err := f.Import(t.Context(), one.ID, bol.ID, orders); err != nil {
			t.Fatal(err)
		}
		old, err := store.BackUp(t.Context(), f.Config, places)
		if err != nil {
			t.Fatal(err)
		}

		f.Clock.Advance(4 * time.Minute)
		if e, err := f.EraseOrder(t.Context(), merchant, find(t, f, merchant, orders[0].Number).ID()); err != nil || !e.Erased {
			t.Fatalf("EraseOrder() = %+v, %v", e, err)
		}
		if _, err := f.Cancel(t.Context(), two.ID, "drill", orderveil.DeleteOnly, ""); err != nil {
			t.Fatal(err)
		}
		if state, err := f.AdvanceClosure(t.Context(), two.ID); err != nil || state != orderveil.ClosureClosed {
			t.Fatalf("AdvanceClosure() = %s, %v", state, err)
		}
		certificate := certificateOf(t, f, 2)
		if _, err := store.BackUp(t.Context(), f.Config, places); err != nil {
			t.Fatal(err)
		}
		if _, err := store.Restore(t.Context(), f.Config, places.Dir, places.Keys); !errors.Is(err, orderveil.ErrConflict) {
			t.Errorf("Restore() over an installation = %v, want a conflict", err)
		}

		c := lost(t, f)
		stamp := old.TakenAt.Format("20060102T150405Z")
		done, err := store.Restore(t.Context(), c, filepath.Join(places.Dir, stamp), filepath.Join(places.Keys, stamp))
		if err != nil {
			t.Fatal(err)
		}
		if done.Accounts != 2 || done.Erased != 1 || done.Closed != 1 || done.Missing != 0 {
			t.Errorf("Restore() = %+v, want 2 accounts, of them 1 closed again, and 1 order erased again", done)
		}
		f.Config, f.Store = c, nil
		f.Reopen(t)
		if readable(t, find(t, f, merchant, orders[0].Number)) {
			t.Error("an erased order is back")
		}
		for _, o := range orders[1:] {
			if !readable(t, find(t, f, merchant, o.Number)) {
				t.Errorf("order %s does not open", o.Number)
			}
		}
		if certificateOf(t, f, 2) != certificate {
			t.Error("the certificate of the closed account is another")
		}
		if _, err := f.OpenAccount(t.Context(), 2); !errors.Is(err, orderveil.ErrConflict) {
			t.Errorf("OpenAccount() of a closed number = %v, want a conflict", err)
		}
		known, err := store.KnownTombstones(places.Dir, places.Keys)
		if err != nil {
			t.Fatal(err)
		}
		if again, err := f.Replay(t.Context(), known); err != nil || again.Erased != 0 || again.Closed != 0 {
			t.Errorf("Replay() again = %+v, %v, want nothing", again, err)
		}
		claim, err := f.ClaimDelivery(t.Context(), one.ID, office.ID)
		if err != nil || !claim.AskFirst {
			t.Errorf("an order is sent after a restore and not asked for first: %v", err)
		}
	})
}

func certificateOf(t *testing.T, f *storetest.Fixture, number int) string {
	t.Helper()
	c, err := f.ClosureOf(t.Context(), number)
	if err != nil || c.Certificate() == nil {
		t.Fatalf("there is no certificate of account %d: %v", number, err)
	}
	return *c.Certificate()
}

func TestADamagedOrUnfitBackupIsNotRestored(t *testing.T) {
	t.Parallel()
	f := storetest.SQLite(t)
	f.Config.KeyBackupDays = 1
	f.Account(t, 1)
	places := store.Backups{Dir: t.TempDir(), Keys: t.TempDir(), Keep: 3}
	first, err := store.BackUp(t.Context(), f.Config, places)
	if err != nil {
		t.Fatal(err)
	}
	f.Clock.Advance(time.Minute)
	second, err := store.BackUp(t.Context(), f.Config, places)
	if err != nil {
		t.Fatal(err)
	}
	at := func(dir string, m store.Manifest) string {
		return filepath.Join(dir, m.TakenAt.Format("20060102T150405Z"))
	}
	empty := func() store.Config { c := f.Config; c.Dir = filepath.Join(t.TempDir(), "new"); return c }
	if _, err := store.Restore(t.Context(), empty(), at(places.Dir, second), at(places.Keys, first)); err == nil || !strings.Contains(err.Error(), "key store is older") {
		t.Errorf("Restore() with older keys = %v", err)
	}
	path := filepath.Join(at(places.Dir, second), "catalog.db")
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	text[len(text)/2] ^= 1
	if err := os.WriteFile(path, text, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := store.Restore(t.Context(), empty(), at(places.Dir, second), places.Keys); err == nil || !strings.Contains(err.Error(), "damaged") {
		t.Errorf("Restore() of a damaged file = %v", err)
	}
	if _, err := store.Restore(t.Context(), empty(), at(places.Dir, first), places.Keys); err != nil {
		t.Errorf("Restore() of the backup before, with newer keys = %v", err)
	}
	for name, wrong := range map[string]store.Backups{
		"keys below the others": {Dir: places.Dir, Keys: filepath.Join(places.Dir, "keys"), Keep: 3},
		"one directory":         {Dir: places.Dir, Keys: places.Dir, Keep: 3},
	} {
		if _, err := store.BackUp(t.Context(), f.Config, wrong); !errors.Is(err, orderveil.ErrInvalid) {
			t.Errorf("BackUp() with %s = %v", name, err)
		}
	}
	f.Config.KeyBackupDays = 0
	if _, err := store.BackUp(context.Background(), f.Config, places); err == nil || !strings.Contains(err.Error(), "keys.backupDays") {
		t.Errorf("BackUp() without a life for backups of the key store = %v", err)
	}
}

// Backups of the key store live no longer than was said: retention counts on it.
func TestOldBackupsOfTheKeyStoreAreDeleted(t *testing.T) {
	t.Parallel()
	f := storetest.SQLite(t)
	f.Config.KeyBackupDays = 2
	places := store.Backups{Dir: t.TempDir(), Keys: t.TempDir(), Keep: 5}
	for range 8 * 4 {
		if _, err := store.BackUp(t.Context(), f.Config, places); err != nil {
			t.Fatal(err)
		}
		f.Clock.Advance(6 * time.Hour)
	}
	for dir, keep := range map[string]int{places.Dir: 5, places.Keys: 2} {
		newest, oldest, err := store.LastBackup(dir)
		if err != nil {
			t.Fatal(err)
		}
		if newest.Sub(oldest) > time.Duration(keep)*24*time.Hour {
			t.Errorf("a backup is %s older than the last, want at most %d days", newest.Sub(oldest), keep)
		}
		kept, _ := filepath.Glob(filepath.Join(dir, "2*"))
		if len(kept) < keep || len(kept) > keep+2 {
			t.Errorf("%d backups are kept, want one for each of %d days", len(kept), keep)
		}
	}
}

// left puts into both places what a backup leaves that is killed.
func left(t *testing.T, places store.Backups, at time.Time) (dirs []string) {
	t.Helper()
	for _, dir := range []string{places.Dir, places.Keys} {
		partial := filepath.Join(dir, ".partial-"+at.UTC().Format("20060102T150405Z"))
		if err := errors.Join(os.Mkdir(partial, 0o700), os.WriteFile(filepath.Join(partial, "keys.db"), []byte("keys"), 0o600)); err != nil {
			t.Fatal(err)
		}
		dirs = append(dirs, partial)
	}
	return dirs
}

func isThere(path string) bool { _, err := os.Stat(path); return err == nil }

// What a killed backup leaves is removed by the next, but not what another is just writing.
func TestWhatAKilledBackupLeftIsRemovedByTheNext(t *testing.T) {
	t.Parallel()
	f := storetest.SQLite(t)
	f.Config.KeyBackupDays = 2
	places := store.Backups{Dir: t.TempDir(), Keys: t.TempDir(), Keep: 5}
	for _, place := range []string{places.Dir, places.Keys} {
		dirs := left(t, places, f.Clock.Now())
		f.Clock.Advance(time.Minute)
		other := flock.New(filepath.Join(place, ".lock"))
		if got, err := other.TryLock(); err != nil || !got {
			t.Fatal(got, err)
		}
		if _, err := store.BackUp(t.Context(), f.Config, places); !errors.Is(err, orderveil.ErrConflict) {
			t.Errorf("BackUp() beside another = %v, want a conflict", err)
		}
		if !isThere(dirs[0]) || !isThere(dirs[1]) {
			t.Error("a backup removed what another is writing")
		}
		if err := other.Unlock(); err != nil {
			t.Fatal(err)
		}
		if all, err := store.LeftBackups(places.Keys); err != nil || len(all) != 1 {
			t.Errorf("LeftBackups() = %v, %v, want one", all, err)
		}
		if _, err := store.BackUp(t.Context(), f.Config, places); err != nil {
			t.Fatal(err)
		}
		if isThere(dirs[0]) || isThere(dirs[1]) {
			t.Error("what a killed backup left is still there")
		}
	}
}

// Backups of the key store go when their days are over though no backup succeeds any more;
// those of the databases stay.
func TestBackupsOfTheKeyStoreGoWhileBackupsFail(t *testing.T) {
	t.Parallel()
	f := storetest.SQLite(t)
	f.Config.KeyBackupDays = 2
	places := store.Backups{Dir: t.TempDir(), Keys: t.TempDir(), Keep: 5}
	if _, err := store.BackUp(t.Context(), f.Config, places); err != nil {
		t.Fatal(err)
	}
	dirs := left(t, places, f.Clock.Now())
	f.Clock.Advance(7 * 24 * time.Hour)
	catalog := filepath.Join(f.Config.Dir, "catalog.db")
	if err := os.Rename(catalog, catalog+".away"); err != nil {
		t.Fatal(err)
	}
	if _, err := store.BackUp(t.Context(), f.Config, places); err == nil {
		t.Fatal("a backup without a catalog is none, and succeeds")
	}
	if _, _, err := store.LastBackup(places.Keys); !errors.Is(err, orderveil.ErrNotFound) || isThere(dirs[1]) {
		t.Errorf("a backup of the key store is still there after seven days of two: %v", err)
	}
	if _, _, err := store.LastBackup(places.Dir); err != nil {
		t.Errorf("the only backup of the databases is gone: %v", err)
	}
}

package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"time"

	"golang.org/x/sync/errgroup"

	"orderveil"
	"orderveil/ent/catalog"
	entaccount "orderveil/ent/catalog/account"
	"orderveil/ent/catalog/schedule"
)

// Restored says what a restore did.
type Restored struct {
	Data, Keys Manifest
	Accounts   int
	Older      map[int]time.Time // accounts that the backup lacks, and of when the earlier one is that has them
	Without    []int             // accounts that are in no backup
	Replayed

	places map[string]string // directories of backups by file
}

// Restore puts backups back into a place where there is nothing: of the databases the one
// at data (a backup's own directory, or one of backups, of which the newest is taken), of
// the key store the newest below keys. A newer key store opens whatever an older one did,
// less what was destroyed since. An account that the backup lacks comes from the newest
// earlier one beside it that has the account; one that is in none is refused, unless it is
// among those to do without, which are left half open. Then everything is forgotten again
// that any backup beside them knows to be forgotten.
func Restore(ctx context.Context, c Config, data, keys string, without ...int) (done Restored, err error) {
	data, dataDir, err := chosen(data)
	if err != nil {
		return done, err
	}
	keys, keysDir, err := chosen(keys)
	if err != nil {
		return done, err
	}
	if done.Data, err = checkedManifest(data); err != nil {
		return done, err
	}
	if done.Keys, err = checkedManifest(keys); err != nil {
		return done, err
	}
	if done.Keys.TakenAt.Before(done.Data.TakenAt) {
		return done, orderveil.Invalidf("the backup of the key store is older than that of the databases: some orders would have no key. Take one of the key store of %s or later", done.Data.TakenAt.Format(stampLayout))
	}
	if err := done.locate(data, dataDir, without); err != nil {
		return done, err
	}
	known, err := KnownTombstones(dataDir, keysDir)
	if err != nil {
		return done, err
	}
	s, err := putBack(ctx, c, &done, keys)
	if err != nil {
		return done, err
	}
	defer s.Close()
	done.Replayed, err = s.Replay(ctx, known)
	return done, err
}

// chosen is a backup's directory, and the directory of backups that it is in.
func chosen(dir string) (backup, all string, err error) {
	if _, err := os.Stat(filepath.Join(dir, manifestName)); err == nil {
		return dir, filepath.Dir(dir), nil
	}
	newest, _, err := LastBackup(dir)
	if err != nil {
		return "", "", fmt.Errorf("store: there is no backup in %s: %w", dir, err)
	}
	return filepath.Join(dir, newest.Format(stampLayout)), dir, nil
}

func readManifest(dir string) (m Manifest, err error) {
	text, err := os.ReadFile(filepath.Join(dir, manifestName))
	if err != nil {
		return m, err
	}
	if err := json.Unmarshal(text, &m); err != nil {
		return m, orderveil.Invalidf("the manifest of the backup %s is damaged: take another backup", filepath.Base(dir))
	}
	return m, nil
}

// checkedManifest reads a manifest and all that it lists.
func checkedManifest(dir string) (m Manifest, err error) {
	if m, err = readManifest(dir); err != nil {
		return m, err
	}
	for name, want := range m.Files {
		if got, err := digestOf(filepath.Join(dir, filepath.Base(name))); err != nil || got != want {
			return m, orderveil.Invalidf("%s in the backup %s is missing or damaged: take another backup", name, filepath.Base(dir))
		}
	}
	return m, nil
}

// locate says in which backup each file is.
func (done *Restored) locate(data, all string, without []int) error {
	done.places, done.Older = map[string]string{}, map[int]time.Time{}
	for name := range done.Data.Files {
		done.places[name] = data
	}
	earlier, nowhere := done.Data.elsewhere(all), map[string]int{}
	for name, number := range done.Data.Missing {
		m, found := earlier[name]
		switch {
		case found:
			file := name + suffixOf(m.Dialect)
			dir := filepath.Join(all, m.TakenAt.Format(stampLayout))
			if got, err := digestOf(filepath.Join(dir, file)); err != nil || got != m.Files[file] {
				return orderveil.Invalidf("%s in the backup %s is missing or damaged: take another backup", file, filepath.Base(dir))
			}
			done.places[file], done.Older[number] = dir, m.TakenAt
		case slices.Contains(without, number):
			done.Without = append(done.Without, number)
		default:
			nowhere[name] = number
		}
	}
	if len(nowhere) > 0 {
		return orderveil.Invalidf("the backup %s lacks %s, and no earlier one beside it has them: take one that does with --from, or restore the others with --without and their numbers", filepath.Base(data), byNumber(nowhere))
	}
	return nil
}

func putBack(ctx context.Context, c Config, done *Restored, keys string) (*Store, error) {
	to, d, err := copierOf(c)
	if err != nil {
		return nil, err
	}
	if d != done.Data.Dialect || d != done.Keys.Dialect {
		return nil, orderveil.Invalidf("the backup is of %s: restore it into that", done.Data.Dialect)
	}
	if names, err := to.accounts(ctx); err == nil {
		return nil, fmt.Errorf("store: there is an installation already, with %d accounts: restore into an empty data directory, or into empty databases: %w", len(names), orderveil.ErrConflict)
	}
	if f, ok := to.(files); ok {
		return f.putBack(ctx, c, done, keys)
	}
	return to.(dumps).putBack(ctx, c, done, keys)
}

// putBack copies the files.
func (f files) putBack(ctx context.Context, c Config, done *Restored, keys string) (*Store, error) {
	lock, err := openSQLite(f.dir)
	if err != nil {
		return nil, err
	}
	for name, data := range done.places {
		to := f.file(name[:len(name)-len(f.suffix())])
		if name == catalogName+f.suffix() {
			to = filepath.Join(f.dir, name)
		} else {
			done.Accounts++
		}
		if err == nil {
			err = copyFile(filepath.Join(data, name), to)
		}
	}
	if err == nil {
		err = copyFile(filepath.Join(keys, keysName+f.suffix()), filepath.Join(f.dir, keysName+f.suffix()))
	}
	if err2 := lock.close(); err == nil {
		err = err2
	}
	if err != nil {
		return nil, fmt.Errorf("store: put a backup back: %w", err)
	}
	return openWithout(ctx, c, done.Without)
}

// openWithout opens what was put back. Accounts of which nothing is left are half open again:
// they can be completed, empty, or abandoned.
func openWithout(ctx context.Context, c Config, numbers []int) (*Store, error) {
	s, err := Open(ctx, c)
	if err != nil || len(numbers) == 0 {
		return s, err
	}
	ids, err := s.catalog.Account.Query().Where(entaccount.NumberIn(numbers...)).IDs(ctx)
	if err == nil {
		err = s.catalog.Account.Update().Where(entaccount.IDIn(ids...)).SetState(accountOpening).ClearMoveFrom().ClearMoveTo().Exec(ctx)
	}
	if err == nil { // nothing is to come in
		_, err = s.catalog.Schedule.Delete().Where(schedule.AccountIDIn(ids...)).Exec(ctx)
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("store: leave an account out: %w", err), s.Close())
	}
	return s, nil
}

func copyFile(from, to string) error {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer in.Close()
	out, err := os.OpenFile(to, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	if _, err := io.Copy(out, in); err != nil {
		_ = out.Close()
		return err
	}
	return out.Close()
}

// putBack restores the catalog and the key store, and then every account into a database
// and role made anew.
func (d dumps) putBack(ctx context.Context, c Config, done *Restored, keys string) (*Store, error) {
	for name, dir := range map[string]string{catalogName: done.places[catalogName+d.suffix()], keysName: keys} {
		if err := d.tool(ctx, name, "pg_restore", "--no-owner", "--no-acl", "--exit-on-error", filepath.Join(dir, name+d.suffix())); err != nil {
			return nil, err
		}
	}
	s, err := openWithout(ctx, c, done.Without)
	if err != nil {
		return nil, err
	}
	if err := s.putAccountsBack(ctx, d, done); err != nil {
		_ = s.Close()
		return nil, err
	}
	return s, nil
}

// putAccountsBack puts some back at a time.
func (s *Store) putAccountsBack(ctx context.Context, d dumps, done *Restored) error {
	rows, err := s.catalog.Account.Query().Where(entaccount.State(accountActive)).Order(entaccount.ByNumber()).All(ctx)
	if err != nil {
		return err
	}
	putting, ctx := errgroup.WithContext(ctx)
	putting.SetLimit(copiedAtOnce)
	for _, row := range rows {
		putting.Go(func() error { return s.putAccountBack(ctx, d, row, done.places[row.Database+d.suffix()]) })
	}
	done.Accounts = len(rows)
	return putting.Wait()
}

func (s *Store) putAccountBack(ctx context.Context, d dumps, row *catalog.Account, dir string) error {
	password, err := s.own.OpenPlacement(row.ID, row.Password)
	if err != nil {
		return fmt.Errorf("store: open an account's database password: %w", err)
	}
	if err := s.databases.create(ctx, placementOf(row), string(password)); err != nil {
		return err
	}
	err = d.tool(ctx, row.Database, "pg_restore", "--clean", "--if-exists", "--no-owner", "--no-acl", "--exit-on-error", filepath.Join(dir, row.Database+d.suffix()))
	if err != nil {
		return err
	}
	if err := s.databases.upgrade(ctx, placementOf(row)); err != nil {
		return err
	}
	if row.MoveTo == "" {
		return nil
	}
	// The other half of a move is not there.
	return s.catalog.Account.UpdateOneID(row.ID).ClearMoveFrom().ClearMoveTo().Exec(ctx)
}

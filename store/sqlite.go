package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"time"

	"entgo.io/ent/dialect"
	"github.com/gofrs/flock"
	_ "modernc.org/sqlite" // the pure Go driver, no cgo

	"orderveil"
	"orderveil/ent/catalog"
	entaccount "orderveil/ent/catalog/account"
)

// sqliteFiles keeps every database as a file below one directory.
type sqliteFiles struct {
	dir  string
	lock *flock.Flock
}

// ErrDirectoryInUse says that another process works on the data directory.
var ErrDirectoryInUse = fmt.Errorf("store: another orderveil process works on the data directory: %w", orderveil.ErrConflict)

// openSQLite takes the directory for this process alone: SQLite would let a second
// process in, but its jobs would run twice.
func openSQLite(dir string) (*sqliteFiles, error) {
	if err := os.MkdirAll(filepath.Join(dir, "accounts"), 0o700); err != nil {
		return nil, fmt.Errorf("store: make the data directory: %w", err)
	}
	lock := flock.New(filepath.Join(dir, "lock"))
	got, err := lock.TryLock()
	if err != nil {
		return nil, fmt.Errorf("store: lock the data directory: %w", err)
	}
	if !got {
		return nil, fmt.Errorf("%w: stop the other one, or give this one another directory than %s", ErrDirectoryInUse, dir)
	}
	return &sqliteFiles{dir: dir, lock: lock}, nil
}

func (s *sqliteFiles) dialect() string { return dialect.SQLite }

func (s *sqliteFiles) catalog(ctx context.Context) (*sql.DB, error) {
	return s.open(ctx, filepath.Join(s.dir, "catalog.db"), "catalog")
}

func (s *sqliteFiles) keys(ctx context.Context) (*sql.DB, error) {
	return s.open(ctx, filepath.Join(s.dir, "keys.db"), "keys")
}

func (s *sqliteFiles) create(ctx context.Context, at placement, _ string) error {
	return s.upgrade(ctx, at)
}

func (s *sqliteFiles) upgrade(ctx context.Context, at placement) error {
	db, err := s.open(ctx, s.file(at.database), "account")
	if err != nil {
		return err
	}
	return db.Close()
}

func (s *sqliteFiles) account(_ context.Context, at placement, _ string) (*sql.DB, error) {
	if _, err := os.Stat(s.file(at.database)); err != nil {
		return nil, fmt.Errorf("store: the database of an account is missing, restore %s from a backup: %w", filepath.Join("accounts", at.database+".db"), err)
	}
	return s.pool(s.file(at.database), false)
}

// drop deletes the database's files.
func (s *sqliteFiles) drop(_ context.Context, at placement) error {
	for _, suffix := range []string{"", "-wal", "-shm"} {
		if err := os.Remove(s.file(at.database) + suffix); err != nil && !errors.Is(err, os.ErrNotExist) {
			return fmt.Errorf("store: delete an account's database: %w", err)
		}
	}
	return nil
}

func (s *sqliteFiles) close() error { return s.lock.Unlock() }

func (s *sqliteFiles) file(name string) string { return filepath.Join(s.dir, "accounts", name+".db") }

// open opens a file, made with mode 0600 when it is not there, and migrates it.
func (s *sqliteFiles) open(ctx context.Context, path, schema string) (*sql.DB, error) {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, fmt.Errorf("store: open a database file: %w", err)
	}
	_ = f.Close()
	if err := s.migrate(ctx, path, schema); err != nil {
		return nil, err
	}
	return s.pool(path, schema == "keys")
}

// migrate brings a file to the newest version. SQLite changes a table by making another one
// and dropping the first, which is not to take along what refers to it: foreign keys are
// off meanwhile, and checked at the end.
func (s *sqliteFiles) migrate(ctx context.Context, path, schema string) error {
	db, err := s.poolWith("foreign_keys(0)", path, schema == "keys")
	if err != nil {
		return err
	}
	defer db.Close()
	if err := migrate(ctx, db, dialect.SQLite, schema); err != nil {
		return err
	}
	broken, err := db.QueryContext(ctx, "PRAGMA foreign_key_check")
	if err != nil {
		return fmt.Errorf("store: check a migrated database: %w", err)
	}
	defer broken.Close()
	if broken.Next() {
		return fmt.Errorf("store: a database of schema %s holds rows that refer to nothing: restore %s from a backup", schema, filepath.Base(path))
	}
	return broken.Err()
}

// pool opens connections with WAL, foreign keys and times as whole microseconds:
// times as text sort wrongly. What is deleted from a thorough one is overwritten.
func (s *sqliteFiles) pool(path string, thorough bool) (*sql.DB, error) {
	return s.poolWith("foreign_keys(1)", path, thorough)
}

func (s *sqliteFiles) poolWith(foreignKeys, path string, thorough bool) (*sql.DB, error) {
	options := url.Values{
		"_pragma":              {foreignKeys, "busy_timeout(10000)", "journal_mode(wal)", "synchronous(normal)"},
		"_txlock":              {"immediate"},
		"_inttotime":           {"1"},
		"_time_integer_format": {"unix_micro"},
	}
	if thorough {
		options.Add("_pragma", "secure_delete(1)")
	}
	db, err := sql.Open("sqlite", (&url.URL{Scheme: "file", Opaque: (&url.URL{Path: path}).EscapedPath(), RawQuery: options.Encode()}).String())
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(4)
	db.SetMaxIdleConns(2)
	db.SetConnMaxIdleTime(10 * time.Second) // each holds 200 kB, and opening one takes a millisecond
	return db, nil
}

// ReadAccount looks an account up by its number in a data directory that another
// process may be working on.
func ReadAccount(ctx context.Context, dir string, number int) (orderveil.Account, error) {
	none := orderveil.Account{}
	path := filepath.Join(dir, "catalog.db")
	if _, err := os.Stat(path); err != nil {
		return none, fmt.Errorf("store: there is no installation in %s: %w", dir, orderveil.ErrNotFound)
	}
	db, err := (&sqliteFiles{dir: dir}).pool(path, false)
	if err != nil {
		return none, err
	}
	defer db.Close()
	row, err := catalog.NewClient(catalog.Driver(newDriver(dialect.SQLite, db, nil))).Account.Query().
		Where(entaccount.Number(number), entaccount.State(accountActive)).Only(ctx)
	if err != nil {
		return none, fmt.Errorf("store: read account %d: %w", number, notFound(err))
	}
	return orderveil.Account{ID: row.ID, Number: row.Number, Sandbox: row.Sandbox}, nil
}

// Package store is the only door to the databases. It decides nothing about what
// a viewer may see, it asks orderveil.Viewer; and it opens sealed text in one file,
// reveal.go.
package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"entgo.io/ent/dialect"

	"orderveil"
	"orderveil/connectors"
	"orderveil/ent/catalog"
	"orderveil/seal"
)

// Config is what a Store is made from. Either Dir or PostgreSQL says where the
// databases are.
type Config struct {
	Dir        string // SQLite files below this directory
	PostgreSQL *PostgreSQL
	Keys       seal.KeyProvider
	Retention  orderveil.Retention
	Kit        connectors.Kit // what connections are made with
	Caps       map[string]int // a marketplace's longest retention in days, by its connector
	// KeyBackupDays is how long backups of the key store live: so much longer is what
	// they can open readable.
	KeyBackupDays int
	// Canaries is how many orders that belong to nobody stand in every account.
	Canaries int
	// OnAlarm is called for every alarm that is raised; nil is fine.
	OnAlarm func()
	// OnWarning is called with its code for every warning about a connection; nil is fine.
	OnWarning func(code string)
	// CoolingOff is how long a cancellation can be withdrawn; ExportLife how long the
	// export of a cancelled account waits to be fetched; ExportDir where it waits, with
	// Dir a directory in it unless given.
	CoolingOff, ExportLife time.Duration
	ExportDir              string
	Clock                  orderveil.Clock
	IDs                    orderveil.IDs
	Log                    *slog.Logger
	// OnStatement is called for every SQL statement; nil is fine.
	OnStatement func()
	// OnKeyFailure is called when the key provider does not answer; nil is fine.
	OnKeyFailure func()
	// Demo lets people in without showing anything; only with SQLite files.
	Demo bool
	// OpenAccounts bounds the account databases held open at once; zero means 200.
	OpenAccounts int
}

// Store holds an installation's databases.
type Store struct {
	config        Config
	databases     databases
	catalogDB     *sql.DB
	catalogDriver *driver
	catalog       *catalog.Client
	keysDB        *sql.DB
	keyStore      *keyStore
	keyring       *seal.Keyring
	audited       sync.Map // the accounts with entries of the audit trail that have no place in the tree yet
	own           *seal.InstallationKeys
	accounts      *registry
	changes       *changes
	files         sync.Mutex // held by who makes or drops an account's file
}

// Open opens the catalog and the key store, bringing both to their newest schema,
// and proves that the key provider fits the stored keys. Accounts open when asked
// for.
func Open(ctx context.Context, c Config) (_ *Store, err error) {
	if c.Demo && c.PostgreSQL != nil {
		return nil, orderveil.Invalidf("a demo has SQLite files of its own")
	}
	s := &Store{config: c}
	defer func() {
		if err != nil {
			_ = s.Close()
		}
	}()
	if s.databases, err = openDatabases(ctx, c); err != nil {
		return nil, err
	}
	if s.catalogDB, err = s.databases.catalog(ctx); err != nil {
		return nil, err
	}
	if s.keysDB, err = s.databases.keys(ctx); err != nil {
		return nil, err
	}
	d := s.databases.dialect()
	s.catalogDriver = newDriver(d, s.catalogDB, c.OnStatement)
	s.catalog = catalog.NewClient(catalog.Driver(s.catalogDriver))
	s.keyStore = newKeyStore(d, s.keysDB, c.OnStatement)
	s.keyring = seal.NewKeyring(c.Keys, s.keyStore, c.Clock, seal.OnUnavailable(c.OnKeyFailure))
	if s.own, err = s.keyring.Installation(ctx); err != nil {
		return nil, fmt.Errorf("store: open the installation's keys: %w", err)
	}
	s.accounts = newRegistry(s)
	if s.changes, err = s.newChanges(); err != nil {
		return nil, err
	}
	return s, nil
}

func openDatabases(ctx context.Context, c Config) (databases, error) {
	switch {
	case c.PostgreSQL != nil && c.Dir == "":
		p, err := openPostgres(ctx, *c.PostgreSQL, c.Log)
		if err != nil { // a nil pointer would be a database that is there
			return nil, err
		}
		return p, nil
	case c.PostgreSQL == nil && c.Dir != "":
		f, err := openSQLite(c.Dir)
		if err != nil {
			return nil, err
		}
		return f, nil
	}
	return nil, orderveil.Invalidf("say where the databases are: a data directory or PostgreSQL, one of them")
}

// Close closes every database.
func (s *Store) Close() error {
	var errs []error
	if s.changes != nil {
		errs = append(errs, s.changes.close())
	}
	if s.accounts != nil {
		errs = append(errs, s.accounts.close())
	}
	if s.keyring != nil {
		s.keyring.Close()
	}
	for _, db := range []*sql.DB{s.keysDB, s.catalogDB} {
		if db != nil {
			errs = append(errs, db.Close())
		}
	}
	if s.databases != nil {
		errs = append(errs, s.databases.close())
	}
	return errors.Join(errs...)
}

// PingKeys reports whether the key provider answers. While it does not, everything that
// is not customer data goes on.
func (s *Store) PingKeys(ctx context.Context) error { return s.keyring.Ping(ctx) }

// Queue returns the database that the job queue shares with the catalog, and
// whether it is PostgreSQL.
func (s *Store) Queue() (db *sql.DB, postgres bool) {
	return s.catalogDB, s.databases.dialect() == dialect.Postgres
}

// Clock returns the store's clock.
func (s *Store) Clock() orderveil.Clock { return s.config.Clock }

func (s *Store) today() orderveil.Date { return orderveil.DateOf(s.config.Clock()) }

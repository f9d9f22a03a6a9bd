package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"time"

	"entgo.io/ent/dialect"
)

// PostgreSQL says where the databases are. Each address is a URL that CheckDSN accepts.
type PostgreSQL struct {
	Catalog string
	Keys    string
	// Accounts is the address of the accounts' server with the default name, which is enough
	// where there is one server. It leads to any database of it, such as "postgres".
	Accounts string
	Pooler   string           // of the same server: AccountsServer.Pooler
	Servers  []AccountsServer // more of them
	// Connections is AccountsServer.Connections of every server that says none of its own.
	Connections int
	// CatalogOwner and KeysOwner are addresses of the same databases for the roles that own
	// their tables. With them, only they change a schema, and the roles of Catalog and Keys
	// may use tables and nothing else; without, whoever starts needs no right to do so as
	// long as the schemas are the newest.
	CatalogOwner string
	KeysOwner    string
}

// connections of a program to the catalog and to the key store at the most.
const (
	catalogConns = 16
	keysConns    = 4
)

type postgres struct {
	where   PostgreSQL
	servers servers
}

func openPostgres(ctx context.Context, where PostgreSQL, log *slog.Logger) (*postgres, error) {
	dsns := []string{where.Catalog, where.Keys}
	for _, owner := range []string{where.CatalogOwner, where.KeysOwner} {
		if owner != "" {
			dsns = append(dsns, owner)
		}
	}
	for _, dsn := range dsns {
		if err := CheckDSN(dsn); err != nil {
			return nil, err
		}
	}
	all, err := newServers(where)
	if err != nil {
		return nil, err
	}
	if err := all.prepare(ctx, log); err != nil {
		return nil, errors.Join(err, all.close())
	}
	return &postgres{where: where, servers: all}, nil
}

func (p *postgres) dialect() string { return dialect.Postgres }

func (p *postgres) catalog(ctx context.Context) (*sql.DB, error) {
	return p.open(ctx, p.where.Catalog, p.where.CatalogOwner, "catalog", catalogConns)
}

func (p *postgres) keys(ctx context.Context) (*sql.DB, error) {
	return p.open(ctx, p.where.Keys, p.where.KeysOwner, "keys", keysConns)
}

func (p *postgres) open(ctx context.Context, dsn, owner, schema string, conns int) (*sql.DB, error) {
	db, err := pool(byIndex(dsn))
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(conns)
	db.SetMaxIdleConns(conns)
	db.SetConnMaxIdleTime(5 * time.Minute)
	if err := db.PingContext(ctx); err != nil {
		_ = db.Close()
		return nil, fmt.Errorf("store: reach the %s database: %w", schema, err)
	}
	if err := p.upgradeShared(ctx, db, dsn, owner, schema); err != nil {
		_ = db.Close()
		return nil, err
	}
	return db, nil
}

// byIndex asks for plans that use an index wherever there is one. Statements are
// prepared while a new account's tables are empty, when reading all of them is the
// cheapest plan; PostgreSQL would keep that plan until it analyses the tables. And
// without JIT: compiling costs more than any of our short statements.
func byIndex(dsn string) string {
	u, err := url.Parse(dsn)
	if err != nil {
		return dsn
	}
	q := u.Query()
	q.Set("enable_seqscan", "off")
	q.Set("jit", "off")
	u.RawQuery = q.Encode()
	return u.String()
}

func (p *postgres) create(ctx context.Context, at placement, password string) error {
	return p.servers.on(at, func(s *accountsServer) error {
		if err := s.prepare(ctx); err != nil {
			return err
		}
		return s.alone(at.database, func(s *accountsServer) error { return s.createFrom(ctx, at.database, password, templateName) })
	})
}

func (p *postgres) upgrade(ctx context.Context, at placement) error {
	return p.servers.on(at, func(s *accountsServer) error { return s.migrateAs(ctx, at.database) })
}

func (p *postgres) drop(ctx context.Context, at placement) error {
	return p.servers.on(at, func(s *accountsServer) error {
		return s.alone(at.database, func(s *accountsServer) error { return s.drop(ctx, at.database) })
	})
}

func (p *postgres) account(_ context.Context, at placement, password string) (db *sql.DB, err error) {
	err = p.servers.on(at, func(s *accountsServer) error {
		db, err = s.account(at.database, password)
		return err
	})
	return db, err
}

// pooled reports whether accounts' connections to a server are shared between transactions.
func (p *postgres) pooled(server string) bool {
	return p.servers[server] != nil && p.servers[server].Pooler != ""
}

func (p *postgres) close() error { return p.servers.close() }

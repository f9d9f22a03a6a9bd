package store

import (
	"context"
	"database/sql"
	"fmt"
	"net/url"
	"time"

	"entgo.io/ent/dialect"
	"github.com/lib/pq"
)

// PostgreSQL says where the databases are. Each address is a URL that CheckDSN
// accepts. The role of Accounts may create databases and roles; it owns every
// account's tables, and the program uses it for nothing else.
type PostgreSQL struct {
	Catalog  string
	Keys     string
	Accounts string // any database of the server that holds the accounts, such as "postgres"
	// CatalogOwner and KeysOwner are addresses of the same databases for the roles that own
	// their tables. With them, only they change a schema, and the roles of Catalog and Keys
	// may use tables and nothing else; without, whoever starts needs no right to do so as
	// long as the schemas are the newest.
	CatalogOwner string
	KeysOwner    string
}

// templateName is the database that every account's database is a copy of.
const templateName = "orderveil_template"

// appRole may use the tables of every account's database, but connect to none.
// Every account's own role is a member of it and may connect to its own database only.
const appRole = "orderveil_app"

// connections of one account's pool.
const (
	maxAccountConns  = 8
	idleAccountConns = 4
	idleAccountTime  = 60 * time.Second
)

type postgres struct {
	where PostgreSQL
	admin *sql.DB
}

func openPostgres(ctx context.Context, where PostgreSQL) (*postgres, error) {
	dsns := []string{where.Catalog, where.Keys, where.Accounts}
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
	admin, err := pool(where.Accounts)
	if err != nil {
		return nil, err
	}
	admin.SetMaxOpenConns(2)
	if err := admin.PingContext(ctx); err != nil {
		_ = admin.Close()
		return nil, fmt.Errorf("store: reach the accounts' PostgreSQL: %w", err)
	}
	p := &postgres{where: where, admin: admin}
	if err := p.prepareTemplate(ctx); err != nil {
		_ = admin.Close()
		return nil, fmt.Errorf("store: prepare the template database: %w", err)
	}
	return p, nil
}

func (p *postgres) dialect() string { return dialect.Postgres }

func (p *postgres) catalog(ctx context.Context) (*sql.DB, error) {
	return p.open(ctx, p.where.Catalog, p.where.CatalogOwner, "catalog", 16)
}

func (p *postgres) keys(ctx context.Context) (*sql.DB, error) {
	return p.open(ctx, p.where.Keys, p.where.KeysOwner, "keys", 4)
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

// prepareTemplate makes the group role and the template, and brings the template
// to the newest schema. One node does it at a time.
func (p *postgres) prepareTemplate(ctx context.Context) error {
	conn, err := p.admin.Conn(ctx)
	if err != nil {
		return err
	}
	defer conn.Close()
	if _, err := conn.ExecContext(ctx, `SELECT pg_advisory_lock(hashtext($1))`, templateName); err != nil {
		return err
	}
	defer conn.ExecContext(context.WithoutCancel(ctx), `SELECT pg_advisory_unlock(hashtext($1))`, templateName)
	if err := p.ensure(ctx, conn, `SELECT 1 FROM pg_roles WHERE rolname = $1`, appRole, `CREATE ROLE `+appRole+` NOLOGIN`); err != nil {
		return err
	}
	if err := p.ensure(ctx, conn, `SELECT 1 FROM pg_database WHERE datname = $1`, templateName, `CREATE DATABASE `+templateName); err != nil {
		return err
	}
	version, err := schemaVersion(dialect.Postgres)
	if err != nil {
		return err
	}
	return p.upgradeTemplate(ctx, conn, fmt.Sprintf("orderveil schema %d", version))
}

// upgradeTemplate migrates the template and closes it: a database that anybody is
// connected to cannot be copied. Its comment says which schema it has, so that one that is
// current is left alone.
func (p *postgres) upgradeTemplate(ctx context.Context, conn *sql.Conn, schema string) error {
	var current bool
	if err := conn.QueryRowContext(ctx, `SELECT datistemplate AND NOT datallowconn AND coalesce(shobj_description(oid, 'pg_database'), '') = $1
		FROM pg_database WHERE datname = $2`, schema, templateName).Scan(&current); err != nil || current {
		return err
	}
	if _, err := conn.ExecContext(ctx, `ALTER DATABASE `+templateName+` ALLOW_CONNECTIONS true`); err != nil {
		return err
	}
	if err := p.migrateAs(ctx, templateName); err != nil {
		return err
	}
	for _, statement := range []string{
		`REVOKE CONNECT, TEMPORARY ON DATABASE ` + templateName + ` FROM PUBLIC`,
		`COMMENT ON DATABASE ` + templateName + ` IS '` + schema + `'`,
		`ALTER DATABASE ` + templateName + ` IS_TEMPLATE true ALLOW_CONNECTIONS false`,
	} {
		if _, err := conn.ExecContext(ctx, statement); err != nil {
			return err
		}
	}
	return nil
}

func (p *postgres) ensure(ctx context.Context, conn *sql.Conn, look, name, create string) error {
	var found int
	switch err := conn.QueryRowContext(ctx, look, name).Scan(&found); err {
	case nil:
		return nil
	case sql.ErrNoRows:
		_, err := conn.ExecContext(ctx, create)
		return err
	default:
		return err
	}
}

// create copies the template. The new role is the only one besides the owner that
// may connect; the copy's tables keep the template's grants, the database itself
// does not.
func (p *postgres) create(ctx context.Context, name, password string) error {
	conn, err := p.admin.Conn(ctx)
	if err != nil {
		return err
	}
	defer conn.Close()
	role := pq.QuoteIdentifier(name)
	verifier, err := scramVerifier(password)
	if err != nil {
		return err
	}
	statements := []string{
		`CREATE ROLE ` + role + ` LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE IN ROLE ` + appRole,
		`ALTER ROLE ` + role + ` PASSWORD ` + pq.QuoteLiteral(verifier),
		`CREATE DATABASE ` + role + ` TEMPLATE ` + templateName,
		`REVOKE CONNECT, TEMPORARY ON DATABASE ` + role + ` FROM PUBLIC`,
		`GRANT CONNECT ON DATABASE ` + role + ` TO ` + role,
	}
	for _, statement := range statements {
		if _, err := conn.ExecContext(ctx, statement); err != nil && !exists(err) {
			return fmt.Errorf("store: create an account's database: %w", err)
		}
	}
	return nil
}

// drop cuts the connections that other nodes still have.
func (p *postgres) drop(ctx context.Context, name string) error {
	quoted := pq.QuoteIdentifier(name)
	for _, statement := range []string{`DROP DATABASE IF EXISTS ` + quoted + ` WITH (FORCE)`, `DROP ROLE IF EXISTS ` + quoted} {
		if _, err := p.admin.ExecContext(ctx, statement); err != nil {
			return fmt.Errorf("store: drop an account's database: %w", err)
		}
	}
	return nil
}

// exists reports whether an error says that a role or database is there already,
// as it is when a creation is taken up again after a crash.
func exists(err error) bool {
	pe, ok := err.(*pq.Error)
	return ok && (pe.Code == "42710" || pe.Code == "42P04")
}

func (p *postgres) upgrade(ctx context.Context, name string) error { return p.migrateAs(ctx, name) }

// migrateAs migrates a database as the owner of its tables and lets the
// applications' role use them.
func (p *postgres) migrateAs(ctx context.Context, name string) error {
	dsn, err := p.dsn(name, nil)
	if err != nil {
		return err
	}
	db, err := pool(dsn)
	if err != nil {
		return err
	}
	defer db.Close()
	if err := migrate(ctx, db, dialect.Postgres, "account"); err != nil {
		return err
	}
	for _, statement := range []string{
		`GRANT USAGE ON SCHEMA public TO ` + appRole,
		`GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO ` + appRole,
		`REVOKE ALL ON goose_db_version FROM ` + appRole,
	} {
		if _, err := db.ExecContext(ctx, statement); err != nil {
			return err
		}
	}
	return nil
}

func (p *postgres) account(_ context.Context, name, password string) (*sql.DB, error) {
	dsn, err := p.dsn(name, url.UserPassword(name, password))
	if err != nil {
		return nil, err
	}
	db, err := pool(byIndex(dsn))
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(maxAccountConns)
	db.SetMaxIdleConns(idleAccountConns)
	db.SetConnMaxIdleTime(idleAccountTime)
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

// dsn is the address of a database on the accounts' server, as its administrator
// or as another user.
func (p *postgres) dsn(name string, as *url.Userinfo) (string, error) {
	u, err := url.Parse(p.where.Accounts)
	if err != nil {
		return "", err
	}
	u.Path = "/" + name
	if as != nil {
		u.User = as
	}
	return u.String(), nil
}

func (p *postgres) close() error { return p.admin.Close() }

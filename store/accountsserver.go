package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"time"

	"entgo.io/ent/dialect"
	"github.com/lib/pq"

	"orderveil"
)

// templateName is the database that every account's database is a copy of.
const templateName = "orderveil_template"

// appRole may use the tables of every account's database, but connect to none.
// Every account's own role is a member of it and may connect to its own database only.
const appRole = "orderveil_app"

// connections of the administrator's pool, and of one account's. An account keeps what it
// used for a while: under load a connection that was closed is missed at once, and a new one
// costs more than many questions. Who needs the room for another account takes it.
const (
	adminConns      = 2
	maxAccountConns = 8
	idleAccountTime = 30 * time.Second
)

// AccountsServer is a PostgreSQL server with accounts' databases. The role of its address
// may create databases and roles; it owns every account's tables, and the program uses it
// for nothing else.
type AccountsServer struct {
	orderveil.DatabaseServer
	Address string
	// Pooler is the address of a PgBouncer before the server, through which accounts' roles
	// come in; none goes there directly. It may pool by transaction. Databases are made and
	// migrated at Address.
	Pooler string
	// Connections bounds those of this program to the server, or to its pooler, over all
	// accounts; zero means DefaultConnections. Two of the administrator come to it.
	Connections int
}

// accountsServer is such a server while the program runs.
type accountsServer struct {
	AccountsServer
	admin *sql.DB
	bound *bound

	mu       sync.Mutex
	prepared bool
}

func newAccountsServer(where AccountsServer) (*accountsServer, error) {
	if err := where.Check(); err != nil {
		return nil, err
	}
	if err := CheckDSN(where.Address); err != nil {
		return nil, err
	}
	if where.Pooler != "" {
		if err := CheckDSN(where.Pooler); err != nil {
			return nil, err
		}
	}
	admin, err := pool(where.Address)
	if err != nil {
		return nil, err
	}
	admin.SetMaxOpenConns(adminConns)
	return &accountsServer{AccountsServer: where, admin: admin, bound: newBound(where.Connections)}, nil
}

// prepare makes sure, once, that accounts can be made here.
func (s *accountsServer) prepare(ctx context.Context) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.prepared {
		return nil
	}
	if err := s.admin.PingContext(ctx); err != nil {
		return fmt.Errorf("store: reach the accounts' PostgreSQL, server %s: %w", s.Name, err)
	}
	if err := s.prepareTemplate(ctx); err != nil {
		return fmt.Errorf("store: prepare the template database of server %s: %w", s.Name, err)
	}
	s.prepared = true
	return nil
}

// prepareTemplate makes the group role and the template, and brings the template
// to the newest schema. One node does it at a time.
func (s *accountsServer) prepareTemplate(ctx context.Context) error {
	conn, err := s.admin.Conn(ctx)
	if err != nil {
		return err
	}
	defer conn.Close()
	if _, err := conn.ExecContext(ctx, `SELECT pg_advisory_lock(hashtext($1))`, templateName); err != nil {
		return err
	}
	defer conn.ExecContext(context.WithoutCancel(ctx), `SELECT pg_advisory_unlock(hashtext($1))`, templateName)
	if err := s.ensure(ctx, conn, `SELECT 1 FROM pg_roles WHERE rolname = $1`, appRole, `CREATE ROLE `+appRole+` NOLOGIN`); err != nil {
		return err
	}
	if err := s.ensure(ctx, conn, `SELECT 1 FROM pg_database WHERE datname = $1`, templateName, `CREATE DATABASE `+templateName); err != nil {
		return err
	}
	version, err := schemaVersion(dialect.Postgres)
	if err != nil {
		return err
	}
	return s.upgradeTemplate(ctx, conn, version)
}

// upgradeTemplate migrates the template and closes it: a database that anybody is
// connected to cannot be copied. Its comment says which schema it has, so that one that is
// current is left alone, and one of a newer program too: nodes of both run side by side
// during an upgrade.
func (s *accountsServer) upgradeTemplate(ctx context.Context, conn *sql.Conn, version int64) error {
	const says = "orderveil schema "
	var closed bool
	var comment string
	if err := conn.QueryRowContext(ctx, `SELECT datistemplate AND NOT datallowconn, coalesce(shobj_description(oid, 'pg_database'), '')
		FROM pg_database WHERE datname = $1`, templateName).Scan(&closed, &comment); err != nil {
		return err
	}
	has, err := strconv.ParseInt(strings.TrimPrefix(comment, says), 10, 64)
	if closed && err == nil && has >= version {
		return nil
	}
	schema := says + strconv.FormatInt(max(has, version), 10)
	if _, err := conn.ExecContext(ctx, `ALTER DATABASE `+templateName+` ALLOW_CONNECTIONS true`); err != nil {
		return err
	}
	if err := s.migrateAs(ctx, templateName); err != nil {
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

func (s *accountsServer) ensure(ctx context.Context, conn *sql.Conn, look, name, create string) error {
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

// alone does something with a database that only one does at a time.
func (s *accountsServer) alone(name string, do func(*accountsServer) error) error {
	sole, err := s.sole(name)
	if err != nil {
		return err
	}
	return errors.Join(do(sole), sole.admin.Close())
}

// createFrom copies a template. The new role is the only one besides the owner that
// may connect; the copy's tables keep the template's grants, the database itself
// does not.
func (s *accountsServer) createFrom(ctx context.Context, name, password, template string) error {
	conn, err := s.admin.Conn(ctx)
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
		`CREATE DATABASE ` + role + ` TEMPLATE ` + template,
		`REVOKE CONNECT, TEMPORARY ON DATABASE ` + role + ` FROM PUBLIC`,
		`GRANT CONNECT ON DATABASE ` + role + ` TO ` + role,
	}
	if s.Pooler != "" {
		statements = append(statements, planSettings(role)...)
	}
	for _, statement := range statements {
		if _, err := conn.ExecContext(ctx, statement); err != nil && !exists(err) {
			return fmt.Errorf("store: create an account's database: %w", err)
		}
	}
	return nil
}

// planSettings are what byIndex asks of a connection, for a database whose connections come
// through a pooler.
func planSettings(database string) []string {
	return []string{`ALTER DATABASE ` + database + ` SET enable_seqscan = off`, `ALTER DATABASE ` + database + ` SET jit = off`}
}

// drop cuts the connections that other nodes still have.
func (s *accountsServer) drop(ctx context.Context, name string) error {
	quoted := pq.QuoteIdentifier(name)
	if _, err := s.cut(ctx, name); err != nil && !missing(err) {
		return fmt.Errorf("store: end the connections to an account's database: %w", err)
	}
	for _, statement := range []string{`DROP DATABASE IF EXISTS ` + quoted + ` WITH (FORCE)`, `DROP ROLE IF EXISTS ` + quoted} {
		if _, err := s.admin.ExecContext(ctx, statement); err != nil {
			return fmt.Errorf("store: drop an account's database: %w", err)
		}
	}
	return nil
}

// missing reports whether an error says that there is no such role.
func missing(err error) bool {
	pe, ok := err.(*pq.Error)
	return ok && pe.Code == "42704"
}

// exists reports whether an error says that a role or database is there already,
// as it is when a creation is taken up again after a crash.
func exists(err error) bool {
	pe, ok := err.(*pq.Error)
	return ok && (pe.Code == "42710" || pe.Code == "42P04")
}

// migrateAs migrates a database as the owner of its tables and lets the
// applications' role use them.
func (s *accountsServer) migrateAs(ctx context.Context, name string) error {
	dsn, err := s.dsn(name, nil)
	if err != nil {
		return err
	}
	db, err := s.bound.pool(dsn, 1, 1)
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

func (s *accountsServer) account(name, password string) (*sql.DB, error) {
	address, settings := s.Address, byIndex
	if s.Pooler != "" { // which takes no settings: they are the database's own
		address, settings = s.Pooler, func(dsn string) string { return dsn }
	}
	dsn, err := databaseAt(address, name, url.UserPassword(name, password))
	if err != nil {
		return nil, err
	}
	return s.bound.pool(settings(dsn), maxAccountConns, maxAccountConns)
}

// dsn is the address of a database on the server, as its administrator
// or as another user.
func (s *accountsServer) dsn(name string, as *url.Userinfo) (string, error) {
	return databaseAt(s.Address, name, as)
}

func databaseAt(address, name string, as *url.Userinfo) (string, error) {
	u, err := url.Parse(address)
	if err != nil {
		return "", err
	}
	u.Path = "/" + name
	if as != nil {
		u.User = as
	}
	return u.String(), nil
}

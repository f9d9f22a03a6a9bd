package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"entgo.io/ent/dialect"

	"orderveil"
)

func copierOf(c Config) (copier, string, error) {
	switch {
	case c.PostgreSQL != nil:
		return dumps{*c.PostgreSQL, &answers{}}, dialect.Postgres, nil
	case c.Dir != "":
		return files{&sqliteFiles{dir: c.Dir}}, dialect.SQLite, nil
	}
	return nil, "", orderveil.Invalidf("say where the databases are: a data directory or PostgreSQL")
}

// files copies SQLite files by VACUUM INTO: a whole database as of one moment, however
// much is written meanwhile, without pages that nobody uses.
type files struct{ *sqliteFiles }

func (f files) suffix() string { return ".db" }

func (f files) path(name string) string {
	if name == catalogName || name == keysName {
		return filepath.Join(f.dir, name+".db")
	}
	return f.file(name)
}

func (f files) open(_ context.Context, name string) (*sql.DB, error) {
	if _, err := os.Stat(f.path(name)); err != nil {
		return nil, fmt.Errorf("the database is missing: %w", err)
	}
	return f.pool(f.path(name), name == keysName)
}

func (f files) copyTo(ctx context.Context, name, path string) error {
	db, err := f.open(ctx, name)
	if err != nil {
		return err
	}
	defer db.Close()
	_, err = db.ExecContext(ctx, `VACUUM INTO ?`, path)
	return err
}

func (f files) accounts(ctx context.Context) ([]string, error) {
	db, err := f.open(ctx, catalogName)
	if err != nil {
		return nil, err
	}
	defer db.Close()
	return accountDatabases(ctx, db)
}

func (f files) forgotten(ctx context.Context, accounts []string) (Tombstones, map[string]error, error) {
	return readForgotten(ctx, accounts, f.open)
}

// dumps copies PostgreSQL databases by pg_dump, as the owners of their tables.
type dumps struct {
	where PostgreSQL
	asked *answers
}

func (d dumps) suffix() string { return ".dump" }

func (d dumps) address(ctx context.Context, name string) (string, error) {
	switch {
	case name == catalogName && d.where.CatalogOwner != "":
		return d.where.CatalogOwner, nil
	case name == catalogName:
		return d.where.Catalog, nil
	case name == keysName && d.where.KeysOwner != "":
		return d.where.KeysOwner, nil
	case name == keysName:
		return d.where.Keys, nil
	}
	server, err := d.serverOf(ctx, name)
	if err != nil {
		return "", err
	}
	for _, s := range d.where.All() {
		if s.Name == server {
			if err := d.asked.of(ctx, s); err != nil {
				return "", err
			}
			return databaseAt(s.Address, name, nil)
		}
	}
	return "", orderveil.Invalidf("an account is on the server %s, which the configuration does not name: postgres.servers", server)
}

// serverOf asks the catalog at every turn: an account may have moved since the last. A
// catalog that an older program left knows one server.
func (d dumps) serverOf(ctx context.Context, name string) (server string, err error) {
	db, err := d.open(ctx, catalogName)
	if err != nil {
		return "", err
	}
	defer db.Close()
	err = db.QueryRowContext(ctx, `SELECT coalesce(to_jsonb(a)->>'server', $2) FROM accounts a WHERE database = $1`, name, orderveil.DefaultServer).Scan(&server)
	if err != nil {
		return "", fmt.Errorf("store: look up the server of an account: %w", err)
	}
	return server, nil
}

// answers are what servers of accounts said when they were first asked: one that is away is
// waited for once, and not for each of its accounts.
type answers struct {
	mu   sync.Mutex
	said map[string]error
}

// backupPatience is how long a server of accounts may take to answer a backup.
const backupPatience = 10 * time.Second

func (a *answers) of(ctx context.Context, s AccountsServer) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	if err, asked := a.said[s.Name]; asked {
		return err
	}
	db, err := pool(s.Address)
	if err != nil {
		return err
	}
	defer db.Close()
	ctx, cancel := context.WithTimeout(ctx, backupPatience)
	defer cancel()
	if err = db.PingContext(ctx); err != nil {
		err = fmt.Errorf("store: reach the server %s: %w", s.Name, err)
	}
	if a.said == nil {
		a.said = map[string]error{}
	}
	a.said[s.Name] = err
	return err
}

func (d dumps) open(ctx context.Context, name string) (*sql.DB, error) {
	dsn, err := d.address(ctx, name)
	if err != nil {
		return nil, err
	}
	return pool(dsn)
}

func (d dumps) copyTo(ctx context.Context, name, path string) error {
	return d.tool(ctx, name, "pg_dump", "--format=custom", "--no-owner", "--no-acl", "--file="+path)
}

func (d dumps) tool(ctx context.Context, name, program string, args ...string) error {
	dsn, err := d.address(ctx, name)
	if err != nil {
		return err
	}
	return runTool(ctx, dsn, name, program, args...)
}

func runTool(ctx context.Context, dsn, name, program string, args ...string) error {
	cmd, err := toolCommand(ctx, dsn, name, program, args...)
	if err != nil {
		return err
	}
	if err := cmd.Run(); err != nil {
		return fmt.Errorf("%s on %s: %w: run it by hand to see why", program, name, err)
	}
	return nil
}

// toolCommand is one of PostgreSQL's programs on a database. A password never is an
// argument, and what the program prints is not repeated: it may be a row.
func toolCommand(ctx context.Context, dsn, name, program string, args ...string) (*exec.Cmd, error) {
	u, err := url.Parse(tls13(dsn))
	if err != nil {
		return nil, orderveil.Invalidf("the address of the database %s is no URL", name)
	}
	path, err := postgresProgram(program)
	if err != nil {
		return nil, err
	}
	environment := os.Environ()
	if password, given := u.User.Password(); given {
		environment = append(environment, "PGPASSWORD="+password)
		u.User = url.User(u.User.Username())
	}
	cmd := exec.CommandContext(ctx, path, append(args, "--dbname="+u.String())...)
	cmd.Env = environment
	return cmd, nil
}

// postgresProgram finds a program in the path or where Debian puts it.
func postgresProgram(name string) (string, error) {
	if path, err := exec.LookPath(name); err == nil {
		return path, nil
	}
	found, _ := filepath.Glob("/usr/lib/postgresql/*/bin/" + name)
	if len(found) == 0 {
		return "", orderveil.Invalidf("%s is not installed here (Debian: postgresql-client)", name)
	}
	return found[len(found)-1], nil
}

func (d dumps) accounts(ctx context.Context) ([]string, error) {
	db, err := d.open(ctx, catalogName)
	if err != nil {
		return nil, err
	}
	defer db.Close()
	return accountDatabases(ctx, db)
}

func (d dumps) forgotten(ctx context.Context, accounts []string) (Tombstones, map[string]error, error) {
	return readForgotten(ctx, accounts, d.open)
}

func accountDatabases(ctx context.Context, db *sql.DB) (names []string, err error) {
	rows, err := db.QueryContext(ctx, `SELECT database FROM accounts WHERE state = '`+accountActive+`' ORDER BY number`)
	if err != nil {
		return nil, fmt.Errorf("store: list the accounts' databases: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			return nil, err
		}
		if name != filepath.Base(name) || strings.HasPrefix(name, ".") {
			return nil, errors.New("store: the catalog holds a name of a database that is none of ours")
		}
		names = append(names, name)
	}
	return names, rows.Err()
}

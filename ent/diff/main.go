// Command diff writes the migration that leads from the migrations there are to
// the schemas as they stand: go run ./ent/diff NAME. Its test proves that none is
// missing.
package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log"
	"os"
	"path/filepath"

	"ariga.io/atlas/sql/migrate"
	"ariga.io/atlas/sql/sqltool"
	"entgo.io/ent/dialect"
	entsql "entgo.io/ent/dialect/sql"
	"entgo.io/ent/dialect/sql/schema"
	_ "github.com/lib/pq"
	_ "modernc.org/sqlite"

	"orderveil/ent/account"
	"orderveil/ent/catalog"
	"orderveil/ent/keys"
	"orderveil/store/pgtest"
)

var schemas = []string{"account", "catalog", "keys"}

func main() {
	if len(os.Args) != 2 {
		log.Fatal("usage: go run ./ent/diff NAME")
	}
	pg, err := pgtest.Start()
	if err != nil {
		log.Fatal(err)
	}
	defer pg.Stop()
	for _, name := range schemas {
		for _, d := range []string{dialect.Postgres, dialect.SQLite} {
			err := diff(context.Background(), pg, name, d, filepath.Join("ent", "migrations"), os.Args[1])
			if err != nil && !errors.Is(err, migrate.ErrNoPlan) {
				log.Fatalf("%s on %s: %v", name, d, err)
			}
		}
	}
}

// diff writes one schema's missing migration into its folder below root, and
// returns migrate.ErrNoPlan where none is missing.
func diff(ctx context.Context, pg *pgtest.Server, name, d, root, migration string) error {
	folder := filepath.Join(root, name, map[string]string{dialect.Postgres: "postgres", dialect.SQLite: "sqlite"}[d])
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return err
	}
	dir, err := sqltool.NewGooseDir(folder)
	if err != nil {
		return err
	}
	db, drop, err := scratch(ctx, pg, d)
	if err != nil {
		return err
	}
	defer drop()
	opts := []schema.MigrateOption{
		schema.WithDir(dir),
		schema.WithMigrationMode(schema.ModeReplay),
		schema.WithDialect(d),
		schema.WithFormatter(sqltool.GooseFormatter),
		schema.WithErrNoPlan(true),
		schema.WithDropColumn(true),
		schema.WithDropIndex(true),
	}
	drv := entsql.OpenDB(d, db)
	switch name {
	case "account":
		return account.NewClient(account.Driver(drv)).Schema.NamedDiff(ctx, migration, opts...)
	case "catalog":
		return catalog.NewClient(catalog.Driver(drv)).Schema.NamedDiff(ctx, migration, opts...)
	case "keys":
		return keys.NewClient(keys.Driver(drv)).Schema.NamedDiff(ctx, migration, opts...)
	}
	return fmt.Errorf("no schema %q", name)
}

// scratch makes an empty database in which the migrations are replayed.
func scratch(ctx context.Context, pg *pgtest.Server, d string) (*sql.DB, func(), error) {
	if d == dialect.SQLite {
		db, err := sql.Open("sqlite", "file::memory:?_pragma=foreign_keys(1)")
		if err != nil {
			return nil, nil, err
		}
		db.SetMaxOpenConns(1)
		return db, func() { _ = db.Close() }, nil
	}
	admin, err := sql.Open("postgres", pg.DSN("postgres"))
	if err != nil {
		return nil, nil, err
	}
	name := fmt.Sprintf("diff_%d", os.Getpid())
	if _, err := admin.ExecContext(ctx, "CREATE DATABASE "+name); err != nil {
		return nil, nil, err
	}
	db, err := sql.Open("postgres", pg.DSN(name))
	return db, func() {
		_ = db.Close()
		_, _ = admin.ExecContext(ctx, "DROP DATABASE "+name)
		_ = admin.Close()
	}, err
}

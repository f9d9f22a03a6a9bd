package store

import (
	"context"
	"database/sql"
	"fmt"
	"log/slog"

	"entgo.io/ent/dialect"
	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"

	"orderveil/ent/migrations"
)

// migrate brings one database to the newest version of its schema ("account",
// "catalog" or "keys").
func migrate(ctx context.Context, db *sql.DB, d, schema string) error {
	p, err := migrator(db, d, schema)
	if err != nil {
		return err
	}
	if _, err := p.Up(ctx); err != nil {
		return fmt.Errorf("store: migrate a database of schema %s: %w", schema, err)
	}
	return nil
}

func migrator(db *sql.DB, d, schema string) (*goose.Provider, error) {
	folder, gooseDialect := "sqlite", goose.DialectSQLite3
	opts := []goose.ProviderOption{goose.WithDisableGlobalRegistry(true), goose.WithSlog(slog.New(slog.DiscardHandler))}
	if d == dialect.Postgres {
		folder, gooseDialect = "postgres", goose.DialectPostgres
		locker, err := lock.NewPostgresSessionLocker()
		if err != nil {
			return nil, err
		}
		opts = append(opts, goose.WithSessionLocker(locker))
	}
	files, err := migrations.Dir(schema, folder)
	if err != nil {
		return nil, err
	}
	return goose.NewProvider(gooseDialect, db, files, opts...)
}

// schemaVersion is the newest migration of the account schema.
func schemaVersion(d string) (int64, error) {
	folder := map[string]string{dialect.Postgres: "postgres", dialect.SQLite: "sqlite"}[d]
	files, err := migrations.Dir("account", folder)
	if err != nil {
		return 0, err
	}
	found, err := newestVersion(files)
	if err != nil {
		return 0, fmt.Errorf("store: embedded migrations: %w", err)
	}
	return found, nil
}

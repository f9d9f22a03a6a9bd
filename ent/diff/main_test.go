package main

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"ariga.io/atlas/sql/migrate"
	"entgo.io/ent/dialect"

	"orderveil/store/pgtest"
)

var server *pgtest.Server

func TestMain(m *testing.M) {
	os.Exit(pgtest.Main(m, func(s *pgtest.Server) { server = s }))
}

func TestNoMigrationIsMissing(t *testing.T) {
	if server == nil {
		t.Skip("no PostgreSQL")
	}
	root := filepath.Join(t.TempDir(), "migrations")
	if err := os.CopyFS(root, os.DirFS("../migrations")); err != nil {
		t.Fatal(err)
	}
	for _, name := range schemas {
		for _, d := range []string{dialect.Postgres, dialect.SQLite} {
			if err := diff(t.Context(), server, name, d, root, "missing"); !errors.Is(err, migrate.ErrNoPlan) {
				t.Errorf("%s on %s: the schema has moved on: write the migration with go run ./ent/diff NAME (%v)", name, d, err)
			}
		}
	}
}

package store

import (
	"context"
	"database/sql"
	"os"
	"path/filepath"
	"testing"

	"entgo.io/ent/dialect"
	"github.com/google/uuid"

	"orderveil/seal"
	"orderveil/seal/sealtest"
	"orderveil/store/pgtest"
)

func TestTheKeyStoreKeepsItsContractInSQLite(t *testing.T) {
	t.Parallel()
	sealtest.RunKeyStore(t, func(t *testing.T) seal.KeyStore { return sqliteKeys(t) })
}

func TestTheKeyStoreKeepsItsContractInPostgreSQL(t *testing.T) {
	t.Parallel()
	server, err := pgtest.Start()
	if err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal(err)
		}
		t.Skip(err)
	}
	t.Cleanup(server.Stop)
	sealtest.RunKeyStore(t, func(t *testing.T) seal.KeyStore { return postgresKeys(t, server) })
}

func sqliteKeys(t testing.TB) *keyStore {
	t.Helper()
	files := &sqliteFiles{dir: t.TempDir()}
	db, err := files.open(context.Background(), filepath.Join(files.dir, "keys.db"), "keys")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return newKeyStore(dialect.SQLite, db, nil)
}

func postgresKeys(t testing.TB, server *pgtest.Server) *keyStore {
	t.Helper()
	name := opaqueName(uuid.New())
	admin, err := sql.Open("postgres", server.DSN("postgres"))
	if err != nil {
		t.Fatal(err)
	}
	defer admin.Close()
	if _, err := admin.Exec(`CREATE DATABASE ` + name); err != nil {
		t.Fatal(err)
	}
	db, err := sql.Open("postgres", server.DSN(name))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	if err := migrate(context.Background(), db, dialect.Postgres, "keys"); err != nil {
		t.Fatal(err)
	}
	return newKeyStore(dialect.Postgres, db, nil)
}

package store

import (
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
	sealtest.RunKeyStore(t, func(t *testing.T) seal.KeyStore {
		files := &sqliteFiles{dir: t.TempDir()}
		db, err := files.open(t.Context(), filepath.Join(files.dir, "keys.db"), "keys")
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = db.Close() })
		return newKeyStore(dialect.SQLite, db, nil)
	})
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
	sealtest.RunKeyStore(t, func(t *testing.T) seal.KeyStore {
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
		if err := migrate(t.Context(), db, dialect.Postgres, "keys"); err != nil {
			t.Fatal(err)
		}
		return newKeyStore(dialect.Postgres, db, nil)
	})
}

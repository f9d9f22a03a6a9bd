package store_test

import (
	"database/sql"
	"fmt"
	"slices"
	"testing"

	"orderveil"
	"orderveil/store"
	"orderveil/store/storetest"
)

// catalogOf is the catalog's database beside the program.
func catalogOf(t *testing.T, f *storetest.Fixture) *sql.DB {
	t.Helper()
	db, err := sql.Open("postgres", f.Config.PostgreSQL.Catalog)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return db
}

func TestAMigrationOfAllAccountsGoesOnPastOneThatFails(t *testing.T) {
	t.Parallel()
	f := storetest.PostgreSQL(t, server)
	for n := range 4 {
		if _, err := f.OpenAccount(t.Context(), n+1); err != nil {
			t.Fatal(err)
		}
	}
	catalog := catalogOf(t, f)
	var newest int64
	var database string
	if err := catalog.QueryRow(`SELECT schema_version, database FROM accounts WHERE number = 2`).Scan(&newest, &database); err != nil {
		t.Fatal(err)
	}
	// Accounts 1 to 3 as an older program leaves them, of which one is out of reach.
	hide := func(from, to string) {
		if _, err := catalog.Exec(fmt.Sprintf(`ALTER DATABASE %q RENAME TO %q`, from, to)); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := catalog.Exec(`UPDATE accounts SET schema_version = 1 WHERE number < 4`); err != nil {
		t.Fatal(err)
	}
	hide(database, database+"_away")
	var told, wrong []int
	run := func() (int, error) {
		told, wrong = nil, nil
		return f.Migrate(t.Context(), 2, func(m store.Migrated) {
			told = append(told, m.Number)
			if m.Err != nil {
				wrong = append(wrong, m.Number)
			}
			if m.N != len(told) {
				t.Errorf("account %d is told as %d of %d, want %d", m.Number, m.N, m.Of, len(told))
			}
		})
	}
	if failed, err := run(); err != nil || failed != 1 || len(told) != 3 || !slices.Equal(wrong, []int{2}) {
		t.Errorf("Migrate() = %d failed, %v; told of %v, of them wrong %v", failed, err, told, wrong)
	}
	hide(database+"_away", database)
	if failed, err := run(); err != nil || failed != 0 || !slices.Equal(told, []int{2}) {
		t.Errorf("Migrate() again = %d failed, %v; told of %v, want account 2 alone", failed, err, told)
	}
	if _, err := run(); err != nil || len(told) != 0 {
		t.Errorf("Migrate() at the end = %v, told of %v", err, told)
	}
}

// Nodes of two releases work on the same accounts during an upgrade: what the newer one has
// migrated, the older one opens, and does not take back.
func TestAnOlderNodeWorksBesideANewerOne(t *testing.T) {
	t.Parallel()
	f := storetest.PostgreSQL(t, server)
	account, bol, _ := f.Account(t, 1)
	catalog := catalogOf(t, f)
	var newest int64
	var database string
	if err := catalog.QueryRow(`UPDATE accounts SET schema_version = schema_version + 1 RETURNING schema_version, database`).Scan(&newest, &database); err != nil {
		t.Fatal(err)
	}
	db, err := sql.Open("postgres", server.DSN(database))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for _, statement := range []string{
		`INSERT INTO goose_db_version (version_id, is_applied) SELECT max(version_id) + 1, true FROM goose_db_version`,
		`ALTER TABLE orders ADD COLUMN of_the_next_release text NOT NULL DEFAULT ''`, // migrations add
	} {
		if _, err := db.Exec(statement); err != nil {
			t.Fatal(err)
		}
	}
	f.Reopen(t)
	if _, err := f.Import(t.Context(), account.ID, bol.ID, []orderveil.Order{f.Order(1)}); err != nil {
		t.Fatal(err)
	}
	if failed, err := f.Migrate(t.Context(), 1, func(m store.Migrated) { t.Errorf("the older program migrates account %d", m.Number) }); err != nil || failed != 0 {
		t.Errorf("Migrate() = %d, %v", failed, err)
	}
	var stands int64
	if err := catalog.QueryRow(`SELECT schema_version FROM accounts`).Scan(&stands); err != nil || stands != newest {
		t.Errorf("the schema's version is %d, want the newer program's %d: %v", stands, newest, err)
	}
}

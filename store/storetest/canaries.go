package storetest

import (
	"database/sql"
	"path/filepath"
	"testing"

	"github.com/google/uuid"

	"orderveil"
)

// Canaries returns the numbers of an account's canaries, as somebody finds them who has
// both databases.
func (f *Fixture) Canaries(t testing.TB, account uuid.UUID) (numbers []string) {
	t.Helper()
	driver, dsn := "sqlite", "file:"+filepath.Join(f.Config.Dir, "catalog.db")
	if f.Config.PostgreSQL != nil {
		driver, dsn = "postgres", f.Config.PostgreSQL.Catalog
	}
	db, err := sql.Open(driver, dsn)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	rows, err := db.Query("SELECT id FROM canaries")
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var id uuid.UUID
		if err := rows.Scan(&id); err != nil {
			t.Fatal(err)
		}
		// The hub's number is made from the id, and leads to the order like the other.
		numbers = append(numbers, orderveil.HubNumber(id))
	}
	return numbers
}

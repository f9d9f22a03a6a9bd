package store

import (
	"path/filepath"
	"testing"

	"entgo.io/ent/dialect"
	"github.com/google/uuid"
)

// An account that began with the first version still has its orders after all migrations,
// on SQLite too, which changes tables by dropping them.
func TestAnUpgradeKeepsWhatIsThere(t *testing.T) {
	t.Parallel()
	files, err := openSQLite(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	defer files.close()
	path := filepath.Join(files.dir, "accounts", "one.db")
	db, err := files.pool(path, false)
	if err != nil {
		t.Fatal(err)
	}
	p, err := migrator(db, dialect.SQLite, "account")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := p.UpByOne(t.Context()); err != nil {
		t.Fatal(err)
	}
	conn, order := uuid.NewString(), uuid.NewString()
	for _, row := range [][]any{
		{`INSERT INTO connections (id, kind, code, label, state, settings, every_seconds, created_at) VALUES (?, 'BACK_OFFICE', 'webhook', 'Shop', 'ACTIVE', '{}', 0, 0)`, conn},
		{`INSERT INTO orders (id, number, hub_number, revision, changed_at, placed_at, status, fulfilment, total, currency, forget_on, forget_rule, imported_at, updated_at, connection_id)
			VALUES (?, 'A1', 'H1', 'r', 0, 0, 'OPEN', 'MERCHANT', '1', 'EUR', 1, 'x', 0, 0, ?)`, order, conn},
		{`INSERT INTO deliveries (id, state, connection_id, order_id) VALUES (?, 'WAITING', ?, ?)`, uuid.NewString(), conn, order},
	} {
		if _, err := db.ExecContext(t.Context(), row[0].(string), row[1:]...); err != nil {
			t.Fatal(err)
		}
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	if db, err = files.open(t.Context(), path, "account"); err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for _, table := range []string{"connections", "orders", "deliveries"} {
		var n int
		if err := db.QueryRowContext(t.Context(), "SELECT count(*) FROM "+table).Scan(&n); err != nil || n != 1 {
			t.Errorf("%s has %d rows: %v", table, n, err)
		}
	}
	var on bool
	if err := db.QueryRowContext(t.Context(), "PRAGMA foreign_keys").Scan(&on); err != nil || !on {
		t.Errorf("foreign keys are off: %v", err)
	}
}

package store

import (
	"context"
	"errors"
	"testing"

	"entgo.io/ent/dialect"
	entsql "entgo.io/ent/dialect/sql"

	"orderveil/store/pgtest"
)

// Rows that end because their connection was ended say what that means, as a statement does.
func TestRowsThatAreCutOffSayWhatItMeans(t *testing.T) {
	t.Parallel()
	server := pgtest.Alone(t)
	db, err := pool(server.DSN("postgres"))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	meaning := errors.New("it is moved")
	d := newDriver(dialect.Postgres, db, nil)
	d.failed = func(_ context.Context, err error) error {
		if !cutOff(err) {
			t.Errorf("the rows end with %v", err)
		}
		return meaning
	}
	tx, err := d.Tx(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for name, ask := range map[string]func(context.Context, string, any, any) error{"a statement": d.Query, "a transaction": tx.Query} {
		var rows entsql.Rows
		if err := ask(t.Context(), `SELECT repeat('x', 1000), pg_backend_pid() FROM generate_series(1, 100000)`, []any{}, &rows); err != nil {
			t.Fatal(err)
		}
		defer rows.Close()
		read := 0
		for ; rows.Next(); read++ {
			var text string
			var pid int
			if err := rows.Scan(&text, &pid); err != nil {
				t.Fatal(err)
			}
			if read == 0 {
				if _, err := db.ExecContext(t.Context(), `SELECT pg_terminate_backend($1, 5000)`, pid); err != nil {
					t.Fatal(err)
				}
			}
		}
		if err := rows.Err(); err != meaning || read == 0 || read == 100000 {
			t.Errorf("%s: after %d rows: %v", name, read, err)
		}
	}
}

package store_test

import (
	"database/sql"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"github.com/google/uuid"

	"orderveil"
	"orderveil/personal"
	"orderveil/store"
	"orderveil/store/storetest"
)

// looksOf writes looks into an account's trail as they would be there after months, a
// second apart, each at one of the account's orders.
func looksOf(t *testing.T, f *storetest.Fixture, orders []uuid.UUID, n int) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(f.Config.Dir, "accounts", "*.db"))
	if err != nil || len(files) != 1 {
		t.Fatalf("%d databases, %v", len(files), err)
	}
	options := url.Values{"_inttotime": {"1"}, "_time_integer_format": {"unix_micro"}, "_pragma": {"busy_timeout(10000)"}}
	db, err := sql.Open("sqlite", "file:"+files[0]+"?"+options.Encode())
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	tx, err := db.Begin()
	if err != nil {
		t.Fatal(err)
	}
	defer tx.Rollback()
	add, err := tx.Prepare(`INSERT INTO audit_entries (id, at, kind, subject, role, via, by_right, orders) VALUES (?, ?, 'LOOK', ?, 'merchant', 'orders', 'role', ?)`)
	if err != nil {
		t.Fatal(err)
	}
	for i := range n {
		at := storetest.Start.Add(time.Duration(i) * time.Second)
		order := orders[i%len(orders)]
		if _, err := add.Exec(orderveil.NewID(), at, "viewer-"+strconv.Itoa(i%7), append(order[:], 1)); err != nil {
			t.Fatal(err)
		}
	}
	if err := tx.Commit(); err != nil {
		t.Fatal(err)
	}
}

// Whose views fall into a window is told in less than a minute of 100,000 entries; "make
// proofs" says so of as many, this test of fewer.
func TestWhoLookedInAWindowIsToldWithinAMinute(t *testing.T) {
	t.Parallel()
	n := 10_000
	if text := os.Getenv("ORDERVEIL_AUDIT_ROWS"); text != "" {
		n, _ = strconv.Atoi(text)
	}
	f := storetest.SQLite(t)
	account, bol, _ := f.Account(t, 1)
	var orders []orderveil.Order
	for i := range 50 {
		orders = append(orders, f.Order(i+1))
	}
	if _, err := f.Import(t.Context(), account.ID, bol.ID, orders); err != nil {
		t.Fatal(err)
	}
	var ids []uuid.UUID
	for _, o := range orders {
		ids = append(ids, orderveil.OrderID(bol.ID, o.Number))
	}
	looksOf(t, f, ids, n)
	officer := orderveil.Viewer{Subject: "officer", Role: orderveil.RolePrivacyOfficer}
	began := time.Now()
	all := store.Window{From: storetest.Start, To: storetest.Start.Add(time.Duration(n) * time.Second)}
	told, numbers := 0, map[string]bool{}
	err := f.IncidentLooks(t.Context(), officer, all, nil, "r", func(l store.IncidentLook) error {
		told++
		numbers[l.Number] = true
		return nil
	})
	took := time.Since(began)
	if err != nil || told != n || len(numbers) != 50 || numbers[""] {
		t.Fatalf("%d looks at %d orders, %v", told, len(numbers), err)
	}
	t.Logf("%d entries in %v", n, took)
	if took > time.Minute {
		t.Errorf("%d entries take %v", n, took)
	}
	middle := store.Window{From: storetest.Start.Add(100 * time.Second), To: storetest.Start.Add(170 * time.Second)}
	in, err := f.Incident(t.Context(), officer, middle, nil, "r")
	if err != nil || in.Looks != 70 || in.Orders != 50 || in.Accounts != 1 || len(in.Viewers) != 7 {
		t.Fatalf("Incident() = %+v, %v", in, err)
	}
	if one := in.Viewers[0]; one.Looks != 10 || len(one.Categories) != 1 || one.Categories[0] != personal.Name || one.First.Before(middle.From) || !one.Last.Before(middle.To) {
		t.Errorf("a viewer is told of as %+v", one)
	}
}

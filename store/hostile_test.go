package store_test

import (
	"database/sql"
	"errors"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"orderveil"
	"orderveil/seal"
	"orderveil/seal/kms"
	"orderveil/store"
	"orderveil/store/pgtest"
	"orderveil/store/storetest"
)

// raw opens an account's database past the store, as somebody who got hold of it.
func raw(t *testing.T, f *storetest.Fixture) *sql.DB {
	t.Helper()
	if f.Config.PostgreSQL == nil {
		files, err := filepath.Glob(filepath.Join(f.Config.Dir, "accounts", "*.db"))
		if err != nil || len(files) != 1 {
			t.Fatalf("%d account files, %v", len(files), err)
		}
		return open(t, "sqlite", "file:"+files[0])
	}
	catalog := open(t, "postgres", f.Config.PostgreSQL.Catalog)
	var name string
	if err := catalog.QueryRow(`SELECT database FROM accounts`).Scan(&name); err != nil {
		t.Fatal(err)
	}
	return open(t, "postgres", server.DSN(name))
}

func open(t *testing.T, driver, dsn string) *sql.DB {
	t.Helper()
	db, err := sql.Open(driver, dsn)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return db
}

func TestAMovedCiphertextIsAnErrorAndTheRestIsThere(t *testing.T) {
	t.Parallel()
	storetest.Each(t, server, func(t *testing.T, f *storetest.Fixture) {
		account, bol, _ := f.Account(t, 1)
		if _, err := f.Import(t.Context(), account.ID, bol.ID, []orderveil.Order{f.Order(1), f.Order(2)}); err != nil {
			t.Fatal(err)
		}
		// Every party gets the name of one of them.
		if _, err := raw(t, f).Exec(`UPDATE parties SET name = (SELECT name FROM parties ORDER BY id LIMIT 1)`); err != nil {
			t.Fatal(err)
		}
		page, err := f.Orders(t.Context(), storetest.Viewer(orderveil.RoleMerchant, account.ID), store.Filter{}, store.Paging{}, store.LoadAll)
		if err != nil {
			t.Fatal(err)
		}
		broken := 0
		for _, o := range page.Nodes {
			for _, p := range []*store.PartyView{o.BillTo(), o.ShipTo()} {
				if _, err := p.LastName(); errors.Is(err, seal.ErrSealBroken) {
					broken++
				}
				if city, err := p.City(); err != nil || city == nil {
					t.Errorf("the city does not open: %v", err)
				}
			}
		}
		if broken != 3 {
			t.Errorf("%d names are broken, want 3 of 4", broken)
		}
	})
}

func TestNothingOfACustomerIsReadableInTheDatabase(t *testing.T) {
	t.Parallel()
	storetest.Each(t, server, func(t *testing.T, f *storetest.Fixture) {
		account, bol, _ := f.Account(t, 1)
		if _, err := f.Import(t.Context(), account.ID, bol.ID, []orderveil.Order{f.Order(1)}); err != nil {
			t.Fatal(err)
		}
		db := raw(t, f)
		for _, table := range []string{"orders", "parties", "order_lines", "shipments", "deliveries", "events", "connections"} {
			rows, err := db.Query(`SELECT * FROM ` + table)
			if err != nil {
				t.Fatal(err)
			}
			columns, err := rows.Columns()
			if err != nil {
				t.Fatal(err)
			}
			for rows.Next() {
				values, to := make([]sql.RawBytes, len(columns)), make([]any, len(columns))
				for i := range values {
					to[i] = &values[i]
				}
				if err := rows.Scan(to...); err != nil {
					t.Fatal(err)
				}
				for i, v := range values {
					if strings.Contains(strings.ToLower(string(v)), strings.ToLower(storetest.Mark)) {
						t.Errorf("%s.%s is readable", table, columns[i])
					}
				}
			}
			_ = rows.Close()
		}
	})
}

func TestAccountsCannotConnectToEachOther(t *testing.T) {
	t.Parallel()
	if os.Getenv(pgtest.Variable) != "" {
		t.Skip("the test signs in without passwords, which only a server of its own allows")
	}
	f := storetest.PostgreSQL(t, server)
	f.Account(t, 1)
	if _, err := f.OpenAccount(t.Context(), 2); err != nil {
		t.Fatal(err)
	}
	catalog := open(t, "postgres", f.Config.PostgreSQL.Catalog)
	var one, two string
	if err := catalog.QueryRow(`SELECT database FROM accounts WHERE number = 1`).Scan(&one); err != nil {
		t.Fatal(err)
	}
	if err := catalog.QueryRow(`SELECT database FROM accounts WHERE number = 2`).Scan(&two); err != nil {
		t.Fatal(err)
	}
	as := func(role, database string) error {
		u, err := url.Parse(server.DSN(database))
		if err != nil {
			t.Fatal(err)
		}
		u.User = url.User(role) // the test server trusts everybody: what refuses is the privilege
		return open(t, "postgres", u.String()).PingContext(t.Context())
	}
	if err := as(one, one); err != nil {
		t.Errorf("an account does not reach its own database: %v", err)
	}
	if err := as(one, two); err == nil || !strings.Contains(err.Error(), "permission denied") {
		t.Errorf("an account reaches another's database: %v", err)
	}
	if _, err := open(t, "postgres", ownDSN(t, one)).Exec(`CREATE TABLE mine (id int)`); err == nil {
		t.Error("an account's role may make tables")
	}
	if strings.Contains(one, "1") && !strings.HasPrefix(one, "acct_") {
		t.Errorf("the name %s is not opaque", one)
	}
	for _, database := range []string{one, two} {
		var password string
		admin := open(t, "postgres", server.DSN("postgres"))
		if err := admin.QueryRow(`SELECT rolpassword FROM pg_authid WHERE rolname = $1`, database).Scan(&password); err != nil || !strings.HasPrefix(password, "SCRAM-SHA-256$4096:") {
			t.Errorf("the role has no scram password: %v", err)
		}
	}
}

func ownDSN(t *testing.T, name string) string {
	t.Helper()
	u, err := url.Parse(server.DSN(name))
	if err != nil {
		t.Fatal(err)
	}
	u.User = url.User(name)
	return u.String()
}

func TestAnotherKeyFileStopsTheStart(t *testing.T) {
	t.Parallel()
	storetest.Each(t, server, func(t *testing.T, f *storetest.Fixture) {
		if err := f.Close(); err != nil {
			t.Fatal(err)
		}
		other, err := kms.CreateFile(filepath.Join(t.TempDir(), "key"))
		if err != nil {
			t.Fatal(err)
		}
		c := f.Config
		c.Keys = other
		if _, err := store.Open(t.Context(), c); !errors.Is(err, seal.ErrWrongKey) {
			t.Errorf("Open() = %v, want ErrWrongKey", err)
		}
		f.Store = nil
		f.Reopen(t)
	})
}

func TestASecondProcessIsToldSo(t *testing.T) {
	t.Parallel()
	f := storetest.SQLite(t)
	if _, err := store.Open(t.Context(), f.Config); !errors.Is(err, orderveil.ErrConflict) || !strings.Contains(err.Error(), "another orderveil process") {
		t.Errorf("Open() = %v", err)
	}
}

func TestAMissingDatabaseIsOneAccountsTrouble(t *testing.T) {
	t.Parallel()
	f := storetest.SQLite(t)
	account, bol, _ := f.Account(t, 1)
	files, err := filepath.Glob(filepath.Join(f.Config.Dir, "accounts", "*.db*"))
	if err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		_ = os.Remove(file)
	}
	f.Store = nil
	f.Reopen(t)
	if _, err := f.Import(t.Context(), account.ID, bol.ID, []orderveil.Order{f.Order(1)}); err == nil || !strings.Contains(err.Error(), "restore") {
		t.Errorf("Import() = %v", err)
	}
	other, err := f.OpenAccount(t.Context(), 2)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.Connections(t.Context(), other.ID); err != nil {
		t.Errorf("another account: %v", err)
	}
}

func TestAddressesOutsideThisMachineNeedVerifyFull(t *testing.T) {
	t.Parallel()
	for dsn, good := range map[string]bool{
		"postgres://u@127.0.0.1:5432/d?sslmode=disable":                true,
		"postgres://u@localhost/d":                                     true,
		"postgres://u@[::1]/d":                                         true,
		"postgres://u@db.example.com/d?sslmode=verify-full":            true,
		"postgres://u:p@db.example.com/d?sslmode=require":              false,
		"postgres://u@db.example.com/d?sslmode=verify-ca":              false,
		"postgres://u@db.example.com/d":                                false,
		"postgres://u@127.0.0.1/d?host=db.example.com&sslmode=require": false,
		"postgres://u@127.0.0.1.example.com/d?sslmode=require":         false,
		"postgres://u@10.0.0.1/d?sslmode=verify-full&sslmode=disable":  false,
		"host=db.example.com":                                          false,
		"":                                                             false,
		"postgres://u@127.0.0.1/d?hostaddr=10.0.0.1":                   false,
	} {
		if err := store.CheckDSN(dsn); (err == nil) != good {
			t.Errorf("CheckDSN(%q) = %v", dsn, err)
		}
	}
}

func TestAForgottenOrderStaysForgottenWhenItComesAgain(t *testing.T) {
	t.Parallel()
	storetest.Each(t, server, func(t *testing.T, f *storetest.Fixture) {
		account, bol, _ := f.Account(t, 1)
		if _, err := f.Import(t.Context(), account.ID, bol.ID, []orderveil.Order{f.Order(1)}); err != nil {
			t.Fatal(err)
		}
		db := raw(t, f)
		now := any(f.Clock.Now().UnixMicro())
		if f.Config.PostgreSQL != nil {
			now = f.Clock.Now()
		}
		if _, err := db.Exec(`UPDATE orders SET forgotten_at = $1`, now); err != nil {
			t.Fatal(err)
		}
		if _, err := db.Exec(`UPDATE parties SET name = NULL, address = NULL, email = NULL, phone = NULL, tax_id = NULL, pickup = NULL, note = NULL`); err != nil {
			t.Fatal(err)
		}
		again := f.Order(1)
		again.Revision, again.ChangedAt = "2", f.Clock.Now()
		if _, err := f.Import(t.Context(), account.ID, bol.ID, []orderveil.Order{again}); err != nil {
			t.Fatal(err)
		}
		var names int
		if err := db.QueryRow(`SELECT count(name) + count(address) + count(email) FROM parties`).Scan(&names); err != nil || names != 0 {
			t.Errorf("%d sealed values came back, %v", names, err)
		}
		var tracked int
		if err := db.QueryRow(`SELECT count(*) FROM shipments WHERE tracking IS NOT NULL`).Scan(&tracked); err != nil || tracked > 1 {
			t.Errorf("%d tracking codes, %v", tracked, err)
		}
	})
}

func TestOneUnfitOrderDoesNotHoldUpTheOthersAndIsTriedAgain(t *testing.T) {
	t.Parallel()
	storetest.Each(t, server, func(t *testing.T, f *storetest.Fixture) {
		account, bol, _ := f.Account(t, 1)
		unfit, nameless := f.Order(2), f.Order(3)
		unfit.Lines[0].Quantity = -5
		nameless.Number = strings.Repeat("\x00\xff", 50)
		done, err := f.Import(t.Context(), account.ID, bol.ID, []orderveil.Order{f.Order(1), unfit, nameless})
		if err != nil || done.Kept != 1 || len(done.Refused) != 2 {
			t.Fatalf("Import() = %+v, %v", done, err)
		}
		if err := f.Refuse(t.Context(), account.ID, bol.ID, done.Refused); err != nil {
			t.Fatal(err)
		}
		f.Clock.Advance(2 * time.Minute)
		again, err := f.RefusedDue(t.Context(), account.ID, bol.ID, 10)
		if err != nil || len(again) != 2 {
			t.Fatalf("RefusedDue() = %v, %v", again, err)
		}
		if done, err = f.Import(t.Context(), account.ID, bol.ID, []orderveil.Order{f.Order(2)}); err != nil || done.Kept != 1 {
			t.Fatalf("Import() = %+v, %v", done, err)
		}
		if again, err = f.RefusedDue(t.Context(), account.ID, bol.ID, 10); err != nil || len(again) != 1 {
			t.Errorf("RefusedDue() = %v, %v, want the other one", again, err)
		}
	})
}

package store_test

import (
	"archive/zip"
	"bytes"
	"context"
	"database/sql"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"filippo.io/age"
	"github.com/google/uuid"

	"orderveil"
	"orderveil/proof"
	"orderveil/store"
	"orderveil/store/storetest"
)

// advance takes a cancellation on until it comes to the given state.
func advance(t *testing.T, f *storetest.Fixture, id uuid.UUID, want orderveil.ClosureState) {
	t.Helper()
	f.Clock.Advance(time.Hour)
	due, err := f.DueClosures(t.Context(), 10)
	if err != nil || len(due) != 1 || due[0] != id {
		t.Fatalf("DueClosures() = %v, %v", due, err)
	}
	if got, err := f.AdvanceClosure(t.Context(), id); err != nil || got != want {
		t.Fatalf("AdvanceClosure() = %s, %v, want %s", got, err, want)
	}
}

func TestACancelledAccountIsDeletedWithProof(t *testing.T) {
	t.Parallel()
	storetest.Each(t, server, func(t *testing.T, f *storetest.Fixture) {
		o := f.Order(1)
		account, bol, merchant := one(t, f, o)
		begun, err := f.CancelAccount(t.Context(), merchant, orderveil.DeleteOnly, "")
		if err != nil || begun.State() != orderveil.ClosureRequested {
			t.Fatalf("CancelAccount() = %+v, %v", begun, err)
		}
		if again, err := f.CancelAccount(t.Context(), merchant, orderveil.DeleteOnly, ""); err != nil || !again.RequestedAt().Equal(begun.RequestedAt()) {
			t.Errorf("CancelAccount() again = %+v, %v", again, err)
		}
		identity, err := age.GenerateX25519Identity()
		if err != nil {
			t.Fatal(err)
		}
		if _, err := f.CancelAccount(t.Context(), merchant, orderveil.ReturnThenDelete, identity.Recipient().String()); !errors.Is(err, orderveil.ErrInvalid) {
			t.Errorf("CancelAccount() in another way = %v", err)
		}
		if due, err := f.DueClosures(t.Context(), 10); err != nil || len(due) != 0 {
			t.Errorf("DueClosures() in the cooling-off period = %v, %v", due, err)
		}
		if !readable(t, find(t, f, merchant, o.Number)) {
			t.Error("the account does not go on in the cooling-off period")
		}
		restore := backup(t, f)
		f.Clock.Advance(14 * day)
		advance(t, f, account.ID, orderveil.ClosureClosed)
		if _, err := f.Withdraw(t.Context(), account.ID); !errors.Is(err, orderveil.ErrInvalid) {
			t.Errorf("Withdraw() after the end = %v", err)
		}
		checkGone(t, f, account, bol, merchant, o)
		checkCertificate(t, f, merchant, account)
		restore(t)
		for name, number := range map[string]string{"number": o.Number, "hub number": orderveil.HubNumber(orderveil.OrderID(bol.ID, o.Number))} {
			found, err := f.OrdersByNumber(t.Context(), merchant, number, store.LoadAll)
			for _, o := range found {
				if readable(t, o) {
					t.Errorf("a restored backup opens by %s", name)
				}
			}
			_ = err // an account without keys may also answer with an error
		}
	})
}

// backup copies the account's database, and puts it back under its old name with the
// account in the catalog as it was.
func backup(t *testing.T, f *storetest.Fixture) (restore func(*testing.T)) {
	t.Helper()
	if err := f.Store.Close(); err != nil {
		t.Fatal(err)
	}
	f.Store = nil
	defer f.Reopen(t)
	if f.Config.Dir == "" {
		return backupPostgres(t, f)
	}
	saved := t.TempDir()
	for _, dir := range []string{"accounts", "."} {
		if err := os.MkdirAll(filepath.Join(saved, dir), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	copyAll := func(from, to string, names ...string) {
		for _, pattern := range names {
			files, _ := filepath.Glob(filepath.Join(from, pattern))
			for _, file := range files {
				text, err := os.ReadFile(file)
				if err != nil {
					t.Fatal(err)
				}
				name, _ := filepath.Rel(from, file)
				if err := os.WriteFile(filepath.Join(to, name), text, 0o600); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
	copyAll(f.Config.Dir, saved, "accounts/*.db", "catalog.db")
	return func(t *testing.T) {
		if err := f.Store.Close(); err != nil {
			t.Fatal(err)
		}
		f.Store = nil
		copyAll(saved, f.Config.Dir, "accounts/*.db", "catalog.db")
		_ = os.Remove(filepath.Join(f.Config.Dir, "catalog.db-wal"))
		f.Reopen(t)
	}
}

func backupPostgres(t *testing.T, f *storetest.Fixture) (restore func(*testing.T)) {
	catalog, err := sql.Open("postgres", f.Config.PostgreSQL.Catalog)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = catalog.Close() })
	admin, err := sql.Open("postgres", f.Config.PostgreSQL.Accounts)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = admin.Close() })
	run := func(db *sql.DB, statement string, args ...any) {
		t.Helper()
		if _, err := db.ExecContext(context.Background(), statement, args...); err != nil {
			t.Fatal(err)
		}
	}
	var name string
	if err := catalog.QueryRow(`SELECT database FROM accounts`).Scan(&name); err != nil {
		t.Fatal(err)
	}
	run(catalog, `CREATE TABLE saved AS SELECT * FROM accounts`)
	run(catalog, `CREATE TABLE saved_locators AS SELECT * FROM locators`)
	run(admin, `CREATE DATABASE `+name+`_saved TEMPLATE `+name)
	t.Cleanup(func() { _, _ = admin.Exec(`DROP DATABASE IF EXISTS ` + name + `_saved`) })
	return func(t *testing.T) {
		run(admin, `CREATE DATABASE `+name+` TEMPLATE `+name+`_saved`)
		run(admin, `CREATE ROLE `+name+` LOGIN IN ROLE orderveil_app`)
		run(catalog, `UPDATE accounts SET state = 'ACTIVE', password = (SELECT password FROM saved)`)
		run(catalog, `INSERT INTO locators SELECT * FROM saved_locators`)
		f.Reopen(t)
	}
}

func checkGone(t *testing.T, f *storetest.Fixture, account orderveil.Account, bol orderveil.Connection, merchant orderveil.Viewer, o orderveil.Order) {
	t.Helper()
	if found, err := f.OrdersByNumber(t.Context(), merchant, o.Number, store.LoadAll); err != nil || len(found) != 0 {
		t.Errorf("OrdersByNumber() after the end = %d orders, %v", len(found), err)
	}
	if _, err := f.Orders(t.Context(), merchant, store.Filter{}, store.Paging{}, store.LoadAll); !errors.Is(err, orderveil.ErrNotFound) {
		t.Errorf("Orders() after the end = %v", err)
	}
	if _, err := f.Import(t.Context(), account.ID, bol.ID, []orderveil.Order{f.Order(9)}); !errors.Is(err, orderveil.ErrNotFound) {
		t.Errorf("a late import = %v", err)
	}
	if _, err := f.CancelAccount(t.Context(), merchant, orderveil.DeleteOnly, ""); !errors.Is(err, orderveil.ErrNotFound) {
		t.Errorf("CancelAccount() after the end = %v", err)
	}
	if _, err := f.OpenAccount(t.Context(), account.Number); !errors.Is(err, orderveil.ErrConflict) {
		t.Errorf("OpenAccount() under its number = %v", err)
	}
	if due, err := f.DueImports(t.Context(), 10); err != nil || len(due) != 0 {
		t.Errorf("DueImports() after the end = %v, %v", due, err)
	}
	if f.Config.Dir != "" {
		if left, _ := filepath.Glob(filepath.Join(f.Config.Dir, "accounts", "*")); len(left) != 0 {
			t.Errorf("files are left: %v", left)
		}
	}
}

func checkCertificate(t *testing.T, f *storetest.Fixture, merchant orderveil.Viewer, account orderveil.Account) {
	t.Helper()
	closed, err := f.Closure(t.Context(), merchant)
	if err != nil || closed.State() != orderveil.ClosureClosed || closed.Certificate() == nil || closed.ClosedAt() == nil {
		t.Fatalf("Closure() = %+v, %v", closed, err)
	}
	v, err := proof.Verify([]byte(*closed.Certificate()), f.SigningKey())
	if err != nil || v.Kind != proof.Deletion {
		t.Fatalf("the certificate does not verify: %v", err)
	}
	for _, part := range []string{account.ID.String(), `"orders":1`, `"customers":2`, `"dayKeys":1`, `"keyBackupsUntil":"2026-11-1`} {
		if !strings.Contains(string(v.Statement), part) {
			t.Errorf("the certificate lacks %s: %s", part, v.Statement)
		}
	}
}

func TestTheExportIsTheMerchantsAlone(t *testing.T) {
	t.Parallel()
	storetest.Each(t, server, func(t *testing.T, f *storetest.Fixture) {
		o := f.Order(1)
		account, bol, merchant := one(t, f, o)
		var more []orderveil.Order
		for i := range 120 {
			more = append(more, f.Order(i+2))
		}
		if _, err := f.Import(t.Context(), account.ID, bol.ID, more); err != nil {
			t.Fatal(err)
		}
		identity, err := age.GenerateX25519Identity()
		if err != nil {
			t.Fatal(err)
		}
		if _, err := f.CancelAccount(t.Context(), merchant, orderveil.ReturnThenDelete, "age1nonsense"); !errors.Is(err, orderveil.ErrInvalid) {
			t.Errorf("CancelAccount() with a wrong key = %v", err)
		}
		if _, err := f.CancelAccount(t.Context(), merchant, orderveil.ReturnThenDelete, identity.Recipient().String()); err != nil {
			t.Fatal(err)
		}
		if _, err := f.ExportLink(t.Context(), merchant); !errors.Is(err, orderveil.ErrInvalid) {
			t.Errorf("ExportLink() before there is an export = %v", err)
		}
		f.Clock.Advance(14 * day)
		advance(t, f, account.ID, orderveil.ClosureReturning)
		link, err := f.ExportLink(t.Context(), merchant)
		if err != nil {
			t.Fatal(err)
		}
		file, err := f.FetchExport(t.Context(), link)
		if err != nil {
			t.Fatal(err)
		}
		sealed, err := io.ReadAll(file)
		if err := errors.Join(err, file.Close()); err != nil {
			t.Fatal(err)
		}
		if bytes.Contains(sealed, []byte(storetest.Mark)) || bytes.Contains(sealed, []byte(o.Number)) {
			t.Error("the export can be read without the merchant's key")
		}
		checkExport(t, sealed, identity, o)
		if _, err := f.FetchExport(t.Context(), link); !errors.Is(err, orderveil.ErrNotFound) {
			t.Errorf("FetchExport() twice = %v", err)
		}
		if link, err = f.ExportLink(t.Context(), merchant); err != nil {
			t.Fatal(err)
		}
		f.Clock.Advance(16 * time.Minute)
		if _, err := f.FetchExport(t.Context(), link); !errors.Is(err, orderveil.ErrNotFound) {
			t.Errorf("FetchExport() too late = %v", err)
		}
		if _, err := f.ConfirmExport(t.Context(), merchant); err != nil {
			t.Fatal(err)
		}
		advance(t, f, account.ID, orderveil.ClosureClosed)
		if err := f.CopyExport(t.Context(), account.Number, filepath.Join(t.TempDir(), "late")); !errors.Is(err, orderveil.ErrInvalid) {
			t.Errorf("CopyExport() after the end = %v", err)
		}
	})
}

func checkExport(t *testing.T, sealed []byte, identity age.Identity, o orderveil.Order) {
	t.Helper()
	plain, err := age.Decrypt(bytes.NewReader(sealed), identity)
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(plain)
	if err != nil {
		t.Fatal(err)
	}
	z, err := zip.NewReader(bytes.NewReader(text), int64(len(text)))
	if err != nil {
		t.Fatal(err)
	}
	entries := map[string]string{}
	for _, entry := range z.File {
		r, err := entry.Open()
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		entries[entry.Name] = string(text)
	}
	if n := strings.Count(entries["orders.jsonl"], "\n"); n != 121 || !strings.Contains(entries["manifest.json"], `"orders":121`) {
		t.Errorf("the export has %d orders: %s", n, entries["manifest.json"])
	}
	if !strings.Contains(entries["orders.jsonl"], storetest.Mark+"achternaam1Bezorging") || !strings.Contains(entries["README.txt"], "orders.jsonl") {
		t.Error("the export lacks its customers or its explanation")
	}
}

func TestAWithdrawnCancellationLeavesEverything(t *testing.T) {
	t.Parallel()
	storetest.Each(t, server, func(t *testing.T, f *storetest.Fixture) {
		o := f.Order(1)
		account, _, merchant := one(t, f, o)
		if _, err := f.WithdrawCancellation(t.Context(), merchant); !errors.Is(err, orderveil.ErrInvalid) {
			t.Errorf("WithdrawCancellation() of nothing = %v", err)
		}
		for range 2 { // and asked for anew
			if _, err := f.CancelAccount(t.Context(), merchant, orderveil.DeleteOnly, ""); err != nil {
				t.Fatal(err)
			}
			if back, err := f.WithdrawCancellation(t.Context(), merchant); err != nil || back.State() != orderveil.ClosureWithdrawn {
				t.Errorf("WithdrawCancellation() = %+v, %v", back, err)
			}
		}
		f.Clock.Advance(20 * day)
		if due, err := f.DueClosures(t.Context(), 10); err != nil || len(due) != 0 {
			t.Errorf("DueClosures() = %v, %v", due, err)
		}
		if !readable(t, find(t, f, merchant, o.Number)) {
			t.Error("the account does not go on")
		}
		for _, role := range []orderveil.Role{orderveil.RoleFulfilment, orderveil.RoleSupport, orderveil.RolePrivacyOfficer} {
			if _, err := f.CancelAccount(t.Context(), storetest.Viewer(role, account.ID), orderveil.DeleteOnly, ""); !errors.Is(err, orderveil.ErrForbidden) {
				t.Errorf("CancelAccount() as %s = %v", role, err)
			}
		}
	})
}

// Whatever statement the deletion stops at, the next turn takes it up, and there is one
// certificate.
func TestADeletionThatWasCutOffIsTakenUp(t *testing.T) {
	t.Parallel()
	storetest.Each(t, server, func(t *testing.T, f *storetest.Fixture) {
		account, _, merchant := one(t, f, f.Order(1))
		if _, err := f.CancelAccount(t.Context(), merchant, orderveil.DeleteOnly, ""); err != nil {
			t.Fatal(err)
		}
		f.Clock.Advance(15 * day)
		var cut context.CancelFunc
		left := 0
		f.Config.OnStatement = func() {
			if left--; left == 0 && cut != nil {
				cut()
			}
		}
		f.Reopen(t)
		for statement := 1; ; statement++ {
			var ctx context.Context
			ctx, cut = context.WithCancel(t.Context())
			left = statement
			state, err := f.AdvanceClosure(ctx, account.ID)
			left = 0
			cut()
			if err == nil && state == orderveil.ClosureClosed {
				break
			}
			if statement > 200 {
				t.Fatalf("it does not come to an end: %s, %v", state, err)
			}
			f.Reopen(t)
		}
		checkCertificate(t, f, merchant, account)
	})
}

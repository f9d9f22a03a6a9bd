package store_test

import (
	"bytes"
	"crypto/rand"
	"database/sql"
	"encoding/base64"
	"fmt"
	"log/slog"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"orderveil"
	"orderveil/personal"
	"orderveil/store"
	"orderveil/store/storetest"
)

func TestTheSearcherFindsEveryForm(t *testing.T) {
	t.Parallel()
	s := storetest.NewSearcher([]string{"Kanarie Übeltäter", "Kanarie12345678"})
	for i, form := range storetest.Forms("Kanarie Übeltäter") {
		if s.In(append(append([]byte("before"), form...), "after"...)) == 0 {
			t.Errorf("form %d is not found", i)
		}
	}
	for shift := range 7 {
		hidden := base64.StdEncoding.EncodeToString([]byte(strings.Repeat("x", shift) + "Kanarie12345678" + strings.Repeat("y", 9)))
		if s.In([]byte(hidden)) == 0 {
			t.Errorf("base64 with %d bytes before is not found", shift)
		}
	}
	if s.In([]byte("Kanarie1234567x, nothing of it")) != 0 {
		t.Error("something is found that is not there")
	}
}

// marked are orders whose customers' texts are each unlike anything else, and the texts.
func marked(f *storetest.Fixture, n int) (orders []orderveil.Order, texts []string) {
	token := func() string {
		text := "Kan" + rand.Text()[:13]
		texts = append(texts, text)
		return text
	}
	for i := range n {
		o := f.Order(i)
		for _, p := range []*orderveil.Party{o.BillTo, o.ShipTo} {
			p.Name = p.Name.With(personal.FirstName, token()).With(personal.LastName, token())
			p.Address = p.Address.With(personal.Street, token()).With(personal.City, token())
			p.Email = p.Email.With(personal.EmailAddress, token()+"@example.com")
			p.Note = p.Note.With(personal.AddressNote, token())
		}
		o.Shipments[0].Tracking = o.Shipments[0].Tracking.With(personal.TrackingCode, token())
		if i%2 == 0 {
			o = shipped(f, o)
		}
		orders = append(orders, o)
	}
	return orders, texts
}

// The restore drill: a backup of an account's database, put back after the retention,
// opens nothing, and nowhere lies a text of any of its thousand customers, in whatever
// form: not in the databases, their logs, the backups, or what the program logs.
func TestARestoredBackupOpensNothing(t *testing.T) {
	t.Parallel()
	storetest.Each(t, server, func(t *testing.T, f *storetest.Fixture) {
		log := &bytes.Buffer{}
		f.Config.Log = slog.New(slog.NewTextHandler(log, &slog.HandlerOptions{Level: slog.LevelDebug}))
		f.Reopen(t)
		account, bol, _ := f.Account(t, 1)
		merchant := storetest.Viewer(orderveil.RoleMerchant, account.ID)
		orders, texts := marked(f, 1000)
		for from := 0; from < len(orders); from += 100 {
			if _, err := f.Import(t.Context(), account.ID, bol.ID, orders[from:from+100]); err != nil {
				t.Fatal(err)
			}
		}
		email := texts[4] + "@example.com"
		if page, err := f.Orders(t.Context(), merchant, store.Filter{CustomerEmail: &email}, store.Paging{}, store.LoadAll); err != nil || len(page.Nodes) != 1 {
			t.Fatalf("the canary is not found by e-mail before: %v", err)
		}
		if e, err := f.EraseOrder(t.Context(), merchant, find(t, f, merchant, orders[0].Number).ID()); err != nil || !e.Erased {
			t.Fatalf("EraseOrder() = %+v, %v", e, err)
		}
		dump := filepath.Join(t.TempDir(), "dump.sql")
		places := append(drillPlaces(t, f, dump), dump)
		restore := backup(t, f)
		s := storetest.NewSearcher(texts)
		search := func(when string) {
			if found, files := s.InFiles(t, places...); found != 0 || files < 2 {
				t.Errorf("%s: %d canaries in %d files", when, found, files)
			}
			if n := s.In(log.Bytes()); n != 0 {
				t.Errorf("%s: %d canaries in the log", when, n)
			}
		}
		search("sealed")
		for range 92 { // until the open ones are too old as well
			f.Clock.Advance(day)
			if _, err := f.Forget(t.Context(), account.ID); err != nil {
				t.Fatal(err)
			}
		}
		search("forgotten")
		restoreBeside(t, f, restore)
		for _, o := range orders[:50] {
			found, err := f.OrdersByNumber(t.Context(), merchant, o.Number, store.LoadAll)
			if err != nil || len(found) != 1 {
				t.Fatalf("OrdersByNumber() in the restored backup = %d orders, %v", len(found), err)
			}
			if readable(t, found[0]) {
				t.Fatal("a restored backup opens")
			}
		}
		search("restored")
	})
}

// restoreBeside puts the account's old database in the place of the present one.
func restoreBeside(t *testing.T, f *storetest.Fixture, restore func(*testing.T)) {
	t.Helper()
	if f.Config.PostgreSQL == nil {
		for _, pattern := range []string{"-wal", "-shm"} {
			files, _ := filepath.Glob(filepath.Join(f.Config.Dir, "accounts", "*"+pattern))
			for _, file := range files {
				_ = os.Remove(file)
			}
		}
		restore(t)
		return
	}
	if err := f.Store.Close(); err != nil {
		t.Fatal(err)
	}
	f.Store = nil
	admin, err := sql.Open("postgres", f.Config.PostgreSQL.Accounts)
	if err != nil {
		t.Fatal(err)
	}
	defer admin.Close()
	name := accountDatabase(t, f)
	for _, statement := range []string{
		`DROP DATABASE ` + name + ` WITH (FORCE)`, `CREATE DATABASE ` + name + ` TEMPLATE ` + name + `_saved`,
		`GRANT CONNECT ON DATABASE ` + name + ` TO ` + name,
	} {
		if _, err := admin.Exec(statement); err != nil {
			t.Fatal(err)
		}
	}
	f.Reopen(t)
}

func accountDatabase(t *testing.T, f *storetest.Fixture) (name string) {
	t.Helper()
	catalog, err := sql.Open("postgres", f.Config.PostgreSQL.Catalog)
	if err != nil {
		t.Fatal(err)
	}
	defer catalog.Close()
	if err := catalog.QueryRow(`SELECT database FROM accounts`).Scan(&name); err != nil {
		t.Fatal(err)
	}
	return name
}

// drillPlaces are the directories in which the installation's data lies: SQLite's, or of
// a PostgreSQL server the account's own, the catalog's, the key store's, and the
// write-ahead log. It also dumps the account's database.
func drillPlaces(t *testing.T, f *storetest.Fixture, dump string) []string {
	t.Helper()
	if f.Config.PostgreSQL == nil {
		if err := os.WriteFile(dump, []byte("there is no dump of SQLite files: they are searched themselves"), 0o600); err != nil {
			t.Fatal(err)
		}
		return []string{f.Config.Dir}
	}
	name := accountDatabase(t, f)
	admin, err := sql.Open("postgres", f.Config.PostgreSQL.Accounts)
	if err != nil {
		t.Fatal(err)
	}
	defer admin.Close()
	var data string
	if err := admin.QueryRow(`SHOW data_directory`).Scan(&data); err != nil {
		t.Fatal(err)
	}
	places := []string{filepath.Join(data, "pg_wal")}
	catalog, _ := url.Parse(f.Config.PostgreSQL.Catalog)
	keys, _ := url.Parse(f.Config.PostgreSQL.Keys)
	for _, database := range []string{name, strings.TrimPrefix(catalog.Path, "/"), strings.TrimPrefix(keys.Path, "/")} {
		var oid int
		if err := admin.QueryRow(`SELECT oid FROM pg_database WHERE datname = $1`, database).Scan(&oid); err != nil {
			t.Fatal(err)
		}
		places = append(places, filepath.Join(data, "base", fmt.Sprint(oid)))
	}
	account, _ := url.Parse(f.Config.PostgreSQL.Accounts)
	account.Path = "/" + name
	path, err := exec.LookPath("pg_dump")
	if err != nil {
		found, _ := filepath.Glob("/usr/lib/postgresql/*/bin/pg_dump")
		if len(found) == 0 {
			t.Fatal("there is no pg_dump")
		}
		path = found[len(found)-1]
	}
	if out, err := exec.Command(path, "-f", dump, account.String()).CombinedOutput(); err != nil {
		t.Fatalf("pg_dump: %v: %s", err, out)
	}
	if info, err := os.Stat(dump); err != nil || info.Size() < 100_000 {
		t.Fatalf("the dump is empty: %v", err)
	}
	if _, err := admin.Exec(`CHECKPOINT`); err != nil {
		t.Fatal(err)
	}
	return places
}

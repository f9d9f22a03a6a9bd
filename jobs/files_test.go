package jobs_test

import (
	"bytes"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"filippo.io/age"

	"orderveil"
	"orderveil/connectors/all"
	"orderveil/connectors/bol/simulator"
	"orderveil/jobs"
	"orderveil/personal"
	"orderveil/store"
	"orderveil/store/storetest"
)

// Orders leave as encrypted files, the other side puts tracking down, and bol learns it.
func TestOrdersLeaveAsFilesAndTrackingComesBack(t *testing.T) {
	t.Parallel()
	f := storetest.SQLite(t)
	f.Clock.Follow()
	root, theirs, ours := t.TempDir(), ageKey(t), ageKey(t)
	sim := simulator.New(simulator.Config{Seed: 11, Orders: 12, Clock: f.Clock.Now, ClientID: "id", ClientSecret: "secret"})
	bol := httptest.NewServer(sim)
	t.Cleanup(bol.Close)
	w := &town{Fixture: f, bol: sim}
	var err error
	if w.account, err = f.OpenAccount(t.Context(), 1); err != nil {
		t.Fatal(err)
	}
	office := store.NewConnection{
		Kind: orderveil.BackOffice, Code: "files", Label: "Warehouse", Every: time.Second,
		Settings: map[string]string{"directory": filepath.Join(root, "shop-1"), "recipient": theirs.Recipient().String()},
		Secrets:  map[string]personal.Secret{"identity": personal.NewSecret(ours.String())},
	}
	market := store.NewConnection{
		Kind: orderveil.Marketplace, Code: "bol", Label: "bol.com", Every: time.Hour, Settings: map[string]string{"api": bol.URL, "login": bol.URL},
		Secrets: map[string]personal.Secret{"client_id": personal.NewSecret("id"), "client_secret": personal.NewSecret("secret")},
	}
	for _, n := range []store.NewConnection{office, market} {
		if _, err := f.Connect(t.Context(), w.account.ID, n); err != nil {
			t.Fatal(err)
		}
	}
	if err := jobs.Migrate(t.Context(), f.Store); err != nil {
		t.Fatal(err)
	}
	workers, err := jobs.Start(t.Context(), jobs.Config{
		Store: f.Store, Connectors: all.Connectors(), HTTP: http.DefaultClient, Clock: f.Clock.Now, Log: slog.New(slog.DiscardHandler), Directories: []string{root},
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = workers.Stop(t.Context()) })
	w.until(t, "import and forward", settled(12))

	orders, err := filepath.Glob(filepath.Join(root, "shop-1", "orders", "orderveil-*.csv.age"))
	if err != nil || len(orders) == 0 || len(orders) != len(sim.Open()) {
		t.Fatalf("%d files for %d orders, %v", len(orders), len(sim.Open()), err)
	}
	table := "reference,parcel,carrier,tracking\n"
	for _, order := range orders {
		text := decrypt(t, order, theirs)
		if !strings.Contains(text, storetest.Mark) && !strings.Contains(text, simulator.Mark) {
			t.Error("an order came without its customer")
		}
		table += strings.TrimSuffix(filepath.Base(order), ".csv.age") + ",P1,PostNL,3S" + storetest.Mark + "\n"
	}
	putDown(t, filepath.Join(root, "shop-1", "tracking", "today.csv.age"), table, ours.Recipient())
	w.until(t, "reports", reported(len(orders)))
	if left := sim.Open(); len(left) != 0 {
		t.Errorf("%d orders are left open at bol", len(left))
	}
	for _, s := range sim.Shipments() {
		if s.Tracking != "3S"+storetest.Mark || s.Transporter != "TNT" {
			t.Error("bol was told something else")
		}
	}
}

func ageKey(t *testing.T) *age.X25519Identity {
	t.Helper()
	k, err := age.GenerateX25519Identity()
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func decrypt(t *testing.T, path string, key age.Identity) string {
	t.Helper()
	sealed, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	r, err := age.Decrypt(bytes.NewReader(sealed), key)
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// putDown puts a file down as another program does: under another name, and old enough.
func putDown(t *testing.T, path, text string, to age.Recipient) {
	t.Helper()
	var sealed bytes.Buffer
	w, err := age.Encrypt(&sealed, to)
	if err == nil {
		_, err = io.WriteString(w, text)
	}
	if err == nil {
		err = w.Close()
	}
	if err == nil {
		err = os.WriteFile(path+".tmp", sealed.Bytes(), 0o600)
	}
	at := time.Now().Add(-24 * 365 * time.Hour)
	if err == nil {
		err = os.Chtimes(path+".tmp", at, at)
	}
	if err == nil {
		err = os.Rename(path+".tmp", path)
	}
	if err != nil {
		t.Fatal(err)
	}
}

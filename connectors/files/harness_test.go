package files_test

import (
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"filippo.io/age"
	"github.com/google/uuid"
	"github.com/shopspring/decimal"

	"orderveil"
	"orderveil/connectors"
	"orderveil/connectors/connectortest"
	"orderveil/connectors/files"
	"orderveil/personal"
)

// mark begins every text of the customers'.
const mark = connectortest.Mark

// drop is a directory, a connection that uses it, and the other side with its key.
type drop struct {
	*testing.T
	root   string
	theirs *age.X25519Identity // the other side's
	ours   *age.X25519Identity // the connection's
	config connectors.Config
	sink   *files.Sink

	mu  sync.Mutex
	now time.Time
}

func key(t testing.TB) *age.X25519Identity {
	t.Helper()
	k, err := age.GenerateX25519Identity()
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func open(t *testing.T, settings ...string) *drop {
	t.Helper()
	t.Parallel()
	d := &drop{T: t, root: t.TempDir(), theirs: key(t), ours: key(t), now: time.Now()}
	d.config = connectors.Config{
		Connection: uuid.New(), Directories: []string{d.root}, Clock: d.clock,
		Settings: map[string]string{"directory": filepath.Join(d.root, "shop-1"), "recipient": d.theirs.Recipient().String()},
		Secrets:  map[string]personal.Secret{"identity": personal.NewSecret(d.ours.String())},
	}
	for i := 0; i < len(settings); i += 2 {
		d.config.Settings[settings[i]] = settings[i+1]
	}
	d.sink = d.with(d.config)
	return d
}

func (d *drop) clock() time.Time {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.now
}

func (d *drop) advance(by time.Duration) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.now = d.now.Add(by)
}

func (d *drop) with(c connectors.Config) *files.Sink {
	d.Helper()
	s, err := files.New(c)
	if err != nil {
		d.Fatal(err)
	}
	return s
}

func newReference() string { return "orderveil:" + uuid.New().String() }

func order() *orderveil.Order {
	return &orderveil.Order{
		ID: uuid.New(), Number: "C123", HubNumber: "OV-1", PlacedAt: time.Date(2026, 3, 17, 14, 30, 0, 0, time.UTC), Fulfilment: orderveil.ByMerchant,
		Total: orderveil.Money{Amount: decimal.RequireFromString("24.90"), Currency: "EUR"},
		Lines: []orderveil.OrderLine{
			{ID: uuid.New(), MarketplaceID: "1", SKU: "KAN-1", Title: "Pot", Quantity: 4, QuantityShipped: 1, QuantityCancelled: 1, UnitPrice: decimal.RequireFromString("5.00")},
			{ID: uuid.New(), MarketplaceID: "2", SKU: "KAN-2", Title: "Lid", Quantity: 1, UnitPrice: decimal.RequireFromString("4.90")},
		},
		ShipTo: &orderveil.Party{
			Country: "NL", Name: personal.NewRecord(personal.Name).With(personal.LastName, mark+" \"de\" Vries"),
			Address: personal.NewRecord(personal.Address).With(personal.City, mark+"\nstad"),
			Phone:   personal.NewRecord(personal.Phone).With(personal.PhoneNumber, "+31612345678"),
			Note:    personal.NewRecord(personal.Note).With(personal.AddressNote, `=HYPERLINK("https://example.com","`+mark+`")`),
		},
	}
}

func (d *drop) create(reference string) {
	d.Helper()
	if _, err := d.sink.Create(d.Context(), reference, order()); err != nil {
		d.Fatalf("Create() = %v", err)
	}
}

// names are the files of a directory within the connection's.
func (d *drop) names(dir string) (names []string) {
	d.Helper()
	entries, err := os.ReadDir(filepath.Join(d.root, "shop-1", dir))
	if err != nil {
		d.Fatal(err)
	}
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return names
}

func (d *drop) path(elements ...string) string {
	return filepath.Join(append([]string{d.root, "shop-1"}, elements...)...)
}

// opened decrypts the only order's file.
func (d *drop) opened() []byte {
	d.Helper()
	names := d.names("orders")
	if len(names) != 1 {
		d.Fatalf("%d files of orders", len(names))
	}
	sealed, err := os.ReadFile(d.path("orders", names[0]))
	if err != nil {
		d.Fatal(err)
	}
	if bytes.Contains(sealed, []byte(mark)) || bytes.Contains(sealed, []byte("C123")) {
		d.Error("the file is not encrypted")
	}
	r, err := age.Decrypt(bytes.NewReader(sealed), d.theirs)
	if err != nil {
		d.Fatal(err)
	}
	plain, err := io.ReadAll(r)
	if err != nil {
		d.Fatal(err)
	}
	return plain
}

// putDown has the other side put a file down, an hour ago.
func (d *drop) putDown(name, text string) {
	d.Helper()
	path := d.path("tracking", name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		d.Fatal(err)
	}
	d.age(path, time.Hour)
}

func (d *drop) age(path string, by time.Duration) {
	d.Helper()
	at := d.clock().Add(-by)
	if err := os.Chtimes(path, at, at); err != nil {
		d.Fatal(err)
	}
}

// sealed encrypts a text to the connection.
func (d *drop) sealed(text string, to age.Recipient) string {
	d.Helper()
	var out strings.Builder
	w, err := age.Encrypt(&out, to)
	if err != nil {
		d.Fatal(err)
	}
	if _, err := io.WriteString(w, text); err != nil {
		d.Fatal(err)
	}
	if err := w.Close(); err != nil {
		d.Fatal(err)
	}
	return out.String()
}

func (d *drop) parcels() (parcels []connectors.Parcel, err error) {
	err = d.sink.Parcels(d.Context(), time.Time{}, func(page []connectors.Parcel) error {
		parcels = append(parcels, page...)
		return nil
	})
	return parcels, err
}

func (d *drop) mustParcels() []connectors.Parcel {
	d.Helper()
	parcels, err := d.parcels()
	if err != nil {
		d.Fatalf("Parcels() = %v", err)
	}
	return parcels
}

// failed requires a failure that a person can act on and that says nothing of customers or
// of this machine.
func (d *drop) failed(err error, code string, outcome connectors.Outcome) {
	d.Helper()
	var f *connectors.Failure
	if !errors.As(err, &f) || f.Code != code || f.Outcome != outcome {
		d.Fatalf("error %v (%+v), want %s with outcome %d", err, f, code, outcome)
	}
	if f.Cause == "" || f.NextStep == "" || f.Owner == "" {
		d.Errorf("%s lacks a cause, an owner or a next step", code)
	}
	if said := f.Error() + f.NextStep; strings.Contains(said, mark) || strings.Contains(said, d.root) {
		d.Errorf("%s says more than it should", code)
	}
}

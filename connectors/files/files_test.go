package files_test

import (
	"encoding/csv"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"

	"filippo.io/age"
	"github.com/google/uuid"

	"orderveil"
	"orderveil/connectors"
	"orderveil/connectors/files"
	"orderveil/connectors/webhook"
	"orderveil/personal"
)

// table reads the only order's file as a table with a header.
func (d *drop) table() (rows []map[string]string) {
	d.Helper()
	all, err := csv.NewReader(strings.NewReader(string(d.opened()))).ReadAll()
	if err != nil || len(all) < 2 {
		d.Fatalf("%d rows, %v", len(all), err)
	}
	for _, cells := range all[1:] {
		row := map[string]string{}
		for i, name := range all[0] {
			row[name] = cells[i]
		}
		rows = append(rows, row)
	}
	return rows
}

func TestAnOrderIsATableOfWhatIsLeftToSend(t *testing.T) {
	d := open(t)
	reference := newReference()
	receipt, err := d.sink.Create(t.Context(), reference, order())
	if err != nil || receipt.Number != strings.Replace(reference, ":", "-", 1) || d.names("orders")[0] != receipt.Number+".csv.age" {
		t.Fatalf("Create() = %+v, %v, %v", receipt, err, d.names("orders"))
	}
	rows := d.table()
	if len(rows) != 2 {
		t.Fatalf("%d rows", len(rows))
	}
	for name, want := range map[string]string{
		"reference": reference, "number": "C123", "hubNumber": "OV-1", "placedAt": "2026-03-17T14:30:00Z", "currency": "EUR", "total": "24.90",
		"sku": "KAN-1", "title": "Pot", "quantity": "2", "unitPrice": "5.00", "shipTo.country": "NL", "shipTo.lastName": mark + ` "de" Vries`, "billTo.lastName": "",
	} {
		if got := rows[0][name]; got != want {
			t.Errorf("%s = %q, want %q", name, got, want)
		}
	}
	if rows[1]["sku"] != "KAN-2" || rows[1]["quantity"] != "1" || rows[1]["shipTo.city"] != mark+"\nstad" {
		t.Error("the second line is another one")
	}
}

// A spreadsheet must not take what a customer wrote for a formula.
func TestNoCellIsAFormula(t *testing.T) {
	d := open(t)
	d.create(newReference())
	row := d.table()[0]
	if note := row["shipTo.addressNote"]; !strings.HasPrefix(note, "'=HYPERLINK") {
		t.Error("a note is a formula")
	}
	if phone := row["shipTo.phone"]; phone != "'+31612345678" || files.Unsafe(phone) != "+31612345678" {
		t.Error("the telephone number cannot be had back")
	}
}

func TestAnOrderIsTheJSONOfWebhooks(t *testing.T) {
	d := open(t, "format", "json")
	reference := newReference()
	d.create(reference)
	var got webhook.Data
	if err := json.Unmarshal(d.opened(), &got); err != nil {
		t.Fatal(err)
	}
	if got.Reference != reference || len(got.Order.Lines) != 2 || got.Order.ShipTo.Fields["phone"] != "+31612345678" {
		t.Error("the order is another one")
	}
}

func TestTheSameReferenceIsTheSameFile(t *testing.T) {
	d := open(t)
	reference := newReference()
	if _, err := d.sink.Find(t.Context(), reference); !errors.Is(err, orderveil.ErrNotFound) {
		t.Errorf("Find() before = %v", err)
	}
	d.create(reference)
	before := d.opened()
	other := order()
	other.Number = "C124"
	for range 2 {
		if _, err := d.sink.Create(t.Context(), reference, other); err != nil {
			t.Fatal(err)
		}
	}
	if string(d.opened()) != string(before) {
		t.Error("creating it again changed the file")
	}
	// The other side takes it away.
	if err := os.Remove(d.path("orders", d.names("orders")[0])); err != nil {
		t.Fatal(err)
	}
	d.config.Settings["format"] = "json"
	d.sink = d.with(d.config)
	receipt, err := d.sink.Create(t.Context(), reference, order())
	found, missing := d.sink.Find(t.Context(), reference)
	if err != nil || missing != nil || receipt != found || len(d.names("orders")) != 0 {
		t.Errorf("a file that was taken came again: %v, %v, %v", err, missing, d.names("orders"))
	}
}

func TestManyAtOnceAreOneFileEach(t *testing.T) {
	d := open(t)
	var group sync.WaitGroup
	for range 20 {
		reference := newReference()
		group.Go(func() {
			if _, err := d.sink.Create(t.Context(), reference, order()); err != nil {
				t.Error(err)
			}
		})
	}
	group.Wait()
	if n := len(d.names("orders")); n != 20 {
		t.Errorf("%d files", n)
	}
}

// Whoever stops the program between file and note finds both afterwards.
func TestAFileWithoutItsNoteGetsIt(t *testing.T) {
	d := open(t)
	reference := newReference()
	d.create(reference)
	if err := os.Remove(d.path("sent", d.names("sent")[0])); err != nil {
		t.Fatal(err)
	}
	if _, err := d.sink.Find(t.Context(), reference); err != nil || len(d.names("sent")) != 1 {
		t.Errorf("Find() = %v, %d notes", err, len(d.names("sent")))
	}
}

func TestNobodyElseMayReadAnything(t *testing.T) {
	d := open(t)
	d.create(newReference())
	err := filepath.WalkDir(d.path(), func(path string, e fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		at, err := e.Info()
		want := fs.FileMode(0o600)
		if e.IsDir() {
			want = 0o700
		}
		if err == nil && at.Mode().Perm() != want {
			t.Errorf("%s has mode %v, want %v", e.Name(), at.Mode().Perm(), want)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestADirectoryThatOthersMayEnterIsRefused(t *testing.T) {
	for _, name := range []string{".", "orders", "tracking"} {
		t.Run(name, func(t *testing.T) {
			d := open(t)
			d.create(newReference())
			if err := os.Chmod(d.path(name), 0o750); err != nil { //nolint:gosec // that is the point
				t.Fatal(err)
			}
			_, err := d.sink.Create(t.Context(), newReference(), order())
			d.failed(err, "DIRECTORY_OPEN", connectors.Retry)
			if _, err := d.parcels(); err == nil {
				t.Error("tracking is read from it")
			}
		})
	}
}

func TestADirectoryBelongsToOneConnection(t *testing.T) {
	d := open(t)
	d.create(newReference())
	c := d.config
	c.Connection = uuid.New()
	other := d.with(c)
	_, err := other.Create(t.Context(), newReference(), order())
	d.failed(err, "DIRECTORY_TAKEN", connectors.Auth)
	_, err = other.Find(t.Context(), newReference())
	d.failed(err, "DIRECTORY_TAKEN", connectors.Auth)
	if n := len(d.names("orders")); n != 1 {
		t.Errorf("%d files", n)
	}
}

func TestOfManyConnectionsOneGetsTheDirectory(t *testing.T) {
	d := open(t)
	var group sync.WaitGroup
	var mu sync.Mutex
	took := 0
	for range 8 {
		c := d.config
		c.Connection = uuid.New()
		sink := d.with(c)
		group.Go(func() {
			_, err := sink.Create(t.Context(), newReference(), order())
			mu.Lock()
			defer mu.Unlock()
			if err == nil {
				took++
			}
		})
	}
	group.Wait()
	if took != 1 {
		t.Errorf("%d connections got it", took)
	}
}

func TestSettingsLeadNowhereElse(t *testing.T) {
	d := open(t)
	for _, path := range []string{
		"", "shop-1", "./shop-1", d.root, d.root + "/", d.root + "/..", d.root + "/../x", d.root + "/shop-1/../../x", d.root + "/a/b", d.root + "//shop", d.root + "/shop/",
		d.root + "/.hidden", d.root + "/a b", d.root + "/a\x00", d.root + "/" + strings.Repeat("a", 65), "/etc/cron.d", "/", d.root + "x/shop", d.root + "/%2e%2e", d.root + "/a\n",
	} {
		c := d.config
		c.Settings = map[string]string{"directory": path, "recipient": c.Settings["recipient"]}
		if _, err := files.New(c); !errors.Is(err, orderveil.ErrInvalid) {
			t.Errorf("New() with directory %q = %v", path, err)
		}
	}
	c := d.config
	c.Directories = nil
	if _, err := files.New(c); !errors.Is(err, orderveil.ErrInvalid) {
		t.Errorf("New() without a directory in the register = %v", err)
	}
}

func TestALinkLeadsNowhereElse(t *testing.T) {
	d := open(t)
	elsewhere := t.TempDir()
	if err := os.Symlink(elsewhere, d.path()); err != nil {
		t.Fatal(err)
	}
	_, err := d.sink.Create(t.Context(), newReference(), order())
	d.failed(err, "DISK_FAILED", connectors.Retry)
	if entries, err := os.ReadDir(elsewhere); err != nil || len(entries) != 0 {
		t.Error("something was written elsewhere")
	}
}

func TestReferencesLeadNowhereElse(t *testing.T) {
	d := open(t)
	for _, reference := range []string{"", "../x", "a/b", ".x", "orderveil:../x", "a\x00b", strings.Repeat("9", 65)} {
		if _, err := d.sink.Create(t.Context(), reference, order()); !errors.Is(err, orderveil.ErrInvalid) {
			t.Errorf("Create(%q) = %v", reference, err)
		}
	}
}

func TestKeysAndFormatAreChecked(t *testing.T) {
	d := open(t)
	change := func(change func(*connectors.Config)) error {
		c := d.config
		c.Settings = map[string]string{"directory": c.Settings["directory"], "recipient": c.Settings["recipient"]}
		c.Secrets = map[string]personal.Secret{}
		change(&c)
		_, err := files.New(c)
		if err != nil && strings.Contains(err.Error(), "SECRET-KEY-1Q") {
			t.Error("the error repeats the key")
		}
		return err
	}
	for name, do := range map[string]func(*connectors.Config){
		"no recipient":      func(c *connectors.Config) { c.Settings["recipient"] = "" },
		"a secret key":      func(c *connectors.Config) { c.Settings["recipient"] = d.theirs.String() },
		"another format":    func(c *connectors.Config) { c.Settings["format"] = "xml" },
		"a public identity": func(c *connectors.Config) { c.Secrets["identity"] = personal.NewSecret(d.ours.Recipient().String()) },
	} {
		if err := change(do); !errors.Is(err, orderveil.ErrInvalid) {
			t.Errorf("%s: New() = %v", name, err)
		}
	}
	hybrid, err := age.GenerateHybridIdentity()
	if err != nil {
		t.Fatal(err)
	}
	if err := change(func(c *connectors.Config) {
		c.Settings["recipient"] = hybrid.Recipient().String()
		c.Secrets["identity"] = personal.NewSecret(hybrid.String())
	}); err != nil {
		t.Errorf("New() with keys that withstand quantum computers = %v", err)
	}
}

// broken has writing fail, half way.
func (d *drop) broken(err error) {
	d.Helper()
	sink, wrong := files.NewOn(d.config, func(f *os.File, body []byte) error {
		if _, err := f.Write(body[:len(body)/2]); err != nil {
			return err
		}
		return &fs.PathError{Op: "write", Path: d.root, Err: err}
	})
	if wrong != nil {
		d.Fatal(wrong)
	}
	d.sink = sink
}

func TestADiskThatFailsLeavesNothingHalf(t *testing.T) {
	for name, fault := range map[string]struct {
		err  error
		code string
	}{
		"full": {syscall.ENOSPC, "DISK_FULL"}, "over the quota": {syscall.EDQUOT, "DISK_FULL"}, "read-only": {syscall.EROFS, "NOT_WRITABLE"},
		"not ours": {syscall.EACCES, "NOT_WRITABLE"}, "broken": {syscall.EIO, "DISK_FAILED"},
	} {
		t.Run(name, func(t *testing.T) {
			d := open(t)
			first, second := newReference(), newReference()
			d.create(first)
			d.broken(fault.err)
			_, err := d.sink.Create(t.Context(), second, order())
			d.failed(err, fault.code, connectors.Retry)
			if len(d.names("orders")) != 1 || len(d.names("sent")) != 1 {
				t.Errorf("left behind: %v, %v", d.names("orders"), d.names("sent"))
			}
			if _, err := d.sink.Find(t.Context(), second); !errors.Is(err, orderveil.ErrNotFound) {
				t.Errorf("Find() = %v", err)
			}
			d.sink = d.with(d.config)
			d.create(second)
			if len(d.names("orders")) != 2 {
				t.Error("the order did not come once there was room")
			}
		})
	}
}

func TestADirectoryThatIsNotThereIsAFailure(t *testing.T) {
	d := open(t)
	if err := os.RemoveAll(d.root); err != nil {
		t.Fatal(err)
	}
	_, err := d.sink.Create(t.Context(), newReference(), order())
	d.failed(err, "DIRECTORY_MISSING", connectors.Retry)
	if _, err := os.Stat(d.root); !errors.Is(err, fs.ErrNotExist) {
		t.Error("it was made: a disk that is not mounted would be written to in its place")
	}
}

func TestADirectoryThatCannotBeWrittenIsAFailure(t *testing.T) {
	if os.Geteuid() == 0 {
		t.Skip("root may write anywhere; see TestADiskThatFailsLeavesNothingHalf")
	}
	d := open(t)
	d.create(newReference())
	if err := os.Chmod(d.path("orders"), 0o500); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.Chmod(d.path("orders"), 0o700) })
	_, err := d.sink.Create(t.Context(), newReference(), order())
	d.failed(err, "NOT_WRITABLE", connectors.Retry)
}

func TestWhatIsForgottenGoesAndIsTold(t *testing.T) {
	d := open(t)
	kept, gone := newReference(), newReference()
	d.create(kept)
	d.create(gone)
	n := connectors.Notice{ID: uuid.New(), Kind: orderveil.NoticeDue, At: d.clock(), Orders: []connectors.NoticeOrder{{Reference: gone, Number: "C123"}}}
	for _, kind := range []orderveil.NoticeKind{orderveil.NoticeDue, orderveil.NoticePseudonymised, orderveil.NoticePseudonymised} {
		if kind != n.Kind {
			n.ID, n.Kind = uuid.New(), kind
		}
		if err := d.sink.Notify(t.Context(), n); err != nil {
			t.Fatal(err)
		}
		if kind == orderveil.NoticeDue && len(d.names("orders")) != 2 {
			t.Error("an order that is not forgotten is gone")
		}
	}
	if names := d.names("orders"); len(names) != 1 || !strings.HasPrefix(names[0], strings.Replace(kept, ":", "-", 1)) {
		t.Errorf("the orders are %v", names)
	}
	if len(d.names("notices")) != 2 {
		t.Errorf("%d notices, want one per id", len(d.names("notices")))
	}
	text, err := os.ReadFile(d.path("notices", n.ID.String()+".json"))
	var said webhook.NoticeEvent
	if err != nil || json.Unmarshal(text, &said) != nil || said.Type != n.Kind || said.Data.Orders[0].Reference != gone {
		t.Errorf("the notice says %s", text)
	}
	if err := d.sink.Notify(t.Context(), connectors.Notice{ID: uuid.New(), Kind: orderveil.NoticeClosed}); err != nil || len(d.names("orders")) != 0 {
		t.Errorf("after closing: %v, %v", err, d.names("orders"))
	}
}

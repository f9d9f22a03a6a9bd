package store_test

import (
	"encoding/csv"
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"filippo.io/age"

	"orderveil"
	"orderveil/personal"
	"orderveil/store"
	"orderveil/store/storetest"
)

// made makes what is due, as the workers do.
func made(t testing.TB, f *storetest.Fixture) {
	t.Helper()
	due, err := f.DueExports(t.Context(), 10)
	if err != nil {
		t.Fatal(err)
	}
	for _, id := range due {
		if err := f.MakeExport(t.Context(), id); err != nil {
			t.Fatal(err)
		}
	}
}

// exported has an export made, and returns its file's content and name.
func exported(t testing.TB, f *storetest.Fixture, v orderveil.Viewer, n store.NewExport) (content, name string) {
	t.Helper()
	e, err := f.StartExport(t.Context(), v, n)
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := f.OpenExport(t.Context(), v, e.ID()); !errors.Is(err, orderveil.ErrConflict) {
		t.Errorf("before it is made: %v", err)
	}
	made(t, f)
	file, name, err := f.OpenExport(t.Context(), v, e.ID())
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	all, err := io.ReadAll(file)
	if err != nil {
		t.Fatal(err)
	}
	return string(all), name
}

func decrypted(t testing.TB, sealed string, key *age.X25519Identity) string {
	t.Helper()
	r, err := age.Decrypt(strings.NewReader(sealed), key)
	if err != nil {
		t.Fatal(err)
	}
	all, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return string(all)
}

func ageKey(t testing.TB) *age.X25519Identity {
	t.Helper()
	key, err := age.GenerateX25519Identity()
	if err != nil {
		t.Fatal(err)
	}
	return key
}

func TestAnExportHoldsEveryOrderAndNoCustomer(t *testing.T) {
	t.Parallel()
	storetest.Each(t, server, func(t *testing.T, f *storetest.Fixture) {
		account, bol, _ := f.Account(t, 1)
		var orders []orderveil.Order
		for n := range 230 { // more than two pages
			orders = append(orders, f.Order(n))
		}
		imported(t, f, account, bol, orders...)
		merchant := storetest.Viewer(orderveil.RoleMerchant, account.ID)
		f.Reopen(t)
		uses := f.Keys.Unwraps.Load()
		lines, name := exported(t, f, merchant, store.NewExport{Format: orderveil.ExportJSONL})
		numbers := map[string]bool{}
		for line := range strings.Lines(lines) {
			var o struct {
				Number string
				Lines  []struct{ Title string }
			}
			if err := json.Unmarshal([]byte(line), &o); err != nil || len(o.Lines) != 2 {
				t.Fatalf("%d lines, %v", len(o.Lines), err)
			}
			numbers[o.Number] = true
		}
		if len(numbers) != 230 || name != "orders.jsonl" {
			t.Errorf("%d orders in %s", len(numbers), name)
		}
		table, name := exported(t, f, merchant, store.NewExport{Format: orderveil.ExportCSV})
		rows, err := csv.NewReader(strings.NewReader(table)).ReadAll()
		if err != nil || len(rows) != 461 || name != "orders.csv" {
			t.Errorf("%d rows in %s, %v", len(rows), name, err)
		}
		if strings.Contains(lines+table, storetest.Mark) || strings.Contains(table, "billTo.lastName") {
			t.Error("there is customer data in it")
		}
		if got := f.Keys.Unwraps.Load(); got != uses {
			t.Errorf("the key provider was asked %d times", got-uses)
		}
	})
}

func TestCustomersAreExportedToAKeyAndInTheTrail(t *testing.T) {
	t.Parallel()
	storetest.Each(t, server, func(t *testing.T, f *storetest.Fixture) {
		account, bol, _ := f.Account(t, 1)
		imported(t, f, account, bol, f.Order(1), f.Order(2))
		key := ageKey(t)
		scanner := storetest.Viewer(orderveil.RolePartner, account.ID, orderveil.ScopeOrdersRead, orderveil.ScopeOrdersShipTo)
		for _, format := range orderveil.ExportFormats() {
			sealed, name := exported(t, f, scanner, store.NewExport{
				Format: format, Categories: []personal.Category{personal.Name, personal.Delivery}, Recipient: key.Recipient().String(),
			})
			if strings.Contains(sealed, storetest.Mark) || !strings.HasSuffix(name, ".age") {
				t.Errorf("%s is not encrypted", name)
			}
			open := decrypted(t, sealed, key)
			if !strings.Contains(open, storetest.Mark+"achternaam1Bezorging") {
				t.Errorf("%s: what was asked for is not there", format)
			}
			for what, text := range map[string]string{"the other party": "Factuur", "another category": storetest.Mark + "straat"} {
				if strings.Contains(open, text) {
					t.Errorf("%s: %s is there", format, what)
				}
			}
			if got := strings.Contains(open, storetest.Mark+"3S"); got != (format == orderveil.ExportJSONL) {
				t.Errorf("%s: tracking codes: %v", format, got)
			}
		}
		trail, err := f.AuditTrail(t.Context(), storetest.Viewer(orderveil.RoleMerchant, account.ID), nil, nil, nil, nil)
		if err != nil {
			t.Fatal(err)
		}
		looks := 0
		for _, e := range trail.Nodes {
			if e.Via() == "export" && e.Subject() == scanner.Subject && e.Kind() == orderveil.AuditLook {
				looks++
			}
		}
		if looks != 2 {
			t.Errorf("%d looks in the trail", looks)
		}
	})
}

func TestAnExportThatIsNotAllowedIsRefused(t *testing.T) {
	t.Parallel()
	f := storetest.SQLite(t)
	account, bol, _ := f.Account(t, 1)
	imported(t, f, account, bol, f.Order(1))
	key, someone := ageKey(t).Recipient().String(), "someone@example.com"
	as := func(role orderveil.Role, scopes ...orderveil.Scope) orderveil.Viewer {
		return storetest.Viewer(role, account.ID, scopes...)
	}
	name := []personal.Category{personal.Name}
	weak := as(orderveil.RoleMerchant)
	weak.Weak = true
	policy, wrong := orderveil.NewPolicy(map[string]orderveil.Override{"merchant": {Categories: map[string]string{"NAME": "MASK"}}})
	if len(wrong) > 0 {
		t.Fatal(wrong)
	}
	overridden := as(orderveil.RoleMerchant)
	overridden.Policy = policy
	for what, c := range map[string]struct {
		v    orderveil.Viewer
		n    store.NewExport
		want error
	}{
		"support":                    {as(orderveil.RoleSupport), store.NewExport{}, orderveil.ErrForbidden},
		"a program without a scope":  {as(orderveil.RolePartner), store.NewExport{}, orderveil.ErrForbidden},
		"names without their scope":  {as(orderveil.RolePartner, orderveil.ScopeOrdersRead), store.NewExport{Categories: name, Recipient: key}, orderveil.ErrForbidden},
		"masked mail addresses":      {as(orderveil.RoleFinance), store.NewExport{Categories: []personal.Category{personal.Email}, Recipient: key}, orderveil.ErrForbidden},
		"without a second factor":    {weak, store.NewExport{Categories: name, Recipient: key}, orderveil.ErrForbidden},
		"against the policy":         {overridden, store.NewExport{Categories: name, Recipient: key}, orderveil.ErrForbidden},
		"names in the clear":         {as(orderveil.RoleMerchant), store.NewExport{Categories: name}, orderveil.ErrInvalid},
		"to what is no key":          {as(orderveil.RoleMerchant), store.NewExport{Categories: name, Recipient: "age1"}, orderveil.ErrInvalid},
		"narrowed by a customer":     {as(orderveil.RoleMerchant), store.NewExport{Filter: store.Filter{CustomerEmail: &someone}}, orderveil.ErrInvalid},
		"narrowed by a house number": {as(orderveil.RoleMerchant), store.NewExport{Filter: store.Filter{CustomerHouseNumber: &someone}}, orderveil.ErrInvalid},
	} {
		c.n.Format = orderveil.ExportCSV
		if _, err := f.StartExport(t.Context(), c.v, c.n); !errors.Is(err, c.want) {
			t.Errorf("%s: %v", what, err)
		}
	}
	if due, err := f.DueExports(t.Context(), 10); err != nil || len(due) != 0 {
		t.Errorf("%d exports were made all the same, %v", len(due), err)
	}
}

func TestAnExportIsForWhoAskedForIt(t *testing.T) {
	t.Parallel()
	f := storetest.SQLite(t)
	account, bol, _ := f.Account(t, 1)
	other, _, _ := f.Account(t, 2)
	imported(t, f, account, bol, f.Order(1))
	merchant := storetest.Viewer(orderveil.RoleMerchant, account.ID)
	key := ageKey(t)
	e, err := f.StartExport(t.Context(), merchant, store.NewExport{Format: orderveil.ExportCSV, Categories: []personal.Category{personal.Name}, Recipient: key.Recipient().String()})
	if err != nil {
		t.Fatal(err)
	}
	made(t, f)
	colleague := merchant
	colleague.Subject = "colleague"
	demoted := merchant
	demoted.Role = orderveil.RoleMerchantViewer
	for name, v := range map[string]orderveil.Viewer{"colleague": colleague, "other role": demoted, "other account": storetest.Viewer(orderveil.RoleMerchant, other.ID)} {
		_, err1 := f.Export(t.Context(), v, e.ID())
		_, _, err2 := f.OpenExport(t.Context(), v, e.ID())
		if !errors.Is(err1, orderveil.ErrNotFound) || !errors.Is(err2, orderveil.ErrNotFound) {
			t.Errorf("%s: %v, %v", name, err1, err2)
		}
	}
	weak := merchant
	weak.Weak = true
	if _, _, err := f.OpenExport(t.Context(), weak, e.ID()); !errors.Is(err, orderveil.ErrForbidden) {
		t.Errorf("without a second factor: %v", err)
	}
}

func TestAnExportIsGoneAfterADay(t *testing.T) {
	t.Parallel()
	storetest.Each(t, server, func(t *testing.T, f *storetest.Fixture) {
		account, bol, _ := f.Account(t, 1)
		imported(t, f, account, bol, f.Order(1))
		merchant := storetest.Viewer(orderveil.RoleMerchant, account.ID)
		for range 10 {
			if _, err := f.StartExport(t.Context(), merchant, store.NewExport{Format: orderveil.ExportCSV}); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := f.StartExport(t.Context(), merchant, store.NewExport{Format: orderveil.ExportCSV}); !errors.Is(err, orderveil.ErrInvalid) {
			t.Errorf("one more: %v", err)
		}
		made(t, f)
		dir := f.Config.ExportDir
		if dir == "" {
			dir = filepath.Join(f.Config.Dir, "exports")
		}
		files := func() int {
			t.Helper()
			entries, err := os.ReadDir(dir)
			if err != nil {
				t.Fatal(err)
			}
			return len(entries)
		}
		if err := f.PruneExports(t.Context()); err != nil || files() != 10 {
			t.Errorf("%d files, %v", files(), err)
		}
		f.Clock.Advance(24*time.Hour + time.Second)
		if err := f.PruneExports(t.Context()); err != nil || files() != 0 {
			t.Errorf("a day later %d files, %v", files(), err)
		}
		if _, err := f.StartExport(t.Context(), merchant, store.NewExport{Format: orderveil.ExportCSV}); err != nil {
			t.Error(err)
		}
	})
}

func TestAnExportWhoseWorkerDiedIsMadeByAnother(t *testing.T) {
	t.Parallel()
	storetest.Each(t, server, func(t *testing.T, f *storetest.Fixture) {
		account, bol, _ := f.Account(t, 1)
		imported(t, f, account, bol, f.Order(1))
		merchant := storetest.Viewer(orderveil.RoleMerchant, account.ID)
		e, err := f.StartExport(t.Context(), merchant, store.NewExport{Format: orderveil.ExportJSONL})
		if err != nil {
			t.Fatal(err)
		}
		state := func() orderveil.ExportState {
			t.Helper()
			now, err := f.Export(t.Context(), merchant, e.ID())
			if err != nil {
				t.Fatal(err)
			}
			return now.State()
		}
		if due, err := f.DueExports(t.Context(), 10); err != nil || len(due) != 1 { // and dies
			t.Fatalf("%d due, %v", len(due), err)
		}
		if made(t, f); state() != orderveil.ExportQueued {
			t.Errorf("taken over at once: %s", state())
		}
		f.Clock.Advance(3 * time.Minute)
		if made(t, f); state() != orderveil.ExportReady {
			t.Errorf("not taken over: %s", state())
		}
	})
}

func TestAnExportThatFailsThreeTimesSaysSo(t *testing.T) {
	t.Parallel()
	f := storetest.SQLite(t)
	account, bol, _ := f.Account(t, 1)
	imported(t, f, account, bol, f.Order(1))
	merchant := storetest.Viewer(orderveil.RoleMerchant, account.ID)
	e, err := f.StartExport(t.Context(), merchant, store.NewExport{Format: orderveil.ExportJSONL})
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(f.Config.Dir, "exports"), nil, 0o600); err != nil { // where the directory should be
		t.Fatal(err)
	}
	for range 3 {
		due, err := f.DueExports(t.Context(), 10)
		if err != nil || len(due) != 1 {
			t.Fatalf("%d due, %v", len(due), err)
		}
		if err := f.MakeExport(t.Context(), due[0]); err == nil {
			t.Fatal("made without a directory")
		}
		f.Clock.Advance(5 * time.Minute)
	}
	now, err := f.Export(t.Context(), merchant, e.ID())
	if err != nil || now.State() != orderveil.ExportFailed {
		t.Errorf("%v, %v", now, err)
	}
	if due, err := f.DueExports(t.Context(), 10); err != nil || len(due) != 0 {
		t.Errorf("%d due, %v", len(due), err)
	}
}

func TestCellsThatAreFormulasAreNot(t *testing.T) {
	t.Parallel()
	f := storetest.SQLite(t)
	account, bol, _ := f.Account(t, 1)
	o := f.Order(1)
	signs := []string{"=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"}
	line := o.Lines[0]
	o.Lines = nil
	for i, sign := range signs {
		l := line
		l.MarketplaceID, l.Title = line.MarketplaceID+string(rune('a'+i)), sign
		o.Lines = append(o.Lines, l)
	}
	imported(t, f, account, bol, o)
	table, _ := exported(t, f, storetest.Viewer(orderveil.RoleMerchant, account.ID), store.NewExport{Format: orderveil.ExportCSV})
	rows, err := csv.NewReader(strings.NewReader(table)).ReadAll()
	if err != nil || len(rows) != 1+len(signs) {
		t.Fatalf("%d rows, %v", len(rows), err)
	}
	title := slices.Index(rows[0], "title")
	for _, row := range rows[1:] {
		if !strings.HasPrefix(row[title], "'") {
			t.Errorf("a cell begins with %q", row[title][:1])
		}
	}
}

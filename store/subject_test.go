package store_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"orderveil"
	"orderveil/personal"
	"orderveil/store"
	"orderveil/store/storetest"
)

func TestAPersonsExportHoldsAllThatIsKept(t *testing.T) {
	t.Parallel()
	storetest.Each(t, server, func(t *testing.T, f *storetest.Fixture) {
		o := f.Order(1)
		o.ShipTo.Note = o.ShipTo.Note.With(personal.AddressNote, "<script>alert(1)</script>"+storetest.Mark)
		account, bol, merchant := one(t, f, o)
		if _, err := f.Import(t.Context(), account.ID, bol.ID, []orderveil.Order{f.Order(2), f.Order(3)}); err != nil {
			t.Fatal(err)
		}
		number, email, phone, postcode, house := o.Number, strings.ToUpper(storetest.Mark)+"1@verkopen.bol.com", "+31 6 12300001", "1015cj", "22 3hs"
		for name, q := range map[string]struct {
			store.SubjectQuery
			want int
		}{
			"number":  {store.SubjectQuery{Number: &number}, 1},
			"e-mail":  {store.SubjectQuery{Email: &email}, 1},
			"phone":   {store.SubjectQuery{Phone: &phone}, 1},
			"address": {store.SubjectQuery{Postcode: &postcode, HouseNumber: &house}, 3},
		} {
			e, err := f.ExportSubject(t.Context(), merchant, q.SubjectQuery)
			if err != nil || len(e.Orders) != q.want || !e.Identified {
				t.Errorf("by %s: %d orders, %v", name, len(e.Orders), err)
			}
		}
		e, err := f.ExportSubject(t.Context(), merchant, store.SubjectQuery{Email: &email})
		if err != nil {
			t.Fatal(err)
		}
		text, err := e.JSON()
		if err != nil {
			t.Fatal(err)
		}
		checkWhole(t, text, o)
		for l, title := range map[store.Language]string{store.English: "What is kept about you", store.Dutch: "Wat er over u wordt bewaard", store.German: "Was über Sie gespeichert ist"} {
			page, err := e.Page(l)
			if err != nil || !strings.Contains(page, storetest.Mark+"achternaam1Bezorging") || strings.Contains(page, "<script>") {
				t.Errorf("the page lacks the name, or runs what a customer wrote: %v", err)
			}
			if !strings.Contains(page, title) || !strings.Contains(page, l.Say("event", "IMPORTED")) || !strings.Contains(page, l.Say("field", "lastName")) {
				t.Errorf("the page is not in %s", l)
			}
		}
	})
}

// checkWhole looks for every text of the order in the export.
func checkWhole(t *testing.T, text string, o orderveil.Order) {
	t.Helper()
	var doc any
	if err := json.Unmarshal([]byte(text), &doc); err != nil {
		t.Fatal(err)
	}
	found := map[string]bool{}
	var walk func(any)
	walk = func(v any) {
		switch v := v.(type) {
		case string:
			found[v] = true
		case []any:
			for _, e := range v {
				walk(e)
			}
		case map[string]any:
			for _, e := range v {
				walk(e)
			}
		}
	}
	walk(doc)
	records := append(o.BillTo.Records(), o.ShipTo.Records()...)
	records = append(records, o.Shipments[0].Tracking)
	for _, r := range records {
		for _, field := range personal.Fields() {
			if value := r.Plain(field); value != "" && !found[value] {
				t.Errorf("field %v is not in the export", field)
			}
		}
	}
	if !found["Webshop"] || !found["IMPORTED"] || !found["bol.com"] {
		t.Error("the export does not say where the order came from, who received it and what happened")
	}
}

func TestAForgottenPersonIsRecognisedByOrderNumberOnly(t *testing.T) {
	t.Parallel()
	storetest.Each(t, server, func(t *testing.T, f *storetest.Fixture) {
		o := shipped(f, f.Order(1))
		_, _, merchant := one(t, f, o)
		if _, err := f.EraseOrder(t.Context(), merchant, find(t, f, merchant, o.Number).ID()); err != nil {
			t.Fatal(err)
		}
		email := storetest.Mark + "1@verkopen.bol.com"
		e, err := f.ExportSubject(t.Context(), merchant, store.SubjectQuery{Email: &email})
		if err != nil || e.Identified || !strings.Contains(e.Message(), "recognised") {
			t.Errorf("by e-mail: %+v, %v", e, err)
		}
		e, err = f.ExportSubject(t.Context(), merchant, store.SubjectQuery{Number: &o.Number})
		if err != nil || !e.Identified {
			t.Fatalf("by number: %+v, %v", e, err)
		}
		text, err := e.JSON()
		if err != nil || strings.Contains(text, storetest.Mark) || !strings.Contains(text, `"ERASED"`) || !strings.Contains(text, `"48.44"`) {
			t.Errorf("the export shows a forgotten customer, or not what is left: %v", err)
		}
	})
}

func TestOnlyWhoSeesEverythingExportsAPerson(t *testing.T) {
	t.Parallel()
	f := storetest.SQLite(t)
	account, _, _ := f.Account(t, 1)
	number, email := "C000000001", "somebody@example.com"
	before := f.Statements.Load()
	for _, role := range orderveil.Roles() {
		if role == orderveil.RoleMerchant {
			continue
		}
		v := storetest.Viewer(role, account.ID, orderveil.ScopeOrdersRead, orderveil.ScopeOrdersContact)
		for _, q := range []store.SubjectQuery{{Number: &number}, {Email: &email}} {
			if _, err := f.ExportSubject(t.Context(), v, q); !errors.Is(err, orderveil.ErrForbidden) {
				t.Errorf("ExportSubject() as %s = %v", role, err)
			}
		}
	}
	if got := f.Statements.Load(); got != before {
		t.Errorf("%d SQL statements, want none", got-before)
	}
	merchant := storetest.Viewer(orderveil.RoleMerchant, account.ID)
	for _, q := range []store.SubjectQuery{{}, {Number: &number, Email: &email}, {Postcode: &number}, {HouseNumber: &number}} {
		if _, err := f.ExportSubject(t.Context(), merchant, q); !errors.Is(err, orderveil.ErrInvalid) {
			t.Errorf("ExportSubject() without one clear question = %v", err)
		}
	}
}

package store_test

import (
	"errors"
	"flag"
	"os"
	"testing"
	"time"

	"orderveil"
	"orderveil/store"
	"orderveil/store/pgtest"
	"orderveil/store/storetest"
)

var server *pgtest.Server

// TestMain has the property tests draw 15 sequences unless the command line says
// otherwise: "make proofs" draws a thousand.
func TestMain(m *testing.M) {
	_ = flag.Set("rapid.checks", "15")
	os.Exit(pgtest.Main(m, func(s *pgtest.Server) { server = s }))
}

func TestImportedOrderIsShownToTheMerchantInFull(t *testing.T) {
	t.Parallel()
	storetest.Each(t, server, func(t *testing.T, f *storetest.Fixture) {
		account, bol, _ := f.Account(t, 1)
		done, err := f.Import(t.Context(), account.ID, bol.ID, []orderveil.Order{f.Order(1)})
		if err != nil || done.Kept != 1 || len(done.Forward) != 1 {
			t.Fatalf("Import() = %+v, %v", done, err)
		}
		found, err := f.OrdersByNumber(t.Context(), storetest.Viewer(orderveil.RoleMerchant, account.ID), " c-000000001", store.LoadAll)
		if err != nil || len(found) != 1 {
			t.Fatalf("OrdersByNumber() = %v, %v", found, err)
		}
		o := found[0]
		if name, err := o.ShipTo().LastName(); err != nil || name == nil || *name != storetest.Mark+"achternaam1Bezorging" {
			t.Errorf("LastName() is wrong: %v", err)
		}
		if p := o.Privacy(); p.State != store.PrivacyVisible || len(p.Withheld) != 0 || p.ForgetOn.String() != "2026-11-30" {
			t.Errorf("Privacy() = %+v", p)
		}
		if f := o.Forward(); f.State != orderveil.ForwardWaiting {
			t.Errorf("Forward() = %+v", f)
		}
		if got := o.Total().Amount.String(); got != "48.44" {
			t.Errorf("Total() = %s", got)
		}
	})
}

func TestSupportFindsByNumberWithoutTouchingKeys(t *testing.T) {
	t.Parallel()
	storetest.Each(t, server, func(t *testing.T, f *storetest.Fixture) {
		account, bol, _ := f.Account(t, 1)
		if _, err := f.Import(t.Context(), account.ID, bol.ID, []orderveil.Order{f.Order(1)}); err != nil {
			t.Fatal(err)
		}
		f.Reopen(t) // nothing is in memory
		uses := f.Keys.Wraps.Load() + f.Keys.Unwraps.Load()
		found, err := f.OrdersByNumber(t.Context(), storetest.Viewer(orderveil.RoleSupport, account.ID), "C000000001", store.LoadAll)
		if err != nil || len(found) != 1 {
			t.Fatalf("OrdersByNumber() = %v, %v", found, err)
		}
		if name, err := found[0].BillTo().LastName(); name != nil || err != nil {
			t.Errorf("support sees a name, or an error: %v", err)
		}
		if p := found[0].Privacy(); p.State != store.PrivacyMasked || len(p.Withheld) != 7 {
			t.Errorf("Privacy() = %+v", p)
		}
		if got := f.Keys.Wraps.Load() + f.Keys.Unwraps.Load(); got != uses {
			t.Errorf("%d uses of the key provider, want none", got-uses)
		}
	})
}

func TestForbiddenIsSaidBeforeAnySQL(t *testing.T) {
	t.Parallel()
	f := storetest.SQLite(t)
	account, _, _ := f.Account(t, 1)
	before := f.Statements.Load()
	email := "somebody@example.com"
	finance := storetest.Viewer(orderveil.RoleFinance, account.ID)
	if _, err := f.Orders(t.Context(), finance, store.Filter{CustomerEmail: &email}, store.Paging{}, store.Load{}); !errors.Is(err, orderveil.ErrForbidden) {
		t.Errorf("Orders() by e-mail as finance: %v", err)
	}
	support := storetest.Viewer(orderveil.RoleSupport, account.ID)
	if _, err := f.Orders(t.Context(), support, store.Filter{}, store.Paging{}, store.Load{}); !errors.Is(err, orderveil.ErrForbidden) {
		t.Errorf("Orders() as support: %v", err)
	}
	if got := f.Statements.Load(); got != before {
		t.Errorf("%d SQL statements, want none", got-before)
	}
}

func TestImportTwiceIsImportOnce(t *testing.T) {
	t.Parallel()
	storetest.Each(t, server, func(t *testing.T, f *storetest.Fixture) {
		account, bol, _ := f.Account(t, 1)
		for range 2 {
			if _, err := f.Import(t.Context(), account.ID, bol.ID, []orderveil.Order{f.Order(1), f.Order(2)}); err != nil {
				t.Fatal(err)
			}
		}
		merchant := storetest.Viewer(orderveil.RoleMerchant, account.ID)
		page, err := f.Orders(t.Context(), merchant, store.Filter{}, store.Paging{}, store.LoadAll)
		if err != nil || len(page.Nodes) != 2 {
			t.Fatalf("Orders() = %v, %v", page, err)
		}
		events, err := page.Nodes[0].Timeline(t.Context(), nil, nil)
		if err != nil || len(events.Nodes) != 1 || events.Nodes[0].Kind() != "IMPORTED" {
			t.Errorf("Timeline() = %+v, %v", events, err)
		}
	})
}

func TestAnOlderStateNeverOverwritesANewerOne(t *testing.T) {
	t.Parallel()
	storetest.Each(t, server, func(t *testing.T, f *storetest.Fixture) {
		account, bol, _ := f.Account(t, 1)
		newer, older := f.Order(1), f.Order(1)
		newer.Revision, newer.ChangedAt = "2", f.Clock.Now()
		newer.Lines[0].QuantityShipped, newer.Lines[1].QuantityShipped = 2, 1
		for _, o := range []orderveil.Order{newer, older} {
			if _, err := f.Import(t.Context(), account.ID, bol.ID, []orderveil.Order{o}); err != nil {
				t.Fatal(err)
			}
		}
		found, err := f.OrdersByNumber(t.Context(), storetest.Viewer(orderveil.RoleMerchant, account.ID), "C000000001", store.LoadAll)
		if err != nil || found[0].Status() != orderveil.StatusShipped {
			t.Fatalf("Status() = %v, %v", found[0].Status(), err)
		}
	})
}

func TestCustomerDataIsGoneOnItsDay(t *testing.T) {
	t.Parallel()
	storetest.Each(t, server, func(t *testing.T, f *storetest.Fixture) {
		account, bol, _ := f.Account(t, 1)
		if _, err := f.Import(t.Context(), account.ID, bol.ID, []orderveil.Order{f.Order(1)}); err != nil {
			t.Fatal(err)
		}
		f.Clock.Advance(28 * 24 * time.Hour)
		found, err := f.OrdersByNumber(t.Context(), storetest.Viewer(orderveil.RoleMerchant, account.ID), "C000000001", store.LoadAll)
		if err != nil {
			t.Fatal(err)
		}
		if name, err := found[0].ShipTo().LastName(); name != nil || err != nil {
			t.Errorf("a name outlives its day, or an error: %v", err)
		}
		if p := found[0].Privacy(); p.State != store.PrivacyPseudonymised {
			t.Errorf("Privacy() = %+v", p)
		}
	})
}

func TestALateCancellationHoldsTheOrderBack(t *testing.T) {
	t.Parallel()
	storetest.Each(t, server, func(t *testing.T, f *storetest.Fixture) {
		account, bol, _ := f.Account(t, 1)
		merchant := storetest.Viewer(orderveil.RoleMerchant, account.ID)
		change := func(revision string, do func(*orderveil.Order)) orderveil.ForwardState {
			o := f.Order(1)
			o.Revision, o.ChangedAt = revision, f.Clock.Now()
			do(&o)
			f.Clock.Advance(time.Minute)
			if _, err := f.Import(t.Context(), account.ID, bol.ID, []orderveil.Order{o}); err != nil {
				t.Fatal(err)
			}
			found, err := f.OrdersByNumber(t.Context(), merchant, o.Number, store.LoadAll)
			if err != nil || len(found) != 1 {
				t.Fatalf("%d orders, %v", len(found), err)
			}
			return found[0].Forward().State
		}
		if got := change("1", func(*orderveil.Order) {}); got != orderveil.ForwardWaiting {
			t.Errorf("at first: %s", got)
		}
		if got := change("2", func(o *orderveil.Order) { o.Lines[0].CancellationRequested = true }); got != orderveil.ForwardHeld {
			t.Errorf("the customer wants out: %s, want HELD", got)
		}
		if got := change("3", func(o *orderveil.Order) { o.Lines[0].QuantityCancelled, o.Lines[1].QuantityCancelled = 2, 1 }); got != orderveil.ForwardSkipped {
			t.Errorf("all is cancelled: %s, want SKIPPED", got)
		}
	})
}

func TestPagesFromTheEndAndOldestFirst(t *testing.T) {
	t.Parallel()
	storetest.Each(t, server, func(t *testing.T, f *storetest.Fixture) {
		account, bol, _ := f.Account(t, 1)
		var orders []orderveil.Order
		for i := range 7 {
			orders = append(orders, f.Order(i+1)) // a higher number is older
		}
		if _, err := f.Import(t.Context(), account.ID, bol.ID, orders); err != nil {
			t.Fatal(err)
		}
		merchant := storetest.Viewer(orderveil.RoleMerchant, account.ID)
		numbers := func(p store.Paging) (got string, page *store.OrderPage) {
			page, err := f.Orders(t.Context(), merchant, store.Filter{}, p, store.Load{})
			if err != nil {
				t.Fatal(err)
			}
			for _, o := range page.Nodes {
				got += o.Number()[9:]
			}
			return got, page
		}
		three := 3
		last, page := numbers(store.Paging{Last: &three})
		info, err := page.PageInfo()
		if err != nil || last != "567" || !info.HasPreviousPage || info.HasNextPage {
			t.Errorf("the last three: %s, %+v, %v", last, info, err)
		}
		if before, _ := numbers(store.Paging{Last: &three, Before: info.StartCursor}); before != "234" {
			t.Errorf("three before: %s", before)
		}
		if oldest, _ := numbers(store.Paging{First: &three, OldestFirst: true}); oldest != "765" {
			t.Errorf("oldest first: %s", oldest)
		}
		if all, _ := numbers(store.Paging{}); all != "1234567" {
			t.Errorf("newest first: %s", all)
		}
	})
}

package store_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"orderveil"
	"orderveil/personal"
	"orderveil/store"
	"orderveil/store/storetest"
)

const why = "The parcel came back, the carrier asks for the house number."

func asked(o *store.OrderView) store.NewGrant {
	return store.NewGrant{
		Order: o.ID(), Categories: []personal.Category{personal.Name, personal.Address}, Purpose: orderveil.GrantDelivery, Ticket: "SUP-1234", Reason: why,
	}
}

// what reads what a viewer gets of an order: n and a for name and address, e for e-mail.
func what(t *testing.T, f *storetest.Fixture, v orderveil.Viewer, number string) (shown string) {
	t.Helper()
	ctx, looks := store.WithLooks(t.Context())
	found, err := f.OrdersByNumber(ctx, v, number, store.LoadAll)
	if err != nil || len(found) != 1 {
		t.Fatalf("%d orders, %v", len(found), err)
	}
	for letter, read := range map[string]func() (*string, error){"n": found[0].ShipTo().LastName, "a": found[0].BillTo().Street, "e": found[0].ShipTo().Email} {
		if text, err := read(); err != nil {
			t.Fatal(err)
		} else if text != nil {
			shown += letter
		}
	}
	if err := f.KeepLooks(ctx, looks, "ordersByNumber", ""); err != nil {
		t.Fatal(err)
	}
	if len(shown) == 2 {
		return "an"
	}
	return shown
}

// staff is a member of the operator's staff.
func staff(role orderveil.Role, name string) orderveil.Viewer {
	return orderveil.Viewer{Subject: name, Role: role}
}

func TestAGrantShowsWhatWasAskedForAndEndsByItself(t *testing.T) {
	t.Parallel()
	storetest.Each(t, server, func(t *testing.T, f *storetest.Fixture) {
		account, bol, merchant := one(t, f, f.Order(1))
		if _, err := f.Import(t.Context(), account.ID, bol.ID, []orderveil.Order{f.Order(2)}); err != nil {
			t.Fatal(err)
		}
		support, other := staff(orderveil.RoleSupport, "support-1"), staff(orderveil.RoleSupport, "support-2")
		number := f.Order(1).Number
		g, err := f.RequestGrant(t.Context(), support, asked(find(t, f, support, number)))
		if err != nil || g.State() != orderveil.GrantRequested {
			t.Fatalf("RequestGrant() = %v", err)
		}
		if got := what(t, f, support, number); got != "" {
			t.Errorf("before the merchant agrees %q is shown", got)
		}
		for _, v := range []orderveil.Viewer{support, other, staff(orderveil.RoleAdministrator, "admin"), storetest.Viewer(orderveil.RoleFulfilment, account.ID)} {
			if _, err := f.ApproveGrant(t.Context(), v, g.ID()); err == nil {
				t.Errorf("%s approves", v.Subject)
			}
		}
		page, err := f.Grants(t.Context(), merchant, []orderveil.GrantState{orderveil.GrantRequested}, nil, nil)
		if err != nil || len(page.Nodes) != 1 {
			t.Fatalf("%d grants, %v", len(page.Nodes), err)
		}
		if text, err := page.Nodes[0].Reason(t.Context()); err != nil || text == nil || *text != why {
			t.Errorf("the merchant does not read the reason: %v", err)
		}
		if g, err = f.ApproveGrant(t.Context(), merchant, g.ID()); err != nil || g.State() != orderveil.GrantLive {
			t.Fatalf("ApproveGrant() = %v", err)
		}
		for _, c := range []struct {
			v            orderveil.Viewer
			number, want string
		}{{support, number, "an"}, {other, number, ""}, {support, f.Order(2).Number, ""}} {
			if got := what(t, f, c.v, c.number); got != c.want {
				t.Errorf("%s is shown %q of %s, want %q", c.v.Subject, got, c.number, c.want)
			}
		}
		uses, err := page.Nodes[0].Uses(t.Context(), nil)
		if err != nil || len(uses) != 1 || uses[0].Subject() != "support-1" || len(uses[0].Shown()) != 1 || len(uses[0].Shown()[0].Categories) != 2 {
			t.Errorf("%d uses, %v", len(uses), err)
		}
		f.Clock.Advance(59 * time.Minute)
		if got := what(t, f, support, number); got != "an" {
			t.Errorf("within its time it shows %q", got)
		}
		f.Clock.Advance(time.Minute)
		if got := what(t, f, support, number); got != "" {
			t.Errorf("after its time it shows %q", got)
		}
		if page, err = f.Grants(t.Context(), support, []orderveil.GrantState{orderveil.GrantExpired}, nil, nil); err != nil || len(page.Nodes) != 1 {
			t.Errorf("%d expired grants, %v", len(page.Nodes), err)
		}
		if _, err := f.RevokeGrant(t.Context(), merchant, g.ID()); !errors.Is(err, orderveil.ErrInvalid) {
			t.Errorf("what is over is revoked: %v", err)
		}
	})
}

func TestAGrantThatIsRevokedShowsNothingMore(t *testing.T) {
	t.Parallel()
	storetest.Each(t, server, func(t *testing.T, f *storetest.Fixture) {
		_, _, merchant := one(t, f, f.Order(1))
		support, number := staff(orderveil.RoleSupport, "support-1"), f.Order(1).Number
		for _, by := range []orderveil.Viewer{merchant, support} {
			g, err := f.RequestGrant(t.Context(), support, asked(find(t, f, support, number)))
			if err != nil {
				t.Fatal(err)
			}
			if _, err := f.ApproveGrant(t.Context(), merchant, g.ID()); err != nil {
				t.Fatal(err)
			}
			if got := what(t, f, support, number); got != "an" {
				t.Fatalf("it shows %q", got)
			}
			if _, err := f.RevokeGrant(t.Context(), by, g.ID()); err != nil {
				t.Fatal(err)
			}
			if got := what(t, f, support, number); got != "" {
				t.Errorf("revoked by %s it shows %q", by.Subject, got)
			}
		}
		g, err := f.RequestGrant(t.Context(), support, asked(find(t, f, support, number)))
		if err != nil {
			t.Fatal(err)
		}
		if g, err = f.RefuseGrant(t.Context(), merchant, g.ID()); err != nil || g.State() != orderveil.GrantRefused {
			t.Fatalf("RefuseGrant() = %v", err)
		}
		if _, err := f.ApproveGrant(t.Context(), merchant, g.ID()); !errors.Is(err, orderveil.ErrInvalid) {
			t.Errorf("what was refused is approved: %v", err)
		}
	})
}

func TestEachMissingPartOfARequestIsRefused(t *testing.T) {
	t.Parallel()
	f := storetest.SQLite(t)
	account, _, merchant := one(t, f, f.Order(1))
	support := staff(orderveil.RoleSupport, "support-1")
	o := find(t, f, support, f.Order(1).Number)
	minutes := func(n int) *int { return &n }
	for name, change := range map[string]func(*store.NewGrant){
		"no category": func(n *store.NewGrant) { n.Categories = nil }, "no ticket": func(n *store.NewGrant) { n.Ticket = "" },
		"a name as ticket": func(n *store.NewGrant) { n.Ticket = "Jan de Vries 12" }, "no reason": func(n *store.NewGrant) { n.Reason = "because" },
		"too long": func(n *store.NewGrant) { n.Minutes = minutes(1441) }, "no time": func(n *store.NewGrant) { n.Minutes = minutes(0) },
		"an hour and a minute in an emergency": func(n *store.NewGrant) { n.Minutes, n.Emergency = minutes(61), true },
		"a long reason":                        func(n *store.NewGrant) { n.Reason = strings.Repeat("x", 501) },
		"no order":                             func(n *store.NewGrant) { n.Order = "" },
	} {
		n := asked(o)
		change(&n)
		if _, err := f.RequestGrant(t.Context(), support, n); !errors.Is(err, orderveil.ErrInvalid) && !errors.Is(err, orderveil.ErrNotFound) {
			t.Errorf("%s: %v", name, err)
		}
	}
	for _, v := range []orderveil.Viewer{merchant, staff(orderveil.RoleBilling, "b"), staff(orderveil.RoleEngineer, "e"), storetest.Viewer(orderveil.RolePartner, account.ID, orderveil.ScopeOrdersRead)} {
		if _, err := f.RequestGrant(t.Context(), v, asked(o)); !errors.Is(err, orderveil.ErrForbidden) {
			t.Errorf("as %s: %v", v.Role, err)
		}
	}
	for i := range orderveil.GrantsADay {
		if _, err := f.RequestGrant(t.Context(), support, asked(o)); err != nil {
			t.Fatalf("request %d: %v", i, err)
		}
	}
	if _, err := f.RequestGrant(t.Context(), support, asked(o)); !errors.Is(err, orderveil.ErrInvalid) {
		t.Errorf("one more: %v", err)
	}
}

func TestAGrantNeverOutlivesForgetting(t *testing.T) {
	t.Parallel()
	storetest.Each(t, server, func(t *testing.T, f *storetest.Fixture) {
		account, _, merchant := one(t, f, shipped(f, f.Order(1)))
		support, number := staff(orderveil.RoleSupport, "support-1"), f.Order(1).Number
		o := find(t, f, support, number)
		f.Clock.Advance(28*day - 10*time.Hour)
		n := asked(o)
		long := 1440
		n.Minutes = &long
		g, err := f.RequestGrant(t.Context(), support, n)
		if err != nil {
			t.Fatal(err)
		}
		late, err := f.RequestGrant(t.Context(), support, n)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := f.ApproveGrant(t.Context(), merchant, g.ID()); err != nil {
			t.Fatal(err)
		}
		if got := what(t, f, support, number); got != "an" {
			t.Fatalf("it shows %q", got)
		}
		f.Clock.Advance(12 * time.Hour)
		for _, forgotten := range []bool{false, true} { // also while the sweep is late
			if got := what(t, f, support, number); got != "" {
				t.Errorf("after the order's day it shows %q", got)
			}
			if _, err := f.ApproveGrant(t.Context(), merchant, late.ID()); !errors.Is(err, orderveil.ErrInvalid) {
				t.Errorf("ApproveGrant() = %v", err)
			}
			if _, err := f.RequestGrant(t.Context(), support, n); !errors.Is(err, orderveil.ErrInvalid) {
				t.Errorf("RequestGrant() = %v", err)
			}
			if text, err := g.Reason(t.Context()); text != nil || err != nil {
				t.Errorf("the reason outlives the customer: %v", err)
			}
			if !forgotten {
				if _, err := f.Forget(t.Context(), account.ID); err != nil {
					t.Fatal(err)
				}
			}
		}
	})
}

func TestAnEmergencyNeedsTwoOfStaffAndTellsTheMerchant(t *testing.T) {
	t.Parallel()
	storetest.Each(t, server, func(t *testing.T, f *storetest.Fixture) {
		account, _, merchant := one(t, f, f.Order(1))
		support, second := staff(orderveil.RoleSupport, "support-1"), staff(orderveil.RolePrivacyOfficer, "officer")
		number := f.Order(1).Number
		n := asked(find(t, f, support, number))
		regular, err := f.RequestGrant(t.Context(), support, n)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := f.ApproveGrant(t.Context(), second, regular.ID()); err == nil {
			t.Error("staff approves what the merchant has to")
		}
		n.Emergency = true
		g, err := f.RequestGrant(t.Context(), support, n)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := f.ApproveGrant(t.Context(), support, g.ID()); !errors.Is(err, orderveil.ErrInvalid) {
			t.Errorf("one alone: %v", err)
		}
		if _, err := f.ApproveGrant(t.Context(), staff(orderveil.RoleEngineer, "e"), g.ID()); !errors.Is(err, orderveil.ErrForbidden) {
			t.Errorf("an engineer: %v", err)
		}
		if page, err := f.Grants(t.Context(), second, nil, nil, nil); err != nil || len(page.Nodes) != 1 {
			t.Errorf("the second finds %d requests, %v", len(page.Nodes), err)
		}
		if _, err := f.ApproveGrant(t.Context(), second, g.ID()); err != nil {
			t.Fatal(err)
		}
		if got := what(t, f, support, number); got != "an" {
			t.Errorf("it shows %q", got)
		}
		if got := what(t, f, second, number); got != "" {
			t.Errorf("the second is shown %q", got)
		}
		notices, err := f.Notices(t.Context(), merchant, nil, nil, nil, nil, nil)
		if err != nil || len(notices.Nodes) != 1 || notices.Nodes[0].Kind() != string(orderveil.NoticeEmergency) {
			t.Errorf("%d notices, %v", len(notices.Nodes), err)
		}
		if _, err := f.RevokeGrant(t.Context(), merchant, g.ID()); err != nil {
			t.Errorf("the merchant cannot end it: %v", err)
		}
		_ = account
	})
}

func TestBothSidesAreToldOfAGrant(t *testing.T) {
	t.Parallel()
	storetest.Each(t, server, func(t *testing.T, f *storetest.Fixture) {
		f.Clock.Follow()
		account, _, merchant := one(t, f, f.Order(1))
		support := staff(orderveil.RoleSupport, "support-"+uuid.NewString())
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		var sides []<-chan *store.GrantView
		for _, v := range []orderveil.Viewer{merchant, support} {
			told, err := f.GrantChanges(ctx, v)
			if err != nil {
				t.Fatal(err)
			}
			sides = append(sides, told)
		}
		if _, err := f.GrantChanges(ctx, storetest.Viewer(orderveil.RoleFinance, account.ID)); !errors.Is(err, orderveil.ErrForbidden) {
			t.Errorf("finance listens: %v", err)
		}
		hear := func(want orderveil.GrantState) {
			t.Helper()
			for i, side := range sides {
				select {
				case g := <-side:
					if g.State() != want {
						t.Errorf("side %d hears %s, want %s", i, g.State(), want)
					}
				case <-time.After(20 * time.Second):
					t.Fatalf("side %d hears nothing of %s", i, want)
				}
			}
		}
		g, err := f.RequestGrant(t.Context(), support, asked(find(t, f, support, f.Order(1).Number)))
		if err != nil {
			t.Fatal(err)
		}
		hear(orderveil.GrantRequested)
		if _, err := f.ApproveGrant(t.Context(), merchant, g.ID()); err != nil {
			t.Fatal(err)
		}
		hear(orderveil.GrantLive)
		if _, err := f.RevokeGrant(t.Context(), merchant, g.ID()); err != nil {
			t.Fatal(err)
		}
		hear(orderveil.GrantRevoked)
	})
}

func TestWhoeverWasNeverGrantedAnythingPaysNothingForGrants(t *testing.T) {
	t.Parallel()
	storetest.Each(t, server, func(t *testing.T, f *storetest.Fixture) {
		one(t, f, f.Order(1))
		support, other := staff(orderveil.RoleSupport, "support-1"), staff(orderveil.RoleSupport, "support-2")
		number := f.Order(1).Number
		statements := func(v orderveil.Viewer) int64 {
			before := f.Statements.Load()
			what(t, f, v, number)
			return f.Statements.Load() - before
		}
		if _, err := f.RequestGrant(t.Context(), other, asked(find(t, f, other, number))); err != nil {
			t.Fatal(err)
		}
		if never, ever := statements(support), statements(other); never != ever-1 {
			t.Errorf("%d statements for who was never granted anything, %d for who has asked", never, ever)
		}
	})
}

package store_test

import (
	"bytes"
	"context"
	"encoding/json"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"

	"orderveil"
	"orderveil/personal"
	"orderveil/store"
	"orderveil/store/storetest"
)

// shownTo reads orders as a request does, opening the given fields, and keeps the looks.
func shownTo(t *testing.T, f *storetest.Fixture, v orderveil.Viewer, via, number string, open func(*store.OrderView)) {
	t.Helper()
	ctx, looks := store.WithLooks(t.Context())
	found, err := f.OrdersByNumber(ctx, v, number, store.LoadAll)
	if err != nil || len(found) != 1 {
		t.Fatalf("OrdersByNumber() = %d orders, %v", len(found), err)
	}
	open(found[0])
	if err := f.KeepLooks(ctx, looks, via, "request-1"); err != nil {
		t.Fatal(err)
	}
}

func TestWhoIsShownACustomerIsWrittenDown(t *testing.T) {
	t.Parallel()
	storetest.Each(t, server, func(t *testing.T, f *storetest.Fixture) {
		o := f.Order(1)
		account, bol, merchant := one(t, f, o)
		if _, err := f.Import(t.Context(), account.ID, bol.ID, []orderveil.Order{f.Order(2)}); err != nil {
			t.Fatal(err)
		}
		everything := func(o *store.OrderView) { readable(t, o) }
		shownTo(t, f, merchant, "ordersByNumber", o.Number, func(o *store.OrderView) {
			_, _ = o.ShipTo().LastName()
			_, _ = o.BillTo().Email()
		})
		f.Clock.Advance(time.Minute)
		shownTo(t, f, storetest.Viewer(orderveil.RoleFinance, account.ID), "masked counts", o.Number, func(o *store.OrderView) { _, _ = o.ShipTo().Email() })
		shownTo(t, f, merchant, "nothing personal", o.Number, func(o *store.OrderView) { _ = o.Lines() })
		shownTo(t, f, storetest.Viewer(orderveil.RoleSupport, account.ID), "support", o.Number, everything)
		shownTo(t, f, merchant, "another order", "C000000002", everything)
		looks, err := find(t, f, merchant, o.Number).Looks(t.Context(), nil)
		if err != nil || len(looks) != 2 {
			t.Fatalf("Looks() = %d, %v", len(looks), err)
		}
		if l := looks[0]; l.Via() != "masked counts" || l.Role() != "finance" || len(l.Categories()) != 1 || l.Categories()[0] != personal.Email {
			t.Errorf("the newest look is %s by %s of %v", l.Via(), l.Role(), l.Categories())
		}
		if l := looks[1]; l.Subject() != merchant.Subject || len(l.Categories()) != 2 {
			t.Errorf("the first look is by %s of %v", l.Subject(), l.Categories())
		}
		e, err := f.ExportSubject(t.Context(), merchant, store.SubjectQuery{Number: &o.Number})
		if err != nil {
			t.Fatal(err)
		}
		text, err := e.JSON()
		if err != nil || strings.Count(text, `"via"`) != 2 {
			t.Errorf("the export does not list who looked: %v", err)
		}
		if err := f.SealAudits(t.Context()); err != nil {
			t.Fatal(err)
		}
		f.Clock.Advance(401 * day)
		if _, err := f.Forget(t.Context(), account.ID); err != nil {
			t.Fatal(err)
		}
		if looks, err := find(t, f, merchant, o.Number).Looks(t.Context(), nil); err != nil || len(looks) != 0 {
			t.Errorf("Looks() after 400 days = %d, %v", len(looks), err)
		}
	})
}

func TestManyFieldsAreSeenAtOnce(t *testing.T) {
	t.Parallel()
	f := storetest.SQLite(t)
	o := f.Order(1)
	_, _, merchant := one(t, f, o)
	ctx, looks := store.WithLooks(t.Context())
	found, err := f.OrdersByNumber(ctx, merchant, o.Number, store.LoadAll)
	if err != nil {
		t.Fatal(err)
	}
	var group sync.WaitGroup
	for range 8 {
		group.Go(func() { readable(t, found[0]) })
	}
	group.Wait()
	if err := f.KeepLooks(ctx, looks, "orders", ""); err != nil {
		t.Fatal(err)
	}
	if got, err := find(t, f, merchant, o.Number).Looks(t.Context(), nil); err != nil || len(got) != 1 || len(got[0].Categories()) != 7 {
		t.Errorf("Looks() = %d, %v", len(got), err)
	}
}

func TestWhatCannotBeWrittenDownIsAnError(t *testing.T) {
	t.Parallel()
	f := storetest.SQLite(t)
	o := f.Order(1)
	_, _, merchant := one(t, f, o)
	ctx, looks := store.WithLooks(t.Context())
	found, err := f.OrdersByNumber(ctx, merchant, o.Number, store.LoadAll)
	if err != nil || !readable(t, found[0]) {
		t.Fatal(err)
	}
	cut, cancel := context.WithCancel(t.Context())
	cancel()
	if err := f.KeepLooks(cut, looks, "orders", ""); err == nil {
		t.Error("KeepLooks() without a database is fine")
	}
}

// canaried is a store whose accounts have canaries, with what it logs.
func canaried(t *testing.T, f *storetest.Fixture) *bytes.Buffer {
	t.Helper()
	log := &bytes.Buffer{}
	f.Config.Canaries, f.Config.Log = 3, slog.New(slog.NewJSONHandler(log, nil))
	f.Reopen(t)
	return log
}

func TestACanaryIsNobodysBusiness(t *testing.T) {
	t.Parallel()
	storetest.Each(t, server, func(t *testing.T, f *storetest.Fixture) {
		log := canaried(t, f)
		o := f.Order(1)
		account, _, merchant := one(t, f, o)
		if _, err := f.Forget(t.Context(), account.ID); err != nil {
			t.Fatal(err)
		}
		page, err := f.Orders(t.Context(), merchant, store.Filter{}, store.Paging{}, store.LoadAll)
		if err != nil || len(page.Nodes) != 1 {
			t.Fatalf("Orders() = %d orders, %v", len(page.Nodes), err)
		}
		if n, err := page.TotalCount(t.Context()); err != nil || n != 1 {
			t.Errorf("TotalCount() = %d, %v", n, err)
		}
		if plan, err := f.RetentionPlan(t.Context(), merchant, nil, nil); err != nil || len(plan) != 1 || plan[0].Orders != 1 {
			t.Errorf("RetentionPlan() = %+v, %v", plan, err)
		}
		shownTo(t, f, merchant, "orders", o.Number, func(o *store.OrderView) { readable(t, o) })
		if due, err := f.DueAlarms(t.Context(), 10); err != nil || len(due) != 0 {
			t.Errorf("reading real orders raised %d alarms, %v", len(due), err)
		}
		canary := f.Canaries(t, account.ID)
		if len(canary) != 3 {
			t.Fatalf("%d canaries", len(canary))
		}
		for range 3 { // often, and once in the log
			shownTo(t, f, merchant, "ordersByNumber", canary[0], func(o *store.OrderView) {
				if name, err := o.ShipTo().LastName(); err != nil || name == nil {
					t.Errorf("a canary is not like other orders: %v", err)
				}
			})
		}
		due, err := f.DueAlarms(t.Context(), 10)
		if err != nil || len(due) != 1 || due[0].Subject != merchant.Subject || due[0].Account != account.ID {
			t.Fatalf("DueAlarms() = %+v, %v", due, err)
		}
		if n := strings.Count(log.String(), store.CanaryRead); n != 1 || strings.Contains(log.String(), canary[0]) {
			t.Errorf("%d lines in the log, or the number of the order in it", n)
		}
		f.Clock.Advance(6 * time.Second)
		if due, err := f.DueAlarms(t.Context(), 10); err != nil || len(due) != 1 {
			t.Errorf("an alarm that nobody took comes up %d times, %v", len(due), err)
		} else if err := f.AlarmSent(t.Context(), due[0].ID); err != nil {
			t.Fatal(err)
		}
		f.Clock.Advance(30 * time.Minute)
		if due, err := f.DueAlarms(t.Context(), 10); err != nil || len(due) != 0 {
			t.Errorf("DueAlarms() after it was taken = %+v, %v", due, err)
		}
		officer := storetest.Viewer(orderveil.RolePrivacyOfficer, account.ID)
		alarms, err := f.Alarms(t.Context(), officer, nil, nil)
		if err != nil || len(alarms.Nodes) != 1 || *alarms.Nodes[0].Account() != 1 || alarms.Nodes[0].SentAt() == nil {
			t.Errorf("Alarms() = %+v, %v", alarms, err)
		}
		// They are forgotten like other orders, and others take their place.
		f.Clock.Advance(29 * day)
		if _, err := f.Forget(t.Context(), account.ID); err != nil {
			t.Fatal(err)
		}
		if now := f.Canaries(t, account.ID); len(now) < 6 {
			t.Errorf("%d canaries after a month", len(now))
		}
	})
}

func TestAnAlarmHoldsNoCustomer(t *testing.T) {
	t.Parallel()
	text, err := json.Marshal(store.Alarm{})
	if err != nil {
		t.Fatal(err)
	}
	var fields map[string]any
	if err := json.Unmarshal(text, &fields); err != nil {
		t.Fatal(err)
	}
	for name := range fields {
		if !strings.Contains(" id kind account order subject role requestId at ", " "+name+" ") {
			t.Errorf("an alarm tells %s", name)
		}
	}
}

package store_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"golang.org/x/sync/errgroup"

	"orderveil"
	"orderveil/store"
	"orderveil/store/storetest"
)

func TestASandboxHasInventedOrdersAndReachesNoShop(t *testing.T) {
	t.Parallel()
	f := storetest.SQLite(t)
	a, err := f.OpenAccountAt(t.Context(), 9, orderveil.Wish{Sandbox: true})
	if err != nil || !a.Sandbox {
		t.Fatalf("OpenAccountAt() = %+v, %v", a, err)
	}
	first, err := f.Seed(t.Context(), a)
	if err != nil {
		t.Fatal(err)
	}
	again, err := f.Seed(t.Context(), a)
	if err != nil || first != 125 || again != 250 {
		t.Fatalf("%d orders, then %d, %v", first, again, err)
	}
	merchant := storetest.Viewer(orderveil.RoleMerchant, a.ID)
	statuses(t, f, merchant)
	connections, err := f.Connections(t.Context(), a.ID)
	if err != nil || len(connections) != 2 {
		t.Fatalf("%d connections, %v", len(connections), err)
	}
	for _, c := range connections {
		if _, err := f.Plug(t.Context(), a.ID, c.ID); !errors.Is(err, orderveil.ErrConflict) {
			t.Errorf("a worker gets at %s: %v", c.Code, err)
		}
	}
	_, err = f.Connect(t.Context(), a.ID, store.NewConnection{Kind: orderveil.Marketplace, Code: "bol", Label: "Real", Every: 5 * time.Minute})
	isSandbox(t, err)
	_, err = f.Connect(t.Context(), a.ID, store.NewConnection{Kind: orderveil.BackOffice, Code: "vendure", Label: "Real"})
	isSandbox(t, err)
	_, err = f.TryConnection(t.Context(), merchant, nil, &store.ConnectionDraft{Connector: "bol"})
	isSandbox(t, err)
	page, err := f.ViewConnections(t.Context(), merchant)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range page {
		_, err = f.ResumeConnection(t.Context(), merchant, c.ID())
		isSandbox(t, err)
		_, err = f.TryConnection(t.Context(), merchant, new(c.ID()), nil)
		isSandbox(t, err)
	}
	if _, err := f.Connect(t.Context(), a.ID, store.NewConnection{Kind: orderveil.BackOffice, Code: "webhook", Label: "Partner"}); err != nil {
		t.Errorf("a receiver of webhooks: %v", err)
	}
}

func isSandbox(t *testing.T, err error) {
	t.Helper()
	if !errors.Is(err, orderveil.ErrInvalid) || !strings.Contains(err.Error(), "this account is a sandbox") {
		t.Errorf("a sandbox reaches a shop: %v", err)
	}
}

// statuses holds that a partner finds every kind of order.
func statuses(t *testing.T, f *storetest.Fixture, v orderveil.Viewer) {
	t.Helper()
	for _, s := range []orderveil.OrderStatus{orderveil.StatusOpen, orderveil.StatusPartiallyShipped, orderveil.StatusShipped, orderveil.StatusCancelled} {
		page, err := f.Orders(t.Context(), v, store.Filter{Status: []orderveil.OrderStatus{s}}, store.Paging{First: new(1)}, store.Load{})
		if err != nil || len(page.Nodes) == 0 {
			t.Errorf("no order is %s: %v", s, err)
		}
	}
}

// A sandbox with 1,875 orders is seeded once more and then full, whatever its canaries.
func TestASandboxTakesTwoThousandOrders(t *testing.T) {
	t.Parallel()
	f := storetest.SQLite(t)
	f.Config.Canaries = 3
	f.Reopen(t)
	a, err := f.OpenAccountAt(t.Context(), 9, orderveil.Wish{Sandbox: true})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.Seed(t.Context(), a); err != nil {
		t.Fatal(err)
	}
	connections, err := f.Connections(t.Context(), a.ID)
	if err != nil {
		t.Fatal(err)
	}
	more := make([]orderveil.Order, 1750)
	for i := range more {
		more[i] = f.Order(i)
		more[i].BillTo, more[i].ShipTo, more[i].Lines, more[i].Shipments = nil, nil, more[i].Lines[:1], nil
	}
	if done, err := f.Import(t.Context(), a.ID, connections[0].ID, more); err != nil || done.Kept != len(more) {
		t.Fatalf("%d orders more, %v", done.Kept, err)
	}
	if _, err := f.Forget(t.Context(), a.ID); err != nil || len(f.Canaries(t, a.ID)) != 3 {
		t.Fatalf("its canaries: %v", err)
	}
	if has, err := f.Seed(t.Context(), a); err != nil || has != 2000 {
		t.Errorf("after the last seeding: %d orders, %v", has, err)
	}
	if _, err := f.Seed(t.Context(), a); !errors.Is(err, orderveil.ErrInvalid) || !strings.Contains(err.Error(), "full with 2000 orders") {
		t.Errorf("Seed() of a full sandbox = %v", err)
	}
}

// Two who seed at the same time put the same orders in, or others; none comes twice.
func TestASandboxThatIsSeededTwiceAtOnceHasNoOrderTwice(t *testing.T) {
	t.Parallel()
	storetest.Each(t, server, func(t *testing.T, f *storetest.Fixture) {
		a, err := f.OpenAccountAt(t.Context(), 9, orderveil.Wish{Sandbox: true})
		if err != nil {
			t.Fatal(err)
		}
		var both errgroup.Group
		for range 2 {
			both.Go(func() error {
				_, err := f.Seed(t.Context(), a)
				return err
			})
		}
		if err := both.Wait(); err != nil {
			t.Fatal(err)
		}
		connections, err := f.Connections(t.Context(), a.ID)
		if err != nil || len(connections) != 2 {
			t.Errorf("%d connections, %v", len(connections), err)
		}
		page, err := f.Orders(t.Context(), storetest.Viewer(orderveil.RoleMerchant, a.ID), store.Filter{}, store.Paging{First: new(1)}, store.Load{})
		if err != nil {
			t.Fatal(err)
		}
		if n, err := page.TotalCount(t.Context()); err != nil || n != 125 && n != 250 {
			t.Errorf("%d orders, %v", n, err)
		}
	})
}

func TestOnlyASandboxIsSeeded(t *testing.T) {
	t.Parallel()
	f := storetest.SQLite(t)
	a, err := f.OpenAccount(t.Context(), 1)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.Seed(t.Context(), a); !errors.Is(err, orderveil.ErrInvalid) {
		t.Errorf("Seed() of a merchant's account = %v", err)
	}
}

package store_test

import (
	"testing"
	"time"

	"orderveil/store"
	"orderveil/store/storetest"
)

// A node that has an account open learns of the canaries that another plants in it: a merchant's
// list there has no made-up orders, and who opens one is noticed.
func TestANodeLearnsOfCanariesThatAnotherPlants(t *testing.T) {
	t.Parallel()
	f := storetest.PostgreSQL(t, server)
	canaried(t, f)
	account, _, merchant := one(t, f, f.Order(1))
	node, err := store.Open(t.Context(), f.Config)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = node.Close() })
	listed := func() int {
		t.Helper()
		page, err := node.Orders(t.Context(), merchant, store.Filter{}, store.Paging{}, store.LoadAll)
		if err != nil {
			t.Fatal(err)
		}
		n, err := page.TotalCount(t.Context())
		if err != nil || n != len(page.Nodes) {
			t.Fatalf("TotalCount() = %d of %d, %v", n, len(page.Nodes), err)
		}
		return n
	}
	if n := listed(); n != 1 {
		t.Fatalf("%d orders before", n)
	}
	if _, err := f.Forget(t.Context(), account.ID); err != nil {
		t.Fatal(err)
	}
	for end := time.Now().Add(10 * time.Second); listed() != 1; time.Sleep(10 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("%d orders after another node has planted canaries", listed())
		}
	}
	other := *f
	other.Store = node
	shownTo(t, &other, merchant, "ordersByNumber", f.Canaries(t, account.ID)[0], func(o *store.OrderView) { _, _ = o.ShipTo().LastName() })
	if due, err := f.DueAlarms(t.Context(), 10); err != nil || len(due) != 1 {
		t.Errorf("a canary that is opened there raises %d alarms, %v", len(due), err)
	}
}

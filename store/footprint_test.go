package store_test

import (
	"runtime"
	"testing"

	"orderveil"
	"orderveil/store"
	"orderveil/store/storetest"
)

// held is what is in use after a collection, in bytes.
func held() int64 {
	runtime.GC()
	runtime.GC() // what the first finalised
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc + m.StackInuse)
}

// An account that is open and in use, with its connections and prepared statements, takes
// little memory. Not beside other tests, which would be counted. (SQLite's own memory, 200 kB
// to a connection, is outside Go's heap, and given back with the connection after seconds.)
func TestAnOpenAccountTakesLittleMemory(t *testing.T) {
	const accounts, most = 8, 200 << 10
	storetest.EachAlone(t, server, func(t *testing.T, f *storetest.Fixture) {
		var before int64
		for n := range accounts + 1 {
			account, bol, office := f.Account(t, n+1)
			if _, err := f.Import(t.Context(), account.ID, bol.ID, []orderveil.Order{f.Order(n)}); err != nil {
				t.Fatal(err)
			}
			if _, err := f.ClaimDeliveries(t.Context(), account.ID, office.ID, 1); err != nil {
				t.Fatal(err)
			}
			merchant := storetest.Viewer(orderveil.RoleMerchant, account.ID)
			page, err := f.Orders(t.Context(), merchant, store.Filter{}, store.Paging{}, store.LoadAll)
			if err != nil || len(page.Nodes) != 1 {
				t.Fatal(err)
			}
			if _, err := page.Nodes[0].ShipTo().LastName(); err != nil {
				t.Fatal(err)
			}
			if _, err := f.Progress(t.Context(), account.ID); err != nil {
				t.Fatal(err)
			}
			if n == 0 { // the first brings what all have in common
				before = held()
			}
		}
		each := (held() - before) / accounts
		t.Logf("%d kB for each open account", each>>10)
		if each > most || f.Use().Accounts != accounts+1 {
			t.Errorf("%d bytes for each of %d open accounts, want %d at the most", each, f.Use().Accounts, most)
		}
	})
}

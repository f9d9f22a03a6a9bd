package store_test

import (
	"database/sql"
	"slices"
	"sync"
	"testing"
	"time"

	"orderveil"
	"orderveil/store/storetest"
)

// Two workers may read the same page at the same time, such as after a run whose claim ran
// out, and in another order. Who comes second sees the first's orders as there.
func TestImportsOfTheSameOrdersAtTheSameTimeKeepEachOnce(t *testing.T) {
	t.Parallel()
	f := storetest.PostgreSQL(t, server)
	account, bol, _ := f.Account(t, 1)
	const rounds, page, workers = 5, 50, 4
	var kept int
	var mu sync.Mutex
	for round := range rounds {
		var working sync.WaitGroup
		begin := make(chan struct{})
		for worker := range workers {
			var mine []orderveil.Order
			for i := range page {
				mine = append(mine, f.Order(round*page+i))
			}
			if worker%2 == 1 { // the other way round, and what has changed since
				slices.Reverse(mine)
				for i := range mine {
					mine[i].Revision, mine[i].ChangedAt = "2", mine[i].ChangedAt.Add(time.Second)
				}
			}
			working.Go(func() {
				<-begin
				done, err := f.Import(t.Context(), account.ID, bol.ID, mine)
				if err != nil {
					t.Errorf("round %d: %v", round, err)
				}
				mu.Lock()
				kept += done.Kept
				mu.Unlock()
			})
		}
		close(begin)
		working.Wait()
	}
	const all = rounds * page
	if kept < all || kept > 2*all {
		t.Errorf("%d orders were kept, want %d and at most as many updates", kept, all)
	}
	onceEach(t, f, account, all)
}

// onceEach holds that each of so many orders is there once, in its newest state, with
// everything that belongs to it.
func onceEach(t *testing.T, f *storetest.Fixture, account orderveil.Account, all int) {
	t.Helper()
	var name string
	if err := catalogOf(t, f).QueryRow(`SELECT database FROM accounts WHERE id = $1`, account.ID).Scan(&name); err != nil {
		t.Fatal(err)
	}
	db, err := sql.Open("postgres", server.DSN(name))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for what, want := range map[string]int{
		"orders": all, "orders WHERE revision <> '2'": 0, "deliveries": all, "order_lines": 2 * all, "parties": 2 * all,
		"events WHERE kind = 'IMPORTED'": all, "order_changes": all,
	} {
		var n int
		if err := db.QueryRow(`SELECT count(*) FROM ` + what).Scan(&n); err != nil || n != want {
			t.Errorf("%d %s, want %d: %v", n, what, want, err)
		}
	}
	merchant := storetest.Viewer(orderveil.RoleMerchant, account.ID)
	for i := 0; i < all; i += 97 {
		if number := f.Order(i).Number; !readable(t, find(t, f, merchant, number)) {
			t.Errorf("order %s does not open", number)
		}
	}
}

package store_test

import (
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"

	"orderveil"
	"orderveil/store"
	"orderveil/store/storetest"
)

func partner(account orderveil.Account, name string) orderveil.Viewer {
	v := storetest.Viewer(orderveil.RolePartner, account.ID, orderveil.ScopeOrdersRead)
	v.Subject = name
	return v
}

func TestAProgramWorksThroughWhatHappened(t *testing.T) {
	t.Parallel()
	storetest.Each(t, server, func(t *testing.T, f *storetest.Fixture) {
		account, bol, _ := f.Account(t, 1)
		var orders []orderveil.Order
		for i := range 5 {
			orders = append(orders, f.Order(i))
		}
		bring := func(orders ...orderveil.Order) {
			t.Helper()
			if _, err := f.Import(t.Context(), account.ID, bol.ID, orders); err != nil {
				t.Fatal(err)
			}
		}
		bring(orders...)
		scanner, other := partner(account, "scanner"), partner(account, "other")
		queue := func(v orderveil.Viewer, first int) []*store.WorkItem {
			t.Helper()
			items, err := f.WorkQueue(t.Context(), v, &first, store.Load{})
			if err != nil {
				t.Fatal(err)
			}
			return items
		}
		done := func(items ...*store.WorkItem) {
			t.Helper()
			var all []*store.Acknowledgement
			for _, i := range items {
				all = append(all, &store.Acknowledgement{Order: i.Order.ID(), Version: i.Version})
			}
			if n, err := f.Acknowledge(t.Context(), scanner, all); err != nil || n != len(items) {
				t.Fatalf("Acknowledge() = %d, %v", n, err)
			}
		}
		first := queue(scanner, 3)
		if len(first) != 3 || len(queue(scanner, 3)) != 3 {
			t.Fatalf("%d orders wait, at most 3", len(first))
		}
		done(first[0], first[2])
		done(first[0])
		if left := queue(scanner, 100); len(left) != 3 || left[0].Order.ID() != first[1].Order.ID() {
			t.Errorf("%d orders are left", len(left))
		}
		if len(queue(other, 100)) != 5 {
			t.Error("another program's queue has changed")
		}
		again := orders[0]
		again.Revision, again.ChangedAt = "2", f.Clock.Now()
		for l := range again.Lines {
			again.Lines[l].QuantityShipped = again.Lines[l].Quantity
		}
		bring(again)
		done(queue(scanner, 100)...)
		if left := queue(scanner, 100); len(left) != 0 {
			t.Errorf("%d orders are left", len(left))
		}
		if _, err := f.Acknowledge(t.Context(), partner(orderveil.Account{ID: bol.ID}, "x"), []*store.Acknowledgement{{Order: first[0].Order.ID(), Version: first[0].Version}}); err == nil {
			t.Error("another account's order is acknowledged")
		}
		if _, err := f.WorkQueue(t.Context(), staff(orderveil.RoleSupport, "s"), nil, store.Load{}); err == nil {
			t.Error("support has a work queue")
		}
	})
}

// Whatever order orders change, are read and acknowledged in, by two consumers of one
// program: after each change the order is read again before the queue is empty.
func TestNothingIsLostFromAWorkQueue(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		f := storetest.SQLite(t)
		defer f.Store.Close()
		f.Clock.Advance(60 * day) // past the ids of now, so that the cursor moves
		account, bol, _ := f.Account(t, 1)
		program := partner(account, "scanner")
		revision := map[string]int{} // of each order
		seen := map[string]int{}     // the revision that was read last and acknowledged
		hands := [2][]*store.WorkItem{}
		read := [2]map[string]int{{}, {}}
		size := 3
		rt.Repeat(map[string]func(*rapid.T){
			"change": func(rt *rapid.T) {
				o := f.Order(rapid.IntRange(0, 5).Draw(rt, "order"))
				revision[o.Number]++
				f.Clock.Advance(time.Second)
				o.Revision, o.ChangedAt = fmt.Sprint(revision[o.Number]), f.Clock.Now()
				if _, err := f.Import(t.Context(), account.ID, bol.ID, []orderveil.Order{o}); err != nil {
					rt.Fatal(err)
				}
			},
			"read": func(rt *rapid.T) {
				c := rapid.IntRange(0, 1).Draw(rt, "consumer")
				items, err := f.WorkQueue(t.Context(), program, &size, store.Load{})
				if err != nil {
					rt.Fatal(err)
				}
				hands[c] = items
				for _, i := range items {
					read[c][i.Order.Number()] = revision[i.Order.Number()]
				}
			},
			"acknowledge": func(rt *rapid.T) {
				c := rapid.IntRange(0, 1).Draw(rt, "consumer")
				var all []*store.Acknowledgement
				for _, i := range hands[c] {
					if rapid.Bool().Draw(rt, "done") {
						all = append(all, &store.Acknowledgement{Order: i.Order.ID(), Version: i.Version})
						seen[i.Order.Number()] = max(seen[i.Order.Number()], read[c][i.Order.Number()])
					}
				}
				if _, err := f.Acknowledge(t.Context(), program, all); err != nil {
					rt.Fatal(err)
				}
			},
			"": func(*rapid.T) {},
		})
		for range 20 {
			items, err := f.WorkQueue(t.Context(), program, &size, store.Load{})
			if err != nil {
				rt.Fatal(err)
			}
			if len(items) == 0 {
				break
			}
			var all []*store.Acknowledgement
			for _, i := range items {
				seen[i.Order.Number()] = revision[i.Order.Number()]
				all = append(all, &store.Acknowledgement{Order: i.Order.ID(), Version: i.Version})
			}
			if _, err := f.Acknowledge(t.Context(), program, all); err != nil {
				rt.Fatal(err)
			}
		}
		for number, n := range revision {
			if seen[number] != n {
				rt.Fatalf("%s: revision %d was never worked on, %d was", number, n, seen[number])
			}
		}
	})
}

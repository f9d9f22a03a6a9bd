package store_test

import (
	"errors"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/shopspring/decimal"
	"pgregory.net/rapid"

	"orderveil"
	"orderveil/store"
	"orderveil/store/storetest"
)

func atMost(n int) *int { return &n }

// waiting is what waits for a program.
func waiting(t testing.TB, f *storetest.Fixture, v orderveil.Viewer) (numbers []string, items []*store.WorkItem) {
	t.Helper()
	items, err := f.WorkQueue(t.Context(), v, atMost(100), store.Load{})
	if err != nil {
		t.Fatal(err)
	}
	for _, item := range items {
		numbers = append(numbers, item.Order.Number())
	}
	return numbers, items
}

func doneWith(items ...*store.WorkItem) (all []*store.Acknowledgement) {
	for _, item := range items {
		all = append(all, &store.Acknowledgement{Order: item.Order.ID(), Version: item.Version})
	}
	return all
}

func imported(t testing.TB, f *storetest.Fixture, account orderveil.Account, bol orderveil.Connection, orders ...orderveil.Order) {
	t.Helper()
	if _, err := f.Import(t.Context(), account.ID, bol.ID, orders); err != nil {
		t.Fatal(err)
	}
}

func acknowledged(t testing.TB, f *storetest.Fixture, v orderveil.Viewer, items ...*store.WorkItem) int {
	t.Helper()
	n, err := f.Acknowledge(t.Context(), v, doneWith(items...))
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// moved is an order as it comes in the next time that it changed.
func moved(o orderveil.Order) orderveil.Order {
	o.Revision, o.ChangedAt = o.Revision+"x", o.ChangedAt.Add(time.Second)
	return o
}

func TestAnOrderWaitsUntilItIsAcknowledgedAndAgainWhenItChanges(t *testing.T) {
	t.Parallel()
	storetest.Each(t, server, func(t *testing.T, f *storetest.Fixture) {
		account, bol, _ := f.Account(t, 1)
		v := partner(account, "scanner")
		first, second, third := f.Order(1), f.Order(2), f.Order(3)
		imported(t, f, account, bol, first)
		imported(t, f, account, bol, second)
		imported(t, f, account, bol, third)
		numbers, items := waiting(t, f, v)
		if !slices.Equal(numbers, []string{first.Number, second.Number, third.Number}) {
			t.Fatalf("waiting: %v", numbers)
		}
		if again, _ := waiting(t, f, v); !slices.Equal(again, numbers) {
			t.Errorf("asking took something out: %v", again)
		}
		if done := acknowledged(t, f, v, items[1], items[1]); done != 1 {
			t.Errorf("%d are out", done)
		}
		imported(t, f, account, bol, moved(first))
		if done := acknowledged(t, f, v, items[0], items[1], items[2]); done != 2 {
			t.Errorf("%d are out", done)
		}
		numbers, items = waiting(t, f, v)
		if !slices.Equal(numbers, []string{first.Number}) {
			t.Fatalf("after a change: %v", numbers)
		}
		acknowledged(t, f, v, items...)
		imported(t, f, account, bol, moved(first)) // it is stored like this: no change
		if numbers, _ = waiting(t, f, v); len(numbers) != 0 {
			t.Errorf("acknowledged and unchanged: %v", numbers)
		}
		other := v
		other.Subject = "another program"
		if numbers, _ = waiting(t, f, other); len(numbers) != 3 {
			t.Errorf("another program's queue: %v", numbers)
		}
	})
}

func TestAForgottenOrderComesAgain(t *testing.T) {
	t.Parallel()
	storetest.Each(t, server, func(t *testing.T, f *storetest.Fixture) {
		account, bol, _ := f.Account(t, 1)
		v := partner(account, "scanner")
		imported(t, f, account, bol, f.Order(1), f.Order(2))
		_, items := waiting(t, f, v)
		acknowledged(t, f, v, items...)
		f.Clock.Advance(120 * 24 * time.Hour)
		if _, err := f.Forget(t.Context(), account.ID); err != nil {
			t.Fatal(err)
		}
		if numbers, _ := waiting(t, f, v); len(numbers) != 2 {
			t.Errorf("after forgetting: %v", numbers)
		}
	})
}

func TestAVersionIsForItsProgramAndItsOrder(t *testing.T) {
	t.Parallel()
	f := storetest.SQLite(t)
	account, bol, _ := f.Account(t, 1)
	imported(t, f, account, bol, f.Order(1), f.Order(2))
	v := partner(account, "scanner")
	_, items := waiting(t, f, v)
	page, err := f.Orders(t.Context(), v, store.Filter{}, store.Paging{}, store.Load{})
	if err != nil {
		t.Fatal(err)
	}
	cursor, err := page.Nodes[0].Cursor()
	if err != nil {
		t.Fatal(err)
	}
	order := items[0].Order.ID()
	for name, c := range map[string]struct {
		by      orderveil.Viewer
		version string
	}{
		"another program's": {partner(account, "other"), items[0].Version},
		"another order's":   {v, items[1].Version},
		"a cursor":          {v, cursor},
		"no version":        {v, "AAAA"},
		"empty":             {v, ""},
	} {
		_, err := f.Acknowledge(t.Context(), c.by, []*store.Acknowledgement{{Order: order, Version: c.version}})
		if !errors.Is(err, orderveil.ErrInvalid) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if left, _ := waiting(t, f, v); len(left) != 2 {
		t.Errorf("%d wait", len(left))
	}
}

// timed are the ids that a node makes whose clock stands at a time.
func timed(at time.Time) orderveil.IDs {
	return func() uuid.UUID {
		id := uuid.Must(uuid.NewV7())
		for i, ms := 5, at.UnixMilli(); i >= 0; i, ms = i-1, ms>>8 {
			id[i] = byte(ms)
		}
		return id
	}
}

func TestAChangeByANodeWhoseClockIsBehindComesAgain(t *testing.T) {
	t.Parallel()
	storetest.Each(t, server, func(t *testing.T, f *storetest.Fixture) {
		now := time.Now()
		f.Config.IDs = timed(now)
		f.Reopen(t)
		account, bol, _ := f.Account(t, 1)
		v := partner(account, "scanner")
		o := f.Order(1)
		imported(t, f, account, bol, o)
		_, items := waiting(t, f, v)
		acknowledged(t, f, v, items...)
		f.Config.IDs = timed(now.Add(-time.Minute))
		f.Clock.Advance(-time.Minute)
		f.Reopen(t)
		imported(t, f, account, bol, moved(o))
		if left, _ := waiting(t, f, v); len(left) != 1 {
			t.Errorf("%d wait", len(left))
		}
	})
}

func TestCanariesAreNobodysWorkAndHoldNothingUp(t *testing.T) {
	t.Parallel()
	storetest.Each(t, server, func(t *testing.T, f *storetest.Fixture) {
		f.Config.Canaries = 3
		f.Reopen(t)
		account, bol, _ := f.Account(t, 1)
		if _, err := f.Forget(t.Context(), account.ID); err != nil { // plants them
			t.Fatal(err)
		}
		if planted := f.Canaries(t, account.ID); len(planted) != 3 {
			t.Fatalf("%d canaries", len(planted))
		}
		v := partner(account, "scanner")
		imported(t, f, account, bol, f.Order(1), f.Order(2))
		numbers, items := waiting(t, f, v)
		if !slices.Contains(numbers, f.Order(1).Number) || !slices.Contains(numbers, f.Order(2).Number) || len(numbers) != 2 {
			t.Fatalf("%d wait", len(numbers))
		}
		if n := acknowledged(t, f, v, items...); n != 2 {
			t.Errorf("%d are out", n)
		}
		if numbers, _ = waiting(t, f, v); len(numbers) != 0 {
			t.Errorf("%d wait", len(numbers))
		}
	})
}

// Whatever the order in which orders change, are read and acknowledged by two consumers of
// one program: after every step, what waits is exactly what changed after what was
// acknowledged of it.
func TestWhatWaitsIsWhatChangedSince(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		f := storetest.SQLite(t)
		defer f.Store.Close()
		account, bol, _ := f.Account(t, 1)
		q := &queueModel{
			Fixture: f, t: t, account: account, bol: bol, program: partner(account, "scanner"),
			stored: map[string]orderveil.Order{}, open: map[string]bool{}, shown: map[string]string{},
		}
		rt.Repeat(map[string]func(*rapid.T){
			"import": q.comesIn, "read": q.reads, "acknowledge": q.acknowledges,
			"crash":  func(rt *rapid.T) { q.held[q.one(rt)] = nil },
			"reopen": func(*rapid.T) { f.Reopen(t) }, "": q.check,
		})
	})
}

// queueModel is a store beside a model of one program's queue.
type queueModel struct {
	*storetest.Fixture
	t       *testing.T
	account orderveil.Account
	bol     orderveil.Connection
	program orderveil.Viewer
	stored  map[string]orderveil.Order // as they came in last
	open    map[string]bool            // changed since the program was done with them
	shown   map[string]string          // the revision for which a version was given
	held    [2][]*store.WorkItem       // what the two consumers have read
}

func (q *queueModel) one(rt *rapid.T) int { return rapid.IntRange(0, 1).Draw(rt, "consumer") }

func (q *queueModel) comesIn(rt *rapid.T) {
	var orders []orderveil.Order
	for _, n := range rapid.SliceOfNDistinct(rapid.IntRange(0, 5), 1, 4, rapid.ID[int]).Draw(rt, "numbers") {
		o, known := q.stored[q.Order(n).Number]
		if known {
			o = moved(o)
		} else {
			o = q.Order(n)
		}
		q.stored[o.Number], q.open[o.Number] = o, true
		orders = append(orders, o)
	}
	imported(q.t, q.Fixture, q.account, q.bol, orders...)
}

func (q *queueModel) reads(rt *rapid.T) {
	items, err := q.WorkQueue(q.t.Context(), q.program, atMost(rapid.IntRange(1, 3).Draw(rt, "first")), store.Load{})
	if err != nil {
		rt.Fatal(err)
	}
	for _, item := range items {
		q.shown[item.Version] = q.stored[item.Order.Number()].Revision
	}
	c := q.one(rt)
	q.held[c] = append(q.held[c], items...)
}

func (q *queueModel) acknowledges(rt *rapid.T) {
	c := q.one(rt)
	if len(q.held[c]) == 0 {
		rt.Skip("holds nothing")
	}
	i := rapid.IntRange(0, len(q.held[c])-1).Draw(rt, "item")
	item := q.held[c][i]
	q.held[c] = slices.Delete(q.held[c], i, i+1)
	current := q.shown[item.Version] == q.stored[item.Order.Number()].Revision
	if n := acknowledged(q.t, q.Fixture, q.program, item); (n == 1) != current {
		rt.Fatalf("%d are out, of an order that is as it was shown: %v", n, current)
	}
	if current {
		delete(q.open, item.Order.Number())
	}
}

func (q *queueModel) check(rt *rapid.T) {
	numbers, _ := waiting(q.t, q.Fixture, q.program)
	for _, number := range numbers {
		if !q.open[number] {
			rt.Fatalf("%s waits and was acknowledged", number)
		}
	}
	if len(numbers) != len(q.open) {
		rt.Fatalf("%d wait, %d should", len(numbers), len(q.open))
	}
}

// Imports, and two consumers that acknowledge what they read, all at the same time: in the
// end each order was seen as it came in last.
func TestNothingIsLostWhileOthersWrite(t *testing.T) {
	t.Parallel()
	storetest.Each(t, server, func(t *testing.T, f *storetest.Fixture) {
		const importers, rounds, each = 3, 6, 4
		account, bol, _ := f.Account(t, 1)
		v := partner(account, "scanner")
		var writing, reading sync.WaitGroup
		for i := range importers {
			writing.Go(func() {
				orders := make([]orderveil.Order, each)
				for n := range orders {
					orders[n] = f.Order(i*each + n + 1)
				}
				for round := range rounds {
					for n := range orders {
						orders[n] = moved(orders[n])
						orders[n].Total.Amount = decimal.NewFromInt(int64(round + 1))
					}
					if _, err := f.Import(t.Context(), account.ID, bol.ID, orders); err != nil {
						t.Error(err)
					}
				}
			})
		}
		var mu sync.Mutex
		seen := map[string]int64{} // the last total of each
		drain := func() bool {
			items, err := f.WorkQueue(t.Context(), v, atMost(5), store.Load{})
			if err != nil || len(items) == 0 {
				return err == nil
			}
			mu.Lock()
			for _, item := range items {
				seen[item.Order.Number()] = max(seen[item.Order.Number()], item.Order.Total().Amount.IntPart())
			}
			mu.Unlock()
			if _, err := f.Acknowledge(t.Context(), v, doneWith(items...)); err != nil {
				t.Error(err)
			}
			return false
		}
		written := make(chan struct{})
		for range 2 {
			reading.Go(func() {
				for {
					select {
					case <-written:
						return
					default:
						drain()
					}
				}
			})
		}
		writing.Wait()
		close(written)
		reading.Wait()
		for i := 0; !drain() && i < 100; i++ {
		}
		for n := range importers * each {
			if got := seen[f.Order(n+1).Number]; got != rounds {
				t.Errorf("order %d changed %d times, and change %d was the last that was seen", n+1, rounds, got)
			}
		}
	})
}

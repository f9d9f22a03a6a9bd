package connectortest

import (
	"errors"
	"strings"
	"sync"
	"time"

	"orderveil"
	"orderveil/connectors"
)

var reading = []marketBehaviour{
	{"a shop without orders has an empty list", emptyList},
	{"an order is listed and read in full", wholeOrder},
	{"a list of many pages is read to its end", manyPages},
	{"the same window lists the same", sameTwice},
	{"orders that are placed while pages are read are not lost", placedMeanwhile},
	{"what the caller of a listing cannot take ends it", pageRefused},
	{"an order that the marketplace does not know is not found", unknownOrder},
	{"many may read at once", manyReaders},
}

func emptyList(m *market) {
	if listed := m.mustList(m.clock().Add(-time.Hour)); len(listed) != 0 {
		m.Errorf("listed %d orders", len(listed))
	}
}

func wholeOrder(m *market) {
	number := m.sim.Place(2)
	revision := m.mustList(m.clock().Add(-time.Hour))[number]
	if revision == "" {
		m.Fatal("the order is not listed")
	}
	o := m.read(number)
	lines := m.sim.Lines(number)
	if o.Number != number || len(o.Lines) != len(lines) {
		m.Fatalf("number %q with %d lines, want %q with %d", o.Number, len(o.Lines), number, len(lines))
	}
	for n, want := range lines {
		l := m.line(o, n)
		if l.Quantity != want.Quantity || l.Left() != want.Quantity {
			m.Errorf("line %d: %d, %d left, want %d", n, l.Quantity, l.Left(), want.Quantity)
		}
		if !l.UnitPrice.IsPositive() || !l.Total.IsPositive() || l.SKU == "" && l.EAN == "" {
			m.Errorf("line %d has no price, or nothing to know the product by", n)
		}
	}
	if o.Revision != revision {
		m.Error("the order has another revision than its list shows")
	}
	if !o.HandledAt.IsZero() || o.Fulfilment != orderveil.ByMerchant {
		m.Errorf("handled %v, by %s: there is everything left to send", o.HandledAt, o.Fulfilment)
	}
	for what, at := range map[string]time.Time{"placed": o.PlacedAt, "changed": o.ChangedAt} {
		if off := m.clock().Sub(at); off < -time.Minute || off > time.Hour {
			m.Errorf("the order was %s %v ago, want a moment", what, off)
		}
	}
	if !o.Total.Amount.IsPositive() {
		m.Error("the order has no total")
	}
	if o.NotReceived == 0 && (o.ShipTo == nil || len(textsOf(o.ShipTo)) < 3 || len(o.ShipTo.Country) != 2) {
		m.Error("the order goes to nobody")
	}
}

func manyPages(m *market) {
	const placed = 230
	numbers := map[string]bool{}
	for range placed {
		numbers[m.sim.Place(1)] = true
		m.wait(time.Second)
	}
	if len(numbers) != placed {
		m.Fatalf("the simulator has %d numbers for %d orders", len(numbers), placed)
	}
	listed := m.mustList(m.clock().Add(-time.Hour))
	for number := range numbers {
		if listed[number] == "" {
			m.Fatalf("listed %d orders of %d", len(listed), placed)
		}
	}
	if n := len(m.way.made(RouteList)); n < 2 {
		m.Errorf("%d list calls: the simulator has no pages", n)
	}
	all := m.mustList(time.Time{})
	for number := range numbers {
		if all[number] == "" {
			m.Fatalf("of all that the marketplace shows, %d orders of %d are listed", len(all), placed)
		}
	}
}

func sameTwice(m *market) {
	for range 3 {
		m.sim.Place(2)
	}
	since := m.clock().Add(-time.Minute)
	first := m.mustList(since)
	m.later()
	again := m.mustList(since)
	if len(first) != 3 || len(again) != 3 {
		m.Fatalf("listed %d and %d orders, want 3", len(first), len(again))
	}
	for number, revision := range first {
		if again[number] != revision {
			m.Error("the revision of an order that did not change did")
		}
		if o := m.read(number); o.Revision != revision {
			m.Error("the order has another revision than its list shows")
		}
	}
}

func placedMeanwhile(m *market) {
	began := m.clock()
	numbers := map[string]bool{}
	for range 120 {
		numbers[m.sim.Place(1)] = true
	}
	var mu sync.Mutex
	m.way.entering(func(r Route) {
		if r == RouteList {
			mu.Lock()
			defer mu.Unlock()
			if len(numbers) < 140 {
				numbers[m.sim.Place(1)] = true
			}
		}
	})
	listed := m.mustList(began.Add(-time.Minute))
	m.way.heal()
	m.later()
	// The next run looks back further than this one's beginning.
	for number, revision := range m.mustList(began.Add(-time.Minute)) {
		listed[number] = revision
	}
	for number := range numbers {
		if listed[number] == "" {
			m.Fatalf("listed %d orders of %d", len(listed), len(numbers))
		}
	}
}

func pageRefused(m *market) {
	m.sim.Place(1)
	full := errors.New("full")
	err := m.source.List(m.Context(), connectors.Window{Since: m.clock().Add(-time.Hour)}, func([]connectors.Summary) error { return full })
	if err != full {
		m.Errorf("List() = %v, want what the caller said", err)
	}
	if listed := m.mustList(m.clock().Add(-time.Hour)); len(listed) != 1 {
		m.Errorf("listed %d orders afterwards, want 1", len(listed))
	}
}

func unknownOrder(m *market) {
	known := m.sim.Place(1)
	changed := known[:len(known)-1] + string(known[len(known)-1]^1)
	for _, number := range []string{changed, "", "../../token", "A 1\n?x=y#z", strings.Repeat("9", 65)} {
		err := m.patiently(func() error { _, err := m.source.Order(m.Context(), number); return err })
		if !errors.Is(err, orderveil.ErrNotFound) {
			m.Errorf("Order(%q) = %v, want ErrNotFound", number, err)
		}
	}
	m.read(known)
}

func manyReaders(m *market) {
	var numbers []string
	for range 8 {
		numbers = append(numbers, m.sim.Place(1))
	}
	var group sync.WaitGroup
	for _, number := range numbers {
		group.Go(func() {
			err := m.patiently(func() error {
				o, err := m.source.Order(m.Context(), number)
				if err == nil && o.Number != number {
					err = errors.New("connectortest: got another order")
				}
				return err
			})
			if err != nil {
				m.Errorf("Order() = %v", err)
			}
		})
	}
	group.Wait()
}

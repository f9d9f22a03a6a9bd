package connectortest

import (
	"testing"
	"time"

	"orderveil"
	"orderveil/connectors"
)

// RunMarketplace shows that a marketplace's connector behaves as the hub relies on. What a
// connector can do beside reading, it is asked for by type assertion; a simulator at which
// everything has its effect at once does nothing on Settle.
func RunMarketplace(t *testing.T, m Marketplace) {
	t.Helper()
	for _, group := range [][]marketBehaviour{reading, changing, outOfOrder, goingWrong(), accessing, shipping, shippingWrong()} {
		for _, b := range group {
			t.Run(b.name, func(t *testing.T) {
				bubble(t, func(t testing.TB, w *world) { b.show(openMarket(t, w, m)) })
			})
		}
	}
}

// marketBehaviour is one thing that a marketplace's connector does.
type marketBehaviour struct {
	name string
	show func(*market)
}

// market is a marketplace and a connector that reads from it.
type market struct {
	*world
	spec   connectors.Spec
	sim    MarketplaceSimulator
	source connectors.Source
}

func openMarket(t testing.TB, w *world, m Marketplace) *market {
	k := &market{world: w, spec: m.Spec, sim: m.Open(t, w.clock)}
	w.serve(k.sim, k.sim.Route)
	k.source = k.open(nil)
	return k
}

// open returns another connector to the same marketplace.
func (m *market) open(change func(*connectors.Config)) connectors.Source {
	m.Helper()
	c := m.config(m.sim.Config)
	if change != nil {
		change(&c)
	}
	source, err := m.spec.NewSource(c)
	if err != nil {
		m.Fatalf("NewSource() = %v", err)
	}
	return source
}

// list collects a listing: each order's revision.
func (m *market) list(since time.Time) (map[string]string, error) {
	revisions := map[string]string{}
	err := m.source.List(m.Context(), connectors.Window{Since: since}, func(page []connectors.Summary) error {
		for _, s := range page {
			revisions[s.Number] = s.Revision
		}
		return nil
	})
	return revisions, err
}

// mustList lists as the hub does, which comes back when it is told to.
func (m *market) mustList(since time.Time) map[string]string {
	m.Helper()
	all := map[string]string{}
	err := m.patiently(func() error {
		listed, err := m.list(since)
		for number, revision := range listed {
			all[number] = revision
		}
		return err
	})
	if err != nil {
		m.Fatalf("List() = %v", err)
	}
	return all
}

// read reads an order as the hub does.
func (m *market) read(number string) orderveil.Order {
	m.Helper()
	var o orderveil.Order
	err := m.patiently(func() (err error) {
		o, err = m.source.Order(m.Context(), number)
		return err
	})
	if err != nil {
		m.Fatalf("Order() = %v", err)
	}
	if err := o.Check(); err != nil {
		m.Fatalf("the order cannot be kept: %v", err)
	}
	m.texts.learn(&o)
	return o
}

// later lets some time pass, so that two changes are told apart.
func (m *market) later() { m.wait(10 * time.Minute) }

// line returns a line of an order that was read, as the marketplace has it in place n.
func (m *market) line(o orderveil.Order, n int) orderveil.OrderLine {
	m.Helper()
	id := m.sim.Lines(o.Number)[n].ID
	for _, l := range o.Lines {
		if l.MarketplaceID == id {
			return l
		}
	}
	m.Fatalf("the order lacks the marketplace's line %d", n)
	return orderveil.OrderLine{}
}

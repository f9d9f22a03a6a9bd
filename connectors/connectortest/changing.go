package connectortest

import (
	"slices"
	"time"

	"orderveil"
)

var changing = []marketBehaviour{
	{"an order that is shipped in part shows it", shippedInPart},
	{"an order that is shipped is handled", shippedWhole},
	{"an order that the marketplace cancels is handled", cancelledByMarketplace},
	{"an order that is cancelled after a part was shipped is handled", cancelledAfterPart},
	{"a customer who wants to cancel is heard", cancellationRequested},
	{"an order that goes elsewhere says so", movedElsewhere},
	{"later changes have later times and other revisions", laterIsLater},
	{"a change long after the order was placed is listed", lateChange},
}

// change has something happen to an order, and requires that the next list shows another
// revision, and the order a time no earlier than before.
func (m *market) change(number string, do func()) orderveil.Order {
	m.Helper()
	before := m.read(number)
	listed := m.mustList(m.clock().Add(-time.Minute))[number]
	m.later()
	since := m.clock().Add(-time.Minute)
	do()
	m.wait(3 * time.Minute) // some lists lag by two
	revision := m.mustList(since)[number]
	if revision == "" {
		m.Fatal("the change is not listed")
	}
	after := m.read(number)
	if revision == before.Revision || revision == listed {
		m.Error("the change does not show in the revision")
	}
	if after.Revision != revision {
		m.Error("the order has another revision than its list shows")
	}
	if after.ChangedAt.Before(before.ChangedAt) {
		m.Errorf("the order was changed at %v, before at %v", after.ChangedAt, before.ChangedAt)
	}
	return after
}

func shippedInPart(m *market) {
	number := m.sim.Place(2)
	o := m.change(number, func() { m.sim.ShipElsewhere(number, 0, 1) })
	if l := m.line(o, 0); l.QuantityShipped != 1 || l.Left() != l.Quantity-1 {
		m.Errorf("%d shipped, %d left of %d", l.QuantityShipped, l.Left(), l.Quantity)
	}
	if l := m.line(o, 1); l.QuantityShipped != 0 || l.Left() != l.Quantity {
		m.Errorf("the other line: %d shipped", l.QuantityShipped)
	}
	if !o.HandledAt.IsZero() {
		m.Error("an order of which something is left is handled")
	}
}

func shippedWhole(m *market) {
	number := m.sim.Place(2)
	o := m.change(number, func() { m.shipAll(number) })
	for n := range o.Lines {
		if l := m.line(o, n); l.QuantityShipped != l.Quantity {
			m.Errorf("%d shipped of %d", l.QuantityShipped, l.Quantity)
		}
	}
	if o.HandledAt.IsZero() || o.HandledAt.After(m.clock()) {
		m.Errorf("handled at %v", o.HandledAt)
	}
}

func (m *market) shipAll(number string) {
	for n, l := range m.sim.Lines(number) {
		if left := l.Quantity - l.Shipped - l.Cancelled; left > 0 {
			m.sim.ShipElsewhere(number, n, left)
		}
	}
}

func cancelledByMarketplace(m *market) {
	number := m.sim.Place(2)
	o := m.change(number, func() { m.sim.CancelElsewhere(number) })
	for n := range o.Lines {
		if l := m.line(o, n); l.Left() != 0 || l.QuantityCancelled != l.Quantity || l.QuantityShipped != 0 {
			m.Errorf("line %d: %d cancelled, %d shipped, %d left", n, l.QuantityCancelled, l.QuantityShipped, l.Left())
		}
	}
	if o.HandledAt.IsZero() {
		m.Error("a cancelled order is not handled")
	}
}

func cancelledAfterPart(m *market) {
	number := m.sim.Place(2)
	m.sim.ShipElsewhere(number, 0, 1)
	o := m.change(number, func() { m.sim.CancelElsewhere(number) })
	shipped, cancelled, left := 0, 0, 0
	for _, l := range o.Lines {
		shipped, cancelled, left = shipped+l.QuantityShipped, cancelled+l.QuantityCancelled, left+l.Left()
	}
	if shipped != 1 || cancelled == 0 || left != 0 || o.HandledAt.IsZero() {
		m.Errorf("%d shipped, %d cancelled, %d left, handled at %v", shipped, cancelled, left, o.HandledAt)
	}
}

func cancellationRequested(m *market) {
	number := m.sim.Place(1)
	asked := true
	if !m.sim.RequestCancellation(number) {
		m.Log("customers cannot ask for it here")
		return
	}
	other := m.sim.Place(1)
	o := m.change(other, func() { asked = m.sim.RequestCancellation(other) })
	if !asked || !slices.ContainsFunc(o.Lines, func(l orderveil.OrderLine) bool { return l.CancellationRequested }) {
		m.Error("the order does not say so")
	}
	if o.Lines[0].Left() == 0 {
		m.Error("the customer only asked, and the line is gone")
	}
}

func movedElsewhere(m *market) {
	if !m.sim.ChangeAddress(m.sim.Place(1)) {
		m.Log("orders cannot be moved here")
		return
	}
	number := m.sim.Place(1)
	before := m.read(number)
	after := m.change(number, func() { m.sim.ChangeAddress(number) })
	if slices.Equal(textsOf(before.ShipTo), textsOf(after.ShipTo)) {
		m.Error("the order still goes where it went")
	}
}

func laterIsLater(m *market) {
	number := m.sim.Place(2)
	seen := map[string]bool{m.read(number).Revision: true}
	last := m.read(number).ChangedAt
	for _, do := range []func(){
		func() { m.sim.ShipElsewhere(number, 0, 1) }, func() { m.sim.ShipElsewhere(number, 1, 1) }, func() { m.sim.CancelElsewhere(number) },
	} {
		o := m.change(number, do)
		if !o.ChangedAt.After(last) || seen[o.Revision] {
			m.Errorf("changed at %v, before at %v; a revision that was there before: %v", o.ChangedAt, last, seen[o.Revision])
		}
		last, seen[o.Revision] = o.ChangedAt, true
	}
}

func lateChange(m *market) {
	number := m.sim.Place(1)
	m.mustList(m.clock().Add(-time.Minute))
	m.wait(5 * 24 * time.Hour)
	o := m.change(number, func() { m.shipAll(number) })
	if o.HandledAt.IsZero() {
		m.Error("the order is not handled")
	}
}

package simulator

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"time"
)

// ErrNoOrder is a change to an order or a line that there is not, or that cannot be
// made any more.
var ErrNoOrder = errors.New("simulator: no such order, or nothing left to change")

// Place places an order now and returns its number.
func (s *Simulator) Place() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	o := s.make(s.config.Clock(), true)
	s.add(o)
	return o.OrderID
}

// PlaceLines places an order now, with so many lines of a quantity each, for the merchant
// to send.
func (s *Simulator) PlaceLines(lines, quantity int) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	o := s.make(s.config.Clock(), true)
	first := o.OrderItems[0]
	o.OrderItems = nil
	for n := range lines {
		i := *first
		i.OrderItemID, i.Quantity, i.Discounts = fmt.Sprint(first.OrderItemID, n), quantity, []discount{}
		i.TotalPrice = i.UnitPrice * cents(quantity)
		o.OrderItems = append(o.OrderItems, &i)
	}
	s.add(o)
	return o.OrderID
}

// Hide keeps an order out of all lists until Show, as one that is published late.
func (s *Simulator) Hide(number string) error { return s.hide(number, true) }

// Show lists a hidden order again, with the time of its last change.
func (s *Simulator) Show(number string) error { return s.hide(number, false) }

func (s *Simulator) hide(number string, hidden bool) error {
	return s.change(number, func(o *order, _ time.Time) bool {
		switch {
		case hidden && !o.hidden:
			s.hidden++
		case !hidden && o.hidden:
			s.hidden--
		}
		o.hidden = hidden
		return true
	})
}

// Ship ships a quantity of an order's line, counted from 0.
func (s *Simulator) Ship(number string, line, quantity int) error {
	return s.change(number, func(o *order, now time.Time) bool {
		if line < 0 || line >= len(o.OrderItems) || quantity < 1 || quantity > o.OrderItems[line].left() {
			return false
		}
		o.OrderItems[line].QuantityShipped += quantity
		o.OrderItems[line].touch(now)
		return true
	})
}

// ShipAll ships what is left of an order.
func (s *Simulator) ShipAll(number string) error {
	return s.change(number, func(o *order, now time.Time) bool {
		return o.each(func(i *item) { i.QuantityShipped += i.left(); i.touch(now) })
	})
}

// Cancel cancels what is left of an order, as bol does with one that is not shipped
// in time.
func (s *Simulator) Cancel(number string) error {
	return s.change(number, func(o *order, now time.Time) bool {
		return o.each(func(i *item) { i.QuantityCancelled += i.left(); i.touch(now) })
	})
}

// RequestCancellation has the customer ask to cancel what is left of an order.
func (s *Simulator) RequestCancellation(number string) error {
	return s.change(number, func(o *order, now time.Time) bool {
		return o.each(func(i *item) { i.CancellationRequest = true; i.touch(now) })
	})
}

// ChangeAddress has the order go elsewhere.
func (s *Simulator) ChangeAddress(number string) error {
	return s.change(number, func(o *order, now time.Time) bool {
		former := *o.ShipmentDetails
		o.former = append(o.former, &former)
		d := former
		r := rand.New(rand.NewPCG(s.config.Seed, uint64(now.UnixNano())))
		netherlands.address(r, &d)
		d.CountryCode, d.PickupPointName = "NL", ""
		o.ShipmentDetails, o.PickupPoint = &d, false
		return o.each(func(i *item) { i.touch(now) })
	})
}

func (s *Simulator) change(number string, do func(*order, time.Time) bool) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if o := s.byNumber[number]; o == nil || !do(o, s.config.Clock()) {
		return ErrNoOrder
	}
	return nil
}

// each does something to the items of which something is left, and reports whether
// there are any.
func (o *order) each(do func(*item)) (some bool) {
	for _, i := range o.OrderItems {
		if i.left() > 0 {
			do(i)
			some = true
		}
	}
	return some
}

// touch notes a change. Times are to the second, so two changes within one would
// look like one; the second is a second later.
func (i *item) touch(now time.Time) {
	at := now.Truncate(time.Second)
	if !at.After(i.LatestChanged.Time) {
		at = i.LatestChanged.Add(time.Second)
	}
	i.changedAt(at)
}

func (i *item) changedAt(at time.Time) {
	i.LatestChanged = stamp{at}
	i.changed.at(at)
}

// Drop drops the oldest orders, some hundreds at a time, as long as none of them changed at a
// moment or after it, so that a long run does not grow. It returns how many it dropped.
func (s *Simulator) Drop(moment time.Time) (n int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for s.changed.drop(moment) {
		for _, o := range s.orders[:blockSize] {
			delete(s.byNumber, o.OrderID)
			if o.hidden {
				s.hidden--
			}
		}
		clear(s.orders[:blockSize])
		s.orders = s.orders[blockSize:]
		n += blockSize
	}
	return n
}

// Numbers lists all orders' numbers, the oldest first.
func (s *Simulator) Numbers() []string {
	return s.numbers(func(*order) bool { return true })
}

// Open lists the numbers of the orders of which the merchant has something to ship.
func (s *Simulator) Open() []string {
	return s.numbers(func(o *order) bool {
		for _, i := range o.OrderItems {
			if i.left() > 0 && i.Fulfilment.Method == "FBR" {
				return true
			}
		}
		return false
	})
}

func (s *Simulator) numbers(which func(*order) bool) []string {
	s.mu.RLock()
	defer s.mu.RUnlock()
	var numbers []string
	for _, o := range s.orders {
		if which(o) {
			numbers = append(numbers, o.OrderID)
		}
	}
	return numbers
}

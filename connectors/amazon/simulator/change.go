package simulator

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"time"
)

// ErrNoOrder is a change to an order or a line that there is not, or that cannot be made
// any more.
var ErrNoOrder = errors.New("simulator: no such order, or nothing left to change")

// Place places an order with so many lines, three of each, for the merchant to ship, and
// returns its number.
func (s *Simulator) Place(lines int) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	o := s.make(s.config.Clock(), make([]int, lines))
	s.notify(o, "OrderStatusChange")
	return o.OrderID
}

// PlacePending places an order that is not paid for yet.
func (s *Simulator) PlacePending() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	o := s.make(s.config.Clock(), make([]int, 1))
	o.Fulfillment.Status = "PENDING"
	return o.OrderID
}

// Pay has a pending order be shipped.
func (s *Simulator) Pay(number string) error {
	return s.change(number, "OrderStatusChange", func(o *order) bool {
		if !o.pending() {
			return false
		}
		o.stand()
		return true
	})
}

// Ship has a part of a line, counted from 0, be shipped by other means.
func (s *Simulator) Ship(number string, line, quantity int) error {
	return s.change(number, "OrderStatusChange", func(o *order) bool {
		if line < 0 || line >= len(o.Items) || quantity < 1 || quantity > o.Items[line].Fulfillment.Unfulfilled {
			return false
		}
		now, id := s.config.Clock(), o.Items[line].ID
		b := o.pack(fmt.Sprint(len(o.Packages)+1), now, now, map[string]int{id: quantity})
		b.Carrier, b.Tracking, b.Items = "DHL", Mark+"0000001", []packaged{{id, quantity}}
		o.Packages = append(o.Packages, b)
		return true
	})
}

// Cancel has Amazon cancel what is left of an order.
func (s *Simulator) Cancel(number string) error {
	return s.change(number, "OrderStatusChange", func(o *order) bool {
		return o.each(func(i *item) {
			i.Fulfillment.Unfulfilled = 0
			i.Cancellation = &cancellation{Execution: &execution{By: "AMAZON", Reason: "Not shipped in time for " + Mark}}
		})
	})
}

// RequestCancellation has the buyer ask to cancel what is left of an order.
func (s *Simulator) RequestCancellation(number string) error {
	return s.change(number, "BuyerRequestedChange", func(o *order) bool {
		return o.each(func(i *item) {
			i.Cancellation = &cancellation{Request: &request{Requester: "BUYER", Reason: Mark + " ordered by mistake"}}
		})
	})
}

// ChangeAddress has the order go elsewhere.
func (s *Simulator) ChangeAddress(number string) error {
	return s.change(number, "BuyerRequestedChange", func(o *order) bool {
		former := *o.Recipient.Address
		o.former = append(o.former, &former)
		r := rand.New(rand.NewPCG(s.config.Seed, uint64(s.config.Clock().UnixNano())))
		moved := former
		regionOf(o.SalesChannel.Marketplace).address(r, &moved)
		o.Recipient.Address = &moved
		return o.Fulfillment.By == "MERCHANT"
	})
}

func (s *Simulator) change(number, kind string, do func(*order) bool) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	o := s.byNumber[number]
	if o == nil || !do(o) {
		return ErrNoOrder
	}
	if !o.pending() {
		o.stand()
	}
	o.touch(s.config.Clock())
	s.notify(o, kind)
	return nil
}

// each does something to the items of which something is left, and reports whether there
// are any.
func (o *order) each(do func(*item)) (some bool) {
	for _, i := range o.Items {
		if i.Fulfillment.Unfulfilled > 0 {
			do(i)
			some = true
		}
	}
	return some
}

// touch notes a change. Times are to the second, so two changes within one would look like
// one; the second is a second later.
func (o *order) touch(now time.Time) {
	at := now.Truncate(time.Second)
	if !at.After(o.LastUpdated.Time) {
		at = o.LastUpdated.Add(time.Second)
	}
	o.LastUpdated = stamp{at}
}

// Line is how a line stands.
type Line struct {
	ID                           string
	Quantity, Shipped, Cancelled int
}

// Lines returns how an order's lines stand.
func (s *Simulator) Lines(number string) (lines []Line) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if o := s.byNumber[number]; o != nil {
		for _, i := range o.Items {
			lines = append(lines, Line{i.ID, i.Ordered, i.Fulfillment.Fulfilled, i.Ordered - i.Fulfillment.Fulfilled - i.Fulfillment.Unfulfilled})
		}
	}
	return lines
}

// Numbers lists the numbers of the orders in some statuses, of all of them when none is
// named, the oldest first.
func (s *Simulator) Numbers(statuses ...string) []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	var numbers []string
	for _, o := range s.orders {
		if len(statuses) == 0 || within([]string{o.Fulfillment.Status}, statuses) {
			numbers = append(numbers, o.OrderID)
		}
	}
	return numbers
}

// Grant gives the application the roles for all data.
func (s *Simulator) Grant() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.config.Withheld = nil
}

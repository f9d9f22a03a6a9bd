package simulator

import (
	"fmt"
	"time"
)

// Line is how a line stands.
type Line struct {
	ID                           string
	Quantity, Shipped, Cancelled int
}

// Lines returns how an order's lines stand.
func (s *Simulator) Lines(number string) (lines []Line) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if o := s.order(number); o != nil {
		for _, i := range o.LineItems {
			l := Line{ID: i.ID, Quantity: i.Quantity, Shipped: o.shipped[i.ID]}
			if o.CancelStatus.State == "CANCELED" {
				l.Cancelled = l.Quantity - l.Shipped
			}
			lines = append(lines, l)
		}
	}
	return lines
}

// Parcel is a fulfillment that was kept.
type Parcel struct {
	Carrier, Tracking string
	Shipped           time.Time
	Quantities        map[string]int // by line
}

// Parcels returns what left of an order.
func (s *Simulator) Parcels(number string) (parcels []Parcel) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if o := s.order(number); o != nil {
		for _, f := range o.fulfillments {
			p := Parcel{f.Carrier, f.Tracking, f.Shipped.Time, map[string]int{}}
			for _, l := range f.Lines {
				p.Quantities[l.ID] += l.Quantity
			}
			parcels = append(parcels, p)
		}
	}
	return parcels
}

// Ship has the merchant report a part of a line, counted from 0, in eBay's Seller Hub.
func (s *Simulator) Ship(number string, line, quantity int) {
	s.change(number, func(o *order, now time.Time) {
		o.keep(fulfillment{
			ID: o.freeID(""), Lines: []reference{{o.LineItems[line].ID, quantity}}, Shipped: stamp{now.UTC().Truncate(time.Millisecond)},
		}, now)
	})
}

// Cancel has an order cancelled.
func (s *Simulator) Cancel(number string) {
	s.change(number, func(o *order, now time.Time) {
		at := stamp{now}
		o.CancelStatus.State, o.CancelStatus.Cancelled = "CANCELED", &at
		for i := range o.CancelStatus.Requests {
			o.CancelStatus.Requests[i].State = "COMPLETED"
		}
		o.touch(now)
	})
}

// Refund has the merchant pay all of an order back.
func (s *Simulator) Refund(number string) {
	s.change(number, func(o *order, now time.Time) {
		o.Payment = "FULLY_REFUNDED"
		o.touch(now)
	})
}

// RequestCancellation has the customer ask to cancel.
func (s *Simulator) RequestCancellation(number string) {
	s.change(number, func(o *order, now time.Time) {
		o.CancelStatus.State = "IN_PROGRESS"
		o.CancelStatus.Requests = append(o.CancelStatus.Requests, cancelRequest{
			ID: fmt.Sprint(5000 + s.made), Initiator: "Buyer", Reason: "order placed by mistake", Requested: stamp{now}, State: "REQUESTED",
		})
		o.touch(now)
	})
}

// Pay has the customer pay.
func (s *Simulator) Pay(number string) {
	s.change(number, func(o *order, now time.Time) {
		o.Payment = "PAID"
		o.touch(now)
	})
}

func (s *Simulator) change(number string, do func(*order, time.Time)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	o := s.order(number)
	if o == nil {
		panic("simulator: no such order")
	}
	do(o, s.config.Clock())
}

// keep notes a parcel, and what follows for the order.
func (o *order) keep(f fulfillment, now time.Time) {
	o.fulfillments = append(o.fulfillments, f)
	o.Hrefs = append(o.Hrefs, "https://api.ebay.com"+OrderPath+"/"+o.OrderID+"/shipping_fulfillment/"+f.ID)
	for _, l := range f.Lines {
		o.shipped[l.ID] += l.Quantity
	}
	all := true
	for _, i := range o.LineItems {
		switch n := o.shipped[i.ID]; {
		case n >= i.Quantity:
			i.Fulfillment = "FULFILLED"
		case n > 0:
			i.Fulfillment = "IN_PROGRESS"
			all = false
		default:
			all = false
		}
	}
	o.Fulfillment = "IN_PROGRESS"
	if all {
		o.Fulfillment = "FULFILLED"
	}
	o.touch(now)
}

// freeID is a parcel's id: its tracking number, or an arbitrary one.
func (o *order) freeID(tracking string) string {
	if tracking != "" {
		return tracking
	}
	return fmt.Sprint(999 + len(o.fulfillments))
}

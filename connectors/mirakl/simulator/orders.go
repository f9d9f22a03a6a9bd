package simulator

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
)

// order is an order as the operator keeps it.
type order struct {
	id      string
	state   string // of waiting, and of ends; SHIPPING and SHIPPED follow from the lines
	created time.Time
	updated time.Time
	moved   int // how often its address changed
	lines   []*line
	parcels []*parcel

	carrier, carrierCode, tracking string
}

type line struct {
	id        string
	sku       string
	cents     int64
	quantity  int
	shipped   int
	canceled  []cancelation
	shippedAt time.Time
	received  time.Time
}

type cancelation struct {
	quantity int
	cents    int64
	at       time.Time
	reason   string
}

type parcel struct {
	id                             string
	lines                          []parcelLine
	created                        time.Time
	carrier, carrierCode, tracking string
}

type parcelLine struct {
	Line     string `json:"order_line_id"`
	Quantity int    `json:"quantity"`
	Package  string `json:"package_reference,omitempty"`
}

func (l *line) gone() (n int) {
	for _, c := range l.canceled {
		n += c.quantity
	}
	return n
}

func (l *line) left() int { return l.quantity - l.shipped - l.gone() }

func (l *line) state(of string) string {
	switch {
	case waiting(of) || of == "REFUSED":
		return of
	case l.gone() == l.quantity:
		return "CANCELED"
	case l.left() > 0:
		return "SHIPPING"
	case !l.received.IsZero():
		return "RECEIVED"
	}
	return "SHIPPED"
}

func waiting(state string) bool {
	return state == "STAGING" || strings.HasPrefix(state, "WAITING_")
}

// now is the order's state: that of its line that is least far.
func (o *order) now() string {
	if waiting(o.state) || o.state == "REFUSED" || o.state == "CLOSED" || o.state == "TO_COLLECT" {
		return o.state
	}
	states := []string{}
	for _, l := range o.lines {
		states = append(states, l.state(o.state))
	}
	for _, state := range []string{"SHIPPING", "SHIPPED", "RECEIVED"} {
		if slices.Contains(states, state) {
			return state
		}
	}
	return "CANCELED"
}

// Place places an order of lines with so many pieces each, and returns its number. It waits
// for the merchant to accept it.
func (s *Simulator) Place(lines, quantity int) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.sequence++
	now := s.config.Clock().UTC().Truncate(time.Second)
	o := &order{id: fmt.Sprintf("K%06d-A", s.sequence), state: "WAITING_ACCEPTANCE", created: now, updated: now}
	for n := range lines {
		o.lines = append(o.lines, &line{id: fmt.Sprintf("%s-%d", o.id, n+1), sku: fmt.Sprintf("KAN-%d", n%3+1), cents: 1995 + int64(n)*101, quantity: quantity})
	}
	s.orders = append(s.orders, o)
	return o.id
}

func (s *Simulator) find(id string) *order {
	for _, o := range s.orders {
		if o.id == id {
			return o
		}
	}
	return nil
}

// change changes an order as somebody else does: its time of change moves.
func (s *Simulator) change(id string, how func(*order, time.Time)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	o := s.find(id)
	if o == nil {
		panic("simulator: no such order")
	}
	how(o, s.touch(o))
}

// touch moves an order's time of change, by a second at least.
func (s *Simulator) touch(o *order) time.Time {
	now := s.config.Clock().UTC().Truncate(time.Second)
	if !now.After(o.updated) {
		now = o.updated.Add(time.Second)
	}
	o.updated = now
	return now
}

// Become puts an order into a state, such as STAGING, TO_COLLECT or CLOSED.
func (s *Simulator) Become(id, state string) {
	s.change(id, func(o *order, _ time.Time) { o.state = state })
}

// Pay has the customer's payment come in.
func (s *Simulator) Pay(id string) { s.Become(id, "SHIPPING") }

// Ship ships a part of a line by other means than the API.
func (s *Simulator) Ship(id string, n, quantity int) {
	s.change(id, func(o *order, now time.Time) {
		s.parcel(o, now, []parcelLine{{Line: o.lines[n].id, Quantity: quantity}})
	})
}

// Cancel has the operator cancel what is left.
func (s *Simulator) Cancel(id string) {
	s.change(id, func(o *order, now time.Time) {
		o.state = ""
		o.cancelAll(now, "33")
	})
}

func (o *order) cancelAll(now time.Time, reason string) {
	for _, l := range o.lines {
		if left := l.left(); left > 0 {
			l.canceled = append(l.canceled, cancelation{quantity: left, cents: l.cents * int64(left), at: now, reason: reason})
		}
	}
}

// Deliver has everything that left arrive.
func (s *Simulator) Deliver(id string) {
	s.change(id, func(o *order, now time.Time) {
		for _, l := range o.lines {
			if l.shipped > 0 {
				l.received = now
			}
		}
	})
}

// Move has the order go to another address.
func (s *Simulator) Move(id string) {
	s.change(id, func(o *order, _ time.Time) { o.moved++ })
}

// Line is how a line stands.
type Line struct {
	ID                           string
	Quantity, Shipped, Cancelled int
}

// Lines returns how an order's lines stand.
func (s *Simulator) Lines(id string) (lines []Line) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, l := range s.find(id).lines {
		lines = append(lines, Line{l.id, l.quantity, l.shipped, l.gone()})
	}
	return lines
}

// State returns an order's state, Tracking who brings it.
func (s *Simulator) State(id string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.find(id).now()
}

// Tracking is the carrier's code, the carrier's name and the number of an order, or of its
// last parcel.
func (s *Simulator) Tracking(id string) [3]string {
	s.mu.Lock()
	defer s.mu.Unlock()
	o := s.find(id)
	if n := len(o.parcels); n > 0 {
		p := o.parcels[n-1]
		return [3]string{p.carrierCode, p.carrier, p.tracking}
	}
	return [3]string{o.carrierCode, o.carrier, o.tracking}
}

// Canceled is the amount in cents, and the reason, of every cancellation of a line.
func (s *Simulator) Canceled(id string, n int) (cents []int64, reasons []string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, c := range s.find(id).lines[n].canceled {
		cents, reasons = append(cents, c.cents), append(reasons, c.reason)
	}
	return cents, reasons
}

func (s *Simulator) serveOrders(w http.ResponseWriter, q url.Values) {
	from, ok := since(q, "start_update_date")
	var found []*order
	for _, o := range s.orders {
		switch {
		case q.Get("order_ids") != "" && !slices.Contains(strings.Split(q.Get("order_ids"), ","), o.id):
		case q.Get("order_state_codes") != "" && !slices.Contains(strings.Split(q.Get("order_state_codes"), ","), o.now()):
		case o.updated.Before(from):
		default:
			found = append(found, o)
		}
	}
	first, last, good := window(q, len(found))
	if !ok || !good {
		refuse(w, http.StatusBadRequest)
		return
	}
	page := []map[string]any{}
	for _, o := range found[first:last] {
		page = append(page, s.show(o))
	}
	send(w, http.StatusOK, map[string]any{"orders": page, "total_count": len(found)})
}

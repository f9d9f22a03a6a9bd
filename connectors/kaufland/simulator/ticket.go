package simulator

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"time"
)

// ticket is a customer's question.
type ticket struct {
	id      string
	units   []int64
	front   string
	created time.Time
	updated time.Time
	status  string
	topic   string
}

// Ask has the customer of an order ask something about all of it, such as order_cancel.
func (s *Simulator) Ask(id, topic string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	o, now := s.find(id), s.now()
	t := &ticket{id: fmt.Sprintf("001%09d", len(s.tickets)+1), front: o.front, created: now, updated: now, status: "opened", topic: topic}
	for _, u := range o.units {
		t.units = append(t.units, u.id)
	}
	s.tickets = append(s.tickets, t)
}

// Answer has the seller close all tickets.
func (s *Simulator) Answer() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, t := range s.tickets {
		t.status, t.updated = "seller_closed", s.now()
	}
}

func (t *ticket) show() map[string]any {
	return map[string]any{
		"id_ticket": t.id, "ids_order_units": t.units, "id_buyer": 4711, "ts_created_iso": stamp(t.created), "ts_updated_iso": stamp(t.updated),
		"status": t.status, "open_reason": "contact_other", "topic": t.topic, "is_seller_responsible": true, "fulfillment_type": "fulfilled_by_merchant",
	}
}

func (s *Simulator) ticketsOf(unit int64) []map[string]any {
	all := []map[string]any{}
	for _, t := range s.tickets {
		if slices.Contains(t.units, unit) {
			all = append(all, t.show())
		}
	}
	return all
}

func (s *Simulator) serveTickets(w http.ResponseWriter, q url.Values) {
	from, ok := after(q, "ts_updated_from_iso")
	if !ok {
		refuse(w, http.StatusBadRequest, "/problems/validation-error")
		return
	}
	all := []map[string]any{}
	for _, t := range s.tickets {
		if t.updated.After(from) && slices.Contains(q["topic"], t.topic) && slices.Contains(q["storefront"], t.front) {
			all = append(all, t.show())
		}
	}
	sendPage(w, q, 30, all)
}

// returned is something that a customer sends back.
type returned struct {
	id      int64
	unit    int64
	front   string
	created time.Time
	updated time.Time
	status  string
}

// Return has the customer of an order send back its first piece.
func (s *Simulator) Return(id string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	o, now := s.find(id), s.now()
	s.returns = append(s.returns, &returned{id: 90001 + int64(len(s.returns)), unit: o.units[0].id, front: o.front, created: now, updated: now, status: "need_to_be_returned"})
}

// Accept has the seller accept all that comes back.
func (s *Simulator) Accept() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, r := range s.returns {
		r.status, r.updated = "return_accepted", s.now()
	}
}

func (r *returned) show() map[string]any {
	return map[string]any{
		"id_return": r.id, "ts_created_iso": stamp(r.created), "ts_updated_iso": stamp(r.updated), "storefront": r.front, "tracking_provider": nil,
		"tracking_code": Mark + "0034", "status": "package_sent", "fulfillment_type": "fulfilled_by_merchant",
	}
}

func (s *Simulator) serveReturns(w http.ResponseWriter, q url.Values) {
	from, ok := after(q, "ts_updated_from_iso")
	if !ok {
		refuse(w, http.StatusBadRequest, "/problems/validation-error")
		return
	}
	all := []map[string]any{}
	for _, r := range slices.Backward(s.returns) {
		if r.updated.After(from) && r.front == q.Get("storefront") {
			all = append(all, r.show())
		}
	}
	sendPage(w, q, 100, all)
}

func (s *Simulator) serveReturn(w http.ResponseWriter, text string) {
	id, _ := strconv.ParseInt(text, 10, 64)
	for _, r := range s.returns {
		if r.id == id {
			shown := r.show()
			shown["return_units"] = []map[string]any{{
				"id_return_unit": r.id*10 + 1, "id_return": r.id, "id_order_unit": r.unit, "ts_created_iso": stamp(r.created), "status": r.status,
				"note": Mark + " passt nicht", "reason": "wrong_size", "storefront": r.front, "fulfillment_type": "fulfilled_by_merchant",
			}}
			send(w, http.StatusOK, map[string]any{"data": shown})
			return
		}
	}
	refuse(w, http.StatusNotFound, "/problems/not-found")
}

package simulator

import (
	"fmt"
	"net/http"
	"net/url"
	"time"
)

// returned is something that a customer sends back.
type returned struct {
	id, order, line  string
	quantity         int
	state            string
	created, updated time.Time
}

// Return has the customer of an order send back a part of a line.
func (s *Simulator) Return(id string, n, quantity int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.config.Clock()
	s.returns = append(s.returns, &returned{
		id: fmt.Sprintf("return-%d", len(s.returns)+1), order: id, line: s.find(id).lines[n].id, quantity: quantity, state: "IN_PROGRESS", created: now, updated: now,
	})
}

// Receive has the merchant receive all that comes back.
func (s *Simulator) Receive() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, r := range s.returns {
		r.state, r.updated = "RECEIVED", s.config.Clock()
	}
}

func (s *Simulator) serveReturns(w http.ResponseWriter, q url.Values) {
	from, ok := since(q, "return_last_updated_from")
	if !ok {
		refuse(w, http.StatusBadRequest)
		return
	}
	all := []map[string]any{}
	for _, r := range s.returns {
		if r.updated.Before(from) {
			continue
		}
		all = append(all, map[string]any{
			"id": r.id, "order_id": r.order, "order_commercial_id": r.order[:len(r.order)-2], "state": r.state, "date_created": stamp(r.created), "last_updated": stamp(r.updated),
			"method_code": "RETURN_METHOD_BY_MAIL", "description": Mark + " does not fit", "label_url": "https://labels.example/" + Mark,
			"return_address": map[string]any{"city": "Delft", "country_iso_code": "NLD", "street1": "Kade 1", "zip_code": "2611AB"},
			"return_lines":   []map[string]any{{"order_line_id": r.line, "quantity": r.quantity, "reason_code": "RETURN_CHANGED_MIND"}},
		})
	}
	s.sendPage(w, q, all)
}

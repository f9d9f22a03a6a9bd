package simulator

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"time"
)

// order is an order as Kaufland keeps it.
type order struct {
	id      string
	front   string
	created time.Time
	moved   int  // how often its address changed
	hidden  bool // its customer is not shown
	units   []*unit
}

// unit is one piece.
type unit struct {
	id       int64
	line     int
	cents    int64
	status   string
	updated  time.Time
	received time.Time
	reason   string
	carrier  string
	tracking string
}

// Place places an order of lines with so many pieces each, and returns its number. The pieces
// of different lines come in turns, as customers put them into their baskets.
func (s *Simulator) Place(lines, quantity int) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.now()
	o := &order{id: fmt.Sprintf("M%06dK", len(s.orders)+1), front: []string{"de", "at"}[len(s.orders)%2], created: now}
	for range quantity {
		for line := range lines {
			s.units++
			o.units = append(o.units, &unit{id: s.units, line: line, cents: 1995 + int64(line)*101, status: "open", updated: now})
		}
	}
	s.orders = append(s.orders, o)
	return o.id
}

func (s *Simulator) now() time.Time { return s.config.Clock().UTC().Truncate(time.Second) }

// touch changes a unit's state: its time of change moves, by a second at least.
func (s *Simulator) touch(u *unit, status string) {
	now := s.now()
	if !now.After(u.updated) {
		now = u.updated.Add(time.Second)
	}
	u.updated, u.status = now, status
}

func (s *Simulator) find(id string) *order {
	for _, o := range s.orders {
		if o.id == id {
			return o
		}
	}
	return nil
}

func (s *Simulator) findUnit(id int64) (*order, *unit) {
	for _, o := range s.orders {
		for _, u := range o.units {
			if u.id == id {
				return o, u
			}
		}
	}
	return nil, nil
}

// each does something with the pieces of a line that are open, at most so many, or with those
// of all lines.
func (s *Simulator) each(id string, line, most int, do func(*unit)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, u := range s.find(id).units {
		if most > 0 && (line < 0 || u.line == line) && (u.status == "open" || u.status == "need_to_be_sent") {
			do(u)
			most--
		}
	}
}

// Ship sends a part of a line by other means than the API.
func (s *Simulator) Ship(id string, line, quantity int) {
	s.each(id, line, quantity, func(u *unit) { s.touch(u, "sent") })
}

// Cancel has Kaufland cancel what is left.
func (s *Simulator) Cancel(id string) {
	s.each(id, -1, 1<<30, func(u *unit) { s.touch(u, "cancelled") })
}

// Deliver has everything that was sent arrive.
func (s *Simulator) Deliver(id string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, u := range s.find(id).units {
		if u.status == "sent" {
			s.touch(u, "received")
			u.received = u.updated
		}
	}
}

// Move has the order go to another address.
func (s *Simulator) Move(id string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	o := s.find(id)
	o.moved++
	s.touch(o.units[0], o.units[0].status)
}

// Hide has Kaufland not show an order's customer, or show it.
func (s *Simulator) Hide(id string, hidden bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.find(id).hidden = hidden
}

// Unit is how a piece stands.
type Unit struct {
	ID                                int64
	Line                              int
	Status, Reason, Carrier, Tracking string
}

// Units returns how an order's pieces stand.
func (s *Simulator) Units(id string) (all []Unit) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, u := range s.find(id).units {
		all = append(all, Unit{u.id, u.line, u.status, u.reason, u.carrier, u.tracking})
	}
	return all
}

func stamp(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05Z") }

// maybe is a time that may not be known.
func maybe(t time.Time) any {
	if t.IsZero() {
		return nil
	}
	return stamp(t)
}

func (o *order) updated() time.Time {
	return slices.MaxFunc(o.units, func(a, b *unit) int { return a.updated.Compare(b.updated) }).updated
}

// serveOrders lists orders, the newest first.
func (s *Simulator) serveOrders(w http.ResponseWriter, q url.Values) {
	from, ok := after(q, "ts_units_updated_from_iso")
	if !ok {
		refuse(w, http.StatusBadRequest, "/problems/validation-error")
		return
	}
	all := []map[string]any{}
	for n := len(s.orders) - 1; n >= 0; n-- {
		o := s.orders[n]
		if front := q.Get("storefront"); front != "" && front != o.front || !o.updated().After(from) {
			continue
		}
		all = append(all, map[string]any{
			"id_order": o.id, "ts_created_iso": stamp(o.created), "is_marketplace_deemed_supplier": false, "order_units_count": len(o.units),
			"ts_units_updated_iso": stamp(o.updated()), "storefront": o.front, "fulfillment_type": "fulfilled_by_merchant",
		})
	}
	sendPage(w, q, 100, all)
}

func (s *Simulator) serveOrder(w http.ResponseWriter, o *order) {
	if o == nil {
		refuse(w, http.StatusNotFound, "/problems/not-found")
		return
	}
	units := []map[string]any{}
	for _, u := range slices.Backward(o.units) { // in no order that means anything
		shown := s.showUnit(o, u)
		shown["tickets"] = s.ticketsOf(u.id)
		units = append(units, shown)
	}
	shown := map[string]any{
		"id_order": o.id, "ts_created_iso": stamp(o.created), "is_marketplace_deemed_supplier": false, "storefront": o.front,
		"fulfillment_type": "fulfilled_by_merchant", "order_units": units, "billing_address": nil, "shipping_address": nil, "buyer": nil,
		"delivery": map[string]any{"pickup_location": nil},
	}
	if !o.hidden {
		shown["shipping_address"], shown["billing_address"] = o.address(fmt.Sprintf("%d", 10+o.moved)), o.address("3a")
		shown["buyer"] = map[string]any{"id_buyer": 4711, "email": Mark + "." + o.id + "@kaufland-marktplatz.example"}
		shown["delivery"] = map[string]any{"pickup_location": map[string]any{
			"pickup_location_id": Mark + "-145", "provider": "dhl", "carrier": "dhl", "services": "", "dhl_post_number": Mark + "87654321",
		}}
	}
	send(w, http.StatusOK, map[string]any{"data": shown})
}

func (o *order) address(number string) map[string]any {
	return map[string]any{
		"first_name": Mark + "ie", "last_name": Mark + "-" + o.id, "company_name": nil, "street": Mark + "straße", "house_number": number,
		"postcode": Mark + " 74172", "additional_field": Mark + ": Hinterhaus", "city": Mark + "sulm", "phone": Mark + "0713212345", "country": map[string]string{"de": "DE", "at": "AT"}[o.front],
	}
}

// showUnit writes a unit without its customer.
func (s *Simulator) showUnit(o *order, u *unit) map[string]any {
	return map[string]any{
		"id_order_unit": u.id, "id_order": o.id, "ts_created_iso": stamp(o.created), "is_marketplace_deemed_supplier": false, "ts_updated_iso": stamp(u.updated),
		"status": u.status, "price": u.cents, "id_offer": fmt.Sprintf("KAN-%d", u.line%3+1), "revenue_gross": u.cents * 9 / 10, "revenue_net": u.cents * 3 / 4,
		"note": nil, "unit_condition": "new", "storefront": o.front, "currency": "EUR", "delivery_time_min": 1, "delivery_time_max": 3,
		"delivery_time_expires_iso": stamp(o.created.Add(72 * time.Hour)), "order_received_timestamp_iso": maybe(u.received), "shipping_rate": 95,
		"cancel_reason": nil, "vat": 19, "tickets": nil, "product": map[string]any{
			"id_product": 351234567 + u.line, "storefront": o.front, "title": fmt.Sprintf("Produkt %d", u.line+1), "eans": []string{[]string{"8712345678906", "8712345678913", "8712345678920"}[u.line%3]},
			"id_category": 1, "main_picture": "", "manufacturer": "", "url": "", "age_rating": 0, "is_valid": true, "dangerous_goods_li_shipping": nil, "danger_label_9A": nil,
		},
	}
}

// serveUnit serves a unit with its customer.
func (s *Simulator) serveUnit(w http.ResponseWriter, text string) {
	id, err := strconv.ParseInt(text, 10, 64)
	o, u := s.findUnit(id)
	if err != nil || u == nil {
		refuse(w, http.StatusNotFound, "/problems/not-found")
		return
	}
	shown := s.showUnit(o, u)
	delete(shown, "tickets")
	shown["fulfillment_type"], shown["buyer"], shown["billing_address"], shown["shipping_address"] = "fulfilled_by_merchant", nil, nil, o.address("1")
	send(w, http.StatusOK, map[string]any{"data": shown})
}

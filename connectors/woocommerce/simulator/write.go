package simulator

import (
	"net/http"
	"net/mail"
	"slices"
	"strings"

	"github.com/shopspring/decimal"
)

// statuses are those that an order can have.
func statuses() []string {
	return []string{"auto-draft", "pending", "processing", "on-hold", "completed", "cancelled", "refunded", "failed", "checkout-draft"}
}

// createOrder makes an order of whatever it is sent, as often as it is sent.
func (s *Simulator) createOrder(q *request) {
	now := s.config.Clock().Truncate(1e9)
	o := &Order{Status: "pending", Currency: "EUR", Created: now, Billing: address(true), Shipping: address(false), CreatedVia: "rest-api"}
	if !s.apply(q, o) {
		return
	}
	o.ID = s.id()
	if s.config.Meddle != nil {
		s.config.Meddle(o)
	}
	s.total(o)
	if text, ok := q.body["status"].(string); ok {
		s.move(o, text)
	}
	if q.body["set_paid"] == true && o.Status == "pending" {
		s.move(o, "processing")
	}
	o.Modified = now
	s.orders = append(s.orders, o)
	q.answer(http.StatusCreated, s.json(o))
}

func (s *Simulator) readOrder(q *request) { q.answer(http.StatusOK, s.json(q.order)) }

func (s *Simulator) updateOrder(q *request) {
	if !s.apply(q, q.order) {
		return
	}
	for _, name := range []string{"billing", "shipping", "line_items", "shipping_lines", "fee_lines"} {
		if q.body[name] != nil {
			s.total(q.order)
			break
		}
	}
	if text, ok := q.body["status"].(string); ok {
		s.move(q.order, text)
	}
	q.order.Modified = s.config.Clock().Truncate(1e9)
	q.answer(http.StatusOK, s.json(q.order))
}

// deleteOrder puts an order into the bin, where no list shows it, or does away with it.
func (s *Simulator) deleteOrder(q *request) {
	if q.query.Get("force") != "true" {
		q.problem(http.StatusNotImplemented, "simulator_has_no_bin")
		return
	}
	s.orders = slices.DeleteFunc(s.orders, func(o *Order) bool { return o == q.order })
	q.answer(http.StatusOK, s.json(q.order))
}

// move gives an order a status, with what follows from it.
func (s *Simulator) move(o *Order, status string) {
	o.Status = status
	paid := status == "processing" || status == "completed"
	if paid && o.Paid.IsZero() {
		o.Paid = s.config.Clock().Truncate(1e9)
	}
	if status == "completed" && o.Completed.IsZero() {
		o.Completed = s.config.Clock().Truncate(1e9)
	}
	if (paid || status == "on-hold") && !o.stockTaken {
		o.stockTaken = true
		s.take(o, 1)
	}
	if status == "cancelled" && o.stockTaken {
		o.stockTaken = false
		s.take(o, -1)
	}
}

func (s *Simulator) take(o *Order, sign int) {
	for _, l := range o.Lines {
		if l.Product != nil {
			s.stock[l.Product.ID] -= sign * l.Quantity
		}
	}
}

// apply writes what a body says into an order, or refuses the body.
func (s *Simulator) apply(q *request, o *Order) bool {
	bad := func() bool { q.problem(http.StatusBadRequest, "rest_invalid_param"); return false }
	for name, to := range map[string]*string{
		"currency": &o.Currency, "customer_note": &o.Note, "transaction_id": &o.TransactionID, "payment_method": &o.PaymentMethod,
		"payment_method_title": &o.PaymentTitle, "created_via": &o.CreatedVia,
	} {
		value, there := q.body[name]
		text, ok := value.(string)
		switch {
		case there && !ok:
			return bad()
		case there && (name != "created_via" || !s.config.Old):
			*to = text
		}
	}
	if text, there := q.body["status"]; there {
		if status, ok := text.(string); !ok || !slices.Contains(statuses(), status) {
			return bad()
		}
	}
	for name, to := range map[string]map[string]string{"billing": o.Billing, "shipping": o.Shipping} {
		if value, there := q.body[name]; there && !writeAddress(to, value) {
			return bad()
		}
	}
	for name, to := range map[string]*[]*Line{"line_items": &o.Lines, "shipping_lines": &o.Deliveries, "fee_lines": &o.Fees} {
		value, there := q.body[name]
		if !there {
			continue
		}
		list, ok := value.([]any)
		if !ok {
			return bad()
		}
		for _, one := range list {
			if object, ok := one.(map[string]any); !ok || !s.writeLine(name, to, object) {
				return bad()
			}
		}
	}
	if !s.writeMeta(&o.Meta, q.body["meta_data"]) {
		return bad()
	}
	return true
}

func address(billing bool) map[string]string {
	a := map[string]string{
		"first_name": "", "last_name": "", "company": "", "address_1": "", "address_2": "", "city": "", "state": "", "postcode": "", "country": "",
	}
	if billing {
		a["email"], a["phone"] = "", ""
	}
	return a
}

// writeAddress sets the fields that are there. An e-mail address must be one, and null
// takes it away.
func writeAddress(to map[string]string, value any) bool {
	object, ok := value.(map[string]any)
	if !ok {
		return false
	}
	for name, value := range object {
		text, ok := value.(string)
		if name == "email" {
			if value == nil {
				to["email"] = ""
				continue
			}
			if a, err := mail.ParseAddress(text); err != nil || a.Address != text {
				return false
			}
		}
		if !ok {
			return false
		}
		if _, known := to[name]; known {
			to[name] = text
		}
	}
	return true
}

// writeLine changes the line whose id is given, or adds one.
func (s *Simulator) writeLine(kind string, to *[]*Line, object map[string]any) bool {
	var l *Line
	if id, ok := object["id"].(float64); ok {
		at := slices.IndexFunc(*to, func(l *Line) bool { return l.ID == int64(id) })
		if at < 0 {
			return false
		}
		l = (*to)[at]
	} else {
		l = &Line{ID: s.id(), Quantity: 1}
		if kind == "line_items" && !s.choose(l, object) {
			return false
		}
		*to = append(*to, l)
	}
	if quantity, ok := object["quantity"].(float64); ok && l.Quantity != int(quantity) {
		l.Quantity = int(quantity)
	}
	if l.Product != nil && object["total"] == nil && object["id"] == nil {
		l.Total = l.Product.Price.Mul(decimal.NewFromInt(int64(l.Quantity)))
		l.Subtotal = l.Total
	}
	for name, to := range map[string]*decimal.Decimal{"total": &l.Total, "subtotal": &l.Subtotal} {
		value, there := object[name]
		if !there {
			continue
		}
		text, ok := value.(string)
		amount, err := decimal.NewFromString(text)
		if !ok || err != nil || strings.ContainsAny(text, "eE") {
			return false
		}
		if kind != "line_items" || l.Product != nil || object["sku"] == nil {
			*to = amount
		}
	}
	for name, to := range map[string]*string{"name": &l.Name, "method_title": &l.Name, "method_id": &l.MethodID} {
		if text, ok := object[name].(string); ok {
			*to = text
		}
	}
	l.Untaxed = object["tax_status"] == "none" || l.Untaxed
	return s.writeMeta(&l.Meta, object["meta_data"])
}

// choose finds a line's product. An id that is given must be somewhere in the line; what is
// found for it may be nothing at all.
func (s *Simulator) choose(l *Line, object map[string]any) bool {
	sku, _ := object["sku"].(string)
	id, _ := object["product_id"].(float64)
	if variation, ok := object["variation_id"].(float64); ok && variation != 0 {
		id = variation
	}
	if sku == "" && id == 0 {
		return false
	}
	for i := range s.config.Products {
		p := &s.config.Products[i]
		if sku != "" && p.SKU == sku || sku == "" && p.ID == int64(id) {
			l.Product, l.Name = p, "Product "+p.SKU
		}
	}
	return true
}

func (s *Simulator) writeMeta(to *[]Meta, value any) bool {
	if value == nil {
		return true
	}
	list, ok := value.([]any)
	if !ok {
		return false
	}
	for _, one := range list {
		object, ok := one.(map[string]any)
		key, text := object["key"].(string)
		if !ok || !text {
			return false
		}
		*to = s.setMeta(*to, key, object["value"])
	}
	return true
}

package simulator

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

// serveChange serves OR21, OR23, OR24 and OR29.
func (s *Simulator) serveChange(w http.ResponseWriter, r *http.Request, o *order, what string) {
	switch {
	case o == nil:
		refuse(w, http.StatusNotFound)
	case what == "accept":
		s.serveAccept(w, r, o)
	case what == "tracking":
		s.serveTracking(w, r, o)
	case what == "ship":
		s.serveShip(w, o)
	case what == "cancel":
		s.serveCancel(w, o)
	default:
		refuse(w, http.StatusNotFound)
	}
}

// serveAccept takes a decision that holds every line once.
func (s *Simulator) serveAccept(w http.ResponseWriter, r *http.Request, o *order) {
	var body struct {
		Lines []struct {
			ID       string `json:"id"`
			Accepted bool   `json:"accepted"`
		} `json:"order_lines"`
	}
	if !decode(w, r, &body) {
		return
	}
	decided := map[string]bool{}
	accepted := 0
	for _, l := range body.Lines {
		decided[l.ID] = true
		if l.Accepted {
			accepted++
		}
	}
	for _, l := range o.lines {
		if !decided[l.id] {
			refuse(w, http.StatusBadRequest)
			return
		}
	}
	if o.state != "WAITING_ACCEPTANCE" || len(body.Lines) != len(o.lines) || accepted != 0 && accepted != len(o.lines) {
		refuse(w, http.StatusBadRequest)
		return
	}
	s.touch(o)
	switch {
	case accepted == 0:
		o.state = "REFUSED"
	case s.config.SlowDebit:
		o.state = "WAITING_DEBIT_PAYMENT"
	default:
		o.state = "SHIPPING"
	}
	w.WriteHeader(http.StatusNoContent)
}

type tracking struct {
	Code   string `json:"carrier_code"`
	Name   string `json:"carrier_name"`
	Number string `json:"tracking_number"`
}

// good is a carrier that is registered, or one with a name.
func (t *tracking) good() bool {
	return t.Code == "" && t.Name != "" || slices.Contains([]string{"dhl-de", "pnl"}, t.Code)
}

func (s *Simulator) serveTracking(w http.ResponseWriter, r *http.Request, o *order) {
	var body tracking
	if !decode(w, r, &body) {
		return
	}
	if o.now() != "SHIPPING" && o.now() != "SHIPPED" || !body.good() {
		refuse(w, http.StatusBadRequest)
		return
	}
	s.touch(o)
	o.carrier, o.carrierCode, o.tracking = body.Name, body.Code, body.Number
	w.WriteHeader(http.StatusNoContent)
}

// serveShip ships all that is left.
func (s *Simulator) serveShip(w http.ResponseWriter, o *order) {
	if o.now() != "SHIPPING" || len(o.parcels) > 0 {
		refuse(w, http.StatusBadRequest)
		return
	}
	now := s.touch(o)
	for _, l := range o.lines {
		if left := l.left(); left > 0 {
			l.shipped, l.shippedAt = l.shipped+left, now
		}
	}
	w.WriteHeader(http.StatusNoContent)
}

func (s *Simulator) serveCancel(w http.ResponseWriter, o *order) {
	if o.now() != "SHIPPING" || slices.ContainsFunc(o.lines, func(l *line) bool { return l.shipped > 0 }) {
		refuse(w, http.StatusBadRequest)
		return
	}
	o.cancelAll(s.touch(o), "")
	w.WriteHeader(http.StatusNoContent)
}

// serveCancelations serves OR30. Amounts over a line's price are refused, and taxes are needed
// where the line has them.
func (s *Simulator) serveCancelations(w http.ResponseWriter, r *http.Request) {
	var body struct {
		All []struct {
			Line     string      `json:"order_line_id"`
			Quantity int         `json:"quantity"`
			Amount   json.Number `json:"amount"`
			Reason   string      `json:"reason_code"`
			Taxes    []struct {
				Code string `json:"code"`
			} `json:"taxes"`
		} `json:"cancelations"`
		TaxMode string `json:"order_tax_mode"`
	}
	if !decode(w, r, &body) {
		return
	}
	done := []map[string]any{}
	for _, c := range body.All {
		o, l := s.lineOf(c.Line)
		amount, err := strconv.ParseFloat(string(c.Amount), 64)
		reason, bad := strconv.Atoi(c.Reason)
		if o == nil || o.now() != "SHIPPING" || c.Quantity < 1 || c.Quantity > l.left() || err != nil || bad != nil || reason < 34 || reason >= 34+s.config.Reasons ||
			len(c.Taxes) != 1 || body.TaxMode != s.taxMode() || int64(amount*100+0.5) > l.cents*int64(l.quantity) {
			refuse(w, http.StatusBadRequest)
			return
		}
		l.canceled = append(l.canceled, cancelation{quantity: c.Quantity, cents: int64(amount*100 + 0.5), at: s.touch(o), reason: c.Reason})
		done = append(done, map[string]any{
			"order_line_id": c.Line, "quantity": c.Quantity, "amount": c.Amount, "reason_code": c.Reason, "shipping_amount": 0, "cancelation_id": "1", "shipping_taxes": []any{}, "taxes": []any{},
		})
	}
	send(w, http.StatusOK, map[string]any{"cancelations": done, "order_tax_mode": s.taxMode()})
}

func (s *Simulator) lineOf(id string) (*order, *line) {
	for _, o := range s.orders {
		for _, l := range o.lines {
			if l.id == id {
				return o, l
			}
		}
	}
	return nil, nil
}

// parcel ships lines of an order in a parcel of their own.
func (s *Simulator) parcel(o *order, now time.Time, lines []parcelLine) *parcel {
	p := &parcel{id: fmt.Sprintf("%s-parcel-%d", strings.ToLower(o.id), len(o.parcels)+1), lines: lines, created: now}
	for _, sent := range lines {
		for _, l := range o.lines {
			if l.id == sent.Line {
				l.shipped += sent.Quantity
				if l.left() == 0 {
					l.shippedAt = now
				}
			}
		}
	}
	o.parcels = append(o.parcels, p)
	return p
}

// fits reports whether there is as much left as a parcel holds.
func (o *order) fits(lines []parcelLine) bool {
	sent := map[string]int{}
	for _, l := range lines {
		if l.Quantity < 1 {
			return false
		}
		sent[l.Line] += l.Quantity
	}
	for _, l := range o.lines {
		if sent[l.id] > l.left() {
			return false
		}
		delete(sent, l.id)
	}
	return len(sent) == 0 && len(lines) > 0
}

// serveNewShipments serves ST01, which answers 201 whatever became of each shipment.
func (s *Simulator) serveNewShipments(w http.ResponseWriter, r *http.Request) {
	var body struct {
		Shipments []struct {
			Order    string       `json:"order_id"`
			Lines    []parcelLine `json:"shipment_lines"`
			Shipped  bool         `json:"shipped"`
			Tracking *tracking    `json:"tracking"`
		} `json:"shipments"`
	}
	if !decode(w, r, &body) {
		return
	}
	if !s.config.Several {
		refuse(w, http.StatusBadRequest)
		return
	}
	failed, made := []map[string]any{}, []map[string]any{}
	for _, one := range body.Shipments {
		o := s.find(one.Order)
		if o == nil || o.now() != "SHIPPING" || !one.Shipped || !o.fits(one.Lines) || one.Tracking != nil && !one.Tracking.good() {
			failed = append(failed, map[string]any{"order_id": one.Order, "message": Mark + " cannot be shipped"})
			continue
		}
		p := s.parcel(o, s.touch(o), one.Lines)
		if t := one.Tracking; t != nil {
			p.carrier, p.carrierCode, p.tracking = t.Name, t.Code, t.Number
		}
		made = append(made, o.showParcel(p))
	}
	send(w, http.StatusCreated, map[string]any{"shipment_errors": failed, "shipment_success": made})
}

func (o *order) showParcel(p *parcel) map[string]any {
	return map[string]any{
		"id": p.id, "order_id": o.id, "created_date": stamp(p.created), "last_updated_date": stamp(p.created), "shipped_date": stamp(p.created),
		"status": "SHIPPED", "status_customer_debit": "NO_DEBIT", "shipment_lines": p.lines,
		"tracking": map[string]any{"carrier_code": p.carrierCode, "carrier_name": p.carrier, "tracking_number": p.tracking},
	}
}

func (s *Simulator) serveShipments(w http.ResponseWriter, q url.Values) {
	all := []map[string]any{}
	for _, o := range s.orders {
		if ids := q["order_id"]; len(ids) > 0 && !slices.Contains(ids, o.id) {
			continue
		}
		for _, p := range o.parcels {
			all = append(all, o.showParcel(p))
		}
	}
	s.sendPage(w, q, all)
}

// sendPage sends a page of a list with tokens.
func (s *Simulator) sendPage(w http.ResponseWriter, q url.Values, all []map[string]any) {
	from, to, next, ok := seek(q, len(all))
	if !ok {
		refuse(w, http.StatusBadRequest)
		return
	}
	page := map[string]any{"data": all[from:to]}
	if next != "" {
		page["next_page_token"] = next
	}
	send(w, http.StatusOK, page)
}

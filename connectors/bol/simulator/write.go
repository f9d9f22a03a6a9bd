package simulator

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"time"
)

// Shipment is a report that bol carried out.
type Shipment struct {
	Order, Item, EAN, Reference string
	Quantity                    int
	Transporter, Tracking       string
}

// process is work that bol took on, and does later.
type process struct {
	ID, Event string
	Created   time.Time
	Due       time.Time
	Status    string // PENDING until it is due
	do        func() bool
}

// writes are what bol was told. They are the simulator's, under its lock.
type writes struct {
	processes []*process
	shipments []Shipment
	outcome   string // of processes that come due; "" is what the order allows
}

// Outcome has what is taken on from now end as a status ("FAILURE", "TIMEOUT"), without
// effect; "" has it end as the order allows, and "LATE" as TIMEOUT although it had its
// effect.
func (s *Simulator) Outcome(status string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.writes.outcome = status
}

// Shipments lists the reports that were carried out, the first one first.
func (s *Simulator) Shipments() []Shipment {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.work()
	return slices.Clone(s.writes.shipments)
}

// work does what is due. The caller holds the lock.
func (s *Simulator) work() {
	now := s.config.Clock()
	for _, p := range s.writes.processes {
		if p.Status != "PENDING" || now.Before(p.Due) {
			continue
		}
		switch {
		case s.writes.outcome == "LATE":
			p.do()
			p.Status = "TIMEOUT"
		case s.writes.outcome != "":
			p.Status = s.writes.outcome
		case p.do():
			p.Status = "SUCCESS"
		default:
			p.Status = "FAILURE"
		}
	}
}

// Settle lets what was taken on have its effect at once, or come to nothing.
func (s *Simulator) Settle(succeed bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, p := range s.writes.processes {
		if p.Status != "PENDING" {
			continue
		}
		p.Status = "FAILURE"
		if succeed && p.do() {
			p.Status = "SUCCESS"
		}
	}
}

// Lines are how an order's lines stand: id, quantity, shipped and cancelled.
func (s *Simulator) Lines(number string, line func(id string, quantity, shipped, cancelled int)) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	if o := s.byNumber[number]; o != nil {
		for _, i := range o.OrderItems {
			line(i.OrderItemID, i.Quantity, i.QuantityShipped, i.QuantityCancelled)
		}
	}
}

// take takes work on. The caller holds the lock.
func (s *Simulator) take(event string, do func() bool) *process {
	now := s.config.Clock()
	p := &process{ID: fmt.Sprint(len(s.writes.processes) + 1), Event: event, Created: now, Due: now.Add(s.config.Processing), Status: "PENDING", do: do}
	s.writes.processes = append(s.writes.processes, p)
	return p
}

func (p *process) answer(w http.ResponseWriter, status int) {
	said := map[string]any{
		"processStatusId": p.ID, "eventType": p.Event, "description": "A process.", "status": p.Status, "createTimestamp": stamp{p.Created},
		"links": []map[string]string{{"rel": "self", "href": "https://api.bol.com/shared/process-status/" + p.ID, "method": "GET"}},
	}
	if p.Status == "FAILURE" {
		said["errorMessage"] = "It could not be done for " + Mark + "."
	}
	body, err := json.Marshal(said)
	if err != nil {
		panic(err)
	}
	send(w, status, MediaType, body)
}

// decode reads a request's body strictly.
func decode(w http.ResponseWriter, r *http.Request, into any) bool {
	text, err := io.ReadAll(io.LimitReader(r.Body, 1<<20))
	d := json.NewDecoder(strings.NewReader(string(text)))
	d.DisallowUnknownFields()
	if err != nil || d.Decode(into) != nil {
		problem(w, http.StatusBadRequest, "Bad Request", "The body is not as it should be.")
		return false
	}
	return true
}

func (s *Simulator) serveShipment(w http.ResponseWriter, r *http.Request) {
	var body struct {
		OrderItems []struct {
			OrderItemID string `json:"orderItemId"`
			Quantity    *int   `json:"quantity"`
		} `json:"orderItems"`
		Reference *string `json:"shipmentReference"`
		Label     *string `json:"shippingLabelId"`
		Transport *struct {
			TransporterCode string  `json:"transporterCode"`
			TrackAndTrace   *string `json:"trackAndTrace"`
		} `json:"transport"`
	}
	if !decode(w, r, &body) {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	var wrong []violation
	refuse := func(name, reason string) { wrong = append(wrong, violation{name, reason}) }
	if n := len(body.OrderItems); n < 1 || n > 100 {
		refuse("orderItems", "1 to 100.")
	}
	if body.Reference != nil && (*body.Reference == "" || len(*body.Reference) > 90) {
		refuse("shipmentReference", "1 to 90 characters.")
	}
	if body.Label != nil && body.Transport != nil {
		refuse("transport", "Conflicting transport method.")
	}
	if body.Transport != nil && body.Transport.TransporterCode == "" {
		refuse("transport.transporterCode", "Required.")
	}
	var of *order
	items := make([]*item, len(body.OrderItems))
	for n, one := range body.OrderItems {
		o, i := s.itemOf(one.OrderItemID)
		if i == nil || of != nil && o != of || i.Fulfilment.Method != "FBR" || one.Quantity != nil && *one.Quantity < 1 {
			refuse("orderItems", "An item of one order of the retailer's.")
			break
		}
		of, items[n] = o, i
	}
	if len(wrong) > 0 {
		problem(w, http.StatusBadRequest, "Bad Request", "The request is refused for "+Mark+".", wrong...)
		return
	}
	s.take("CREATE_SHIPMENT", func() bool {
		for n, one := range body.OrderItems {
			if q := one.Quantity; items[n].left() == 0 || q != nil && *q > items[n].left() {
				return false
			}
		}
		for n, one := range body.OrderItems {
			quantity := items[n].left()
			if one.Quantity != nil {
				quantity = *one.Quantity
			}
			done := Shipment{Order: of.OrderID, Item: one.OrderItemID, EAN: items[n].Product.EAN, Quantity: quantity}
			if body.Reference != nil {
				done.Reference = *body.Reference
			}
			if t := body.Transport; t != nil {
				done.Transporter = t.TransporterCode
				if t.TrackAndTrace != nil {
					done.Tracking = *t.TrackAndTrace
				}
			}
			s.writes.shipments = append(s.writes.shipments, done)
			items[n].QuantityShipped += quantity
			items[n].touch(s.config.Clock())
		}
		return true
	}).answer(w, http.StatusAccepted)
}

func (s *Simulator) serveCancellation(w http.ResponseWriter, r *http.Request) {
	var body struct {
		OrderItems []struct {
			OrderItemID string `json:"orderItemId"`
			ReasonCode  string `json:"reasonCode"`
		} `json:"orderItems"`
	}
	if !decode(w, r, &body) {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(body.OrderItems) != 1 || !slices.Contains(reasonCodes, body.OrderItems[0].ReasonCode) {
		problem(w, http.StatusBadRequest, "Bad Request", "One item with a reason.")
		return
	}
	_, i := s.itemOf(body.OrderItems[0].OrderItemID)
	if i == nil {
		problem(w, http.StatusBadRequest, "Bad Request", "The item is not known.")
		return
	}
	s.take("CANCEL_ORDER", func() bool {
		left := i.left()
		if left == 0 {
			return false
		}
		i.QuantityCancelled += left
		i.CancellationRequest = false
		i.touch(s.config.Clock())
		return true
	}).answer(w, http.StatusAccepted)
}

var reasonCodes = []string{
	"OUT_OF_STOCK", "REQUESTED_BY_CUSTOMER", "BAD_CONDITION", "HIGHER_SHIPCOST", "INCORRECT_PRICE", "NOT_AVAIL_IN_TIME",
	"NO_BOL_GUARANTEE", "ORDERED_TWICE", "RETAIN_ITEM", "TECH_ISSUE", "UNFINDABLE_ITEM", "OTHER",
}

func (s *Simulator) serveProcess(w http.ResponseWriter, id string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.work()
	for _, p := range s.writes.processes {
		if p.ID == id {
			p.answer(w, http.StatusOK)
			return
		}
	}
	problem(w, http.StatusNotFound, "Not Found", "The process is not known.")
}

// serveShipments lists an order's shipments.
func (s *Simulator) serveShipments(w http.ResponseWriter, number string) {
	s.mu.Lock()
	s.work()
	list := []map[string]any{}
	for n, one := range s.writes.shipments {
		o := s.byNumber[one.Order]
		if one.Order != number || o == nil {
			continue
		}
		list = append(list, map[string]any{
			"shipmentId": fmt.Sprint(n + 1), "shipmentDateTime": stamp{s.config.Clock()}, "shipmentReference": one.Reference,
			"order":         map[string]any{"orderId": number, "orderPlacedDateTime": o.Placed},
			"shipmentItems": []map[string]any{{"orderItemId": one.Item, "ean": one.EAN}}, "transport": map[string]any{"transportId": fmt.Sprint(n + 1)},
		})
	}
	s.mu.Unlock()
	sendJSON(w, http.StatusOK, map[string]any{"shipments": list})
}

// itemOf finds an item by its id. The caller holds the lock.
func (s *Simulator) itemOf(id string) (*order, *item) {
	for n := len(s.orders) - 1; n >= 0; n-- {
		for _, i := range s.orders[n].OrderItems {
			if i.OrderItemID == id {
				return s.orders[n], i
			}
		}
	}
	return nil, nil
}

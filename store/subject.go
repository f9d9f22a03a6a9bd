package store

import (
	"context"
	"encoding/json"
	"time"

	"github.com/google/uuid"

	"orderveil"
	"orderveil/personal"
)

// SubjectQuery says whose data is asked for: by one order's number, or by what the
// person gave the marketplace.
type SubjectQuery struct {
	Number      *string
	Email       *string
	Phone       *string
	Postcode    *string
	HouseNumber *string // together with the postcode
}

// maxSubjectOrders is how many orders of one person an export holds.
const maxSubjectOrders = 1000

// SubjectExport is all that is kept of one person (GDPR art. 15 and 20).
type SubjectExport struct {
	Orders     []*OrderView
	Identified bool // something was found
	Found      SubjectFound
	document   subjectDocument
}

// SubjectFound says in a code what the answer means. The codes never change; the console
// has words for them in other languages.
type SubjectFound string

// The answers, as the API names them. Without the person's data nobody is recognised any
// more, and nothing need be kept for that (GDPR art. 11).
const (
	FoundNothing       SubjectFound = "NOTHING"        // by which the person can be recognised
	FoundSomeForgotten SubjectFound = "SOME_FORGOTTEN" // what is left of some orders names nobody
	FoundAll           SubjectFound = "ALL"            // all that is kept
)

// SubjectsFound lists the answers.
func SubjectsFound() []SubjectFound {
	return []SubjectFound{FoundNothing, FoundSomeForgotten, FoundAll}
}

// JSON is the export for machines.
func (e *SubjectExport) JSON() (string, error) {
	text, err := json.MarshalIndent(e.document, "", "  ")
	return string(text), err
}

// Page is the export for people, in their language: one HTML page that needs nothing else.
func (e *SubjectExport) Page(language Language) (string, error) {
	return subjectPage(e.document, language)
}

// ExportSubject gathers what is kept of a person: orders with their parties, parcels and
// notes, who received them, and who looked at them. It is for those who see every
// category.
func (s *Store) ExportSubject(ctx context.Context, v orderveil.Viewer, q SubjectQuery) (*SubjectExport, error) {
	if !v.Can(orderveil.PermissionSubjectRequests) || !seesEverything(v) {
		return nil, orderveil.ErrForbidden
	}
	asked, err := q.asked()
	if err != nil {
		return nil, err
	}
	orders, err := s.ordersOfSubject(ctx, v, q)
	if err != nil {
		return nil, err
	}
	e := &SubjectExport{Orders: orders, Identified: len(orders) > 0, Found: subjectFound(orders)}
	e.document = subjectDocument{MadeAt: s.config.Clock().UTC(), AskedBy: English.Say("by", asked), by: asked, found: string(e.Found), Message: e.Message(), Orders: []subjectOrder{}}
	labels, err := s.labels(ctx, v)
	if err != nil {
		return nil, err
	}
	looks, err := s.looksOfSubject(ctx, v, orders)
	if err != nil {
		return nil, err
	}
	for _, o := range orders {
		told, err := describe(ctx, o, labels)
		if err != nil {
			return nil, err
		}
		for _, l := range looks[o.row.ID] {
			told.Looks = append(told.Looks, subjectLook{At: l.At(), Subject: l.Subject(), Role: l.Role(), Via: l.Via(), Categories: categoryNames(l.Categories())})
		}
		e.document.Orders = append(e.document.Orders, told)
	}
	return e, nil
}

// mostLooks is how many looks of each order an export lists.
const mostLooks = 1000

// looksOfSubject reads who looked at any of the orders.
func (s *Store) looksOfSubject(ctx context.Context, v orderveil.Viewer, orders []*OrderView) (found map[uuid.UUID][]*LookView, err error) {
	if len(orders) == 0 {
		return nil, nil
	}
	ids, since := make([]uuid.UUID, len(orders)), orders[0].row.ImportedAt
	for i, o := range orders {
		ids[i] = o.row.ID
		if o.row.ImportedAt.Before(since) {
			since = o.row.ImportedAt
		}
	}
	err = s.with(ctx, v.Account, func(a *openAccount) error {
		found, err = a.looksAt(ctx, ids, since, mostLooks)
		return err
	})
	return found, err
}

func categoryNames(categories []personal.Category) []string {
	names := make([]string, len(categories))
	for i, c := range categories {
		names[i] = c.String()
	}
	return names
}

func seesEverything(v orderveil.Viewer) bool {
	for _, c := range personal.Categories() {
		if min(v.Decide(orderveil.BillTo, c), v.Decide(orderveil.ShipTo, c)) != orderveil.Reveal {
			return false
		}
	}
	return true
}

// asked names, without its value, what the person is looked for by.
func (q SubjectQuery) asked() (string, error) {
	by := []string{}
	for name, value := range map[string]*string{"number": q.Number, "email": q.Email, "phone": q.Phone, "address": q.Postcode} {
		if value != nil {
			by = append(by, name)
		}
	}
	if len(by) != 1 || q.HouseNumber != nil && q.Postcode == nil || q.Postcode != nil && q.HouseNumber == nil {
		return "", orderveil.Invalidf("give one of: an order number, an e-mail address, a telephone number, or a postcode together with a house number")
	}
	return by[0], nil
}

func (s *Store) ordersOfSubject(ctx context.Context, v orderveil.Viewer, q SubjectQuery) ([]*OrderView, error) {
	if q.Number != nil {
		return s.OrdersByNumber(ctx, v, *q.Number, LoadAll)
	}
	filter := Filter{CustomerEmail: q.Email, CustomerPhone: q.Phone, CustomerPostcode: q.Postcode, CustomerHouseNumber: q.HouseNumber}
	all, size := []*OrderView{}, maxPage
	paging := Paging{First: &size}
	for {
		page, err := s.Orders(ctx, v, filter, paging, LoadAll)
		if err != nil {
			return nil, err
		}
		if all = append(all, page.Nodes...); len(all) > maxSubjectOrders {
			return nil, orderveil.Invalidf("more than %d orders match: this is not one person; ask by order number", maxSubjectOrders)
		}
		info, err := page.PageInfo()
		if err != nil {
			return nil, err
		}
		if !info.HasNextPage {
			return all, nil
		}
		paging.After = info.EndCursor
	}
}

func subjectFound(orders []*OrderView) SubjectFound {
	if len(orders) == 0 {
		return FoundNothing
	}
	for _, o := range orders {
		if o.forgotten() {
			return FoundSomeForgotten
		}
	}
	return FoundAll
}

// Message says what the answer means in English.
func (e *SubjectExport) Message() string { return English.Say("found", string(e.Found)) }

// labels are the merchant's words for the account's connections, by their global ids.
func (s *Store) labels(ctx context.Context, v orderveil.Viewer) (map[string]string, error) {
	connections, err := s.Connections(ctx, v.Account)
	labels := map[string]string{}
	for _, c := range connections {
		labels[c.ID.String()] = c.Label
	}
	return labels, err
}

// The export's document. Personal fields have the API's names.
type (
	subjectDocument struct {
		MadeAt  time.Time      `json:"madeAt"`
		AskedBy string         `json:"askedBy"`
		Message string         `json:"message"`
		Orders  []subjectOrder `json:"orders"`

		by, found string // codes of the two above
	}
	subjectOrder struct {
		Number           string            `json:"number"`
		HubNumber        string            `json:"hubNumber"`
		BackOfficeNumber string            `json:"backOfficeNumber,omitempty"`
		From             string            `json:"from"`
		PlacedAt         time.Time         `json:"placedAt"`
		HandledAt        *time.Time        `json:"handledAt,omitempty"`
		Status           string            `json:"status"`
		Total            string            `json:"total"`
		Currency         string            `json:"currency"`
		Tax              string            `json:"tax,omitempty"`
		Lines            []subjectLine     `json:"lines"`
		BillTo           map[string]string `json:"billTo,omitempty"`
		ShipTo           map[string]string `json:"shipTo,omitempty"`
		Shipments        []subjectShipment `json:"shipments"`
		Privacy          subjectPrivacy    `json:"privacy"`
		Receivers        []subjectReceiver `json:"receivers"`
		Timeline         []subjectEvent    `json:"timeline"`
		Looks            []subjectLook     `json:"looks"`

		reasons []PrivacyReason
		role    orderveil.Role
	}
	subjectLook struct {
		At         time.Time `json:"at"`
		Subject    string    `json:"subject"`
		Role       string    `json:"role"`
		Via        string    `json:"via"`
		Categories []string  `json:"categories"`
	}
	subjectLine struct {
		SKU      string `json:"sku,omitempty"`
		Title    string `json:"title"`
		Quantity int    `json:"quantity"`
		Total    string `json:"total"`
	}
	subjectShipment struct {
		Carrier      string    `json:"carrier"`
		TrackingCode string    `json:"trackingCode,omitempty"`
		TrackingURL  string    `json:"trackingUrl,omitempty"`
		ShippedAt    time.Time `json:"shippedAt"`
	}
	subjectPrivacy struct {
		State     string `json:"state"`
		ForgetOn  string `json:"forgetOn"`
		HoldUntil string `json:"holdUntil,omitempty"`
		Pseudonym string `json:"pseudonym,omitempty"`
		Reason    string `json:"reason"`
	}
	subjectReceiver struct {
		Name  string `json:"name"`
		State string `json:"state"`
	}
	subjectEvent struct {
		At     time.Time `json:"at"`
		Kind   string    `json:"kind"`
		Detail string    `json:"detail,omitempty"`
		Actor  string    `json:"actor,omitempty"`
		Note   string    `json:"note,omitempty"`
	}
)

// describe reads an order through its view, so that the policy has its say here too.
func describe(ctx context.Context, o *OrderView, labels map[string]string) (subjectOrder, error) {
	p := o.Privacy()
	d := subjectOrder{
		Number: o.Number(), HubNumber: o.HubNumber(), BackOfficeNumber: text(o.BackOfficeNumber()),
		From: labels[o.row.ConnectionID.String()], PlacedAt: o.PlacedAt(), HandledAt: o.HandledAt(), Status: string(o.Status()),
		Total: orderveil.DecimalText(o.row.Total), Currency: o.row.Currency,
		Lines: []subjectLine{}, Shipments: []subjectShipment{}, Receivers: []subjectReceiver{}, Timeline: []subjectEvent{}, Looks: []subjectLook{},
		Privacy: subjectPrivacy{State: string(p.State), ForgetOn: p.ForgetOn.String(), Pseudonym: text(p.Pseudonym), Reason: p.Reason()},
		reasons: p.Reasons, role: p.role,
	}
	if p.HoldUntil != nil {
		d.Privacy.HoldUntil = p.HoldUntil.String()
	}
	if o.row.Tax.Valid {
		d.Tax = orderveil.DecimalText(o.row.Tax.Decimal)
	}
	for _, l := range o.Lines() {
		d.Lines = append(d.Lines, subjectLine{SKU: text(l.SKU()), Title: l.Title(), Quantity: l.Quantity(), Total: orderveil.DecimalText(l.row.Total)})
	}
	for _, row := range o.row.Edges.Deliveries {
		d.Receivers = append(d.Receivers, subjectReceiver{Name: labels[row.ConnectionID.String()], State: string(row.State)})
	}
	var err error
	if d.BillTo, err = o.BillTo().all(); err != nil {
		return d, err
	}
	if d.ShipTo, err = o.ShipTo().all(); err != nil {
		return d, err
	}
	for _, s := range o.Shipments() {
		code, err := s.TrackingCode()
		if err != nil {
			return d, err
		}
		url, err := s.TrackingURL()
		if err != nil {
			return d, err
		}
		d.Shipments = append(d.Shipments, subjectShipment{Carrier: s.Carrier(), TrackingCode: text(code), TrackingURL: text(url), ShippedAt: s.ShippedAt()})
	}
	return d, d.addTimeline(ctx, o)
}

func (d *subjectOrder) addTimeline(ctx context.Context, o *OrderView) error {
	size := maxPage
	for after := (*string)(nil); ; {
		events, err := o.Timeline(ctx, &size, after)
		if err != nil {
			return err
		}
		for _, e := range events.Nodes {
			note, err := e.Note()
			if err != nil {
				return err
			}
			d.Timeline = append(d.Timeline, subjectEvent{At: e.At(), Kind: e.Kind(), Detail: text(e.Detail()), Actor: text(e.Actor()), Note: text(note)})
		}
		info := events.PageInfo()
		if !info.HasNextPage {
			return nil
		}
		after = info.EndCursor
	}
}

// all is every field of a party that there is, by the API's names, with the country.
func (p *PartyView) all() (map[string]string, error) {
	if p == nil {
		return nil, nil
	}
	found := map[string]string{"country": p.Country()}
	for _, f := range personal.Fields() {
		value, err := p.text(f)
		if err != nil {
			return nil, err
		}
		if value != nil {
			found[f.String()] = *value
		}
	}
	return found, nil
}

func text(t *string) string {
	if t == nil {
		return ""
	}
	return *t
}

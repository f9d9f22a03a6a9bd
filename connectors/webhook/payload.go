package webhook

import (
	"time"

	"orderveil"
	"orderveil/connectors"
	"orderveil/personal"
)

// Event is the body of a webhook, JSON. Which system gets customer data is the
// merchant's choice: without it, Order is absent, and the receiver asks the API with
// a token of its own.
type Event struct {
	Type      string    `json:"type"`      // "order.created"
	Timestamp time.Time `json:"timestamp"` // when this attempt was made
	Data      Data      `json:"data"`
}

// Data names the order.
type Data struct {
	Reference string `json:"reference"` // the same for ever: receiving it twice means once
	Number    string `json:"number"`    // the marketplace's order number
	HubNumber string `json:"hubNumber"`
	Order     *Order `json:"order,omitempty"`
}

// Order is what a back office needs to send an order out. Amounts are decimal
// strings, VAT included.
type Order struct {
	PlacedAt time.Time `json:"placedAt"`
	Currency string    `json:"currency"`
	Total    string    `json:"total"`
	Tax      string    `json:"tax,omitempty"`
	Lines    []Line    `json:"lines"`
	BillTo   *Party    `json:"billTo,omitempty"`
	ShipTo   *Party    `json:"shipTo,omitempty"`
}

// Line is a product, with the quantity that is left to send.
type Line struct {
	ID        string `json:"id"`
	SKU       string `json:"sku,omitempty"`
	EAN       string `json:"ean,omitempty"`
	Title     string `json:"title"`
	Quantity  int    `json:"quantity"`
	UnitPrice string `json:"unitPrice"` // before discounts
	Total     string `json:"total"`     // of this quantity, after discounts
}

// Party is who pays or receives. Its texts are personal: they leave in this body and
// nowhere else.
type Party struct {
	Country string            `json:"country"`
	Fields  map[string]string `json:"fields"` // by the API's names: firstName, street, …
}

// NoticeEvent is the body of a webhook that tells what became of orders. It holds no
// personal data.
type NoticeEvent struct {
	Type      orderveil.NoticeKind `json:"type"`
	Timestamp time.Time            `json:"timestamp"` // when this attempt was made
	Data      NoticeData           `json:"data"`
}

// NoticeData names the orders; none when the whole account is meant.
type NoticeData struct {
	At     time.Time     `json:"at"` // when it happened
	Orders []NoticeOrder `json:"orders,omitempty"`
}

// NoticeOrder names an order as both sides know it.
type NoticeOrder struct {
	Reference        string `json:"reference"` // as in order.created
	Number           string `json:"number"`    // the marketplace's order number
	HubNumber        string `json:"hubNumber"`
	BackOfficeNumber string `json:"backOfficeNumber,omitempty"` // as the receiver answered
	ForgetOn         string `json:"forgetOn"`                   // 2006-01-02: unreadable in the hub from this day on
}

// NoticeOf is a notice as receivers get it.
func NoticeOf(n connectors.Notice) NoticeData {
	d := NoticeData{At: n.At}
	for _, o := range n.Orders {
		d.Orders = append(d.Orders, NoticeOrder{
			Reference: o.Reference, Number: o.Number, HubNumber: o.HubNumber, BackOfficeNumber: o.BackOfficeNumber, ForgetOn: o.ForgetOn.String(),
		})
	}
	return d
}

// Full is an order as a receiver gets it that gets all of it.
func Full(reference string, o *orderveil.Order) Data { return dataOf(reference, o, true) }

func dataOf(reference string, o *orderveil.Order, full bool) Data {
	d := Data{Reference: reference, Number: o.Number, HubNumber: o.HubNumber}
	if !full {
		return d
	}
	d.Order = &Order{
		PlacedAt: o.PlacedAt, Currency: o.Total.Currency, Total: orderveil.DecimalText(o.Total.Amount),
		BillTo: partyOf(o.BillTo), ShipTo: partyOf(o.ShipTo),
	}
	if o.Tax != nil {
		d.Order.Tax = orderveil.DecimalText(o.Tax.Amount)
	}
	for _, l := range o.Lines {
		if left := l.Left(); left > 0 {
			d.Order.Lines = append(d.Order.Lines, Line{
				ID: l.ID.String(), SKU: l.SKU, EAN: l.EAN, Title: l.Title, Quantity: left, UnitPrice: orderveil.DecimalText(l.UnitPrice),
				Total: orderveil.DecimalText(l.LeftTotal()),
			})
		}
	}
	return d
}

func partyOf(p *orderveil.Party) *Party {
	if p == nil {
		return nil
	}
	out := &Party{Country: p.Country, Fields: map[string]string{}}
	for _, r := range p.Records() {
		for _, f := range personal.Fields() {
			if text := r.Plain(f); text != "" {
				out.Fields[f.String()] = text
			}
		}
	}
	return out
}

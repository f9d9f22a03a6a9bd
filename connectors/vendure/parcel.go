package vendure

import (
	"encoding/json"
	"time"

	"orderveil/connectors"
	"orderveil/personal"
)

// tracked is an order with what became of it.
type tracked struct {
	order
	reference    string
	Fulfillments []fulfillment
	History      struct{ Items []event }
}

// fulfillment is a parcel; it has left when it is shipped.
type fulfillment struct {
	ID, State, Method, TrackingCode string
	UpdatedAt                       time.Time
	Lines                           []lineQuantity
}

type lineQuantity struct {
	OrderLineID string
	Quantity    int
}

// event is an entry of an order's history. Its data is not typed by the API.
type event struct {
	ID, Type  string
	CreatedAt time.Time
	Data      struct {
		FulfillmentID text `json:"fulfillmentId"`
		To            string
		Lines         []struct {
			OrderLineID text `json:"orderLineId"`
			Quantity    int
		}
	}
}

// text is an id, which the API writes as a text and the history as the shop stores it.
type text string

// UnmarshalJSON reads a text or a number.
func (t *text) UnmarshalJSON(b []byte) error {
	var s string
	if json.Unmarshal(b, &s) == nil {
		*t = text(s)
		return nil
	}
	var n json.Number
	err := json.Unmarshal(b, &n)
	*t = text(n)
	return err
}

func (s *Sink) trackedFields() string {
	return `id code state updatedAt customFields { ` + s.reference + ` } lines { id quantity productVariant { id sku } }
		fulfillments { id state updatedAt method trackingCode lines { orderLineId quantity } }
		history(options: {take: 200, sort: {id: ASC}, filter: {type: {in: ["ORDER_CANCELLATION", "ORDER_FULFILLMENT_TRANSITION"]}}}) { items { id type createdAt data } }`
}

// decodeTracked reads a page of orders.
func (s *Sink) decodeTracked(list json.RawMessage) ([]tracked, error) {
	var page struct {
		Items []struct {
			tracked
			CustomFields map[string]any
		}
	}
	if err := json.Unmarshal(list, &page); err != nil || page.Items == nil {
		return nil, badAnswer()
	}
	orders := make([]tracked, 0, len(page.Items))
	for _, item := range page.Items {
		item.tracked.reference, _ = item.CustomFields[s.reference].(string)
		if !item.consistent() {
			return nil, badAnswer()
		}
		orders = append(orders, item.tracked)
	}
	return orders, nil
}

// consistent reports whether fulfilments and cancellations are of the order's lines.
func (o *tracked) consistent() bool {
	known := map[string]bool{}
	for _, l := range o.Lines {
		known[l.ID] = l.ID != ""
	}
	for _, f := range o.Fulfillments {
		for _, l := range f.Lines {
			if f.ID == "" || !known[l.OrderLineID] || l.Quantity < 1 {
				return false
			}
		}
	}
	for _, e := range o.History.Items {
		for _, l := range e.Data.Lines {
			if e.ID == "" || e.Type == "ORDER_CANCELLATION" && !known[string(l.OrderLineID)] {
				return false
			}
		}
	}
	return o.ID != "" && o.reference != ""
}

// shipped reports whether a parcel has left.
func (f *fulfillment) shipped() bool { return f.State == "Shipped" || f.State == "Delivered" }

// parcels are an order's parcels that left, and its cancellations.
func (o *tracked) parcels() (all []connectors.Parcel) {
	for _, f := range o.Fulfillments {
		if !f.shipped() {
			continue
		}
		p := connectors.Parcel{
			Reference: o.reference, ID: "fulfillment-" + f.ID, Carrier: connectors.CarrierOf(f.Method), ShippedAt: o.shippedAt(f),
			Tracking: personal.NewRecord(personal.Delivery).With(personal.TrackingCode, f.TrackingCode),
		}
		for _, l := range f.Lines {
			p.Lines = withLine(p.Lines, o.sku(l.OrderLineID), l.Quantity)
		}
		all = append(all, p)
	}
	for _, e := range o.History.Items {
		if e.Type != "ORDER_CANCELLATION" {
			continue
		}
		p := connectors.Parcel{Reference: o.reference, ID: "cancellation-" + e.ID, Cancelled: true, ShippedAt: e.CreatedAt}
		for _, l := range e.Data.Lines {
			p.Lines = withLine(p.Lines, o.sku(string(l.OrderLineID)), l.Quantity)
		}
		all = append(all, p)
	}
	return all
}

// sku is a line's product.
func (o *tracked) sku(line string) string {
	for _, l := range o.Lines {
		if l.ID == line {
			return l.ProductVariant.SKU
		}
	}
	return ""
}

// shippedAt is when a fulfilment left: the history says it; its own time moves on when it
// is delivered.
func (o *tracked) shippedAt(f fulfillment) time.Time {
	for _, e := range o.History.Items {
		if e.Type == "ORDER_FULFILLMENT_TRANSITION" && string(e.Data.FulfillmentID) == f.ID && e.Data.To == "Shipped" {
			return e.CreatedAt
		}
	}
	return f.UpdatedAt
}

// withLine returns lines with some more of a product: an order has several lines of one
// when its pieces have several prices.
func withLine(lines []connectors.ParcelLine, sku string, quantity int) []connectors.ParcelLine {
	for i := range lines {
		if lines[i].SKU == sku {
			lines[i].Quantity += quantity
			return lines
		}
	}
	return append(lines, connectors.ParcelLine{SKU: sku, Quantity: quantity})
}

package shopify

import (
	"context"
	"time"

	"orderveil/connectors"
	"orderveil/personal"
)

// overlap is how much further back than asked for is looked: an order enters the search a
// moment after it changed.
const overlap = 5 * time.Minute

// changed is an order in the list of those that changed.
type changed struct {
	ID                       string `json:"id"`
	SourceIdentifier         string `json:"sourceIdentifier"`
	CancelledAt              string `json:"cancelledAt"`
	DisplayFulfillmentStatus string `json:"displayFulfillmentStatus"`
}

// Parcels lists the fulfillments of our orders that changed, and those that were cancelled.
func (s *Sink) Parcels(ctx context.Context, since time.Time, page func([]connectors.Parcel) error) error {
	search := "tag:" + ours
	if !since.IsZero() {
		search += " updated_at:>='" + since.Add(-overlap).UTC().Format(time.RFC3339) + "'"
	}
	for after := any(nil); ; {
		var answer struct {
			Orders struct {
				Nodes    []changed `json:"nodes"`
				PageInfo pageInfo  `json:"pageInfo"`
			} `json:"orders"`
		}
		if err := s.api.call(ctx, opChanged, map[string]any{"search": search, "after": after}, &answer); err != nil {
			return err
		}
		var parcels []connectors.Parcel
		for _, o := range answer.Orders.Nodes {
			more, err := s.parcelsOf(ctx, o)
			if err != nil {
				return err
			}
			parcels = append(parcels, more...)
		}
		if len(parcels) > 0 {
			if err := page(parcels); err != nil {
				return err
			}
		}
		info := answer.Orders.PageInfo
		if !info.HasNextPage || info.EndCursor == "" || info.EndCursor == after {
			return nil
		}
		after = info.EndCursor
	}
}

// parcelsOf reads what left of an order, and the word that it will not leave.
func (s *Sink) parcelsOf(ctx context.Context, o changed) ([]connectors.Parcel, error) {
	if o.SourceIdentifier == "" || o.CancelledAt == "" && o.DisplayFulfillmentStatus == "UNFULFILLED" {
		return nil, nil
	}
	_, fulfillments, err := s.fulfillments(ctx, o.ID)
	if err != nil {
		return nil, err
	}
	var parcels []connectors.Parcel
	for _, f := range fulfillments {
		lines, err := s.contents(ctx, f.ID)
		if err != nil {
			return nil, err
		}
		p := f.parcel()
		p.Reference, p.Lines = o.SourceIdentifier, lines
		if len(lines) > 0 { // without lines it would be all that is left
			parcels = append(parcels, p)
		}
	}
	if at, ok := moment(o.CancelledAt); ok {
		parcels = append(parcels, connectors.Parcel{Reference: o.SourceIdentifier, ID: o.ID + "/cancelled", Cancelled: true, ShippedAt: at})
	}
	return parcels, nil
}

// fulfillment is a parcel as Shopify has it.
type fulfillment struct {
	ID           string `json:"id"`
	Status       string `json:"status"`
	CreatedAt    string `json:"createdAt"`
	TrackingInfo []struct {
		Company string `json:"company"`
		Number  string `json:"number"`
		URL     string `json:"url"`
	} `json:"trackingInfo"`
}

func (f *fulfillment) parcel() connectors.Parcel {
	p := connectors.Parcel{ID: f.ID, Tracking: personal.NewRecord(personal.Delivery)}
	p.ShippedAt, _ = moment(f.CreatedAt)
	if len(f.TrackingInfo) > 0 {
		t := f.TrackingInfo[0]
		p.Carrier = connectors.CarrierOf(t.Company)
		p.Tracking = p.Tracking.With(personal.TrackingCode, t.Number).With(personal.TrackingURL, t.URL)
	}
	return p
}

// fulfillments reads what has left of an order: fulfillments that are done. Others are
// cancelled, failed or still a wish to a warehouse.
func (s *Sink) fulfillments(ctx context.Context, id string) (cancelled bool, done []fulfillment, err error) {
	var answer struct {
		Order *struct {
			CancelledAt  string        `json:"cancelledAt"`
			Fulfillments []fulfillment `json:"fulfillments"`
		} `json:"order"`
	}
	if err := s.api.call(ctx, opFulfillments, map[string]any{"id": id}, &answer); err != nil {
		return false, nil, err
	}
	if answer.Order == nil {
		return false, nil, nil // deleted in the meantime
	}
	for _, f := range answer.Order.Fulfillments {
		if f.Status == "SUCCESS" {
			done = append(done, f)
		}
	}
	return answer.Order.CancelledAt != "", done, nil
}

// contents reads what is in a parcel.
func (s *Sink) contents(ctx context.Context, id string) ([]connectors.ParcelLine, error) {
	var lines []connectors.ParcelLine
	for after := any(nil); ; {
		var answer struct {
			Fulfillment *struct {
				FulfillmentLineItems struct {
					Nodes []struct {
						Quantity int `json:"quantity"`
						LineItem struct {
							SKU string `json:"sku"`
						} `json:"lineItem"`
					} `json:"nodes"`
					PageInfo pageInfo `json:"pageInfo"`
				} `json:"fulfillmentLineItems"`
			} `json:"fulfillment"`
		}
		if err := s.api.call(ctx, opContents, map[string]any{"id": id, "after": after}, &answer); err != nil {
			return nil, err
		}
		if answer.Fulfillment == nil {
			return nil, nil
		}
		for _, item := range answer.Fulfillment.FulfillmentLineItems.Nodes {
			if item.Quantity > 0 {
				lines = append(lines, connectors.ParcelLine{SKU: item.LineItem.SKU, Quantity: item.Quantity})
			}
		}
		info := answer.Fulfillment.FulfillmentLineItems.PageInfo
		if !info.HasNextPage || info.EndCursor == "" || info.EndCursor == after {
			return lines, nil
		}
		after = info.EndCursor
	}
}

// moment reads a time that may not be there.
func moment(text string) (time.Time, bool) {
	at, err := time.Parse(time.RFC3339, text)
	return at, err == nil
}

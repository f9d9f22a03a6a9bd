package magento

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"orderveil/connectors"
	"orderveil/personal"
)

// stamp is how Magento writes a time, in UTC.
const stamp = "2006-01-02 15:04:05"

// overlap is how much further back than asked for is looked: the shop's clock is not ours.
const overlap = 5 * time.Minute

// Parcels lists the shipments that changed, and what was cancelled, of our orders.
func (s *Sink) Parcels(ctx context.Context, since time.Time, page func([]connectors.Parcel) error) error {
	from := "2000-01-01 00:00:00"
	if !since.IsZero() {
		from = since.Add(-overlap).UTC().Format(stamp)
	}
	if err := s.shipments(ctx, from, page); err != nil {
		return err
	}
	query := search([]filter{{"updated_at", "gteq", from}}, []filter{{"ext_order_id", "like", "orderveil:%"}})
	return pages(ctx, s.api, "/V1/orders", query, orderFields, func(orders []order) error {
		var parcels []connectors.Parcel
		for i := range orders {
			if orders[i].cancelled() > 0 {
				parcels = append(parcels, orders[i].cancellation())
			}
		}
		if len(parcels) == 0 {
			return nil
		}
		return page(parcels)
	})
}

// cancellation is the word that what was cancelled of an order will not leave.
func (o *order) cancellation() connectors.Parcel {
	p := connectors.Parcel{Reference: o.Reference, ID: fmt.Sprintf("order/%d/cancelled/%d", o.ID, o.cancelled()), Cancelled: true}
	p.ShippedAt, _ = time.Parse(stamp, o.UpdatedAt)
	for _, i := range o.Items {
		if n := pieces(i.Cancelled); n > 0 {
			p.Lines = append(p.Lines, connectors.ParcelLine{SKU: i.SKU, Quantity: n})
		}
	}
	return p
}

// shipment is a parcel as Magento has it.
type shipment struct {
	ID        int    `json:"entity_id"`
	Order     int    `json:"order_id"`
	CreatedAt string `json:"created_at"`
	Items     []struct {
		SKU      string      `json:"sku"`
		OrderRow int         `json:"order_item_id"`
		Quantity json.Number `json:"qty"`
	} `json:"items"`
	Tracks []struct {
		Number  string `json:"track_number"`
		Title   string `json:"title"`
		Carrier string `json:"carrier_code"`
	} `json:"tracks"`
}

const shipmentFields = "entity_id,order_id,created_at,items[sku,order_item_id,qty],tracks[track_number,title,carrier_code]"

// shipments lists what left. A track that was added later changes the shipment.
func (s *Sink) shipments(ctx context.Context, from string, page func([]connectors.Parcel) error) error {
	query := search([]filter{{"updated_at", "gteq", from}})
	return pages(ctx, s.api, "/V1/shipments", query, shipmentFields, func(list []shipment) error {
		references, err := s.references(ctx, list)
		if err != nil {
			return err
		}
		var parcels []connectors.Parcel
		for i := range list {
			if reference := references[list[i].Order]; reference != "" {
				if p := list[i].parcel(reference); len(p.Lines) > 0 { // without lines it would be all that is left
					parcels = append(parcels, p)
				}
			}
		}
		if len(parcels) == 0 {
			return nil
		}
		return page(parcels)
	})
}

// references says which of shipments' orders are ours.
func (s *Sink) references(ctx context.Context, list []shipment) (map[int]string, error) {
	seen, ids := map[int]bool{}, []string{}
	for _, l := range list {
		if !seen[l.Order] {
			seen[l.Order] = true
			ids = append(ids, fmt.Sprint(l.Order))
		}
	}
	found := map[int]string{}
	query := search([]filter{{"entity_id", "in", strings.Join(ids, ",")}}, []filter{{"ext_order_id", "like", "orderveil:%"}})
	err := pages(ctx, s.api, "/V1/orders", query, "entity_id,ext_order_id", func(orders []order) error {
		for _, o := range orders {
			found[o.ID] = o.Reference
		}
		return nil
	})
	return found, err
}

func (s *shipment) parcel(reference string) connectors.Parcel {
	p := connectors.Parcel{Reference: reference, ID: fmt.Sprintf("shipment/%d", s.ID), Tracking: personal.NewRecord(personal.Delivery)}
	p.ShippedAt, _ = time.Parse(stamp, s.CreatedAt)
	for _, i := range s.Items {
		if n := pieces(i.Quantity); n > 0 {
			p.Lines = append(p.Lines, connectors.ParcelLine{SKU: i.SKU, Quantity: n})
		}
	}
	if len(s.Tracks) > 0 {
		// "custom" is any carrier that the shop has no code for: its title is what people wrote.
		t := s.Tracks[0]
		p.Carrier = connectors.CarrierOf(t.Title)
		if t.Title == "" {
			p.Carrier = connectors.CarrierOf(t.Carrier)
		}
		p.Tracking = p.Tracking.With(personal.TrackingCode, t.Number)
	}
	return p
}

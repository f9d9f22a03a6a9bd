package vendure

import (
	"context"
	"fmt"
	"time"

	"orderveil/connectors"
)

var _ connectors.Tracker = (*Sink)(nil)

// trackPage is how many orders are asked for at a time, with their parcels.
const trackPage = 50

// trackDays is how long after it was placed an order can still be sent in part.
const trackDays = 120

// Parcels lists the fulfilments that were shipped, and the cancellations. An order's time of
// change moves with its state and its totals: a second part that leaves moves neither, so
// orders of which a part is left are read every time.
func (s *Sink) Parcels(ctx context.Context, since time.Time, page func([]connectors.Parcel) error) error {
	document := fmt.Sprintf(`query($skip: Int!, $since: DateTime!, $placed: DateTime!) {
		orders(options: {take: %d, skip: $skip, sort: {id: ASC}, filter: {%s: {isNull: false},
			_or: [{updatedAt: {after: $since}}, {state: {in: ["PartiallyShipped", "PartiallyDelivered"]}, orderPlacedAt: {after: $placed}}]}}) {
			items { %s } } }`, trackPage, s.reference, s.trackedFields())
	for skip := 0; ; skip += trackPage {
		data, err := s.api.call(ctx, true, document, map[string]any{
			"skip": skip, "since": since.UTC().Format(time.RFC3339Nano), "placed": s.clock().AddDate(0, 0, -trackDays).UTC().Format(time.RFC3339Nano),
		})
		if err != nil {
			return err
		}
		orders, err := s.decodeTracked(data["orders"])
		if err != nil {
			return err
		}
		var parcels []connectors.Parcel
		for _, o := range orders {
			parcels = append(parcels, o.parcels()...)
		}
		if len(parcels) > 0 {
			if err := page(parcels); err != nil {
				return err
			}
		}
		if len(orders) < trackPage {
			return nil
		}
	}
}

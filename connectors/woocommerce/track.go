package woocommerce

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"orderveil/connectors"
	"orderveil/personal"
)

// Parcels goes through the orders that changed since, the longest unchanged first. The next
// page begins where the last one ended, by time: orders that change in between move to
// the end, and page numbers would skip others.
func (s *Sink) Parcels(ctx context.Context, since time.Time, page func([]connectors.Parcel) error) error {
	asking := true
	for number := 1; ; {
		all, err := s.changed(ctx, since, number)
		if err != nil {
			return err
		}
		var parcels []connectors.Parcel
		for i := range all {
			some, err := s.parcelsOf(ctx, &all[i], &asking)
			if err != nil {
				return err
			}
			parcels = append(parcels, some...)
		}
		if len(parcels) > 0 {
			if err := page(parcels); err != nil {
				return err
			}
		}
		if len(all) < perPage {
			return nil
		}
		if next := all[len(all)-1].Modified.Add(-time.Second); next.After(since) {
			since, number = next, 1
		} else {
			number++
		}
	}
}

// changed reads a page of the orders that changed after a moment.
func (s *Sink) changed(ctx context.Context, since time.Time, number int) (orders, error) {
	query := url.Values{
		"orderby": {"modified"}, "order": {"asc"}, "per_page": {strconv.Itoa(perPage)}, "page": {strconv.Itoa(number)},
		"include_meta": {trackingKey}, "_fields": {fields + ",meta_data"},
	}
	if !since.IsZero() {
		query.Set("modified_after", since.UTC().Format("2006-01-02T15:04:05"))
		query.Set("dates_are_gmt", "true")
	}
	var all orders
	err := s.api.do(ctx, call{method: http.MethodGet, path: "/orders", query: query}, &all)
	return all, err
}

// parcelsOf is what became of one order: its fulfilments, or what a plug-in wrote down of
// its parcels, or that it is completed; and that it will not be sent. A shop that has no
// fulfilments is asked for them once.
func (s *Sink) parcelsOf(ctx context.Context, o *order, asking *bool) (parcels []connectors.Parcel, err error) {
	if !strings.HasPrefix(o.CreatedVia, "orderveil:") || o.pending() {
		return nil, nil
	}
	if *asking {
		parcels, err = s.fulfilled(ctx, o)
		*asking = !isNoRoute(err)
	}
	if err != nil && *asking {
		return nil, err
	}
	if len(parcels) == 0 {
		parcels = o.tracked()
	}
	switch {
	case o.done() && !o.covers(parcels):
		parcels = append(parcels, connectors.Parcel{Reference: o.CreatedVia, ID: fmt.Sprintf("order:%d", o.ID), ShippedAt: o.Completed.Time})
	case o.withdrawn():
		parcels = append(parcels, connectors.Parcel{Reference: o.CreatedVia, ID: fmt.Sprintf("cancelled:%d", o.ID), Cancelled: true})
	}
	return parcels, nil
}

// done reports whether all of an order has left. One that was paid back after it had been
// completed is.
func (o *order) done() bool {
	return o.Status == "completed" || o.Status == "refunded" && !o.Completed.IsZero()
}

// withdrawn reports whether nothing more of an order will leave, and it is not done.
func (o *order) withdrawn() bool {
	return !o.done() && (o.Status == "cancelled" || o.Status == "refunded" || o.Status == "failed")
}

// covers reports whether parcels hold all that there is in the order.
func (o *order) covers(parcels []connectors.Parcel) bool {
	left := map[string]int{}
	for _, i := range o.LineItems {
		left[i.hubSKU()] += i.Quantity
	}
	for _, p := range parcels {
		if len(p.Lines) == 0 {
			return true
		}
		for _, l := range p.Lines {
			left[l.SKU] -= l.Quantity
		}
	}
	for _, n := range left {
		if n > 0 {
			return false
		}
	}
	return true
}

// hubSKU is what the hub knows a line by.
func (i *item) hubSKU() string {
	if sku := metaText(i.Meta, skuKey); sku != "" {
		return sku
	}
	return i.SKU
}

// fulfilment is a parcel as WooCommerce itself keeps it.
type fulfilment struct {
	ID        int64      `json:"id"`
	Fulfilled bool       `json:"is_fulfilled"`
	Updated   string     `json:"date_updated"`
	Deleted   *string    `json:"date_deleted"`
	Meta      []metaItem `json:"meta_data"`
}

// fulfilments are an order's.
type fulfilments []fulfilment

func (all *fulfilments) sound() bool {
	for _, f := range *all {
		if f.ID <= 0 {
			return false
		}
	}
	return *all != nil
}

// fulfilled reads an order's fulfilments.
func (s *Sink) fulfilled(ctx context.Context, o *order) ([]connectors.Parcel, error) {
	var all fulfilments
	err := s.api.do(ctx, call{method: http.MethodGet, path: fmt.Sprintf("/orders/%d/fulfillments", o.ID)}, &all)
	if isGone(err) { // deleted since it was listed
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var parcels []connectors.Parcel
	for _, f := range all {
		if f.Fulfilled && (f.Deleted == nil || *f.Deleted == "") {
			parcels = append(parcels, f.parcel(o))
		}
	}
	return parcels, nil
}

func (f *fulfilment) parcel(o *order) connectors.Parcel {
	p := connectors.Parcel{
		Reference: o.CreatedVia, ID: fmt.Sprintf("fulfilment:%d", f.ID), Carrier: connectors.CarrierOf(f.carrier()),
		Tracking: tracking(metaText(f.Meta, "_tracking_number"), metaText(f.Meta, "_tracking_url")),
	}
	for _, text := range []string{metaText(f.Meta, "_date_fulfilled"), f.Updated} {
		if at, err := moment(text); err == nil {
			p.ShippedAt = at
			break
		}
	}
	at := map[int64]string{}
	for i := range o.LineItems {
		at[o.LineItems[i].ID] = o.LineItems[i].hubSKU()
	}
	for _, m := range f.Meta {
		var content []struct {
			Item     int64 `json:"item_id"`
			Quantity int   `json:"qty"`
		}
		if m.Key != "_items" || json.Unmarshal(m.Value, &content) != nil {
			continue
		}
		for _, c := range content {
			p.Lines = append(p.Lines, connectors.ParcelLine{SKU: at[c.Item], Quantity: c.Quantity})
		}
	}
	return p
}

// carrier is a fulfilment's carrier: a known one's short name, or what was typed.
func (f *fulfilment) carrier() string {
	for _, key := range []string{"_shipment_provider", "_shipping_provider"} {
		if name := metaText(f.Meta, key); name != "" && name != "other" {
			return name
		}
	}
	return metaText(f.Meta, "_provider_name")
}

// trackingKey is where the shipment tracking plug-ins keep an order's parcels.
const trackingKey = "_wc_shipment_tracking_items"

// tracked are the parcels that a plug-in wrote down. Without their content the first is
// all that is left, once the order is completed; before that nobody can say what is in them.
func (o *order) tracked() (parcels []connectors.Parcel) {
	for _, m := range o.Meta {
		var all []trackingItem
		if m.Key != trackingKey || json.Unmarshal(m.Value, &all) != nil {
			continue
		}
		for n, t := range all {
			p := t.parcel(o, n)
			if len(p.Lines) == 0 && (!o.done() || len(parcels) > 0) {
				continue
			}
			parcels = append(parcels, p)
		}
	}
	return parcels
}

// noted reports whether a plug-in has written down a parcel, of whatever content.
func (o *order) noted() bool {
	for _, m := range o.Meta {
		var all []json.RawMessage
		if m.Key == trackingKey && json.Unmarshal(m.Value, &all) == nil && len(all) > 0 {
			return true
		}
	}
	return false
}

// trackingItem is a parcel as the plug-ins keep it.
type trackingItem struct {
	ID       loose `json:"tracking_id"`
	Provider loose `json:"tracking_provider"`
	Custom   loose `json:"custom_tracking_provider"`
	Number   loose `json:"tracking_number"`
	Link     loose `json:"custom_tracking_link"`
	Shipped  loose `json:"date_shipped"` // seconds since 1970
	Products []struct {
		Item     json.RawMessage `json:"item_id"`
		Quantity json.RawMessage `json:"qty"`
	} `json:"products_list"`
}

func (t *trackingItem) parcel(o *order, n int) connectors.Parcel {
	id, carrier := string(t.ID), t.Provider
	if id == "" {
		id = strconv.Itoa(n)
	}
	if carrier == "" {
		carrier = t.Custom
	}
	p := connectors.Parcel{
		Reference: o.CreatedVia, ID: fmt.Sprintf("tracking:%d:%.40s", o.ID, id), Carrier: connectors.CarrierOf(string(carrier)),
		Tracking: tracking(string(t.Number), string(t.Link)), ShippedAt: o.Completed.Time,
	}
	if seconds, err := strconv.ParseInt(string(t.Shipped), 10, 64); err == nil && seconds > 0 && seconds < 1<<40 {
		p.ShippedAt = time.Unix(seconds, 0).UTC()
	}
	for _, product := range t.Products {
		for i := range o.LineItems {
			item, ok1 := whole(product.Item)
			quantity, ok2 := whole(product.Quantity)
			if ok1 && ok2 && o.LineItems[i].ID == item && quantity > 0 {
				p.Lines = append(p.Lines, connectors.ParcelLine{SKU: o.LineItems[i].hubSKU(), Quantity: int(quantity)})
			}
		}
	}
	return p
}

// whole reads a number that some plug-ins write as a text.
func whole(b json.RawMessage) (int64, bool) {
	n, err := strconv.ParseInt(strings.Trim(string(b), `"`), 10, 32)
	return n, err == nil
}

func tracking(code, link string) personal.Record {
	return personal.NewRecord(personal.Delivery).With(personal.TrackingCode, code).With(personal.TrackingURL, link)
}

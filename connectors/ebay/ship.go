package ebay

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"orderveil"
	"orderveil/connectors"
	"orderveil/connectors/wire"
	"orderveil/personal"
)

var _ connectors.Shipper = (*Source)(nil)

// shippingFulfillment is the request, ShippingFulfillmentDetails of eBay's OpenAPI document.
type shippingFulfillment struct {
	LineItems []lineReference `json:"lineItems"`
	Shipped   string          `json:"shippedDate,omitempty"` // without it, the moment of the call
	Carrier   string          `json:"shippingCarrierCode,omitempty"`
	Tracking  string          `json:"trackingNumber,omitempty"`
}

type lineReference struct {
	ID       string `json:"lineItemId"`
	Quantity int    `json:"quantity"`
}

// Ship reports a parcel, which has its effect at once. eBay takes no reference of ours.
func (s *Source) Ship(ctx context.Context, _ string, d connectors.Dispatch) (connectors.Process, error) {
	if !usable(d.Order) {
		return connectors.Process{}, orderveil.ErrNotFound
	}
	body, err := json.Marshal(request(d, s.clock()))
	if err != nil {
		return connectors.Process{}, err
	}
	answer, err := s.call(ctx, wire.Call{
		Method: http.MethodPost, URL: s.base + "/order/" + url.PathEscape(d.Order) + "/shipping_fulfillment",
		Route: "POST /order/{orderId}/shipping_fulfillment", Body: body,
	})
	if err != nil {
		return connectors.Process{}, err
	}
	if answer.Status == http.StatusCreated {
		return connectors.Process{Done: true}, nil // the id in its Location is the tracking number
	}
	ids, known := errorIDs(answer)
	if !known || answer.Status < 400 || answer.Status == http.StatusConflict {
		return connectors.Process{}, unclear(d.Order)
	}
	return connectors.Process{}, notTaken(d.Order, ids)
}

// aheadAtMost is how far a back office's clock may be ahead of ours: eBay refuses parcels
// from the future, and takes the moment of the call for those that say no time.
const aheadAtMost = 10 * time.Minute

// request is a parcel as eBay takes it: carrier and tracking number come together or not at
// all.
func request(d connectors.Dispatch, now time.Time) shippingFulfillment {
	r := shippingFulfillment{LineItems: make([]lineReference, len(d.Lines))}
	for i, l := range d.Lines {
		r.LineItems[i] = lineReference{ID: l.Line, Quantity: l.Quantity}
	}
	if ahead := d.ShippedAt.Sub(now); !d.ShippedAt.IsZero() && (ahead <= 0 || ahead > aheadAtMost) {
		r.Shipped = stamp(d.ShippedAt)
	}
	if r.Tracking = trackingNumber(d); r.Tracking != "" {
		r.Carrier = carrierCode(d.Carrier)
	}
	return r
}

// trackingNumber leaves letters and digits: eBay takes no others, not even the spaces and
// hyphens with which labels print them.
func trackingNumber(d connectors.Dispatch) string {
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' || r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z' {
			return r
		}
		return -1
	}, d.Tracking.Plain(personal.TrackingCode))
}

// Cancel is not there: the Fulfillment API has no call for it.
func (s *Source) Cancel(context.Context, string, connectors.Cancellation) (connectors.Process, error) {
	return connectors.Process{}, connectors.ErrUnsupported
}

// Settle is never needed: what eBay takes has had its effect.
func (s *Source) Settle(context.Context, string) (connectors.Process, error) {
	return connectors.Process{}, connectors.ErrUnsupported
}

// notTaken is a report that eBay refused.
func notTaken(number string, ids []int) error {
	f := &connectors.Failure{
		Code: "REPORT_REFUSED", Cause: "eBay does not take the shipment of order " + number + ".", Owner: orderveil.OwnerMerchant,
		NextStep: "Look at the order in eBay's Seller Hub: its items may have been sent or cancelled already. Then report what is left.",
		Outcome:  connectors.Refused,
	}
	switch {
	case slices.Contains(ids, errInvalidTracking):
		f.Code, f.Cause = "TRACKING_REFUSED", "eBay does not take the tracking number or the carrier of a parcel of order "+number+"."
		f.NextStep = "Correct the tracking number and the carrier, and report the parcel again."
	case slices.Contains(ids, errInvalidDate):
		f.Code, f.Cause = "DATE_REFUSED", "eBay does not take the time at which a parcel of order "+number+" left."
		f.NextStep = "Check the clock of the back office: a parcel leaves after it was ordered, and not in the future."
	}
	return f
}

// unclear is a report of which nobody knows what came of it.
func unclear(number string) error {
	return &connectors.Failure{
		Code: "REPORT_UNCLEAR", Cause: "eBay does not say what came of the shipment of order " + number + ".", Owner: orderveil.OwnerMarketplace,
		NextStep: "Nothing: eBay is asked what left, and the report repeated if it is still needed.", Outcome: connectors.Unclear,
	}
}

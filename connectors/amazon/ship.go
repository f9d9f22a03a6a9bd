package amazon

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"orderveil"
	"orderveil/connectors"
	"orderveil/connectors/wire"
	"orderveil/personal"
)

var (
	_ connectors.Shipper      = (*Source)(nil)
	_ connectors.ReportFinder = (*Source)(nil)
)

// The request, with the names of Amazon's model: ConfirmShipmentRequest.

type confirmation struct {
	MarketplaceID string `json:"marketplaceId"`
	Package       parcel `json:"packageDetail"`
}

type parcel struct {
	Reference   string        `json:"packageReferenceId"`
	CarrierCode string        `json:"carrierCode"`
	CarrierName string        `json:"carrierName,omitempty"`
	Tracking    string        `json:"trackingNumber"`
	ShipDate    string        `json:"shipDate"`
	Items       []shippedItem `json:"orderItems"`
}

type shippedItem struct {
	ID       string `json:"orderItemId"`
	Quantity int    `json:"quantity"`
}

// Ship confirms a package. It is done when Amazon says so. Amazon takes a package of the
// same number for a correction of the first.
func (s *Source) Ship(ctx context.Context, reference string, d connectors.Dispatch) (connectors.Process, error) {
	if !usable(d.Order) {
		return connectors.Process{}, orderveil.Invalidf("the order number is none of Amazon's")
	}
	f, err := s.order(ctx, d.Order, "")
	if err != nil {
		return connectors.Process{}, err
	}
	marketplace := f.SalesChannel.MarketplaceID
	if !usable(marketplace) || f.Created == nil {
		return connectors.Process{}, badAnswer("Order " + d.Order + " does not say where and when it was placed")
	}
	text, err := json.Marshal(confirmation{MarketplaceID: marketplace, Package: s.parcel(reference, d, *f.Created)})
	if err != nil {
		return connectors.Process{}, err
	}
	answer, err := s.call(ctx, wire.Call{
		Method: http.MethodPost, URL: s.api + "/orders/v0/orders/" + url.PathEscape(d.Order) + "/shipmentConfirmation", Route: confirmShipment, Body: text,
	})
	switch {
	case err != nil:
		return connectors.Process{}, err
	case answer.Status == http.StatusNoContent:
		return connectors.Process{Done: true}, nil
	case answer.Status >= 400 && answer.Status < 500 && theirs(answer):
		return connectors.Process{}, notTaken(d.Order)
	}
	return connectors.Process{}, unclear(d.Order)
}

// parcel is the package. Amazon refuses one that left before the order was placed, or will
// leave, both by its own clock; clocks that are not quite right must not keep it from being
// confirmed.
func (s *Source) parcel(reference string, d connectors.Dispatch, placed time.Time) parcel {
	at := s.wire.Now()
	if !d.ShippedAt.IsZero() {
		at = earlier(d.ShippedAt, at)
	}
	if at.Before(placed) {
		at = placed
	}
	p := parcel{Reference: packageNumber(reference), Tracking: d.Tracking.Plain(personal.TrackingCode), ShipDate: at.UTC().Format(time.RFC3339)}
	p.CarrierCode, p.CarrierName = carrierOf(d.Carrier)
	for _, l := range d.Lines {
		p.Items = append(p.Items, shippedItem{ID: l.Line, Quantity: l.Quantity})
	}
	return p
}

// packageNumber is a parcel's number at Amazon: a positive number in a text, unique within
// the order. It follows from the hub's reference, so that it is the same for every attempt.
func packageNumber(reference string) string {
	digest := sha256.Sum256([]byte(reference))
	return strconv.FormatInt(int64(binary.BigEndian.Uint32(digest[:4])>>1)+1, 10)
}

// Reported looks among an order's packages for its number, or for the same content with the
// same tracking code: Amazon does not promise to show the number that it was given.
func (s *Source) Reported(ctx context.Context, reference string, d connectors.Dispatch) (bool, error) {
	f, err := s.order(ctx, d.Order, "PACKAGES")
	if err != nil {
		return false, err
	}
	for i := range f.Packages {
		if f.Packages[i].ID == packageNumber(reference) || f.Packages[i].holds(d) {
			return true, nil
		}
	}
	return false, nil
}

// holds reports whether a package has a dispatch's tracking code and lines.
func (b *box) holds(d connectors.Dispatch) bool {
	tracking := d.Tracking.Plain(personal.TrackingCode)
	if tracking == "" || b.Tracking != tracking {
		return false
	}
	lines := map[string]int{}
	for _, l := range d.Lines {
		lines[l.Line] += l.Quantity
	}
	for _, i := range b.Items {
		lines[i.ID] -= i.Quantity
	}
	for _, difference := range lines {
		if difference != 0 {
			return false
		}
	}
	return true
}

// Cancel is not possible: sellers cancel at Amazon by a feed or in Seller Central.
func (s *Source) Cancel(context.Context, string, connectors.Cancellation) (connectors.Process, error) {
	return connectors.Process{}, connectors.ErrUnsupported
}

// Settle has nothing to ask for: Amazon takes nothing on that it does later.
func (s *Source) Settle(context.Context, string) (connectors.Process, error) {
	return connectors.Process{}, connectors.ErrUnsupported
}

func notTaken(number string) error {
	return &connectors.Failure{
		Code: "REPORT_REFUSED", Cause: "Amazon does not take the shipment of order " + number + ".", Owner: orderveil.OwnerMerchant,
		NextStep: "Look at the order in Seller Central: it may have been cancelled or shipped already, or want a carrier or a tracking code. Then report what is left.",
		Outcome:  connectors.Refused,
	}
}

func unclear(number string) error {
	return &connectors.Failure{
		Code: "REPORT_UNCLEAR", Cause: "Amazon does not say what came of the shipment of order " + number + ".", Owner: orderveil.OwnerMarketplace,
		NextStep: "Nothing: the order is read again, and the report repeated if it is still needed.",
		Outcome:  connectors.Unclear,
	}
}

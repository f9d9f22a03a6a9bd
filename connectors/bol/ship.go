package bol

import (
	"context"
	"encoding/json"
	"net/http"
	"strings"

	"orderveil"
	"orderveil/connectors"
	"orderveil/connectors/wire"
	"orderveil/personal"
)

var _ connectors.Shipper = (*Source)(nil)

// The requests, with the names of bol's OpenAPI document: ShipmentRequest and
// CancellationRequest.

type shipmentRequest struct {
	OrderItems []shippedItem `json:"orderItems"`
	Reference  string        `json:"shipmentReference,omitempty"`
	Transport  *transport    `json:"transport,omitempty"`
}

type shippedItem struct {
	OrderItemID string `json:"orderItemId"`
	Quantity    int    `json:"quantity"`
}

type transport struct {
	TransporterCode string `json:"transporterCode"`
	TrackAndTrace   string `json:"trackAndTrace,omitempty"`
}

type cancellationRequest struct {
	OrderItems []cancelledItem `json:"orderItems"`
}

type cancelledItem struct {
	OrderItemID string `json:"orderItemId"`
	ReasonCode  string `json:"reasonCode"`
}

// Ship reports a shipment. bol takes it on and says later what came of it. It has no key
// by which it would know a repeated report: the reference stands in it for people.
func (s *Source) Ship(ctx context.Context, reference string, d connectors.Dispatch) (connectors.Process, error) {
	body := shipmentRequest{Reference: reference}
	for _, l := range d.Lines {
		body.OrderItems = append(body.OrderItems, shippedItem{l.Line, l.Quantity})
	}
	tracking := d.Tracking.Plain(personal.TrackingCode)
	if d.Carrier != "" || tracking != "" {
		body.Transport = &transport{TransporterCode: transporter(d.Carrier), TrackAndTrace: tracking}
	}
	return s.begin(ctx, http.MethodPost, "/shipments", body, "the shipment of order "+d.Order)
}

// Cancel cancels what is left of a line, whatever the quantity: bol knows no other
// cancellation, and takes one line at a time.
func (s *Source) Cancel(ctx context.Context, _ string, c connectors.Cancellation) (connectors.Process, error) {
	if len(c.Lines) != 1 {
		return connectors.Process{}, orderveil.Invalidf("bol.com takes the cancellation of one line at a time")
	}
	body := cancellationRequest{OrderItems: []cancelledItem{{c.Lines[0].Line, reasonCode(c.Reason)}}}
	return s.begin(ctx, http.MethodPut, "/orders/cancellation", body, "the cancellation in order "+c.Order)
}

func (s *Source) begin(ctx context.Context, method, path string, body any, what string) (connectors.Process, error) {
	text, err := json.Marshal(body)
	if err != nil {
		return connectors.Process{}, err
	}
	answer, err := s.call(ctx, wire.Call{Method: method, URL: s.base + path, Route: method + " /retailer" + path, Body: text})
	if err != nil {
		return connectors.Process{}, err
	}
	switch {
	case answer.Status == http.StatusAccepted:
		return readProcess(answer.Body, what)
	case answer.Status >= 400 && answer.Status < 500 && problem(answer):
		return connectors.Process{}, notTaken(what, answer.Status)
	}
	return connectors.Process{}, unclear(what)
}

// reasonCode turns our reason into one of bol's.
func reasonCode(r orderveil.CancelReason) string {
	switch r {
	case orderveil.CancelOutOfStock, orderveil.CancelOrderedTwice:
		return string(r)
	case orderveil.CancelCustomerRequest:
		return "REQUESTED_BY_CUSTOMER"
	case orderveil.CancelPriceError:
		return "INCORRECT_PRICE"
	case orderveil.CancelDamaged:
		return "BAD_CONDITION"
	case orderveil.CancelTooLate:
		return "NOT_AVAIL_IN_TIME"
	}
	return "OTHER"
}

// transporters are bol's codes. A code of bol's own that a merchant writes stays as it is.
var transporters = map[connectors.Carrier]string{
	connectors.PostNL: "TNT", // PostNL's former name stayed
	connectors.DHL:    "DHL", connectors.DHLParcel: "DHLFORYOU", connectors.DPD: "DPD-NL", connectors.GLS: "GLS", connectors.UPS: "UPS",
	connectors.FedEx: "FEDEX_NL", connectors.Bpost: "BPOST_BE", connectors.Budbee: "BUDBEE", connectors.Trunkrs: "TRUNKRS",
	connectors.Dynalogic: "DYL", connectors.Courier: "COURIER", connectors.Letter: "BRIEFPOST",
}

// others are codes that stand for no carrier of connectors.Carriers.
var others = []string{
	"TNT-EXTRA", "TNT_BRIEF", "TNT-EXPRESS", "DPD-BE", "BPOST_BRIEF", "FEDEX_BE", "DHL_DE", "DHL-GLOBAL-MAIL", "TSN", "FIEGE",
	"TRANSMISSION", "PARCEL-NL", "LOGOIX", "PACKS", "PES", "CYCLOON",
}

func transporter(c connectors.Carrier) string {
	if code, ok := transporters[c]; ok {
		return code
	}
	for _, code := range others {
		if strings.EqualFold(string(c), code) {
			return code
		}
	}
	return "OTHER"
}

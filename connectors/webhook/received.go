package webhook

import (
	"bytes"
	"encoding/json"
	"strconv"
	"strings"
	"time"

	standardwebhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"

	"orderveil"
	"orderveil/connectors"
	"orderveil/connectors/wire"
	"orderveil/personal"
)

var _ connectors.Messenger = (*Sink)(nil)

// The types of messages that a back office sends to the hub. They never change, and none
// of them is one that the hub sends: a message that comes back is about something else.
const (
	OrderShipped   = "order.shipped"
	OrderCancelled = "order.cancelled"
)

// Report is the body of a message from a back office: what left of an order, or what will
// not be delivered.
type Report struct {
	Type      string     `json:"type"`      // OrderShipped or OrderCancelled
	Timestamp time.Time  `json:"timestamp"` // when it happened
	Data      ReportData `json:"data"`
}

// ReportData names the order and the parcel.
type ReportData struct {
	Reference string `json:"reference"` // as in order.created
	// ID names the parcel within the order: what is told again under one id has one effect.
	// Without it the webhook-id does.
	ID string `json:"id,omitempty"`
	// Lines are what is in it; none means all that is left of the order.
	Lines    []ReportLine `json:"lines,omitempty"`
	Carrier  string       `json:"carrier,omitempty"`  // such as PostNL
	Tracking string       `json:"tracking,omitempty"` // the carrier's code for it
}

// ReportLine is how many of one product.
type ReportLine struct {
	SKU      string `json:"sku"` // as in order.created
	Quantity int    `json:"quantity"`
}

// Limits on a message.
const (
	tolerance   = 5 * time.Minute // between its time and ours, either way
	mostBody    = 256 << 10
	mostID      = 100
	mostCarrier = 100
	mostCode    = 200
)

// Received reads a message of the back office's. It is signed as ours are, with the secret
// reporting_secret, or signing_secret where there is no other.
func (s *Sink) Received(m connectors.Message) ([]connectors.Parcel, error) {
	if !s.genuine(m) {
		return nil, connectors.ErrForged
	}
	if len(m.Body) > mostBody {
		return nil, orderveil.Invalidf("a message is of at most %d KiB", mostBody>>10)
	}
	var r struct {
		Type      string
		Timestamp time.Time
		Data      json.RawMessage
	}
	if err := wire.Decode(m.Body, &r); err != nil {
		return nil, orderveil.Invalidf(`a message is {"type": …, "timestamp": …, "data": {…}}, with times as in 2026-11-23T12:00:00Z`)
	}
	if r.Type != OrderShipped && r.Type != OrderCancelled {
		return nil, nil
	}
	var d ReportData
	strict := json.NewDecoder(bytes.NewReader(r.Data))
	strict.DisallowUnknownFields() // a quantity that is misspelt would be all that is left
	if err := strict.Decode(&d); err != nil {
		return nil, orderveil.Invalidf("data holds reference, id, lines [sku, quantity], carrier and tracking, and nothing else")
	}
	if d.ID == "" {
		d.ID = m.Header.Get(standardwebhooks.HeaderWebhookID)
	}
	if err := d.check(r.Timestamp, s.clock()); err != nil {
		return nil, err
	}
	return []connectors.Parcel{d.parcel(r.Type == OrderCancelled, r.Timestamp)}, nil
}

// genuine reports whether a message is signed with the back office's secret, and recent.
func (s *Sink) genuine(m connectors.Message) bool {
	if s.verifier.VerifyIgnoringTimestamp(m.Body, m.Header) != nil {
		return false
	}
	seconds, err := strconv.ParseInt(m.Header.Get(standardwebhooks.HeaderWebhookTimestamp), 10, 64)
	return err == nil && s.clock().Sub(time.Unix(seconds, 0)).Abs() <= tolerance
}

// check says what whoever wrote the sender has to change.
func (d *ReportData) check(at, now time.Time) error {
	switch {
	case !strings.HasPrefix(d.Reference, "orderveil:") || len(d.Reference) > mostID || !plainNumber(d.Reference):
		return orderveil.Invalidf("data.reference is the reference of the order.created message, orderveil:…")
	case d.ID == "" || len(d.ID) > mostID || !printable(d.ID):
		return orderveil.Invalidf("data.id is 1 to %d plain characters", mostID)
	case at.IsZero() || at.After(now.Add(tolerance)):
		return orderveil.Invalidf("timestamp is when the parcel left, and not in the future")
	case len(d.Carrier) > mostCarrier || !printable(d.Carrier):
		return orderveil.Invalidf("data.carrier is a carrier's name, such as PostNL")
	case len(d.Tracking) > mostCode || !printable(d.Tracking):
		return orderveil.Invalidf("data.tracking is a carrier's code of at most %d plain characters", mostCode)
	case len(d.Lines) > orderveil.MaxLines:
		return orderveil.Invalidf("data.lines has at most %d lines", orderveil.MaxLines)
	}
	for i, l := range d.Lines {
		if l.SKU == "" || len(l.SKU) > orderveil.MaxText || !printable(l.SKU) || l.Quantity < 1 || l.Quantity > orderveil.MaxQuantity {
			return orderveil.Invalidf("data.lines, line %d: sku is one of the order's, and quantity 1 or more", i+1)
		}
	}
	return nil
}

func (d *ReportData) parcel(cancelled bool, at time.Time) connectors.Parcel {
	p := connectors.Parcel{Reference: d.Reference, ID: d.ID, Cancelled: cancelled, ShippedAt: at.UTC()}
	if !cancelled {
		p.Carrier = connectors.CarrierOf(d.Carrier)
		p.Tracking = personal.NewRecord(personal.Delivery).With(personal.TrackingCode, d.Tracking)
	}
	for _, l := range d.Lines {
		p.Lines = append(p.Lines, connectors.ParcelLine{SKU: l.SKU, Quantity: l.Quantity})
	}
	return p
}

// printable reports whether a text is plain: it is shown, and sent on.
func printable(text string) bool {
	for _, r := range text {
		if r < ' ' || r == 0x7f || r == '\uFFFD' {
			return false
		}
	}
	return true
}

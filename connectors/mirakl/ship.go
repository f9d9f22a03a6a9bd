package mirakl

import (
	"context"
	"net/http"
	"net/url"

	"orderveil"
	"orderveil/connectors"
	"orderveil/connectors/wire"
	"orderveil/personal"
)

var (
	_ connectors.Shipper      = (*Source)(nil)
	_ connectors.ReportFinder = (*Source)(nil)
)

// The requests of ST01.

type newShipments struct {
	Shipments []newShipment `json:"shipments"`
}

type newShipment struct {
	Order    string      `json:"order_id"`
	Lines    []newParcel `json:"shipment_lines"`
	Shipped  bool        `json:"shipped"`
	Tracking *tracking   `json:"tracking,omitempty"`
}

type newParcel struct {
	Line     string `json:"order_line_id"`
	Quantity int    `json:"quantity"`
	Package  string `json:"package_reference"`
}

// Ship says that a parcel left. Where an order may have several shipments, ST01 makes one of
// the parcel's lines and ships it in the same call; the reference stands in it as the
// package's. Elsewhere there are only OR23 and OR24, which know no lines: they ship the whole
// order, so that a parcel with a part of it is refused here rather than reported as all.
func (s *Source) Ship(ctx context.Context, reference string, d connectors.Dispatch) (connectors.Process, error) {
	if !usable(d.Order) || len(d.Lines) == 0 {
		return connectors.Process{}, orderveil.Invalidf("a shipment has an order and lines")
	}
	t, err := s.tracking(ctx, d.Carrier, d.Tracking.Plain(personal.TrackingCode))
	if err != nil {
		return connectors.Process{}, harmless(err)
	}
	if s.several {
		return s.shipParcel(ctx, reference, d, t)
	}
	return s.shipWhole(ctx, d, t)
}

// harmless makes of a failed look at something a failure that may be repeated: nothing was
// reported yet.
func harmless(err error) error {
	if f, ok := err.(*connectors.Failure); ok && f.Outcome == connectors.Unclear {
		again := *f
		again.Outcome = connectors.Retry
		return &again
	}
	return err
}

func (s *Source) shipParcel(ctx context.Context, reference string, d connectors.Dispatch, t *tracking) (connectors.Process, error) {
	parcel := newShipment{Order: d.Order, Shipped: true, Tracking: t}
	for _, l := range d.Lines {
		parcel.Lines = append(parcel.Lines, newParcel{Line: l.Line, Quantity: l.Quantity, Package: reference})
	}
	what := "the shipment of order " + d.Order
	answer, err := s.send(ctx, http.MethodPost, "/shipments", "/shipments", newShipments{[]newShipment{parcel}}, false)
	if err != nil {
		return connectors.Process{}, err
	}
	if err := judged(answer.Status, what); err != nil {
		return connectors.Process{}, err
	}
	var said struct {
		Errors []struct {
			Order string `json:"order_id"`
		} `json:"shipment_errors"`
		Success []struct {
			ID    string `json:"id"`
			Order string `json:"order_id"`
		} `json:"shipment_success"`
	}
	if wire.Decode(answer.Body, &said) != nil {
		return connectors.Process{}, unclear(what)
	}
	for _, one := range said.Success {
		if one.Order == d.Order {
			return connectors.Process{ID: one.ID, Done: true}, nil
		}
	}
	if len(said.Errors) > 0 {
		return connectors.Process{}, notTaken(what)
	}
	return connectors.Process{}, unclear(what)
}

// shipWhole enters the tracking, which can be done again without harm, and then says that the
// order left.
func (s *Source) shipWhole(ctx context.Context, d connectors.Dispatch, t *tracking) (connectors.Process, error) {
	o, err := s.read(ctx, d.Order)
	if err != nil {
		return connectors.Process{}, harmless(err)
	}
	what := "the shipment of order " + d.Order
	switch o.covered(d.Lines, nil) {
	case nothing:
		return connectors.Process{}, notTaken(what)
	case part:
		return connectors.Process{}, partial(d.Order)
	}
	if t != nil {
		answer, err := s.send(ctx, http.MethodPut, "/orders/{order_id}/tracking", "/orders/"+url.PathEscape(d.Order)+"/tracking", t, true)
		if err != nil {
			return connectors.Process{}, err
		}
		if err := judged(answer.Status, what); err != nil {
			return connectors.Process{}, err
		}
	}
	answer, err := s.send(ctx, http.MethodPut, "/orders/{order_id}/ship", "/orders/"+url.PathEscape(d.Order)+"/ship", nil, false)
	if err != nil {
		return connectors.Process{}, err
	}
	if err := judged(answer.Status, what); err != nil {
		return connectors.Process{}, err
	}
	return connectors.Process{ID: d.Order, Done: true}, nil
}

// coverage is how much of what is left of an order some lines are.
type coverage int

const (
	nothing coverage = iota // nothing is left
	part
	all
)

func (o *fullOrder) covered(lines []connectors.LineQuantity, parcels map[string]int) coverage {
	sent := map[string]int{}
	for _, l := range lines {
		sent[l.Line] += l.Quantity
	}
	found := nothing
	for i := range o.Lines {
		l := &o.Lines[i]
		gone, cancelled := l.stand(parcels)
		left := l.Quantity - gone - cancelled
		if left == 0 {
			continue
		}
		if sent[l.ID] != left {
			return part
		}
		found = all
	}
	return found
}

func partial(number string) error {
	return &connectors.Failure{
		Code: "SHIPPED_IN_PART", Cause: "The marketplace ships order " + number + " whole, and the parcel holds a part of it.", Owner: orderveil.OwnerMerchant,
		NextStep: "Report the whole order when all of it has left. Where the operator allows several shipments per order, set the connection's setting shipments to \"several\".",
		Outcome:  connectors.Refused,
	}
}

// Settle is never needed: what Mirakl takes has had its effect.
func (s *Source) Settle(_ context.Context, id string) (connectors.Process, error) {
	return connectors.Process{ID: id, Done: true}, nil
}

// Reported looks for a parcel with the reference. Where orders are shipped whole the
// reference stands nowhere, and the order's state says whether it was.
func (s *Source) Reported(ctx context.Context, reference string, d connectors.Dispatch) (bool, error) {
	if !s.several {
		o, err := s.read(ctx, d.Order)
		if err != nil {
			return false, err
		}
		gone := map[string]int{}
		for i := range o.Lines {
			gone[o.Lines[i].ID], _ = o.Lines[i].stand(nil)
		}
		for _, l := range d.Lines {
			if gone[l.Line] < l.Quantity {
				return false, nil
			}
		}
		return true, nil
	}
	if !usable(d.Order) {
		return false, orderveil.ErrNotFound
	}
	all, err := s.shipments(ctx, d.Order)
	if err != nil {
		return false, err
	}
	for _, one := range all {
		for _, l := range one.Lines {
			if l.Package == reference && one.Status != canceled {
				return true, nil
			}
		}
	}
	return false, nil
}

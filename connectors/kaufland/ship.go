package kaufland

import (
	"context"
	"net/http"
	"strconv"

	"orderveil"
	"orderveil/connectors"
	"orderveil/personal"
)

var _ connectors.Shipper = (*Source)(nil)

type sendRequest struct {
	Tracking string `json:"tracking_numbers"`
	Carrier  string `json:"carrier_code"`
}

type cancelRequest struct {
	Reason string `json:"reason"`
}

// Ship says of each piece of a parcel that it was sent. One that is open, which the customer's
// side can still take back, is taken into fulfilment first.
func (s *Source) Ship(ctx context.Context, reference string, d connectors.Dispatch) (connectors.Process, error) {
	carrier, err := s.carrier(ctx, d.Carrier)
	if err != nil {
		return connectors.Process{}, err
	}
	body := sendRequest{Tracking: d.Tracking.Plain(personal.TrackingCode), Carrier: carrier}
	r := report{number: d.Order, reference: reference, lines: d.Lines, repeated: d.Repeated, what: "the shipment of order " + d.Order, done: (*unit).sent}
	return s.report(ctx, r, func(u *unit) (int, error) {
		if u.Status == "open" {
			answer, err := s.patch(ctx, "/order-units/"+strconv.FormatInt(u.ID, 10)+"/fulfil", nil)
			if err != nil || answer.Status >= 500 {
				return answer.Status, err
			}
		}
		answer, err := s.patch(ctx, "/order-units/"+strconv.FormatInt(u.ID, 10)+"/send", body)
		return answer.Status, err
	})
}

// Cancel says of each piece that it will not be delivered.
func (s *Source) Cancel(ctx context.Context, reference string, c connectors.Cancellation) (connectors.Process, error) {
	body := cancelRequest{Reason: reasonCode(c.Reason)}
	r := report{number: c.Order, reference: reference, lines: c.Lines, repeated: c.Repeated, what: "the cancellation in order " + c.Order, done: (*unit).cancelled}
	return s.report(ctx, r, func(u *unit) (int, error) {
		answer, err := s.patch(ctx, "/order-units/"+strconv.FormatInt(u.ID, 10)+"/cancel", body)
		return answer.Status, err
	})
}

// report is something to say about pieces of an order.
type report struct {
	number, reference string
	lines             []connectors.LineQuantity
	repeated          bool
	what              string           // for failures
	done              func(*unit) bool // whether it was said of a unit
}

// report says something of each unit that a report names. Once it has been said of one, a
// failure leaves the report in part: that is for the hub to find out, and not to begin anew.
func (s *Source) report(ctx context.Context, r report, say func(*unit) (int, error)) (connectors.Process, error) {
	o, err := s.details(ctx, r.number)
	if err != nil {
		return connectors.Process{}, err
	}
	key := r.number + " " + r.reference
	units, planned := s.plans.get(key)
	if !planned {
		var ok bool
		if units, ok = o.choose(r.lines, r.repeated, r.done); !ok {
			return connectors.Process{}, notTaken(r.what)
		}
		s.plans.keep(key, units)
	}
	for n, id := range units {
		if err := s.reportUnit(ctx, o.unit(id), r, say); err != nil {
			if n > 0 {
				err = inPart(err)
			}
			return connectors.Process{}, err
		}
	}
	s.plans.done(key)
	return connectors.Process{ID: r.number, Done: true}, nil
}

// reportUnit says something of a unit, unless it was said. What is refused is looked at again:
// an earlier attempt may have had its effect without an answer.
func (s *Source) reportUnit(ctx context.Context, u *unit, r report, say func(*unit) (int, error)) error {
	if u == nil {
		return notTaken(r.what)
	}
	if r.done(u) {
		return nil
	}
	status, err := say(u)
	if err != nil || status == http.StatusNoContent {
		return err
	}
	o, err := s.details(ctx, r.number)
	if err != nil {
		return err
	}
	if again := o.unit(u.ID); again == nil || !r.done(again) {
		return notTaken(r.what)
	}
	return nil
}

// inPart makes of a failure that something would happen later one of which the outcome is to
// be asked for first.
func inPart(err error) error {
	f, ok := err.(*connectors.Failure)
	if !ok || f.Outcome == connectors.Refused {
		return err
	}
	asked := *f
	asked.Outcome = connectors.Unclear
	return &asked
}

// Settle is never needed: what Kaufland takes has had its effect.
func (s *Source) Settle(_ context.Context, id string) (connectors.Process, error) {
	return connectors.Process{ID: id, Done: true}, nil
}

// reasonCode turns our reason into one of Kaufland's.
func reasonCode(r orderveil.CancelReason) string {
	switch r {
	case orderveil.CancelOutOfStock:
		return "NoInventory"
	case orderveil.CancelCustomerRequest:
		return "BuyerCancelled"
	case orderveil.CancelPriceError:
		return "WrongPrice"
	case orderveil.CancelTooLate:
		return "DelayedInventory"
	}
	return "GeneralAdjustment"
}

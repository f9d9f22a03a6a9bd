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
	return s.report(ctx, reference, d.Order, d.Lines, "the shipment of order "+d.Order, (*unit).sent, func(u *unit) (int, error) {
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
	return s.report(ctx, reference, c.Order, c.Lines, "the cancellation in order "+c.Order, (*unit).cancelled, func(u *unit) (int, error) {
		answer, err := s.patch(ctx, "/order-units/"+strconv.FormatInt(u.ID, 10)+"/cancel", body)
		return answer.Status, err
	})
}

// report does something with each unit that a report names. A unit with which it is done
// already is left alone; one that is refused is looked at again, because an earlier attempt
// may have had its effect without an answer.
func (s *Source) report(
	ctx context.Context, reference, number string, lines []connectors.LineQuantity, what string, done func(*unit) bool, do func(*unit) (int, error),
) (connectors.Process, error) {
	o, err := s.details(ctx, number)
	if err != nil {
		return connectors.Process{}, err
	}
	key := number + " " + reference
	units, planned := s.plans.get(key)
	if !planned {
		var ok bool
		if units, ok = o.choose(lines); !ok {
			return connectors.Process{}, notTaken(what)
		}
		s.plans.keep(key, units)
	}
	for _, id := range units {
		u := o.unit(id)
		if u == nil {
			return connectors.Process{}, notTaken(what)
		}
		if done(u) {
			continue
		}
		status, err := do(u)
		if err != nil {
			return connectors.Process{}, err
		}
		if status == http.StatusNoContent {
			continue
		}
		if o, err = s.details(ctx, number); err != nil {
			return connectors.Process{}, err
		}
		if u = o.unit(id); u == nil || !done(u) {
			return connectors.Process{}, notTaken(what)
		}
	}
	s.plans.done(key)
	return connectors.Process{ID: number, Done: true}, nil
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

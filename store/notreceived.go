package store

import (
	"context"
	"strings"

	"github.com/google/uuid"

	"orderveil"
	"orderveil/personal"
)

// received parts orders whose customers the marketplace keeps back: there is nobody to whom
// they could be sent. One that is not stored waits apart, and is read again by itself until
// the connection has the right. One that is stored keeps the customer that it has, and takes
// on everything else, such as that the customer wants to cancel.
func (s *Store) received(ctx context.Context, id, conn uuid.UUID, orders []*orderveil.Order) (fit []*orderveil.Order, refused []Refused, err error) {
	var kept []string
	for _, o := range orders {
		if o.NotReceived != 0 {
			kept = append(kept, o.Number)
		}
	}
	if len(kept) == 0 {
		return orders, nil, nil
	}
	known, err := s.Revisions(ctx, id, conn, kept)
	if err != nil {
		return nil, nil, err
	}
	for _, o := range orders {
		_, stored := known[o.Number]
		switch {
		case o.NotReceived == 0:
		case stored:
			o.BillTo, o.ShipTo = nil, nil
		default:
			refused = append(refused, Refused{Number: shortNumber(o.Number), Problem: s.notReceived(o.NotReceived)})
			continue
		}
		fit = append(fit, o)
	}
	return fit, refused, nil
}

func (s *Store) notReceived(categories personal.Set) orderveil.Problem {
	var names []string
	for _, c := range categories.Categories() {
		names = append(names, c.String())
	}
	return orderveil.Problem{
		Code: "NOT_RECEIVED", Owner: orderveil.OwnerMerchant, At: s.config.Clock(),
		Cause:    "The marketplace keeps back the customer's " + strings.Join(names, ", ") + ": the connection has no right to it.",
		NextStep: "Give the application its role for customer data at the marketplace, and have the merchant authorise it again. The order is then read by itself.",
	}
}

package magento

import (
	"context"
	"net/http"

	"orderveil"
	"orderveil/connectors"
)

// Withdraw cancels an order of which nothing has left.
func (s *Sink) Withdraw(ctx context.Context, reference string) error {
	o, err := s.find(ctx, reference)
	switch {
	case err != nil:
		return err
	case o.shipped() > 0:
		return connectors.ErrLeft
	case o.State == "canceled" || o.State == "closed":
		return nil
	}
	if err := s.cancel(ctx, o.ID); err != nil {
		return err
	}
	// Magento says yes or no, and not why; the order itself knows.
	o, err = s.find(ctx, reference)
	switch {
	case err != nil:
		return err
	case o.shipped() > 0:
		return connectors.ErrLeft
	case o.State == "canceled" || o.State == "closed":
		return nil
	}
	return &connectors.Failure{
		Code: "CANNOT_CANCEL", Owner: orderveil.OwnerMerchant, Outcome: connectors.Refused,
		Cause:    "The Magento shop does not cancel the order: it has been invoiced or is on hold.",
		NextStep: "Look at the order in Magento's admin, and cancel or credit it there.",
	}
}

// cancel asks the shop to cancel what has not left. Cancelling twice does no harm.
func (s *Sink) cancel(ctx context.Context, id int) error {
	var done bool
	return s.api.send(ctx, http.MethodPost, path(id, "/cancel"), map[string]any{}, &done)
}

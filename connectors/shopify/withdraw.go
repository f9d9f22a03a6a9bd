package shopify

import (
	"context"
	"time"

	"orderveil"
	"orderveil/connectors"
)

// Withdraw cancels an order of which nothing has left. Shopify cancels in a job of its own:
// until the order says that it is cancelled, this is a failure that is tried again.
func (s *Sink) Withdraw(ctx context.Context, reference string) error {
	o, err := s.find(ctx, reference)
	if err != nil {
		return err
	}
	if done, err := s.withdrawn(ctx, o.ID); done || err != nil {
		return err
	}
	refused, err := s.cancel(ctx, o.ID)
	if err != nil {
		return err
	}
	// The job may be done at once, the order may have been cancelled before, or something
	// of it may have left a moment ago: the order itself knows.
	if done, err := s.withdrawn(ctx, o.ID); done || err != nil {
		return err
	}
	if refused != nil {
		return cancelRefused(*refused)
	}
	return &connectors.Failure{
		Code: "CANCELLING", Owner: orderveil.OwnerBackOffice, Outcome: connectors.Retry, After: 10 * time.Second,
		Cause: "Shopify is cancelling the order.", NextStep: "Nothing: it is asked again in a moment.",
	}
}

// withdrawn reports whether nothing of an order will leave any more, or ErrLeft.
func (s *Sink) withdrawn(ctx context.Context, id string) (bool, error) {
	cancelled, left, err := s.fulfillments(ctx, id)
	switch {
	case err != nil:
		return false, err
	case len(left) > 0:
		return false, connectors.ErrLeft
	}
	return cancelled, nil
}

func (s *Sink) cancel(ctx context.Context, id string) (*userError, error) {
	var answer struct {
		OrderCancel struct {
			Errors []userError `json:"orderCancelUserErrors"`
		} `json:"orderCancel"`
	}
	err := s.api.call(ctx, opCancel, map[string]any{
		"id": id, "restock": s.inventory != "BYPASS", "note": "Orderveil: the customer or the marketplace cancelled.",
		"refund": map[string]any{"originalPaymentMethodsRefund": s.refund},
	}, &answer)
	if err != nil || len(answer.OrderCancel.Errors) == 0 {
		return nil, err
	}
	return &answer.OrderCancel.Errors[0], nil
}

// cancelRefused maps OrderCancelUserErrorCode.
func cancelRefused(e userError) error {
	if e.Message {
		return rateLimited(time.Minute)
	}
	f := &connectors.Failure{
		Code: "CANNOT_CANCEL", Owner: orderveil.OwnerMerchant, Outcome: connectors.Refused,
		Cause:    "Shopify does not cancel the order: a return, a payment or a fulfilment of it is under way.",
		NextStep: "Look at the order in Shopify's admin and cancel it there.",
	}
	switch e.Code {
	case "NO_REFUND_PERMISSION", "NO_REFUND_TO_STORE_CREDIT_PERMISSION":
		f.Code, f.Outcome = "PERMISSION_MISSING", connectors.Auth
		f.Cause = "The Shopify app of this connection may not book refunds."
		f.NextStep = "Give it the permission to refund orders, or set refund to no."
	case "INTERNAL_ERROR":
		f.Code, f.Owner, f.Outcome = "SHOP_ERROR", orderveil.OwnerBackOffice, connectors.Retry
		f.Cause, f.NextStep = "Shopify could not cancel the order just now.", "Nothing: it is tried again."
	case "NOT_FOUND":
		return orderveil.ErrNotFound
	}
	return f
}

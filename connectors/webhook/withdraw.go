package webhook

import (
	"context"
	"encoding/json"
	"net/http"
	"time"

	"orderveil"
	"orderveil/connectors"
	"orderveil/connectors/wire"
)

var _ connectors.Withdrawer = (*Sink)(nil)

// OrderWithdrawn is the type of the message that asks a back office not to send an order.
// It never changes.
const OrderWithdrawn = "order.withdrawn"

// Withdrawal is the body of that message.
type Withdrawal struct {
	Type      string         `json:"type"`
	Timestamp time.Time      `json:"timestamp"` // when this attempt was made
	Data      WithdrawalData `json:"data"`
}

// WithdrawalData names the order.
type WithdrawalData struct {
	Reference string `json:"reference"` // as in order.created
}

// Withdraw asks the receiver not to send an order. Many receivers answer every message with
// a 2xx, also one that they know nothing of: only {"withdrawn": true} is a yes. A 409 with
// {"code": "LEFT"} says that a parcel has left, a 404 with {"code": "UNKNOWN_ORDER"} that
// there is no such order.
func (s *Sink) Withdraw(ctx context.Context, reference string) error {
	body, err := json.Marshal(Withdrawal{Type: OrderWithdrawn, Timestamp: s.clock().UTC(), Data: WithdrawalData{reference}})
	if err != nil {
		return err
	}
	answer, err := s.post(ctx, messageID(reference)+"_withdrawn", body)
	if err != nil {
		return err
	}
	var reply struct {
		Withdrawn bool   `json:"withdrawn"`
		Code      string `json:"code"`
	}
	known := wire.Decode(answer.Body, &reply) == nil
	switch {
	case answer.Status < 300 && known && reply.Withdrawn:
		return nil
	case answer.Status < 300 && !known && len(answer.Body) > 0 && !plain(answer):
		return unreadable()
	case answer.Status == http.StatusConflict && reply.Code == "LEFT":
		return connectors.ErrLeft
	case answer.Status == http.StatusNotFound && reply.Code == "UNKNOWN_ORDER":
		return orderveil.ErrNotFound
	}
	if f := notWithdrawn(answer); f != nil {
		return f
	}
	return refused(answer, said{}, nil)
}

// notWithdrawn is an answer of a receiver that does not know the message.
func notWithdrawn(a wire.Answer) *connectors.Failure {
	switch {
	case a.Status < 300, a.Status == http.StatusBadRequest, a.Status == http.StatusNotFound, a.Status == http.StatusUnprocessableEntity:
		return &connectors.Failure{
			Code: "NOT_WITHDRAWN", Owner: orderveil.OwnerMerchant, Outcome: connectors.Refused,
			Cause:    "The back office does not confirm that it will not send the order.",
			NextStep: "Cancel the order in the back office by hand. A receiver that can do it itself answers order.withdrawn with {\"withdrawn\": true}.",
		}
	}
	return nil
}

package shopify

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"orderveil"
	"orderveil/connectors"
)

// Notify tells the shop what became of its orders, in each order's note, which only staff
// reads. When the hub has forgotten a customer the shop does too, as far as the Admin API
// goes: in the same step the order's e-mail address, telephone number and shipping address
// are overwritten, and a customer whom Shopify made for this order alone is handed to
// Shopify for erasure, which takes the billing address with it. Without such a customer the
// billing address stays, and the note says so. A note that is there already is not written
// again.
func (s *Sink) Notify(ctx context.Context, n connectors.Notice) error {
	if n.Kind == orderveil.NoticeClosed {
		return connectors.ErrCannotBeTold // there is no order to leave it at
	}
	for _, o := range n.Orders {
		found, err := s.find(ctx, o.Reference)
		if errors.Is(err, orderveil.ErrNotFound) {
			continue // the shop has deleted it, or never had it
		}
		if err != nil {
			return err
		}
		if err := s.notifyOrder(ctx, found.ID, n, o); err != nil {
			return err
		}
	}
	return nil
}

// kept is what the shop keeps of a customer that can be forgotten.
type kept struct {
	CreatedAt string `json:"createdAt"`
	Note      string `json:"note"`
	Email     string `json:"email"`
	Phone     string `json:"phone"`
	Customer  *struct {
		ID             string `json:"id"`
		CreatedAt      string `json:"createdAt"`
		NumberOfOrders string `json:"numberOfOrders"`
	} `json:"customer"`
}

// onlyHere reports whether the customer came with this order and has no other. The
// merchant's own customers are the merchant's.
func (k *kept) onlyHere() bool {
	if k.Customer == nil || k.Customer.NumberOfOrders != "1" {
		return false
	}
	order, ok := moment(k.CreatedAt)
	customer, known := moment(k.Customer.CreatedAt)
	return ok && known && customer.After(order.Add(-time.Minute))
}

func (s *Sink) notifyOrder(ctx context.Context, id string, n connectors.Notice, o connectors.NoticeOrder) error {
	var answer struct {
		Order *kept `json:"order"`
	}
	if err := s.api.call(ctx, opKept, map[string]any{"id": id}, &answer); err != nil {
		return err
	}
	k := answer.Order
	if k == nil || strings.Contains(k.Note, n.ID.String()) {
		return nil
	}
	forget := n.Kind == orderveil.NoticePseudonymised || n.Kind == orderveil.NoticeErased
	erased := forget && k.onlyHere()
	if erased { // first, because the note says that it is done
		if err := s.erase(ctx, k.Customer.ID); err != nil {
			return err
		}
	}
	input := map[string]any{"id": id, "note": strings.TrimSpace(k.Note + "\n" + noteOf(n, o, erased))}
	if forget {
		s.blank(input, k)
	}
	return s.update(ctx, input)
}

// blank overwrites what the Admin API lets an order's customer be overwritten by. Only what
// is there is sent: changes of e-mail and telephone have a narrow limit of their own.
func (s *Sink) blank(input map[string]any, k *kept) {
	if k.Email != "" {
		input["email"] = ""
	}
	if k.Phone != "" {
		input["phone"] = ""
	}
	address := map[string]any{}
	for _, name := range []string{"firstName", "lastName", "company", "address1", "address2", "city", "province", "zip", "phone"} {
		address[name] = ""
	}
	input["shippingAddress"] = address
}

func (s *Sink) update(ctx context.Context, input map[string]any) error {
	var answer struct {
		OrderUpdate struct {
			UserErrors []userError `json:"userErrors"`
		} `json:"orderUpdate"`
	}
	if err := s.api.call(ctx, opForget, map[string]any{"input": input}, &answer); err != nil {
		return err
	}
	return notForgotten(answer.OrderUpdate.UserErrors)
}

func (s *Sink) erase(ctx context.Context, customer string) error {
	var answer struct {
		CustomerRequestDataErasure struct {
			UserErrors []userError `json:"userErrors"`
		} `json:"customerRequestDataErasure"`
	}
	if err := s.api.call(ctx, opErase, map[string]any{"id": customer}, &answer); err != nil {
		return err
	}
	errs := answer.CustomerRequestDataErasure.UserErrors
	if len(errs) > 0 && errs[0].Code == "DOES_NOT_EXIST" {
		return nil
	}
	return notForgotten(errs)
}

func notForgotten(errs []userError) error {
	switch {
	case len(errs) == 0:
		return nil
	case bool(errs[0].Message):
		return rateLimited(time.Minute)
	}
	return &connectors.Failure{
		Code: "NOT_FORGOTTEN", Owner: orderveil.OwnerMerchant, Outcome: connectors.Refused,
		Cause:    "Shopify does not let the customer data of the order be overwritten.",
		NextStep: "Erase the customer's personal data in Shopify's admin.",
	}
}

// noteOf says what happened and what is left to do, without a word of the customer.
func noteOf(n connectors.Notice, o connectors.NoticeOrder, erased bool) string {
	left := "The billing address may still be here: erase it too, unless the law has you keep it."
	if erased {
		left = "Shopify has been asked to erase the customer."
	}
	what := "The customer data of this order was forgotten. " + left
	switch n.Kind {
	case orderveil.NoticeDue:
		what = fmt.Sprintf("The customer data of this order is forgotten on %s. Make the invoice before, if there is none yet.", o.ForgetOn)
	case orderveil.NoticeEmergency:
		what = "In an emergency, staff of the order hub may see the customer data of this order for a while. The audit trail says what was seen."
	case orderveil.NoticeErased:
		what = "The customer asked to be erased. " + left
	}
	return fmt.Sprintf("Orderveil, order %s: %s (%s, notice %s)", o.HubNumber, what, n.Kind, n.ID)
}

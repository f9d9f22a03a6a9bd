package vendure

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/google/uuid"

	"orderveil"
	"orderveil/connectors"
)

var (
	_ connectors.Notifier       = (*Sink)(nil)
	_ connectors.CancelNotifier = (*Sink)(nil)
)

// NotifyCancel leaves a private note at the order, as Notify does.
func (s *Sink) NotifyCancel(ctx context.Context, n connectors.Notice) error { return s.Notify(ctx, n) }

// Notify leaves a private note at each of the orders: Vendure keeps the customer, and
// the shop's staff reads in the order's history that it has to go, and until when. A note
// that is there already is not written again.
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
		there, err := s.noted(ctx, found.ID, n.ID)
		if err != nil {
			return err
		}
		if there {
			continue
		}
		if err := s.note(ctx, found.ID, noteOf(n, o)); err != nil {
			return err
		}
	}
	return nil
}

// noted reports whether an order's history has the note of a notice.
func (s *Sink) noted(ctx context.Context, id string, notice uuid.UUID) (bool, error) {
	const document = `query($id: ID!) { order(id: $id) { history(options: {take: 100, sort: {createdAt: DESC}, filter: {type: {eq: "ORDER_NOTE"}}}) { items { data } } } }`
	data, err := s.api.call(ctx, true, document, map[string]any{"id": id})
	if err != nil {
		return false, err
	}
	var o struct {
		History struct {
			Items []struct {
				Data struct{ Note string }
			}
		}
	}
	if err := json.Unmarshal(data["order"], &o); err != nil {
		return false, badAnswer()
	}
	for _, item := range o.History.Items {
		if strings.Contains(item.Data.Note, notice.String()) {
			return true, nil
		}
	}
	return false, nil
}

func (s *Sink) note(ctx context.Context, id, text string) error {
	const document = `mutation($i: AddNoteToOrderInput!) { addNoteToOrder(input: $i) { id } }`
	_, err := s.api.call(ctx, false, document, map[string]any{"i": map[string]any{"id": id, "note": text, "isPublic": false}})
	return err
}

// noteOf says what happened and what to do, without a word of the customer.
func noteOf(n connectors.Notice, o connectors.NoticeOrder) string {
	what := "The customer data of this order was forgotten. Delete it here too, unless the law has you keep it."
	switch n.Kind {
	case orderveil.NoticeDue:
		what = fmt.Sprintf("The customer data of this order is forgotten on %s. Make the invoice before, if there is none yet.", o.ForgetOn)
	case orderveil.NoticeEmergency:
		what = "In an emergency, staff of the order hub may see the customer data of this order for a while. The audit trail says what was seen."
	case orderveil.NoticeCancel:
		what = "The customer does not want this order any more, or the marketplace cancelled it. Do not send what is left of it."
	case orderveil.NoticeCancelPart:
		what = "Some lines of this order were cancelled, or the customer asked to. Look at the marketplace which, and do not send them."
	case orderveil.NoticeErased:
		what = "The customer asked to be erased. Delete the customer data of this order here too, unless the law has you keep it."
	}
	return fmt.Sprintf("Orderveil, order %s: %s (%s, notice %s)", o.HubNumber, what, n.Kind, n.ID)
}

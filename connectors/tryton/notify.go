package tryton

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"orderveil"
	"orderveil/connectors"
)

// Notify tells Tryton what became of its orders. When the hub forgets a customer, the
// order's party loses its name, addresses and contacts here too: it is the party of this
// one order. What else happened is noted in the sale's comment, once.
func (s *Sink) Notify(ctx context.Context, n connectors.Notice) error {
	if n.Kind == orderveil.NoticeClosed {
		return connectors.ErrCannotBeTold // there is no order to leave it at
	}
	for _, o := range n.Orders {
		if n.Kind == orderveil.NoticePseudonymised || n.Kind == orderveil.NoticeErased {
			if err := s.forget(ctx, o); err != nil {
				return err
			}
		}
		if err := s.comment(ctx, n, o); err != nil {
			return err
		}
	}
	return nil
}

// forget blanks an order's party. The country stays: invoices are kept by it.
func (s *Sink) forget(ctx context.Context, o connectors.NoticeOrder) error {
	p, err := s.findParty(ctx, o.Reference)
	if errors.Is(err, orderveil.ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	values := map[string]any{"name": "Forgotten customer of " + o.HubNumber}
	var addresses []int64
	for _, a := range p.Addresses {
		addresses = append(addresses, a.ID)
	}
	if len(addresses) > 0 {
		blank := map[string]any{"party_name": nil, "street": nil, "postal_code": nil, "city": nil}
		values["addresses"] = []any{[]any{"write", addresses, blank}}
	}
	if len(p.Contacts) > 0 {
		values["contact_mechanisms"] = []any{[]any{"delete", p.Contacts}}
	}
	if len(p.Identifiers) > 0 {
		values["identifiers"] = []any{[]any{"delete", p.Identifiers}}
	}
	var none nothing
	return s.api.write(ctx, &none, "model.party.party.write", []int64{p.ID}, values)
}

// commented is a sale with its comment.
type commented struct {
	ID      int64  `json:"id"`
	Comment string `json:"comment"`
}

type allCommented []commented

func (all *allCommented) sound() bool { return *all != nil }

func (s *Sink) comment(ctx context.Context, n connectors.Notice, o connectors.NoticeOrder) error {
	var found allCommented
	if err := s.api.read(ctx, &found, "model.sale.sale.search_read", []any{[]any{"reference", "=", o.Reference}}, 0, 100, nil, []string{"comment"}); err != nil {
		return err
	}
	for _, sale := range found {
		if strings.Contains(sale.Comment, n.ID.String()) {
			continue
		}
		var none nothing
		text := strings.TrimSpace(sale.Comment + "\n" + commentOf(n, o))
		if err := s.api.write(ctx, &none, "model.sale.sale.write", []int64{sale.ID}, map[string]any{"comment": text}); err != nil {
			return err
		}
	}
	return nil
}

// commentOf says what happened and what to do, without a word of the customer.
func commentOf(n connectors.Notice, o connectors.NoticeOrder) string {
	what := "The customer data of this order was forgotten, and the party blanked. Delete what else is kept of the customer, unless the law has you keep it."
	switch n.Kind {
	case orderveil.NoticeDue:
		what = fmt.Sprintf("The customer data of this order is forgotten on %s. Make the invoice before, if there is none yet.", o.ForgetOn)
	case orderveil.NoticeEmergency:
		what = "In an emergency, staff of the order hub may see the customer data of this order for a while. The audit trail says what was seen."
	case orderveil.NoticeErased:
		what = "The customer asked to be erased, and the party was blanked. Delete what else is kept of the customer, unless the law has you keep it."
	}
	return fmt.Sprintf("Orderveil, order %s: %s (%s, notice %s)", o.HubNumber, what, n.Kind, n.ID)
}

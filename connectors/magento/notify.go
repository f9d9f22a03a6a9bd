package magento

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"orderveil"
	"orderveil/connectors"
)

// Notify leaves a comment at each of the orders, which only the shop's staff reads. When the
// hub has forgotten a customer, the names, addresses and telephone numbers of the order are
// overwritten first. The e-mail address and name that Magento keeps with the order itself,
// and its lists and logs, cannot be reached through the API: the comment says so. A comment
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
		if err := s.notifyOrder(ctx, found.ID, n, o); err != nil {
			return err
		}
	}
	return nil
}

func (s *Sink) notifyOrder(ctx context.Context, id int, n connectors.Notice, o connectors.NoticeOrder) error {
	type comment struct {
		Comment string `json:"comment"`
	}
	comments, _, err := list[comment](ctx, s.api, path(id, "/comments"), nil, "comment")
	if err != nil {
		return err
	}
	for _, c := range comments {
		if strings.Contains(c.Comment, n.ID.String()) {
			return nil
		}
	}
	if n.Kind == orderveil.NoticePseudonymised || n.Kind == orderveil.NoticeErased {
		if err := s.blank(ctx, id); err != nil {
			return err
		}
	}
	var done bool
	return s.api.send(ctx, http.MethodPost, path(id, "/comments"), map[string]any{"statusHistory": map[string]any{
		"comment": noteOf(n, o), "is_customer_notified": 0, "is_visible_on_front": 0, "parent_id": id,
	}}, &done)
}

// place is an order's address, without what is in it.
type place struct {
	ID      int    `json:"entity_id"`
	Type    string `json:"address_type"`
	Country string `json:"country_id"`
}

// blank overwrites both addresses of an order. What Magento does without none of stays as a
// dash.
func (s *Sink) blank(ctx context.Context, id int) error {
	var o struct {
		Billing    place `json:"billing_address"`
		Extensions struct {
			Assignments []struct {
				Shipping struct {
					Address place `json:"address"`
				} `json:"shipping"`
			} `json:"shipping_assignments"`
		} `json:"extension_attributes"`
	}
	const address = "[entity_id,address_type,country_id]"
	fields := "billing_address" + address + ",extension_attributes[shipping_assignments[shipping[address" + address + "]]]"
	if err := s.api.get(ctx, path(id, ""), nil, fields, &o); err != nil {
		return err
	}
	places := []place{o.Billing}
	for _, a := range o.Extensions.Assignments {
		places = append(places, a.Shipping.Address)
	}
	for _, p := range places {
		if p.ID == 0 {
			continue
		}
		var ignored map[string]any
		if err := s.api.send(ctx, http.MethodPut, path(id, ""), map[string]any{"entity": map[string]any{
			"entity_id": p.ID, "parent_id": id, "address_type": p.Type, "country_id": p.Country, "firstname": nobody, "lastname": nobody,
			"street": []string{nobody}, "city": nobody, "postcode": nobody, "telephone": nobody, "company": "", "region": "", "vat_id": "",
			"email": fmt.Sprintf("order-%d@orders.invalid", id),
		}}, &ignored); err != nil {
			return err
		}
	}
	return nil
}

// noteOf says what happened and what is left to do, without a word of the customer.
func noteOf(n connectors.Notice, o connectors.NoticeOrder) string {
	const left = "The name and e-mail address in the order's heading are still here: delete them too, unless the law has you keep them."
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

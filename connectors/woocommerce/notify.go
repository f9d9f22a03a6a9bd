package woocommerce

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"github.com/google/uuid"

	"orderveil"
	"orderveil/connectors"
)

// Notify tells the shop what became of its orders. When the hub forgets a customer, the
// order's addresses are blanked here too, unless the connection says that a note will do;
// of all else a private note is left at the order, once. The shop's own copies, such as a
// customer's account or sent mail, are the merchant's to delete: the note says so.
func (s *Sink) Notify(ctx context.Context, n connectors.Notice) error {
	if n.Kind == orderveil.NoticeClosed {
		return connectors.ErrCannotBeTold // there is no order to leave it at
	}
	for _, told := range n.Orders {
		found, err := s.find(ctx, told.Reference)
		if err != nil {
			return err
		}
		for i := range found {
			if err := s.tell(ctx, &found[i], n, told); err != nil && !isGone(err) {
				return err
			}
		}
	}
	return nil
}

func (s *Sink) tell(ctx context.Context, o *order, n connectors.Notice, told connectors.NoticeOrder) error {
	forgotten := n.Kind == orderveil.NoticePseudonymised || n.Kind == orderveil.NoticeErased
	if forgotten && s.blank {
		if _, err := s.change(ctx, o.ID, blanked()); err != nil {
			return err
		}
	}
	there, err := s.noted(ctx, o.ID, n.ID)
	if err != nil || there {
		return err
	}
	var made note
	return s.api.do(ctx, call{method: http.MethodPost, path: fmt.Sprintf("/orders/%d/notes", o.ID), query: noteFields(), body: map[string]any{
		"note": s.noteFor(n, told), "customer_note": false,
	}}, &made)
}

// blanked are an order's fields of a customer, without the customer. The country stays: the
// shop works out taxes anew when an address changes, and they go by it.
func blanked() map[string]any {
	address := func(more ...string) map[string]any {
		a := map[string]any{}
		for _, name := range append([]string{"first_name", "last_name", "company", "address_1", "address_2", "city", "state", "postcode"}, more...) {
			a[name] = ""
		}
		return a
	}
	billing := address("phone")
	billing["email"] = nil // an empty text is no address to the shop, and refused
	return map[string]any{
		"billing": billing, "shipping": address(), "customer_note": "",
		"meta_data": []map[string]any{{"key": vatKey, "value": ""}},
	}
}

// note is a note at an order.
type note struct {
	ID   int64  `json:"id"`
	Note string `json:"note"`
}

func (n *note) sound() bool { return n.ID > 0 }

// notes are those at an order.
type notes []note

func (all *notes) sound() bool { return *all != nil }

func noteFields() url.Values { return url.Values{"_fields": {"id,note"}} }

// noted reports whether an order has the note of a notice.
func (s *Sink) noted(ctx context.Context, id int64, notice uuid.UUID) (bool, error) {
	query := noteFields()
	query.Set("type", "internal")
	var all notes
	if err := s.api.do(ctx, call{method: http.MethodGet, path: fmt.Sprintf("/orders/%d/notes", id), query: query}, &all); err != nil {
		return false, err
	}
	for _, n := range all {
		if strings.Contains(n.Note, notice.String()) {
			return true, nil
		}
	}
	return false, nil
}

// noteFor says what happened and what to do, without a word of the customer.
func (s *Sink) noteFor(n connectors.Notice, o connectors.NoticeOrder) string {
	what := "The customer data of this order was forgotten."
	switch n.Kind {
	case orderveil.NoticeDue:
		what = fmt.Sprintf("The customer data of this order is forgotten on %s. Make the invoice before, if there is none yet.", o.ForgetOn)
	case orderveil.NoticeEmergency:
		what = "In an emergency, staff of the order hub may see the customer data of this order for a while. The audit trail says what was seen."
	case orderveil.NoticeErased:
		what = "The customer asked to be erased."
	}
	switch forgotten := n.Kind == orderveil.NoticePseudonymised || n.Kind == orderveil.NoticeErased; {
	case forgotten && s.blank:
		what += " The addresses in this order were blanked. Delete what else the shop keeps of the customer, unless the law has you keep it."
	case forgotten:
		what += " Delete it here too, unless the law has you keep it."
	}
	return fmt.Sprintf("Orderveil, order %s: %s (%s, notice %s)", o.HubNumber, what, n.Kind, n.ID)
}

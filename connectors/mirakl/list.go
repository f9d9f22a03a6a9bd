package mirakl

import (
	"context"
	"fmt"
	"net/url"
	"strconv"
	"time"

	"orderveil"
	"orderveil/connectors"
)

const (
	// pageSize is the most that Mirakl shows at once; without it a page has ten orders.
	pageSize = 100
	// mostPages ends a list that has no end.
	mostPages = 2000
)

// List accepts the orders that wait for the merchant, and names those that changed within the
// window. Orders whose customer is not shown yet are left out: showing it is a change, by
// which they are listed later. Mirakl looks back a little further than it is asked to.
func (s *Source) List(ctx context.Context, w connectors.Window, page func([]connectors.Summary) error) error {
	waiting := 0
	if s.accept {
		var err error
		if waiting, err = s.acceptAll(ctx); err != nil {
			return err
		}
	}
	query := url.Values{}
	if !w.Since.IsZero() {
		query.Set("start_update_date", w.Since.UTC().Format(time.RFC3339))
	}
	nameless := 0
	err := s.pages(ctx, query, func(orders []listedOrder) error {
		var shown []connectors.Summary
		for i := range orders {
			o := &orders[i]
			switch {
			case !usable(o.ID):
				nameless++ // it cannot be asked for, and must not hold up the others
			case !hidden(o.State):
				shown = append(shown, connectors.Summary{Number: o.ID, Revision: o.revision(), Size: len(o.Lines)})
			}
		}
		if len(shown) == 0 {
			return nil
		}
		return page(shown)
	})
	switch {
	case err != nil:
		return err
	case waiting > 0:
		return notAccepted(fmt.Sprintf("%d orders have", waiting))
	case nameless > 0:
		return badAnswer(fmt.Sprintf("The marketplace lists %d orders without a number that can be used", nameless))
	}
	return nil
}

// pages reads a list to its end. It is sorted by the day of creation: what is new meanwhile
// comes at the end, and nothing moves up.
func (s *Source) pages(ctx context.Context, query url.Values, each func([]listedOrder) error) error {
	query.Set("max", strconv.Itoa(pageSize))
	first, offset := "", 0
	for range mostPages {
		query.Set("offset", strconv.Itoa(offset))
		answer, err := s.get(ctx, "/orders", query)
		if err != nil {
			return err
		}
		var said listedOrders
		if err := read(answer, "list of orders", &said); err != nil {
			return err
		}
		if said.Orders == nil || said.Total == nil {
			return badAnswer("Mirakl's list of orders is none")
		}
		if len(said.Orders) == 0 {
			return nil
		}
		if said.Orders[0].ID == first {
			return badAnswer("Mirakl's list of orders has no end")
		}
		first = said.Orders[0].ID
		if err := each(said.Orders); err != nil {
			return err
		}
		if offset += len(said.Orders); offset >= *said.Total {
			return nil
		}
	}
	return badAnswer("Mirakl's list of orders has no end")
}

// usable reports whether a text can be an order number. Operators choose their own; it goes
// into a path, into a list with commas, and into messages.
func usable(number string) bool {
	if number == "" || number == "." || number == ".." || len(number) > orderveil.MaxNumber {
		return false
	}
	for _, c := range number {
		switch {
		case c >= '0' && c <= '9', c >= 'A' && c <= 'Z', c >= 'a' && c <= 'z':
		case c == '-', c == '_', c == '.', c == ':', c == '+', c == '~':
		default:
			return false
		}
	}
	return true
}

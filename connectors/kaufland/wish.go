package kaufland

import (
	"context"
	"net/url"
	"strconv"
	"time"

	"orderveil/connectors"
)

// ticketPage is the most tickets that Kaufland shows at once.
const ticketPage = 30

// wishes names the orders whose customers asked to cancel, or were answered, since a moment.
// A ticket names units; the order that they are of is asked for without its customer.
func (s *Source) wishes(ctx context.Context, fronts []string, since time.Time) ([]connectors.Summary, error) {
	tickets, err := s.tickets(ctx, fronts, since)
	if err != nil {
		return nil, err
	}
	known := map[int64]bool{} // units whose order is named
	var named []connectors.Summary
	for _, t := range tickets {
		for _, id := range t.Units {
			if known[id] {
				continue
			}
			number, err := s.orderOf(ctx, id)
			if err != nil {
				return nil, err
			}
			o, err := s.details(ctx, number)
			if err != nil {
				return nil, err
			}
			known[id] = true
			for _, u := range o.Units {
				known[u.ID] = true
			}
			named = append(named, connectors.Summary{Number: number, Revision: o.revision(), Size: len(o.Units)})
		}
	}
	return named, nil
}

func (s *Source) tickets(ctx context.Context, fronts []string, since time.Time) (all []ticket, err error) {
	query := url.Values{
		"topic": {topicCancel}, "ts_updated_from_iso": {moment(since)}, "storefront": fronts,
		"limit": {strconv.Itoa(ticketPage)}, "fulfillment_type": {"fulfilled_by_merchant"},
	}
	for range mostPages {
		query.Set("offset", strconv.Itoa(len(all)))
		answer, err := s.get(ctx, "/tickets", query)
		if err != nil {
			return nil, err
		}
		var said struct {
			Data []ticket `json:"data"`
		}
		if err := read(answer, "list of tickets", &said); err != nil {
			return nil, err
		}
		if said.Data == nil {
			return nil, badAnswer("Kaufland's list of tickets is none")
		}
		all = append(all, said.Data...)
		if len(said.Data) < ticketPage {
			return all, nil
		}
	}
	return nil, badAnswer("Kaufland's list of tickets has no end")
}

// orderOf asks which order a unit is of.
func (s *Source) orderOf(ctx context.Context, id int64) (string, error) {
	answer, err := s.get(ctx, "/order-units/"+strconv.FormatInt(id, 10), nil)
	if err != nil {
		return "", err
	}
	var said struct {
		Data struct {
			Order string `json:"id_order"`
		} `json:"data"`
	}
	if err := read(answer, "order unit", &said); err != nil {
		return "", err
	}
	if !usable(said.Data.Order) {
		return "", badAnswer("Kaufland's order unit is of no order")
	}
	return said.Data.Order, nil
}

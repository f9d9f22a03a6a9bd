package ebay

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"orderveil"
	"orderveil/connectors"
	"orderveil/connectors/wire"
)

// Limits on listing, by eBay's OpenAPI document: at most 200 orders on a page, and none that
// is older than two years.
const (
	pageSize = 200
	// overlap is how many orders of a page come again on the next: an order that changes
	// while the pages are read may move to the end of the list, and those behind it move up.
	overlap = 20
	// mostPages ends a list that has no end.
	mostPages = 2000

	years  = 2
	months = 3
)

// List names the orders that changed within the window. Of all that eBay still shows these
// are the ones on which work is left, however old, and those that changed in three months:
// of older ones eBay gives no customer any more.
func (s *Source) List(ctx context.Context, w connectors.Window, page func([]connectors.Summary) error) error {
	now := s.clock()
	since := w.Since
	if oldest := now.AddDate(0, -months, 0); since.Before(oldest) {
		created := now.AddDate(-years, 0, 1)
		if err := s.list(ctx, "creationdate:["+stamp(created)+"..],orderfulfillmentstatus:{NOT_STARTED|IN_PROGRESS}", page); err != nil {
			return err
		}
		since = oldest
	}
	if since.After(now) {
		since = now // eBay refuses a moment in the future
	}
	return s.list(ctx, "lastmodifieddate:["+stamp(since)+"..]", page)
}

func stamp(t time.Time) string { return t.UTC().Format(timeFormat) }

// list reads a list to its end.
func (s *Source) list(ctx context.Context, filter string, hand func([]connectors.Summary) error) error {
	nameless := 0
	var before []head
	for n := 0; ; n++ {
		orders, err := s.page(ctx, filter, n*(pageSize-overlap))
		if err != nil {
			return err
		}
		if n >= mostPages || same(before, orders) {
			return badAnswer("eBay's list of orders has no end")
		}
		before = orders
		summaries, without := summarise(orders)
		nameless += without
		if len(summaries) > 0 {
			if err := hand(summaries); err != nil {
				return err
			}
		}
		if len(orders) < pageSize {
			break
		}
	}
	if nameless > 0 {
		return badAnswer(fmt.Sprintf("eBay lists %d orders without a number that can be used", nameless))
	}
	return nil
}

// summarise passes over orders that are not paid. One without a number cannot be asked for;
// it must not hold up the others, and the listing says so at its end.
func summarise(orders []head) (summaries []connectors.Summary, nameless int) {
	for i := range orders {
		o := &orders[i]
		switch {
		case !usable(o.OrderID):
			nameless++
		case !o.unpaid():
			summaries = append(summaries, connectors.Summary{Number: o.OrderID, Revision: o.revision(), Size: len(o.LineItems)})
		}
	}
	return summaries, nameless
}

func (s *Source) page(ctx context.Context, filter string, offset int) ([]head, error) {
	query := url.Values{"filter": {filter}, "limit": {strconv.Itoa(pageSize)}, "offset": {strconv.Itoa(offset)}}
	answer, err := s.get(ctx, "GET /order", "/order?"+query.Encode())
	if err != nil {
		return nil, err
	}
	if answer.Status != http.StatusOK {
		return nil, unexpected("Asked for the list of orders, eBay", answer.Status)
	}
	return decodeList(answer.Body)
}

// decodeList reads a page. Without orders it must say that there are none: another object
// must not pass for the end of the list.
func decodeList(body []byte) ([]head, error) {
	var p page
	if err := wire.Decode(body, &p); err != nil {
		return nil, badAnswer("eBay's list of orders is malformed")
	}
	if p.Orders == nil && p.Total == nil {
		return nil, badAnswer("eBay's list of orders is none")
	}
	return p.Orders, nil
}

// same reports whether a full page is the one before it: then the offset is not heeded.
func same(before, orders []head) bool {
	if len(before) < pageSize || len(before) != len(orders) {
		return false
	}
	for i := range orders {
		if before[i].OrderID != orders[i].OrderID {
			return false
		}
	}
	return true
}

// usable reports whether a text can be an order number. It goes into a path and
// into messages. Numbers of before 2019 hold an exclamation mark.
func usable(number string) bool {
	if number == "" || len(number) > orderveil.MaxNumber {
		return false
	}
	for _, c := range number {
		switch {
		case c >= '0' && c <= '9', c >= 'A' && c <= 'Z', c >= 'a' && c <= 'z', c == '-', c == '_', c == '!':
		default:
			return false
		}
	}
	return true
}

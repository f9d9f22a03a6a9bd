package bol

import (
	"bytes"
	"context"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"orderveil"
	"orderveil/connectors"
	"orderveil/connectors/wire"
)

// pageSize is the number of orders on a full page, by bol's OpenAPI document. There
// is no total and no link to the next page: a shorter page is the last.
const pageSize = 50

// A list that has no end is ended: after more pages than any merchant sells orders in a day, or
// when a page comes again and again. Once or twice it may: while a full page of orders is placed
// between two calls, all others move on by just that page.
const mostPages, mostSame = 2000, 3

// List names the orders that changed within the window. A listing that stopped with
// an error goes on where it stopped when it is asked for again with the same Since
// within the hour: at seven list calls in three minutes the three months that bol
// shows take longer than a run may.
func (s *Source) List(ctx context.Context, w connectors.Window, page func([]connectors.Summary) error) error {
	now := s.clock()
	p := s.sweeps.take(w.Since, now)
	err := s.sweep(ctx, plan(w, now), p, now, page)
	if err != nil {
		s.sweeps.put(w.Since, s.clock(), p)
		return err
	}
	if p.nameless > 0 {
		return badAnswer(fmt.Sprintf("bol.com lists %d orders without a number that can be used", p.nameless))
	}
	return nil
}

// sweep reads the steps that are not done. The last one, the recent changes, counts
// from its beginning: when that lies before this call, what changed in between is
// read too, because the caller takes this call's time for the time it has caught up.
func (s *Source) sweep(ctx context.Context, steps []step, p *progress, now time.Time, page func([]connectors.Summary) error) error {
	for _, st := range steps {
		if _, done := p.done[st.label]; done && st.label != labelRecent {
			continue
		}
		if err := s.listStep(ctx, st, p, page); err != nil {
			return err
		}
	}
	began := p.done[labelRecent]
	if !began.Before(now) {
		return nil
	}
	again := recent(min(2*s.clock().Sub(began)+2*time.Minute, longestInterval))
	return s.listStep(ctx, again, p, page)
}

// listStep reads one list to its end.
func (s *Source) listStep(ctx context.Context, st step, p *progress, page func([]connectors.Summary) error) error {
	var before []reducedOrder
	repeated := 0
	for n := p.begin(st.label, s.clock()); ; n++ {
		orders, err := s.listPage(ctx, st.query, n)
		if err != nil {
			return err
		}
		if same(before, orders) {
			repeated++
		} else {
			repeated = 0
		}
		if n > mostPages || repeated == mostSame {
			return badAnswer("bol.com's list of orders has no end")
		}
		before = orders
		if err := s.hand(orders, p, page); err != nil {
			return err
		}
		if len(orders) < pageSize {
			p.finish()
			return nil
		}
		p.page = n + 1
	}
}

// hand gives a page on. An order without a number cannot be asked for; it must not
// hold up the others, and the listing says so at its end.
func (s *Source) hand(orders []reducedOrder, p *progress, page func([]connectors.Summary) error) error {
	named := make([]reducedOrder, 0, len(orders))
	for _, o := range orders {
		if usable(o.OrderID) {
			named = append(named, o)
		} else {
			p.nameless++
		}
	}
	if len(named) == 0 {
		return nil
	}
	return page(s.listed.keep(named))
}

func (s *Source) listPage(ctx context.Context, query url.Values, n int) ([]reducedOrder, error) {
	query = maps.Clone(query)
	query.Set("page", strconv.Itoa(n))
	answer, err := s.get(ctx, "GET /retailer/orders", "/orders?"+query.Encode())
	if err != nil {
		return nil, err
	}
	if answer.Status != http.StatusOK {
		return nil, unexpected("Asked for the list of orders, bol.com", answer.Status)
	}
	return decodeList(answer.Body)
}

// decodeList reads a page. bol answers an empty page with an empty object; any other
// object without orders is no list, and must not pass for the end of one.
func decodeList(body []byte) ([]reducedOrder, error) {
	var r reducedOrders
	if err := wire.Decode(body, &r); err != nil {
		return nil, badAnswer("bol.com's list of orders is malformed")
	}
	if r.Orders == nil && string(bytes.Join(bytes.Fields(body), nil)) != "{}" {
		return nil, badAnswer("bol.com's list of orders is none")
	}
	return r.Orders, nil
}

// same reports whether a full page is the one before it.
func same(before, orders []reducedOrder) bool {
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
// into messages.
func usable(number string) bool {
	if number == "" || len(number) > orderveil.MaxNumber {
		return false
	}
	for _, c := range number {
		switch {
		case c >= '0' && c <= '9', c >= 'A' && c <= 'Z', c >= 'a' && c <= 'z', c == '-', c == '_':
		default:
			return false
		}
	}
	return true
}

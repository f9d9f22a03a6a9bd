package amazon

import (
	"context"
	"fmt"
	"net/http"

	"orderveil/connectors"
	"orderveil/connectors/wire"
)

// mostPages ends a list that has no end: more than anybody can read in the life of a token.
const mostPages = 2000

// List names the orders that changed within the window and are no longer pending. It asks
// for no data about customers. A listing that stopped with an error goes on where it
// stopped when it is asked for again with the same Since: beyond its first twenty calls
// Amazon allows one in three minutes, so that a first listing may take longer than a run.
func (s *Source) List(ctx context.Context, w connectors.Window, page func([]connectors.Summary) error) error {
	now := s.clock()
	p := s.sweeps.take(w.Since)
	if p == nil {
		p = &sweep{steps: plan(w, s.marketplaces, now), began: now}
	}
	nameless := 0
	for {
		if err := s.sweep(ctx, p, page); err != nil {
			s.sweeps.put(w.Since, p)
			return err
		}
		nameless += p.nameless
		if !p.began.Before(now) {
			break
		}
		// It began with an earlier call. The caller takes this call's time for the time it
		// has caught up with, so what changed in between is read too.
		p = &sweep{steps: plan(connectors.Window{Since: p.began}, s.marketplaces, now), began: now}
	}
	if nameless > 0 {
		return badAnswer(fmt.Sprintf("Amazon lists %d orders without a number or a time that can be used", nameless))
	}
	return nil
}

// sweep reads what is left of a listing.
func (s *Source) sweep(ctx context.Context, p *sweep, page func([]connectors.Summary) error) error {
	for n := 1; len(p.steps) > 0; n++ {
		listed, next, err := s.search(ctx, p)
		if err != nil {
			return err
		}
		if next != "" && next == p.token || n > mostPages {
			p.token = ""
			return badAnswer("Amazon's list of orders has no end")
		}
		if err := hand(listed, p, page); err != nil {
			return err
		}
		p.next(next, s.clock())
	}
	return nil
}

// search reads the next page. A page that Amazon refuses may have expired early: the
// search is begun again by the next call.
func (s *Source) search(ctx context.Context, p *sweep) ([]listedOrder, string, error) {
	query := p.page(s.clock())
	answer, err := s.read(ctx, searchOrders, ordersPath, query)
	if err != nil {
		return nil, "", err
	}
	if answer.Status != http.StatusOK {
		p.token = ""
		return nil, "", unexpected("Asked for the list of orders, Amazon", answer.Status)
	}
	return decodeList(answer.Body)
}

// decodeList reads a page. An object without orders is no list, and must not pass for the
// end of one.
func decodeList(body []byte) ([]listedOrder, string, error) {
	var a searchAnswer
	if err := wire.Decode(body, &a); err != nil {
		return nil, "", badAnswer("Amazon's list of orders is malformed")
	}
	if a.Orders == nil {
		return nil, "", badAnswer("Amazon's list of orders is none")
	}
	return a.Orders, a.Pagination.NextToken, nil
}

// hand gives a page on. An order without a number cannot be asked for; it must not
// hold up the others, and the listing says so at its end.
func hand(listed []listedOrder, p *sweep, page func([]connectors.Summary) error) error {
	var named []connectors.Summary
	for i := range listed {
		o := &listed[i]
		if !usable(o.OrderID) || o.LastUpdated == nil {
			p.nameless++
			continue
		}
		named = append(named, connectors.Summary{Number: o.OrderID, Revision: o.revision(), Size: len(o.Items)})
	}
	if len(named) == 0 {
		return nil
	}
	return page(named)
}

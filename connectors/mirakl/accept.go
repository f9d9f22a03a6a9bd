package mirakl

import (
	"context"
	"net/http"
	"net/url"
)

// decision is OR21. A decision must hold all lines: one that is left out is an error.
type decision struct {
	Lines []decidedLine `json:"order_lines"`
}

type decidedLine struct {
	ID       string `json:"id"`
	Accepted bool   `json:"accepted"`
}

// acceptAll accepts the orders that wait for it, however long they have been waiting, and
// returns how many still do. They are collected first: what is accepted leaves the list.
func (s *Source) acceptAll(ctx context.Context) (waiting int, err error) {
	var all []listedOrder
	err = s.pages(ctx, url.Values{"order_state_codes": {waitingAcceptance}}, func(orders []listedOrder) error {
		all = append(all, orders...)
		return nil
	})
	if err != nil {
		return 0, err
	}
	for i := range all {
		if !usable(all[i].ID) {
			waiting++
			continue
		}
		accepted, err := s.acceptOne(ctx, &all[i])
		if err != nil {
			return 0, err
		}
		if !accepted {
			waiting++
		}
	}
	return waiting, nil
}

// acceptOne accepts all lines of an order. A refusal may mean that an earlier attempt, or a
// person, was faster: the order's state tells.
func (s *Source) acceptOne(ctx context.Context, o *listedOrder) (bool, error) {
	var d decision
	for _, l := range o.Lines {
		d.Lines = append(d.Lines, decidedLine{ID: l.ID, Accepted: true})
	}
	answer, err := s.send(ctx, http.MethodPut, "/orders/{order_id}/accept", "/orders/"+url.PathEscape(o.ID)+"/accept", d, true)
	if err != nil {
		return false, err
	}
	if answer.Status == http.StatusNoContent {
		return true, nil
	}
	again, err := s.read(ctx, o.ID)
	if err != nil {
		return false, err
	}
	return again.State != waitingAcceptance, nil
}

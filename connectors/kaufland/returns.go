package kaufland

import (
	"context"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"orderveil"
	"orderveil/connectors"
	"orderveil/connectors/wire"
)

var _ connectors.Returner = (*Source)(nil)

// returned is a return with its units: what the customer wrote is not decoded.
type returned struct {
	ID      int64          `json:"id_return"`
	Updated *time.Time     `json:"ts_updated_iso"`
	Units   []returnedUnit `json:"return_units"`
}

type returnedUnit struct {
	ID      int64      `json:"id_return_unit"`
	Unit    int64      `json:"id_order_unit"`
	Created *time.Time `json:"ts_created_iso"`
	Status  string     `json:"status"`
	Reason  string     `json:"reason"`
}

// Returns lists the returns that changed within the window, each with its units, one piece
// each. A return names units; the order and the line that they are of are asked for.
func (s *Source) Returns(ctx context.Context, w connectors.Window, page func([]orderveil.Return) error) error {
	fronts, err := s.fronts(ctx)
	if err != nil {
		return err
	}
	orders := map[int64]*details{} // by unit
	for _, front := range fronts {
		ids, err := s.returnIDs(ctx, front, w.Since)
		if err != nil {
			return err
		}
		for _, id := range ids {
			returns, err := s.returnOf(ctx, id, orders)
			if err != nil {
				return err
			}
			if len(returns) > 0 {
				if err := page(returns); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

func (s *Source) returnIDs(ctx context.Context, front string, since time.Time) (ids []int64, err error) {
	query := url.Values{"storefront": {front}, "limit": {strconv.Itoa(pageSize)}, "fulfillment_type": {"fulfilled_by_merchant"}}
	if !since.IsZero() {
		query.Set("ts_updated_from_iso", moment(since))
	}
	for range mostPages {
		query.Set("offset", strconv.Itoa(len(ids)))
		answer, err := s.get(ctx, "/returns", query)
		if err != nil {
			return nil, err
		}
		var said struct {
			Data []returned `json:"data"`
		}
		if err := read(answer, "list of returns", &said); err != nil {
			return nil, err
		}
		if said.Data == nil {
			return nil, badAnswer("Kaufland's list of returns is none")
		}
		for _, r := range said.Data {
			ids = append(ids, r.ID)
		}
		if len(said.Data) < pageSize {
			slices.Sort(ids) // a return that came meanwhile moved others to the next page
			return slices.Compact(ids), nil
		}
	}
	return nil, badAnswer("Kaufland's list of returns has no end")
}

func (s *Source) returnOf(ctx context.Context, id int64, orders map[int64]*details) (all []orderveil.Return, err error) {
	answer, err := s.get(ctx, "/returns/"+strconv.FormatInt(id, 10), url.Values{"embedded": {"return_units"}})
	if err != nil {
		return nil, err
	}
	r, err := decodeReturn(answer)
	if err != nil {
		return nil, err
	}
	for _, u := range r.Units {
		o := orders[u.Unit]
		if o == nil {
			number, err := s.orderOf(ctx, u.Unit)
			if err != nil {
				return nil, err
			}
			if o, err = s.details(ctx, number); err != nil {
				return nil, err
			}
			for _, one := range o.Units {
				orders[one.ID] = o
			}
		}
		all = append(all, u.line(r, o))
	}
	return all, nil
}

func decodeReturn(answer wire.Answer) (*returned, error) {
	var said struct {
		Data *returned `json:"data"`
	}
	if err := read(answer, "return", &said); err != nil {
		return nil, err
	}
	if said.Data == nil || said.Data.ID < 1 || said.Data.Updated == nil {
		return nil, badAnswer("Kaufland's return is none")
	}
	for _, u := range said.Data.Units {
		if u.ID < 1 || u.Unit < 1 || u.Created == nil {
			return nil, badAnswer("A unit of Kaufland's return makes no sense")
		}
	}
	return said.Data, nil
}

// line maps a unit that comes back.
func (u *returnedUnit) line(r *returned, o *details) orderveil.Return {
	back := orderveil.Return{
		MarketplaceID: strconv.FormatInt(u.ID, 10), Order: o.ID, Quantity: 1, Reason: codeText(u.Reason), RegisteredAt: u.Created.UTC(),
	}
	for _, g := range o.groups() {
		if slices.ContainsFunc(g, func(one *unit) bool { return one.ID == u.Unit }) {
			l := g.line()
			back.Line, back.SKU, back.EAN = l.MarketplaceID, l.SKU, l.EAN
		}
	}
	switch u.Status {
	case "return_accepted", "return_rejected", "return_closed":
		back.HandledAt, back.Result = r.Updated.UTC(), codeText(u.Status)
	}
	return back
}

// codeText is a code such as wrong_size in capitals; anything else is OTHER.
func codeText(text string) string {
	for _, r := range text {
		if r != '_' && (r < 'a' || r > 'z') {
			return "OTHER"
		}
	}
	if text == "" || len(text) > 64 {
		return "OTHER"
	}
	return strings.ToUpper(text)
}

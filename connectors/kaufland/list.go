package kaufland

import (
	"context"
	"fmt"
	"net/url"
	"strconv"
	"time"

	"orderveil"
	"orderveil/connectors"
	"orderveil/connectors/wire"
)

const (
	// pageSize is the most that Kaufland shows at once.
	pageSize = 100
	// mostPages ends a list that has no end.
	mostPages = 2000
)

// List names the orders of which a unit changed within the window, storefront by storefront,
// and those whose customer asked to cancel: a question is no change of a unit.
func (s *Source) List(ctx context.Context, w connectors.Window, page func([]connectors.Summary) error) error {
	fronts, err := s.fronts(ctx)
	if err != nil {
		return err
	}
	asked := map[string]bool{}
	if !w.Since.IsZero() {
		wishes, err := s.wishes(ctx, fronts, w.Since)
		if err != nil {
			return err
		}
		for _, one := range wishes {
			asked[one.Number] = true
		}
		if len(wishes) > 0 {
			if err := page(wishes); err != nil {
				return err
			}
		}
	}
	nameless := 0
	for _, front := range fronts {
		err := s.pages(ctx, front, w.Since, func(orders []listedOrder) error {
			var named []connectors.Summary
			for i := range orders {
				o := &orders[i]
				switch {
				case !usable(o.ID):
					nameless++ // it cannot be asked for, and must not hold up the others
				case !asked[o.ID]:
					named = append(named, connectors.Summary{Number: o.ID, Revision: o.revision(), Size: o.Units})
				}
			}
			if len(named) == 0 {
				return nil
			}
			return page(named)
		})
		if err != nil {
			return err
		}
	}
	if nameless > 0 {
		return badAnswer(fmt.Sprintf("Kaufland lists %d orders without a number that can be used", nameless))
	}
	return nil
}

// fronts are the storefronts to read.
func (s *Source) fronts(ctx context.Context) ([]string, error) {
	if len(s.only) > 0 {
		return s.only, nil
	}
	return s.storefronts.get(s.clock(), func() ([]string, error) {
		answer, err := s.get(ctx, "/info/storefront", nil)
		if err != nil {
			return nil, err
		}
		var said struct {
			Data []string `json:"data"`
		}
		if err := read(answer, "list of storefronts", &said); err != nil {
			return nil, err
		}
		if len(said.Data) == 0 {
			return nil, badAnswer("Kaufland's list of storefronts is empty")
		}
		for _, front := range said.Data {
			if _, err := parseStorefronts(front); err != nil {
				return nil, badAnswer("Kaufland lists a storefront that it does not document")
			}
		}
		return said.Data, nil
	})
}

// moment writes a time as Kaufland reads it. Its filters mean later than that second.
func moment(t time.Time) string { return t.UTC().Add(-time.Second).Format("2006-01-02T15:04:05Z") }

// pages reads the orders of a storefront to their end. What changes meanwhile joins the list,
// and nothing leaves it: an order may come twice and is not missed.
func (s *Source) pages(ctx context.Context, front string, since time.Time, each func([]listedOrder) error) error {
	query := url.Values{"storefront": {front}, "limit": {strconv.Itoa(pageSize)}, "fulfillment_type": {"fulfilled_by_merchant"}}
	if !since.IsZero() {
		query.Set("ts_units_updated_from_iso", moment(since))
	}
	before := ""
	for offset, n := 0, 0; n < mostPages; n++ {
		query.Set("offset", strconv.Itoa(offset))
		answer, err := s.get(ctx, "/orders", query)
		if err != nil {
			return err
		}
		orders, total, err := decodeList(answer)
		if err != nil {
			return err
		}
		if len(orders) == 0 {
			return nil
		}
		first := orders[0].ID + orders[len(orders)-1].ID
		if first == before && len(orders) == pageSize {
			return badAnswer("Kaufland's list of orders has no end")
		}
		before = first
		if err := each(orders); err != nil {
			return err
		}
		offset += len(orders)
		if total != nil && offset >= *total || total == nil && len(orders) < pageSize {
			return nil
		}
	}
	return badAnswer("Kaufland's list of orders has no end")
}

func decodeList(answer wire.Answer) ([]listedOrder, *int, error) {
	var said struct {
		Data       []listedOrder `json:"data"`
		Pagination *pagination   `json:"pagination"`
	}
	if err := read(answer, "list of orders", &said); err != nil {
		return nil, nil, err
	}
	if said.Data == nil {
		return nil, nil, badAnswer("Kaufland's list of orders is none")
	}
	if said.Pagination == nil {
		return said.Data, nil, nil
	}
	return said.Data, said.Pagination.Total, nil
}

// usable reports whether a text can be an order number, such as MB7UWLD. It goes into a path
// and into messages.
func usable(number string) bool {
	for _, c := range number {
		if (c < '0' || c > '9') && (c < 'A' || c > 'Z') && (c < 'a' || c > 'z') {
			return false
		}
	}
	return number != "" && len(number) <= orderveil.MaxNumber
}

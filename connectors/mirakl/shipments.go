package mirakl

import (
	"context"
	"net/url"
	"strconv"
)

// shipment is a parcel of an order, where the operator lets merchants send several.
type shipment struct {
	ID     string `json:"id"`
	Order  string `json:"order_id"`
	Status string `json:"status"`
	Lines  []struct {
		Line     string `json:"order_line_id"`
		SKU      string `json:"offer_sku"`
		Package  string `json:"package_reference"`
		Quantity int    `json:"quantity"`
	} `json:"shipment_lines"`
}

// shipments reads the parcels of an order, with ST11. Its pages are found by a token.
func (s *Source) shipments(ctx context.Context, number string) ([]shipment, error) {
	var all []shipment
	query := url.Values{"order_id": {number}, "limit": {strconv.Itoa(pageSize)}}
	for range mostPages {
		answer, err := s.get(ctx, "/shipments", query)
		if err != nil {
			return nil, err
		}
		var said struct {
			Data []shipment `json:"data"`
			Next string     `json:"next_page_token"`
		}
		if err := read(answer, "list of the shipments of order "+number, &said); err != nil {
			return nil, err
		}
		for _, one := range said.Data {
			if one.Order == number {
				all = append(all, one)
			}
		}
		if said.Next == "" || said.Next == query.Get("page_token") || len(said.Data) == 0 {
			return all, nil
		}
		query.Set("page_token", said.Next)
	}
	return nil, badAnswer("The list of the shipments of order " + number + " has no end")
}

// parcels counts what left of each line in parcels of their own. It asks only where lines are
// still open: the others' states say everything. A shipment that is announced, or waits for
// the customer's payment, counts: the merchant has reported it.
func (s *Source) parcels(ctx context.Context, o *fullOrder) (map[string]int, error) {
	if !s.several || !o.partly() {
		return nil, nil
	}
	all, err := s.shipments(ctx, o.ID)
	if err != nil {
		return nil, err
	}
	gone := map[string]int{}
	for _, one := range all {
		if one.Status == canceled {
			continue
		}
		for _, l := range one.Lines {
			gone[o.lineOf(l.Line, l.SKU)] += max(l.Quantity, 0)
		}
	}
	return gone, nil
}

// partly reports whether a part of the order may have left.
func (o *fullOrder) partly() bool {
	for _, l := range o.Lines {
		if gone, cancelled := l.stand(nil); gone == 0 && (cancelled < l.Quantity || l.State == canceled) {
			return true
		}
	}
	return false
}

// lineOf finds the line of a shipment's line, which may be named by the offer.
func (o *fullOrder) lineOf(id, sku string) string {
	if id != "" {
		return id
	}
	for _, l := range o.Lines {
		if l.OfferSKU == sku {
			return l.ID
		}
	}
	return ""
}

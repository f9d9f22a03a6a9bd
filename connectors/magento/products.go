package magento

import (
	"context"
	"fmt"
	"slices"

	"orderveil"
)

// line is what is left of an order's line, with the shop's product.
type line struct {
	from     *orderveil.OrderLine
	number   int // its place in the order, from 1
	product  product
	quantity int
}

type product struct {
	ID     int    `json:"id"`
	SKU    string `json:"sku"`
	Type   string `json:"type_id"`
	Status int    `json:"status"` // 1 is for sale
}

// lines looks up what is left of an order, all of it before anything is made.
func (s *Sink) lines(ctx context.Context, o *orderveil.Order) ([]line, error) {
	var left []line
	for i := range o.Lines {
		if l := &o.Lines[i]; l.Left() > 0 {
			left = append(left, line{from: l, number: i + 1, quantity: l.Left()})
		}
	}
	products, err := s.products(ctx, left)
	if err != nil {
		return nil, err
	}
	var unknown []string
	for i := range left {
		p, ok := products[left[i].from.SKU]
		if !ok {
			unknown = append(unknown, fmt.Sprintf("%q (line %d)", left[i].from.SKU, left[i].number))
		}
		left[i].product = p
	}
	if len(unknown) > 0 {
		return nil, unknownSKU(unknown)
	}
	return left, nil
}

// asked is how many products are asked for at a time: their SKUs stand in the address.
const asked = 20

// products looks SKUs up. The shop's database does not tell upper case from lower, so they
// are compared. A configurable product or a bundle is no thing to send: its parts are.
func (s *Sink) products(ctx context.Context, lines []line) (map[string]product, error) {
	found := map[string]product{}
	for part := range slices.Chunk(lines, asked) {
		var any []filter
		for _, l := range part {
			if l.from.SKU != "" {
				any = append(any, filter{"sku", "eq", l.from.SKU})
			}
		}
		if len(any) == 0 {
			continue
		}
		query := search(any)
		query.Set("searchCriteria[pageSize]", fmt.Sprint(asked))
		products, _, err := list[product](ctx, s.api, "/V1/products", query, "id,sku,type_id,status")
		if err != nil {
			return nil, err
		}
		for _, p := range products {
			if p.ID > 0 && p.Status == 1 && slices.Contains([]string{"simple", "virtual", "downloadable"}, p.Type) {
				found[p.SKU] = p
			}
		}
	}
	return found, nil
}

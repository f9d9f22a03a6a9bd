package shopify

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"orderveil"
)

// line is a line of an order with the shop's variant.
type line struct {
	variant string
	number  int // its place in the order, from 1
	from    *orderveil.OrderLine
}

type variant struct {
	ID      string `json:"id"`
	SKU     string `json:"sku"`
	Barcode string `json:"barcode"`
}

// asked is how many products are asked for at a time.
const asked = 50

// lines turns what is left of an order's lines into the shop's variants, by SKU and then by
// barcode. All are looked up before anything is made.
func (s *Sink) lines(ctx context.Context, o *orderveil.Order) ([]line, error) {
	var left []line
	for i := range o.Lines {
		if o.Lines[i].Left() > 0 {
			left = append(left, line{number: i + 1, from: &o.Lines[i]})
		}
	}
	variants, err := s.variants(ctx, left)
	if err != nil {
		return nil, err
	}
	var unknown, ambiguous []string
	for i := range left {
		matches := match(variants, left[i].from)
		name := fmt.Sprintf("%q (line %d)", left[i].from.SKU, left[i].number)
		switch len(matches) {
		case 0:
			unknown = append(unknown, name)
		case 1:
			left[i].variant = matches[0]
		default:
			ambiguous = append(ambiguous, name)
		}
	}
	switch {
	case len(unknown) > 0:
		return nil, unknownSKU(unknown)
	case len(ambiguous) > 0:
		return nil, ambiguousSKU(ambiguous)
	}
	return left, nil
}

// match returns the variants that a line may mean: those with its SKU, of several those with
// its barcode too, and without any those with its barcode. Shopify keeps neither unique.
func match(variants []variant, l *orderveil.OrderLine) []string {
	var bySKU, byBoth, byBarcode []string
	for _, v := range variants {
		sku, barcode := l.SKU != "" && v.SKU == l.SKU, l.EAN != "" && v.Barcode == l.EAN
		if sku {
			bySKU = append(bySKU, v.ID)
		}
		if barcode {
			byBarcode = append(byBarcode, v.ID)
		}
		if sku && barcode {
			byBoth = append(byBoth, v.ID)
		}
	}
	switch {
	case len(bySKU) > 1 && len(byBoth) > 0:
		return byBoth
	case len(bySKU) > 0:
		return bySKU
	}
	return byBarcode
}

// variants looks products up. The search finds what is alike too; match compares.
func (s *Sink) variants(ctx context.Context, lines []line) ([]variant, error) {
	seen := map[string]variant{}
	for part := range slices.Chunk(lines, asked) {
		var terms []string
		for _, l := range part {
			if l.from.SKU != "" {
				terms = append(terms, "sku:"+quote(l.from.SKU))
			}
			if l.from.EAN != "" {
				terms = append(terms, "barcode:"+quote(l.from.EAN))
			}
		}
		if len(terms) == 0 {
			continue
		}
		if err := s.search(ctx, strings.Join(terms, " OR "), seen); err != nil {
			return nil, err
		}
	}
	all := make([]variant, 0, len(seen))
	for _, v := range seen {
		all = append(all, v)
	}
	return all, nil
}

func (s *Sink) search(ctx context.Context, query string, into map[string]variant) error {
	for after := any(nil); ; {
		var answer struct {
			ProductVariants struct {
				Nodes    []variant `json:"nodes"`
				PageInfo pageInfo  `json:"pageInfo"`
			} `json:"productVariants"`
		}
		if err := s.api.call(ctx, opVariants, map[string]any{"search": query, "after": after}, &answer); err != nil {
			return err
		}
		for _, v := range answer.ProductVariants.Nodes {
			into[v.ID] = v
		}
		page := answer.ProductVariants.PageInfo
		if !page.HasNextPage || page.EndCursor == "" || page.EndCursor == after {
			return nil
		}
		after = page.EndCursor
	}
}

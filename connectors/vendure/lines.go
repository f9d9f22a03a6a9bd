package vendure

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/shopspring/decimal"

	"orderveil"
)

// line is a product variant, how many of it, and at what price in cents.
type line struct {
	variant  string
	quantity int
	cents    int64
}

// wanted turns an order's lines into the shop's variants. All SKUs are looked up before
// anything is made, so that an unknown one leaves nothing behind. Lines of one SKU
// become one: the shop would merge them, or not, by its own rules.
func (s *Sink) wanted(ctx context.Context, o *orderveil.Order) ([]line, error) {
	var skus []string
	for _, l := range o.Lines {
		if l.SKU != "" {
			skus = append(skus, l.SKU)
		}
	}
	variants, err := s.variants(ctx, skus)
	if err != nil {
		return nil, err
	}
	var wanted []line
	var unknown []string
	at := map[string]int{}
	for i, l := range o.Lines {
		left := l.Left()
		if left <= 0 {
			continue
		}
		variant, ok := variants[l.SKU]
		if !ok {
			unknown = append(unknown, fmt.Sprintf("%q (line %d)", l.SKU, i+1))
			continue
		}
		cents := l.UnitPrice.Mul(decimal.NewFromInt(100)).Round(0).IntPart()
		key := fmt.Sprint(variant, " ", cents)
		if s.price == "" {
			key = variant
		}
		if j, ok := at[key]; ok {
			wanted[j].quantity += left
			continue
		}
		at[key] = len(wanted)
		wanted = append(wanted, line{variant: variant, quantity: left, cents: cents})
	}
	if len(unknown) > 0 {
		return nil, unknownSKU(unknown)
	}
	return wanted, nil
}

// variants looks SKUs up, each exactly.
func (s *Sink) variants(ctx context.Context, skus []string) (map[string]string, error) {
	found := map[string]string{}
	if len(skus) == 0 {
		return found, nil
	}
	const document = `query($skus: [String!]!) { productVariants(options: {take: 100, filter: {sku: {in: $skus}}}) { items { id sku enabled } } }`
	data, err := s.api.call(ctx, true, document, map[string]any{"skus": skus})
	if err != nil {
		return nil, err
	}
	var list struct {
		Items []struct {
			ID, SKU string
			Enabled bool
		}
	}
	if err := json.Unmarshal(data["productVariants"], &list); err != nil {
		return nil, badAnswer()
	}
	for _, v := range list.Items {
		if v.Enabled {
			found[v.SKU] = v.ID
		}
	}
	return found, nil
}

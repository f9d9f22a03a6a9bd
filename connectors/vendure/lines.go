package vendure

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"orderveil"
)

// line is a product variant, how many of it, and at what price in cents.
type line struct {
	variant  string
	quantity int
	cents    int64
}

// wanted turns what is left of an order's lines into the shop's variants. All SKUs are
// looked up before anything is made, so that an unknown one leaves nothing behind.
func (s *Sink) wanted(ctx context.Context, o *orderveil.Order) ([]line, error) {
	variants, err := s.variants(ctx, skus(o))
	if err != nil {
		return nil, err
	}
	var wanted []line
	var unknown []string
	for i, l := range o.Lines {
		if l.Left() <= 0 {
			continue
		}
		variant, ok := variants[l.SKU]
		if !ok {
			unknown = append(unknown, fmt.Sprintf("%q (line %d)", l.SKU, i+1))
			continue
		}
		for _, priced := range s.priced(variant, &l) {
			wanted = with(wanted, priced)
		}
	}
	if len(unknown) > 0 {
		return nil, unknownSKU(unknown)
	}
	return wanted, nil
}

// priced spreads what the customer pays for a line over its pieces, so that the shop's
// total is the marketplace's to the cent: where it does not divide, some pieces are a cent
// dearer than the others.
func (s *Sink) priced(variant string, l *orderveil.OrderLine) []line {
	left := int64(l.Left())
	if s.price == "" {
		return []line{{variant: variant, quantity: int(left)}}
	}
	cents := l.LeftTotal().Shift(2).Round(0).IntPart()
	each, dearer := cents/left, cents%left
	if dearer == 0 {
		return []line{{variant, int(left), each}}
	}
	return []line{{variant, int(left - dearer), each}, {variant, int(dearer), each + 1}}
}

// with adds a line. Lines of one variant at one price become one: the shop would merge
// them, or not, by its own rules.
func with(lines []line, l line) []line {
	for i := range lines {
		if lines[i].variant == l.variant && lines[i].cents == l.cents {
			lines[i].quantity += l.quantity
			return lines
		}
	}
	return append(lines, l)
}

// skus are an order's, each once.
func skus(o *orderveil.Order) []string {
	var all []string
	for _, l := range o.Lines {
		if l.SKU != "" && !slices.Contains(all, l.SKU) {
			all = append(all, l.SKU)
		}
	}
	return all
}

// variants looks SKUs up, each exactly, fifty at a time: a shop answers a hundred, and may
// have several variants of one.
func (s *Sink) variants(ctx context.Context, skus []string) (map[string]string, error) {
	found := map[string]string{}
	for some := range slices.Chunk(skus, 50) {
		if err := s.lookUp(ctx, some, found); err != nil {
			return nil, err
		}
	}
	return found, nil
}

func (s *Sink) lookUp(ctx context.Context, skus []string, found map[string]string) error {
	const document = `query($skus: [String!]!) { productVariants(options: {take: 100, filter: {sku: {in: $skus}}}) { items { id sku enabled } } }`
	data, err := s.api.call(ctx, true, document, map[string]any{"skus": skus})
	if err != nil {
		return err
	}
	var list struct {
		Items []struct {
			ID, SKU string
			Enabled bool
		}
	}
	if err := json.Unmarshal(data["productVariants"], &list); err != nil || list.Items == nil {
		return badAnswer()
	}
	for _, v := range list.Items {
		// Some databases find "teapot" for "TEAPOT".
		if !slices.ContainsFunc(skus, func(sku string) bool { return strings.EqualFold(sku, v.SKU) }) {
			return badAnswer()
		}
		if v.Enabled {
			found[v.SKU] = v.ID
		}
	}
	return nil
}

package woocommerce

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/shopspring/decimal"

	"orderveil"
)

// product is a product of the shop, or a variation of one.
type product struct {
	ID       int64  `json:"id"`
	ParentID int64  `json:"parent_id"`
	Type     string `json:"type"`
	Status   string `json:"status"`
	SKU      string `json:"sku"`
	EAN      string `json:"global_unique_id"`
}

// products are an answer's.
type products []product

func (all *products) sound() bool {
	for _, p := range *all {
		if p.ID <= 0 || !plain(p.Type, p.Status, p.SKU, p.EAN) {
			return false
		}
	}
	return *all != nil
}

// ids are the product's ids as an order's line has them.
func (p product) ids() (product, variation int64) {
	if p.Type == "variation" {
		return p.ParentID, p.ID
	}
	return p.ID, 0
}

// sold reports whether the product is one that can be ordered: not a draft, not in the bin,
// and not a group of products or a product with variations.
func (p product) sold() bool {
	return (p.Status == "publish" || p.Status == "private") && p.Type != "variable" && p.Type != "grouped" && p.Type != "external"
}

// wanted is a line as it has to stand in the shop.
type wanted struct {
	line     string // the marketplace's id of the line
	sku      string // by which the hub knows the line: its SKU, or else its EAN
	product  product
	quantity int
	full     decimal.Decimal // before discounts, VAT included
	gross    decimal.Decimal // what the customer pays, VAT included
}

// want turns what is left of an order into the shop's products: by SKU, then by EAN. All
// are looked up before anything is made, so that an unknown one leaves nothing behind.
func (s *Sink) want(ctx context.Context, o *orderveil.Order) ([]wanted, error) {
	var skus []string
	for _, l := range o.Lines {
		if l.Left() > 0 && l.SKU != "" && !slices.Contains(skus, l.SKU) {
			skus = append(skus, l.SKU)
		}
	}
	bySKU, err := s.bySKU(ctx, skus)
	if err != nil {
		return nil, err
	}
	byEAN := map[string]product{}
	var all []wanted
	var unknown []string
	for i, l := range o.Lines {
		if l.Left() <= 0 {
			continue
		}
		p, ok := bySKU[l.SKU]
		if !ok && l.EAN != "" {
			asked := false
			if p, asked = byEAN[l.EAN]; !asked {
				if p, _, err = s.byEAN(ctx, l.EAN); err != nil {
					return nil, err
				}
				byEAN[l.EAN] = p
			}
			ok = p.ID != 0
		}
		if !ok {
			unknown = append(unknown, lineName(i, &l))
			continue
		}
		all = append(all, wantedLine(&l, p))
	}
	if len(unknown) > 0 {
		return nil, unknownSKU(unknown)
	}
	return all, nil
}

func wantedLine(l *orderveil.OrderLine, p product) wanted {
	w := wanted{line: l.MarketplaceID, sku: l.SKU, product: p, quantity: l.Left(), gross: l.LeftTotal()}
	if w.sku == "" {
		w.sku = l.EAN
	}
	w.full = decimal.Max(w.gross, l.UnitPrice.Mul(decimal.NewFromInt(int64(w.quantity))))
	return w
}

// atOnce is how many SKUs one request asks for: they stand in its address.
const atOnce = 40

// bySKU looks SKUs up, each exactly: what the shop takes for the same is not.
func (s *Sink) bySKU(ctx context.Context, skus []string) (map[string]product, error) {
	found := map[string]product{}
	for _, some := range together(skus) {
		page, err := s.products(ctx, url.Values{"sku": {some}})
		if err != nil {
			return nil, err
		}
		for _, p := range page {
			if p.SKU != "" && p.sold() {
				found[p.SKU] = p
			}
		}
	}
	return found, nil
}

// together joins SKUs for as few requests as may be. One with a comma is asked for by itself:
// among others it would be two.
func together(skus []string) (all []string) {
	var plain []string
	for _, sku := range skus {
		if strings.Contains(sku, ",") {
			all = append(all, sku)
		} else {
			plain = append(plain, sku)
		}
	}
	for some := range slices.Chunk(plain, atOnce) {
		all = append(all, strings.Join(some, ","))
	}
	return all
}

// byEAN looks for the one product with an EAN. Two with the same are none: nobody could say
// which of them was sold.
func (s *Sink) byEAN(ctx context.Context, ean string) (found product, ok bool, err error) {
	page, err := s.products(ctx, url.Values{"search": {ean}, "search_fields": {"global_unique_id"}})
	if err != nil {
		return product{}, false, err
	}
	for _, p := range page {
		if p.EAN != ean || !p.sold() {
			continue
		}
		if ok {
			return product{}, false, nil
		}
		found, ok = p, true
	}
	return found, ok, nil
}

func (s *Sink) products(ctx context.Context, query url.Values) (page products, err error) {
	query.Set("per_page", strconv.Itoa(perPage))
	query.Set("_fields", "id,parent_id,type,status,sku,global_unique_id")
	err = s.api.do(ctx, call{method: http.MethodGet, path: "/products", query: query}, &page)
	return page, err
}

// perPage is the most that the API answers with at once.
const perPage = 100

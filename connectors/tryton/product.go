package tryton

import (
	"context"
	"encoding/json"
	"slices"
	"sync"

	"github.com/shopspring/decimal"

	"orderveil"
)

// product is a product as it can be sold.
type product struct {
	ID       int64  `json:"id"`
	Code     string `json:"code"`
	Template struct {
		Salable  flag   `json:"salable"`
		Unit     *int64 `json:"default_uom"`
		SaleUnit *int64 `json:"sale_uom"`
		Category *int64 `json:"account_category"`
	} `json:"template."`
	Identifiers []struct {
		Code string `json:"code"`
	} `json:"identifiers."`
}

// unit is what the product is sold by.
func (p *product) unit() *int64 {
	if p.Template.SaleUnit != nil {
		return p.Template.SaleUnit
	}
	return p.Template.Unit
}

// products are an answer's.
type products []product

func (all *products) sound() bool {
	for i := range *all {
		if p := &(*all)[i]; p.ID <= 0 || !plain(p.Code) {
			return false
		}
	}
	return *all != nil
}

// flag is a truth, which some databases answer with as a number.
type flag bool

// UnmarshalJSON reads true, 1, and what they are not.
func (f *flag) UnmarshalJSON(b []byte) error {
	switch string(b) {
	case "true", "1":
		*f = true
	case "false", "0", "null":
	default:
		return errForm
	}
	return nil
}

// wanted is a line as it has to stand in Tryton.
type wanted struct {
	sku      string // by which the hub knows the line: its SKU, or else its EAN
	title    string
	product  product
	quantity int
	gross    decimal.Decimal // what the customer pays, VAT included
	taxes    ids
	rate     decimal.Decimal // of all taxes together
}

// want turns what is left of an order into Tryton's products: by code, then by EAN. All are
// looked up before anything is made, so that an unknown one leaves nothing behind.
func (s *Sink) want(ctx context.Context, o *orderveil.Order) ([]wanted, error) {
	byCode, byEAN, err := s.products(ctx, o)
	if err != nil {
		return nil, err
	}
	var all []wanted
	var unknown []string
	for i, l := range o.Lines {
		if l.Left() <= 0 {
			continue
		}
		p, ok := byCode[l.SKU]
		if !ok {
			p, ok = byEAN[l.EAN]
		}
		if !ok || p == nil || p.unit() == nil {
			unknown = append(unknown, lineName(i, &l))
			continue
		}
		w := wanted{sku: l.SKU, title: l.Title, product: *p, quantity: l.Left(), gross: l.LeftTotal()}
		if w.sku == "" {
			w.sku = l.EAN
		}
		all = append(all, w)
	}
	if len(unknown) > 0 {
		return nil, unknownSKU(unknown)
	}
	return all, s.taxed(ctx, all)
}

// products reads the salable ones of an order's lines. One code or EAN of two products is
// nobody's: nobody could say which was sold.
func (s *Sink) products(ctx context.Context, o *orderveil.Order) (byCode, byEAN map[string]*product, err error) {
	codes, eans := []string{}, []string{}
	for _, l := range o.Lines {
		if l.Left() > 0 && l.SKU != "" {
			codes = append(codes, l.SKU)
		}
		if l.Left() > 0 && l.EAN != "" {
			eans = append(eans, l.EAN)
		}
	}
	var found products
	err = s.api.read(ctx, &found, "model.product.product.search_read",
		[]any{[]any{"OR", []any{"code", "in", codes}, []any{"identifiers.code", "in", eans}}}, 0, nil, nil,
		[]string{"code", "template.salable", "template.default_uom", "template.sale_uom", "template.account_category", "identifiers.code"})
	if err != nil {
		return nil, nil, err
	}
	byCode, byEAN = map[string]*product{}, map[string]*product{}
	put := func(in map[string]*product, name string, p *product) {
		if before, taken := in[name]; taken && (before == nil || before.ID != p.ID) {
			p = nil
		}
		in[name] = p
	}
	for i := range found {
		p := &found[i]
		if !p.Template.Salable {
			continue
		}
		if p.Code != "" {
			put(byCode, p.Code, p)
		}
		for _, identifier := range p.Identifiers {
			put(byEAN, identifier.Code, p)
		}
	}
	return byCode, byEAN, nil
}

// taxed finds out which taxes the lines' products have.
func (s *Sink) taxed(ctx context.Context, lines []wanted) error {
	known := map[int64]ids{}
	for i := range lines {
		category := lines[i].product.Template.Category
		if category == nil {
			continue
		}
		taxes, ok := known[*category]
		if !ok {
			var err error
			if taxes, err = s.taxesOf(ctx, *category); err != nil {
				return err
			}
			known[*category] = taxes
		}
		lines[i].taxes = taxes
	}
	return s.rates(ctx, lines)
}

// category is a product category with its taxes, or a word that its parent has them.
type category struct {
	ID     int64  `json:"id"`
	Taxes  ids    `json:"customer_taxes"`
	Upward flag   `json:"taxes_parent"`
	Parent *int64 `json:"parent"`
}

type categories []category

func (all *categories) sound() bool { return len(*all) == 1 && (*all)[0].ID > 0 }

// taxesOf returns the taxes of a category, or those of the one that it leaves them to.
func (s *Sink) taxesOf(ctx context.Context, id int64) (ids, error) {
	for range 20 { // no tree is deeper; a ring would be
		var found categories
		err := s.api.read(ctx, &found, "model.product.category.read", []int64{id}, []string{"customer_taxes", "taxes_parent", "parent"})
		if err != nil {
			return nil, err
		}
		if c := found[0]; !bool(c.Upward) || c.Parent == nil {
			return c.Taxes, nil
		}
		id = *found[0].Parent
	}
	return nil, badAnswer(true)
}

// tax is one tax, or a group of them.
type tax struct {
	ID       int64           `json:"id"`
	Type     string          `json:"type"`
	Rate     number          `json:"rate"`
	Children ids             `json:"childs"`
	Active   flag            `json:"active"`
	Company  json.RawMessage `json:"company"`
}

type taxes []tax

func (all *taxes) sound() bool { return *all != nil }

// rates adds up what the lines' taxes come to. Taxes of another company are left out.
func (s *Sink) rates(ctx context.Context, lines []wanted) error {
	var all []int64
	for _, w := range lines {
		for _, id := range w.taxes {
			if !slices.Contains(all, id) {
				all = append(all, id)
			}
		}
	}
	if len(all) == 0 {
		return nil
	}
	session, err := s.api.session(ctx, "")
	if err != nil {
		return err
	}
	var found taxes
	if err := s.api.read(ctx, &found, "model.account.tax.read", all, []string{"type", "rate", "childs", "active", "company"}); err != nil {
		return err
	}
	byID := map[int64]tax{}
	for _, t := range found {
		if string(t.Company) == string(session.context["company"]) {
			byID[t.ID] = t
		}
	}
	for i := range lines {
		var ours ids
		for _, id := range lines[i].taxes {
			t, ok := byID[id]
			if !ok {
				continue
			}
			if t.Type != "percentage" || len(t.Children) > 0 || t.Rate.IsNegative() {
				return unsupportedTax()
			}
			ours = append(ours, id)
			lines[i].rate = lines[i].rate.Add(t.Rate.Decimal)
		}
		lines[i].taxes = ours
	}
	return nil
}

// known is what rarely changes: the ids of countries and currencies.
type known struct {
	mu  sync.Mutex
	ids map[string]int64 // by model and code
}

// lookup returns the id of a record with a code, zero when there is none.
func (s *Sink) lookup(ctx context.Context, model, code string) (int64, error) {
	name := model + " " + code
	s.known.mu.Lock()
	id := s.known.ids[name]
	s.known.mu.Unlock()
	if id != 0 {
		return id, nil
	}
	var found ids
	if err := s.api.read(ctx, &found, "model."+model+".search", []any{[]any{"code", "=", code}}, 0, 1, nil); err != nil || len(found) == 0 {
		return 0, err
	}
	s.known.mu.Lock()
	defer s.known.mu.Unlock()
	if s.known.ids == nil {
		s.known.ids = map[string]int64{}
	}
	s.known.ids[name] = found[0]
	return found[0], nil
}

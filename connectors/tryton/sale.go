package tryton

import (
	"context"
	"slices"
	"strings"

	"github.com/shopspring/decimal"

	"orderveil"
	"orderveil/connectors"
)

// sale is an order in Tryton.
type sale struct {
	ID        int64      `json:"id"`
	Number    string     `json:"number"`
	Reference string     `json:"reference"`
	State     string     `json:"state"`
	Total     number     `json:"total_amount"`
	Currency  coded      `json:"currency."`
	Created   moment     `json:"create_date"`
	Written   moment     `json:"write_date"`
	Lines     []saleLine `json:"lines."`

	// What became of it; see tracked.
	ShipmentState string     `json:"shipment_state"`
	InvoiceState  string     `json:"invoice_state"`
	Shipments     []shipment `json:"shipments."`
	Invoices      []invoice  `json:"invoices."`
}

type coded struct {
	Code string `json:"code"`
}

// saleLine is a line of it. Only lines of products have a product.
type saleLine struct {
	ID       int64  `json:"id"`
	Product  *int64 `json:"product"`
	Coded    *coded `json:"product."`
	Quantity count  `json:"quantity"`
	Note     string `json:"note"`
	Ignored  ids    `json:"moves_ignored"`
}

// noteBegin is what the note of a sale's line begins with: the hub's name for the line
// follows. It is stored in Tryton and never changes.
const noteBegin = "Orderveil: "

// sku is what the hub knows a line by.
func (l *saleLine) sku() string {
	if sku, ok := strings.CutPrefix(l.Note, noteBegin); ok {
		return sku
	}
	if l.Coded != nil {
		return l.Coded.Code
	}
	return ""
}

// fields are what is read of a sale.
func fields() []string {
	return []string{
		"number", "reference", "state", "total_amount", "currency.code", "create_date", "write_date",
		"lines.product", "lines.product.code", "lines.quantity", "lines.note",
	}
}

// half reports whether the sale has not been processed: nothing comes of it yet.
func (o *sale) half() bool {
	return o.State == "draft" || o.State == "quotation" || o.State == "confirmed"
}

func (o *sale) receipt() connectors.Receipt { return connectors.Receipt{Number: o.Number} }

func (o *sale) sound() bool {
	known := o.half() || o.State == "processing" || o.State == "done" || o.State == "cancelled"
	return o.ID > 0 && known && plain(o.Reference, o.Number, o.Currency.Code) && (o.Number != "" || o.State == "draft" || o.State == "cancelled") && len(o.Number) <= 64
}

// sales are an answer's, the oldest first.
type sales []sale

func (all *sales) sound() bool {
	for i := range *all {
		if !(*all)[i].sound() {
			return false
		}
	}
	return *all != nil
}

// whole returns the first that is more than half made.
func (all sales) whole() (sale, bool) {
	for _, o := range all {
		if !o.half() {
			return o, true
		}
	}
	return sale{}, false
}

// find reads the sales under a reference.
func (s *Sink) find(ctx context.Context, reference string, more ...string) (sales, error) {
	var found sales
	err := s.api.read(ctx, &found, "model.sale.sale.search_read", []any{[]any{"reference", "=", reference}}, 0, 100, [][]string{{"id", "ASC"}}, append(fields(), more...))
	if err != nil {
		return nil, err
	}
	for _, o := range found {
		if o.Reference != reference {
			return nil, badAnswer(true)
		}
	}
	return found, nil
}

// makeSale makes a draft of an order for its party.
func (s *Sink) makeSale(ctx context.Context, reference string, p party, lines []wanted, o *orderveil.Order) (int64, error) {
	currency, err := s.lookup(ctx, "currency.currency", o.Total.Currency)
	if err != nil {
		return 0, err
	}
	if currency == 0 {
		return 0, unknownCurrency(o.Total.Currency)
	}
	invoice, delivery := p.address(false), p.address(true)
	if invoice == 0 || delivery == 0 {
		return 0, badAnswer(true)
	}
	var made ids
	err = s.api.write(ctx, &made, "model.sale.sale.create", []any{map[string]any{
		"party": p.ID, "invoice_address": invoice, "shipment_address": delivery, "reference": reference, "currency": currency,
		"description": words("Order", o.Number, "("+o.HubNumber+")"), "lines": adding(saleLines(lines, extra(o, lines))...),
	}})
	if err == nil && len(made) != 1 {
		err = badAnswer(false)
	}
	if err != nil {
		return 0, err
	}
	return made[0], nil
}

// extra is what the customer paid beyond the lines, such as for the delivery. Of an order
// that has been sent in part already it was in the first part.
func extra(o *orderveil.Order, lines []wanted) decimal.Decimal {
	if slices.ContainsFunc(o.Lines, func(l orderveil.OrderLine) bool { return l.Left() != l.Quantity }) {
		return decimal.Zero
	}
	return decimal.Max(o.Total.Amount.Sub(sum(lines)), decimal.Zero)
}

func sum(lines []wanted) (total decimal.Decimal) {
	for _, w := range lines {
		total = total.Add(w.gross)
	}
	return total
}

// saleLines are the lines of a sale. Prices are to the cent: what does not divide is some pieces
// at a cent more than the others. Where Tryton adds taxes, the price is without them.
func saleLines(lines []wanted, extra decimal.Decimal) (all []map[string]any) {
	add := func(w wanted, quantity int64, price decimal.Decimal) {
		if quantity == 0 {
			return
		}
		line := map[string]any{
			"type": "line", "product": w.product.ID, "unit": w.product.unit(), "quantity": quantity, "unit_price": number{price},
			"description": w.title, "note": noteBegin + w.sku,
		}
		if len(w.taxes) > 0 {
			line["taxes"] = []any{[]any{"add", w.taxes}}
		}
		all = append(all, line)
	}
	for _, w := range lines {
		quantity := decimal.NewFromInt(int64(w.quantity))
		if len(w.taxes) > 0 {
			add(w, int64(w.quantity), w.gross.Div(w.rate.Add(decimal.NewFromInt(1))).DivRound(quantity, priceDigits))
			continue
		}
		price := w.gross.Div(quantity).RoundFloor(2)
		dearer := w.gross.Sub(price.Mul(quantity)).Shift(2).IntPart()
		add(w, int64(w.quantity)-dearer, price)
		add(w, dearer, price.Add(decimal.New(1, -2)))
	}
	if extra.IsPositive() {
		all = append(all, alone("Delivery", extra))
	}
	return all
}

// priceDigits is how exact prices are in Tryton, unless it is told otherwise.
const priceDigits = 4

// alone is a line of no product.
func alone(what string, amount decimal.Decimal) map[string]any {
	return map[string]any{"type": "line", "quantity": 1, "unit_price": number{amount}, "description": what}
}

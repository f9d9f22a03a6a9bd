package mirakl

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/shopspring/decimal"

	"orderveil"
	"orderveil/connectors"
)

// The request of OR30. The amounts are those of the pieces that are cancelled.

type cancelations struct {
	Lines   []cancelation `json:"cancelations"`
	TaxMode string        `json:"order_tax_mode,omitempty"`
}

type cancelation struct {
	Line          string         `json:"order_line_id"`
	Quantity      int            `json:"quantity"`
	Reason        string         `json:"reason_code"`
	Amount        amount         `json:"amount"`
	Shipping      amount         `json:"shipping_amount"`
	Currency      string         `json:"currency_iso_code,omitempty"`
	Taxes         []cancelledTax `json:"taxes,omitempty"`
	ShippingTaxes []cancelledTax `json:"shipping_taxes,omitempty"`
}

type cancelledTax struct {
	Code   string `json:"code"`
	Amount amount `json:"amount"`
}

// Cancel says that lines will not be delivered: with OR29, which needs no reason, when that
// is the whole order, and otherwise with OR30.
func (s *Source) Cancel(ctx context.Context, _ string, c connectors.Cancellation) (connectors.Process, error) {
	o, err := s.read(ctx, c.Order)
	if err != nil {
		return connectors.Process{}, harmless(err)
	}
	parcels, err := s.parcels(ctx, o)
	if err != nil {
		return connectors.Process{}, harmless(err)
	}
	what := "the cancellation in order " + c.Order
	if o.untouched(c.Lines, parcels) {
		answer, err := s.send(ctx, http.MethodPut, "/orders/{order_id}/cancel", "/orders/"+url.PathEscape(c.Order)+"/cancel", nil, false)
		if err == nil {
			err = judged(answer.Status, what)
		}
		return connectors.Process{ID: c.Order, Done: err == nil}, err
	}
	reason, err := s.reason(ctx, c.Reason)
	if err != nil {
		return connectors.Process{}, harmless(err)
	}
	body := cancelations{TaxMode: o.TaxMode}
	for _, l := range c.Lines {
		i := slices.IndexFunc(o.Lines, func(one line) bool { return one.ID == l.Line })
		if i < 0 {
			return connectors.Process{}, notTaken(what)
		}
		body.Lines = append(body.Lines, o.cancelation(&o.Lines[i], l.Quantity, reason))
	}
	answer, err := s.send(ctx, http.MethodPut, "/orders/cancel", "/orders/cancel", body, false)
	if err == nil {
		err = judged(answer.Status, what)
	}
	return connectors.Process{ID: c.Order, Done: err == nil}, err
}

// untouched reports whether lines are all of an order of which nothing was shipped or
// cancelled.
func (o *fullOrder) untouched(lines []connectors.LineQuantity, parcels map[string]int) bool {
	for i := range o.Lines {
		if gone, cancelled := o.Lines[i].stand(parcels); gone+cancelled > 0 {
			return false
		}
	}
	return o.covered(lines, parcels) == all
}

// cancelation computes the part of a line's amounts. An order whose tax is computed as a whole
// takes no taxes by line.
func (o *fullOrder) cancelation(l *line, quantity int, reason string) cancelation {
	_, before := l.stand(nil)
	part := func(of *amount) amount { return amount{share(of.of(), before, quantity, l.Quantity)} }
	c := cancelation{
		Line: l.ID, Quantity: quantity, Reason: reason, Currency: o.Currency, Amount: part(l.Price), Shipping: part(l.ShippingPrice),
	}
	if len(o.OrderTaxes) > 0 && o.taxExcluded() {
		return c
	}
	for _, t := range l.Taxes {
		c.Taxes = append(c.Taxes, cancelledTax{t.Code, part(t.Amount)})
	}
	for _, t := range l.ShippingTaxes {
		c.ShippingTaxes = append(c.ShippingTaxes, cancelledTax{t.Code, part(t.Amount)})
	}
	return c
}

// share is the part of an amount for some pieces, after those before: all parts together are
// the amount to the cent.
func share(amount decimal.Decimal, before, pieces, of int) decimal.Decimal {
	upTo := func(n int) decimal.Decimal {
		return amount.Mul(decimal.NewFromInt(int64(n))).DivRound(decimal.NewFromInt(int64(of)), 2)
	}
	return upTo(min(before+pieces, of)).Sub(upTo(min(before, of)))
}

// parseReasons reads the setting cancel_reasons. The code without a name stands under the
// empty reason.
func parseReasons(text string) (map[orderveil.CancelReason]string, error) {
	codes := map[orderveil.CancelReason]string{}
	for _, part := range strings.Split(text, ",") {
		if part = strings.TrimSpace(part); part == "" {
			continue
		}
		reason, code, named := strings.Cut(part, "=")
		if !named {
			reason, code = "", part
		}
		r, code := orderveil.CancelReason(strings.TrimSpace(reason)), strings.TrimSpace(code)
		if code == "" || len(code) > 64 || named && !slices.Contains(orderveil.CancelReasons(), r) {
			return nil, orderveil.Invalidf("setting cancel_reasons is a list such as OUT_OF_STOCK=34, CUSTOMER_REQUEST=17, 35")
		}
		codes[r] = code
	}
	return codes, nil
}

// reason is the operator's code of a reason: each operator has codes of its own. Without a
// setting it is known only where merchants have no choice.
func (s *Source) reason(ctx context.Context, r orderveil.CancelReason) (string, error) {
	for _, known := range []orderveil.CancelReason{r, ""} {
		if code := s.reasons[known]; code != "" {
			return code, nil
		}
	}
	answer, err := s.get(ctx, "/reasons", nil)
	if err != nil {
		return "", err
	}
	var said struct {
		Reasons []struct {
			Code string `json:"code"`
			Type string `json:"type"`
			Shop bool   `json:"is_shop_right"`
		} `json:"reasons"`
	}
	if err := read(answer, "list of reasons", &said); err != nil {
		return "", err
	}
	var codes []string
	for _, one := range said.Reasons {
		if one.Type == "CANCELATION" && one.Shop && one.Code != "" {
			codes = append(codes, one.Code)
		}
	}
	if len(codes) != 1 {
		return "", &connectors.Failure{
			Code: "REASON_NOT_SET", Cause: "The operator has several reasons to cancel a line, and which one is meant is not set.", Owner: orderveil.OwnerMerchant,
			NextStep: "Enter the operator's codes in the connection's setting cancel_reasons, or cancel the line in the operator's seller portal.",
			Outcome:  connectors.Refused,
		}
	}
	return codes[0], nil
}

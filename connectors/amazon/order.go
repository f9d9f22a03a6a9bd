package amazon

import (
	"context"
	"net/http"
	"net/url"

	"orderveil"
	"orderveil/connectors/wire"
)

const ordersPath = "/orders/2026-01-01/orders"

// needed is the data that an order is read with. What the application has no role for is
// left out of the answer.
const needed = "BUYER,RECIPIENT,PROCEEDS,CANCELLATION,FULFILLMENT,PACKAGES,TAX"

// Order reads one order in full. A pending order has nothing to be read yet and is not
// found: Amazon lists it when it has.
func (s *Source) Order(ctx context.Context, number string) (orderveil.Order, error) {
	f, err := s.order(ctx, number, needed)
	if err != nil {
		return orderveil.Order{}, err
	}
	if f.pending() {
		return orderveil.Order{}, orderveil.ErrNotFound
	}
	return f.order()
}

// order reads an order with some of its data.
func (s *Source) order(ctx context.Context, number, included string) (*fullOrder, error) {
	if !usable(number) {
		return nil, orderveil.ErrNotFound
	}
	query := url.Values{}
	if included != "" {
		query.Set("includedData", included)
	}
	answer, err := s.read(ctx, getOrder, ordersPath+"/"+url.PathEscape(number), query)
	if err != nil {
		return nil, err
	}
	switch {
	case answer.Status == http.StatusOK:
		return decodeOrder(number, answer.Body)
	case answer.Status == http.StatusNotFound && theirs(answer):
		return nil, orderveil.ErrNotFound
	}
	return nil, unexpected("Asked for order "+number+", Amazon", answer.Status)
}

// decodeOrder reads an order as Amazon gave it. Its errors never repeat any of it.
func decodeOrder(number string, body []byte) (*fullOrder, error) {
	var a orderAnswer
	if err := wire.Decode(body, &a); err != nil {
		return nil, badAnswer("The details of order " + number + " are malformed")
	}
	if a.Order == nil || a.Order.OrderID != number {
		return nil, badAnswer("Asked for order " + number + ", Amazon gave another one or none")
	}
	return a.Order, nil
}

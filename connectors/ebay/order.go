package ebay

import (
	"context"
	"net/http"
	"net/url"

	"orderveil"
	"orderveil/connectors"
	"orderveil/connectors/wire"
)

// Order reads one order in full, with the fulfillments when something of it has left.
func (s *Source) Order(ctx context.Context, number string) (orderveil.Order, error) {
	if !usable(number) {
		return orderveil.Order{}, orderveil.ErrNotFound
	}
	answer, err := s.get(ctx, "GET /order/{orderId}", "/order/"+url.PathEscape(number))
	if err != nil {
		return orderveil.Order{}, err
	}
	switch {
	case answer.Status == http.StatusOK:
	case unknownOrder(answer):
		return orderveil.Order{}, orderveil.ErrNotFound
	default:
		return orderveil.Order{}, unexpected("Asked for order "+number+", eBay", answer.Status)
	}
	full, err := decodeOrder(number, answer.Body)
	if err != nil {
		return orderveil.Order{}, err
	}
	var left []fulfillment
	if len(full.Hrefs) > 0 || !full.Fulfillment.is("NOT_STARTED") {
		if left, err = s.fulfillments(ctx, number); err != nil {
			return orderveil.Order{}, err
		}
	}
	return full.order(left), nil
}

// decodeOrder reads the details of one order. Its errors never repeat any of them.
func decodeOrder(number string, body []byte) (*fullOrder, error) {
	var f fullOrder
	if err := wire.Decode(body, &f); err != nil {
		return nil, badAnswer("The details of order " + number + " are malformed")
	}
	if f.OrderID != number {
		return nil, badAnswer("Asked for order " + number + ", eBay gave another one")
	}
	if f.unpaid() {
		return nil, &connectors.Failure{
			Code: "NOT_PAID", Cause: "Order " + number + " is not paid.", Owner: orderveil.OwnerMarketplace,
			NextStep: "Nothing: it is read when the customer has paid.", Outcome: connectors.Retry,
		}
	}
	if wrong := f.wrong(); wrong != "" {
		return nil, badAnswer("Order " + number + " " + wrong)
	}
	return &f, nil
}

// wrong says what an order lacks that cannot be done without.
func (f *fullOrder) wrong() string {
	switch {
	case len(f.LineItems) == 0:
		return "has no line items"
	case f.Created.IsZero() || f.Modified.IsZero():
		return "has no time of its creation or its last change"
	case f.Pricing.Total == nil:
		return "has no total"
	}
	for _, l := range f.LineItems {
		switch {
		case l.ID == "":
			return "has a line item without an id"
		case l.Quantity < 1:
			return "has a line item without a quantity"
		case l.Cost == nil:
			return "has a line item without a price"
		case l.Cost.Currency != f.Pricing.Total.Currency || l.Discounted != nil && l.Discounted.Currency != l.Cost.Currency:
			return "has amounts in several currencies"
		}
	}
	return ""
}

// fulfillments reads what left of an order.
func (s *Source) fulfillments(ctx context.Context, number string) ([]fulfillment, error) {
	answer, err := s.get(ctx, "GET /order/{orderId}/shipping_fulfillment", "/order/"+url.PathEscape(number)+"/shipping_fulfillment")
	if err != nil {
		return nil, err
	}
	switch {
	case answer.Status == http.StatusOK:
	case unknownOrder(answer):
		return nil, orderveil.ErrNotFound
	default:
		return nil, unexpected("Asked what left of order "+number+", eBay", answer.Status)
	}
	return decodeFulfillments(number, answer.Body)
}

func decodeFulfillments(number string, body []byte) ([]fulfillment, error) {
	var said fulfillments
	if err := wire.Decode(body, &said); err != nil {
		return nil, badAnswer("The list of what left of order " + number + " is malformed")
	}
	for _, f := range said.Fulfillments {
		for _, l := range f.Lines {
			if l.Quantity != nil && *l.Quantity < 0 {
				return nil, badAnswer("The list of what left of order " + number + " makes no sense")
			}
		}
	}
	return said.Fulfillments, nil
}

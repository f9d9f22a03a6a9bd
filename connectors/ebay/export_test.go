package ebay

import (
	"orderveil"
	"orderveil/connectors"
	"orderveil/connectors/wire"
)

// NewSourceWaiting is NewSource with the waiting in the test's hands.
func NewSourceWaiting(c connectors.Config, o wire.Options) (*Source, error) { return newSource(c, o) }

// DecodeOrder is what Order does with the bodies of an order and of its fulfillments.
func DecodeOrder(number string, body, left []byte) (orderveil.Order, error) {
	f, err := decodeOrder(number, body)
	if err != nil {
		return orderveil.Order{}, err
	}
	parcels, err := decodeFulfillments(number, left)
	if err != nil {
		return orderveil.Order{}, err
	}
	return f.order(parcels), nil
}

// DecodeList is what List does with an answer's body, in numbers of orders.
func DecodeList(body []byte) (int, error) {
	orders, err := decodeList(body)
	return len(orders), err
}

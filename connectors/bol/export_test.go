package bol

import (
	"orderveil"
	"orderveil/connectors"
	"orderveil/connectors/wire"
)

// NewSourceWaiting is NewSource with the waiting in the test's hands.
func NewSourceWaiting(c connectors.Config, o wire.Options) (*Source, error) { return newSource(c, o) }

// DecodeOrder is what Order does with an answer's body.
func DecodeOrder(number string, body []byte) (orderveil.Order, error) {
	return decodeOrder(number, body)
}

// DecodeList is what List does with an answer's body, in numbers of orders.
func DecodeList(body []byte) (int, error) {
	orders, err := decodeList(body)
	return len(orders), err
}

package kaufland

import (
	"net/http"

	"orderveil"
	"orderveil/connectors/wire"
)

// DecodeOrder is what Order does with an answer's body.
func DecodeOrder(number string, body []byte) (orderveil.Order, error) {
	return decodeOrder(number, wire.Answer{Status: http.StatusOK, Body: body})
}

// DecodeList is what List does with an answer's body, in numbers of orders.
func DecodeList(body []byte) (int, error) {
	orders, _, err := decodeList(wire.Answer{Status: http.StatusOK, Body: body})
	return len(orders), err
}

// DecodeReturn is what Returns does with an answer's body.
func DecodeReturn(body []byte) error {
	_, err := decodeReturn(wire.Answer{Status: http.StatusOK, Body: body})
	return err
}

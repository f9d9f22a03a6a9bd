package amazon

import (
	"orderveil"
	"orderveil/connectors"
	"orderveil/connectors/wire"
)

// NewSourceWaiting is NewSource with the waiting in the test's hands.
func NewSourceWaiting(c connectors.Config, o wire.Options) (*Source, error) { return newSource(c, o) }

// DecodeOrder is what Order does with an answer's body.
func DecodeOrder(number string, body []byte) (orderveil.Order, error) {
	f, err := decodeOrder(number, body)
	if err != nil {
		return orderveil.Order{}, err
	}
	if f.pending() {
		return orderveil.Order{}, orderveil.ErrNotFound
	}
	return f.order()
}

// DecodeList is what List does with an answer's body, in numbers of orders and with the
// token of the next page.
func DecodeList(body []byte) (int, string, error) {
	orders, next, err := decodeList(body)
	return len(orders), next, err
}

// PackageNumber is a parcel's number at Amazon.
func PackageNumber(reference string) string { return packageNumber(reference) }

// DecodeNotification is what Hints does with a message's body.
func DecodeNotification(body []byte) (id, number string, ok bool) { return decodeNotification(body) }

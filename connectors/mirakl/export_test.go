package mirakl

import (
	"github.com/shopspring/decimal"

	"orderveil"
	"orderveil/connectors/wire"
)

// DecodeOrder is what Order does with an answer's body, without parcels.
func DecodeOrder(number string, body []byte) (orderveil.Order, error) {
	var said fullOrders
	if err := wire.Decode(body, &said); err != nil {
		return orderveil.Order{}, badAnswer("Mirakl's answer is malformed")
	}
	o, err := decodeOrder(number, &said)
	if err != nil {
		return orderveil.Order{}, err
	}
	return o.order(nil), nil
}

// DecodeReturns is what Returns does with an answer's body.
func DecodeReturns(body []byte) ([]orderveil.Return, string, error) { return decodeReturns(body) }

// ParseReasons reads the setting cancel_reasons.
func ParseReasons(text string) (map[orderveil.CancelReason]string, error) { return parseReasons(text) }

// Share is the part of an amount for some pieces.
func Share(amount decimal.Decimal, before, pieces, of int) decimal.Decimal {
	return share(amount, before, pieces, of)
}

// EAN is an operator's number of a product where that is an EAN.
func EAN(text string) string { return ean(text) }

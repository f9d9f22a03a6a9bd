package woocommerce

import (
	"errors"
	"fmt"
	"net/http"
	"strings"

	"orderveil"
	"orderveil/connectors"
	"orderveil/connectors/wire"
)

// problem is an error of the API of which only the code is read. The message may hold what
// was sent.
type problem struct {
	Code string `json:"code"`
}

// codeOf returns an answer's code when it is one of the API's own, and "" otherwise.
func codeOf(body []byte) string {
	var p problem
	if wire.Decode(body, &p) != nil || len(p.Code) > 80 || strings.Trim(p.Code, "abcdefghijklmnopqrstuvwxyz0123456789_-") != "" {
		return ""
	}
	return p.Code
}

// refusal puts an answer that is no success into words.
func refusal(answer wire.Answer) error {
	code := codeOf(answer.Body)
	switch {
	case answer.Status == http.StatusUnauthorized && !strings.HasPrefix(code, "woocommerce_rest_cannot_"),
		answer.Status == http.StatusUnauthorized && code == "woocommerce_rest_cannot_view":
		return &connectors.Failure{
			Code: "CREDENTIALS_REFUSED", Owner: orderveil.OwnerMerchant, Outcome: connectors.Auth,
			Cause:    "The WooCommerce shop does not take the connection's API key.",
			NextStep: "Make a REST API key with read and write permission in WooCommerce, under Settings, Advanced, and give the connection its key and secret.",
		}
	case answer.Status == http.StatusUnauthorized, answer.Status == http.StatusForbidden:
		return &connectors.Failure{
			Code: "PERMISSION_MISSING", Owner: orderveil.OwnerMerchant, Outcome: connectors.Auth,
			Cause:    "The WooCommerce API key of this connection may not do what is needed.",
			NextStep: "Give the key read and write permission, and its user the role of shop manager; look whether a security plug-in blocks the REST API.",
		}
	case answer.Status == http.StatusNotFound && (code == "rest_no_route" || code == ""):
		return &connectors.Failure{
			Code: "WRONG_ADDRESS", Owner: orderveil.OwnerMerchant, Outcome: connectors.Refused,
			Cause:    "There is no WooCommerce REST API at the shop's address.",
			NextStep: "Correct the connection's url, and set WordPress's permalinks to anything but plain.",
		}
	case answer.Status == http.StatusNotFound, answer.Status == http.StatusGone:
		return &goneError{&connectors.Failure{
			Code: "ORDER_GONE", Owner: orderveil.OwnerMerchant, Outcome: connectors.Unclear,
			Cause: "The order is no longer in the WooCommerce shop.", NextStep: "Nothing: the shop is asked again by itself.",
		}}
	}
	return &connectors.Failure{
		Code: "SHOP_REFUSED", Owner: orderveil.OwnerMerchant, Outcome: connectors.Refused,
		Cause:    fmt.Sprintf("The WooCommerce shop refused with status %d.", answer.Status),
		NextStep: "Look at the shop's log at this moment, solve what it complains about, and forward the order again.",
	}
}

// goneError is a failure because of something that the shop does not have.
type goneError struct{ failure *connectors.Failure }

func (e *goneError) Error() string { return e.failure.Error() }

// Unwrap returns the failure.
func (e *goneError) Unwrap() error { return e.failure }

func isGone(err error) bool {
	var gone *goneError
	return errors.As(err, &gone)
}

// isNoRoute reports whether the shop has no such part of the API.
func isNoRoute(err error) bool {
	var f *connectors.Failure
	return errors.As(err, &f) && f.Code == "WRONG_ADDRESS"
}

func badAnswer(harmless bool) error {
	f := &connectors.Failure{
		Code: "BAD_ANSWER", Owner: orderveil.OwnerBackOffice, Outcome: connectors.Unclear,
		Cause:    "The shop's answer is not what WooCommerce's REST API answers.",
		NextStep: "It is tried again by itself. If it lasts, check the connection's url, and look whether a plug-in changes the REST API.",
	}
	if harmless {
		f.Outcome = connectors.Retry
	}
	return f
}

func tooOld() error {
	return &connectors.Failure{
		Code: "SHOP_TOO_OLD", Owner: orderveil.OwnerMerchant, Outcome: connectors.Refused,
		Cause:    "The WooCommerce shop does not find orders by where they came from, so that one could be made twice.",
		NextStep: "Update WooCommerce to version 11 or later, or turn off the plug-in that changes its orders; then forward the order again.",
	}
}

func unknownSKU(lines []string) error {
	return &connectors.Failure{
		Code: "UNKNOWN_SKU", Owner: orderveil.OwnerMerchant, Outcome: connectors.Refused,
		Cause:    "The WooCommerce shop sells no product with this SKU or EAN: " + strings.Join(lines, ", ") + ".",
		NextStep: "Give a published product in the shop this SKU, or this EAN as its GTIN, or correct the SKU at the marketplace; then forward the order again.",
	}
}

// lineName names a line by its place and its SKU.
func lineName(i int, l *orderveil.OrderLine) string {
	name := l.SKU
	if name == "" {
		name = l.EAN
	}
	return fmt.Sprintf("%q (line %d)", name, i+1)
}

func differs(what string) error {
	return &connectors.Failure{
		Code: "ORDER_DIFFERS", Owner: orderveil.OwnerMerchant, Outcome: connectors.Refused,
		Cause:    "The WooCommerce shop made something else of the order than was sent: " + what + ". It was deleted again.",
		NextStep: "Look for a plug-in that changes orders, prices or taxes, and for the shop's currency and decimals; then forward the order again.",
	}
}

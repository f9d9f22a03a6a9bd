package shopify

import (
	"encoding/json"
	"errors"
	"net/http"
	"strconv"
	"strings"
	"time"

	"orderveil"
	"orderveil/connectors"
)

// failure puts an answer that is all errors into words. Messages are not read: they may
// hold what was sent.
func (r *reply) failure() error {
	switch code := r.Errors[0].Extensions.Code; code {
	case "THROTTLED":
		return rateLimited(r.Extensions.Cost.wait())
	case "ACCESS_DENIED":
		return refusedStatus(http.StatusForbidden)
	case "SHOP_INACTIVE":
		return refusedStatus(http.StatusPaymentRequired)
	case "INVALID_VARIABLE", "BAD_REQUEST", "MAX_COST_EXCEEDED", "undefinedField", "argumentLiteralsIncompatible":
		return &connectors.Failure{
			Code: "INVALID_ORDER", Owner: orderveil.OwnerBackOffice, Outcome: connectors.Refused,
			Cause:    "Shopify does not understand a value of the order, such as its currency or a country.",
			NextStep: "Look at the order's currency and countries. If they are right, report it to whoever runs this installation.",
		}
	}
	return &connectors.Failure{
		Code: "SHOP_ERROR", Owner: orderveil.OwnerBackOffice, Outcome: connectors.Unclear, After: indexed,
		Cause: "Shopify answered with an error of its own.", NextStep: "It is tried again. If it lasts, look at Shopify's status page.",
	}
}

func rateLimited(after time.Duration) error {
	return &connectors.Failure{
		Code: connectors.CodeRateLimited, Cause: "Shopify asks to slow down.", Owner: orderveil.OwnerBackOffice,
		NextStep: "Nothing: the work goes on by itself as soon as it is allowed.", Outcome: connectors.Retry, After: after,
	}
}

func badAnswer() error {
	return &connectors.Failure{
		Code: "BAD_ANSWER", Owner: orderveil.OwnerBackOffice, Outcome: connectors.Unclear, After: indexed,
		Cause: "The shop's answer is not what Shopify's Admin API answers.", NextStep: "Check the connection's url: it is the shop's own address, ending in .myshopify.com.",
	}
}

// suspicious is Shopify's own status for calls that it finds too many or too odd.
const suspicious = 430

// refusedStatus is a status other than 200, which Shopify gives to the shop and the app
// as a whole.
func refusedStatus(status int) error {
	if status == suspicious {
		return rateLimited(time.Minute)
	}
	f := &connectors.Failure{Owner: orderveil.OwnerMerchant, Outcome: connectors.Refused}
	switch status {
	case http.StatusUnauthorized:
		f.Code, f.Outcome = "CREDENTIALS_REFUSED", connectors.Auth
		f.Cause = "The Shopify shop does not take the app's credentials."
		f.NextStep = "Check that the app is installed in this shop, and give the connection its client id and secret anew."
	case http.StatusForbidden:
		f.Code, f.Outcome = "PERMISSION_MISSING", connectors.Auth
		f.Cause = "The Shopify app of this connection may not do what the connection needs."
		f.NextStep = "Give the app read_products, read_orders, write_orders, write_customers and access to protected customer data, and install it again."
	case http.StatusPaymentRequired:
		f.Code, f.Cause = "SHOP_FROZEN", "The Shopify shop is frozen or closed."
		f.NextStep = "Settle the shop's account with Shopify, then forward the order again."
	case http.StatusLocked:
		f.Code, f.Cause = "SHOP_LOCKED", "Shopify has locked the shop."
		f.NextStep = "Ask Shopify's support to unlock it, then forward the order again."
	case http.StatusNotFound:
		f.Code, f.Cause = "WRONG_ADDRESS", "There is no Shopify shop at the connection's address."
		f.NextStep = "Correct the connection's url: it is the shop's own address, ending in .myshopify.com."
	default:
		f.Code, f.Owner = "REFUSED", orderveil.OwnerBackOffice
		f.Cause = "Shopify refuses the request with status " + strconv.Itoa(status) + "."
		f.NextStep = "Look at Shopify's status page, then forward the order again."
	}
	return f
}

// userError is what Shopify has against an operation, told with status 200. Code and
// field are Shopify's own words; of the message only one thing is kept.
type userError struct {
	Code    string   `json:"code"`
	Field   []string `json:"field"`
	Message throttle `json:"message"`
}

// throttle is a message of which only this is kept: whether it says that there were too many
// attempts. Creating orders on a development store and changing an order's e-mail address
// have limits of their own, which have no code.
type throttle bool

// UnmarshalJSON reads the one thing.
func (t *throttle) UnmarshalJSON(b []byte) error {
	var text string
	if json.Unmarshal(b, &text) == nil {
		*t = throttle(strings.Contains(text, "Too many attempts") || strings.Contains(text, "too many requests"))
	}
	return nil
}

// errInvalid means that Shopify finds a value invalid, which it also does with a custom id
// that is taken.
var errInvalid = errors.New("shopify: a value is invalid")

// createRefused maps OrderCreateUserErrorCode.
func createRefused(e userError) error {
	if e.Message {
		return rateLimited(time.Minute) // five orders a minute on development stores
	}
	f := &connectors.Failure{Owner: orderveil.OwnerMerchant, Outcome: connectors.Refused}
	switch e.Code {
	case "INVENTORY_CLAIM_FAILED":
		f.Code, f.Cause = "INSUFFICIENT_STOCK", "The Shopify shop has too little stock of one of the products."
		f.NextStep = "Correct the stock in the shop, or let orders ignore it (setting inventory_behaviour); then forward the order again."
	case "SHOP_DORMANT":
		f.Code, f.Cause = "SHOP_DORMANT", "The Shopify shop is dormant and takes no orders."
		f.NextStep = "Wake the shop up in Shopify's admin, then forward the order again."
	case "FULFILLMENT_SERVICE_INVALID":
		f.Code, f.Cause = "FULFILMENT_SERVICE", "A product of the order belongs to a fulfilment service that the Shopify shop does not have."
		f.NextStep = "Correct the product's location in the shop, then forward the order again."
	case "PROCESSED_AT_INVALID":
		f.Code, f.Owner = "CLOCK_WRONG", orderveil.OwnerOperator
		f.Cause, f.NextStep = "Shopify finds that the order was placed in the future.", "Check this server's clock, then forward the order again."
	case "REDUNDANT_CUSTOMER_FIELDS", "TAX_LINE_RATE_MISSING":
		f.Code, f.Owner = "INVALID_ORDER", orderveil.OwnerOperator
		f.Cause, f.NextStep = "Shopify refuses how the order is written.", "Report it to whoever runs this installation."
	default: // INVALID, and what may come
		return errInvalid
	}
	return f
}

func invalidOrder() error {
	return &connectors.Failure{
		Code: "INVALID_ORDER", Owner: orderveil.OwnerMerchant, Outcome: connectors.Refused,
		Cause:    "Shopify finds a value of the order invalid, such as a telephone number, an e-mail address or a country that the shop does not know.",
		NextStep: "Look at the order's addresses, correct them at the marketplace or send fewer of the customer's details, then forward the order again.",
	}
}

func unknownSKU(lines []string) error {
	return &connectors.Failure{
		Code: "UNKNOWN_SKU", Owner: orderveil.OwnerMerchant, Outcome: connectors.Refused,
		Cause:    "The Shopify shop sells no product with this SKU or barcode: " + strings.Join(lines, ", ") + ".",
		NextStep: "Give a variant in the shop this SKU or barcode, or correct the SKU at the marketplace; then forward the order again.",
	}
}

func ambiguousSKU(lines []string) error {
	return &connectors.Failure{
		Code: "AMBIGUOUS_SKU", Owner: orderveil.OwnerMerchant, Outcome: connectors.Refused,
		Cause:    "Several variants in the Shopify shop have this SKU or barcode: " + strings.Join(lines, ", ") + ".",
		NextStep: "Let only one variant have it, then forward the order again.",
	}
}

func notPrepared() error {
	return &connectors.Failure{
		Code: "SHOP_NOT_PREPARED", Owner: orderveil.OwnerMerchant, Outcome: connectors.Refused,
		Cause:    "The Shopify shop cannot keep orders' references unique: the metafield orderveil.reference of orders is missing or is of another type than id.",
		NextStep: "Remove the definition of that metafield in Shopify's admin if there is one: it is made anew. Then forward the order again.",
	}
}

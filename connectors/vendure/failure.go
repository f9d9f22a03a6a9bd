package vendure

import (
	"encoding/json"
	"errors"
	"strings"
	"time"

	"orderveil"
	"orderveil/connectors"
)

// errTaken means that another order has our reference.
var errTaken = errors.New("vendure: the reference is taken")

// message is a GraphQL error's message of which only one thing is kept: whether it
// says that a value is taken. The rest may hold what was sent.
type message struct{ taken, unknownField bool }

// UnmarshalJSON reads the one thing.
func (m *message) UnmarshalJSON(b []byte) error {
	var text string
	if err := json.Unmarshal(b, &text); err != nil {
		return nil // a message that is no text says nothing
	}
	// SQLite's and MySQL's words, and PostgreSQL's.
	m.taken = strings.Contains(text, "UNIQUE constraint failed") || strings.Contains(text, "duplicate key value") || strings.Contains(text, "Duplicate entry")
	m.unknownField = strings.Contains(text, "is not defined by type") || strings.Contains(text, "Cannot query field")
	return nil
}

func (r *reply) failure() error {
	e := r.Errors[0]
	switch {
	case e.Message.taken:
		return errTaken
	case e.Extensions.Code == forbidden:
		return &connectors.Failure{
			Code: "PERMISSION_MISSING", Owner: orderveil.OwnerMerchant, Outcome: connectors.Auth,
			Cause:    "The Vendure administrator of this connection may not read the catalogue or write orders.",
			NextStep: "Give its role ReadCatalog, CreateOrder, ReadOrder and UpdateOrder in Vendure.",
		}
	case e.Message.unknownField || e.Extensions.Code == "GRAPHQL_VALIDATION_FAILED" || e.Extensions.Code == "BAD_USER_INPUT":
		return &connectors.Failure{
			Code: "SHOP_NOT_PREPARED", Owner: orderveil.OwnerMerchant, Outcome: connectors.Refused,
			Cause:    "The Vendure shop does not know a custom field of this connection.",
			NextStep: "Add the unique string field for the reference to Order, and the price field to OrderLine, or correct the connection's settings.",
		}
	}
	return &connectors.Failure{
		Code: "SHOP_ERROR", Owner: orderveil.OwnerBackOffice, Outcome: connectors.Unclear,
		Cause: "The Vendure shop answered with an error of its own.", NextStep: "It is tried again. If it stays, look at the shop's log at this moment.",
	}
}

func badAnswer() error {
	return &connectors.Failure{
		Code: "BAD_ANSWER", Owner: orderveil.OwnerBackOffice, Outcome: connectors.Unclear,
		Cause: "The shop's answer is not what Vendure's Admin API answers.", NextStep: "Check the address: it ends in /admin-api by default.",
	}
}

func wrongAddress() error {
	return &connectors.Failure{
		Code: "WRONG_ADDRESS", Owner: orderveil.OwnerMerchant, Outcome: connectors.Refused,
		Cause: "There is no Admin API at the shop's address.", NextStep: "Correct the connection's url: it ends in /admin-api by default.",
	}
}

func refusedLogin() error {
	return &connectors.Failure{
		Code: "CREDENTIALS_REFUSED", Owner: orderveil.OwnerMerchant, Outcome: connectors.Auth,
		Cause: "The Vendure shop does not take the administrator's name or password.", NextStep: "Give the connection the credentials of an administrator of the shop.",
	}
}

// refused is a step that the shop answers with an error member of its union.
func refused(step, member string) error {
	if member != "" && !fieldName(member) {
		return badAnswer()
	}
	f := &connectors.Failure{
		Code: "SHOP_REFUSED", Owner: orderveil.OwnerMerchant, Outcome: connectors.Refused,
		Cause:    "The Vendure shop refused to " + step + ".",
		NextStep: "Look at the draft order in the shop, solve what it complains about, and forward the order again.",
	}
	switch member {
	case "InsufficientStockError":
		f.Code, f.Cause = "INSUFFICIENT_STOCK", "The Vendure shop has too little stock of one of the products."
		f.NextStep = "Correct the stock in the shop, or cancel the line at the marketplace; then forward the order again."
	case "OrderLimitError":
		f.Code, f.Cause = "ORDER_LIMIT", "The Vendure shop takes no order of so many items."
		f.NextStep = "Raise the shop's limit of items per order, then forward the order again."
	case "OrderModificationError", "":
		f.Code, f.Outcome = "ORDER_IN_THE_WAY", connectors.Unclear
	}
	return f
}

func beingMade(after time.Duration) error {
	return &connectors.Failure{
		Code: "BEING_MADE", Owner: orderveil.OwnerBackOffice, Outcome: connectors.Unclear, After: after,
		Cause: "The order is being made in the Vendure shop by another attempt.", NextStep: "Nothing: the shop is asked again in a moment.",
	}
}

func unknownSKU(lines []string) error {
	return &connectors.Failure{
		Code: "UNKNOWN_SKU", Owner: orderveil.OwnerMerchant, Outcome: connectors.Refused,
		Cause:    "The Vendure shop sells no product with this SKU: " + strings.Join(lines, ", ") + ".",
		NextStep: "Add the product to the shop under this SKU, or correct the SKU at the marketplace; then forward the order again.",
	}
}

func different() error {
	return &connectors.Failure{
		Code: "ORDER_DIFFERS", Owner: orderveil.OwnerMerchant, Outcome: connectors.Refused,
		Cause:    "The order in the Vendure shop does not have the lines that were sent.",
		NextStep: "Somebody or something changed the draft. Correct or delete it in the shop, then forward the order again.",
	}
}

// dearer is an order to which the shop has given prices of its own.
func dearer() error {
	return &connectors.Failure{
		Code: "PRICE_DIFFERS", Owner: orderveil.OwnerMerchant, Outcome: connectors.Refused,
		Cause:    "The Vendure shop makes another total of the order than the customer paid at the marketplace.",
		NextStep: "Have the shop's price calculation read the price field, VAT included, and keep promotions away from orders with a reference of Orderveil's. Then forward the order again.",
	}
}

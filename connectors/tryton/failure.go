package tryton

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"orderveil"
	"orderveil/connectors"
)

// kindOf returns an error's kind, when it is one of Tryton's own. All else that stands in
// an error may hold what was sent.
func kindOf(text json.RawMessage) string {
	var parts []json.RawMessage
	var kind string
	if json.Unmarshal(text, &parts) != nil || len(parts) == 0 || json.Unmarshal(parts[0], &kind) != nil {
		return ""
	}
	switch kind {
	case "UserError", "UserWarning", "ConcurrencyException":
		return kind
	}
	return "other"
}

// refusal puts an error into words. Whatever it is, Tryton has undone the call.
func refusal(text json.RawMessage) error {
	switch kindOf(text) {
	case "UserError":
		return &userError{&connectors.Failure{
			Code: "TRYTON_REFUSED", Owner: orderveil.OwnerMerchant, Outcome: connectors.Refused,
			Cause:    "Tryton does not take the order: one of its own rules stands in the way.",
			NextStep: "Look for the sale with the order's number in its description in Tryton, process it there to see what it complains about, and solve that; then forward the order again.",
		}}
	case "UserWarning":
		return &connectors.Failure{
			Code: "TRYTON_WARNS", Owner: orderveil.OwnerMerchant, Outcome: connectors.Refused,
			Cause:    "Tryton wants a warning confirmed before it takes the order.",
			NextStep: "Sign in to Tryton as the connection's user, process the sale with the order's number, and have the warning never shown again; then forward the order again.",
		}
	case "ConcurrencyException":
		return &connectors.Failure{
			Code: "CHANGED_MEANWHILE", Owner: orderveil.OwnerBackOffice, Outcome: connectors.Retry,
			Cause: "Somebody changed the same record in Tryton at the same time.", NextStep: "Nothing: it is tried again by itself.",
		}
	}
	return &connectors.Failure{
		Code: "TRYTON_ERROR", Owner: orderveil.OwnerBackOffice, Outcome: connectors.Unclear,
		Cause:    "Tryton answered with an error of its own.",
		NextStep: "It is tried again. If it stays, look at the server's log at this moment: a module may be missing (sale, sale_shipment_cost).",
	}
}

// userError is a refusal by a rule of Tryton's.
type userError struct{ failure *connectors.Failure }

func (e *userError) Error() string { return e.failure.Error() }

// Unwrap returns the failure.
func (e *userError) Unwrap() error { return e.failure }

func badAnswer(harmless bool) error {
	f := &connectors.Failure{
		Code: "BAD_ANSWER", Owner: orderveil.OwnerBackOffice, Outcome: connectors.Unclear,
		Cause:    "The server's answer is not what Tryton's JSON-RPC interface answers.",
		NextStep: "It is tried again by itself. If it lasts, check the connection's url and database.",
	}
	if harmless {
		f.Outcome = connectors.Retry
	}
	return f
}

func wrongAddress() error {
	return &connectors.Failure{
		Code: "WRONG_ADDRESS", Owner: orderveil.OwnerMerchant, Outcome: connectors.Refused,
		Cause:    "There is no Tryton database at the connection's address.",
		NextStep: "Correct the connection's url and database.",
	}
}

func credentialsRefused() error {
	return &connectors.Failure{
		Code: "CREDENTIALS_REFUSED", Owner: orderveil.OwnerMerchant, Outcome: connectors.Auth,
		Cause:    "Tryton does not take the connection's user name or password.",
		NextStep: "Give the connection the credentials of a user of the database that may sign in with a password alone.",
	}
}

func permissionMissing() error {
	return &connectors.Failure{
		Code: "PERMISSION_MISSING", Owner: orderveil.OwnerMerchant, Outcome: connectors.Auth,
		Cause:    "The Tryton user of this connection may not do what is needed.",
		NextStep: "Give the user access to sales, products, parties, countries, currencies, taxes and stock, and make sure that the modules sale and sale_shipment_cost are activated.",
	}
}

func withoutCompany() error {
	return &connectors.Failure{
		Code: "NO_COMPANY", Owner: orderveil.OwnerMerchant, Outcome: connectors.Refused,
		Cause:    "The Tryton user of this connection works for no company.",
		NextStep: "Set the user's company in Tryton; then forward the order again.",
	}
}

func unknownSKU(lines []string) error {
	return &connectors.Failure{
		Code: "UNKNOWN_SKU", Owner: orderveil.OwnerMerchant, Outcome: connectors.Refused,
		Cause:    "Tryton sells no product with this code or EAN: " + strings.Join(lines, ", ") + ".",
		NextStep: "Give a salable product in Tryton this code or this EAN, or correct the SKU at the marketplace; then forward the order again.",
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

func unknownCountry(code string) error {
	return &connectors.Failure{
		Code: "UNKNOWN_COUNTRY", Owner: orderveil.OwnerMerchant, Outcome: connectors.Refused,
		Cause: fmt.Sprintf("Tryton does not know the country %q.", code), NextStep: "Load the countries into Tryton; then forward the order again.",
	}
}

func unknownCurrency(code string) error {
	return &connectors.Failure{
		Code: "UNKNOWN_CURRENCY", Owner: orderveil.OwnerMerchant, Outcome: connectors.Refused,
		Cause: fmt.Sprintf("Tryton does not know the currency %q.", code), NextStep: "Add the currency with a rate in Tryton; then forward the order again.",
	}
}

func unsupportedTax() error {
	return &connectors.Failure{
		Code: "UNSUPPORTED_TAX", Owner: orderveil.OwnerMerchant, Outcome: connectors.Refused,
		Cause:    "A product has a tax in Tryton that is no percentage, so that nobody can say what it makes of a price with VAT.",
		NextStep: "Give the product's category taxes that are percentages; then forward the order again.",
	}
}

func differs(what string) error {
	return &connectors.Failure{
		Code: "ORDER_DIFFERS", Owner: orderveil.OwnerMerchant, Outcome: connectors.Refused,
		Cause:    "Tryton made something else of the order than was sent: " + what + ". The sale was deleted again.",
		NextStep: "Look for a module that changes sales, and at the taxes, the currency and the price decimals in Tryton; then forward the order again.",
	}
}

func beingMade(after time.Duration) error {
	return &connectors.Failure{
		Code: "BEING_MADE", Owner: orderveil.OwnerBackOffice, Outcome: connectors.Unclear, After: after,
		Cause: "The order is being made in Tryton by another attempt.", NextStep: "Nothing: Tryton is asked again in a moment.",
	}
}

package mirakl

import (
	"fmt"
	"net/http"

	"orderveil"
	"orderveil/connectors"
)

// refused is a key that Mirakl does not take, or not for this.
func refused(status int) error {
	f := &connectors.Failure{
		Code: "ACCESS_REFUSED", Cause: fmt.Sprintf("The marketplace refuses this to the API key (status %d).", status), Owner: orderveil.OwnerMerchant,
		NextStep: "Check in the operator's seller portal that the shop is open, that the user may manage orders, and that shop_id is one of the user's shops.",
		Outcome:  connectors.Auth,
	}
	if status == http.StatusUnauthorized {
		f.Code, f.Cause = "CREDENTIALS_REFUSED", "The marketplace does not take the API key (status 401)."
		f.NextStep = "Make a new API key in the operator's seller portal, under the user's settings, and enter it in the connection."
	}
	return f
}

// badAnswer is an answer that cannot be used. The cause is a sentence of ours without its
// full stop.
func badAnswer(cause string) error {
	return &connectors.Failure{
		Code: "BAD_ANSWER", Cause: cause + ".", Owner: orderveil.OwnerMarketplace,
		NextStep: "It is read again by itself. If it stays, check the setting api, and report it to the operator with the order number and the time.",
		Outcome:  connectors.Retry,
	}
}

func unexpected(who string, status int) error {
	return badAnswer(fmt.Sprintf("%s answered with status %d", who, status))
}

// notReady is an order whose customer the marketplace does not show yet.
func notReady(number string) error {
	return &connectors.Failure{
		Code: "ORDER_NOT_READY", Cause: "The marketplace shows no address of order " + number + " yet: it waits for the payment.",
		Owner: orderveil.OwnerMarketplace, NextStep: "Nothing: it is read again by itself.", Outcome: connectors.Retry,
	}
}

// notAccepted are orders that wait for the merchant.
func notAccepted(what string) error {
	return &connectors.Failure{
		Code: "ORDER_NOT_ACCEPTED", Cause: what + " not been accepted, so that the marketplace shows no address.", Owner: orderveil.OwnerMerchant,
		NextStep: "Accept or refuse it in the operator's seller portal, before the marketplace cancels it. It comes by itself afterwards.",
		Outcome:  connectors.Retry,
	}
}

// notTaken is a report that the marketplace refused.
func notTaken(what string) error {
	return &connectors.Failure{
		Code: "REPORT_REFUSED", Cause: "The marketplace does not take " + what + ".", Owner: orderveil.OwnerMerchant,
		NextStep: "Look at the order in the operator's seller portal: its lines may have been shipped or cancelled already. Then report what is left.",
		Outcome:  connectors.Refused,
	}
}

// unclear is a report of which nobody knows what came of it.
func unclear(what string) error {
	return &connectors.Failure{
		Code: "REPORT_UNCLEAR", Cause: "The marketplace does not say what came of " + what + ".", Owner: orderveil.OwnerMarketplace,
		NextStep: "Nothing: the order is read again, and the report repeated if it is still needed.",
		Outcome:  connectors.Unclear,
	}
}

// judged is the outcome of a report by the answer's status.
func judged(status int, what string) error {
	switch {
	case status >= 200 && status < 300:
		return nil
	case status >= 400 && status < 500:
		return notTaken(what)
	}
	return unclear(what)
}

package amazon

import (
	"fmt"
	"net/http"

	"orderveil"
	"orderveil/connectors"
	"orderveil/connectors/wire"
)

// tokenRefused says why there is no access token. Login with Amazon answers with the
// codes of RFC 6749.
func tokenRefused(a wire.Answer) error {
	var said struct {
		Error string `json:"error"`
	}
	if wire.Decode(a.Body, &said) != nil || a.Status != http.StatusBadRequest && a.Status != http.StatusUnauthorized && a.Status != http.StatusForbidden {
		return unexpected("Login with Amazon", a.Status)
	}
	f := &connectors.Failure{
		Code: "CREDENTIALS_REFUSED", Cause: fmt.Sprintf("Amazon does not take the client id and secret (status %d).", a.Status),
		Owner:    orderveil.OwnerMerchant,
		NextStep: "Check in Amazon's developer console whether the secret was rotated, and enter the present one in the connection, with its date in secret_created.",
		Outcome:  connectors.Auth,
	}
	if said.Error == "invalid_grant" {
		f.Code, f.Cause = "AUTHORIZATION_ENDED", fmt.Sprintf("The merchant's authorisation of the application at Amazon has ended (status %d).", a.Status)
		f.NextStep = "Authorise the connection again on its page, or have the merchant authorise the application in Seller Central and enter the new refresh token."
	}
	return f
}

// apiRefused is a call that Amazon did not take with a token it gave shortly before.
func apiRefused(status int) error {
	return &connectors.Failure{
		Code: "ACCESS_REFUSED", Cause: fmt.Sprintf("Amazon refuses access to the orders (status %d).", status), Owner: orderveil.OwnerMerchant,
		NextStep: "Check in Seller Central that the application is authorised, in Amazon's developer console that it has its roles, and that the connection's region and marketplaces are the merchant's.",
		Outcome:  connectors.Auth,
	}
}

// badAnswer is an answer that cannot be used. The cause is a sentence of ours
// without its full stop.
func badAnswer(cause string) error {
	return &connectors.Failure{
		Code: "BAD_ANSWER", Cause: cause + ".", Owner: orderveil.OwnerMarketplace,
		NextStep: "It is read again by itself. If it stays, report it to Amazon's developer support with the order number and the time.",
		Outcome:  connectors.Retry,
	}
}

func unexpected(who string, status int) error {
	return badAnswer(fmt.Sprintf("%s answered with status %d", who, status))
}

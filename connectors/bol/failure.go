package bol

import (
	"fmt"
	"net/http"

	"orderveil"
	"orderveil/connectors"
)

// tokenRefused says why there is no access token. bol answers 401 to credentials
// it does not know.
func tokenRefused(status int) error {
	if status == http.StatusBadRequest || status == http.StatusUnauthorized || status == http.StatusForbidden {
		return &connectors.Failure{
			Code: "CREDENTIALS_REFUSED", Cause: fmt.Sprintf("bol.com does not take the client id and secret (status %d).", status),
			Owner:    orderveil.OwnerMerchant,
			NextStep: "Make new API credentials in bol's partner platform under Settings, Services, API settings, and enter them in the connection.",
			Outcome:  connectors.Auth,
		}
	}
	return unexpected("The token service", status)
}

// apiRefused is a call that bol did not take with a token it gave shortly before.
func apiRefused(status int) error {
	f := &connectors.Failure{
		Code: "ACCESS_REFUSED", Cause: fmt.Sprintf("bol.com refuses access to the orders (status %d).", status),
		Owner:    orderveil.OwnerMerchant,
		NextStep: "Check in bol's partner platform that the account is active and that the API credentials still exist.",
		Outcome:  connectors.Auth,
	}
	return f
}

// badAnswer is an answer that cannot be used. The cause is a sentence of ours
// without its full stop.
func badAnswer(cause string) error {
	return &connectors.Failure{
		Code: "BAD_ANSWER", Cause: cause + ".", Owner: orderveil.OwnerMarketplace,
		NextStep: "It is read again by itself. If it stays, report it to bol's partner service with the order number and the time.",
		Outcome:  connectors.Retry,
	}
}

func unexpected(who string, status int) error {
	return badAnswer(fmt.Sprintf("%s answered with status %d", who, status))
}

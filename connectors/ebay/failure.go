package ebay

import (
	"fmt"
	"mime"
	"net/http"
	"slices"

	"orderveil"
	"orderveil/connectors"
	"orderveil/connectors/wire"
)

// tokenRefused says why there is no access token. eBay answers 401 to an application that
// it does not know, and 400 with invalid_grant to a refresh token that has ended.
func tokenRefused(a wire.Answer) error {
	f := &connectors.Failure{Owner: orderveil.OwnerMerchant, Outcome: connectors.Auth}
	var said struct {
		Error string `json:"error"`
	}
	switch {
	case a.Status == http.StatusBadRequest && wire.Decode(a.Body, &said) == nil && (said.Error == "invalid_grant" || said.Error == "invalid_scope"):
		f.Code, f.Cause = "CONSENT_ENDED", "eBay does not take the merchant's refresh token: it has ended, or was taken back."
		f.NextStep = "Authorise the connection again on its page, or have the merchant consent with the scope sell.fulfillment and enter the new refresh token."
	case a.Status == http.StatusBadRequest || a.Status == http.StatusUnauthorized || a.Status == http.StatusForbidden:
		f.Code, f.Cause = "CREDENTIALS_REFUSED", fmt.Sprintf("eBay does not take the application's client id and secret (status %d).", a.Status)
		f.NextStep = "Look the application's keys up in eBay's developer programme, and enter them in the connection."
	default:
		return unexpected("The token service", a.Status)
	}
	return f
}

// accessRefused is a call that eBay did not take with a token it gave shortly before.
func accessRefused(status int) error {
	return &connectors.Failure{
		Code: "ACCESS_REFUSED", Cause: fmt.Sprintf("eBay refuses access to the orders (status %d).", status),
		Owner:    orderveil.OwnerMerchant,
		NextStep: "Check that the merchant's eBay account is active, and that the consent includes the scope sell.fulfillment.",
		Outcome:  connectors.Auth,
	}
}

// badAnswer is an answer that cannot be used. The cause is a sentence of ours
// without its full stop.
func badAnswer(cause string) error {
	return &connectors.Failure{
		Code: "BAD_ANSWER", Cause: cause + ".", Owner: orderveil.OwnerMarketplace,
		NextStep: "It is read again by itself. If it stays, report it to eBay's developer support with the order number and the time.",
		Outcome:  connectors.Retry,
	}
}

func unexpected(who string, status int) error {
	return badAnswer(fmt.Sprintf("%s answered with status %d", who, status))
}

// The ids of eBay's errors that something follows from, by its OpenAPI document.
const (
	errInvalidOrder    = 32100
	errInvalidTracking = 32300
	errInvalidDate     = 32500
)

// errorIDs returns the ids in an error of eBay's, and whether it is one: the "not found" of
// some server on the way must not pass for eBay's. The texts repeat what was sent, and are
// not read.
func errorIDs(a wire.Answer) ([]int, bool) {
	media, _, err := mime.ParseMediaType(a.Header.Get("Content-Type"))
	if err != nil || media != mediaType {
		return nil, false
	}
	var said struct {
		Errors []struct {
			ID int `json:"errorId"`
		} `json:"errors"`
	}
	if wire.Decode(a.Body, &said) != nil || len(said.Errors) == 0 {
		return nil, false
	}
	ids := make([]int, len(said.Errors))
	for i, e := range said.Errors {
		ids[i] = e.ID
	}
	return ids, true
}

// unknownOrder reports whether an answer says that there is no such order. The document
// has a status for it, and an id that comes with another one.
func unknownOrder(a wire.Answer) bool {
	ids, known := errorIDs(a)
	return known && (a.Status == http.StatusNotFound || a.Status == http.StatusBadRequest && slices.Contains(ids, errInvalidOrder))
}

package wire

import (
	"context"
	"errors"
	"net/http"
	"strings"

	"orderveil/connectors"
)

// ExchangeCode makes the call that turns an authorization code into a refresh token, RFC 6749
// sections 4.1.3 to 5.2. It is made once: a code is good once, and its answer may have been lost.
func (c *Client) ExchangeCode(ctx context.Context, call Call) (refresh string, err error) {
	answer, err := c.Do(ctx, call)
	var f *connectors.Failure
	if errors.As(err, &f) && (f.Outcome == connectors.Unclear || f.Outcome == connectors.Retry) {
		return refresh, connectors.ConsentCut(c.options.Name, f)
	}
	if err != nil {
		return refresh, err
	}
	if answer.Status != http.StatusOK {
		return refresh, c.consentFailed(&call, answer)
	}
	var given struct {
		RefreshToken string `json:"refresh_token"`
	}
	if Decode(answer.Body, &given) != nil || !headerSafe(given.RefreshToken) {
		return refresh, connectors.ConsentCut(c.options.Name, c.badAnswer(&call, "holds no refresh token that can be used").Failure)
	}
	return given.RefreshToken, nil
}

// consentFailed says why a code was not taken. An address that is another one is an invalid grant
// like a code that is too old, by section 5.2; what tells them apart are the other side's words,
// which are looked at and not repeated.
func (c *Client) consentFailed(call *Call, a Answer) error {
	var said struct {
		Error       string `json:"error"`
		Description string `json:"error_description"`
	}
	if a.Status >= http.StatusInternalServerError || Decode(a.Body, &said) != nil {
		return connectors.ConsentCut(c.options.Name, c.badAnswer(call, "says not why the code is not taken").Failure)
	}
	name := c.options.Name
	switch {
	case said.Error == "invalid_client" || said.Error == "unauthorized_client":
		return connectors.ConsentClientWrong(name)
	case said.Error == "invalid_scope":
		return connectors.ConsentScopeRefused(name)
	case strings.Contains(strings.ToLower(said.Description), "redirect"):
		return connectors.ConsentAddressWrong(name)
	case said.Error == "invalid_grant":
		return connectors.ConsentExpired(name)
	}
	return connectors.ConsentCut(c.options.Name, c.badAnswer(call, "says not why the code is not taken").Failure)
}

package ebay

import (
	"context"
	"net/http"
	"net/url"
	"time"

	"orderveil/connectors/wire"
	"orderveil/personal"
)

// login is eBay's token service. A token lives for two hours; the refresh token stays the
// same.
type login struct {
	wire              *wire.Client
	url               string
	id, pass, refresh personal.Secret
}

const scope = "https://api.ebay.com/oauth/api_scope/sell.fulfillment"

func (l *login) ask(ctx context.Context) (string, time.Duration, error) {
	h := http.Header{"Accept": {mediaType}, "Content-Type": {"application/x-www-form-urlencoded"}}
	r := http.Request{Header: h}
	r.SetBasicAuth(l.id.Plain(), l.pass.Plain())
	form := url.Values{"grant_type": {"refresh_token"}, "refresh_token": {l.refresh.Plain()}, "scope": {scope}}
	answer, err := l.wire.Do(ctx, wire.Call{
		Method: http.MethodPost, URL: l.url, Route: "POST /oauth2/token", Header: h, Repeatable: true,
		Body: []byte(form.Encode()), Accept: []string{mediaType},
	})
	if err != nil {
		return "", 0, err
	}
	if answer.Status != http.StatusOK {
		return "", 0, tokenRefused(answer)
	}
	token, life, ok := wire.DecodeToken(answer.Body)
	if !ok {
		return "", 0, badAnswer("The token service's answer holds no token that can be used")
	}
	return token, life, nil
}

package shopify

import (
	"context"
	"net/http"
	"net/url"
	"time"

	"orderveil/connectors"
	"orderveil/connectors/wire"
)

// newTokens keeps the access token. Apps of a merchant's own are given one for a day by the
// client credentials grant; older ones have a lasting one.
func newTokens(client *wire.Client, url string, c connectors.Config) *wire.Tokens {
	if lasting := c.Secrets["access_token"]; !lasting.Empty() {
		return wire.NewTokens(c.Clock, func(context.Context) (string, time.Duration, error) { return lasting.Plain(), time.Hour, nil })
	}
	return wire.NewTokens(c.Clock, func(ctx context.Context) (string, time.Duration, error) { return askToken(ctx, client, url, c) })
}

func askToken(ctx context.Context, client *wire.Client, base string, c connectors.Config) (string, time.Duration, error) {
	form := url.Values{
		"grant_type": {"client_credentials"}, "client_id": {c.Settings["client_id"]}, "client_secret": {c.Secrets["client_secret"].Plain()},
	}
	answer, err := client.Do(ctx, wire.Call{
		Method: http.MethodPost, URL: base + "/admin/oauth/access_token", Route: "POST token", Repeatable: true, Body: []byte(form.Encode()),
		Header: http.Header{"Content-Type": {"application/x-www-form-urlencoded"}, "Accept": {"application/json"}},
		Accept: []string{"application/json"},
	})
	switch {
	case err != nil:
		return "", 0, err
	case answer.Status == http.StatusBadRequest:
		return "", 0, refusedStatus(http.StatusUnauthorized) // invalid_client, shop_not_permitted
	case answer.Status != http.StatusOK:
		return "", 0, refusedStatus(answer.Status)
	}
	token, life, ok := wire.DecodeToken(answer.Body)
	if !ok {
		return "", 0, badAnswer()
	}
	return token, life, nil
}

package ebay

import (
	"context"
	"net/http"
	"net/url"
	"time"

	"orderveil"
	"orderveil/connectors"
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

// newLogin returns the token service as the application sees it, for no merchant.
func newLogin(c connectors.Config, o wire.Options) (*login, error) {
	address, err := wire.Base("login", setting(c, "login"))
	if err != nil {
		return nil, err
	}
	id, secret := c.Secrets["client_id"], c.Secrets["client_secret"]
	if id.Empty() || secret.Empty() {
		return nil, orderveil.Invalidf("eBay needs the secrets client_id, client_secret and refresh_token")
	}
	o.Name, o.Owner, o.HTTP, o.Clock = name, orderveil.OwnerMarketplace, c.HTTP, c.Clock
	return &login{wire: wire.New(o), url: address + "/identity/v1/oauth2/token", id: id, pass: secret}, nil
}

const scope = "https://api.ebay.com/oauth/api_scope/sell.fulfillment"

// call is a call of the token service.
func (l *login) call(form url.Values) wire.Call {
	h := http.Header{"Accept": {mediaType}, "Content-Type": {"application/x-www-form-urlencoded"}}
	r := http.Request{Header: h}
	r.SetBasicAuth(l.id.Plain(), l.pass.Plain())
	return wire.Call{
		Method: http.MethodPost, URL: l.url, Route: "POST /oauth2/token", Header: h, Body: []byte(form.Encode()), Accept: []string{mediaType},
	}
}

func (l *login) ask(ctx context.Context) (string, time.Duration, error) {
	call := l.call(url.Values{"grant_type": {"refresh_token"}, "refresh_token": {l.refresh.Plain()}, "scope": {scope}})
	call.Repeatable = true
	answer, err := l.wire.Do(ctx, call)
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

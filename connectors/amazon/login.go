package amazon

import (
	"context"
	"net/http"
	"net/url"
	"time"

	"orderveil/connectors/wire"
	"orderveil/personal"
)

// login is Login with Amazon, which turns the merchant's refresh token into an access
// token that lives for an hour.
type login struct {
	wire    *wire.Client
	url     string
	secrets map[string]personal.Secret
}

// call is a call of Login with Amazon, with the application's credentials.
func (l *login) call(form url.Values) wire.Call {
	form.Set("client_id", l.secrets["client_id"].Plain())
	form.Set("client_secret", l.secrets["client_secret"].Plain())
	return wire.Call{
		Method: http.MethodPost, URL: l.url, Route: "POST /auth/o2/token", Body: []byte(form.Encode()),
		Header: http.Header{"Accept": {mediaType}, "Content-Type": {"application/x-www-form-urlencoded"}, "User-Agent": {agent}},
		Accept: []string{mediaType},
	}
}

func (l *login) ask(ctx context.Context) (string, time.Duration, error) {
	call := l.call(url.Values{"grant_type": {"refresh_token"}, "refresh_token": {l.secrets["refresh_token"].Plain()}})
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
		return "", 0, badAnswer("The answer of Login with Amazon holds no token that can be used")
	}
	return token, life, nil
}

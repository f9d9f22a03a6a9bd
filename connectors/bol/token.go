package bol

import (
	"context"
	"net/http"
	"net/url"
	"time"

	"orderveil/connectors/wire"
	"orderveil/personal"
)

// login is bol's token service. A token lives for 299 seconds.
type login struct {
	wire     *wire.Client
	url      string
	id, pass personal.Secret
}

func (l *login) ask(ctx context.Context) (string, time.Duration, error) {
	h := http.Header{}
	h.Set("Accept", "application/json")
	h.Set("Content-Type", "application/x-www-form-urlencoded")
	r := http.Request{Header: h}
	r.SetBasicAuth(l.id.Plain(), l.pass.Plain())
	answer, err := l.wire.Do(ctx, wire.Call{
		Method: http.MethodPost, URL: l.url, Route: "POST /token", Header: h, Repeatable: true,
		Body: []byte(url.Values{"grant_type": {"client_credentials"}}.Encode()), Accept: []string{"application/json"},
	})
	if err != nil {
		return "", 0, err
	}
	if answer.Status != http.StatusOK {
		return "", 0, tokenRefused(answer.Status)
	}
	token, life, ok := wire.DecodeToken(answer.Body)
	if !ok {
		return "", 0, badAnswer("The token service's answer holds no token that can be used")
	}
	return token, life, nil
}

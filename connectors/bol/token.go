package bol

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"orderveil"
	"orderveil/connectors"
	"orderveil/connectors/wire"
	"orderveil/personal"
)

// tokens keeps the access token. bol blocks clients that ask for one per call, so
// it is used until shortly before its end (299 s), one refresh is in flight at a
// time, and a refusal is remembered for a while too.
type tokens struct {
	wire  *wire.Client
	clock orderveil.Clock
	url   string
	id    personal.Secret
	pass  personal.Secret

	// gate holds one element: whoever has taken it may read and write the rest.
	gate    chan struct{}
	token   string
	until   time.Time
	failure error
	failing time.Time // until when the failure stands
}

// Margins of a token's life.
const (
	tokenMargin = 30 * time.Second // a token is not used in its last seconds
	tokenMost   = time.Hour        // and never longer than this, whatever bol says
	tokenPause  = 10 * time.Second // between refreshes that failed
	authPause   = time.Minute      // between refreshes with refused credentials
)

func newTokens(client *wire.Client, clock orderveil.Clock, url string, id, secret personal.Secret) *tokens {
	t := &tokens{wire: client, clock: clock, url: url, id: id, pass: secret, gate: make(chan struct{}, 1)}
	t.gate <- struct{}{}
	return t
}

// get returns a token that is good for a call. Callers that come during a refresh
// wait for it and share what it brings.
func (t *tokens) get(ctx context.Context) (string, error) {
	select {
	case <-t.gate:
	case <-ctx.Done():
		return "", ctx.Err()
	}
	defer func() { t.gate <- struct{}{} }()
	now := t.clock()
	if t.token != "" && now.Before(t.until) {
		return t.token, nil
	}
	if t.failure != nil && now.Before(t.failing) {
		return "", t.failure
	}
	token, life, err := t.ask(ctx)
	if err != nil {
		t.remember(ctx, err)
		return "", err
	}
	t.token, t.failure = token, nil
	// The life counts from before the call: bol's clock started no earlier.
	t.until = now.Add(life - min(tokenMargin, life/2))
	return token, nil
}

// drop forgets a token that the API did not take.
func (t *tokens) drop(ctx context.Context, token string) {
	select {
	case <-t.gate:
	case <-ctx.Done():
		return
	}
	if t.token == token {
		t.token = ""
	}
	t.gate <- struct{}{}
}

// remember makes the callers of the next seconds share a failure. One that comes
// from a caller who left is nobody else's.
func (t *tokens) remember(ctx context.Context, err error) {
	var f *connectors.Failure
	if ctx.Err() != nil || !errors.As(err, &f) {
		return
	}
	pause := max(tokenPause, f.After)
	if f.Outcome == connectors.Auth {
		pause = authPause
	}
	t.failure, t.failing = err, t.clock().Add(pause)
}

type tokenAnswer struct {
	AccessToken string      `json:"access_token"`
	ExpiresIn   json.Number `json:"expires_in"`
}

func (t *tokens) ask(ctx context.Context) (string, time.Duration, error) {
	h := http.Header{}
	h.Set("Accept", "application/json")
	h.Set("Content-Type", "application/x-www-form-urlencoded")
	r := http.Request{Header: h}
	r.SetBasicAuth(t.id.Plain(), t.pass.Plain())
	answer, err := t.wire.Do(ctx, wire.Call{
		Method: http.MethodPost, URL: t.url, Route: "POST /token", Header: h, Repeatable: true,
		Body: []byte(url.Values{"grant_type": {"client_credentials"}}.Encode()), Accept: []string{"application/json"},
	})
	if err != nil {
		return "", 0, err
	}
	if answer.Status != http.StatusOK {
		return "", 0, tokenRefused(answer.Status)
	}
	var a tokenAnswer
	if err := wire.Decode(answer.Body, &a); err != nil {
		return "", 0, badAnswer("The token service's answer is malformed")
	}
	seconds, err := strconv.ParseFloat(string(a.ExpiresIn), 64)
	if err != nil || seconds < 1 || !headerSafe(a.AccessToken) {
		return "", 0, badAnswer("The token service's answer holds no token that can be used")
	}
	return a.AccessToken, time.Duration(min(seconds, tokenMost.Seconds()) * float64(time.Second)), nil
}

// headerSafe reports whether a token can stand in a header.
func headerSafe(token string) bool {
	return token != "" && len(token) <= 16<<10 && strings.IndexFunc(token, func(r rune) bool { return r <= ' ' || r > '~' }) < 0
}

package wire

import (
	"context"
	"encoding/json"
	"errors"
	"strconv"
	"strings"
	"time"

	"orderveil"
	"orderveil/connectors"
)

// Tokens keeps an access token. Remote systems block clients that ask for one per call,
// so it is used until shortly before its end, one refresh is in flight at a time, and a
// refusal is remembered for a while too.
type Tokens struct {
	clock orderveil.Clock
	ask   func(context.Context) (string, time.Duration, error)

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
	tokenMost   = time.Hour        // and never longer than this, whatever is said of it
	tokenPause  = 10 * time.Second // between refreshes that failed
	authPause   = time.Minute      // between refreshes with refused credentials
)

// NewTokens returns tokens that are asked for with a function, which returns one and how
// long it lives.
func NewTokens(clock orderveil.Clock, ask func(context.Context) (string, time.Duration, error)) *Tokens {
	t := &Tokens{clock: clock, ask: ask, gate: make(chan struct{}, 1)}
	t.gate <- struct{}{}
	return t
}

// Token returns a token that is good for a call. Callers that come during a refresh
// wait for it and share what it brings.
func (t *Tokens) Token(ctx context.Context) (string, error) {
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
	// The life counts from before the call: the other side's clock started no earlier.
	life = min(life, tokenMost)
	t.until = now.Add(life - min(tokenMargin, life/2))
	return token, nil
}

// Drop forgets a token that was not taken.
func (t *Tokens) Drop(ctx context.Context, token string) {
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
func (t *Tokens) remember(ctx context.Context, err error) {
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

// DecodeToken reads an OAuth 2.0 token answer, RFC 6749 section 5.1. Some say the life as
// a fraction of a second. It reports whether the token can stand in a header.
func DecodeToken(body []byte) (token string, life time.Duration, ok bool) {
	var a struct {
		AccessToken string      `json:"access_token"`
		ExpiresIn   json.Number `json:"expires_in"`
	}
	if Decode(body, &a) != nil {
		return "", 0, false
	}
	seconds, err := strconv.ParseFloat(string(a.ExpiresIn), 64)
	if err != nil || seconds < 1 || !headerSafe(a.AccessToken) {
		return "", 0, false
	}
	return a.AccessToken, time.Duration(min(seconds, tokenMost.Seconds()) * float64(time.Second)), true
}

func headerSafe(token string) bool {
	return token != "" && len(token) <= 16<<10 && strings.IndexFunc(token, func(r rune) bool { return r <= ' ' || r > '~' }) < 0
}

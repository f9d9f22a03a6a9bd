package server_test

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"orderveil"
	"orderveil/server"
)

// Each limit lets through what is just within it, and refuses what is just beyond.
func TestEachLimitIsWhereItIsSaidToBe(t *testing.T) {
	t.Parallel()
	w := newWorld(t, 1)
	merchant := w.token(t, orderveil.RoleMerchant)
	repeat := func(n int, text string) string { return strings.Repeat(text, n) }
	aliases := func(n int) string {
		var all strings.Builder
		for i := range n {
			all.WriteString(" a" + strings.Repeat("b", i) + ": number")
		}
		return "{ orders(first: 1) { nodes {" + all.String() + " } } }"
	}
	for name, c := range map[string]struct{ within, beyond string }{
		"aliases":     {aliases(15), aliases(16)},
		"root fields": {"{" + repeat(10, " viewer { role }") + " }", "{ a: __typename" + repeat(10, " viewer { role }") + " }"},
		"tokens":      {"{ viewer { " + repeat(990, "role ") + "} }", "{ viewer { " + repeat(1000, "role ") + "} }"},
		"list size":   {"{ orders(first: 100) { totalCount } }", "{ orders(first: 101) { totalCount } }"},
		"complexity":  {"{ orders(first: 49) { nodes { timeline(first: 100) { nodes { id } } } } }", "{ orders(first: 50) { nodes { timeline(first: 100) { nodes { id } } } } }"},
		"directives":  {"{ viewer { " + repeat(50, "role @include(if: true) ") + " } }", "{ viewer { " + repeat(51, "role @include(if: true) ") + " } }"},
	} {
		if a := w.ask(t, merchant, c.within, nil); a.code() != "" {
			t.Errorf("%s within: %s", name, a.Body[:min(len(a.Body), 200)])
		}
		if a := w.ask(t, merchant, c.beyond, nil); a.code() != "INVALID" {
			t.Errorf("%s beyond: %q", name, a.code())
		}
	}
}

// An operation is measured once, but for each length that its variables give to a list.
func TestTheLimitOfComplexityIsThatOfTheVariables(t *testing.T) {
	t.Parallel()
	w := newWorld(t, 1)
	merchant := w.token(t, orderveil.RoleMerchant)
	const question = `query($n: Int!, $after: String) { orders(first: $n, after: $after) { nodes { timeline(first: 100) { nodes { id } } } } }`
	for _, c := range []struct {
		first int
		code  string
	}{{49, ""}, {50, "INVALID"}, {1, ""}, {50, "INVALID"}, {49, ""}} {
		if a := w.ask(t, merchant, question, map[string]any{"n": c.first}); a.code() != c.code {
			t.Errorf("%d: %q", c.first, a.code())
		}
	}
	const fixed = `query($after: String) { orders(first: 50, after: $after) { nodes { timeline(first: 100) { nodes { id } } } } }`
	for range 2 {
		if a := w.ask(t, merchant, fixed, nil); a.code() != "INVALID" {
			t.Errorf("fixed: %q", a.code())
		}
	}
}

func TestAnAnswerThatTakesTooLongEnds(t *testing.T) {
	t.Parallel()
	w := newWorld(t, 1, func(_ *server.Config, p *server.Parts) { p.QueryTime = time.Nanosecond })
	if a := w.ask(t, w.token(t, orderveil.RoleMerchant), `{ orders { totalCount } }`, nil); a.code() != "TIMEOUT" {
		t.Errorf("code %q", a.code())
	}
}

// A page of another origin neither reads an answer nor follows a subscription: no answer
// allows its origin, and a WebSocket from there is refused.
func TestAnotherOriginGetsNothing(t *testing.T) {
	t.Parallel()
	w := newWorld(t, 1)
	for _, method := range []string{http.MethodOptions, http.MethodPost, http.MethodGet} {
		r, err := http.NewRequestWithContext(t.Context(), method, w.URL+"/graphql?query={viewer{role}}", strings.NewReader(`{"query":"{ viewer { role } }"}`))
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Origin", "https://elsewhere.example")
		r.Header.Set("Access-Control-Request-Method", "POST")
		r.Header.Set("Content-Type", "application/json")
		r.Header.Set("Authorization", "Bearer "+w.token(t, orderveil.RoleMerchant))
		response, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		_ = response.Body.Close()
		for name := range response.Header {
			if strings.HasPrefix(name, "Access-Control-") {
				t.Errorf("%s: %s is sent", method, name)
			}
		}
		if method != http.MethodPost && response.StatusCode < 400 {
			t.Errorf("%s is answered with %d", method, response.StatusCode)
		}
	}
	dialer := websocket.Dialer{Subprotocols: []string{"graphql-transport-ws"}}
	for origin, want := range map[string]bool{"https://elsewhere.example": false, w.URL: true, "": true} {
		header := http.Header{}
		if origin != "" {
			header.Set("Origin", origin)
		}
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
		conn, response, err := dialer.DialContext(ctx, strings.Replace(w.URL, "http", "ws", 1)+"/graphql", header)
		cancel()
		if response != nil {
			_ = response.Body.Close()
		}
		if (err == nil) != want {
			t.Errorf("a WebSocket from %q: %v", origin, err)
		}
		if conn != nil {
			_ = conn.Close()
		}
	}
}

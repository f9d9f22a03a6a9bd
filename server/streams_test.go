package server_test

import (
	"net/http"
	"strings"
	"testing"

	"io"

	"orderveil"
)

// What is no subscription does not get past costs and idempotency keys by asking for a
// stream, and whoever takes JSON too is answered in JSON.
func TestOnlySubscriptionsAreStreamed(t *testing.T) {
	t.Parallel()
	w := newWorld(t, 1)
	token := w.token(t, orderveil.RolePartner, orderveil.ScopeOrdersRead)
	for _, c := range []struct{ accept, query, has string }{
		{"text/event-stream", `{ orders { nodes { number } } }`, `"code":"INVALID"`},
		{"text/event-stream", `mutation { acknowledge(positions: []) }`, `"errors"`},
		{"application/json, text/event-stream", `{ orders { nodes { number } } }`, `"cost":{"requested"`},
		{"application/graphql-response+json, text/event-stream", `{ orders { nodes { number } } }`, `"cost":{"requested"`},
	} {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, w.URL+"/graphql", strings.NewReader(`{"query":`+quoted(c.query)+`}`))
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Content-Type", "application/json")
		r.Header.Set("Accept", c.accept)
		r.Header.Set("Authorization", "Bearer "+token)
		resp, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		body, _ := io.ReadAll(resp.Body)
		resp.Body.Close()
		if !strings.Contains(string(body), c.has) || c.has == `"code":"INVALID"` && strings.Contains(string(body), "C00000") {
			t.Errorf("Accept: %s: %s", c.accept, body)
		}
	}
}

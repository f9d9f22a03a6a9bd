package server_test

import (
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"

	"github.com/gorilla/websocket"

	"orderveil"
	"orderveil/server"
)

func perMinute(n int) func(*server.Config, *server.Parts) {
	return func(c *server.Config, _ *server.Parts) { c.RequestsPerMinute = n }
}

func TestAViewerWhoAsksTooMuchWaitsAndTheOthersDoNot(t *testing.T) {
	t.Parallel()
	w := newWorld(t, 0, perMinute(6)) // one at once, then one in ten seconds
	merchant, support := w.token(t, orderveil.RoleMerchant), w.token(t, orderveil.RoleSupport)
	const query = "{ viewer { role } }"
	if a := w.ask(t, merchant, query, nil); a.Status != http.StatusOK {
		t.Fatalf("the first request: status %d", a.Status)
	}
	response, body, _ := w.send(t, "POST", "/graphql", "{}", map[string]string{"Authorization": "Bearer " + merchant})
	wait, err := strconv.Atoi(response.Header.Get("Retry-After"))
	if response.StatusCode != http.StatusTooManyRequests || !strings.Contains(body, "RATE_LIMITED") || err != nil || wait < 1 || wait > 11 {
		t.Errorf("status %d, Retry-After %d, body %s", response.StatusCode, wait, body)
	}
	if a := w.ask(t, w.token(t, orderveil.RoleMerchant), query, nil); a.code() != "RATE_LIMITED" {
		t.Errorf("another token of the same viewer: code %q", a.code())
	}
	if a := w.ask(t, support, query, nil); a.Status != http.StatusOK {
		t.Errorf("another viewer: status %d", a.Status)
	}
}

func TestHandshakesOfStrangersAreBounded(t *testing.T) {
	t.Parallel()
	w := newWorld(t, 0, perMinute(6))
	dialer := websocket.Dialer{Subprotocols: []string{"graphql-transport-ws"}}
	dial := func(header http.Header) int {
		conn, response, err := dialer.DialContext(t.Context(), "ws"+strings.TrimPrefix(w.URL, "http")+"/graphql", header)
		if err == nil {
			_ = conn.Close()
		}
		if response == nil {
			t.Fatal(err)
		}
		return response.StatusCode
	}
	if status := dial(nil); status != http.StatusSwitchingProtocols {
		t.Fatalf("the first handshake: status %d", status)
	}
	if status := dial(nil); status != http.StatusTooManyRequests {
		t.Errorf("the second handshake from the same place: status %d", status)
	}
	if status := dial(http.Header{"Authorization": {"Bearer " + w.token(t, orderveil.RoleMerchant)}}); status != http.StatusSwitchingProtocols {
		t.Errorf("a handshake with a token: status %d", status)
	}
}

func TestAStrangerDoesNotUseUpTheHandshakesOfOthers(t *testing.T) {
	t.Parallel()
	w := newWorld(t, 0, perMinute(6))
	from := func(address string) int {
		r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/graphql", nil)
		r.Header.Set("Upgrade", "websocket")
		r.RemoteAddr = address
		answer := httptest.NewRecorder()
		w.Handler().ServeHTTP(answer, r)
		return answer.Code
	}
	from("192.0.2.1:1000")
	if status := from("192.0.2.1:1001"); status != http.StatusTooManyRequests {
		t.Errorf("the same place again: status %d", status)
	}
	if status := from("192.0.2.2:1000"); status == http.StatusTooManyRequests {
		t.Error("another place waits for the first")
	}
}

package server_test

import (
	"bytes"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"orderveil"
	"orderveil/server"
	"orderveil/store"
	"orderveil/store/storetest"
)

// world is a running program with one account and its orders.
type world struct {
	*server.Server
	*storetest.Fixture
	URL     string
	Account orderveil.Account
	Bol     orderveil.Connection
	Office  orderveil.Connection
	Log     *logged
}

// logged keeps what the program logs.
type logged struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *logged) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *logged) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

// newWorld starts the program on SQLite with the given number of orders, after the
// changes to its configuration and parts.
func newWorld(t testing.TB, orders int, changes ...func(*server.Config, *server.Parts)) *world {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "data")
	c := server.DefaultConfig()
	c.Data, c.KeyFile, c.TokenKey = dir, filepath.Join(dir, "key"), filepath.Join(dir, server.TokenKeyName)
	c.Workers, c.RequestsPerMinute = server.WorkersConfig{}, 0
	w := &world{Log: &logged{}}
	p := server.Parts{
		Clock: time.Now, IDs: orderveil.NewID, Log: slog.New(slog.NewTextHandler(w.Log, &slog.HandlerOptions{Level: slog.LevelDebug})), CreateKey: true,
	}
	for _, change := range changes {
		change(&c, &p)
	}
	s, err := server.New(t.Context(), c, p)
	if err != nil {
		t.Fatal(err)
	}
	w.Server, w.Fixture = s, &storetest.Fixture{Store: s.Store, Clock: storetest.NewClock(time.Now()), Config: store.Config{Dir: c.Data}}
	w.Account, w.Bol, w.Office = w.Fixture.Account(t, 1)
	w.fill(t, orders)
	srv := httptest.NewServer(s.Handler())
	w.URL = srv.URL
	t.Cleanup(func() {
		_ = s.Close(t.Context())
		srv.Close()
	})
	return w
}

func (w *world) fill(t testing.TB, n int) {
	t.Helper()
	var orders []orderveil.Order
	for i := range n {
		orders = append(orders, w.Fixture.Order(i+1))
	}
	if _, err := w.Server.Store.Import(t.Context(), w.Account.ID, w.Bol.ID, orders); err != nil {
		t.Fatal(err)
	}
}

// token signs a token for a role.
func (w *world) token(t testing.TB, role orderveil.Role, scopes ...orderveil.Scope) string {
	t.Helper()
	token, err := w.Issuer.Token(storetest.Viewer(role, w.Account.ID, scopes...), time.Hour)
	if err != nil {
		t.Fatal(err)
	}
	return token
}

type answer struct {
	Status int
	Body   string
	Data   map[string]json.RawMessage
	Errors []struct {
		Message    string
		Extensions struct{ Code string }
	}
}

// code is the code of the first error, or "".
func (a answer) code() string {
	if len(a.Errors) == 0 {
		return ""
	}
	return a.Errors[0].Extensions.Code
}

// ask sends one request to the API as a browser would.
func (w *world) ask(t testing.TB, token, query string, variables map[string]any) answer {
	t.Helper()
	body, err := json.Marshal(map[string]any{"query": query, "variables": variables})
	if err != nil {
		t.Fatal(err)
	}
	return w.post(t, token, "application/json", string(body))
}

func (w *world) post(t testing.TB, token, contentType, body string) answer {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, w.URL+"/graphql", strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", contentType)
	if token != "" {
		r.Header.Set("Authorization", "Bearer "+token)
	}
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	a := answer{Status: response.StatusCode, Body: string(text)}
	_ = json.Unmarshal(text, &a)
	return a
}

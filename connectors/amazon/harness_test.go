package amazon_test

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"orderveil"
	"orderveil/connectors"
	"orderveil/connectors/amazon"
	"orderveil/connectors/amazon/simulator"
	"orderveil/connectors/wire"
	"orderveil/personal"
)

// clock stands still until it is moved.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) Advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// world is a simulator behind a real server, and a source that talks to it.
type world struct {
	*testing.T
	sim    *simulator.Simulator
	server *httptest.Server
	source *amazon.Source
	clock  *clock
	config connectors.Config
	wired  wire.Options

	mu    sync.Mutex
	calls []call
	fault func(w http.ResponseWriter, r *http.Request) bool // true when it answered
}

type call struct {
	path  string
	query url.Values
	at    time.Time
}

// simulated are the credentials that the simulator takes.
var simulated = simulator.Config{ClientID: "id", ClientSecret: "secret", RefreshToken: "Atzr|token"}

const all = "NL,BE,DE,FR,SE"

func configOf(sim *simulator.Config) connectors.Config {
	return connectors.Config{
		Settings: map[string]string{"marketplaces": all, "secret_created": "2026-02-01"},
		Secrets: map[string]personal.Secret{
			"client_id": personal.NewSecret(sim.ClientID), "client_secret": personal.NewSecret(sim.ClientSecret),
			"refresh_token": personal.NewSecret(sim.RefreshToken), "aws_access_key_id": personal.NewSecret("AKIASIMULATED"),
			"aws_secret_access_key": personal.NewSecret("simulated"),
		},
	}
}

type option func(*simulator.Config, *connectors.Config)

// open starts a world. Its traffic is held against Amazon's models when they are there.
func open(t *testing.T, options ...option) *world {
	t.Helper()
	t.Parallel()
	w := &world{T: t, clock: &clock{now: time.Date(2026, 3, 17, 14, 30, 0, 0, time.UTC)}}
	sim := simulator.Config{
		Seed: 7, Orders: 120, Clock: w.clock.Now, ClientID: "id", ClientSecret: "secret", RefreshToken: "Atzr|token",
		Lag: 2 * time.Minute, QueueKey: "AKIASIMULATED", QueueSecret: "simulated",
	}
	config := configOf(&sim)
	for _, o := range options {
		o(&sim, &config)
	}
	w.sim = simulator.New(sim)
	var handler http.Handler = w.sim
	if d, err := loadDocument(); err == nil {
		handler = &checked{document: d, next: w.sim, t: t}
	}
	w.server = httptest.NewServer(w.count(handler))
	t.Cleanup(w.server.Close)
	config.HTTP, config.Clock = w.server.Client(), w.clock.Now
	for _, name := range []string{"api", "login"} {
		config.Settings[name] = w.server.URL
	}
	w.config, w.wired = config, wire.Options{Wait: w.wait, Jitter: func() float64 { return 0 }}
	w.source = w.again()
	return w
}

// again returns a source as it is after a restart.
func (w *world) again() *amazon.Source {
	w.Helper()
	source, err := amazon.NewSourceWaiting(w.config, w.wired)
	if err != nil {
		w.Fatal(err)
	}
	return source
}

func orders(n int) option { return func(s *simulator.Config, _ *connectors.Config) { s.Orders = n } }

func withheld(data ...string) option {
	return func(s *simulator.Config, _ *connectors.Config) { s.Withheld = data }
}

func limited(s *simulator.Config, _ *connectors.Config) { s.Limited = true }

// wait moves the clock instead of waiting.
func (w *world) wait(ctx context.Context, d time.Duration) error {
	w.clock.Advance(d)
	return ctx.Err()
}

func (w *world) count(next http.Handler) http.Handler {
	return http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		w.mu.Lock()
		w.calls = append(w.calls, call{r.URL.Path, r.URL.Query(), w.clock.Now()})
		fault := w.fault
		w.mu.Unlock()
		if fault == nil || !fault(rw, r) {
			next.ServeHTTP(rw, r)
		}
	})
}

// failing answers so many calls of a path with a status and a body.
func (w *world) failing(path string, times, status int, body string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.fault = func(rw http.ResponseWriter, r *http.Request) bool {
		if !strings.HasSuffix(r.URL.Path, path) || times == 0 {
			return false
		}
		times--
		rw.Header().Set("Content-Type", "application/json")
		rw.WriteHeader(status)
		_, _ = rw.Write([]byte(body))
		return true
	}
}

func (w *world) called(path string) (calls []call) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, c := range w.calls {
		if strings.HasSuffix(c.path, path) {
			calls = append(calls, c)
		}
	}
	return calls
}

// list collects a listing.
func (w *world) list(since time.Time) (map[string]string, error) {
	revisions := map[string]string{}
	err := w.source.List(w.Context(), connectors.Window{Since: since}, func(page []connectors.Summary) error {
		for _, s := range page {
			revisions[s.Number] = s.Revision
		}
		return nil
	})
	return revisions, err
}

func (w *world) mustList(since time.Time) map[string]string {
	w.Helper()
	revisions, err := w.list(since)
	if err != nil {
		w.Fatalf("List() = %v", err)
	}
	return revisions
}

func (w *world) mustOrder(number string) orderveil.Order {
	w.Helper()
	o, err := w.source.Order(w.Context(), number)
	if err != nil {
		w.Fatalf("Order() = %v", err)
	}
	if err := o.Check(); err != nil {
		w.Fatalf("order %s: %v", number, err)
	}
	return o
}

// mustFail requires a failure of that code, in words that a person can act on and
// that repeat nothing of what the other side said.
func mustFail(t *testing.T, err error, code string) *connectors.Failure {
	t.Helper()
	var f *connectors.Failure
	if !errors.As(err, &f) || f.Code != code {
		t.Fatalf("error %v, want %s", err, code)
	}
	if f.Cause == "" || f.NextStep == "" || f.Owner == "" {
		t.Errorf("%s lacks a cause, an owner or a next step", code)
	}
	said := strings.ToLower(err.Error() + f.NextStep)
	for _, theirs := range []string{simulator.Mark, "invalidinput", "invalid input", "quota"} {
		if strings.Contains(said, strings.ToLower(theirs)) {
			t.Errorf("%s repeats what the other side said", code)
		}
	}
	return f
}

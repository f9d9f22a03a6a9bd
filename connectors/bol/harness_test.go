package bol_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"orderveil"
	"orderveil/connectors"
	"orderveil/connectors/bol"
	"orderveil/connectors/bol/simulator"
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
	source *bol.Source
	clock  *clock
	config connectors.Config
	wired  wire.Options

	mu    sync.Mutex
	calls map[string]int // by path
	times map[string][]time.Time
	waits []time.Duration
}

type option func(*simulator.Config, *connectors.Config, *wire.Options)

// open starts a world. Its traffic is held against bol's OpenAPI document when that
// is there, unless faults are to be injected.
func open(t *testing.T, spoiled bool, options ...option) *world {
	t.Helper()
	t.Parallel()
	w := &world{T: t, clock: &clock{now: time.Date(2026, 3, 17, 14, 30, 0, 0, time.UTC)}, calls: map[string]int{}, times: map[string][]time.Time{}}
	sim := simulator.Config{Seed: 7, Orders: 120, Clock: w.clock.Now, ClientID: "id", ClientSecret: "secret"}
	config := connectors.Config{Clock: w.clock.Now, Settings: map[string]string{}, Secrets: map[string]personal.Secret{
		"client_id": personal.NewSecret("id"), "client_secret": personal.NewSecret("secret"),
	}}
	wired := wire.Options{Wait: w.wait, Jitter: func() float64 { return 0 }}
	for _, o := range options {
		o(&sim, &config, &wired)
	}
	w.sim = simulator.New(sim)
	var handler http.Handler = w.sim
	if d, err := loadDocument(); err == nil {
		handler = &checked{document: d, next: w.sim, t: t, spoiled: spoiled}
	}
	w.server = httptest.NewServer(w.count(handler))
	t.Cleanup(w.server.Close)
	config.HTTP = w.server.Client()
	w.config, w.wired = config, wired
	w.source = w.sourceAt(w.server.URL)
	return w
}

// sourceAt returns a source that talks to another server.
func (w *world) sourceAt(address string) *bol.Source {
	w.Helper()
	w.config.Settings["api"], w.config.Settings["login"] = address, address
	source, err := bol.NewSourceWaiting(w.config, w.wired)
	if err != nil {
		w.Fatal(err)
	}
	return source
}

func orders(n int) option {
	return func(s *simulator.Config, _ *connectors.Config, _ *wire.Options) { s.Orders = n }
}

func limited(limits map[string]simulator.Limit) option {
	return func(s *simulator.Config, _ *connectors.Config, _ *wire.Options) { s.Limits = limits }
}

// wait moves the clock instead of waiting.
func (w *world) wait(ctx context.Context, d time.Duration) error {
	w.mu.Lock()
	w.waits = append(w.waits, d)
	w.mu.Unlock()
	w.clock.Advance(d)
	return ctx.Err()
}

func (w *world) count(next http.Handler) http.Handler {
	return http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		w.mu.Lock()
		w.calls[r.URL.Path]++
		w.times[r.URL.Path] = append(w.times[r.URL.Path], w.clock.Now())
		w.mu.Unlock()
		next.ServeHTTP(rw, r)
	})
}

func (w *world) called(path string) int {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.calls[path]
}

// list collects a listing: the last revision of each order and how often it came.
func (w *world) list(since time.Time) (map[string]string, map[string]int, error) {
	revisions, seen := map[string]string{}, map[string]int{}
	err := w.source.List(w.Context(), connectors.Window{Since: since}, func(page []connectors.Summary) error {
		for _, s := range page {
			revisions[s.Number] = s.Revision
			seen[s.Number]++
		}
		return nil
	})
	return revisions, seen, err
}

func (w *world) mustList(since time.Time) map[string]string {
	w.Helper()
	revisions, _, err := w.list(since)
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

package kaufland_test

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"orderveil"
	"orderveil/connectors"
	"orderveil/connectors/kaufland"
	"orderveil/connectors/kaufland/simulator"
	"orderveil/personal"
)

// world is a simulator behind a real server, and a source that talks to it. Its traffic is
// held against Kaufland's OpenAPI document when that is there.
type world struct {
	*testing.T
	sim    *simulator.Simulator
	source *kaufland.Source
	config connectors.Config

	mu     sync.Mutex
	now    time.Time
	calls  []string
	broken func(call string) bool // calls that are refused before they have an effect
}

func open(t *testing.T, settings ...string) *world {
	t.Helper()
	t.Parallel()
	w := &world{T: t, now: time.Date(2026, 3, 17, 12, 0, 0, 0, time.UTC)}
	w.sim = simulator.New(simulator.Config{Clock: w.clock, Key: clientKey, Secret: secretKey})
	server := httptest.NewServer(w.watch(checked(t, w.sim)))
	t.Cleanup(server.Close)
	w.config = stage{}.Config(server.URL)
	w.config.Clock, w.config.HTTP = w.clock, server.Client()
	for _, s := range settings {
		name, value, _ := strings.Cut(s, ":")
		w.config.Settings[name] = value
	}
	w.restart()
	return w
}

func (w *world) restart() {
	w.Helper()
	var err error
	if w.source, err = kaufland.NewSource(w.config); err != nil {
		w.Fatal(err)
	}
}

func (w *world) clock() time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.now
}

func (w *world) advance(d time.Duration) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.now = w.now.Add(d)
}

// breaking has calls be refused for a while, with a time that is too long to wait.
func (w *world) breaking(broken func(call string) bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.broken = broken
}

func (w *world) watch(next http.Handler) http.Handler {
	return http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		call := r.Method + " " + r.URL.Path
		w.mu.Lock()
		w.calls = append(w.calls, call)
		broken := w.broken != nil && w.broken(call)
		w.mu.Unlock()
		if broken {
			rw.Header().Set("Retry-After", "600")
			rw.WriteHeader(http.StatusTooManyRequests)
			return
		}
		next.ServeHTTP(rw, r)
	})
}

func (w *world) called(part string) (n int) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, call := range w.calls {
		if strings.Contains(call, part) {
			n++
		}
	}
	return n
}

func (w *world) list(since time.Time) map[string]string {
	w.Helper()
	listed := map[string]string{}
	if err := w.source.List(w.Context(), connectors.Window{Since: since}, func(page []connectors.Summary) error {
		for _, s := range page {
			listed[s.Number] = s.Revision
		}
		return nil
	}); err != nil {
		w.Fatalf("List() = %v", err)
	}
	return listed
}

func (w *world) order(number string) orderveil.Order {
	w.Helper()
	o, err := w.source.Order(w.Context(), number)
	if err == nil {
		err = o.Check()
	}
	if err != nil {
		w.Fatalf("order %s: %v", number, err)
	}
	return o
}

// statuses are those of an order's pieces, by line.
func (w *world) statuses(number string) map[int]string {
	all := map[int]string{}
	for _, u := range w.sim.Units(number) {
		all[u.Line] += " " + u.Status
	}
	return all
}

// fails requires a failure of that code, which repeats nothing of what anybody said.
func fails(t *testing.T, err error, code string, outcome connectors.Outcome) {
	t.Helper()
	var f *connectors.Failure
	if !errors.As(err, &f) || f.Code != code || f.Outcome != outcome {
		t.Fatalf("error %v, want %s with outcome %d", err, code, outcome)
	}
	if f.Cause == "" || f.NextStep == "" || f.Owner == "" || strings.Contains(f.Error()+f.NextStep, simulator.Mark) {
		t.Errorf("%s lacks a cause, an owner or a next step, or repeats what the other side said", code)
	}
}

func tracking(code string) personal.Record {
	return personal.NewRecord(personal.Delivery).With(personal.TrackingCode, code)
}

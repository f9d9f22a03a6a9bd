package mirakl_test

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
	"orderveil/connectors/mirakl"
	"orderveil/connectors/mirakl/simulator"
	"orderveil/personal"
)

// world is a simulator behind a real server, and a source that talks to it. Its traffic is
// held against Mirakl's OpenAPI document when that is there.
type world struct {
	*testing.T
	sim    *simulator.Simulator
	source *mirakl.Source

	mu    sync.Mutex
	now   time.Time
	calls []string
	cut   string // the call of which the answer is lost, once
}

func open(t *testing.T, sim simulator.Config, settings ...string) *world {
	t.Helper()
	t.Parallel()
	w := &world{T: t, now: time.Date(2026, 3, 17, 12, 0, 0, 0, time.UTC)}
	sim.Clock, sim.Key, sim.Shop = w.clock, key, 2001
	w.sim = simulator.New(sim)
	server := httptest.NewServer(w.watch(checked(t, w.sim)))
	t.Cleanup(server.Close)
	c := connectors.Config{
		Clock: w.clock, HTTP: server.Client(), Settings: map[string]string{"api": server.URL},
		Secrets: map[string]personal.Secret{"api_key": personal.NewSecret(key)},
	}
	for _, s := range settings {
		name, value, _ := strings.Cut(s, ":")
		c.Settings[name] = value
	}
	var err error
	if w.source, err = mirakl.NewSource(c); err != nil {
		t.Fatal(err)
	}
	return w
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

// watch notes calls, and loses the answer of one.
func (w *world) watch(next http.Handler) http.Handler {
	return http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		call := r.Method + " " + r.URL.Path
		w.mu.Lock()
		w.calls = append(w.calls, call)
		lost := w.cut != "" && strings.HasSuffix(call, w.cut)
		if lost {
			w.cut = ""
		}
		w.mu.Unlock()
		if lost {
			next.ServeHTTP(httptest.NewRecorder(), r)
			panic(http.ErrAbortHandler)
		}
		next.ServeHTTP(rw, r)
	})
}

func (w *world) called(suffix string) (n int) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, call := range w.calls {
		if strings.HasSuffix(call, suffix) {
			n++
		}
	}
	return n
}

func (w *world) list(since time.Time) (map[string]string, error) {
	listed := map[string]string{}
	err := w.source.List(w.Context(), connectors.Window{Since: since}, func(page []connectors.Summary) error {
		for _, s := range page {
			listed[s.Number] = s.Revision
		}
		return nil
	})
	return listed, err
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

// parcel holds so many pieces of each line.
func (w *world) parcel(number string, quantities ...int) connectors.Dispatch {
	d := connectors.Dispatch{
		Order: number, Carrier: connectors.PostNL, Tracking: personal.NewRecord(personal.Delivery).With(personal.TrackingCode, "3S"+simulator.Mark),
	}
	for n, q := range quantities {
		if q > 0 {
			d.Lines = append(d.Lines, connectors.LineQuantity{Line: w.sim.Lines(number)[n].ID, Quantity: q})
		}
	}
	return d
}

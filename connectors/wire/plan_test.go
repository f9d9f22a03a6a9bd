package wire_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"orderveil"
	"orderveil/connectors"
	"orderveil/connectors/wire"
)

// planned is a client of a server that takes all calls, unless told otherwise, with a
// clock that moves when it waits.
type planned struct {
	*testing.T
	client *wire.Client
	url    string
	now    time.Time
	answer http.HandlerFunc
	calls  int
}

func plan(t *testing.T, p wire.Plan) *planned {
	t.Helper()
	t.Parallel()
	w := &planned{T: t, now: time.Date(2026, 3, 17, 14, 30, 0, 0, time.UTC), answer: func(http.ResponseWriter, *http.Request) {}}
	server := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		w.calls++
		w.answer(rw, r)
	}))
	t.Cleanup(server.Close)
	w.url = server.URL
	w.client = wire.New(wire.Options{
		Name: "the shop", Owner: orderveil.OwnerMarketplace, HTTP: server.Client(), Clock: func() time.Time { return w.now },
		Plans: map[string]wire.Plan{"GET /": p}, RateHeader: "X-Rate", Jitter: func() float64 { return 0 },
		Wait: func(ctx context.Context, d time.Duration) error { w.now = w.now.Add(d); return ctx.Err() },
	})
	return w
}

func (w *planned) call() error {
	_, err := w.client.Do(w.Context(), wire.Call{Method: "GET", URL: w.url, Route: "GET /"})
	return err
}

func (w *planned) mustCall(times int) {
	w.Helper()
	for range times {
		if err := w.call(); err != nil {
			w.Fatal(err)
		}
	}
}

func TestAPlanIsKeptBeforeAnybodySaysALimit(t *testing.T) {
	w := plan(t, wire.Plan{Rate: 0.01, Burst: 3})
	w.mustCall(3)
	if f := failure(t, w.call(), "RATE_LIMITED", connectors.Retry); f.After != 100*time.Second || w.calls != 3 {
		t.Errorf("come back after %v, %d calls; want 100s and 3", f.After, w.calls)
	}
	w.now = w.now.Add(100 * time.Second)
	w.mustCall(1)
}

func TestAShortWaitForAPlanIsWaited(t *testing.T) {
	w := plan(t, wire.Plan{Rate: 0.5, Burst: 2})
	began := w.now
	w.mustCall(4)
	if took := w.now.Sub(began); took != 4*time.Second {
		t.Errorf("four calls took %v, want 4s", took)
	}
}

func TestTheRateThatAnswersSayReplacesThePlans(t *testing.T) {
	w := plan(t, wire.Plan{Rate: 0.5, Burst: 1})
	w.answer = func(rw http.ResponseWriter, _ *http.Request) { rw.Header().Set("X-Rate", "2.0") }
	began := w.now
	w.mustCall(5)
	if took := w.now.Sub(began); took != 2*time.Second {
		t.Errorf("five calls took %v, want 2s", took)
	}
	for _, nonsense := range []string{"", "0", "-1", "NaN", "Inf", "1e99", "fast"} {
		w.answer = func(rw http.ResponseWriter, _ *http.Request) { rw.Header().Set("X-Rate", nonsense) }
		began = w.now
		w.mustCall(2)
		if took := w.now.Sub(began); took != time.Second {
			t.Errorf("two calls after %q took %v, want 1s", nonsense, took)
		}
	}
}

// Another program shares the bucket: what is left in ours is worth nothing.
func TestOneCallTooManyEmptiesTheBucket(t *testing.T) {
	w := plan(t, wire.Plan{Rate: 0.01, Burst: 20})
	w.answer = func(rw http.ResponseWriter, _ *http.Request) { rw.WriteHeader(http.StatusTooManyRequests) }
	if f := failure(t, w.call(), "RATE_LIMITED", connectors.Retry); f.After != 100*time.Second || w.calls != 1 {
		t.Errorf("come back after %v, %d calls; want 100s and 1", f.After, w.calls)
	}
	w.answer = func(http.ResponseWriter, *http.Request) {}
	w.now = w.now.Add(100 * time.Second)
	w.mustCall(1)
	failure(t, w.call(), "RATE_LIMITED", connectors.Retry)
}

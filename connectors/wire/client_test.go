package wire_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"orderveil"
	"orderveil/connectors"
	"orderveil/connectors/wire"
)

// open serves a handler and returns a client whose waits take no time.
func open(t *testing.T, h http.HandlerFunc) (*wire.Client, string) {
	t.Helper()
	t.Parallel()
	server := httptest.NewServer(h)
	t.Cleanup(server.Close)
	return wire.New(wire.Options{
		Name: "the shop", Owner: orderveil.OwnerBackOffice, HTTP: server.Client(), Clock: time.Now,
		Wait:   func(ctx context.Context, _ time.Duration) error { return ctx.Err() },
		Jitter: func() float64 { return 0 },
	}), server.URL
}

func failure(t *testing.T, err error, code string, outcome connectors.Outcome) *connectors.Failure {
	t.Helper()
	var f *connectors.Failure
	if !errors.As(err, &f) || f.Code != code || f.Outcome != outcome {
		t.Fatalf("error %v (%+v), want %s with outcome %d", err, f, code, outcome)
	}
	if strings.Contains(f.Cause+f.NextStep, "remote words") {
		t.Error("the failure repeats the remote system's words")
	}
	return f
}

func TestPostThatWasSentIsNotRepeatedAndUnclear(t *testing.T) {
	for name, h := range map[string]struct {
		code string
		do   http.HandlerFunc
	}{
		"cut":   {"CUT_OFF", func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }},
		"error": {"UNAVAILABLE", func(w http.ResponseWriter, _ *http.Request) { http.Error(w, "remote words", http.StatusBadGateway) }},
		"large": {"BAD_ANSWER", func(w http.ResponseWriter, _ *http.Request) {
			_, _ = io.WriteString(w, strings.Repeat("x", wire.MaxBody+1))
		}},
		"elsewhere": {"REDIRECTED", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Location", "/other")
			w.WriteHeader(http.StatusTemporaryRedirect)
		}},
	} {
		t.Run(name, func(t *testing.T) {
			var effects atomic.Int32
			c, url := open(t, func(w http.ResponseWriter, r *http.Request) {
				effects.Add(1)
				h.do(w, r)
			})
			_, err := c.Do(t.Context(), wire.Call{Method: "POST", URL: url, Route: "POST /", Body: []byte("{}")})
			failure(t, err, h.code, connectors.Unclear)
			if n := effects.Load(); n != 1 {
				t.Errorf("it was sent %d times, want once", n)
			}
		})
	}
}

func TestPostOfACallerWhoLeftIsUnclear(t *testing.T) {
	arrived := make(chan struct{})
	c, url := open(t, func(_ http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		close(arrived)
		<-r.Context().Done()
	})
	ctx, leave := context.WithCancel(t.Context())
	go func() {
		<-arrived
		leave()
	}()
	_, err := c.Do(ctx, wire.Call{Method: "POST", URL: url, Body: []byte("{}")})
	failure(t, err, "CUT_OFF", connectors.Unclear)
}

func TestPostThatNeverLeftMayBeRepeated(t *testing.T) {
	c, _ := open(t, nil)
	_, err := c.Do(t.Context(), wire.Call{Method: "POST", URL: "http://127.0.0.1:1/", Body: []byte("{}")})
	failure(t, err, "UNREACHABLE", connectors.Retry)
}

func TestPostThatIsLimitedIsRepeated(t *testing.T) {
	var calls atomic.Int32
	c, url := open(t, func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		if calls.Add(1) == 1 || string(body) != "{}" {
			w.Header().Set("Retry-After", "0")
			w.WriteHeader(http.StatusTooManyRequests)
		}
	})
	if _, err := c.Do(t.Context(), wire.Call{Method: "POST", URL: url, Body: []byte("{}")}); err != nil {
		t.Fatal(err)
	}
	if n := calls.Load(); n != 2 {
		t.Errorf("%d calls, want 2", n)
	}
}

func TestAnswersBelow500AreTheCallersMatter(t *testing.T) {
	c, url := open(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		w.WriteHeader(http.StatusConflict)
	})
	a, err := c.Do(t.Context(), wire.Call{Method: "GET", URL: url, Accept: []string{"application/json"}})
	if err != nil || a.Status != http.StatusConflict {
		t.Errorf("Do() = %d, %v, want 409", a.Status, err)
	}
}

func TestRedirectOnTheSameHostIsFollowed(t *testing.T) {
	c, url := open(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/a" {
			http.Redirect(w, r, "/b", http.StatusFound)
			return
		}
		_, _ = io.WriteString(w, r.Header.Get("Authorization"))
	})
	h := http.Header{"Authorization": {"Bearer x"}}
	a, err := c.Do(t.Context(), wire.Call{Method: "GET", URL: url + "/a", Header: h})
	if err != nil || string(a.Body) != "Bearer x" {
		t.Errorf("Do() = %q, %v", a.Body, err)
	}
}

func TestRedirectsWithoutEndAreRefused(t *testing.T) {
	c, url := open(t, func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/", http.StatusFound) })
	_, err := c.Do(t.Context(), wire.Call{Method: "GET", URL: url})
	failure(t, err, "REDIRECTED", connectors.Retry)
}

func TestAddressThatMakesNoRequest(t *testing.T) {
	c, _ := open(t, nil)
	_, err := c.Do(t.Context(), wire.Call{Method: "GET", URL: "http://a b/"})
	failure(t, err, "BAD_ADDRESS", connectors.Refused)
}

// script is a remote system without a network, for tests in synthetic time.
type script func(*http.Request) *http.Response

func (s script) RoundTrip(r *http.Request) (*http.Response, error) { return s(r), nil }

func say(status int, header ...string) *http.Response {
	h := http.Header{}
	for i := 0; i < len(header); i += 2 {
		h.Set(header[i], header[i+1])
	}
	return &http.Response{StatusCode: status, Header: h, Body: io.NopCloser(strings.NewReader(""))}
}

func timed(s script) *wire.Client {
	return wire.New(wire.Options{Name: "the shop", Owner: orderveil.OwnerMarketplace, HTTP: &http.Client{Transport: s}, Clock: time.Now})
}

func TestNoCallIsMadeBeforeTheTimeThatWasNamed(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		start := time.Now()
		var calls []time.Duration
		c := timed(func(*http.Request) *http.Response {
			calls = append(calls, time.Since(start))
			if len(calls) == 1 {
				return say(http.StatusTooManyRequests, "Retry-After", "15")
			}
			return say(http.StatusOK)
		})
		if _, err := c.Do(t.Context(), wire.Call{Method: "GET", URL: "https://shop.example/"}); err != nil {
			t.Fatal(err)
		}
		if len(calls) != 2 || calls[1] != 15*time.Second {
			t.Errorf("calls at %v, want at 0 and 15s", calls)
		}
	})
}

func TestCallsKeepToTheHeadersPace(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		start, calls := time.Now(), map[int64]int{}
		c := timed(func(*http.Request) *http.Response {
			period := int64(time.Since(start) / (10 * time.Second))
			calls[period]++
			left := (period+1)*10 - int64(time.Since(start)/time.Second)
			return say(http.StatusOK, "X-RateLimit-Limit", "5", "X-RateLimit-Remaining", itoa(5-calls[period]), "X-RateLimit-Reset", itoa(int(left)))
		})
		for range 20 {
			if _, err := c.Do(t.Context(), wire.Call{Method: "GET", URL: "https://shop.example/"}); err != nil {
				t.Fatal(err)
			}
		}
		for period, n := range calls {
			if n != 5 {
				t.Errorf("%d calls in period %d, want 5", n, period)
			}
		}
		if took := time.Since(start); took != 30*time.Second {
			t.Errorf("20 calls took %v, want 30s", took)
		}
	})
}

// An answer that was written before the other side had counted the calls under way
// allows that many fewer.
func TestCallsUnderWayCount(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		start, held, done := time.Now(), make(chan struct{}), make(chan struct{})
		c := timed(func(r *http.Request) *http.Response {
			switch r.URL.Path {
			case "/held":
				<-held
			case "/told":
				return say(http.StatusOK, "X-RateLimit-Limit", "5", "X-RateLimit-Remaining", "3", "X-RateLimit-Reset", "15")
			}
			return say(http.StatusOK)
		})
		call := func(path string) {
			if _, err := c.Do(t.Context(), wire.Call{Method: "GET", URL: "https://shop.example" + path}); err != nil {
				t.Error(err)
			}
		}
		go func() {
			defer close(done)
			call("/held")
		}()
		synctest.Wait()
		for n, want := range []time.Duration{0, 0, 0, 15 * time.Second} {
			call([]string{"/told", "/", "/", "/"}[n])
			if took := time.Since(start); took != want {
				t.Errorf("call %d came through after %v, want %v", n+1, took, want)
			}
		}
		close(held)
		<-done
	})
}

func TestWaitEndsWithTheContext(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c := timed(func(*http.Request) *http.Response { return say(http.StatusTooManyRequests, "Retry-After", "15") })
		ctx, leave := context.WithTimeout(t.Context(), 3*time.Second)
		defer leave()
		if _, err := c.Do(ctx, wire.Call{Method: "GET", URL: "https://shop.example/"}); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("Do() = %v, want context.DeadlineExceeded", err)
		}
	})
}

func TestWaitOverTheBoundIsAFailureAtOnce(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		start := time.Now()
		c := timed(func(*http.Request) *http.Response { return say(http.StatusTooManyRequests, "Retry-After", "99999999") })
		_, err := c.Do(t.Context(), wire.Call{Method: "GET", URL: "https://shop.example/"})
		f := failure(t, err, "RATE_LIMITED", connectors.Retry)
		if f.After != time.Hour || time.Since(start) != 0 {
			t.Errorf("come back after %v, said after %v; want an hour, at once", f.After, time.Since(start))
		}
	})
}

// The pauses of clients that were not told how long to wait grow and differ.
func TestPausesWithoutAHeaderGrow(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		start := time.Now()
		var calls []time.Duration
		c := timed(func(*http.Request) *http.Response {
			calls = append(calls, time.Since(start))
			return say(http.StatusTooManyRequests)
		})
		_, err := c.Do(t.Context(), wire.Call{Method: "GET", URL: "https://shop.example/"})
		failure(t, err, "RATE_LIMITED", connectors.Retry)
		if len(calls) != 3 || calls[1] < time.Second || calls[1] > 2*time.Second || calls[2]-calls[1] < 2*time.Second {
			t.Errorf("calls at %v, want pauses of 1 to 2s and 2 to 4s", calls)
		}
	})
}

package bol_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"orderveil"
	"orderveil/connectors"
	"orderveil/connectors/bol/simulator"
	"orderveil/connectors/wire"
)

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
	for _, theirs := range []string{simulator.Mark, "jwt", "internal server", "service page", "veel\""} {
		if strings.Contains(said, strings.ToLower(theirs)) {
			t.Errorf("%s repeats what the other side said", code)
		}
	}
	return f
}

// hostile are faults of an answer's content, and the code they end in. The empty
// code stands for an order that is read, and found unfit by its Check.
var hostile = map[string]struct {
	kind simulator.FaultKind
	code string
}{
	"truncated":        {simulator.Truncated, "BAD_ANSWER"},
	"other media type": {simulator.WrongMediaType, "BAD_ANSWER"},
	"texts as numbers": {simulator.WrongTypes, "BAD_ANSWER"},
	"not UTF-8":        {simulator.NotUTF8, "BAD_ANSWER"},
	"ten megabytes":    {simulator.Huge, "BAD_ANSWER"},
	"deeply nested":    {simulator.Deep, "BAD_ANSWER"},
	"NUL":              {simulator.NUL, ""},
}

func TestHostileDetailsAreAFailureAndTheOrderIsNotLost(t *testing.T) {
	for name, h := range hostile {
		t.Run(name, func(t *testing.T) {
			w := open(t, true)
			number := w.sim.Numbers()[3]
			w.sim.Inject(simulator.Fault{Kind: h.kind, Path: "/retailer/orders/" + number})
			o, err := w.source.Order(t.Context(), number)
			if h.code == "" {
				if err := errors.Join(err, o.Check()); !errors.Is(err, orderveil.ErrInvalid) {
					t.Errorf("Check() = %v, want ErrInvalid", err)
				}
			} else if f := mustFail(t, err, h.code); f.Outcome != connectors.Retry || f.Owner != orderveil.OwnerMarketplace {
				t.Errorf("outcome %v of owner %s, want Retry of the marketplace", f.Outcome, f.Owner)
			}
			w.mustOrder(w.sim.Numbers()[4]) // others are not held up
			w.mustOrder(number)
		})
	}
}

func TestHostileListIsAFailureAndTheNextOneIsWhole(t *testing.T) {
	for name, h := range hostile {
		if h.code == "" {
			continue // the list shows no text of that kind
		}
		t.Run(name, func(t *testing.T) {
			w := open(t, true, orders(0))
			since := w.clock.Now()
			for range 70 {
				w.sim.Place()
			}
			w.sim.Inject(simulator.Fault{Kind: h.kind, Path: "/retailer/orders"})
			_, _, err := w.list(since)
			mustFail(t, err, h.code)
			if got := w.mustList(since); len(got) != 70 {
				t.Errorf("listed %d orders, want 70", len(got))
			}
		})
	}
}

func TestListThatIsNoList(t *testing.T) {
	for name, body := range map[string]string{
		"null": `null`, "error with status 200": `{"error":"x"}`, "a list": `[]`, "two values": `{}{}`, "nothing": ``,
	} {
		t.Run(name, func(t *testing.T) {
			w := answering(t, body)
			_, _, err := w.list(w.clock.Now())
			mustFail(t, err, "BAD_ANSWER")
		})
	}
}

func TestListWithoutEnd(t *testing.T) {
	page := `{"orders":[` + strings.Repeat(`{"orderId":"A1"},`, 49) + `{"orderId":"A1"}]}`
	w := answering(t, page)
	_, _, err := w.list(w.clock.Now())
	mustFail(t, err, "BAD_ANSWER")
	if n := w.called("/retailer/orders"); n != 4 {
		t.Errorf("%d list calls, want 4", n)
	}
}

func TestOrderWithoutAUsableNumberDoesNotHoldUpOthers(t *testing.T) {
	w := answering(t, `{"orders":[{"orderId":""},{"orderId":"../token"},{"orderId":"A1"},{"orderId":"`+strings.Repeat("9", 65)+`"}]}`)
	revisions, _, err := w.list(w.clock.Now())
	mustFail(t, err, "BAD_ANSWER")
	if len(revisions) != 1 || revisions["A1"] == "" {
		t.Errorf("listed %d orders, want the one with a number", len(revisions))
	}
}

func TestNotFoundOfAServerOnTheWayIsNoOrderThatIsGone(t *testing.T) {
	w := answering(t, "", func(rw http.ResponseWriter, _ *http.Request) {
		rw.Header().Set("Content-Type", "text/html")
		rw.WriteHeader(http.StatusNotFound)
	})
	_, err := w.source.Order(t.Context(), "A1")
	mustFail(t, err, "BAD_ANSWER")
}

func TestUnknownOrderIsNotFound(t *testing.T) {
	w := open(t, false)
	for _, number := range []string{"UNKNOWN", "", "../../token", "A 1", strings.Repeat("9", 65)} {
		if _, err := w.source.Order(t.Context(), number); !errors.Is(err, orderveil.ErrNotFound) {
			t.Errorf("Order() = %v, want ErrNotFound", err)
		}
	}
}

func TestRedirectToAnotherHostIsNotFollowed(t *testing.T) {
	var reached atomic.Int32
	elsewhere := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { reached.Add(1) }))
	t.Cleanup(elsewhere.Close)
	w := open(t, true)
	number := w.sim.Numbers()[0]
	for _, path := range []string{"/token", "/retailer/orders/" + number} {
		w.sim.Inject(simulator.Fault{Kind: simulator.Redirect, Path: path, Header: map[string]string{"Location": elsewhere.URL + "/x"}})
		_, err := w.source.Order(t.Context(), number)
		mustFail(t, err, "REDIRECTED")
		w.clock.Advance(time.Minute)
	}
	if n := reached.Load(); n != 0 {
		t.Errorf("the other host was called %d times", n)
	}
	w.mustOrder(number)
}

func TestServerErrorThatPassesIsNotNoticed(t *testing.T) {
	w := open(t, true)
	w.sim.Inject(simulator.Fault{Kind: simulator.ServerError, Times: 2})
	w.mustOrder(w.sim.Numbers()[0])
}

func TestServerErrorThatStays(t *testing.T) {
	w := open(t, true)
	w.mustOrder(w.sim.Numbers()[0])
	w.sim.Inject(simulator.Fault{Kind: simulator.ServerError, Times: -1})
	_, err := w.source.Order(t.Context(), w.sim.Numbers()[0])
	if f := mustFail(t, err, "UNAVAILABLE"); f.Outcome != connectors.Retry {
		t.Errorf("outcome %v, want Retry", f.Outcome)
	}
	w.sim.Heal()
	w.mustOrder(w.sim.Numbers()[0])
}

func TestCutConnection(t *testing.T) {
	for name, kind := range map[string]simulator.FaultKind{"before the answer": simulator.Cut, "within the answer": simulator.CutMidway} {
		t.Run(name, func(t *testing.T) {
			w := open(t, true)
			number := w.sim.Numbers()[0]
			w.sim.Inject(simulator.Fault{Kind: kind})
			w.mustOrder(number) // once is not noticed
			w.sim.Inject(simulator.Fault{Kind: kind, Path: "/retailer/*/*", Times: -1})
			_, err := w.source.Order(t.Context(), number)
			if f := mustFail(t, err, "CUT_OFF"); f.Outcome != connectors.Retry {
				t.Errorf("outcome %v, want Retry", f.Outcome)
			}
			w.sim.Heal()
			w.mustOrder(number)
		})
	}
}

func TestAnswerThatNeverComes(t *testing.T) {
	w := open(t, true, func(_ *simulator.Config, _ *connectors.Config, o *wire.Options) { o.Timeout = 50 * time.Millisecond })
	w.sim.Inject(simulator.Fault{Kind: simulator.Hang, Path: "/retailer/*/*"})
	// A token may take longer than that on a busy machine; it is not what is meant.
	for range 20 {
		if _, err := w.source.Order(t.Context(), w.sim.Numbers()[0]); err != nil {
			mustFail(t, err, "TIMED_OUT")
			return
		}
	}
	t.Error("an answer came")
}

func TestServerThatIsNotThere(t *testing.T) {
	w := open(t, true)
	w.server.Close()
	_, err := w.source.Order(t.Context(), w.sim.Numbers()[0])
	if f := mustFail(t, err, "UNREACHABLE"); f.Outcome != connectors.Retry {
		t.Errorf("outcome %v, want Retry", f.Outcome)
	}
}

func TestCallerWhoLeavesGetsTheContextsError(t *testing.T) {
	w := open(t, true)
	w.mustOrder(w.sim.Numbers()[0])
	ctx, leave := cancelled(t)
	w.sim.Inject(simulator.Fault{Kind: simulator.Hang, Times: -1})
	leave()
	if _, err := w.source.Order(ctx, w.sim.Numbers()[0]); !errors.Is(err, context.Canceled) {
		t.Errorf("Order() = %v, want context.Canceled", err)
	}
}

func cancelled(t *testing.T) (context.Context, context.CancelFunc) {
	ctx, leave := context.WithCancel(t.Context())
	t.Cleanup(leave)
	return ctx, leave
}

// answering is a world in which the API says the same thing to everything.
func answering(t *testing.T, body string, how ...http.HandlerFunc) *world {
	t.Helper()
	w := open(t, true)
	server := httptest.NewServer(w.count(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		switch {
		case r.URL.Path == "/token":
			w.sim.ServeHTTP(rw, r)
		case len(how) > 0:
			how[0](rw, r)
		default:
			rw.Header().Set("Content-Type", simulator.MediaType)
			_, _ = fmt.Fprint(rw, body)
		}
	})))
	t.Cleanup(server.Close)
	w.source = w.sourceAt(server.URL)
	return w
}

package connectortest

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"sync"
	"time"

	"orderveil"
)

// way is what lies between a connector and the other side. It notes each call, and lets
// go wrong what a test wants to go wrong.
type way struct {
	next  http.Handler
	route func(*http.Request) Route
	clock orderveil.Clock

	mu      sync.Mutex
	faults  []*fault
	calls   []call
	onEntry func(Route) // before a call goes on
}

// call is a call that was made.
type call struct {
	route Route
	at    time.Time
	fault *fault // that struck it, if any
}

// fault is something that goes wrong with a number of calls.
type fault struct {
	on    Route // every route when empty
	skip  int   // calls that it lets pass first
	times int   // calls that it spoils; below 0 all
	how   how
	hits  int
}

// how is what goes wrong: it answers instead of the other side.
type how func(w http.ResponseWriter, r *http.Request, next http.Handler)

func newWay() *way { return &way{} }

// ServeHTTP lets a call pass, or has it go wrong.
func (y *way) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	again := func() *http.Request {
		c := r.Clone(r.Context())
		c.Body, c.ContentLength = io.NopCloser(bytes.NewReader(body)), int64(len(body))
		return c
	}
	route := y.route(again())
	how := y.enter(route)
	if how == nil {
		y.next.ServeHTTP(w, again())
		return
	}
	how(w, again(), y.next)
}

// enter notes a call and returns what goes wrong with it.
func (y *way) enter(route Route) how {
	y.mu.Lock()
	due := y.due(route)
	y.calls = append(y.calls, call{route, y.clock(), due})
	entry := y.onEntry
	y.mu.Unlock()
	if entry != nil {
		entry(route)
	}
	if due == nil {
		return nil
	}
	return due.how
}

// due returns the fault that strikes a call. The caller holds the lock.
func (y *way) due(route Route) *fault {
	for _, f := range y.faults {
		switch {
		case f.on != "" && f.on != route || f.times == 0:
		case f.skip > 0:
			f.skip--
		default:
			f.times = max(f.times-1, -1)
			f.hits++
			return f
		}
	}
	return nil
}

// spoil has calls go wrong and returns the fault, which counts them.
func (y *way) spoil(f fault) *fault {
	y.mu.Lock()
	defer y.mu.Unlock()
	if f.times == 0 {
		f.times = 1
	}
	y.faults = append(y.faults, &f)
	return &f
}

// heal ends all that goes wrong.
func (y *way) heal() {
	y.mu.Lock()
	defer y.mu.Unlock()
	y.faults, y.onEntry = nil, nil
}

// entering has something happen before each call goes on.
func (y *way) entering(do func(Route)) {
	y.mu.Lock()
	defer y.mu.Unlock()
	y.onEntry = do
}

// made returns the calls for a route, or all of them.
func (y *way) made(route Route) []call {
	y.mu.Lock()
	defer y.mu.Unlock()
	var calls []call
	for _, c := range y.calls {
		if route == "" || c.route == route {
			calls = append(calls, c)
		}
	}
	return calls
}

// hit reports how often a fault struck.
func (y *way) hit(f *fault) int {
	y.mu.Lock()
	defer y.mu.Unlock()
	return f.hits
}

// The words that remote systems use in errors may be a customer's.
const theirWords = `{"error":"` + Mark + `","message":"` + Mark + ` does not exist","errors":[{"message":"` + Mark + `"}]}`

// answering answers with a status, and headers in pairs.
func answering(status int, header ...string) how {
	return func(w http.ResponseWriter, _ *http.Request, _ http.Handler) {
		for i := 0; i < len(header); i += 2 {
			w.Header().Set(header[i], header[i+1])
		}
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(status)
		_, _ = io.WriteString(w, theirWords)
	}
}

// cut ends the connection without an answer.
func cut(http.ResponseWriter, *http.Request, http.Handler) { panic(http.ErrAbortHandler) }

// hang answers nothing until the caller leaves.
func hang(_ http.ResponseWriter, r *http.Request, _ http.Handler) { <-r.Context().Done() }

// after lets a call have its effect, and then something go wrong with the answer.
func after(next how) how {
	return func(w http.ResponseWriter, r *http.Request, h http.Handler) {
		h.ServeHTTP(httptest.NewRecorder(), r)
		next(w, r, h)
	}
}

// midway lets a call have its effect, and ends the connection within the answer.
func midway(w http.ResponseWriter, r *http.Request, next http.Handler) {
	a := record(r, next)
	a.begin(w)
	_, _ = w.Write(a.Body.Bytes()[:a.Body.Len()/2])
	if f, ok := w.(http.Flusher); ok {
		f.Flush()
	}
	panic(http.ErrAbortHandler)
}

// changed lets a call have its effect, and the answer's body arrive as another one.
func changed(change func(body []byte, h http.Header) []byte) how {
	return func(w http.ResponseWriter, r *http.Request, next http.Handler) {
		a := record(r, next)
		body := change(a.Body.Bytes(), a.Header())
		a.Body = bytes.NewBuffer(body)
		a.begin(w)
		_, _ = w.Write(body)
	}
}

// recorded is the other side's answer, kept back.
type recorded struct{ *httptest.ResponseRecorder }

func record(r *http.Request, next http.Handler) recorded {
	a := recorded{httptest.NewRecorder()}
	r.Header.Del("Accept-Encoding") // what is changed has to be legible
	next.ServeHTTP(a, r)
	return a
}

// begin sends status and headers.
func (a recorded) begin(w http.ResponseWriter) {
	for name, values := range a.Header() {
		w.Header()[name] = values
	}
	w.Header().Set("Content-Length", strconv.Itoa(a.Body.Len()))
	w.WriteHeader(a.Code)
}

// redirect points to another host, with the call's own words.
func redirect(status int) how {
	return func(w http.ResponseWriter, r *http.Request, _ http.Handler) {
		w.Header().Set("Location", elsewhere+"?"+r.URL.RawQuery)
		w.WriteHeader(status)
		_, _ = fmt.Fprintln(w, Mark)
	}
}

package main

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	toxiproxy "github.com/Shopify/toxiproxy/v2"
	"github.com/rs/zerolog"

	"orderveil"
)

// network is where faults happen: each system is reached through a proxy of its own.
type network struct{ server *toxiproxy.ApiServer }

func newNetwork() *network {
	return &network{toxiproxy.NewServer(toxiproxy.NewMetricsContainer(nil), zerolog.Nop())}
}

// to opens a way to an address.
func (n *network) to(t *testing.T, name, address string) *toxiproxy.Proxy {
	t.Helper()
	p := toxiproxy.NewProxy(n.server, name, "127.0.0.1:0", address)
	if err := p.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(p.Stop)
	return p
}

// toxic is what a network does to what goes through it.
type toxic string

const (
	// latency is a line that is slow and uneven.
	latency toxic = `{"type":"latency","attributes":{"latency":250,"jitter":150}}`
	// reset cuts connections off when the answer comes: what was asked for has happened.
	reset toxic = `{"type":"reset_peer","toxicity":0.7,"attributes":{"timeout":0}}`
	// halfOpen has connections stand on which no answer comes, until they break.
	halfOpen toxic = `{"type":"timeout","attributes":{"timeout":0}}`
	// slowClose has the end of a connection come late, and of what is asked for half get lost.
	slowClose toxic = `{"type":"slow_close","attributes":{"delay":1500}}`
)

// place is a system of the town, as the hub reaches it.
type place struct {
	weather
	proxy *toxiproxy.Proxy
}

func (n *network) place(t *testing.T, name string, clock orderveil.Clock, system http.Handler) *place {
	t.Helper()
	p := &place{weather: weather{next: system, clock: clock}}
	s := httptest.NewServer(&p.weather)
	t.Cleanup(s.Close)
	at, err := url.Parse(s.URL)
	if err != nil {
		t.Fatal(err)
	}
	p.proxy = n.to(t, name, at.Host)
	return p
}

func (p *place) url() string { return "http://" + p.proxy.Listen }

// weather is what a system does to those who call it.
type weather struct {
	next  http.Handler
	clock orderveil.Clock

	mu     sync.Mutex
	storm  storm
	struck int                 // calls to which something was done
	calls  int                 // calls in all
	closed map[string]*closing // by what is called, since it was last calm
	early  []string            // what was called before its time
	held   chan<- chan<- bool  // takes the next call: closing what it gets lets the call go on
}

// storm is what a system answers with instead of what it should.
type storm int

const (
	calm    storm = iota
	limited       // 429, with the time to come back at
	broken        // 500, half the time after what was asked for has happened
)

// closing is a limit that was named to a caller.
type closing struct{ named, until time.Time }

const (
	// comeBack is when a limit lets calls through again, by the town's clock.
	comeBack = 12 * time.Second
	// underWay is how long after a limit was named calls may come that were sent before it
	// was heard of, by the town's clock.
	underWay = 3 * time.Second
)

func (w *weather) ServeHTTP(rw http.ResponseWriter, r *http.Request) {
	rw.Header().Set("Date", w.clock().UTC().Format(http.TimeFormat))
	switch n, storm := w.strike(r, rw.Header()); storm {
	case limited:
		rw.WriteHeader(http.StatusTooManyRequests)
	case broken:
		if n%2 == 0 {
			w.next.ServeHTTP(httptest.NewRecorder(), r)
		}
		rw.WriteHeader(http.StatusInternalServerError)
	default:
		w.wait()
		w.next.ServeHTTP(rw, r)
	}
}

// hold has the next call wait until what it hands over is closed.
func (w *weather) hold(held chan<- chan<- bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.held = held
}

func (w *weather) wait() {
	w.mu.Lock()
	held := w.held
	w.held = nil
	w.mu.Unlock()
	if held != nil {
		release := make(chan bool)
		held <- release
		<-release
	}
}

// strike says what is done to a call, and the how manieth it is.
func (w *weather) strike(r *http.Request, h http.Header) (n int, _ storm) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.calls++
	what, now := r.Method+" "+routeOf(r.URL.Path), w.clock()
	if c := w.closed[what]; c != nil && now.Before(c.until) && now.Sub(c.named) > underWay {
		w.early = append(w.early, fmt.Sprintf("%s %v before its time", what, c.until.Sub(now)))
	}
	if w.storm == calm {
		return 0, calm
	}
	w.struck++
	if w.storm == limited {
		until := now.Add(comeBack).Truncate(time.Second)
		if c := w.closed[what]; c == nil || !now.Before(c.until) {
			w.closed[what] = &closing{now, until}
		}
		// In both forms that there are.
		h.Set("Retry-After", fmt.Sprint(int(comeBack/time.Second)))
		if w.struck%2 == 0 {
			h.Set("Retry-After", until.UTC().Format(http.TimeFormat))
		}
	}
	return w.struck, w.storm
}

// routeOf is what a system counts calls by: a path less what differs with each order.
func routeOf(path string) string { return differs.ReplaceAllString(path, "/*") }

var differs = regexp.MustCompile(`/[^/]*\d[^/]*`)

// brew begins or ends a storm. When it ends, limits that were named last on.
func (w *weather) brew(s storm) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.storm = s
	if s != calm {
		w.closed, w.early = map[string]*closing{}, nil
	}
}

// seen is how many calls came, and to how many of them something was done.
func (w *weather) seen() (calls, struck int) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.calls, w.struck
}

// tooEarly is what came before the time that was named, since a storm began.
func (w *weather) tooEarly() []string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.early
}

// poison puts a toxic into a way, for answers.
func poison(t *testing.T, p *toxiproxy.Proxy, what toxic) {
	t.Helper()
	if _, err := p.Toxics.AddToxicJson(strings.NewReader(string(what))); err != nil {
		t.Fatal(err)
	}
}

// heal takes all toxics out of a way. What stood half-open breaks.
func heal(t *testing.T, p *toxiproxy.Proxy) {
	t.Helper()
	p.Toxics.ResetToxics(t.Context())
}

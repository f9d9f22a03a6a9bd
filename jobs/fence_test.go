package jobs_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"orderveil"
	"orderveil/connectors"
	"orderveil/connectors/wire"
	"orderveil/store/storetest"
)

// twoCalls is a back office that takes an order with the second of two calls, as often as it
// is sent, and is slow with the first one ever.
type twoCalls struct {
	*wire.Client
	url string

	mu      sync.Mutex
	began   int
	took    int
	slow    chan bool // gets word of the slow call
	release chan bool
}

func (c *twoCalls) ServeHTTP(rw http.ResponseWriter, r *http.Request) {
	c.mu.Lock()
	first := false
	switch r.URL.Path {
	case "/begin":
		first = c.began == 0
		c.began++
	case "/order":
		c.took++
	case "/find":
		if c.took == 0 {
			rw.WriteHeader(http.StatusNotFound)
		}
	}
	c.mu.Unlock()
	if first {
		c.slow <- true
		<-c.release
	}
}

func (c *twoCalls) call(ctx context.Context, method, path string) (wire.Answer, error) {
	return c.Do(ctx, wire.Call{Method: method, URL: c.url + path, Route: path})
}

func (c *twoCalls) Create(ctx context.Context, _ string, _ *orderveil.Order) (connectors.Receipt, error) {
	if _, err := c.call(ctx, "GET", "/begin"); err != nil {
		return connectors.Receipt{}, err
	}
	_, err := c.call(ctx, "POST", "/order")
	return connectors.Receipt{Number: "B1"}, err
}

func (c *twoCalls) Find(ctx context.Context, _ string) (connectors.Receipt, error) {
	a, err := c.call(ctx, "GET", "/find")
	if err == nil && a.Status == http.StatusNotFound {
		err = orderveil.ErrNotFound
	}
	return connectors.Receipt{Number: "B1"}, err
}

// A worker that was away for longer than its claim lasts finds that another has done its
// work, before it does it too.
func TestAWorkerThatWasAwayDoesNotDoWhatAnotherHasDone(t *testing.T) {
	t.Parallel()
	c := &twoCalls{slow: make(chan bool), release: make(chan bool)}
	s := httptest.NewServer(c)
	t.Cleanup(s.Close)
	d := dealWith(t, storetest.SQLite(t), func(config connectors.Config) (connectors.Sink, error) {
		c.url = s.URL
		c.Client = wire.New(wire.Options{Name: "The counter", Owner: orderveil.OwnerBackOffice, HTTP: config.HTTP, Clock: config.Clock, Timeout: time.Minute})
		return c, nil
	}, 1)
	<-c.slow
	d.node(t)
	d.Clock.Advance(3 * time.Minute) // the sweeper's turn: another node takes the order
	d.lookAgain(t, "forward", func(codes map[string]int) bool { return codes[string(orderveil.ForwardForwarded)] == 1 })
	close(c.release)
	if err := d.workers.Stop(t.Context()); err != nil { // the first one has ended too
		t.Fatal(err)
	}
	if c.began != 2 || c.took != 1 {
		t.Errorf("of %d attempts %d had their effect, want one of 2", c.began, c.took)
	}
}

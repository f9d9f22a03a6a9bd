package connectortest

import (
	"context"
	"errors"
	"net"
	"net/http"
	"net/http/httptest"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"orderveil"
	"orderveil/connectors"
)

// noon is when tests begin.
var noon = time.Date(2026, 3, 17, 12, 0, 0, 0, time.UTC)

// world is one test's network: a connector on one side, a simulator on the other, and the
// way between them, on which things go wrong. Time is the bubble's (testing/synctest): it
// passes at once when everybody waits, so that waiting as long as the other side asks for
// costs nothing.
type world struct {
	testing.TB
	way       *way
	client    *http.Client
	address   string
	clock     orderveil.Clock
	wait      func(time.Duration)
	outside   bool         // real time
	strangers atomic.Int32 // connections to anywhere else
	texts     texts
}

// elsewhere is a host that nobody may talk to.
const elsewhere = "http://127.0.0.2:8080/elsewhere"

// bubble runs a test in a world whose time is its own.
func bubble(t *testing.T, do func(testing.TB, *world)) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		began := time.Now()
		w := &world{TB: t, way: newWay(), address: "http://127.0.0.1:8080", wait: time.Sleep}
		w.clock = func() time.Time { return noon.Add(time.Since(began)) }
		pipes := &pipes{conns: make(chan net.Conn), closed: make(chan struct{})}
		server := &http.Server{Handler: w.way}
		served := make(chan error, 1)
		go func() { served <- server.Serve(pipes) }()
		transport := &http.Transport{DialContext: w.dial("127.0.0.1:8080", pipes.dial)}
		w.client = &http.Client{Transport: transport}
		t.Cleanup(func() {
			transport.CloseIdleConnections()
			_ = server.Close()
			<-served
		})
		do(t, w)
	})
}

// outside runs a test in real time, with a shop that is a program of its own. Waiting
// moves the connector's clock.
func outside(t *testing.T, do func(testing.TB, *world)) {
	w := &world{TB: t, way: newWay(), outside: true}
	var ahead atomic.Int64
	w.clock = func() time.Time { return time.Now().Add(time.Duration(ahead.Load())) }
	w.wait = func(d time.Duration) { ahead.Add(int64(d)) }
	server := httptest.NewServer(w.way)
	t.Cleanup(server.Close)
	w.address = server.URL
	transport := &http.Transport{DialContext: w.dial(server.Listener.Addr().String(), (&net.Dialer{}).DialContext)}
	t.Cleanup(transport.CloseIdleConnections)
	w.client = &http.Client{Transport: transport, Timeout: patience}
	do(t, w)
}

// patience is how long an answer may take in real time.
const patience = 5 * time.Second

// now is the other side's time.
func (w *world) now() time.Time {
	if w.outside {
		return time.Now()
	}
	return w.clock()
}

type dialer func(ctx context.Context, network, address string) (net.Conn, error)

// dial connects to the simulator and to nobody else.
func (w *world) dial(to string, next dialer) dialer {
	return func(ctx context.Context, network, address string) (net.Conn, error) {
		if address != to {
			w.strangers.Add(1)
			return nil, errors.New("connectortest: there is nobody else")
		}
		return next(ctx, network, address)
	}
}

// serve puts a simulator at the other end of the way.
func (w *world) serve(h http.Handler, route func(*http.Request) Route) {
	w.way.next, w.way.route, w.way.clock = h, route, w.clock
	w.Cleanup(func() {
		if n := w.strangers.Load(); n != 0 {
			w.Errorf("the connector called another host %d times", n)
		}
	})
}

// config is how a connector reaches the other side.
func (w *world) config(of func(string) connectors.Config) connectors.Config {
	c := of(w.address)
	c.HTTP, c.Clock = w.client, w.clock
	return c
}

// pipes is a listener in memory: a bubble's time passes only when nobody waits for a real
// network.
type pipes struct {
	conns  chan net.Conn
	closed chan struct{}
	once   sync.Once
}

func (p *pipes) dial(ctx context.Context, _, _ string) (net.Conn, error) {
	near, far := net.Pipe()
	select {
	case p.conns <- far:
		return near, nil
	case <-p.closed:
		return nil, net.ErrClosed
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// Accept waits for a connection.
func (p *pipes) Accept() (net.Conn, error) {
	select {
	case c := <-p.conns:
		return c, nil
	case <-p.closed:
		return nil, net.ErrClosed
	}
}

// Close has Accept return.
func (p *pipes) Close() error {
	p.once.Do(func() { close(p.closed) })
	return nil
}

// Addr returns an address for show.
func (p *pipes) Addr() net.Addr { return &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 8080} }

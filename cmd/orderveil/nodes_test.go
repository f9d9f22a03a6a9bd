package main

import (
	"bytes"
	"context"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/gorilla/websocket"
	"github.com/lib/pq"
)

// fleet is API nodes and a worker on one catalog, behind a balancer.
type fleet struct {
	*loop
	nodes    []*node
	balancer *httptest.Server
	token    string
	next     atomic.Int64
	refused  atomic.Int64 // requests that the balancer could bring to nobody
	passed   atomic.Int64 // times that a node took no connection and the next one was asked
	apart    atomic.Bool  // the balancer makes a connection for each request
}

// node is a process that serves the API.
type node struct {
	*fleet
	address, log string
	command      *exec.Cmd
	ready        atomic.Bool
	busy         atomic.Int64 // requests that it has
	broken       atomic.Int64 // requests that it took and did not answer
	heard        chan string
}

func newFleet(t *testing.T, nodes int) *fleet {
	t.Helper()
	postgres := startPostgres(t)
	around, err := newTown(1, pace{time.Now(), 1})
	if err != nil {
		t.Fatal(err)
	}
	f := &fleet{loop: &loop{T: t, town: around, dir: t.TempDir()}}
	f.configure(postgres)
	addresses := map[http.Handler]string{}
	for _, system := range []http.Handler{f.bol, f.amazon, f.shop, f.woo} {
		s := httptest.NewServer(system)
		t.Cleanup(s.Close)
		addresses[system] = s.URL
	}
	f.connect(addresses)
	f.open()
	f.serve(nodes)
	return f
}

// serve starts the nodes, and has a token for them.
func (f *fleet) serve(nodes int) {
	f.Helper()
	f.balancer = httptest.NewServer(http.HandlerFunc(f.balance))
	f.Cleanup(f.balancer.Close)
	for i := range nodes {
		n := &node{fleet: f, address: freeAddress(f.T), log: filepath.Join(f.dir, fmt.Sprintf("node-%d.log", i+1))}
		f.nodes = append(f.nodes, n)
		n.start()
		go n.watch()
		f.Cleanup(func() {
			_ = n.command.Process.Kill()
			_ = n.command.Wait()
		})
	}
	for _, n := range f.nodes {
		n.await(true)
	}
	out, err := (&installation{env: append(os.Environ(), asProgram+"=1")}).run(f.T, "token", "--role", "merchant", "--config", f.config)
	if err != nil {
		f.Fatalf("%v: %s", err, out)
	}
	f.token = strings.TrimSpace(out)
}

func freeAddress(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

func (n *node) start() {
	n.Helper()
	file, err := os.OpenFile(n.log, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		n.Fatal(err)
	}
	defer file.Close()
	n.command = exec.Command(os.Args[0], "serve", "--api-only", "--config", n.config)
	n.command.Env = append(os.Environ(), asProgram+"=1", "ORDERVEIL_ADDRESS="+n.address, "ORDERVEIL_DRAIN_SECONDS=3", "ORDERVEIL_REQUESTS_PER_MINUTE=0")
	n.command.Stderr = file
	if err := n.command.Start(); err != nil {
		n.Fatal(err)
	}
}

// stop ends the node as an operator does.
func (n *node) stop() {
	n.Helper()
	if err := n.command.Process.Signal(syscall.SIGTERM); err != nil {
		n.Fatal(err)
	}
	if err := n.command.Wait(); err != nil {
		n.Fatalf("a node did not end well: %v\n%s", err, tail(n.T, n.log))
	}
	n.await(false)
}

// watch asks the node every 50 ms whether it wants requests, as balancers do.
func (n *node) watch() {
	client := &http.Client{Timeout: time.Second, Transport: &http.Transport{DisableKeepAlives: true}}
	for n.Context().Err() == nil {
		r, err := client.Get("http://" + n.address + "/readyz")
		n.ready.Store(err == nil && r.StatusCode == http.StatusOK)
		if err == nil {
			_ = r.Body.Close()
		}
		time.Sleep(50 * time.Millisecond)
	}
}

func (n *node) await(ready bool) {
	n.Helper()
	for end := time.Now().Add(60 * time.Second); time.Now().Before(end); time.Sleep(10 * time.Millisecond) {
		if n.ready.Load() == ready {
			return
		}
	}
	n.Fatalf("a node is never ready = %v\n%s", ready, tail(n.T, n.log))
}

// balance brings a request to the next node that is ready. One that takes no connection has
// seen nothing of it, so the next one is asked; what fails at a node that took it fails.
func (f *fleet) balance(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return
	}
	for range f.nodes {
		n := f.nodes[int(f.next.Add(1))%len(f.nodes)]
		if !n.ready.Load() {
			continue
		}
		if n.take(w, r, body) {
			return
		}
		f.passed.Add(1)
	}
	f.refused.Add(1)
	http.Error(w, "no node is ready", http.StatusServiceUnavailable)
}

// oneEach makes a connection for each request: what comes after a node's death is refused
// one, and nothing is sent into what is left of an older one.
var oneEach = &http.Transport{DisableKeepAlives: true}

// take brings a request to the node, unless that takes no connection.
func (n *node) take(w http.ResponseWriter, r *http.Request, body []byte) (taken bool) {
	taken = true
	proxy := httputil.NewSingleHostReverseProxy(&url.URL{Scheme: "http", Host: n.address})
	proxy.ErrorLog = slog.NewLogLogger(slog.DiscardHandler, slog.LevelError)
	if n.apart.Load() {
		proxy.Transport = oneEach
	}
	proxy.ErrorHandler = func(w http.ResponseWriter, _ *http.Request, err error) {
		var dialling *net.OpError
		if taken = !errors.As(err, &dialling) || dialling.Op != "dial"; taken {
			n.broken.Add(1)
			w.WriteHeader(http.StatusBadGateway)
		}
	}
	n.busy.Add(1)
	defer func() {
		n.busy.Add(-1)
		if cut := recover(); cut != nil { // in the middle of its answer
			n.broken.Add(1)
			panic(cut)
		}
	}()
	r = r.Clone(r.Context())
	r.Body = io.NopCloser(bytes.NewReader(body))
	proxy.ServeHTTP(w, r)
	return taken
}

// ask sends one operation through the balancer.
func (f *fleet) ask(ctx context.Context, query string, into any) error {
	body, err := json.Marshal(map[string]string{"query": query})
	if err != nil {
		return err
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, f.balancer.URL+"/graphql", bytes.NewReader(body))
	if err != nil {
		return err
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Authorization", "Bearer "+f.token)
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		return err
	}
	var parsed struct {
		Data   json.RawMessage
		Errors []struct{ Message string }
	}
	if err := json.Unmarshal(text, &parsed); err != nil || answer.StatusCode != http.StatusOK || len(parsed.Errors) > 0 {
		return fmt.Errorf("answered %d: %.200s", answer.StatusCode, text)
	}
	if into == nil {
		return nil
	}
	return json.Unmarshal(parsed.Data, into)
}

// customers ask and change, one after another each, until stop; it returns what they did
// and what failed.
func (f *fleet) customers(queries ...string) (stop func() (done int64, failed []error)) {
	ctx, cancel := context.WithCancel(f.Context())
	var done atomic.Int64
	var mu sync.Mutex
	var failed []error
	var all sync.WaitGroup
	for _, query := range queries {
		all.Go(func() {
			for ctx.Err() == nil {
				if err := f.ask(context.WithoutCancel(ctx), query, nil); err != nil {
					mu.Lock()
					failed = append(failed, err)
					mu.Unlock()
				}
				done.Add(1)
				time.Sleep(2 * time.Millisecond)
			}
		})
	}
	return func() (int64, []error) {
		cancel()
		all.Wait()
		return done.Load(), failed
	}
}

const ordersQuery = "{ orders(first: 10) { nodes { id number status } } }"

// A new version comes node by node, and nobody notices; a node that dies takes with it what
// it was doing at that moment and nothing else.
func TestNodesAreExchangedWithoutAFailedRequest(t *testing.T) {
	t.Parallel()
	f := newFleet(t, 3)
	var found struct{ Connections []struct{ ID, Code string } }
	if err := f.ask(t.Context(), "{ connections { id code } }", &found); err != nil || len(found.Connections) == 0 {
		t.Fatal(err, found)
	}
	withhold := fmt.Sprintf("mutation { setWithheld(connection: %q, categories: []) { id } }", found.Connections[0].ID)
	stop := f.customers(ordersQuery, withhold, ordersQuery)
	for _, n := range f.nodes {
		n.stop()
		n.start()
		n.await(true)
	}
	done, failed := stop()
	if len(failed) > 0 || f.refused.Load() > 0 || f.passed.Load() > 0 || done < 100 {
		t.Errorf("of %d requests %d failed, %d found no node, %d came to one that was gone: %v", done, len(failed), f.refused.Load(), f.passed.Load(), errors.Join(failed[:min(3, len(failed))]...))
	}
	t.Logf("three nodes were exchanged under %d requests", done)

	queries := []string{ordersQuery, withhold, ordersQuery}
	f.apart.Store(true)
	stop = f.customers(queries...)
	lost := f.nodes[0]
	for lost.busy.Load() == 0 {
		time.Sleep(time.Millisecond / 10)
	}
	_ = lost.command.Process.Kill()
	_ = lost.command.Wait()
	lost.await(false)
	_, failed = stop()
	// Each customer had one request on the way at that moment.
	if taken := lost.broken.Load(); len(failed) > len(queries) || int64(len(failed)) != taken || f.refused.Load() > 0 {
		t.Errorf("%d requests of %d customers failed, %d of them at the node that died, %d found no node: %v",
			len(failed), len(queries), taken, f.refused.Load(), errors.Join(failed...))
	}
	t.Logf("%d requests were on the way at a node that died", len(failed))
	stop = f.customers(ordersQuery, withhold, ordersQuery)
	time.Sleep(300 * time.Millisecond)
	if done, failed := stop(); len(failed) > 0 {
		t.Errorf("without the node %d of %d requests fail: %v", len(failed), done, failed[0])
	}
}

// What a worker imports is heard at every node, and on the way there it is an account's id
// and orders' ids.
func TestASubscriptionAtOneNodeHearsWhatHappensAtAnother(t *testing.T) {
	t.Parallel()
	f := newFleet(t, 2)
	overheard := make(chan string, 1000)
	config, err := configured{Config: f.config}.load()
	if err != nil {
		t.Fatal(err)
	}
	l := pq.NewListener(config.Postgres.Catalog, time.Second, time.Minute, nil)
	t.Cleanup(func() { _ = l.Close() })
	if err := l.Listen("orderveil_orders"); err != nil {
		t.Fatal(err)
	}
	go func() {
		for n := range l.Notify {
			if n != nil {
				overheard <- n.Extra
			}
		}
	}()
	placed := f.bol.Place()
	for _, n := range f.nodes {
		n.subscribe()
	}
	w := f.hire(0)
	t.Cleanup(func() {
		_ = w.command.Process.Kill()
		_ = w.command.Wait()
	})
	for _, n := range f.nodes {
		select {
		case got := <-n.heard:
			if !strings.Contains(got, placed) {
				t.Errorf("heard %s", got)
			}
		case <-time.After(60 * time.Second):
			t.Fatal("a node hears nothing of what the worker imported")
		}
	}
	for end := time.After(10 * time.Second); ; {
		select {
		case payload := <-overheard:
			b, err := hex.DecodeString(payload)
			if err != nil || len(b) == 0 || len(b)%16 != 0 {
				t.Errorf("on the way it is %q", payload)
			}
			if len(b) > 16 {
				return
			} // else an account of which the canaries are others
		case <-end:
			t.Fatal("nothing was sent between the nodes")
		}
	}
}

// subscribe listens at this very node.
func (n *node) subscribe() {
	n.Helper()
	n.heard = make(chan string, 100)
	dialer := websocket.Dialer{Subprotocols: []string{"graphql-transport-ws"}}
	conn, _, err := dialer.DialContext(n.Context(), "ws://"+n.address+"/graphql", nil)
	if err != nil {
		n.Fatal(err)
	}
	n.Cleanup(func() { _ = conn.Close() })
	for _, message := range []string{
		`{"type":"connection_init","payload":{"Authorization":"Bearer ` + n.token + `"}}`,
		`{"id":"1","type":"subscribe","payload":{"query":"subscription { orderChanged { number } }"}}`,
	} {
		if err := conn.WriteMessage(websocket.TextMessage, []byte(message)); err != nil {
			n.Fatal(err)
		}
	}
	go func() {
		for {
			var m struct {
				Type    string
				Payload json.RawMessage
			}
			if conn.ReadJSON(&m) != nil {
				return
			}
			if m.Type == "next" {
				n.heard <- string(m.Payload)
			}
		}
	}()
}

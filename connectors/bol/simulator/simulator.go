// Package simulator plays bol.com: the token service and what the connector uses of the
// Retailer API, over real HTTP, with made-up Dutch and Belgian customers. What it
// answers follows bol's OpenAPI document; the connector's tests hold every answer
// against it. Faults can be ordered; see Fault.
package simulator

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// Config is what a Simulator is made from. The same Config makes the same orders.
type Config struct {
	Seed   uint64
	Orders int              // how many orders there are at the beginning
	Clock  func() time.Time // required
	// Start is the moment that the first orders are told from; zero is the clock's
	// time. A simulator that is started again with the same Start has them unchanged.
	Start time.Time
	// ClientID and ClientSecret are the credentials that are taken.
	ClientID, ClientSecret string
	// Processing is how long what bol takes on takes to have its effect.
	Processing time.Duration
	// Products are what is sold; nil is Products().
	Products []Product
	// Limits are the calls allowed per route; nil sets none and sends no headers.
	Limits map[string]Limit
}

// Simulator is bol.com for one merchant. It is an http.Handler for the API and the
// token service alike, and safe for concurrent use.
type Simulator struct {
	config Config
	tokens tokens
	limits limits
	faults faults
	calls  atomic.Int64

	mu       sync.RWMutex
	orders   []*order // by the time they were placed
	changed  changes  // when each of them last changed
	hidden   int      // from lists; see Hide
	byNumber map[string]*order
	made     int // orders ever made: the next one's number in the series
	writes   writes
	returns  []*returned

	subscriptions []*subscribed
}

var _ http.Handler = (*Simulator)(nil)

// New returns a simulator with its first orders placed.
func New(c Config) *Simulator {
	if c.Clock == nil {
		panic("simulator: no clock")
	}
	if len(c.Products) == 0 {
		c.Products = Products()
	}
	if c.Start.IsZero() {
		c.Start = c.Clock()
	}
	s := &Simulator{config: c, byNumber: map[string]*order{}}
	s.tokens.clock, s.limits.clock, s.limits.allowed = c.Clock, c.Clock, c.Limits
	s.fill(c.Orders)
	return s
}

// The routes by which calls are limited.
const (
	RouteToken  = "POST /token"
	RouteList   = "GET /retailer/orders"
	RouteDetail = "GET /retailer/orders/{order-id}"
	RouteShip   = "POST /retailer/shipments"
	RouteCancel = "PUT /retailer/orders/cancellation"
)

// ServeHTTP answers a call as bol would, or as the fault that is due for it does.
func (s *Simulator) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("X-Request-ID", fmt.Sprintf("%016x", s.config.Seed<<32+uint64(s.calls.Add(1))))
	if f, ok := s.faults.due(r.URL.Path); ok {
		s.fail(w, r, f)
		return
	}
	s.answer(w, r)
}

func (s *Simulator) answer(w http.ResponseWriter, r *http.Request) {
	if r.URL.Path == "/token" {
		if s.limits.pass(w, RouteToken) {
			s.serveToken(w, r)
		}
		return
	}
	path, ok := below(r.URL.Path)
	process, settles := processPath(r.URL.Path)
	switch {
	case settles && r.Method == http.MethodGet:
		if s.tokens.good(r.Header.Get("Authorization")) && negotiate(w, r) {
			s.serveProcess(w, process)
		} else {
			problem(w, http.StatusUnauthorized, "Expired JWT", "The token is unknown or has expired.")
		}
	case !ok:
		problem(w, http.StatusNotFound, "Not Found", "There is no such resource.")
	case !s.tokens.good(r.Header.Get("Authorization")):
		problem(w, http.StatusUnauthorized, "Expired JWT", "The token is unknown or has expired.")
	case path == "/shipments" && r.Method == http.MethodPost:
		if s.limits.pass(w, RouteShip) && negotiate(w, r) {
			s.serveShipment(w, r)
		}
	case path == "/orders/cancellation" && r.Method == http.MethodPut:
		if s.limits.pass(w, RouteCancel) && negotiate(w, r) {
			s.serveCancellation(w, r)
		}
	case path == "/subscriptions" || strings.HasPrefix(path, "/subscriptions/"):
		if negotiate(w, r) {
			s.serveSubscriptions(w, r, path)
		}
	case r.Method != http.MethodGet:
		problem(w, http.StatusMethodNotAllowed, "Method Not Allowed", "This resource is read only.")
	case path == "/shipments":
		if negotiate(w, r) {
			s.serveShipments(w, r.URL.Query().Get("order-id"))
		}
	case path == "/returns":
		if negotiate(w, r) {
			s.serveReturns(w, r)
		}
	case path == "/orders":
		if s.limits.pass(w, RouteList) && negotiate(w, r) {
			s.serveList(w, r)
		}
	case strings.HasPrefix(path, "/orders/"):
		if s.limits.pass(w, RouteDetail) && negotiate(w, r) {
			s.serveOrder(w, strings.TrimPrefix(path, "/orders/"))
		}
	default:
		problem(w, http.StatusNotFound, "Not Found", "There is no such resource.")
	}
}

// processPath returns the process that a path asks for.
func processPath(path string) (string, bool) {
	for _, root := range []string{"/shared/process-status/", "/shared-demo/process-status/"} {
		if id, ok := strings.CutPrefix(path, root); ok {
			return id, true
		}
	}
	return "", false
}

// below returns the path within the API or within bol's demo environment.
func below(path string) (string, bool) {
	for _, root := range []string{"/retailer/", "/retailer-demo/"} {
		if rest, ok := strings.CutPrefix(path, root); ok {
			return "/" + rest, true
		}
	}
	return "", false
}

// MediaType is the media type of orders, both ways.
const MediaType = "application/vnd.retailer.v10+json"

// negotiate answers media types that bol does not speak.
func negotiate(w http.ResponseWriter, r *http.Request) bool {
	if content := r.Header.Get("Content-Type"); r.ContentLength != 0 && content != MediaType {
		problem(w, http.StatusUnsupportedMediaType, "Unsupported Media Type", "The request has a media type that is not supported.")
		return false
	}
	if r.Header.Get("Accept") != MediaType {
		problem(w, http.StatusNotAcceptable, "Not Acceptable", "The media type that is asked for is not produced.")
		return false
	}
	return true
}

func send(w http.ResponseWriter, status int, mediaType string, body []byte) {
	h := w.Header()
	h.Set("Content-Type", mediaType)
	h.Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(status)
	_, _ = w.Write(body)
}

// Package simulator plays Amazon: Seller Central's page of the consent, Login with Amazon, what the connector uses of the
// Selling Partner API, and an SQS queue with its notifications, over real HTTP, with
// made-up customers. What it answers follows Amazon's models; the connector's tests hold
// every answer against them.
package simulator

import (
	"encoding/json"
	"fmt"
	"net/http"
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
	// ClientID, ClientSecret and RefreshToken are the credentials that are taken.
	ClientID, ClientSecret, RefreshToken string
	// Application is what merchants authorise in Seller Central.
	Application Application
	// Lag is how far a search is behind; Amazon's is up to two minutes.
	Lag time.Duration
	// Withheld are the data, such as RECIPIENT, for which the application has no role.
	Withheld []string
	// Limited has the usage plans kept.
	Limited bool
	// Raised is how many times the default rates this seller has, as Amazon gives to busy
	// ones; zero is once.
	Raised float64
	// Products are what is sold; nil is Products().
	Products []Product
	// QueueKey and QueueSecret are the AWS access key by which the queue is read.
	QueueKey, QueueSecret string
}

// Simulator is Amazon for one merchant. It is an http.Handler for the API, Login with
// Amazon and the queue alike, and safe for concurrent use.
type Simulator struct {
	config   Config
	tokens   tokens
	limits   limits
	queue    queue
	consents consents
	calls    atomic.Int64

	mu       sync.Mutex
	orders   []*order // by the time they were placed
	byNumber map[string]*order
	pages    map[string]cursor
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
	s := &Simulator{config: c, byNumber: map[string]*order{}, pages: map[string]cursor{}}
	s.tokens.clock, s.limits.clock, s.queue.clock, s.consents.clock = c.Clock, c.Clock, c.Clock, c.Clock
	for range c.Orders {
		s.make(c.Clock(), nil)
	}
	return s
}

// The paths.
const (
	TokenPath  = "/auth/o2/token"
	OrdersPath = "/orders/2026-01-01/orders"
	QueuePath  = "/123456789012/orders"
)

// ServeHTTP answers a call as Amazon would.
func (s *Simulator) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Date", s.config.Clock().UTC().Format(http.TimeFormat))
	w.Header().Set("X-Amzn-RequestId", fmt.Sprintf("%016x", s.config.Seed<<32+uint64(s.calls.Add(1))))
	switch {
	case r.Header.Get("X-Amz-Target") != "":
		s.serveQueue(w, r)
	case r.URL.Path == TokenPath:
		s.serveToken(w, r)
	case r.URL.Path == ConsentPath:
		s.serveConsent(w, r)
	default:
		s.serveAPI(w, r)
	}
}

func (s *Simulator) serveAPI(w http.ResponseWriter, r *http.Request) {
	operation, number := operationOf(r)
	if !s.tokens.good(r.Header.Get("X-Amz-Access-Token")) {
		refuse(w, http.StatusForbidden, "Unauthorized", "Access to requested resource is denied.", "The access token you provided has expired.")
		return
	}
	if !strings.Contains(r.UserAgent(), "(Language=") {
		refuse(w, http.StatusBadRequest, "InvalidInput", "The user agent names no language.", "")
		return
	}
	plan, known := plans[operation]
	if s.config.Raised > 0 {
		plan.rate *= s.config.Raised
	}
	if !known {
		refuse(w, http.StatusNotFound, "NotFound", "There is no such operation.", "")
		return
	}
	if s.config.Limited && !s.limits.pass(operation, plan) {
		refuse(w, http.StatusTooManyRequests, "QuotaExceeded", "You exceeded your quota for the requested resource.", "")
		return
	}
	w.Header().Set("X-Amzn-RateLimit-Limit", fmt.Sprint(plan.rate))
	switch operation {
	case "searchOrders":
		s.serveSearch(w, r)
	case "getOrder":
		s.serveOrder(w, r, number)
	case "confirmShipment":
		s.serveConfirmation(w, r, number)
	}
}

// operationOf is the operation that a request asks for, and the order it names.
func operationOf(r *http.Request) (operation, number string) {
	if r.URL.Path == OrdersPath && r.Method == http.MethodGet {
		return "searchOrders", ""
	}
	if number, ok := strings.CutPrefix(r.URL.Path, OrdersPath+"/"); ok && r.Method == http.MethodGet {
		return "getOrder", number
	}
	rest, ok := strings.CutPrefix(r.URL.Path, "/orders/v0/orders/")
	if number, confirms := strings.CutSuffix(rest, "/shipmentConfirmation"); ok && confirms && r.Method == http.MethodPost {
		return "confirmShipment", number
	}
	return "", ""
}

// refuse answers with an error in Amazon's form.
func refuse(w http.ResponseWriter, status int, code, message, details string) {
	one := map[string]string{"code": code, "message": message}
	if details != "" {
		one["details"] = details
	}
	send(w, status, map[string]any{"errors": []any{one}})
}

func send(w http.ResponseWriter, status int, body any) {
	text, err := json.Marshal(body)
	if err != nil {
		panic(err)
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Content-Length", fmt.Sprint(len(text)))
	w.WriteHeader(status)
	_, _ = w.Write(text)
}

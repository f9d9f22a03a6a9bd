// Package simulator plays eBay for one merchant: the page of the consent, the token service and what the
// connector uses of the Fulfillment API, over real HTTP, with made-up customers. It checks what it is
// sent as eBay does; the connector's tests hold every answer against eBay's OpenAPI document.
package simulator

import (
	"encoding/json"
	"net/http"
	"strings"
	"sync"
	"time"
)

// Mark begins every text of the customers'.
const Mark = "Kanarie"

// Config is what a Simulator is made from.
type Config struct {
	Clock func() time.Time // required
	// ClientID, ClientSecret and RefreshToken are the credentials that are taken.
	ClientID, ClientSecret, RefreshToken string
	RuName                               RuName    // where merchants come back to who consented
	Products                             []Product // nil is Products()
}

// Product is something that is sold.
type Product struct {
	SKU, Title string
	Cents      int64
}

// Products are what is sold unless the Config says otherwise.
func Products() []Product {
	return []Product{{"KAN-1", "Plant pot", 1995}, {"KAN-2", "Watering can", 2950}, {"KAN-3", "Seeds", 499}}
}

// Simulator is eBay. It is an http.Handler, and safe for concurrent use.
type Simulator struct {
	config Config

	mu     sync.Mutex
	tokens map[string]time.Time // until when they are good
	given  int
	codes  map[string]*agreed
	forged bool
	orders []*order // by the time they were created
	made   int
}

var _ http.Handler = (*Simulator)(nil)

// New returns a simulator without orders.
func New(c Config) *Simulator {
	if c.Clock == nil {
		panic("simulator: no clock")
	}
	if len(c.Products) == 0 {
		c.Products = Products()
	}
	return &Simulator{config: c, tokens: map[string]time.Time{}, codes: map[string]*agreed{}}
}

// The paths.
const (
	TokenPath = "/identity/v1/oauth2/token"
	OrderPath = "/sell/fulfillment/v1/order"
)

// ServeHTTP answers a call as eBay would.
func (s *Simulator) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if r.URL.Path == TokenPath {
		s.serveToken(w, r)
		return
	}
	if r.URL.Path == ConsentPath {
		s.serveConsent(w, r)
		return
	}
	rest, ok := strings.CutPrefix(r.URL.Path, OrderPath)
	number, below, deeper := strings.Cut(strings.TrimPrefix(rest, "/"), "/")
	switch {
	case !s.good(r.Header.Get("Authorization")):
		refuse(w, http.StatusUnauthorized, 1001, "OAuth", "Invalid access token")
	case !ok || rest != "" && rest[0] != '/' || deeper && below != "shipping_fulfillment":
		refuse(w, http.StatusNotFound, 2002, "ACCESS", "Resource not found")
	case number == "" && r.Method == http.MethodGet:
		s.serveList(w, r)
	case !deeper && r.Method == http.MethodGet:
		s.serveOrder(w, number)
	case deeper && r.Method == http.MethodGet:
		s.serveFulfillments(w, number)
	case deeper && r.Method == http.MethodPost:
		s.serveFulfil(w, r, number)
	default:
		refuse(w, http.StatusMethodNotAllowed, 2003, "ACCESS", "Method not allowed")
	}
}

func (s *Simulator) order(number string) *order {
	for _, o := range s.orders {
		if o.OrderID == number {
			return o
		}
	}
	return nil
}

func send(w http.ResponseWriter, status int, body any) {
	text, err := json.Marshal(body)
	if err != nil {
		panic(err)
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_, _ = w.Write(text)
}

// refuse answers with an error of eBay's. Like eBay's, its text repeats what was sent.
func refuse(w http.ResponseWriter, status, id int, domain, message string) {
	send(w, status, map[string]any{"errors": []map[string]any{{
		"errorId": id, "domain": domain, "category": "REQUEST", "message": message, "longMessage": message + " for " + Mark,
		"parameters": []map[string]string{{"name": "buyer", "value": Mark}},
	}}})
}

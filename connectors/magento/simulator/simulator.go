// Package simulator plays the admin REST API of a Magento 2 shop, as far as the connector
// uses it, over real HTTP: search criteria and field filters, orders that are written whole,
// the unique order number, shipments and cancellations. What it answers follows Magento's own
// description; the connector's tests hold every request and answer against it.
package simulator

import (
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"
)

// Config is what a Simulator is made from.
type Config struct {
	Clock func() time.Time // required
	// Token is the integration's. With Secret and a consumer, requests are signed with
	// OAuth 1.0a instead of bearing the token.
	Token, TokenSecret          string
	ConsumerKey, ConsumerSecret string
	Products                    []Product
	Currency                    string // of the shop's books; empty is EUR
	// Recalculates has an extension of the shop add so many cents to each order.
	Recalculates int64
}

// Product is what the shop sells.
type Product struct {
	ID   int
	SKU  string
	Type string // empty is simple
	Off  bool   // not for sale
}

// entity is a record as the API shows it.
type entity = map[string]any

// Simulator is a Magento shop. It is safe for concurrent use.
type Simulator struct {
	config Config

	mu        sync.Mutex
	orders    []entity
	shipments []entity
	made      int             // ids given out
	nonces    map[string]bool // of signed requests
}

// New returns a shop without orders.
func New(c Config) *Simulator {
	if c.Clock == nil {
		panic("simulator: no clock")
	}
	if c.Currency == "" {
		c.Currency = "EUR"
	}
	return &Simulator{config: c, nonces: map[string]bool{}}
}

func (s *Simulator) id() int {
	s.made++
	return s.made
}

func (s *Simulator) now() string { return s.config.Clock().UTC().Format("2006-01-02 15:04:05") }

// refusal is an answer that is an error.
type refusal struct {
	status  int
	message string
}

// ServeHTTP answers the API of the store view default.
func (s *Simulator) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	path, ok := strings.CutPrefix(r.URL.Path, "/rest/default")
	if !ok {
		answer(w, http.StatusNotFound, entity{"message": "Request does not match any route."})
		return
	}
	if !s.authorised(r) {
		answer(w, http.StatusUnauthorized, entity{"message": "The consumer isn't authorized to access %resources.", "parameters": []any{}})
		return
	}
	found, refused := s.route(r, path)
	if refused != nil {
		answer(w, refused.status, entity{"message": refused.message})
		return
	}
	if fields := r.URL.Query().Get("fields"); fields != "" {
		found = only(found, parseFields(fields))
	}
	answer(w, http.StatusOK, found)
}

func (s *Simulator) route(r *http.Request, path string) (any, *refusal) {
	q := r.URL.Query()
	switch r.Method + " " + path {
	case "GET /V1/store/storeConfigs":
		return []any{s.storeConfig(1, "default", "nl_NL"), s.storeConfig(2, "english", "en_GB")}, nil
	case "GET /V1/products":
		return list(s.products(), q)
	case "GET /V1/orders":
		return list(s.orders, q)
	case "GET /V1/shipments":
		return list(s.shipments, q)
	case "PUT /V1/orders/create":
		return s.create(body(r))
	}
	rest, ok := strings.CutPrefix(path, "/V1/orders/")
	number, what, _ := strings.Cut(rest, "/")
	id, err := strconv.Atoi(number)
	if !ok || err != nil {
		return nil, &refusal{http.StatusNotFound, "Request does not match any route."}
	}
	o := s.order(id)
	if o == nil {
		return nil, &refusal{http.StatusNotFound, "The entity that was requested doesn't exist. Verify the entity and try again."}
	}
	switch r.Method + " " + what {
	case "GET ":
		return o, nil
	case "PUT ":
		return s.address(o, body(r))
	case "POST cancel":
		return s.cancel(o), nil
	case "GET comments":
		return entity{"items": o["status_histories"], "search_criteria": entity{"filter_groups": []any{}}, "total_count": len(o["status_histories"].([]any))}, nil
	case "POST comments":
		return s.comment(o, body(r)), nil
	}
	return nil, &refusal{http.StatusNotFound, "Request does not match any route."}
}

func (s *Simulator) storeConfig(id int, code, locale string) entity {
	c := entity{
		"id": id, "code": code, "website_id": 1, "locale": locale, "base_currency_code": s.config.Currency, "default_display_currency_code": s.config.Currency,
		"timezone": "Europe/Amsterdam", "weight_unit": "kgs",
	}
	for _, kind := range []string{"", "link_", "static_", "media_"} {
		c["base_"+kind+"url"], c["secure_base_"+kind+"url"] = "https://shop.example/", "https://shop.example/"
	}
	return c
}

func (s *Simulator) products() (all []entity) {
	for _, p := range s.config.Products {
		kind, status := p.Type, 1
		if kind == "" {
			kind = "simple"
		}
		if p.Off {
			status = 2
		}
		all = append(all, entity{"id": p.ID, "sku": p.SKU, "type_id": kind, "status": status, "name": p.SKU, "price": json.Number("1.00")})
	}
	return all
}

func (s *Simulator) order(id int) entity {
	for _, o := range s.orders {
		if o["entity_id"] == id {
			return o
		}
	}
	return nil
}

// body reads JSON; numbers stay as they were written.
func body(r *http.Request) entity {
	var e entity
	d := json.NewDecoder(r.Body)
	d.UseNumber()
	_ = d.Decode(&e)
	return e
}

func answer(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(body)
}

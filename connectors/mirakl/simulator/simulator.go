// Package simulator plays an operator's Mirakl installation for one shop: what the connector
// uses of the seller API, over real HTTP, with made-up customers. What it answers follows
// Mirakl's OpenAPI document; the connector's tests hold every answer against it.
package simulator

import (
	"crypto/subtle"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"time"
)

// Mark begins every text of a customer's: leak tests look for it.
const Mark = "Kanarie"

// Config is what a Simulator is made from.
type Config struct {
	Clock func() time.Time // required
	Key   string           // the API key that is taken
	Shop  int64            // the shop's number
	// Several means that the operator has switched on several shipments per order.
	Several bool
	// SlowDebit means that an order waits for Pay once it is accepted.
	SlowDebit bool
	// TaxExcluded gives prices without taxes.
	TaxExcluded bool
	// Reasons is how many reasons a merchant may choose from to cancel.
	Reasons int
}

// Simulator is an operator. It is an http.Handler, and safe for concurrent use.
type Simulator struct {
	config Config

	mu       sync.Mutex
	orders   []*order // by the time they were placed
	returns  []*returned
	sequence int
}

var _ http.Handler = (*Simulator)(nil)

// New returns a simulator without orders.
func New(c Config) *Simulator {
	if c.Clock == nil {
		panic("simulator: no clock")
	}
	return &Simulator{config: c}
}

// ServeHTTP answers a call as an operator would.
func (s *Simulator) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	path, below := strings.CutPrefix(r.URL.Path, "/api/")
	shop := r.URL.Query().Get("shop_id")
	switch {
	case !below:
		refuse(w, http.StatusNotFound)
	case subtle.ConstantTimeCompare([]byte(r.Header.Get("Authorization")), []byte(s.config.Key)) != 1:
		refuse(w, http.StatusUnauthorized)
	case shop != "" && shop != strconv.FormatInt(s.config.Shop, 10):
		refuse(w, http.StatusForbidden)
	case r.Header.Get("Accept") != "application/json":
		refuse(w, http.StatusNotAcceptable)
	case r.ContentLength > 0 && r.Header.Get("Content-Type") != "application/json":
		refuse(w, http.StatusUnsupportedMediaType)
	default:
		s.mu.Lock()
		defer s.mu.Unlock()
		s.route(w, r, path)
	}
}

func (s *Simulator) route(w http.ResponseWriter, r *http.Request, path string) {
	parts := strings.Split(path, "/")
	switch route := r.Method + " " + path; {
	case route == "GET orders":
		s.serveOrders(w, r.URL.Query())
	case route == "PUT orders/cancel":
		s.serveCancelations(w, r)
	case r.Method == http.MethodPut && len(parts) == 3 && parts[0] == "orders":
		s.serveChange(w, r, s.find(parts[1]), parts[2])
	case route == "GET shipments":
		s.serveShipments(w, r.URL.Query())
	case route == "POST shipments":
		s.serveNewShipments(w, r)
	case route == "GET shipping/carriers":
		send(w, http.StatusOK, map[string]any{"carriers": []map[string]any{
			{"code": "dhl-de", "label": "DHL Paket", "standard_code": "DHL_DE"}, {"code": "pnl", "label": "PostNL", "tracking_url": "https://postnl.example/"},
		}})
	case route == "GET reasons":
		s.serveReasons(w)
	case route == "GET returns":
		s.serveReturns(w, r.URL.Query())
	default:
		refuse(w, http.StatusNotFound)
	}
}

func (s *Simulator) serveReasons(w http.ResponseWriter) {
	reasons := []map[string]any{
		{"code": "17", "label": "Refund", "type": "REFUND", "is_shop_right": true},
		{"code": "33", "label": "Operator", "type": "CANCELATION", "is_shop_right": false},
	}
	for n := range s.config.Reasons {
		reasons = append(reasons, map[string]any{"code": strconv.Itoa(34 + n), "label": "Shop", "type": "CANCELATION", "is_shop_right": true})
	}
	send(w, http.StatusOK, map[string]any{"reasons": reasons, "total_count": len(reasons)})
}

// window reads offset and max, which have defaults of 0 and 10.
func window(q url.Values, n int) (from, to int, ok bool) {
	offset, max := 0, 10
	var err error
	if text := q.Get("offset"); text != "" {
		if offset, err = strconv.Atoi(text); err != nil || offset < 0 {
			return 0, 0, false
		}
	}
	if text := q.Get("max"); text != "" {
		if max, err = strconv.Atoi(text); err != nil || max < 1 || max > 100 {
			return 0, 0, false
		}
	}
	from = min(offset, n)
	return from, min(from+max, n), true
}

// seek reads limit and page_token of the newer lists.
func seek(q url.Values, n int) (from, to int, next string, ok bool) {
	limit, at := 10, 0
	var err error
	if text := q.Get("limit"); text != "" {
		if limit, err = strconv.Atoi(text); err != nil || limit < 1 || limit > 100 {
			return 0, 0, "", false
		}
	}
	if text := q.Get("page_token"); text != "" {
		if _, err = fmt.Sscanf(text, "next-%d", &at); err != nil {
			return 0, 0, "", false
		}
	}
	from = min(at, n)
	if to = min(from+limit, n); to < n {
		next = fmt.Sprintf("next-%d", to)
	}
	return from, to, next, true
}

// since reads a moment; Mirakl looks back some minutes further.
func since(q url.Values, name string) (time.Time, bool) {
	text := q.Get(name)
	if text == "" {
		return time.Time{}, true
	}
	at, err := time.Parse(time.RFC3339, text)
	return at.Add(-5 * time.Minute), err == nil
}

func decode(w http.ResponseWriter, r *http.Request, into any) bool {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, 1<<20))
	if err != nil || json.Unmarshal(body, into) != nil {
		refuse(w, http.StatusBadRequest)
		return false
	}
	return true
}

// refuse answers with an error. Its message repeats what was asked, as messages do.
func refuse(w http.ResponseWriter, status int) {
	send(w, status, map[string]any{"status": status, "message": Mark + ": " + http.StatusText(status)})
}

func send(w http.ResponseWriter, status int, v any) {
	body, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(status)
	_, _ = w.Write(body)
}

// Package simulator plays Kaufland for one seller: what the connector uses of the Seller API,
// over real HTTP, with made-up customers. It checks every request's signature and time. What
// it answers follows Kaufland's OpenAPI document; the connector's tests hold every answer
// against it.
package simulator

import (
	"crypto/hmac"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
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
	Clock       func() time.Time // required
	Key, Secret string           // the credentials that are taken
}

// Simulator is Kaufland. It is an http.Handler, and safe for concurrent use.
type Simulator struct {
	config Config

	mu      sync.Mutex
	orders  []*order // by the time they were placed
	tickets []*ticket
	returns []*returned
	units   int64
}

var _ http.Handler = (*Simulator)(nil)

// New returns a simulator without orders.
func New(c Config) *Simulator {
	if c.Clock == nil {
		panic("simulator: no clock")
	}
	return &Simulator{config: c, units: 314567800000}
}

// skew is how far a request's time may be off.
const skew = 5 * time.Minute

// ServeHTTP answers a call as Kaufland would.
func (s *Simulator) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, 1<<20))
	if err != nil {
		refuse(w, http.StatusBadRequest, "/problems/bad-request")
		return
	}
	path, below := strings.CutPrefix(r.URL.Path, "/v2/")
	switch problem := s.signature(r, body); {
	case !below:
		refuse(w, http.StatusNotFound, "/problems/not-found")
	case problem != "":
		refuse(w, http.StatusUnauthorized, problem)
	case r.Header.Get("Accept") != "application/json" || r.Header.Get("User-Agent") == "":
		refuse(w, http.StatusBadRequest, "/problems/missing-or-invalid-request-header")
	default:
		s.mu.Lock()
		defer s.mu.Unlock()
		s.route(w, r, strings.Split(path, "/"), body)
	}
}

// signature returns what is wrong with a request's headers.
func (s *Simulator) signature(r *http.Request, body []byte) string {
	seconds, err := strconv.ParseInt(r.Header.Get("Shop-Timestamp"), 10, 64)
	if err != nil || s.config.Clock().Sub(time.Unix(seconds, 0)).Abs() > skew {
		return "/problems/missing-or-invalid-request-header"
	}
	if subtle.ConstantTimeCompare([]byte(r.Header.Get("Shop-Client-Key")), []byte(s.config.Key)) != 1 {
		return "/problems/invalid-credentials"
	}
	mac := hmac.New(sha256.New, []byte(s.config.Secret))
	fmt.Fprintf(mac, "%s\nhttp://%s%s\n%s\n%d", r.Method, r.Host, r.URL.RequestURI(), body, seconds)
	given, err := hex.DecodeString(r.Header.Get("Shop-Signature"))
	if err != nil || !hmac.Equal(given, mac.Sum(nil)) {
		return "/problems/corrupted-signature"
	}
	return ""
}

func (s *Simulator) route(w http.ResponseWriter, r *http.Request, parts []string, body []byte) {
	id := ""
	if len(parts) > 1 {
		id = parts[1]
	}
	switch q := r.URL.Query(); r.Method + " " + parts[0] + strings.Repeat("/*", len(parts)-1) {
	case "GET info/*":
		if id != "storefront" {
			refuse(w, http.StatusNotFound, "/problems/not-found")
			return
		}
		send(w, http.StatusOK, map[string]any{"data": []string{"de", "at"}})
	case "GET carriers":
		s.serveCarriers(w)
	case "GET orders":
		s.serveOrders(w, q)
	case "GET orders/*":
		s.serveOrder(w, s.find(id))
	case "GET order-units/*":
		s.serveUnit(w, id)
	case "PATCH order-units/*/*":
		s.serveChange(w, id, parts[2], body)
	case "GET tickets":
		s.serveTickets(w, q)
	case "GET returns":
		s.serveReturns(w, q)
	case "GET returns/*":
		s.serveReturn(w, id)
	default:
		refuse(w, http.StatusNotFound, "/problems/not-found")
	}
}

// carriers are some of Kaufland's.
var carriers = []string{"DHL", "DPD", "GLS", "Hermes", "PostNL", "UPS", "Other"}

func (s *Simulator) serveCarriers(w http.ResponseWriter) {
	var all []map[string]any
	for _, name := range carriers {
		all = append(all, map[string]any{"name": name, "isHauler": false})
	}
	send(w, http.StatusOK, map[string]any{"data": map[string]any{"carriers": all}})
}

// sendPage sends a page of a list.
func sendPage(w http.ResponseWriter, q url.Values, most int, all []map[string]any) {
	limit, offset := 30, 0
	var err error
	if text := q.Get("limit"); text != "" {
		limit, err = strconv.Atoi(text)
	}
	if text := q.Get("offset"); text != "" && err == nil {
		offset, err = strconv.Atoi(text)
	}
	if err != nil || limit < 1 || limit > most || offset < 0 {
		refuse(w, http.StatusBadRequest, "/problems/validation-error")
		return
	}
	from := min(offset, len(all))
	send(w, http.StatusOK, map[string]any{
		"data":       append([]map[string]any{}, all[from:min(from+limit, len(all))]...),
		"pagination": map[string]any{"offset": offset, "limit": limit, "total": len(all)},
	})
}

// after reads a filter by time, which means later than that second.
func after(q url.Values, name string) (time.Time, bool) {
	text := q.Get(name)
	if text == "" {
		return time.Time{}, true
	}
	at, err := time.Parse("2006-01-02T15:04:05Z", text)
	return at, err == nil
}

// refuse answers with a problem. Its message repeats what was asked, as messages do.
func refuse(w http.ResponseWriter, status int, problem string) {
	send(w, status, map[string]any{"type": problem, "message": Mark + ": " + http.StatusText(status), "errors": []any{}})
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

// Package simulator plays Shopify's Admin API for one shop, over real HTTP: the token
// service and the operations that the connector uses. What is asked is parsed and validated
// against Shopify's schema; a field, an argument or an input that it does not have is
// refused. The search lags behind as Shopify's does, and limits can be set.
package simulator

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/parser"
	"github.com/vektah/gqlparser/v2/validator"
	"github.com/vektah/gqlparser/v2/validator/rules"
)

// Version of the Admin API that is played.
const Version = "2026-10"

// Config is what a Simulator is made from.
type Config struct {
	Clock func() time.Time // required
	// ClientID and ClientSecret are the app's credentials; webhooks are signed with the
	// secret too.
	ClientID, ClientSecret string
	Products               []Product
	// Lag is how far the search is behind.
	Lag time.Duration
	// Cancelling is how long an order takes to be cancelled.
	Cancelling time.Duration
	// Bucket is what operations may cost; zero sets no limit.
	Bucket Bucket
	// Development makes it a development store, which takes five orders a minute.
	Development bool
}

// Product is a variant that the shop sells.
type Product struct {
	SKU, Barcode string
	Stock        int
}

// Bucket is a limit of operations' cost.
type Bucket struct {
	Size, Restored float64 // points, and how many come back a second
}

// Simulator is a Shopify shop. It is safe for concurrent use.
type Simulator struct {
	config Config
	schema *ast.Schema

	mu          sync.Mutex
	variants    []*variant
	orders      []*order
	customers   []*customer
	definitions map[string]string // type by owner type, namespace and key
	tokens      map[string]time.Time
	made        int // numbers given out
	spent       float64
	spentAt     time.Time
	created     []time.Time // orders of the last minute
	erased      []string    // customers that Shopify was asked to erase
	last        string      // the operation of the last request
}

// New returns a shop without orders.
func New(c Config) *Simulator {
	if c.Clock == nil {
		panic("simulator: no clock")
	}
	s := &Simulator{config: c, schema: Schema(), definitions: map[string]string{}, tokens: map[string]time.Time{}, made: 1000}
	for _, p := range c.Products {
		s.variants = append(s.variants, &variant{id: s.id("ProductVariant"), Product: p})
	}
	return s
}

// id gives out an id. Ids are numbers in one series, and never used twice.
func (s *Simulator) id(kind string) string {
	s.made++
	return fmt.Sprintf("gid://shopify/%s/%d", kind, s.made)
}

// request is a GraphQL request.
type request struct {
	Query     string         `json:"query"`
	Variables map[string]any `json:"variables"`
}

// ServeHTTP answers the token service and the Admin API.
func (s *Simulator) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case r.Method != http.MethodPost:
		w.WriteHeader(http.StatusMethodNotAllowed)
	case r.URL.Path == "/admin/oauth/access_token":
		s.token(w, r)
	case r.URL.Path != "/admin/api/"+Version+"/graphql.json":
		answer(w, http.StatusNotFound, map[string]any{"errors": "Not Found"})
	case !s.known(r.Header.Get("X-Shopify-Access-Token")):
		answer(w, http.StatusUnauthorized, map[string]any{"errors": "[API] Invalid API key or access token (unrecognized login or wrong password)"})
	default:
		s.graphql(w, r)
	}
}

func (s *Simulator) graphql(w http.ResponseWriter, r *http.Request) {
	var asked request
	d := json.NewDecoder(r.Body)
	d.UseNumber()
	d.DisallowUnknownFields()
	if err := d.Decode(&asked); err != nil || !strings.HasPrefix(r.Header.Get("Content-Type"), "application/json") {
		answer(w, http.StatusBadRequest, map[string]any{"errors": "Required parameter missing or invalid"})
		return
	}
	document, err := parser.ParseQuery(&ast.Source{Input: asked.Query})
	if err != nil {
		fail(w, "", err.Error(), nil)
		return
	}
	if errs := validator.ValidateWithRules(s.schema, document, rules.NewDefaultRules()); len(errs) > 0 {
		fail(w, "undefinedField", errs.Error(), nil)
		return
	}
	o := document.Operations[0]
	s.last = o.Name
	variables, err := validator.VariableValues(s.schema, o, asked.Variables)
	if err != nil {
		fail(w, "INVALID_VARIABLE", err.Error(), nil)
		return
	}
	if problem := s.scalars(o, variables); problem != "" {
		fail(w, "INVALID_VARIABLE", problem, nil)
		return
	}
	price := costOf(o.SelectionSet, variables)
	if price > longest {
		fail(w, "MAX_COST_EXCEEDED", "Query cost exceeds the maximum", nil)
		return
	}
	spent, allowed := s.spend(price)
	if !allowed {
		fail(w, "THROTTLED", "Throttled", spent)
		return
	}
	data := s.execute(o, variables)
	answer(w, http.StatusOK, map[string]any{"data": data, "extensions": map[string]any{"cost": spent}})
}

// fail answers an error, which Shopify does with status 200.
func fail(w http.ResponseWriter, code, message string, cost any) {
	body := map[string]any{"errors": []any{map[string]any{"message": message, "extensions": map[string]any{"code": code}}}}
	if cost != nil {
		body["extensions"] = map[string]any{"cost": cost}
	}
	answer(w, http.StatusOK, body)
}

func answer(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.Header().Set("X-Shopify-API-Version", Version)
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(body)
}

package mirakl_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"
	"github.com/getkin/kin-openapi/routers/gorillamux"
)

// document is Mirakl's OpenAPI document for sellers. It is Mirakl's own and no part of this
// repository: it lies in shared/specs beside it, or where ORDERVEIL_SPECS says.
type document struct {
	spec   *openapi3.T
	router routers.Router
}

func readSpec(name string) ([]byte, error) {
	folder := os.Getenv("ORDERVEIL_SPECS")
	if folder == "" {
		folder = filepath.Join("..", "..", "..", "shared", "specs")
	}
	return os.ReadFile(filepath.Join(folder, "mirakl", name))
}

// used are the paths that the connector calls.
var used = []string{
	"/api/orders", "/api/orders/{order_id}/accept", "/api/orders/{order_id}/tracking", "/api/orders/{order_id}/ship", "/api/orders/{order_id}/cancel",
	"/api/orders/cancel", "/api/shipments", "/api/shipping/carriers", "/api/reasons", "/api/returns",
}

var loadDocument = sync.OnceValues(func() (*document, error) {
	text, err := readSpec("mirakl-mmp-seller-openapi.json")
	if err != nil {
		return nil, err
	}
	if text, err = prune(text); err != nil {
		return nil, err
	}
	spec, err := openapi3.NewLoader().LoadFromData(text)
	if err != nil {
		return nil, err
	}
	repair(spec)
	router, err := gorillamux.NewRouter(spec)
	return &document{spec: spec, router: router}, err
})

// prune leaves the paths that are used: the document is large, and its path for OF54 is none.
// It says OpenAPI 3.1, uses nothing of it that 3.0 lacks, and names no server that is there.
func prune(text []byte) ([]byte, error) {
	var whole map[string]json.RawMessage
	if err := json.Unmarshal(text, &whole); err != nil {
		return nil, err
	}
	var paths map[string]json.RawMessage
	if err := json.Unmarshal(whole["paths"], &paths); err != nil {
		return nil, err
	}
	for path := range paths {
		if !slices.Contains(used, path) {
			delete(paths, path)
		}
	}
	if len(paths) != len(used) {
		return nil, fmt.Errorf("the document has %d of the %d paths that are used", len(paths), len(used))
	}
	kept, err := json.Marshal(paths)
	if err != nil {
		return nil, err
	}
	whole["paths"], whole["servers"], whole["openapi"] = kept, json.RawMessage(`[{"url":"/"}]`), json.RawMessage(`"3.0.3"`)
	return json.Marshal(whole)
}

// repair mends what is wrong or missing in the document. Its schemas are closed, so that the
// simulator cannot say what Mirakl does not. Addresses are required of every order, and not
// shown before SHIPPING. The parameters of pages are described in prose only.
func repair(spec *openapi3.T) {
	closed := false
	for name, schema := range spec.Components.Schemas {
		if strings.Contains(name, "11_Response") || strings.Contains(name, "01_Response") || strings.Contains(name, "21_Response") || strings.Contains(name, "_Request") {
			if len(schema.Value.Properties) > 0 {
				schema.Value.AdditionalProperties = openapi3.AdditionalProperties{Has: &closed}
			}
		}
	}
	customer := spec.Components.Schemas["OR11_Response_200_Orders_Customer"].Value
	customer.Required = slices.DeleteFunc(customer.Required, func(name string) bool { return strings.HasSuffix(name, "_address") })
	paging := map[string][]string{"/api/orders": {"offset", "max"}, "/api/shipments": {"limit", "page_token"}, "/api/returns": {"limit", "page_token"}}
	for path, names := range paging {
		for _, name := range names {
			get := spec.Paths.Value(path).Get
			get.Parameters = append(get.Parameters, &openapi3.ParameterRef{Value: openapi3.NewQueryParameter(name).WithSchema(openapi3.NewStringSchema())})
		}
	}
}

// checked is a simulator whose every call and answer is held against the document when that
// is there.
func checked(t testing.TB, next http.Handler) http.Handler {
	d, err := loadDocument()
	if errors.Is(err, os.ErrNotExist) {
		return next
	}
	if err != nil {
		t.Fatal(err)
	}
	return &checker{document: d, next: next, t: t}
}

type checker struct {
	*document
	next http.Handler
	t    testing.TB
}

func (c *checker) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	input := c.checkCall(r)
	recorded := httptest.NewRecorder()
	c.next.ServeHTTP(recorded, r)
	if err := c.checkAnswer(input, recorded); err != nil {
		c.t.Errorf("%s %s: answer %d: %v", r.Method, r.URL.Path, recorded.Code, err)
	}
	for name, values := range recorded.Header() {
		w.Header()[name] = values
	}
	w.WriteHeader(recorded.Code)
	_, _ = w.Write(recorded.Body.Bytes())
}

func (c *checker) checkCall(r *http.Request) *openapi3filter.RequestValidationInput {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return nil // the caller left
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	copied := r.Clone(r.Context())
	copied.Body = io.NopCloser(bytes.NewReader(body))
	route, params, err := c.router.FindRoute(copied)
	if err != nil {
		c.t.Errorf("%s %s: %v", r.Method, r.URL.Path, err)
		return nil
	}
	input := &openapi3filter.RequestValidationInput{Request: copied, PathParams: params, Route: route, Options: &openapi3filter.Options{
		AuthenticationFunc: func(_ context.Context, in *openapi3filter.AuthenticationInput) error {
			if key := in.RequestValidationInput.Request.Header.Get("Authorization"); key == "" || strings.HasPrefix(key, "Bearer") {
				return errors.New("no key")
			}
			return nil
		},
	}}
	if err := openapi3filter.ValidateRequest(context.Background(), input); err != nil {
		c.t.Errorf("%s %s?%s: %v", r.Method, r.URL.Path, r.URL.RawQuery, err)
	}
	for name := range r.URL.Query() {
		if route.Operation.Parameters.GetByInAndName("query", name) == nil {
			c.t.Errorf("%s %s: no parameter %s", r.Method, r.URL.Path, name)
		}
	}
	if len(body) > 0 && route.Operation.RequestBody == nil {
		c.t.Errorf("%s %s: a body where none is documented", r.Method, r.URL.Path)
	}
	return input
}

// checkAnswer holds an answer against the document, which has no errors.
func (c *checker) checkAnswer(input *openapi3filter.RequestValidationInput, recorded *httptest.ResponseRecorder) error {
	if input == nil || recorded.Code >= 400 {
		return nil
	}
	if input.Route.Operation.Responses.Status(recorded.Code) == nil {
		return errors.New("a status that is not documented")
	}
	return openapi3filter.ValidateResponse(context.Background(), (&openapi3filter.ResponseValidationInput{
		RequestValidationInput: input, Status: recorded.Code, Header: recorded.Header(),
	}).SetBodyBytes(recorded.Body.Bytes()))
}

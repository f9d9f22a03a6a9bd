package magento_test

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
	"regexp"
	"strings"
	"sync"
	"testing"

	"github.com/getkin/kin-openapi/openapi2"
	"github.com/getkin/kin-openapi/openapi2conv"
	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"
	"github.com/getkin/kin-openapi/routers/gorillamux"
	"go.yaml.in/yaml/v3"
)

// document is Magento's own description of its admin API (Swagger 2.0). It is no part of
// this repository: it lies in shared/specs beside it, or where ORDERVEIL_SPECS says.
type document struct{ router routers.Router }

// used are the paths that the connector calls; the description has 493.
var used = []string{
	"/V1/store/storeConfigs", "/V1/products", "/V1/orders", "/V1/orders/create", "/V1/orders/{id}", "/V1/orders/{parent_id}",
	"/V1/orders/{id}/cancel", "/V1/orders/{id}/comments", "/V1/shipments",
}

var loadDocument = sync.OnceValues(func() (*document, error) {
	folder := os.Getenv("ORDERVEIL_SPECS")
	if folder == "" {
		folder = filepath.Join("..", "..", "..", "shared", "specs")
	}
	text, err := os.ReadFile(filepath.Join(folder, "magento", "admin-2.4.9.yaml"))
	if err != nil {
		return nil, err
	}
	var whole map[string]any
	if err := yaml.Unmarshal(text, &whole); err != nil {
		return nil, err
	}
	paths := map[string]any{}
	for _, p := range used {
		paths[p] = whole["paths"].(map[string]any)[p]
	}
	merge(paths)
	whole["paths"] = paths
	asJSON, err := json.Marshal(whole)
	if err != nil {
		return nil, err
	}
	var old openapi2.T
	if err := json.Unmarshal(asJSON, &old); err != nil {
		return nil, err
	}
	spec, err := openapi2conv.ToV3(&old)
	if err != nil {
		return nil, err
	}
	repair(spec)
	router, err := gorillamux.NewRouter(spec)
	return &document{router}, err
})

// merge puts the two paths that are one, but for the name of their parameter, together: a
// router takes only one of them.
func merge(paths map[string]any) {
	put := paths["/V1/orders/{parent_id}"].(map[string]any)["put"].(map[string]any)
	put["parameters"].([]any)[0].(map[string]any)["name"] = "id"
	paths["/V1/orders/{id}"].(map[string]any)["put"] = put
	delete(paths, "/V1/orders/{parent_id}")
}

// repair closes the schemas, so that neither side says what the description does not have.
// The servers go: the tests' address is another.
func repair(spec *openapi3.T) {
	spec.Servers = nil
	closed := false
	for _, schema := range spec.Components.Schemas {
		if len(schema.Value.Properties) > 0 {
			schema.Value.AdditionalProperties = openapi3.AdditionalProperties{Has: &closed}
		}
	}
}

// checked is a shop whose every call and answer is held against the description.
type checked struct {
	*document
	next http.Handler
	t    testing.TB
}

// against returns a shop that is held against the description, where that is there.
func against(t testing.TB, shop http.Handler) http.Handler {
	t.Helper()
	d, err := loadDocument()
	switch {
	case errors.Is(err, os.ErrNotExist) && os.Getenv("CI") == "true":
		t.Fatal("Magento's description is not there; set ORDERVEIL_SPECS to the folder of the specifications")
	case errors.Is(err, os.ErrNotExist):
		t.Log("not checked against Magento's description: it is not there, see ORDERVEIL_SPECS")
		return shop
	case err != nil:
		t.Fatal(err)
	}
	return &checked{d, shop, t}
}

func (c *checked) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	again := func() io.ReadCloser { return io.NopCloser(bytes.NewReader(body)) }
	copied := r.Clone(context.Background())
	copied.Body = again()
	copied.URL.Path = strings.TrimPrefix(r.URL.Path, "/rest/default")
	route, parameters, err := c.router.FindRoute(copied)
	if err != nil {
		c.t.Errorf("%s %s: %v", r.Method, r.URL.Path, err)
	} else {
		input := &openapi3filter.RequestValidationInput{Request: copied, PathParams: parameters, Route: route, Options: &openapi3filter.Options{
			AuthenticationFunc: func(context.Context, *openapi3filter.AuthenticationInput) error { return nil },
		}}
		if err := errors.Join(openapi3filter.ValidateRequest(context.Background(), input), undocumented(copied, route)); err != nil {
			c.t.Errorf("%s %s: %v", r.Method, r.URL.Path, err)
		}
		if r.Method == http.MethodGet {
			c.whole(r, input)
		}
	}
	r.Body = again()
	recorded := httptest.NewRecorder()
	c.next.ServeHTTP(recorded, r)
	if route != nil && r.Method != http.MethodGet {
		c.answer(recorded, &openapi3filter.RequestValidationInput{Request: copied, PathParams: parameters, Route: route})
	}
	for name, values := range recorded.Header() {
		w.Header()[name] = values
	}
	w.WriteHeader(recorded.Code)
	_, _ = w.Write(recorded.Body.Bytes())
}

// whole asks the same without a filter of fields and checks the answer: a filter leaves out
// what the description requires.
func (c *checked) whole(r *http.Request, input *openapi3filter.RequestValidationInput) {
	if !strings.HasPrefix(r.Header.Get("Authorization"), "Bearer ") {
		return // a signature does not cover that question
	}
	asked := r.Clone(context.Background())
	query := asked.URL.Query()
	query.Del("fields")
	asked.URL.RawQuery = query.Encode()
	recorded := httptest.NewRecorder()
	c.next.ServeHTTP(recorded, asked)
	c.answer(recorded, input)
}

func (c *checked) answer(recorded *httptest.ResponseRecorder, input *openapi3filter.RequestValidationInput) {
	err := openapi3filter.ValidateResponse(context.Background(), (&openapi3filter.ResponseValidationInput{
		RequestValidationInput: input, Status: recorded.Code, Header: recorded.Header(),
	}).SetBodyBytes(recorded.Body.Bytes()))
	if err != nil {
		c.t.Errorf("answer to %s %s: %v", input.Request.Method, input.Request.URL.Path, err)
	}
}

var index = regexp.MustCompile(`\[\d+\]`)

// undocumented reports parameters that the description does not have. It lists the first
// filter of the first group for all, and leaves out fields, which every answer can be
// filtered by.
func undocumented(r *http.Request, route *routers.Route) error {
	for name := range r.URL.Query() {
		if name != "fields" && route.Operation.Parameters.GetByInAndName("query", index.ReplaceAllString(name, "[0]")) == nil {
			return fmt.Errorf("no parameter %s", name)
		}
	}
	return nil
}

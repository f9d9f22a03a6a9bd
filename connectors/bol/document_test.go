package bol_test

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

	"orderveil/connectors/bol/simulator"
)

// document is bol's OpenAPI document. It is bol's own and no part of this
// repository: it lies in shared/specs beside it, or where ORDERVEIL_SPECS says.
type document struct {
	spec   *openapi3.T
	router routers.Router
}

func documentPath(name string) string {
	folder := os.Getenv("ORDERVEIL_SPECS")
	if folder == "" {
		folder = filepath.Join("..", "..", "..", "shared", "specs")
	}
	return filepath.Join(folder, "bol", name)
}

var loadDocument = sync.OnceValues(func() (*document, error) {
	text, err := os.ReadFile(documentPath("retailer.json"))
	if err != nil {
		return nil, err
	}
	common, err := os.ReadFile(documentPath("shared.json"))
	if err != nil {
		return nil, err
	}
	openapi3filter.RegisterBodyDecoder(simulator.MediaType, openapi3filter.JSONBodyDecoder)
	spec, err := openapi3.NewLoader().LoadFromData(text)
	if err != nil {
		return nil, err
	}
	shared, err := openapi3.NewLoader().LoadFromData(common)
	if err != nil {
		return nil, err
	}
	for name, schema := range shared.Components.Schemas {
		if spec.Components.Schemas[name] == nil {
			spec.Components.Schemas[name] = schema
		}
	}
	for path, item := range shared.Paths.Map() {
		spec.Paths.Set(path, item)
	}
	repair(spec)
	router, err := gorillamux.NewRouter(spec)
	return &document{spec: spec, router: router}, err
})

// requireDocument skips a test without the document, and fails it in CI: there the
// checks must not pass unseen.
func requireDocument(t *testing.T) *document {
	t.Helper()
	d, err := loadDocument()
	switch {
	case errors.Is(err, os.ErrNotExist) && os.Getenv("CI") == "true":
		t.Fatal("bol's OpenAPI document is not there; set ORDERVEIL_SPECS to the folder of the specifications")
	case errors.Is(err, os.ErrNotExist):
		t.Skip("not checked against bol's OpenAPI document: it is not there, see ORDERVEIL_SPECS")
	case err != nil:
		t.Fatal(err)
	}
	return d
}

// repair mends what is wrong or missing in the document: its security scheme is of
// type http with an "in", which is not allowed; problems are documented in the
// media type of orders, and bol sends them as application/problem+json. The schemas
// of orders are closed, so that the simulator cannot say what bol does not.
func repair(spec *openapi3.T) {
	for _, scheme := range spec.Components.SecuritySchemes {
		scheme.Value.In = ""
	}
	for _, path := range spec.Paths.Map() {
		for _, response := range responses(path) {
			if schema := response.Value.Content[simulator.MediaType]; schema != nil && strings.HasSuffix(schema.Schema.Ref, "/Problem") {
				response.Value.Content["application/problem+json"] = schema
			}
		}
	}
	closed := false
	for _, name := range []string{
		"ReducedOrders", "ReducedOrder", "ReducedOrderItem", "Order", "ShipmentDetails", "BillingDetails",
		"OrderOrderItem", "OrderFulfilment", "OrderOffer", "OrderProduct", "Discount", "Problem", "Violation",
		"ShipmentRequest", "OrderItem", "TransportInstruction", "CancellationRequest", "OrderItemCancellation", "ProcessStatus",
		"ReturnsResponse", "ReducedReturn", "ReducedReturnItem", "ReturnReason", "ReturnProcessingResult",
		"SubscriptionsResponse", "SubscriptionResponse", "SubscriptionRequest", "KeySetResponse", "KeySet",
	} {
		spec.Components.Schemas[name].Value.AdditionalProperties = openapi3.AdditionalProperties{Has: &closed}
	}
	// An empty page is an empty object: seen in bol's answers, against its document.
	spec.Components.Schemas["ReducedOrders"].Value.Required = nil
}

// responses are all that a path's operations answer with.
func responses(path *openapi3.PathItem) (all []*openapi3.ResponseRef) {
	for _, operation := range path.Operations() {
		for _, response := range operation.Responses.Map() {
			all = append(all, response)
		}
	}
	return all
}

// checked is a handler whose every call and answer is held against the document.
type checked struct {
	*document
	next http.Handler
	t    *testing.T
	// spoiled means that faults are injected: only calls are checked.
	spoiled bool
}

func (c *checked) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if c.spoiled || r.URL.Path == "/token" {
		if r.URL.Path != "/token" {
			c.checkCall(r)
		}
		c.next.ServeHTTP(w, r)
		return
	}
	input := c.checkCall(r)
	recorded := httptest.NewRecorder()
	c.next.ServeHTTP(recorded, r)
	if err := c.checkAnswer(input, recorded); err != nil {
		c.t.Errorf("%s: answer %d: %v", r.URL.Path, recorded.Code, err)
	}
	for name, values := range recorded.Header() {
		w.Header()[name] = values
	}
	w.WriteHeader(recorded.Code)
	_, _ = w.Write(recorded.Body.Bytes())
}

func (c *checked) checkCall(r *http.Request) *openapi3filter.RequestValidationInput {
	copied := r.Clone(r.Context())
	copied.URL.Path = strings.Replace(strings.Replace(r.URL.Path, "/retailer-demo/", "/retailer/", 1), "/shared-demo/", "/shared/", 1)
	if r.Body != nil { // checking reads it
		text, err := io.ReadAll(r.Body)
		if err != nil {
			c.t.Errorf("%s: %v", r.URL.Path, err)
		}
		r.Body, copied.Body = io.NopCloser(bytes.NewReader(text)), io.NopCloser(bytes.NewReader(text))
	}
	route, params, err := c.router.FindRoute(copied)
	if err != nil {
		c.t.Errorf("%s: %v", r.URL.Path, err)
		return nil
	}
	input := &openapi3filter.RequestValidationInput{Request: copied, PathParams: params, Route: route, Options: &openapi3filter.Options{
		AuthenticationFunc: func(_ context.Context, in *openapi3filter.AuthenticationInput) error {
			if !strings.HasPrefix(in.RequestValidationInput.Request.Header.Get("Authorization"), "Bearer ") {
				return errors.New("no bearer token")
			}
			return nil
		},
	}}
	if err := errors.Join(openapi3filter.ValidateRequest(r.Context(), input), c.undocumented(copied, route)); err != nil {
		c.t.Errorf("%s?%s: %v", r.URL.Path, r.URL.RawQuery, err)
	}
	return input
}

// undocumented reports parameters and media types that the document does not have.
func (c *checked) undocumented(r *http.Request, route *routers.Route) error {
	for name := range r.URL.Query() {
		if route.Operation.Parameters.GetByInAndName("query", name) == nil {
			return fmt.Errorf("no parameter %s", name)
		}
	}
	for _, status := range []int{http.StatusOK, http.StatusAccepted} {
		if response := route.Operation.Responses.Status(status); response != nil && response.Value.Content[r.Header.Get("Accept")] != nil {
			return nil
		}
	}
	return errors.New("the answer does not come in the media type that is asked for")
}

func (c *checked) checkAnswer(input *openapi3filter.RequestValidationInput, recorded *httptest.ResponseRecorder) error {
	if input == nil {
		return nil
	}
	if input.Route.Operation.Responses.Status(recorded.Code) == nil {
		return c.checkProblem(recorded)
	}
	return openapi3filter.ValidateResponse(context.Background(), (&openapi3filter.ResponseValidationInput{
		RequestValidationInput: input, Status: recorded.Code, Header: recorded.Header(),
	}).SetBodyBytes(recorded.Body.Bytes()))
}

// checkProblem holds an answer of a status that the document does not list against
// the schema that all errors have.
func (c *checked) checkProblem(recorded *httptest.ResponseRecorder) error {
	var body any
	if err := json.NewDecoder(bytes.NewReader(recorded.Body.Bytes())).Decode(&body); err != nil {
		return err
	}
	if got := recorded.Header().Get("Content-Type"); got != "application/problem+json" {
		return fmt.Errorf("media type %s", got)
	}
	if !slices.Contains([]int{400, 401, 403, 405, 406, 415, 429, 500}, recorded.Code) {
		return fmt.Errorf("status %d", recorded.Code)
	}
	return c.spec.Components.Schemas["Problem"].Value.VisitJSON(body)
}

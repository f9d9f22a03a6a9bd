package ebay_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"
	"github.com/getkin/kin-openapi/routers/gorillamux"

	"orderveil/connectors/ebay/simulator"
)

// document is eBay's OpenAPI document. It is eBay's own and no part of this repository: it
// lies in shared/specs beside it, or where ORDERVEIL_SPECS says.
type document struct {
	spec   *openapi3.T
	router routers.Router
}

var loadDocument = sync.OnceValues(func() (*document, error) {
	folder := os.Getenv("ORDERVEIL_SPECS")
	if folder == "" {
		folder = filepath.Join("..", "..", "..", "shared", "specs")
	}
	text, err := os.ReadFile(filepath.Join(folder, "ebay", "fulfillment.yml"))
	if err != nil {
		return nil, err
	}
	spec, err := openapi3.NewLoader().LoadFromData(text)
	if err != nil {
		return nil, err
	}
	spec.Servers = openapi3.Servers{{URL: "/sell/fulfillment/v1"}}
	// Objects are closed, so that neither side can say what eBay does not.
	closed := false
	for _, schema := range spec.Components.Schemas {
		if len(schema.Value.Properties) > 0 {
			schema.Value.AdditionalProperties = openapi3.AdditionalProperties{Has: &closed}
		}
	}
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
		t.Fatal("eBay's OpenAPI document is not there; set ORDERVEIL_SPECS to the folder of the specifications")
	case errors.Is(err, os.ErrNotExist):
		t.Skip("not checked against eBay's OpenAPI document: it is not there, see ORDERVEIL_SPECS")
	case err != nil:
		t.Fatal(err)
	}
	return d
}

// checking holds every call and answer of a simulator against the document, when that is
// there.
func checking(t testing.TB, next http.Handler) http.Handler {
	d, err := loadDocument()
	if err != nil {
		return next
	}
	return &checked{document: d, next: next, t: t}
}

type checked struct {
	*document
	next http.Handler
	t    testing.TB
}

func (c *checked) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.URL.Path == simulator.TokenPath {
		c.next.ServeHTTP(w, r) // another API, without a document
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
	text, err := io.ReadAll(r.Body)
	if err != nil {
		return nil // the caller left
	}
	copied := r.Clone(r.Context())
	r.Body, copied.Body = io.NopCloser(bytes.NewReader(text)), io.NopCloser(bytes.NewReader(text))
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
	if err := errors.Join(openapi3filter.ValidateRequest(context.Background(), input), undocumented(copied, route)); err != nil {
		c.t.Errorf("%s?%s: %v", r.URL.Path, r.URL.RawQuery, err)
	}
	return input
}

// undocumented reports parameters that the document does not have.
func undocumented(r *http.Request, route *routers.Route) error {
	for name := range r.URL.Query() {
		if route.Operation.Parameters.GetByInAndName("query", name) == nil {
			return fmt.Errorf("no parameter %s", name)
		}
	}
	if r.Header.Get("Accept") != "application/json" {
		return errors.New("the answer does not come in the media type that is asked for")
	}
	return nil
}

func (c *checked) checkAnswer(input *openapi3filter.RequestValidationInput, recorded *httptest.ResponseRecorder) error {
	if input == nil || recorded.Code == http.StatusUnauthorized {
		return nil // the gateway's, not the API's
	}
	if input.Route.Operation.Responses.Status(recorded.Code) == nil {
		return errors.New("the document has no such status")
	}
	return openapi3filter.ValidateResponse(context.Background(), (&openapi3filter.ResponseValidationInput{
		RequestValidationInput: input, Status: recorded.Code, Header: recorded.Header(),
	}).SetBodyBytes(recorded.Body.Bytes()))
}

// A document that accepts anything would prove nothing.
func TestTheDocumentRefusesWhatItDoesNotKnow(t *testing.T) {
	t.Parallel()
	d := requireDocument(t)
	order := d.spec.Components.Schemas["Order"].Value
	if err := order.VisitJSON(map[string]any{"orderId": "1"}); err != nil {
		t.Errorf("an order: %v", err)
	}
	for name, wrong := range map[string]any{"another type": map[string]any{"orderId": 1.0}, "another field": map[string]any{"orderNumber": "1"}} {
		if order.VisitJSON(wrong) == nil {
			t.Errorf("%s is accepted", name)
		}
	}
}

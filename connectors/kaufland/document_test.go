package kaufland_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"
	"github.com/getkin/kin-openapi/routers/gorillamux"
)

// loadDocument reads Kaufland's OpenAPI document. It is Kaufland's own and no part of this
// repository: it lies in shared/specs beside it, or where ORDERVEIL_SPECS says.
var loadDocument = sync.OnceValues(func() (routers.Router, error) {
	folder := os.Getenv("ORDERVEIL_SPECS")
	if folder == "" {
		folder = filepath.Join("..", "..", "..", "shared", "specs")
	}
	text, err := os.ReadFile(filepath.Join(folder, "kaufland", "seller-api-v2.json"))
	if err != nil {
		return nil, err
	}
	spec, err := openapi3.NewLoader().LoadFromData(text)
	if err != nil {
		return nil, err
	}
	return gorillamux.NewRouter(spec)
})

// checked is a simulator whose every call and answer is held against the document when that is
// there; in CI it must be, so that the checks do not pass unseen.
func checked(t testing.TB, next http.Handler) http.Handler {
	router, err := loadDocument()
	if errors.Is(err, os.ErrNotExist) && os.Getenv("CI") != "true" {
		t.Log("not checked against Kaufland's OpenAPI document: it is not there, see ORDERVEIL_SPECS")
		return next
	}
	if err != nil {
		t.Fatal(err)
	}
	return &checker{router, next, t}
}

type checker struct {
	router routers.Router
	next   http.Handler
	t      testing.TB
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
	input := &openapi3filter.RequestValidationInput{Request: copied, PathParams: params, Route: route}
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

func (c *checker) checkAnswer(input *openapi3filter.RequestValidationInput, recorded *httptest.ResponseRecorder) error {
	if input == nil {
		return nil
	}
	if input.Route.Operation.Responses.Status(recorded.Code) == nil {
		return errors.New("a status that is not documented")
	}
	return openapi3filter.ValidateResponse(context.Background(), (&openapi3filter.ResponseValidationInput{
		RequestValidationInput: input, Status: recorded.Code, Header: recorded.Header(),
	}).SetBodyBytes(recorded.Body.Bytes()))
}

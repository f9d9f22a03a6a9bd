package amazon_test

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
	"strings"
	"sync"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"
	"github.com/getkin/kin-openapi/routers/gorillamux"
)

// document is Amazon's models of the orders. They are Amazon's own and no part of this
// repository: they lie in shared/specs beside it, or where ORDERVEIL_SPECS says.
type document struct {
	read, write   *openapi3.T
	router        map[*openapi3.T]routers.Router
	notifications *openapi3.Schema
}

func specification(name string) ([]byte, error) {
	folder := os.Getenv("ORDERVEIL_SPECS")
	if folder == "" {
		folder = filepath.Join("..", "..", "..", "shared", "specs")
	}
	return os.ReadFile(filepath.Join(folder, "amazon", name))
}

var loadDocument = sync.OnceValues(func() (*document, error) {
	d := &document{router: map[*openapi3.T]routers.Router{}}
	for name, into := range map[string]**openapi3.T{"orders_2026-01-01.openapi3.json": &d.read, "ordersV0.openapi3.json": &d.write} {
		text, err := specification(name)
		if err != nil {
			return nil, err
		}
		if *into, err = openapi3.NewLoader().LoadFromData(text); err != nil {
			return nil, err
		}
		repair(*into)
		if d.router[*into], err = gorillamux.NewRouter(*into); err != nil {
			return nil, err
		}
	}
	text, err := specification("OrderChangeNotification.json")
	if err != nil {
		return nil, err
	}
	d.notifications, err = notificationSchema(text)
	return d, err
})

// requireDocument skips a test without the models, and fails it in CI: there the checks
// must not pass unseen.
func requireDocument(t *testing.T) *document {
	t.Helper()
	d, err := loadDocument()
	switch {
	case errors.Is(err, os.ErrNotExist) && os.Getenv("CI") == "true":
		t.Fatal("Amazon's models are not there; set ORDERVEIL_SPECS to the folder of the specifications")
	case errors.Is(err, os.ErrNotExist):
		t.Skip("not checked against Amazon's models: they are not there, see ORDERVEIL_SPECS")
	case err != nil:
		t.Fatal(err)
	}
	return d
}

// repair says what the conversion from Swagger 2.0 loses: lists in a query are one text
// with commas. The server is another one in tests. The schemas are closed, so that the
// simulator cannot say what Amazon does not.
func repair(spec *openapi3.T) {
	spec.Servers = nil
	whole := false
	for _, path := range spec.Paths.Map() {
		for _, operation := range path.Operations() {
			for _, p := range operation.Parameters {
				if p.Value.In == "query" && p.Value.Schema.Value.Type.Is("array") {
					p.Value.Explode = &whole
				}
			}
		}
	}
	for _, schema := range spec.Components.Schemas {
		if schema.Value.Type.Is("object") {
			schema.Value.AdditionalProperties = openapi3.AdditionalProperties{Has: &whole}
		}
	}
}

// notificationSchema reads a JSON schema as OpenAPI writes it: a type or null is a type
// that is nullable.
func notificationSchema(text []byte) (*openapi3.Schema, error) {
	var raw any
	if err := json.Unmarshal(text, &raw); err != nil {
		return nil, err
	}
	text, err := json.Marshal(nullable(raw))
	if err != nil {
		return nil, err
	}
	schema := &openapi3.Schema{}
	return schema, json.Unmarshal(text, schema)
}

func nullable(raw any) any {
	switch v := raw.(type) {
	case map[string]any:
		for _, name := range []string{"$schema", "$id", "examples", "definitions"} {
			if _, text := v[name].(map[string]any); !text {
				delete(v, name)
			}
		}
		if types, ok := v["type"].([]any); ok {
			v["type"], v["nullable"] = types[0], true
		}
		for name := range v {
			v[name] = nullable(v[name])
		}
	case []any:
		for n := range v {
			v[n] = nullable(v[n])
		}
	}
	return raw
}

// find returns the operation that a request is for.
func (d *document) find(r *http.Request) (*routers.Route, map[string]string, error) {
	spec := d.read
	if strings.HasPrefix(r.URL.Path, "/orders/v0/") {
		spec = d.write
	}
	return d.router[spec].FindRoute(r)
}

// checked is a handler whose every call and answer is held against the models.
type checked struct {
	*document
	next http.Handler
	t    *testing.T
}

func (c *checked) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if !strings.HasPrefix(r.URL.Path, "/orders/") {
		c.next.ServeHTTP(w, r)
		return
	}
	input, err := c.request(r)
	if err != nil {
		c.t.Errorf("%s?%s: %v", r.URL.Path, r.URL.RawQuery, err)
	}
	recorded := httptest.NewRecorder()
	c.next.ServeHTTP(recorded, r)
	if input != nil {
		if err := c.answer(input, recorded.Code, recorded.Header(), recorded.Body.Bytes()); err != nil {
			c.t.Errorf("%s: answer %d: %v", r.URL.Path, recorded.Code, err)
		}
	}
	for name, values := range recorded.Header() {
		w.Header()[name] = values
	}
	w.WriteHeader(recorded.Code)
	_, _ = w.Write(recorded.Body.Bytes())
}

// request holds a request against the models.
func (d *document) request(r *http.Request) (*openapi3filter.RequestValidationInput, error) {
	copied := r.Clone(r.Context())
	text, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, err
	}
	r.Body, copied.Body = io.NopCloser(bytes.NewReader(text)), io.NopCloser(bytes.NewReader(text))
	route, params, err := d.find(copied)
	if err != nil {
		return nil, err
	}
	input := &openapi3filter.RequestValidationInput{Request: copied, PathParams: params, Route: route}
	for name := range r.URL.Query() {
		if route.Operation.Parameters.GetByInAndName("query", name) == nil {
			return input, fmt.Errorf("no parameter %s", name)
		}
	}
	if r.Header.Get("X-Amz-Access-Token") == "" || !strings.Contains(r.UserAgent(), "/") {
		return input, errors.New("no access token, or no user agent")
	}
	return input, openapi3filter.ValidateRequest(r.Context(), input)
}

// answer holds an answer against the models.
func (d *document) answer(input *openapi3filter.RequestValidationInput, status int, h http.Header, body []byte) error {
	if input.Route.Operation.Responses.Status(status) == nil {
		return fmt.Errorf("the model has no status %d", status)
	}
	if status != http.StatusForbidden && status != http.StatusTooManyRequests && h.Get("X-Amzn-RateLimit-Limit") == "" {
		return errors.New("the answer says no rate")
	}
	return openapi3filter.ValidateResponse(context.Background(), (&openapi3filter.ResponseValidationInput{
		RequestValidationInput: input, Status: status, Header: h,
	}).SetBodyBytes(body))
}

func TestTrafficFollowsAmazonsModels(t *testing.T) {
	requireDocument(t)
	w := open(t, orders(400))
	for number, revision := range w.mustList(w.clock.Now().AddDate(0, 0, -89)) {
		if o := w.mustOrder(number); o.Revision != revision {
			t.Errorf("order %s: revision %s, the list shows %s", number, o.Revision, revision)
		}
	}
	if _, err := w.source.Order(t.Context(), "302-0000000-0000000"); err == nil {
		t.Error("an unknown order was read")
	}
}

func TestNotificationsFollowAmazonsSchema(t *testing.T) {
	d := requireDocument(t)
	w := open(t, orders(0))
	w.sim.Place(2)
	for _, body := range w.sim.Bodies() {
		var value any
		if err := json.Unmarshal([]byte(body), &value); err != nil {
			t.Fatal(err)
		}
		if err := d.notifications.VisitJSON(value); err != nil {
			t.Error(err)
		}
	}
	if len(w.sim.Bodies()) != 1 || !strings.Contains(w.sim.Bodies()[0], "ORDER_CHANGE") {
		t.Error("no notification was sent")
	}
	if d.notifications.VisitJSON(map[string]any{"NotificationType": "ORDER_CHANGE"}) == nil {
		t.Error("the schema takes anything")
	}
}

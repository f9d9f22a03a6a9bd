package woocommerce_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
)

// document is what a real shop says of its own API: the arguments of every route, and the
// schema of an order. It is WooCommerce's own and no part of this repository: it lies in
// shared/specs beside it, or where ORDERVEIL_SPECS says.
type document struct {
	routes []documented
	order  *openapi3.Schema // what is answered
}

// documented is one method of a route.
type documented struct {
	methods []string
	path    *regexp.Regexp
	args    map[string]arg
	body    *openapi3.Schema
}

// arg is an argument, or a property, as WordPress describes it.
type arg struct {
	Type       any            `json:"type"`
	Format     string         `json:"format"`
	Enum       []any          `json:"enum"`
	ReadOnly   bool           `json:"readonly"`
	Required   bool           `json:"required"`
	Properties map[string]arg `json:"properties"`
	Items      *arg           `json:"items"`
}

var loadDocument = sync.OnceValues(func() (*document, error) {
	folder := os.Getenv("ORDERVEIL_SPECS")
	if folder == "" {
		folder = filepath.Join("..", "..", "..", "shared", "specs")
	}
	var index struct {
		Routes map[string]struct {
			Endpoints []struct {
				Methods []string        `json:"methods"`
				Args    json.RawMessage `json:"args"`
			} `json:"endpoints"`
		} `json:"routes"`
	}
	var orders struct {
		Schema arg `json:"schema"`
	}
	for name, into := range map[string]any{"wc-v3-routes.json": &index, "orders-schema.json": &orders} {
		text, err := os.ReadFile(filepath.Join(folder, "woocommerce", name))
		if err != nil {
			return nil, err
		}
		if err := json.Unmarshal(text, into); err != nil {
			return nil, err
		}
	}
	d := &document{order: schema(orders.Schema, "")}
	d.order.Properties["status"].Value.Enum = nil // plug-ins add their own
	for path, route := range index.Routes {
		pattern, err := regexp.Compile("^/wp-json" + path + "$")
		if err != nil {
			return nil, err
		}
		for _, e := range route.Endpoints {
			one := documented{methods: e.Methods, path: pattern, args: map[string]arg{}}
			_ = json.Unmarshal(e.Args, &one.args) // a route without arguments has a list here
			one.body = schema(arg{Type: "object", Properties: one.args}, "")
			d.routes = append(d.routes, one)
		}
	}
	return d, nil
})

// schema puts a description into words that can be checked. Objects are closed, so that
// neither side says what WooCommerce does not. A line's id is marked as read only, and is
// all the same how an existing line is named.
func schema(a arg, name string) *openapi3.Schema {
	s := &openapi3.Schema{Enum: a.Enum, ReadOnly: a.ReadOnly && name != "id"}
	switch kind := a.Type.(type) {
	case string:
		switch kind {
		case "date-time":
			s.Type, s.Nullable = &openapi3.Types{"string"}, true
		case "mixed":
		default:
			s.Type = &openapi3.Types{kind}
		}
	case []any:
		if len(kind) == 2 && slices.Contains(kind, any("null")) && slices.Contains(kind, any("string")) {
			s.Type, s.Nullable = &openapi3.Types{"string"}, true
		}
	}
	if len(a.Properties) > 0 {
		closed := false
		s.AdditionalProperties = openapi3.AdditionalProperties{Has: &closed}
		s.Properties = openapi3.Schemas{}
		for name, property := range a.Properties {
			s.Properties[name] = schema(property, name).NewRef()
		}
	}
	if a.Items != nil {
		s.Items = schema(*a.Items, "").NewRef()
	} else if s.Type.Is("array") {
		s.Items = openapi3.NewSchema().NewRef()
	}
	return s
}

// requireDocument skips a test without the document, and fails it in CI: there the checks
// must not pass unseen.
func requireDocument(t testing.TB) *document {
	t.Helper()
	d, err := loadDocument()
	switch {
	case errors.Is(err, os.ErrNotExist) && os.Getenv("CI") == "true":
		t.Fatal("WooCommerce's description of its API is not there; set ORDERVEIL_SPECS to the folder of the specifications")
	case errors.Is(err, os.ErrNotExist):
		t.Skip("not checked against WooCommerce's description of its API: it is not there, see ORDERVEIL_SPECS")
	case err != nil:
		t.Fatal(err)
	}
	return d
}

// checked is a shop whose every call and answer is held against the document.
type checked struct {
	*document
	next http.Handler
	t    testing.TB
}

// fulfilments are a part of the API that a shop has to turn on, and that the document, of a
// shop that had not, lacks.
var fulfilments = regexp.MustCompile(`^/wp-json/wc/v3/orders/\d+/fulfillments$`)

func (c *checked) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	r.Body = io.NopCloser(bytes.NewReader(body))
	recorded := httptest.NewRecorder()
	exempt := fulfilments.MatchString(r.URL.Path) || !strings.HasPrefix(r.URL.Path, "/wp-json/") // a wrong address is not the shop's
	if err := c.call(r, body); err != nil && !exempt {
		c.t.Errorf("%s %s: %v", r.Method, r.URL.Path, err)
	}
	c.next.ServeHTTP(recorded, r)
	if err := c.answer(r, recorded); err != nil {
		c.t.Errorf("%s %s: answer %d: %v", r.Method, r.URL.Path, recorded.Code, err)
	}
	for name, values := range recorded.Header() {
		w.Header()[name] = values
	}
	w.WriteHeader(recorded.Code)
	_, _ = w.Write(recorded.Body.Bytes())
}

func (c *checked) call(r *http.Request, body []byte) error {
	for _, route := range c.routes {
		if !route.path.MatchString(r.URL.Path) || !slices.Contains(route.methods, r.Method) {
			continue
		}
		if r.Method == http.MethodGet || r.Method == http.MethodDelete {
			return route.query(r.URL.Query())
		}
		for name := range r.URL.Query() {
			if name != "_fields" {
				return fmt.Errorf("a query %s where there is a body", name)
			}
		}
		var content any
		if err := json.Unmarshal(body, &content); err != nil {
			return err
		}
		return route.body.VisitJSON(content, openapi3.VisitAsRequest(), openapi3.MultiErrors())
	}
	return errors.New("there is no such route")
}

// query checks arguments in an address. WordPress itself has _fields, for every route.
func (d documented) query(query url.Values) error {
	for name, values := range query {
		a, known := d.args[name]
		if name == "_fields" {
			continue
		}
		if !known || len(values) != 1 {
			return fmt.Errorf("no argument %s, which would be ignored", name)
		}
		if err := a.text(values[0]); err != nil {
			return fmt.Errorf("argument %s: %w", name, err)
		}
	}
	return nil
}

func (a arg) text(text string) error {
	switch a.Type {
	case "integer":
		_, err := strconv.Atoi(text)
		return err
	case "boolean":
		_, err := strconv.ParseBool(text)
		return err
	case "array":
		for _, one := range strings.Split(text, ",") {
			if err := a.Items.text(one); err != nil {
				return err
			}
		}
		return nil
	}
	if len(a.Enum) > 0 && !slices.Contains(a.Enum, any(text)) {
		return errors.New("not one of its values")
	}
	if a.Format == "date-time" && !regexp.MustCompile(`^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$`).MatchString(text) {
		return errors.New("no date and time")
	}
	return nil
}

var ordersPath = regexp.MustCompile(`^/wp-json/wc/v3/orders(/\d+)?$`)

func (c *checked) answer(r *http.Request, recorded *httptest.ResponseRecorder) error {
	var content any
	if err := json.Unmarshal(recorded.Body.Bytes(), &content); err != nil {
		return err
	}
	if recorded.Code >= 300 {
		p, _ := content.(map[string]any)
		if data, _ := p["data"].(map[string]any); p["code"] == nil || p["message"] == nil || data["status"] != float64(recorded.Code) {
			return errors.New("no error as WordPress writes them")
		}
		return nil
	}
	if !ordersPath.MatchString(r.URL.Path) {
		return nil
	}
	list, many := content.([]any)
	if !many {
		list = []any{content}
	}
	for _, one := range list {
		if err := c.order.VisitJSON(one, openapi3.VisitAsResponse(), openapi3.MultiErrors()); err != nil {
			return err
		}
	}
	return nil
}

// TestTheDocumentNoticesWhatTheAPILacks makes sure that holding against it can fail.
func TestTheDocumentNoticesWhatTheAPILacks(t *testing.T) {
	t.Parallel()
	c := &checked{document: requireDocument(t), t: t}
	for name, r := range map[string]*http.Request{
		"a filter that there is not": httptest.NewRequest(http.MethodGet, "/wp-json/wc/v3/orders?meta_key=x", nil),
		"a value that there is not":  httptest.NewRequest(http.MethodGet, "/wp-json/wc/v3/orders?orderby=price", nil),
		"a route that there is not":  httptest.NewRequest(http.MethodGet, "/wp-json/wc/v3/parcels", nil),
	} {
		if c.call(r, nil) == nil {
			t.Errorf("%s is not noticed", name)
		}
	}
	for name, body := range map[string]string{
		"a field that there is not":     `{"external_id":"x"}`,
		"a number where a text belongs": `{"line_items":[{"product_id":1,"total":1.5}]}`,
		"a field that is read only":     `{"total":"1.00"}`,
		"a status that there is not":    `{"status":"shipped"}`,
	} {
		if c.call(httptest.NewRequest(http.MethodPost, "/wp-json/wc/v3/orders", nil), []byte(body)) == nil {
			t.Errorf("%s is not noticed", name)
		}
	}
	recorded := httptest.NewRecorder()
	_, _ = recorded.WriteString(`{"id":1,"tracking":"x"}`)
	if c.answer(httptest.NewRequest(http.MethodGet, "/wp-json/wc/v3/orders/1", nil), recorded) == nil {
		t.Error("an answer with a field that there is not is not noticed")
	}
}

package server_test

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	metrics "go.opentelemetry.io/proto/otlp/collector/metrics/v1"
	traces "go.opentelemetry.io/proto/otlp/collector/trace/v1"
	common "go.opentelemetry.io/proto/otlp/common/v1"
	"google.golang.org/protobuf/proto"

	"orderveil"
	"orderveil/server"
	"orderveil/store/storetest"
)

// collector is an OpenTelemetry collector that keeps what it gets.
type collector struct {
	t     *testing.T
	mu    sync.Mutex
	raw   []byte
	spans map[string]int
	keys  map[string]bool
	names map[string]bool // of metrics
}

func (c *collector) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	c.mu.Lock()
	defer c.mu.Unlock()
	c.raw = append(c.raw, body...)
	for name, values := range r.Header {
		c.raw = append(c.raw, name+": "+strings.Join(values, " ")...)
	}
	switch r.URL.Path {
	case "/v1/traces":
		var m traces.ExportTraceServiceRequest
		if err = proto.Unmarshal(body, &m); err == nil {
			c.trace(&m)
		}
	case "/v1/metrics":
		var m metrics.ExportMetricsServiceRequest
		if err = proto.Unmarshal(body, &m); err == nil {
			for _, rm := range m.ResourceMetrics {
				c.attributes(rm.Resource.Attributes)
				for _, sm := range rm.ScopeMetrics {
					for _, metric := range sm.Metrics {
						c.names[metric.Name] = true
					}
				}
			}
		}
	default:
		c.t.Errorf("%s is asked for", r.URL.Path)
	}
	if err != nil {
		c.t.Error(err)
	}
	if r.Header.Get("Authorization") != "" {
		c.t.Error("a token is sent that nobody configured")
	}
}

func (c *collector) trace(m *traces.ExportTraceServiceRequest) {
	for _, rs := range m.ResourceSpans {
		c.attributes(rs.Resource.Attributes)
		for _, ss := range rs.ScopeSpans {
			for _, s := range ss.Spans {
				c.spans[s.Name]++
				c.attributes(s.Attributes)
				if len(s.Events) > 0 || len(s.Links) > 0 || s.Status.GetMessage() != "" {
					c.t.Errorf("span %s has events, links or words about its end", s.Name)
				}
			}
		}
	}
}

func (c *collector) attributes(all []*common.KeyValue) {
	for _, kv := range all {
		c.keys[kv.Key] = true
	}
}

// A merchant reads customers, somebody asks with customers' names in variables, names of
// operations, headers and paths, and everything that is traced and counted goes to a
// collector: there is no customer in it.
func TestNoCustomerIsInTracesOrMetrics(t *testing.T) {
	t.Parallel()
	c := &collector{t: t, spans: map[string]int{}, keys: map[string]bool{}, names: map[string]bool{}}
	at := httptest.NewServer(c)
	defer at.Close()
	w := newWorld(t, 5, func(sc *server.Config, _ *server.Parts) {
		sc.Telemetry = server.TelemetryConfig{Endpoint: at.URL, Percent: 100}
	})
	const who = storetest.Mark + "Jansen"
	merchant := w.token(t, orderveil.RoleMerchant)
	if a := w.ask(t, merchant, `query `+who+` { orders(first: 5) { nodes { number shipTo { lastName street email } } } }`, nil); !strings.Contains(string(a.Body), storetest.Mark) {
		t.Fatalf("the merchant is shown no customer: %s", a.Body)
	}
	w.ask(t, merchant, `query($e: String!) { orders(first: 5, filter: {customerEmail: $e}) { nodes { number } } }`, map[string]any{"e": who + "@example.com"})
	w.ask(t, merchant, `query { `+who+` }`, nil)
	w.ask(t, w.token(t, orderveil.RoleSupport), `query($n: String!) { ordersByNumber(number: $n) { number } }`, map[string]any{"n": who})
	for _, path := range []string{"/" + who, "/graphql?name=" + who, "/hooks/" + who} {
		header := map[string]string{"X-Request-ID": who + "12345678", "traceparent": "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", "tracestate": "who=" + who, "baggage": "name=" + who, "User-Agent": who}
		if _, _, err := w.send(t, http.MethodPost, path, `{"query":"`+who+`"}`, header); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Server.Close(context.WithoutCancel(t.Context())); err != nil {
		t.Fatal(err)
	}

	c.mu.Lock()
	defer c.mu.Unlock()
	if n := storetest.NewSearcher([]string{who}).In(c.raw); n != 0 || strings.Contains(strings.ToLower(string(c.raw)), strings.ToLower(storetest.Mark)) {
		t.Errorf("%d customers in what the collector got", n)
	}
	for name, least := range map[string]int{"request": 7, "sql": 5} {
		if c.spans[name] < least {
			t.Errorf("%d spans %q, want %d and more", c.spans[name], name, least)
		}
	}
	if !c.names["orderveil_request_seconds"] || !c.names["orderveil_sql_statements_total"] && !c.names["orderveil_sql_statements"] {
		t.Errorf("our metrics are not sent, but %v", c.names)
	}
	allowed := " service.name service.version http.request.method http.route http.response.status_code graphql.operation.type db.operation.name orderveil.role orderveil.job orderveil.queue orderveil.attempt "
	for key := range c.keys {
		if !strings.Contains(allowed, " "+key+" ") {
			t.Errorf("attribute %q was sent", key)
		}
	}
}

func TestACollectorElsewhereIsARegisteredRecipient(t *testing.T) {
	t.Parallel()
	for endpoint, want := range map[string]string{
		"https://collector.example.com:4318": "not in the register",
		"http://collector.example.com:4318":  "only with https",
		"collector":                          "write https://HOST:PORT",
		"https://a:b@collector.example.com":  "write https://HOST:PORT",
	} {
		_, err := server.LoadConfig("", func(name string) (string, bool) {
			value, found := map[string]string{"ORDERVEIL_DATA": t.TempDir(), "ORDERVEIL_TELEMETRY_ENDPOINT": endpoint}[name]
			return value, found
		})
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", endpoint, err, want)
		}
	}
}

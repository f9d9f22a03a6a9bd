package all_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/shopspring/decimal"

	"orderveil"
	"orderveil/connectors"
	"orderveil/connectors/all"
	"orderveil/egress"
	"orderveil/personal"
)

// mark stands in what only the other side and the customer know.
const mark = "Kanarie"

var now = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

// told are a connector's settings and credentials as its own examples have them, with other
// addresses.
func told(s connectors.Spec, address string) connectors.Config {
	c := connectors.Config{
		Settings: map[string]string{}, Secrets: map[string]personal.Secret{}, Connection: uuid.New(), Clock: func() time.Time { return now },
	}
	for _, in := range s.Settings {
		switch isAddress := strings.HasPrefix(in.Example, "https://"); {
		case isAddress && address != "":
			c.Settings[in.Name] = address
		case !in.Optional && in.Example != "":
			c.Settings[in.Name] = in.Example
		case !in.Optional:
			c.Settings[in.Name] = "text"
		}
	}
	for _, in := range s.Secrets {
		if !in.Optional {
			c.Secrets[in.Name] = personal.NewSecret("whsec_" + strings.Repeat("QUFB", 10))
		}
	}
	return c
}

// use makes a connector and has it do all that it can, and returns what went wrong.
func use(ctx context.Context, s connectors.Spec, c connectors.Config) (errs []error) {
	note := func(err error) { errs = append(errs, err) }
	if s.Kind == orderveil.Marketplace {
		source, err := s.NewSource(c)
		if err != nil {
			return []error{err}
		}
		var numbers []string
		note(source.List(ctx, connectors.Window{Since: now.Add(-time.Hour)}, func(some []connectors.Summary) error {
			for _, o := range some {
				numbers = append(numbers, o.Number)
			}
			return nil
		}))
		for _, number := range append(numbers[:min(len(numbers), 3)], "1234567890") {
			o, err := source.Order(ctx, number)
			note(err)
			note(o.Check())
		}
		if shipper, ok := source.(connectors.Shipper); ok {
			_, err := shipper.Ship(ctx, "orderveil:1", connectors.Dispatch{Order: "1234567890", Lines: []connectors.LineQuantity{{Line: "1", Quantity: 1}}, ShippedAt: now})
			note(err)
		}
		if returner, ok := source.(connectors.Returner); ok {
			note(returner.Returns(ctx, connectors.Window{Since: now.Add(-time.Hour)}, func([]orderveil.Return) error { return nil }))
		}
		return errs
	}
	sink, err := s.NewSink(c)
	if err != nil {
		return []error{err}
	}
	if finder, ok := sink.(connectors.Finder); ok {
		_, err := finder.Find(ctx, "orderveil:1")
		note(err)
	}
	_, err = sink.Create(ctx, "orderveil:1", order())
	note(err)
	if withdrawer, ok := sink.(connectors.Withdrawer); ok {
		note(withdrawer.Withdraw(ctx, "orderveil:1"))
	}
	return errs
}

func order() *orderveil.Order {
	price := decimal.RequireFromString("9.95")
	who := &orderveil.Party{
		Country: "NL", Name: personal.NewRecord(personal.Name).With(personal.LastName, mark),
		Address: personal.NewRecord(personal.Address).With(personal.Street, mark+"straat").With(personal.City, mark+"stad").With(personal.Postcode, "1015 CJ"),
	}
	return &orderveil.Order{
		ID: uuid.New(), Number: "C123", HubNumber: "OV-1", PlacedAt: now.Add(-time.Hour), ChangedAt: now, Fulfilment: orderveil.ByMerchant, BillTo: who, ShipTo: who,
		Total: orderveil.Money{Amount: price, Currency: "EUR"},
		Lines: []orderveil.OrderLine{{ID: uuid.New(), MarketplaceID: "1", SKU: "A", EAN: "8712626055143", Title: "Pot", Quantity: 1, UnitPrice: price, Total: price}},
	}
}

// A merchant's setting leads no connector to the machine that the hub runs on, or into its
// network, however the address is written.
func TestNoSettingLeadsAConnectorInside(t *testing.T) {
	t.Parallel()
	var reached atomic.Int32
	inside := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { reached.Add(1) }))
	t.Cleanup(inside.Close)
	_, port, err := net.SplitHostPort(inside.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	tried := 0
	for _, s := range all.Connectors() {
		for _, address := range []string{
			"http://127.0.0.1:" + port, "https://127.0.0.1:" + port, "http://localhost:" + port, "http://[::ffff:127.0.0.1]:" + port, "http://0.0.0.0:" + port,
			"http://2130706433:" + port, "http://0x7f.1:" + port, "http://127.1:" + port, "http://shop.example@127.0.0.1:" + port, "http://127.0.0.1:" + port + "#shop.example",
			"https://169.254.169.254/latest/meta-data", "https://10.0.0.1", "https://[fd00::1]", "https://[64:ff9b::7f00:1]",
			"file:///etc/passwd", "gopher://127.0.0.1:" + port, "unix:///run/postgresql", "//127.0.0.1:" + port, "https://", "https://%31%32%37.0.0.1:" + port,
		} {
			c := told(s, address)
			if !strings.Contains(strings.Join(values(c.Settings), " "), address) {
				continue // its address is not the merchant's to set
			}
			tried++
			c.HTTP = egress.Client(egress.Options{})
			refused := 0
			for _, err := range use(t.Context(), s, c) {
				if errors.Is(err, orderveil.ErrInvalid) {
					refused++
				}
				var f *connectors.Failure
				if errors.As(err, &f) && f.Outcome == connectors.Refused {
					refused++
				}
			}
			if refused == 0 {
				t.Errorf("%s: %s was not refused", s.Code, address)
			}
		}
	}
	if n := reached.Load(); n > 0 || tried == 0 {
		t.Errorf("of %d addresses, calls to %d reached the inside", tried, n)
	}
}

func values(m map[string]string) (all []string) {
	for _, v := range m {
		all = append(all, v)
	}
	return all
}

// answering answers every call alike, but gives tokens to those who ask for them.
type answering struct {
	status int
	body   []byte
	calls  int
}

// most calls that an endless answer, such as a list without a last page, is given to.
const most = 200

func (a *answering) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.Body != nil {
		_ = r.Body.Close()
	}
	if a.calls++; a.calls > most {
		return nil, &connectors.Failure{Code: "ENOUGH", Cause: "Enough.", Outcome: connectors.Refused}
	}
	body, status := a.body, a.status
	if path := strings.ToLower(r.URL.Path); strings.Contains(path, "token") || strings.Contains(path, "oauth") || strings.HasPrefix(path, "/auth") {
		body, status = []byte(`{"access_token":"t","token_type":"bearer","expires_in":600,"scope":"write_orders"}`), http.StatusOK
	}
	return &http.Response{
		StatusCode: status, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1, Request: r, ContentLength: int64(len(body)), Body: io.NopCloser(bytes.NewReader(body)),
		Header: http.Header{"Content-Type": {mediaType(r)}},
	}, nil
}

// mediaType is what was asked for.
func mediaType(r *http.Request) string {
	if first, _, _ := strings.Cut(r.Header.Get("Accept"), ","); first != "" && first != "*/*" {
		return first
	}
	return "application/json"
}

// Whatever a marketplace or a back office answers, no connector breaks, and none repeats its
// words.
func FuzzEveryConnector(f *testing.F) {
	for n := range all.Connectors() {
		for _, body := range []string{
			``, `null`, `[]`, `{}`, `{"orders":[{}]}`, `[{"id":1,"number":"` + mark + `","line_items":[{}]}]`, `{"items":[{"entity_id":1e99}],"total_count":1}`,
			`{"data":{"orders":{"items":[{"id":"` + mark + `","lines":null}],"nodes":[{"id":1}]}}}`, `{"errors":[{"message":"` + mark + `"}]}`, `{"result":[[1]],"id":1,"error":["` + mark + `"]}`,
			`{"orders":[{"orderId":"1","lastUpdatedTime":"2026-03-15T10:30:00Z","orderItems":[{}]}],"pagination":{"nextToken":"x"}}`,
			`{"orders":[{"order_id":"1","order_lines":[{"order_line_id":"1","quantity":-1}],"last_updated_date":"0001-01-01T00:00:00Z"}],"total_count":9999999}`,
			`{"data":{"login":{"__typename":"CurrentUser"},"activeChannel":{"id":"1"},"orders":{"items":[],"totalItems":0}}}`, "{\"a\":\"\x00\"}", `{"orders":` + strings.Repeat("[", 100),
		} {
			f.Add(n, 200, []byte(body))
		}
		f.Add(n, 400, []byte(`{"message":"`+mark+`","code":"woocommerce_rest_`+mark+`"}`))
		f.Add(n, 404, []byte(`{"message":"`+mark+`"}`))
		f.Add(n, 422, []byte(`{"code":"UNKNOWN_SKU","skus":["`+mark+`"]}`))
	}
	f.Fuzz(func(t *testing.T, n, status int, body []byte) {
		specs := all.Connectors()
		if n < 0 || n >= len(specs) || status < 200 || status > 428 {
			return
		}
		c := told(specs[n], "https://shop.example")
		c.HTTP = &http.Client{Transport: &answering{status: status, body: body}}
		for _, err := range use(t.Context(), specs[n], c) {
			if err != nil && strings.Contains(err.Error(), mark) {
				t.Errorf("%s repeats what it was told: %v", specs[n].Code, err)
			}
		}
	})
}

package amazon_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"orderveil"
	"orderveil/connectors"
	"orderveil/connectors/amazon"
)

// sandbox is one of the examples by which Amazon's sandbox answers.
type sandbox struct {
	operation string
	status    int
	asked     map[string]json.RawMessage
	answer    json.RawMessage
}

// examples are all static examples of the operations that the connector uses.
func examples(t *testing.T) (all []sandbox) {
	t.Helper()
	requireDocument(t)
	for name, used := range map[string][]string{"orders_2026-01-01.json": {"searchOrders", "getOrder"}, "ordersV0.json": {"confirmShipment"}} {
		text, err := specification(name)
		if err != nil {
			t.Fatal(err)
		}
		var model struct {
			Paths map[string]map[string]json.RawMessage `json:"paths"`
		}
		if err := json.Unmarshal(text, &model); err != nil {
			t.Fatal(err)
		}
		for _, path := range model.Paths {
			for _, operation := range path {
				all = append(all, examplesOf(t, operation, used)...)
			}
		}
	}
	return all
}

func examplesOf(t *testing.T, operation json.RawMessage, used []string) (all []sandbox) {
	t.Helper()
	var o struct {
		ID        string `json:"operationId"`
		Responses map[string]struct {
			Sandbox struct {
				Static []struct {
					Request struct {
						Parameters map[string]struct {
							Value json.RawMessage `json:"value"`
						} `json:"parameters"`
					} `json:"request"`
					Response json.RawMessage `json:"response"`
				} `json:"static"`
			} `json:"x-amzn-api-sandbox"`
		} `json:"responses"`
	}
	if json.Unmarshal(operation, &o) != nil || !slices.Contains(used, o.ID) {
		return nil
	}
	for status, response := range o.Responses {
		for _, one := range response.Sandbox.Static {
			s := sandbox{operation: o.ID, asked: map[string]json.RawMessage{}, answer: one.Response}
			if _, err := fmt.Sscan(status, &s.status); err != nil {
				t.Fatal(err)
			}
			for name, p := range one.Request.Parameters {
				s.asked[name] = p.Value
			}
			all = append(all, s)
		}
	}
	return all
}

func (s *sandbox) text(name string) string {
	var text string
	_ = json.Unmarshal(s.asked[name], &text)
	return text
}

// replay is a source whose Amazon answers as one example does, and checks what it is asked.
func (s *sandbox) replay(t *testing.T, d *document) (*amazon.Source, *[]*http.Request) {
	t.Helper()
	var asked []*http.Request
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		if r.URL.Path == "/auth/o2/token" {
			_, _ = io.WriteString(w, `{"access_token":"Atza|x","expires_in":3600}`)
			return
		}
		if _, err := d.request(r); err != nil {
			t.Errorf("%s?%s: %v", r.URL.Path, r.URL.RawQuery, err)
		}
		text, _ := io.ReadAll(r.Body)
		r.Body = io.NopCloser(strings.NewReader(string(text)))
		asked = append(asked, r)
		if s.operation == "confirmShipment" && r.Method == http.MethodGet { // where and when it was placed
			_, _ = fmt.Fprintf(w, `{"order":{"orderId":%q,"createdTime":"2022-02-10T01:00:00Z","salesChannel":{"marketplaceId":"ATVPDKIKX0DER"}}}`, s.text("orderId"))
			return
		}
		w.WriteHeader(s.status)
		if s.status != http.StatusNoContent {
			_, _ = w.Write(s.answer)
		}
	}))
	t.Cleanup(server.Close)
	c := configOf(&simulated)
	c.HTTP, c.Clock = server.Client(), func() time.Time { return time.Date(2024, 12, 26, 12, 0, 0, 0, time.UTC) }
	c.Settings["api"], c.Settings["login"] = server.URL, server.URL
	c.Settings["marketplaces"] = s.marketplaces()
	source, err := amazon.NewSource(c)
	if err != nil {
		t.Fatal(err)
	}
	return source, &asked
}

func (s *sandbox) marketplaces() string {
	var ids []string
	_ = json.Unmarshal(s.asked["marketplaceIds"], &ids)
	if len(ids) == 0 {
		return "ATVPDKIKX0DER"
	}
	return strings.Join(ids, ",")
}

func TestEveryStaticExampleOfAmazonsSandboxIsUnderstood(t *testing.T) {
	all, count := examples(t), map[string]int{}
	for _, s := range all {
		count[fmt.Sprintf("%s %d", s.operation, s.status)]++
		source, asked := s.replay(t, requireDocument(t))
		switch s.operation {
		case "searchOrders":
			s.search(t, source)
		case "getOrder":
			s.get(t, source)
		case "confirmShipment":
			s.confirm(t, source, asked)
		}
	}
	for _, want := range []string{"searchOrders 200", "searchOrders 400", "getOrder 200", "getOrder 400", "confirmShipment 204", "confirmShipment 400"} {
		if count[want] == 0 {
			t.Errorf("there is no example of %s", want)
		}
	}
}

func (s *sandbox) search(t *testing.T, source *amazon.Source) {
	var listed []connectors.Summary
	stop := errors.New("one page is enough")
	err := source.List(t.Context(), connectors.Window{Since: time.Date(2024, 12, 20, 0, 0, 0, 0, time.UTC)}, func(page []connectors.Summary) error {
		listed = append(listed, page...)
		return stop
	})
	if s.status != http.StatusOK {
		mustFail(t, err, "BAD_ANSWER")
		return
	}
	var given struct {
		Orders []json.RawMessage `json:"orders"`
	}
	if json.Unmarshal(s.answer, &given) != nil || len(listed) != len(given.Orders) || !errors.Is(err, stop) {
		t.Fatalf("List() = %v with %d of %d orders", err, len(listed), len(given.Orders))
	}
	for n, one := range given.Orders {
		o, err := amazon.DecodeOrder(listed[n].Number, fmt.Appendf(nil, `{"order":%s}`, one))
		if err = errors.Join(err, o.Check()); err != nil || o.Revision != listed[n].Revision {
			t.Errorf("order %s: %v; revision %s, listed %s", listed[n].Number, err, o.Revision, listed[n].Revision)
		}
	}
}

func (s *sandbox) get(t *testing.T, source *amazon.Source) {
	number := s.text("orderId")
	o, err := source.Order(t.Context(), number)
	if s.status != http.StatusOK {
		mustFail(t, err, "BAD_ANSWER")
		return
	}
	var given struct {
		Order struct {
			Buyer     any `json:"buyer"`
			Recipient struct {
				Address struct{ City, CountryCode string } `json:"deliveryAddress"`
			} `json:"recipient"`
			Proceeds struct {
				GrandTotal struct{ Amount, CurrencyCode string } `json:"grandTotal"`
			} `json:"proceeds"`
			Items []any `json:"orderItems"`
		} `json:"order"`
	}
	if err = errors.Join(err, o.Check(), json.Unmarshal(s.answer, &given)); err != nil {
		t.Errorf("order %s: %v", number, err)
		return
	}
	want := given.Order
	if o.Total.Amount.StringFixed(2) != want.Proceeds.GrandTotal.Amount || o.Total.Currency != want.Proceeds.GrandTotal.CurrencyCode || len(o.Lines) != len(want.Items) {
		t.Errorf("order %s: %v with %d lines", number, o.Total, len(o.Lines))
	}
	if got := fields(o.ShipTo); got["city"] != want.Recipient.Address.City || o.ShipTo.Country != want.Recipient.Address.CountryCode || got["street"] == "" || got["lastName"] == "" {
		t.Errorf("order %s: the recipient is not read", number)
	}
	if (o.BillTo == nil) != (want.Buyer == nil) {
		t.Errorf("order %s: the buyer is not read", number)
	}
}

func (s *sandbox) confirm(t *testing.T, source *amazon.Source, asked *[]*http.Request) {
	var example struct {
		Package struct {
			Carrier  string `json:"carrierCode"`
			Tracking string `json:"trackingNumber"`
			Items    []struct {
				ID       string `json:"orderItemId"`
				Quantity int    `json:"quantity"`
			} `json:"orderItems"`
		} `json:"packageDetail"`
	}
	if err := json.Unmarshal(s.asked["body"], &example); err != nil {
		t.Fatal(err)
	}
	d := connectors.Dispatch{Order: s.text("orderId"), Carrier: connectors.CarrierOf(example.Package.Carrier)}
	for _, i := range example.Package.Items {
		d.Lines = append(d.Lines, connectors.LineQuantity{Line: i.ID, Quantity: i.Quantity})
	}
	p, err := source.Ship(t.Context(), "ref-1", d)
	if s.status == http.StatusNoContent && (err != nil || !p.Done) {
		t.Errorf("Ship() = %+v, %v", p, err)
	}
	if s.status != http.StatusNoContent {
		if f := mustFail(t, err, "REPORT_REFUSED"); f.Outcome != connectors.Refused || f.Owner != orderveil.OwnerMerchant {
			t.Errorf("outcome %v", f.Outcome)
		}
	}
	var sent struct {
		Marketplace string `json:"marketplaceId"`
		Package     struct {
			Carrier string `json:"carrierCode"`
		} `json:"packageDetail"`
	}
	last := (*asked)[len(*asked)-1]
	if json.NewDecoder(last.Body).Decode(&sent) != nil || sent.Marketplace != "ATVPDKIKX0DER" || sent.Package.Carrier != example.Package.Carrier {
		t.Errorf("sent %+v, the example has %s", sent, example.Package.Carrier)
	}
}

package vendure_test

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/shopspring/decimal"

	"orderveil"
	"orderveil/connectors"
	"orderveil/connectors/vendure"
	"orderveil/personal"
)

// shop is a real Vendure, started for this package's tests.
var shop struct {
	url     string
	absence string // why there is none
}

func TestMain(m *testing.M) {
	stop := startShop()
	code := m.Run()
	stop()
	os.Exit(code)
}

func startShop() (stop func()) {
	if _, err := os.Stat("testshop/node_modules"); err != nil {
		shop.absence = "the test shop is not installed: run make testshop"
		return func() {}
	}
	dir, err := os.MkdirTemp("", "orderveil-vendure")
	if err != nil {
		panic(err)
	}
	port := freePort()
	cmd := exec.Command("node", "server.js", fmt.Sprint(port), dir)
	cmd.Dir, cmd.Stderr = "testshop", os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		panic(err)
	}
	if err := cmd.Start(); err != nil {
		shop.absence = "node does not start: " + err.Error()
		return func() {}
	}
	ready := make(chan bool, 1)
	go func() {
		defer close(ready)
		for lines := bufio.NewScanner(out); lines.Scan(); {
			if lines.Text() == "ready" {
				ready <- true
			}
		}
	}()
	stop = func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
		_ = os.RemoveAll(dir)
	}
	select {
	case ok := <-ready:
		if ok {
			shop.url = fmt.Sprintf("http://127.0.0.1:%d/admin-api", port)
			return stop
		}
		shop.absence = "the test shop ended at once"
	case <-time.After(2 * time.Minute):
		shop.absence = "the test shop was not ready in two minutes"
	}
	return stop
}

func freePort() int {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		panic(err)
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port
}

// needShop skips where there is no shop; in CI that is a failure.
func needShop(t *testing.T) {
	t.Helper()
	if shop.url == "" {
		if os.Getenv("CI") == "true" {
			t.Fatal(shop.absence)
		}
		t.Skip(shop.absence)
	}
}

// sink returns a connector to the shop over the given transport.
func sink(t *testing.T, transport http.RoundTripper, change func(*connectors.Config)) connectors.Sink {
	t.Helper()
	needShop(t)
	c := connectors.Config{
		Settings: map[string]string{"url": shop.url, "price_field": "marketplacePrice"},
		Secrets:  map[string]personal.Secret{"username": personal.NewSecret("hub"), "password": personal.NewSecret("hub-password")},
		HTTP:     &http.Client{Transport: transport}, Clock: time.Now,
	}
	if change != nil {
		change(&c)
	}
	s, err := vendure.Spec.NewSink(c)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// made returns an order of two lines, one of them cancelled in part, and its reference.
func made() (*orderveil.Order, string) {
	id := uuid.New()
	party := func(last string) *orderveil.Party {
		return &orderveil.Party{
			Country: "NL",
			Name:    personal.NewRecord(personal.Name).With(personal.FirstName, "Kanarie").With(personal.LastName, last),
			Address: personal.NewRecord(personal.Address).With(personal.Street, "Proefstraat").With(personal.HouseNumber, "22").
				With(personal.HouseNumberAddition, "3HS").With(personal.Postcode, "1015 CJ").With(personal.City, "Amsterdam"),
			Email: personal.NewRecord(personal.Email).With(personal.EmailAddress, "kanarie."+id.String()[:8]+"@verkopen.example"),
			Phone: personal.NewRecord(personal.Phone).With(personal.PhoneNumber, "0612345678"),
		}
	}
	return &orderveil.Order{
		ID: id, Number: "C" + id.String()[:9], HubNumber: orderveil.HubNumber(id), PlacedAt: time.Now(),
		Total: orderveil.Money{Amount: decimal.RequireFromString("30.97"), Currency: "EUR"},
		Lines: []orderveil.OrderLine{
			{MarketplaceID: "1", SKU: "TEAPOT-1", Title: "Teapot", Quantity: 3, QuantityShipped: 1, QuantityCancelled: 1, UnitPrice: decimal.RequireFromString("21.99"), Total: decimal.RequireFromString("65.97")},
			{MarketplaceID: "2", SKU: "SAUCER-2", Title: "Saucer", Quantity: 2, UnitPrice: decimal.RequireFromString("4.49"), Total: decimal.RequireFromString("8.98")},
		},
		BillTo: party("Factuur"), ShipTo: party("Bezorging"),
	}, "orderveil:" + id.String()
}

// inShop reads, as the shop's own administrator, what it has under a reference.
func inShop(t *testing.T, reference string) []shopOrder {
	t.Helper()
	const query = `query($r: String!) { orders(options: {filter: {orderveilReference: {eq: $r}}}) { items {
		code state totalWithTax lines { quantity unitPriceWithTax productVariant { sku } }
		shippingAddress { fullName streetLine1 postalCode city countryCode phoneNumber } billingAddress { fullName } customer { emailAddress } history(options: {filter: {type: {eq: "ORDER_NOTE"}}}) { items { isPublic data } } } } }`
	var answer struct {
		Data struct {
			Orders struct{ Items []shopOrder }
		}
	}
	ask(t, query, map[string]any{"r": reference}, &answer)
	return answer.Data.Orders.Items
}

type shopOrder struct {
	Code, State  string
	TotalWithTax int
	Lines        []struct {
		Quantity         int
		UnitPriceWithTax int
		ProductVariant   struct{ SKU string }
	}
	ShippingAddress struct{ FullName, StreetLine1, PostalCode, City, CountryCode, PhoneNumber string }
	BillingAddress  struct{ FullName string }
	Customer        struct{ EmailAddress string }
	History         struct {
		Items []struct {
			IsPublic bool
			Data     struct{ Note string }
		}
	}
}

// notes are what only the shop's staff reads.
func (o shopOrder) notes() (texts []string) {
	for _, item := range o.History.Items {
		if !item.IsPublic {
			texts = append(texts, item.Data.Note)
		}
	}
	return texts
}

// staff is a session of the shop's own administrator.
var staff struct {
	once  sync.Once
	token string
}

// ask asks the shop as its own administrator.
func ask(t testing.TB, query string, variables map[string]any, into any) {
	t.Helper()
	send := func(query string, variables map[string]any) *http.Response {
		body, err := json.Marshal(map[string]any{"query": query, "variables": variables})
		if err != nil {
			t.Fatal(err)
		}
		r, err := http.NewRequestWithContext(context.Background(), http.MethodPost, shop.url, strings.NewReader(string(body)))
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Content-Type", "application/json")
		r.Header.Set("Authorization", "Bearer "+staff.token)
		response, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		return response
	}
	staff.once.Do(func() {
		login := send(`mutation { login(username: "hub", password: "hub-password") { __typename } }`, nil)
		_ = login.Body.Close()
		staff.token = login.Header.Get("vendure-auth-token")
	})
	response := send(query, variables)
	defer response.Body.Close()
	if err := json.NewDecoder(response.Body).Decode(into); err != nil {
		t.Fatal(err)
	}
}

// count returns how many orders the shop has, drafts included.
func count(t *testing.T) int {
	t.Helper()
	var answer struct {
		Data struct{ Orders struct{ TotalItems int } }
	}
	ask(t, `{ orders { totalItems } }`, nil, &answer)
	return answer.Data.Orders.TotalItems
}

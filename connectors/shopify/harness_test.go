package shopify_test

import (
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/shopspring/decimal"

	"orderveil"
	"orderveil/connectors"
	"orderveil/connectors/shopify"
	"orderveil/connectors/shopify/simulator"
	"orderveil/personal"
)

// clock is a time that stands still until it is moved.
type clock struct {
	mu sync.Mutex
	at time.Time
}

func newClock() *clock { return &clock{at: time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)} }

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

func (c *clock) pass(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.Add(d)
}

// world is a shop and the time in it.
type world struct {
	*clock
	shop *simulator.Simulator
	url  string
	// before, when set, sees a request before the shop; true means that it has answered.
	mu     sync.Mutex
	before func(w http.ResponseWriter, r *http.Request) bool
}

func start(t testing.TB, change func(*simulator.Config)) *world {
	t.Helper()
	w := &world{clock: newClock()}
	c := simulator.Config{Clock: w.now, ClientID: "app", ClientSecret: "app-secret", Products: []simulator.Product{
		{SKU: "TEAPOT-1", Barcode: "8712345678906", Stock: 10}, {SKU: "TEAPOT-10", Barcode: "8712345678999", Stock: 10},
		{SKU: "SAUCER-2", Barcode: "8712345678913", Stock: 10}, {Barcode: "8712345678920", Stock: 10},
		{SKU: "TWICE", Stock: 1}, {SKU: "TWICE", Stock: 1},
	}}
	if change != nil {
		change(&c)
	}
	w.shop = simulator.New(c)
	server := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		w.mu.Lock()
		before := w.before
		w.mu.Unlock()
		if before == nil || !before(rw, r) {
			w.shop.ServeHTTP(rw, r)
		}
	}))
	t.Cleanup(server.Close)
	w.url = server.URL
	return w
}

// meet sets what sees requests before the shop.
func (w *world) meet(before func(http.ResponseWriter, *http.Request) bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.before = before
}

func (w *world) sink(t testing.TB, settings map[string]string) *shopify.Sink {
	t.Helper()
	c := connectors.Config{
		Settings: map[string]string{"url": w.url, "client_id": "app"},
		Secrets:  map[string]personal.Secret{"client_secret": personal.NewSecret("app-secret")},
		HTTP:     http.DefaultClient, Clock: w.now,
	}
	for name, value := range settings {
		c.Settings[name] = value
	}
	s, err := shopify.New(c)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func amount(text string) decimal.Decimal { return decimal.RequireFromString(text) }

// made returns an order of two lines, one of them cancelled in part, and its reference.
func (w *world) made() (*orderveil.Order, string) {
	id := uuid.New()
	tax := orderveil.Money{Amount: amount("13.01"), Currency: "EUR"}
	return &orderveil.Order{
		ID: id, Number: "C" + id.String()[:9], HubNumber: orderveil.HubNumber(id), PlacedAt: w.now().Add(-time.Hour),
		Total: orderveil.Money{Amount: amount("74.95"), Currency: "EUR"}, Tax: &tax,
		Lines: []orderveil.OrderLine{
			{MarketplaceID: "1", SKU: "TEAPOT-1", EAN: "8712345678906", Title: "Teapot", Quantity: 3, QuantityShipped: 1, QuantityCancelled: 1, UnitPrice: amount("21.99"), Total: amount("65.97")},
			{MarketplaceID: "2", SKU: "SAUCER-2", Title: "Saucer", Quantity: 2, UnitPrice: amount("4.49"), Total: amount("8.98")},
		},
		BillTo: party("Factuur"), ShipTo: party("Bezorging"),
	}, "orderveil:" + id.String()
}

func party(last string) *orderveil.Party {
	return &orderveil.Party{
		Country: "NL",
		Name:    personal.NewRecord(personal.Name).With(personal.FirstName, "Kanarie").With(personal.LastName, last),
		Address: personal.NewRecord(personal.Address).With(personal.Street, "Proefstraat").With(personal.HouseNumber, "22").
			With(personal.HouseNumberAddition, "3HS").With(personal.Postcode, "1015 CJ").With(personal.City, "Amsterdam"),
		Email: personal.NewRecord(personal.Email).With(personal.EmailAddress, "kanarie."+last+"@verkopen.example"),
		Phone: personal.NewRecord(personal.Phone).With(personal.PhoneNumber, "0612345678"),
	}
}

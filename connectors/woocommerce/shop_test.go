package woocommerce_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/shopspring/decimal"

	"orderveil"
	"orderveil/connectors"
	"orderveil/connectors/connectortest"
	"orderveil/connectors/woocommerce"
	"orderveil/connectors/woocommerce/simulator"
	"orderveil/personal"
)

// shop is the simulator as the conformance suite knows back offices.
type shop struct {
	*simulator.Simulator
	http.Handler
}

func openShop(t testing.TB, clock orderveil.Clock) connectortest.Shop {
	return newShop(t, simulator.Config{Clock: clock, Fulfilments: true})
}

// newShop starts a shop that sells the suite's products. What it is asked and answers is
// held against WooCommerce's own description, where that is there.
func newShop(t testing.TB, c simulator.Config) *shop {
	c.Key, c.Secret = "ck_test", "cs_test"
	for i, p := range connectortest.Products {
		c.Products = append(c.Products, simulator.Product{ID: int64(11 + i), SKU: p.SKU, EAN: p.EAN, Price: decimal.New(p.Cents, -2), Stock: 100})
	}
	s := &shop{Simulator: simulator.New(c)}
	s.Handler = s.Simulator
	if d, err := loadDocument(); err == nil {
		s.Handler = &checked{document: d, next: s.Simulator, t: t}
	}
	return s
}

func (s *shop) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.Handler.ServeHTTP(w, r) }

func (s *shop) Config(address string) connectors.Config {
	return connectors.Config{Settings: map[string]string{"url": address}, Secrets: map[string]personal.Secret{
		"consumer_key": personal.NewSecret("ck_test"), "consumer_secret": personal.NewSecret("cs_test"),
	}}
}

func (s *shop) Route(r *http.Request) connectortest.Route {
	path := strings.TrimPrefix(r.URL.Path, "/wp-json/wc/v3")
	switch {
	case r.Method == http.MethodPost && path == "/orders":
		return connectortest.RouteCreate
	case path == "/orders" && r.URL.Query().Has("created_via"):
		return connectortest.RouteFind
	case r.Method == http.MethodGet && strings.HasPrefix(path, "/orders") && !strings.HasSuffix(path, "/notes"):
		return connectortest.RouteTrack
	}
	return connectortest.RouteOther
}

func (s *shop) Orders() (all []connectortest.ShopOrder) {
	for _, o := range s.Simulator.Orders() {
		if o.Status == "pending" {
			continue
		}
		found := connectortest.ShopOrder{
			Reference: o.CreatedVia, Number: o.Number(), City: o.Shipping["city"], Email: o.Billing["email"], TotalCents: o.Total().Shift(2).IntPart(),
		}
		for _, l := range o.Lines {
			line := connectortest.ShopLine{Quantity: l.Quantity, UnitCents: l.Gross().Div(decimal.NewFromInt(int64(max(l.Quantity, 1)))).Shift(2).Round(0).IntPart()}
			if l.Product != nil {
				line.SKU = l.Product.SKU
			}
			found.Lines = append(found.Lines, line)
		}
		all = append(all, found)
	}
	return all
}

func (s *shop) Drafts() (n int) {
	for _, o := range s.Simulator.Orders() {
		if o.Status == "pending" {
			n++
		}
	}
	return n
}

func (s *shop) Send(number string, lines []connectors.ParcelLine, carrier, tracking string, at time.Time) {
	var content []simulator.Content
	for _, l := range lines {
		content = append(content, simulator.Content{SKU: l.SKU, Quantity: l.Quantity})
	}
	s.Fulfil(number, content, carrier, tracking, at)
}

func (s *shop) Cancel(number string) bool { return s.Move(number, "cancelled") }

// world is a shop behind a real server, and a connector to it.
type world struct {
	*testing.T
	shop *shop
	sink connectors.Sink
	url  string

	mu  sync.Mutex
	now time.Time
}

// open starts a world whose time stands still until it is moved.
func open(t *testing.T, c simulator.Config) *world {
	t.Helper()
	w := &world{T: t, now: time.Date(2026, 3, 17, 12, 0, 0, 0, time.UTC)}
	c.Clock = w.clock
	w.shop = newShop(t, c)
	server := httptest.NewServer(w.shop)
	t.Cleanup(server.Close)
	w.url = server.URL
	w.sink = w.another(nil)
	return w
}

// another returns another connector to the shop.
func (w *world) another(change func(*connectors.Config)) connectors.Sink {
	w.Helper()
	c := w.shop.Config(w.url)
	c.HTTP, c.Clock = http.DefaultClient, w.clock
	if change != nil {
		change(&c)
	}
	s, err := woocommerce.Spec.NewSink(c)
	if err != nil {
		w.Fatal(err)
	}
	return s
}

func (w *world) clock() time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.now
}

func (w *world) pass(d time.Duration) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.now = w.now.Add(d)
}

// create makes an order and returns it as the shop has it.
func (w *world) create(o *orderveil.Order) (string, simulator.Order) {
	w.Helper()
	reference := "orderveil:" + o.ID.String()
	receipt, err := w.sink.Create(w.Context(), reference, o)
	if err != nil {
		w.Fatalf("Create() = %v", err)
	}
	for _, found := range w.shop.Simulator.Orders() {
		if found.CreatedVia == reference {
			if receipt.Number != found.Number() {
				w.Errorf("receipt %q of order %q", receipt.Number, found.Number())
			}
			return reference, found
		}
	}
	w.Fatal("the shop has no such order")
	return "", simulator.Order{}
}

// line is a line of the order under test.
func line(id, sku string, quantity int, unit, total string) orderveil.OrderLine {
	return orderveil.OrderLine{
		MarketplaceID: id, SKU: sku, Title: "Product", Quantity: quantity, UnitPrice: decimal.RequireFromString(unit), Total: decimal.RequireFromString(total),
	}
}

// ordered returns an order of these lines, for a customer.
func ordered(lines ...orderveil.OrderLine) *orderveil.Order {
	id := uuid.New()
	party := func(last string) *orderveil.Party {
		return &orderveil.Party{
			Country: "NL",
			Name:    personal.NewRecord(personal.Name).With(personal.FirstName, "Kanarie").With(personal.LastName, last),
			Address: personal.NewRecord(personal.Address).With(personal.Street, "Proefstraat").With(personal.HouseNumber, "22").
				With(personal.HouseNumberAddition, "3HS").With(personal.Postcode, "1015 CJ").With(personal.City, "Amsterdam"),
			Email: personal.NewRecord(personal.Email).With(personal.EmailAddress, "kanarie."+id.String()[:8]+"@verkopen.example"),
			Phone: personal.NewRecord(personal.Phone).With(personal.PhoneNumber, "0612345678"),
			TaxID: personal.NewRecord(personal.TaxID).With(personal.VATNumber, "NL000099998B57"),
			Note:  personal.NewRecord(personal.Note).With(personal.AddressNote, "Kanarie zit op zolder"),
		}
	}
	o := &orderveil.Order{
		ID: id, Number: "C" + id.String()[:9], HubNumber: orderveil.HubNumber(id), PlacedAt: time.Now(), Lines: lines,
		BillTo: party("Factuur"), ShipTo: party("Bezorging"), Total: orderveil.Money{Currency: "EUR"},
	}
	for _, l := range lines {
		o.Total.Amount = o.Total.Amount.Add(l.Total)
	}
	return o
}

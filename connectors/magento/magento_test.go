package magento_test

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/shopspring/decimal"

	"orderveil"
	"orderveil/connectors"
	"orderveil/connectors/magento"
	"orderveil/connectors/magento/simulator"
	"orderveil/personal"
)

func now() time.Time { return time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC) }

// world is a shop, held against Magento's description, and how to reach it.
type world struct {
	shop *simulator.Simulator
	url  string
}

func start(t *testing.T, change func(*simulator.Config)) *world {
	t.Helper()
	c := simulator.Config{Clock: now, Token: "token", Products: []simulator.Product{
		{ID: 1, SKU: "TEAPOT-1"}, {ID: 2, SKU: "SAUCER-2"}, {ID: 3, SKU: "SETS", Type: "configurable"}, {ID: 4, SKU: "GONE", Off: true},
	}}
	if change != nil {
		change(&c)
	}
	shop := simulator.New(c)
	server := httptest.NewServer(against(t, shop))
	t.Cleanup(server.Close)
	return &world{shop, server.URL}
}

func (w *world) sink(t *testing.T, change func(*connectors.Config)) *magento.Sink {
	t.Helper()
	c := connectors.Config{
		Settings: map[string]string{"url": w.url}, Secrets: map[string]personal.Secret{"access_token": personal.NewSecret("token")},
		HTTP: http.DefaultClient, Clock: now,
	}
	if change != nil {
		change(&c)
	}
	s, err := magento.New(c)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func amount(text string) decimal.Decimal { return decimal.RequireFromString(text) }

// made returns an order of two lines, one of them cancelled in part, and its reference.
func made() (*orderveil.Order, string) {
	id := uuid.New()
	tax := orderveil.Money{Amount: amount("13.01"), Currency: "EUR"}
	party := func(last string) *orderveil.Party {
		return &orderveil.Party{
			Country: "NL",
			Name:    personal.NewRecord(personal.Name).With(personal.FirstName, "Kanarie").With(personal.LastName, last),
			Address: personal.NewRecord(personal.Address).With(personal.Street, "Proefstraat").With(personal.HouseNumber, "22").
				With(personal.HouseNumberAddition, "3HS").With(personal.Postcode, "1015 CJ").With(personal.City, "Amsterdam"),
			Email: personal.NewRecord(personal.Email).With(personal.EmailAddress, "kanarie@verkopen.example"),
			Phone: personal.NewRecord(personal.Phone).With(personal.PhoneNumber, "0612345678"),
		}
	}
	return &orderveil.Order{
		ID: id, Number: "C" + id.String()[:9], HubNumber: orderveil.HubNumber(id), PlacedAt: now(),
		Total: orderveil.Money{Amount: amount("74.95"), Currency: "EUR"}, Tax: &tax,
		Lines: []orderveil.OrderLine{
			{MarketplaceID: "1", SKU: "TEAPOT-1", Title: "Teapot", Quantity: 3, QuantityShipped: 1, QuantityCancelled: 1, UnitPrice: amount("21.99"), Total: amount("65.97")},
			{MarketplaceID: "2", SKU: "SAUCER-2", Title: "Saucer", Quantity: 2, UnitPrice: amount("4.49"), Total: amount("8.98")},
		},
		BillTo: party("Factuur"), ShipTo: party("Bezorging"),
	}, "orderveil:" + id.String()
}

func failure(t *testing.T, err error) *connectors.Failure {
	t.Helper()
	var f *connectors.Failure
	if !errors.As(err, &f) {
		t.Fatalf("%v is no failure", err)
	}
	return f
}

func TestAnOrderArrivesWholeWithTheMarketplacesPricesAndVAT(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	o, reference := made()
	receipt, err := w.sink(t, nil).Create(t.Context(), reference, o)
	if err != nil {
		t.Fatal(err)
	}
	got := w.shop.Orders()
	if len(got) != 1 || got[0].Number != receipt.Number || got[0].Reference != reference || len(receipt.Number) != 19 {
		t.Fatalf("the shop has %d orders, receipt %+v", len(got), receipt)
	}
	if !got[0].Total.Equal(amount("30.97")) || !got[0].Tax.Equal(amount("5.38")) {
		t.Errorf("total %v, VAT %v", got[0].Total, got[0].Tax)
	}
	if a := got[0].Shipping; a["lastname"] != "Bezorging" || fmt.Sprint(a["street"]) != "[Proefstraat 22 3HS]" || got[0].Billing["lastname"] != "Factuur" {
		t.Error("the addresses are not what was sent")
	}
}

func TestAmountsAddUpWhateverTheDiscountAndTheVAT(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ total, tax, lines, wantTotal, wantTax string }{
		{"10.00", "1.74", "3x3.50=10.00", "10.00", "1.74"},
		{"14.95", "2.59", "3x3.50=10.00", "14.95", "2.59"}, // 4.95 for shipping
		{"20.01", "0.01", "1x10.00=10.00 7x1.43=10.01", "20.01", "0.01"},
		{"0.03", "0.01", "3x0.01=0.03", "0.03", "0.01"},
		{"100.00", "0.00", "9x11.11=100.00", "100", "0"},
	} {
		o := &orderveil.Order{Total: orderveil.Money{Amount: amount(c.total)}, Tax: &orderveil.Money{Amount: amount(c.tax)}}
		for _, text := range strings.Fields(c.lines) {
			quantity, rest, _ := strings.Cut(text, "x")
			unit, total, _ := strings.Cut(rest, "=")
			o.Lines = append(o.Lines, orderveil.OrderLine{Quantity: int(amount(quantity).IntPart()), UnitPrice: amount(unit), Total: amount(total)})
		}
		total, tax, rows := magento.Total(o)
		if !amount(total).Equal(amount(c.wantTotal)) || !amount(tax).Equal(amount(c.wantTax)) || tax != rows && !amount(tax).Equal(amount(rows)) {
			t.Errorf("%s: total %s, VAT %s in rows of %s", c.lines, total, tax, rows)
		}
	}
}

func TestAnOrderThatTheShopChangesIsCancelledAndSaid(t *testing.T) {
	t.Parallel()
	w := start(t, func(c *simulator.Config) { c.Recalculates = 1 })
	o, reference := made()
	s := w.sink(t, nil)
	for range 2 {
		_, err := s.Create(t.Context(), reference, o)
		if f := failure(t, err); f.Code != "ORDER_DIFFERS" || f.Outcome != connectors.Refused || f.Owner != orderveil.OwnerMerchant {
			t.Fatalf("Create() = %v", err)
		}
	}
	if receipt, err := s.Find(t.Context(), reference); !errors.Is(err, orderveil.ErrNotFound) {
		t.Errorf("Find() = %+v, %v: after a lost answer the wrong order would be taken for ours", receipt, err)
	}
	if got := w.shop.Orders(); len(got) != 1 || got[0].State != "canceled" {
		t.Errorf("%d orders, the first is %s", len(got), got[0].State)
	}
}

func TestOnlyWhatCanBeSentIsAProduct(t *testing.T) {
	t.Parallel()
	for _, sku := range []string{"NO-SUCH", "SETS", "GONE", "saucer-2", ""} {
		w := start(t, nil)
		o, reference := made()
		o.Lines[1].SKU = sku
		_, err := w.sink(t, nil).Create(t.Context(), reference, o)
		if f := failure(t, err); f.Code != "UNKNOWN_SKU" || !strings.Contains(f.Cause, "(line 2)") || strings.Contains(f.Cause, "TEAPOT") || len(w.shop.Orders()) != 0 {
			t.Errorf("%q: %v", sku, err)
		}
	}
}

func TestAnotherCurrencyThanTheShopsBooksIsRefused(t *testing.T) {
	t.Parallel()
	w := start(t, func(c *simulator.Config) { c.Currency = "SEK" })
	o, reference := made()
	_, err := w.sink(t, nil).Create(t.Context(), reference, o)
	if f := failure(t, err); f.Code != "WRONG_CURRENCY" || f.Outcome != connectors.Refused || len(w.shop.Orders()) != 0 {
		t.Errorf("Create() = %v", err)
	}
}

func TestAnOrderWithoutCustomerDataHasPlaceholdersThatAreNobodys(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	o, reference := made()
	o.BillTo, o.ShipTo = nil, nil
	if _, err := w.sink(t, nil).Create(t.Context(), reference, o); err != nil {
		t.Fatal(err)
	}
	if got := w.shop.Orders()[0]; !strings.HasSuffix(got.Email, "@orders.invalid") || got.Shipping["lastname"] != "-" || got.Shipping["country_id"] != "NL" {
		t.Errorf("e-mail %q", got.Email)
	}
}

func TestRequestsAreSignedWhereTheShopTakesNoBearer(t *testing.T) {
	t.Parallel()
	w := start(t, func(c *simulator.Config) {
		c.ConsumerKey, c.ConsumerSecret, c.TokenSecret = "consumer", "consumer secret &+~*", "token-secret"
	})
	signing := func(secret string) func(*connectors.Config) {
		return func(c *connectors.Config) {
			c.Settings["auth"] = "oauth1"
			c.Secrets["consumer_key"], c.Secrets["consumer_secret"], c.Secrets["access_token_secret"] = personal.NewSecret("consumer"), personal.NewSecret(secret), personal.NewSecret("token-secret")
		}
	}
	o, reference := made()
	o.Lines[0].SKU = "TEAPOT-1"
	s := w.sink(t, signing("consumer secret &+~*"))
	if _, err := s.Create(t.Context(), reference, o); err != nil {
		t.Fatal(err)
	}
	o.Lines[0].SKU = "a b+c&d=é*~"
	if _, err := s.Create(t.Context(), reference, o); failure(t, err).Code != "UNKNOWN_SKU" {
		t.Errorf("odd characters are signed wrong: %v", err)
	}
	for name, change := range map[string]func(*connectors.Config){"another secret": signing("other"), "no signature": nil} {
		_, err := w.sink(t, change).Create(t.Context(), reference, o)
		if f := failure(t, err); f.Code != "CREDENTIALS_REFUSED" || f.Outcome != connectors.Auth {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// The example of RFC 5849, section 3.4.1.1.
func TestWhatIsSignedIsAsTheStandardHasIt(t *testing.T) {
	t.Parallel()
	u, err := url.Parse("http://EXAMPLE.com/request")
	if err != nil {
		t.Fatal(err)
	}
	got := magento.BaseString("post", u, url.Values{
		"b5": {"=%3D"}, "a3": {"a", "2 q"}, "c@": {""}, "a2": {"r b"}, "c2": {""}, "oauth_consumer_key": {"9djdj82h48djs9d2"},
		"oauth_token": {"kkk9d7dh3k39sjv7"}, "oauth_signature_method": {"HMAC-SHA1"}, "oauth_timestamp": {"137131201"}, "oauth_nonce": {"7d8f3e4a"},
	})
	const want = "POST&http%3A%2F%2Fexample.com%2Frequest&a2%3Dr%2520b%26a3%3D2%2520q%26a3%3Da%26b5%3D%253D%25253D%26c%2540%3D%26c2%3D%26" +
		"oauth_consumer_key%3D9djdj82h48djs9d2%26oauth_nonce%3D7d8f3e4a%26oauth_signature_method%3DHMAC-SHA1%26oauth_timestamp%3D137131201%26oauth_token%3Dkkk9d7dh3k39sjv7"
	if got != want {
		t.Errorf("base string\n%s, want\n%s", got, want)
	}
}

func TestAnInvoicedOrderIsNotWithdrawn(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	o, reference := made()
	s := w.sink(t, nil)
	receipt, err := s.Create(t.Context(), reference, o)
	if err != nil {
		t.Fatal(err)
	}
	w.shop.Invoice(receipt.Number)
	if f := failure(t, s.Withdraw(t.Context(), reference)); f.Code != "CANNOT_CANCEL" || f.Outcome != connectors.Refused {
		t.Error(f)
	}
}

// What the shop is not asked for does not travel: no answer to a look at many orders holds
// a customer.
func TestNoListBringsCustomers(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	o, reference := made()
	var mu sync.Mutex
	var answers strings.Builder
	s := w.sink(t, func(c *connectors.Config) {
		c.HTTP = &http.Client{Transport: transport(func(r *http.Request) (*http.Response, error) {
			response, err := http.DefaultTransport.RoundTrip(r)
			if err == nil && r.Method == http.MethodGet {
				body, _ := io.ReadAll(response.Body)
				response.Body = io.NopCloser(strings.NewReader(string(body)))
				mu.Lock()
				answers.Write(body)
				mu.Unlock()
			}
			return response, err
		})}
	})
	receipt, err := s.Create(t.Context(), reference, o)
	if err != nil {
		t.Fatal(err)
	}
	w.shop.Send(receipt.Number, []simulator.Package{{SKU: "SAUCER-2", Quantity: 1}}, "PostNL", "3S1", now())
	w.shop.Cancel(receipt.Number)
	parcels := 0
	if err := s.Parcels(t.Context(), now().Add(-time.Hour), func(p []connectors.Parcel) error { parcels += len(p); return nil }); err != nil || parcels != 2 {
		t.Errorf("%d parcels, %v", parcels, err)
	}
	if err := s.Notify(t.Context(), notice(orderveil.NoticeErased, reference)); err != nil {
		t.Error(err)
	}
	if text := answers.String(); text == "" || strings.Contains(text, "Kanarie") || strings.Contains(text, "kanarie") || strings.Contains(text, "Amsterdam") {
		t.Error("customers travel though nobody asks for them")
	}
}

type transport func(*http.Request) (*http.Response, error)

func (f transport) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

func notice(kind orderveil.NoticeKind, references ...string) connectors.Notice {
	n := connectors.Notice{ID: uuid.New(), Kind: kind}
	for _, r := range references {
		n.Orders = append(n.Orders, connectors.NoticeOrder{Reference: r, HubNumber: "OV-1"})
	}
	return n
}

func TestAForgottenCustomersAddressesAreOverwritten(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	s := w.sink(t, nil)
	o, reference := made()
	if _, err := s.Create(t.Context(), reference, o); err != nil {
		t.Fatal(err)
	}
	if err := s.Notify(t.Context(), notice(orderveil.NoticeDue, reference)); err != nil {
		t.Fatal(err)
	}
	if got := w.shop.Orders()[0]; got.Shipping["city"] != "Amsterdam" || len(got.Comments) != 1 {
		t.Fatal("a warning took the customer away, or left no comment")
	}
	n := notice(orderveil.NoticePseudonymised, reference, "orderveil:gone")
	for range 2 {
		if err := s.Notify(t.Context(), n); err != nil {
			t.Fatal(err)
		}
	}
	got := w.shop.Orders()[0]
	for _, address := range []map[string]any{got.Shipping, got.Billing} {
		if text := fmt.Sprint(address); strings.Contains(text, "Kanarie") || strings.Contains(text, "kanarie") || strings.Contains(text, "Proefstraat") || strings.Contains(text, "0612345678") {
			t.Error("an address still says who it was")
		}
	}
	if len(got.Comments) != 2 || !strings.Contains(got.Comments[1], n.ID.String()) || !strings.Contains(got.Comments[1], "still here") {
		t.Errorf("comments %q", got.Comments)
	}
	if err := s.Notify(t.Context(), notice(orderveil.NoticeClosed)); !errors.Is(err, connectors.ErrCannotBeTold) {
		t.Errorf("Notify() of a closed account = %v", err)
	}
}

func TestSettingsThatMakeNoSenseAreRefused(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(*connectors.Config){
		"an address that is none": func(c *connectors.Config) { c.Settings["url"] = "shop" },
		"a store with a slash":    func(c *connectors.Config) { c.Settings["store"] = "../all" },
		"another way to sign":     func(c *connectors.Config) { c.Settings["auth"] = "basic" },
		"a part of a signature":   func(c *connectors.Config) { c.Settings["auth"] = "oauth1" },
	} {
		c := connectors.Config{
			Settings: map[string]string{"url": "https://shop.example"}, Secrets: map[string]personal.Secret{"access_token": personal.NewSecret("token")},
			HTTP: http.DefaultClient, Clock: now,
		}
		change(&c)
		if _, err := magento.New(c); !errors.Is(err, orderveil.ErrInvalid) {
			t.Errorf("%s: New() = %v", name, err)
		}
	}
}

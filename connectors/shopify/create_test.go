package shopify_test

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"orderveil"
	"orderveil/connectors"
	"orderveil/connectors/shopify"
	"orderveil/connectors/shopify/simulator"
)

func failure(t *testing.T, err error) *connectors.Failure {
	t.Helper()
	var f *connectors.Failure
	if !errors.As(err, &f) {
		t.Fatalf("%v is no failure", err)
	}
	return f
}

func TestAnOrderArrivesWholeWithTheMarketplacesPrices(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	o, reference := w.made()
	receipt, err := w.sink(t, nil).Create(t.Context(), reference, o)
	if err != nil {
		t.Fatal(err)
	}
	got := w.shop.Orders()
	if len(got) != 1 || got[0].Name != receipt.Number || got[0].Reference != reference {
		t.Fatalf("the shop has %d orders, receipt %+v", len(got), receipt)
	}
	want := []simulator.Line{{SKU: "TEAPOT-1", Quantity: 1, Price: amount("21.99")}, {SKU: "SAUCER-2", Quantity: 2, Price: amount("4.49")}}
	if diff := cmp.Diff(want, got[0].Lines); diff != "" {
		t.Error(diff)
	}
	if !got[0].Total.Equal(amount("30.97")) || !got[0].Tax.Equal(amount("5.38")) {
		t.Errorf("total %v, tax %v", got[0].Total, got[0].Tax)
	}
	if a := got[0].Shipping; a["lastName"] != "Bezorging" || a["address1"] != "Proefstraat 22 3HS" || a["countryCode"] != "NL" ||
		got[0].Billing["lastName"] != "Factuur" || got[0].Email != "kanarie.Bezorging@verkopen.example" {
		t.Error("the addresses are not what was sent")
	}
	if stock := w.shop.Stock("SAUCER-2"); stock != 8 {
		t.Errorf("%d saucers are left, want 8: the stock does not follow", stock)
	}
}

func TestAnOrderWithoutCustomerDataIsTaken(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	o, reference := w.made()
	o.BillTo, o.ShipTo = nil, &orderveil.Party{Country: "NL"}
	if _, err := w.sink(t, nil).Create(t.Context(), reference, o); err != nil {
		t.Fatal(err)
	}
	if got := w.shop.Orders()[0]; len(got.Shipping) != 1 || got.Email != "" || got.Billing != nil {
		t.Error("something was made up for a customer who is not there")
	}
}

func TestTheBillingAddressStaysAwayWhenItIsSaid(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	o, reference := w.made()
	if _, err := w.sink(t, map[string]string{"billing_address": "no"}).Create(t.Context(), reference, o); err != nil {
		t.Fatal(err)
	}
	if w.shop.Orders()[0].Billing != nil {
		t.Error("the billing address was sent")
	}
}

func TestADiscountIsKeptToTheCent(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	o, reference := w.made()
	o.Lines = o.Lines[1:]
	o.Lines[0].Quantity, o.Lines[0].Total = 3, amount("10.00")
	o.Total.Amount, o.Tax = amount("14.95"), nil
	if _, err := w.sink(t, nil).Create(t.Context(), reference, o); err != nil {
		t.Fatal(err)
	}
	got := w.shop.Orders()[0]
	if !got.Total.Equal(amount("14.95")) || len(got.Lines) != 2 || !got.Lines[0].Price.Equal(amount("3.34")) || got.Lines[1].Quantity != 2 {
		t.Errorf("total %v of %v: 10.00 for three and 4.95 for shipping were agreed", got.Total, got.Lines)
	}
}

func TestProductsAreFoundBySKUThenByBarcode(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	o, reference := w.made()
	o.Lines[1].SKU, o.Lines[1].EAN = "ONLY-THERE", "8712345678920"
	if _, err := w.sink(t, nil).Create(t.Context(), reference, o); err != nil {
		t.Fatal(err)
	}
	if got := w.shop.Orders()[0].Lines[1].SKU; got != "ONLY-THERE" {
		t.Errorf("the line says %s, but what leaves is told by the marketplace's SKU", got)
	}
}

func TestUnknownAndAmbiguousSKUsAreTheMerchantsToSolveAndLeaveNothing(t *testing.T) {
	t.Parallel()
	for sku, code := range map[string]string{"NO-SUCH": "UNKNOWN_SKU", "TEAPOT": "UNKNOWN_SKU", "teapot-1": "UNKNOWN_SKU", "TWICE": "AMBIGUOUS_SKU", `"x" OR sku:SAUCER-2 \`: "UNKNOWN_SKU"} {
		w := start(t, nil)
		o, reference := w.made()
		o.Lines[1].SKU = sku
		_, err := w.sink(t, nil).Create(t.Context(), reference, o)
		f := failure(t, err)
		if f.Code != code || f.Owner != orderveil.OwnerMerchant || f.Outcome != connectors.Refused {
			t.Errorf("%s: %v", sku, err)
		}
		if strings.Contains(f.Cause, "SAUCER-2\" (line 1)") || !strings.Contains(f.Cause, "(line 2)") || len(w.shop.Orders()) != 0 {
			t.Errorf("%s: cause %q, %d orders", sku, f.Cause, len(w.shop.Orders()))
		}
	}
}

func TestTheSameReferenceIsMadeOnceThoughTheSearchKnowsNothing(t *testing.T) {
	t.Parallel()
	w := start(t, func(c *simulator.Config) { c.Lag = 24 * time.Hour })
	o, reference := w.made()
	var group sync.WaitGroup
	numbers := make([]string, 4)
	for i := range numbers {
		s := w.sink(t, nil) // a node of its own
		group.Go(func() {
			receipt, err := s.Create(t.Context(), reference, o)
			if err != nil {
				t.Error(err)
			}
			numbers[i] = receipt.Number
		})
	}
	group.Wait()
	if got := w.shop.Orders(); len(got) != 1 || numbers[0] == "" || numbers[0] != numbers[3] || numbers[1] != numbers[2] {
		t.Errorf("%d orders, receipts %v", len(got), numbers)
	}
}

func TestAnAnswerThatIsLostIsWaitedForUntilTheSearchKnows(t *testing.T) {
	t.Parallel()
	w := start(t, func(c *simulator.Config) { c.Lag = shopify.Indexed / 2 })
	o, reference := w.made()
	s := w.sink(t, nil)
	w.lose(t, "Create")
	_, err := s.Create(t.Context(), reference, o)
	if f := failure(t, err); f.Outcome != connectors.Unclear || f.After < shopify.Indexed {
		t.Fatalf("Create() = %v, after %v", err, f.After)
	}
	w.meet(nil)
	w.pass(shopify.Indexed)
	if receipt, err := s.Find(t.Context(), reference); err != nil || receipt.Number != w.shop.Orders()[0].Name {
		t.Errorf("Find() = %+v, %v", receipt, err)
	}
	if _, err := s.Create(t.Context(), reference, o); err != nil || len(w.shop.Orders()) != 1 {
		t.Errorf("Create() = %v with %d orders", err, len(w.shop.Orders()))
	}
}

// lose lets an operation have its effect, and cuts its answer off.
func (w *world) lose(t *testing.T, operation string) {
	w.meet(func(rw http.ResponseWriter, r *http.Request) bool {
		body, _ := io.ReadAll(r.Body)
		r.Body = io.NopCloser(strings.NewReader(string(body)))
		if simulator.Operation(r.URL.Path, body) != operation {
			return false
		}
		w.shop.ServeHTTP(discard{http.Header{}}, r)
		panic(http.ErrAbortHandler)
	})
}

type discard struct{ header http.Header }

func (d discard) Header() http.Header         { return d.header }
func (d discard) Write(b []byte) (int, error) { return len(b), nil }
func (d discard) WriteHeader(int)             {}

func TestAReferenceIsFoundByEachOfItsKeys(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	o, reference := w.made()
	s := w.sink(t, nil)
	if _, err := s.Find(t.Context(), reference); !errors.Is(err, orderveil.ErrNotFound) {
		t.Fatalf("Find() = %v, want ErrNotFound", err)
	}
	if _, err := s.Create(t.Context(), reference, o); err != nil {
		t.Fatal(err)
	}
	for key, without := range map[string]string{"custom id": "search", "search": "identifier"} {
		w.meet(func(rw http.ResponseWriter, r *http.Request) bool {
			body, _ := io.ReadAll(r.Body)
			text := string(body)
			if without == "search" {
				text = strings.NewReplacer("source_identifier:", "tag:x", "OR tag:", "OR tag:y").Replace(text)
			} else {
				text = strings.Replace(text, `"value":"orderveil:`, `"value":"other:`, 1)
			}
			r.Body = io.NopCloser(strings.NewReader(text))
			return false
		})
		if _, err := s.Find(t.Context(), reference); err != nil {
			t.Errorf("by %s: %v", key, err)
		}
	}
}

func TestAFilterThatIsLeftOutFindsNoStranger(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	o, reference := w.made()
	s := w.sink(t, nil)
	if _, err := s.Create(t.Context(), reference, o); err != nil {
		t.Fatal(err)
	}
	w.meet(func(rw http.ResponseWriter, r *http.Request) bool {
		body, _ := io.ReadAll(r.Body)
		r.Body = io.NopCloser(strings.NewReader(strings.NewReplacer("source_identifier:", "no_such:", "OR tag:", "OR no_such:").Replace(string(body))))
		return false
	})
	if receipt, err := s.Find(t.Context(), "orderveil:another"); !errors.Is(err, orderveil.ErrNotFound) {
		t.Errorf("Find() = %+v, %v", receipt, err)
	}
}

func TestADefinitionOfAnotherTypeIsSaid(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	o, reference := w.made()
	w.answer("Definition", `{"data":{"metafieldDefinition":{"type":{"name":"single_line_text_field"}}}}`)
	_, err := w.sink(t, nil).Create(t.Context(), reference, o)
	if f := failure(t, err); f.Code != "SHOP_NOT_PREPARED" || f.Outcome != connectors.Refused {
		t.Errorf("Create() = %v", err)
	}
}

func TestEveryCodeOfARefusedOrderIsMapped(t *testing.T) {
	t.Parallel()
	codes := map[string]string{
		"FULFILLMENT_SERVICE_INVALID": "FULFILMENT_SERVICE", "INVALID": "INVALID_ORDER", "INVENTORY_CLAIM_FAILED": "INSUFFICIENT_STOCK",
		"PROCESSED_AT_INVALID": "CLOCK_WRONG", "REDUNDANT_CUSTOMER_FIELDS": "INVALID_ORDER", "SHOP_DORMANT": "SHOP_DORMANT", "TAX_LINE_RATE_MISSING": "INVALID_ORDER",
	}
	for _, v := range simulator.Schema().Types["OrderCreateUserErrorCode"].EnumValues {
		want, known := codes[v.Name]
		if !known {
			t.Errorf("Shopify has a code %s that this test does not know", v.Name)
		}
		w := start(t, nil)
		o, reference := w.made()
		w.answer("Create", fmt.Sprintf(`{"data":{"orderCreate":{"order":null,"userErrors":[{"code":%q,"field":["order"],"message":"Kanarie"}]}}}`, v.Name))
		_, err := w.sink(t, nil).Create(t.Context(), reference, o)
		if f := failure(t, err); f.Code != want || f.Outcome != connectors.Refused || strings.Contains(err.Error(), "Kanarie") {
			t.Errorf("%s: %v", v.Name, err)
		}
	}
}

// answer answers every operation of a name with a body.
func (w *world) answer(operation, answer string) {
	w.meet(func(rw http.ResponseWriter, r *http.Request) bool {
		body, _ := io.ReadAll(r.Body)
		r.Body = io.NopCloser(strings.NewReader(string(body)))
		if simulator.Operation(r.URL.Path, body) != operation {
			return false
		}
		rw.Header().Set("Content-Type", "application/json")
		_, _ = io.WriteString(rw, answer)
		return true
	})
}

func TestTooLittleStockIsSeenWhenTheShopIsToldToMind(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	o, reference := w.made()
	o.Lines[1].Quantity, o.Lines[1].Total = 11, amount("49.39")
	_, err := w.sink(t, map[string]string{"inventory_behaviour": "DECREMENT_OBEYING_POLICY"}).Create(t.Context(), reference, o)
	if f := failure(t, err); f.Code != "INSUFFICIENT_STOCK" || len(w.shop.Orders()) != 0 {
		t.Errorf("Create() = %v", err)
	}
}

func TestACurrencyThatShopifyDoesNotKnowIsRefused(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	o, reference := w.made()
	o.Total.Currency = "QQQ"
	_, err := w.sink(t, nil).Create(t.Context(), reference, o)
	if f := failure(t, err); f.Code != "INVALID_ORDER" || f.Outcome != connectors.Refused {
		t.Errorf("Create() = %v", err)
	}
}

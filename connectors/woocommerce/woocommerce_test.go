package woocommerce_test

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/shopspring/decimal"

	"orderveil"
	"orderveil/connectors"
	"orderveil/connectors/woocommerce/simulator"
	"orderveil/personal"
)

func TestAnOrderArrivesWholeAndOnce(t *testing.T) {
	t.Parallel()
	w := open(t, simulator.Config{})
	o := ordered(line("1", "KAN-1", 3, "19.95", "59.85"), line("2", "KAN-2", 1, "29.50", "29.50"))
	o.Lines[0].QuantityShipped = 1
	reference, found := w.create(o)
	if found.Status != "processing" || len(found.Lines) != 2 || found.Lines[0].Quantity != 2 || found.Currency != "EUR" {
		t.Errorf("the shop has %+v", found.Lines)
	}
	if !found.Total().Equal(decimal.RequireFromString("69.40")) {
		t.Errorf("total %v of what is left", found.Total())
	}
	if found.Shipping["address_1"] != "Proefstraat 22 3HS" || found.Shipping["last_name"] != "Bezorging" || found.Billing["last_name"] != "Factuur" || !strings.Contains(found.Billing["email"], "@verkopen.example") {
		t.Error("the addresses are not what was sent")
	}
	if w.shop.Stock(11) != 98 || w.shop.Stock(12) != 99 {
		t.Error("the stock does not know of it")
	}
	for range 2 {
		again, err := w.sink.Create(t.Context(), reference, o)
		if err != nil || again.Number != found.Number() {
			t.Errorf("Create() again = %+v, %v", again, err)
		}
	}
	if got, err := w.sink.(connectors.Finder).Find(t.Context(), reference); err != nil || got.Number != found.Number() {
		t.Errorf("Find() = %+v, %v", got, err)
	}
	if n := len(w.shop.Simulator.Orders()); n != 1 {
		t.Errorf("the shop has %d orders", n)
	}
}

func TestManyAtOnceMakeOneOrder(t *testing.T) {
	t.Parallel()
	w := open(t, simulator.Config{})
	o := ordered(line("1", "KAN-1", 1, "19.95", "19.95"))
	reference := "orderveil:" + o.ID.String()
	same := w.another(nil)
	var group sync.WaitGroup
	numbers := make([]string, 8)
	for i := range numbers {
		s := same // of one process
		if i%2 == 0 {
			s = w.another(nil) // of one each
		}
		group.Go(func() {
			receipt, err := s.Create(t.Context(), reference, o)
			var f *connectors.Failure
			if err != nil && (!errors.As(err, &f) || f.Outcome == connectors.Refused) {
				t.Error(err)
			}
			numbers[i] = receipt.Number
		})
	}
	group.Wait()
	receipt, err := w.sink.Create(t.Context(), reference, o)
	if err != nil {
		t.Fatal(err)
	}
	for _, n := range numbers {
		if n != "" && n != receipt.Number {
			t.Errorf("receipts %v, the order's number is %s", numbers, receipt.Number)
		}
	}
	if whole, drafts := len(w.shop.Orders()), w.shop.Drafts(); whole != 1 || drafts != 0 {
		t.Errorf("%d orders and %d drafts", whole, drafts)
	}
}

func TestAnUnknownProductLeavesNothing(t *testing.T) {
	t.Parallel()
	w := open(t, simulator.Config{Products: []simulator.Product{{ID: 5, SKU: "DRAFT", Status: "draft"}}})
	for _, sku := range []string{"NO-SUCH", "kan-1", "KAN", "DRAFT", ""} {
		o := ordered(line("1", "KAN-1", 1, "19.95", "19.95"), line("2", sku, 1, "1.00", "1.00"))
		_, err := w.sink.Create(t.Context(), "orderveil:"+o.ID.String(), o)
		var f *connectors.Failure
		if !errors.As(err, &f) || f.Code != "UNKNOWN_SKU" || f.Outcome != connectors.Refused || f.Owner != orderveil.OwnerMerchant || strings.Contains(f.Cause, "KAN-1") {
			t.Errorf("SKU %q: Create() = %v", sku, err)
		}
	}
	if n := len(w.shop.Simulator.Orders()); n != 0 {
		t.Errorf("%d orders are left behind", n)
	}
}

func TestAProductIsFoundByItsEANAndAVariationIsOne(t *testing.T) {
	t.Parallel()
	w := open(t, simulator.Config{Products: []simulator.Product{{ID: 5, Parent: 4, SKU: "SHIRT-M"}, {ID: 6, SKU: "A,B"}}})
	byEAN := line("1", "OFFER-1", 1, "19.95", "19.95")
	byEAN.EAN = "8712345678906"
	_, found := w.create(ordered(byEAN, line("2", "SHIRT-M", 2, "10.00", "20.00"), line("3", "A,B", 1, "1.00", "1.00")))
	for i, id := range []int64{11, 5, 6} {
		if p := found.Lines[i].Product; p == nil || p.ID != id {
			t.Errorf("line %d is %+v", i+1, p)
		}
	}
}

func TestWhatTheShopMadeOfItIsUndoneUnlessItIsRight(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		code   string
		meddle func(*simulator.Order)
	}{
		"an empty line":    {"UNKNOWN_SKU", func(o *simulator.Order) { o.Lines[0].Product = nil }},
		"another product":  {"UNKNOWN_SKU", func(o *simulator.Order) { o.Lines[0].Product = &simulator.Product{ID: 99, SKU: "OTHER"} }},
		"another quantity": {"ORDER_DIFFERS", func(o *simulator.Order) { o.Lines[0].Quantity++ }},
		"a gift":           {"ORDER_DIFFERS", func(o *simulator.Order) { o.Lines = append(o.Lines, &simulator.Line{ID: 7, Quantity: 1}) }},
		"another currency": {"ORDER_DIFFERS", func(o *simulator.Order) { o.Currency = "GBP" }},
		"a fee":            {"ORDER_DIFFERS", func(o *simulator.Order) { o.Fees = append(o.Fees, &simulator.Line{ID: 8, Total: decimal.New(5, 0)}) }},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := open(t, simulator.Config{Meddle: c.meddle})
			o := ordered(line("1", "KAN-1", 1, "19.95", "19.95"))
			_, err := w.sink.Create(t.Context(), "orderveil:"+o.ID.String(), o)
			var f *connectors.Failure
			if !errors.As(err, &f) || f.Code != c.code || f.Outcome != connectors.Refused || f.NextStep == "" {
				t.Errorf("Create() = %v", err)
			}
			if n := len(w.shop.Simulator.Orders()); n != 0 {
				t.Errorf("%d orders are left behind", n)
			}
		})
	}
}

func TestAShopThatKeepsNoReferenceIsNotWrittenTo(t *testing.T) {
	t.Parallel()
	w := open(t, simulator.Config{Old: true})
	for range 2 {
		o := ordered(line("1", "KAN-1", 1, "19.95", "19.95"))
		_, err := w.sink.Create(t.Context(), "orderveil:"+o.ID.String(), o)
		var f *connectors.Failure
		if !errors.As(err, &f) || f.Code != "SHOP_TOO_OLD" || f.Outcome != connectors.Refused {
			t.Errorf("Create() = %v", err)
		}
	}
	if n := len(w.shop.Simulator.Orders()); n != 0 {
		t.Errorf("%d orders are left behind", n)
	}
}

// TestNoCentIsLost goes through shops that add tax in every way, with prices of which a
// sixth cannot be taken apart into price and tax without half a cent.
func TestNoCentIsLost(t *testing.T) {
	t.Parallel()
	for _, rate := range []string{"0", "6", "9", "20", "21", "25.5"} {
		for n, c := range []simulator.Config{{}, {PricesIncludeTax: true}, {RoundAtSubtotal: true}} {
			c.Tax = decimal.RequireFromString(rate)
			t.Run(fmt.Sprintf("%s percent, shop %d", rate, n+1), func(t *testing.T) {
				t.Parallel()
				w := open(t, c)
				for _, total := range []string{"0.01", "0.03", "1.00", "4.99", "9.99", "19.95", "33.33", "1234.57"} {
					o := ordered(line("1", "KAN-1", 3, total, total), line("2", "KAN-2", 1, "0.03", "0.03"), line("3", "KAN-3", 2, total, total))
					o.Total.Amount = o.Total.Amount.Add(decimal.RequireFromString("3.99")) // the delivery
					_, found := w.create(o)
					if !found.Total().Equal(o.Total.Amount) {
						t.Errorf("total %v, want %v", found.Total(), o.Total.Amount)
					}
					for i, l := range found.Lines {
						if off := l.Gross().Sub(o.Lines[i].Total).Abs(); off.GreaterThan(decimal.RequireFromString("0.001")) {
							t.Errorf("line %d costs %v, want %v", i+1, l.Gross(), o.Lines[i].Total)
						}
					}
				}
			})
		}
	}
}

func TestACustomerMayBeLeftOut(t *testing.T) {
	t.Parallel()
	w := open(t, simulator.Config{Tax: decimal.New(21, 0)})
	o := ordered(line("1", "KAN-1", 1, "19.95", "19.95"))
	o.BillTo, o.ShipTo = &orderveil.Party{Country: "NL"}, &orderveil.Party{Country: "NL"}
	if _, found := w.create(o); found.Billing["email"] != "" || found.Shipping["country"] != "NL" {
		t.Error("not what was sent")
	}
	o = ordered(line("1", "KAN-1", 1, "19.95", "19.95"))
	o.BillTo, o.ShipTo = nil, nil
	w.create(o)
}

func TestAForgottenCustomerIsBlankedAndANoteIsLeftOnce(t *testing.T) {
	t.Parallel()
	w := open(t, simulator.Config{Tax: decimal.New(21, 0)})
	reference, before := w.create(ordered(line("1", "KAN-1", 1, "19.95", "19.95")))
	n := connectors.Notice{
		ID: uuid.New(), Kind: orderveil.NoticePseudonymised, At: w.clock(),
		Orders: []connectors.NoticeOrder{{Reference: reference, HubNumber: "OV-TEST"}, {Reference: "orderveil:" + uuid.NewString()}},
	}
	for range 2 {
		if err := w.sink.(connectors.Notifier).Notify(t.Context(), n); err != nil {
			t.Fatal(err)
		}
	}
	after := w.shop.Simulator.Orders()[0]
	if !after.Total().Equal(before.Total()) || after.Status != before.Status {
		t.Error("the order itself has changed")
	}
	if kept := fmt.Sprint(after.Billing, after.Shipping, after.Note, after.Meta); strings.Contains(kept, "anarie") || strings.Contains(kept, "Proefstraat") || strings.Contains(kept, "NL0000") {
		t.Error("the shop still has the customer")
	}
	if len(after.Notes) != 1 || after.Notes[0].Customer || !strings.Contains(after.Notes[0].Text, n.ID.String()) {
		t.Errorf("%d notes", len(after.Notes))
	}
	n.Kind, n.Orders = orderveil.NoticeClosed, nil
	if err := w.sink.(connectors.Notifier).Notify(t.Context(), n); !errors.Is(err, connectors.ErrCannotBeTold) {
		t.Errorf("Notify() of a closed account = %v", err)
	}
}

func TestAWarningBlanksNothing(t *testing.T) {
	t.Parallel()
	w := open(t, simulator.Config{})
	reference, _ := w.create(ordered(line("1", "KAN-1", 1, "19.95", "19.95")))
	note := w.another(func(c *connectors.Config) { c.Settings["when_forgotten"] = "note" })
	for sink, kind := range map[connectors.Sink]orderveil.NoticeKind{w.sink: orderveil.NoticeDue, note: orderveil.NoticeErased} {
		n := connectors.Notice{ID: uuid.New(), Kind: kind, Orders: []connectors.NoticeOrder{{Reference: reference}}}
		if err := sink.(connectors.Notifier).Notify(t.Context(), n); err != nil {
			t.Fatal(err)
		}
	}
	if after := w.shop.Simulator.Orders()[0]; after.Billing["last_name"] != "Factuur" || len(after.Notes) != 2 {
		t.Error("the customer is gone, or a note is missing")
	}
}

func TestWrongCredentialsAndAddressesAreToldApart(t *testing.T) {
	t.Parallel()
	w := open(t, simulator.Config{})
	o := ordered(line("1", "KAN-1", 1, "19.95", "19.95"))
	for code, change := range map[string]func(*connectors.Config){
		"CREDENTIALS_REFUSED": func(c *connectors.Config) { c.Secrets["consumer_secret"] = personal.NewSecret("cs_other") },
		"WRONG_ADDRESS":       func(c *connectors.Config) { c.Settings["url"] += "/blog" },
	} {
		_, err := w.another(change).Create(t.Context(), "orderveil:1", o)
		var f *connectors.Failure
		if !errors.As(err, &f) || f.Code != code || f.Owner != orderveil.OwnerMerchant {
			t.Errorf("Create() = %v, want %s", err, code)
		}
	}
}

// losing loses the answer to one request: its effect happened, and nobody heard of it.
type losing struct {
	mu    sync.Mutex
	at    int
	calls int
}

func (l *losing) RoundTrip(r *http.Request) (*http.Response, error) {
	response, err := http.DefaultTransport.RoundTrip(r)
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.calls++; err == nil && l.calls == l.at {
		_ = response.Body.Close()
		return nil, errors.New("the connection was cut")
	}
	return response, err
}

func TestALostAnswerToAnyCallLeavesOneOrder(t *testing.T) {
	t.Parallel()
	for at := 1; ; at++ {
		lost := &losing{at: at}
		done := t.Run(fmt.Sprintf("call %d", at), func(t *testing.T) {
			w := open(t, simulator.Config{Tax: decimal.New(20, 0)})
			o := ordered(line("1", "KAN-1", 1, "9.99", "9.99"))
			reference := "orderveil:" + o.ID.String()
			_, first := w.another(func(c *connectors.Config) { c.HTTP = &http.Client{Transport: lost} }).Create(t.Context(), reference, o)
			w.pass(time.Minute)
			if _, err := w.sink.Create(t.Context(), reference, o); err != nil {
				t.Fatalf("after %v: %v", first, err)
			}
			if all := w.shop.Orders(); len(all) != 1 || w.shop.Drafts() != 0 || all[0].TotalCents != 999 {
				t.Errorf("after %v the shop has %+v and %d drafts", first, all, w.shop.Drafts())
			}
		})
		if lost.calls < at || !done {
			if at < 7 {
				t.Errorf("only %d calls were seen", at-1)
			}
			return
		}
	}
}

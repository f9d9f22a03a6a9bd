package tryton_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/shopspring/decimal"

	"orderveil"
	"orderveil/connectors"
	"orderveil/connectors/tryton"
	"orderveil/personal"
)

// sinkTo returns a connector to the real server.
func sinkTo(t *testing.T, s *shop) connectors.Sink {
	t.Helper()
	c := s.Config(need(t).address)
	c.HTTP, c.Clock = http.DefaultClient, time.Now
	sink, err := tryton.Spec.NewSink(c)
	if err != nil {
		t.Fatal(err)
	}
	return sink
}

func line(id, sku string, quantity int, total string) orderveil.OrderLine {
	amount := decimal.RequireFromString(total)
	return orderveil.OrderLine{MarketplaceID: id, SKU: sku, Title: "Product", Quantity: quantity, UnitPrice: amount, Total: amount}
}

// ordered returns an order of these lines, for a customer, and its reference.
func ordered(lines ...orderveil.OrderLine) (*orderveil.Order, string) {
	id := uuid.New()
	party := func(last string) *orderveil.Party {
		return &orderveil.Party{
			Country: "NL",
			Name:    personal.NewRecord(personal.Name).With(personal.FirstName, "Kanarie").With(personal.LastName, last),
			Address: personal.NewRecord(personal.Address).With(personal.Street, "Kanariestraat").With(personal.HouseNumber, "22").
				With(personal.Postcode, "1015 CJ").With(personal.City, "Kanariestad"),
			Email: personal.NewRecord(personal.Email).With(personal.EmailAddress, "kanarie."+id.String()[:8]+"@verkopen.example"),
			Phone: personal.NewRecord(personal.Phone).With(personal.PhoneNumber, "0612345678"),
			TaxID: personal.NewRecord(personal.TaxID).With(personal.VATNumber, "NL000099998B57"),
		}
	}
	o := &orderveil.Order{
		ID: id, Number: "C" + id.String()[:9], HubNumber: orderveil.HubNumber(id), PlacedAt: time.Now(), Lines: lines,
		BillTo: party("Factuur"), ShipTo: party("Bezorging"), Total: orderveil.Money{Currency: "EUR"},
	}
	for _, l := range lines {
		o.Total.Amount = o.Total.Amount.Add(l.Total)
	}
	return o, "orderveil:" + id.String()
}

// TestTaxesAreTakenOffAndNoCentIsLost has prices that 21 % does not divide, and a delivery.
func TestTaxesAreTakenOffAndNoCentIsLost(t *testing.T) {
	shop := newShop(t)
	sink := sinkTo(t, shop)
	for _, total := range []string{"0.01", "9.99", "33.33", "1234.57"} {
		o, reference := ordered(line("1", "TAXED", 3, total), line("2", "KAN-1", 7, total), line("3", "TAXED", 1, "0.05"))
		o.Total.Amount = o.Total.Amount.Add(decimal.RequireFromString("3.99"))
		if _, err := sink.Create(t.Context(), reference, o); err != nil {
			t.Fatalf("Create() = %v", err)
		}
		all := shop.sales([]any{"reference", "=", reference})
		if len(all) != 1 || !all[0].Total.Decimal.Equal(o.Total.Amount) {
			t.Fatalf("the sale comes to %v, want %v", all[0].Total.Decimal, o.Total.Amount)
		}
		if tax := all[0].Total.Decimal.Sub(all[0].Untaxed.Decimal); total != "0.01" && !tax.IsPositive() {
			t.Error("the sale has no tax")
		}
	}
}

func TestAProductIsFoundByItsEANAndKeepsTheHubsName(t *testing.T) {
	shop := newShop(t)
	sink := sinkTo(t, shop)
	l := line("1", "OFFER-7", 2, "39.90")
	l.EAN = "8712345678906"
	o, reference := ordered(l)
	receipt, err := sink.Create(t.Context(), reference, o)
	if err != nil {
		t.Fatal(err)
	}
	shop.Send(receipt.Number, nil, "PostNL", "3SKAN", time.Now())
	var told []connectors.ParcelLine
	err = sink.(connectors.Tracker).Parcels(t.Context(), time.Now().Add(-time.Hour), func(page []connectors.Parcel) error {
		for _, p := range page {
			if p.Reference == reference {
				told = append(told, p.Lines...)
			}
		}
		return nil
	})
	if err != nil || len(told) == 0 || told[0].SKU != "OFFER-7" {
		t.Errorf("told of %+v, %v", told, err)
	}
}

func TestAForgottenCustomerIsBlankedInTryton(t *testing.T) {
	shop := newShop(t)
	sink := sinkTo(t, shop)
	o, reference := ordered(line("1", "KAN-1", 1, "19.95"))
	if _, err := sink.Create(t.Context(), reference, o); err != nil {
		t.Fatal(err)
	}
	n := connectors.Notice{
		ID: uuid.New(), Kind: orderveil.NoticePseudonymised, At: time.Now(),
		Orders: []connectors.NoticeOrder{{Reference: reference, HubNumber: o.HubNumber}, {Reference: "orderveil:" + uuid.NewString()}},
	}
	for range 2 {
		if err := sink.(connectors.Notifier).Notify(t.Context(), n); err != nil {
			t.Fatal(err)
		}
	}
	var parties []map[string]any
	shop.do(&parties, "model.party.party.search_read", []any{[]any{"code", "=", reference}}, 0, nil, nil, []string{
		"name", "full_name", "addresses.full_address", "addresses.party_name", "contact_mechanisms.value", "identifiers.code",
	})
	if kept := strings.ToLower(fmt.Sprint(parties)); len(parties) != 1 || strings.Contains(kept, "kanarie") || strings.Contains(kept, "1015") || strings.Contains(kept, "nl0000") || strings.Contains(kept, "612345678") {
		t.Error("Tryton still has the customer")
	}
	sale := shop.sales([]any{"reference", "=", reference})[0]
	if strings.Count(sale.Comment, n.ID.String()) != 1 {
		t.Errorf("the notice stands %d times in the sale's comment", strings.Count(sale.Comment, n.ID.String()))
	}
	n.Kind, n.Orders = orderveil.NoticeClosed, nil
	if err := sink.(connectors.Notifier).Notify(t.Context(), n); !errors.Is(err, connectors.ErrCannotBeTold) {
		t.Errorf("Notify() of a closed account = %v", err)
	}
}

func TestAnOrderInAnotherCurrencyOrForAnotherCountryNeedsIt(t *testing.T) {
	shop := newShop(t)
	sink := sinkTo(t, shop)
	for code, change := range map[string]func(*orderveil.Order){
		"UNKNOWN_CURRENCY": func(o *orderveil.Order) { o.Total.Currency = "SEK" },
		"UNKNOWN_COUNTRY":  func(o *orderveil.Order) { o.ShipTo.Country = "SE" },
	} {
		o, reference := ordered(line("1", "KAN-1", 1, "19.95"))
		change(o)
		_, err := sink.Create(t.Context(), reference, o)
		var f *connectors.Failure
		if !errors.As(err, &f) || f.Code != code || f.Outcome != connectors.Refused {
			t.Errorf("Create() = %v, want %s", err, code)
		}
		if all := shop.sales([]any{"reference", "=", reference}); len(all) != 0 {
			t.Errorf("%s: a sale is left behind", code)
		}
	}
}

// canned answers every request with one body, after a good login.
type canned struct {
	status int
	body   string
}

func (c canned) RoundTrip(r *http.Request) (*http.Response, error) {
	sent, _ := io.ReadAll(r.Body)
	answer := c
	switch {
	case bytes.Contains(sent, []byte("common.db.login")):
		answer = canned{200, `{"id":1,"result":[1,"key"]}`}
	case bytes.Contains(sent, []byte("get_preferences")):
		answer = canned{200, `{"id":1,"result":{"company":1}}`}
	}
	h := http.Header{"Content-Type": {"application/json"}}
	return &http.Response{StatusCode: answer.status, Header: h, Body: io.NopCloser(strings.NewReader(answer.body)), Request: r}, nil
}

func TestWhatTrytonSaysIsNotRepeated(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]canned{
		"a rule":         {200, `{"id":1,"error":["UserError",["Kanarie must be unique","",null]]}`},
		"a warning":      {200, `{"id":1,"error":["UserWarning",["kanarie","Kanarie?",""]]}`},
		"another error":  {200, `{"id":1,"error":["'kanarie'",""]}`},
		"no list":        {200, `{"id":1,"error":"kanarie"}`},
		"another answer": {200, `{"id":2,"result":[]}`},
		"no interface":   {200, `<html>kanarie`},
		"forbidden":      {403, `kanarie`},
		"not found":      {404, `kanarie`},
		"broken":         {500, `kanarie`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			sink, err := tryton.Spec.NewSink(connectors.Config{
				Settings: map[string]string{"url": "https://tryton.example.com", "database": "hub"},
				Secrets:  map[string]personal.Secret{"username": personal.NewSecret("u"), "password": personal.NewSecret("p")},
				HTTP:     &http.Client{Transport: c}, Clock: time.Now,
			})
			if err != nil {
				t.Fatal(err)
			}
			o, reference := ordered(line("1", "KAN-1", 1, "19.95"))
			_, err = sink.Create(t.Context(), reference, o)
			var f *connectors.Failure
			if !errors.As(err, &f) || f.NextStep == "" {
				t.Fatalf("Create() = %v, want a Failure", err)
			}
			if strings.Contains(strings.ToLower(fmt.Sprintf("%v %+v", err, *f)), "kanarie") {
				t.Error("the failure repeats Tryton's words")
			}
		})
	}
}

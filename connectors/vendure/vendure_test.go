package vendure_test

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

	"orderveil"
	"orderveil/connectors"
	"orderveil/connectors/vendure"
	"orderveil/personal"
)

func TestAnOrderArrivesWhole(t *testing.T) {
	o, reference := made()
	s := sink(t, nil, nil)
	receipt, err := s.Create(t.Context(), reference, o)
	if err != nil {
		t.Fatal(err)
	}
	found := inShop(t, reference)
	if len(found) != 1 || found[0].Code != receipt.Number || found[0].State != "PaymentSettled" {
		t.Fatalf("the shop has %d orders of the reference, receipt %+v", len(found), receipt)
	}
	check(t, found[0])
	if again, err := s.(connectors.Finder).Find(t.Context(), reference); err != nil || again != receipt {
		t.Errorf("Find() = %+v, %v", again, err)
	}
}

// check compares an order in the shop with what made returns.
func check(t *testing.T, got shopOrder) {
	t.Helper()
	quantities := map[string]int{}
	for _, l := range got.Lines {
		quantities[l.ProductVariant.SKU] += l.Quantity
	}
	if len(got.Lines) != 2 || quantities["TEAPOT-1"] != 1 || quantities["SAUCER-2"] != 2 {
		t.Errorf("lines %+v", got.Lines)
	}
	if got.TotalWithTax != 2199+2*449 {
		t.Errorf("total %d cents: the marketplace's prices are not kept", got.TotalWithTax)
	}
	if got.ShippingAddress.FullName != "Kanarie Bezorging" || got.ShippingAddress.StreetLine1 != "Proefstraat 22 3HS" ||
		got.ShippingAddress.CountryCode != "NL" || got.BillingAddress.FullName != "Kanarie Factuur" || !strings.HasPrefix(got.Customer.EmailAddress, "kanarie.") {
		t.Error("addresses or customer are not what was sent")
	}
}

func TestAnUnknownSKUIsTheMerchantsToSolveAndLeavesNothing(t *testing.T) {
	o, reference := made()
	o.Lines[1].SKU = "NO-SUCH"
	s := sink(t, nil, nil)
	before := count(t)
	_, err := s.Create(t.Context(), reference, o)
	var f *connectors.Failure
	if !errors.As(err, &f) || f.Code != "UNKNOWN_SKU" || f.Owner != orderveil.OwnerMerchant || f.Outcome != connectors.Refused {
		t.Fatalf("Create() = %v", err)
	}
	if !strings.Contains(f.Cause, "NO-SUCH") || strings.Contains(f.Cause, "TEAPOT") {
		t.Errorf("cause %q", f.Cause)
	}
	if after := count(t); after != before {
		t.Errorf("%d orders or drafts are left behind", after-before)
	}
}

func TestTooLittleStockIsSeenThoughTheStatusIs200(t *testing.T) {
	o, reference := made()
	o.Lines[0].Quantity = 90_000
	_, err := sink(t, nil, nil).Create(t.Context(), reference, o)
	var f *connectors.Failure
	if !errors.As(err, &f) || f.Outcome != connectors.Refused || f.Owner != orderveil.OwnerMerchant {
		t.Fatalf("Create() = %v", err)
	}
	if found := inShop(t, reference); len(found) != 1 || found[0].State == "PaymentSettled" {
		t.Errorf("the shop has %+v", found)
	}
}

// A shop that keeps the price and calculates with its own would sell at another price than
// the customer paid.
func TestAShopWithPricesOfItsOwnIsNoticedBeforeTheOrderIsWhole(t *testing.T) {
	o, reference := made()
	s := sink(t, nil, func(c *connectors.Config) { c.Settings["price_field"] = "unreadPrice" })
	_, err := s.Create(t.Context(), reference, o)
	var f *connectors.Failure
	if !errors.As(err, &f) || f.Code != "PRICE_DIFFERS" || f.Owner != orderveil.OwnerMerchant || f.Outcome != connectors.Refused {
		t.Fatalf("Create() = %v", err)
	}
	if found := inShop(t, reference); len(found) != 1 || found[0].State == "PaymentSettled" {
		t.Errorf("the shop has %+v", found)
	}
}

func TestWrongCredentialsAreToldApart(t *testing.T) {
	o, reference := made()
	s := sink(t, nil, func(c *connectors.Config) { c.Secrets["password"] = personal.NewSecret("wrong") })
	_, err := s.Create(t.Context(), reference, o)
	var f *connectors.Failure
	if !errors.As(err, &f) || f.Outcome != connectors.Auth || f.Owner != orderveil.OwnerMerchant {
		t.Errorf("Create() = %v", err)
	}
}

func TestAShopWithoutTheFieldSaysWhatToDo(t *testing.T) {
	o, reference := made()
	s := sink(t, nil, func(c *connectors.Config) { c.Settings["reference_field"] = "nowhere" })
	_, err := s.Create(t.Context(), reference, o)
	var f *connectors.Failure
	if !errors.As(err, &f) || f.Code != "SHOP_NOT_PREPARED" || f.Outcome != connectors.Refused {
		t.Errorf("Create() = %v", err)
	}
}

// canned answers every request with one body, after a good login.
type canned struct {
	status int
	body   string
}

func (c canned) RoundTrip(r *http.Request) (*http.Response, error) {
	sent, _ := io.ReadAll(r.Body)
	h := http.Header{"Content-Type": {"application/json"}}
	if bytes.Contains(sent, []byte("login(")) {
		h.Set("vendure-auth-token", "t")
		return &http.Response{StatusCode: 200, Header: h, Body: io.NopCloser(strings.NewReader(`{"data":{"login":{"__typename":"CurrentUser"}}}`)), Request: r}, nil
	}
	return &http.Response{StatusCode: c.status, Header: h, Body: io.NopCloser(strings.NewReader(c.body)), Request: r}, nil
}

func TestWhatTheShopSaysIsNotRepeated(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]canned{
		"graphql error": {200, `{"errors":[{"message":"kanarie@example.com exists","extensions":{"code":"INTERNAL_SERVER_ERROR"}}],"data":null}`},
		"server error":  {500, `kanarie@example.com`},
		"no json":       {200, `<html>kanarie@example.com`},
		"no graphql":    {200, `{"kanarie":"kanarie@example.com"}`},
		"forbidden":     {200, `{"errors":[{"message":"kanarie","extensions":{"code":"FORBIDDEN"}}],"data":null}`},
		"not found":     {404, `kanarie`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, err := vendure.Spec.NewSink(connectors.Config{
				Settings: map[string]string{"url": "https://shop.example.com/admin-api"},
				Secrets:  map[string]personal.Secret{"username": personal.NewSecret("u"), "password": personal.NewSecret("p")},
				HTTP:     &http.Client{Transport: c}, Clock: time.Now,
			})
			if err != nil {
				t.Fatal(err)
			}
			o, reference := made()
			_, err = s.Create(t.Context(), reference, o)
			var f *connectors.Failure
			if !errors.As(err, &f) || f.NextStep == "" {
				t.Fatalf("Create() = %v, want a Failure", err)
			}
			if strings.Contains(strings.ToLower(fmt.Sprintf("%+v", *f)), "kanarie") {
				t.Error("the failure repeats the shop's words")
			}
		})
	}
}

func TestANoticeIsLeftAtItsOrdersOnce(t *testing.T) {
	o, reference := made()
	s := sink(t, nil, nil)
	if _, err := s.Create(t.Context(), reference, o); err != nil {
		t.Fatal(err)
	}
	n := connectors.Notice{
		ID: uuid.New(), Kind: orderveil.NoticeErased, At: time.Now(),
		Orders: []connectors.NoticeOrder{{Reference: reference, HubNumber: "OV-TEST"}, {Reference: "orderveil:" + uuid.NewString()}},
	}
	for range 2 {
		if err := s.(connectors.Notifier).Notify(t.Context(), n); err != nil {
			t.Fatal(err)
		}
	}
	if notes := inShop(t, reference)[0].notes(); len(notes) != 1 || !strings.Contains(notes[0], n.ID.String()) || strings.Contains(notes[0], "Kanarie") {
		t.Errorf("the order has %d notes of it", len(notes))
	}
	n.Kind, n.Orders = orderveil.NoticeClosed, nil
	if err := s.(connectors.Notifier).Notify(t.Context(), n); !errors.Is(err, connectors.ErrCannotBeTold) {
		t.Errorf("Notify() of a closed account = %v", err)
	}
}

package webhook_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/shopspring/decimal"

	"orderveil"
	"orderveil/connectors"
	"orderveil/connectors/webhook"
	"orderveil/connectors/webhook/webshop"
	"orderveil/personal"
)

const secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"

func order() *orderveil.Order {
	return &orderveil.Order{
		ID: uuid.New(), Number: "C123", HubNumber: "OV-1", PlacedAt: time.Now(), Fulfilment: orderveil.ByMerchant,
		Total: orderveil.Money{Amount: decimal.RequireFromString("10.00"), Currency: "EUR"},
		Lines: []orderveil.OrderLine{
			{ID: uuid.New(), MarketplaceID: "1", SKU: "A", Title: "Pot", Quantity: 4, QuantityShipped: 1, QuantityCancelled: 1, UnitPrice: decimal.RequireFromString("5.00")},
			{ID: uuid.New(), MarketplaceID: "2", SKU: "B", Title: "Lid", Quantity: 1, QuantityCancelled: 1, UnitPrice: decimal.RequireFromString("5.00")},
		},
		ShipTo: &orderveil.Party{Country: "NL", Name: personal.NewRecord(personal.Name).With(personal.LastName, "Kanarie")},
	}
}

func start(t *testing.T, settings map[string]string, key string) (*webshop.Shop, connectors.Sink) {
	t.Helper()
	shop, err := webshop.New(secret)
	if err != nil {
		t.Fatal(err)
	}
	srv := httptest.NewServer(shop)
	t.Cleanup(srv.Close)
	settings["url"] = srv.URL
	sink, err := webhook.Spec.NewSink(connectors.Config{
		Settings: settings, Secrets: map[string]personal.Secret{"signing_secret": personal.NewSecret(key)}, HTTP: srv.Client(), Clock: time.Now,
	})
	if err != nil {
		t.Fatal(err)
	}
	return shop, sink
}

func TestAnOrderArrivesSignedWithWhatIsLeftToSend(t *testing.T) {
	t.Parallel()
	shop, sink := start(t, map[string]string{"payload": "full"}, secret)
	receipt, err := sink.Create(t.Context(), "orderveil:1", order())
	if err != nil || receipt.Number != "WS-1001" {
		t.Fatalf("Create() = %+v, %v", receipt, err)
	}
	for _, kept := range shop.Orders() {
		o := kept.Event.Data.Order
		if len(o.Lines) != 1 || o.Lines[0].Quantity != 2 || o.ShipTo.Fields["lastName"] != "Kanarie" || o.Total != "10.00" {
			t.Error("the shop got something else")
		}
	}
}

func TestAThinWebhookHoldsNoCustomer(t *testing.T) {
	t.Parallel()
	shop, sink := start(t, map[string]string{}, secret)
	if _, err := sink.Create(t.Context(), "orderveil:1", order()); err != nil {
		t.Fatal(err)
	}
	for _, kept := range shop.Orders() {
		if kept.Event.Data.Order != nil || kept.Event.Data.Number != "C123" {
			t.Error("the event is not thin")
		}
	}
}

func TestTheSameReferenceIsOneOrder(t *testing.T) {
	t.Parallel()
	shop, sink := start(t, map[string]string{"payload": "full"}, secret)
	shop.Misbehave(webshop.Fault{Keep: true, Cut: true})
	_, err := sink.Create(t.Context(), "orderveil:1", order())
	var f *connectors.Failure
	if !errors.As(err, &f) || f.Outcome != connectors.Unclear {
		t.Fatalf("Create() over a cut connection = %v, want Unclear", err)
	}
	receipt, err := sink.Create(t.Context(), "orderveil:1", order())
	if err != nil || receipt.Number != "WS-1001" || len(shop.Orders()) != 1 {
		t.Errorf("Create() again = %+v, %v; the shop has %d orders", receipt, err, len(shop.Orders()))
	}
}

func TestFailuresSayWhatToDoAndRepeatNothing(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name    string
		fault   webshop.Fault
		outcome connectors.Outcome
	}{
		{"server error", webshop.Fault{Status: 500}, connectors.Unclear},
		{"bad request", webshop.Fault{Status: 400}, connectors.Refused},
		{"gone", webshop.Fault{Status: 410}, connectors.Refused},
		{"busy", webshop.Fault{Status: 409}, connectors.Retry},
		{"too many, come back much later", webshop.Fault{Status: 429, Header: http.Header{"Retry-After": {"3600"}}}, connectors.Retry},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			shop, sink := start(t, map[string]string{"payload": "full"}, secret)
			shop.Misbehave(c.fault)
			_, err := sink.Create(t.Context(), "orderveil:1", order())
			var f *connectors.Failure
			if !errors.As(err, &f) || f.Outcome != c.outcome || f.NextStep == "" {
				t.Fatalf("Create() = %v, outcome %v, want %v", err, f, c.outcome)
			}
			if text := fmt.Sprintf("%+v", f); strings.Contains(text, "Kanarie") {
				t.Error("the failure repeats the order")
			}
		})
	}
}

func TestAnUnknownSKUIsTheMerchantsToSolve(t *testing.T) {
	t.Parallel()
	shop, sink := start(t, map[string]string{"payload": "full"}, secret)
	shop.Sell("Z")
	_, err := sink.Create(t.Context(), "orderveil:1", order())
	var f *connectors.Failure
	if !errors.As(err, &f) || f.Code != "UNKNOWN_SKU" || f.Owner != orderveil.OwnerMerchant || len(shop.Orders()) != 0 {
		t.Errorf("Create() = %v", err)
	}
}

func TestAnotherSecretIsRefused(t *testing.T) {
	t.Parallel()
	shop, sink := start(t, map[string]string{}, "whsec_"+strings.Repeat("QUFB", 8))
	_, err := sink.Create(context.Background(), "orderveil:1", order())
	var f *connectors.Failure
	if !errors.As(err, &f) || f.Outcome != connectors.Auth || len(shop.Orders()) != 0 {
		t.Errorf("Create() = %v, want Auth", err)
	}
}

// A receiver takes what is fresh by its clock, of which the hub's may be minutes off.
func TestAMessageIsDatedByTheReceiversClock(t *testing.T) {
	t.Parallel()
	for _, off := range []time.Duration{10 * time.Minute, -10 * time.Minute} {
		shop, sink := start(t, map[string]string{}, secret)
		shop.Follow(func() time.Time { return time.Now().Add(off) })
		for _, reference := range []string{"orderveil:1", "orderveil:2"} {
			if _, err := sink.Create(t.Context(), reference, order()); err != nil {
				t.Errorf("Create() for a receiver that is %v ahead = %v", off, err)
			}
		}
		if calls := shop.Calls(); calls != 2 {
			t.Errorf("the receiver took %d messages", calls)
		}
	}
}

func TestSettingsThatAreNotRight(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]connectors.Config{
		"plain http": {Settings: map[string]string{"url": "http://shop.example.com/"}, Secrets: map[string]personal.Secret{"signing_secret": personal.NewSecret(secret)}},
		"no secret":  {Settings: map[string]string{"url": "https://shop.example.com/"}},
		"no url":     {Secrets: map[string]personal.Secret{"signing_secret": personal.NewSecret(secret)}},
		"payload":    {Settings: map[string]string{"url": "https://shop.example.com/", "payload": "all"}, Secrets: map[string]personal.Secret{"signing_secret": personal.NewSecret(secret)}},
	} {
		c.HTTP, c.Clock = http.DefaultClient, time.Now
		if _, err := webhook.Spec.NewSink(c); !errors.Is(err, orderveil.ErrInvalid) {
			t.Errorf("%s: NewSink() = %v, want ErrInvalid", name, err)
		}
	}
}

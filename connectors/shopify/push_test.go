package shopify_test

import (
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"orderveil/connectors"
	"orderveil/connectors/shopify"
	"orderveil/personal"
)

func TestAWebhookIsAHintOnceItsSignatureHolds(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	s := w.sink(t, nil)
	header, body := w.shop.Webhook("fulfillments/create", map[string]any{"id": 1, "destination": map[string]any{"last_name": "Kanarie"}})
	sent := w.now()
	w.pass(time.Hour)
	if since, err := s.Pushed(connectors.Message{Header: header, Body: body}); err != nil || !since.Equal(sent) {
		t.Errorf("Pushed() = %v, %v", since, err)
	}
	header.Set("X-Shopify-Topic", "products/update")
	if since, err := s.Pushed(connectors.Message{Header: header, Body: body}); err != nil || !since.IsZero() {
		t.Errorf("Pushed() of another topic = %v, %v", since, err)
	}
	for name, m := range map[string]connectors.Message{
		"another body":   {Header: header, Body: append([]byte(" "), body...)},
		"no signature":   {Header: http.Header{}, Body: body},
		"no base64":      {Header: http.Header{"X-Shopify-Hmac-Sha256": {"?"}}, Body: body},
		"part of it":     {Header: http.Header{"X-Shopify-Hmac-Sha256": {header.Get("X-Shopify-Hmac-Sha256")[:12]}}, Body: body},
		"nothing at all": {},
	} {
		if _, err := s.Pushed(m); !errors.Is(err, connectors.ErrForged) {
			t.Errorf("%s: Pushed() = %v", name, err)
		}
		if _, err := s.AskedPrivacy(t.Context(), m); !errors.Is(err, connectors.ErrForged) {
			t.Errorf("%s: AskedPrivacy() = %v", name, err)
		}
	}
}

// The signature was made with another program: openssl dgst -sha256 -hmac.
func TestAPublishedKindOfSignatureHolds(t *testing.T) {
	t.Parallel()
	c := newClock()
	s, err := shopify.New(connectors.Config{
		Settings: map[string]string{"url": "https://example.myshopify.com", "client_id": "app"},
		Secrets:  map[string]personal.Secret{"client_secret": personal.NewSecret("hush"), "previous_client_secret": personal.NewSecret("older")},
		HTTP:     http.DefaultClient, Clock: c.now,
	})
	if err != nil {
		t.Fatal(err)
	}
	for secret, signature := range map[string]string{"the secret": vector, "the one before": olderVector} {
		h := http.Header{}
		h.Set("X-Shopify-Hmac-Sha256", signature)
		if _, err := s.Pushed(connectors.Message{Header: h, Body: []byte(`{"id":1}`)}); err != nil {
			t.Errorf("signed with %s: %v", secret, err)
		}
	}
}

func TestThePrivacyMessagesAreRecognised(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	s := w.sink(t, nil)
	customer := map[string]any{"id": 191167, "email": "kanarie@verkopen.example", "phone": "555-625-1199"}
	_, one := w.forwarded(t, s)
	_, other := w.forwarded(t, s)
	var ids []json.Number
	for _, o := range w.shop.Orders() {
		ids = append(ids, json.Number(o.ID[strings.LastIndex(o.ID, "/")+1:]))
	}
	for topic, c := range map[string]struct {
		body any
		want connectors.PrivacyRequest
	}{
		"customers/data_request": {
			map[string]any{"shop_id": 954889, "shop_domain": "example.myshopify.com", "orders_requested": append(ids, "820982911946154508"), "customer": customer, "data_request": map[string]any{"id": 9999}},
			connectors.PrivacyRequest{Kind: connectors.PrivacyAccess, Orders: []string{one, other}},
		},
		"customers/redact": {
			map[string]any{"shop_id": 954889, "shop_domain": "example.myshopify.com", "customer": customer, "orders_to_redact": ids[1:]},
			connectors.PrivacyRequest{Kind: connectors.PrivacyErase, Orders: []string{other}},
		},
		"shop/redact":   {map[string]any{"shop_id": 954889, "shop_domain": "example.myshopify.com"}, connectors.PrivacyRequest{Kind: connectors.PrivacyClosed}},
		"orders/create": {map[string]any{}, connectors.PrivacyRequest{}},
	} {
		header, body := w.shop.Webhook(topic, c.body)
		got, err := s.AskedPrivacy(t.Context(), connectors.Message{Header: header, Body: body})
		if err != nil {
			t.Errorf("%s: %v", topic, err)
		}
		if got.Kind != "" && got.ID == "" {
			t.Errorf("%s has no id to tell copies by", topic)
		}
		got.ID = ""
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s: %s", topic, diff)
		}
	}
}

func TestACustomerWhomTheHubDoesNotKnowIsNobodysRequest(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	s := w.sink(t, nil)
	header, body := w.shop.Webhook("customers/redact", map[string]any{"customer": map[string]any{"id": 1}, "orders_to_redact": []int{299938}})
	got, err := s.AskedPrivacy(t.Context(), connectors.Message{Header: header, Body: body})
	if diff := cmp.Diff(connectors.PrivacyRequest{}, got); err != nil || diff != "" {
		t.Errorf("AskedPrivacy() = %v, %s: it would be taken for all orders", err, diff)
	}
}

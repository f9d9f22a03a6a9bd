package webhook_test

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	standardwebhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"

	"orderveil"
	"orderveil/connectors"
	"orderveil/connectors/webhook"
	"orderveil/connectors/webhook/webshop"
	"orderveil/personal"
)

// Whatever is in it, a receiver finds a webhook signed right; with any other body it does
// not.
func FuzzSignature(f *testing.F) {
	verifier, err := standardwebhooks.NewWebhook(secret)
	if err != nil {
		f.Fatal(err)
	}
	receiver := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		if err := verifier.Verify(body, r.Header); err != nil {
			f.Errorf("Verify() = %v", err)
		}
		if verifier.Verify(append(body, ' '), r.Header) == nil {
			f.Error("another body is signed as well")
		}
	}))
	f.Cleanup(receiver.Close)
	sink, err := webhook.New(connectors.Config{
		Settings: map[string]string{"url": receiver.URL}, Secrets: map[string]personal.Secret{"signing_secret": personal.NewSecret(secret)},
		HTTP: receiver.Client(), Clock: time.Now,
	})
	if err != nil {
		f.Fatal(err)
	}
	for _, seed := range []string{"", "x", "\x00\xff", `{"a":1}`} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if err := sink.Send(context.Background(), "msg_1", map[string]string{"text": text}); err != nil {
			t.Errorf("Send() = %v", err)
		}
	})
}

// Whatever a back office signs, a parcel that is read is one that can be stored.
func FuzzReceived(f *testing.F) {
	shop, err := webshop.New(secret)
	if err != nil {
		f.Fatal(err)
	}
	hub, err := webhook.New(connectors.Config{
		Settings: map[string]string{"url": "https://shop.example.com/"}, Secrets: map[string]personal.Secret{"signing_secret": personal.NewSecret(secret)},
		HTTP: http.DefaultClient, Clock: time.Now,
	})
	if err != nil {
		f.Fatal(err)
	}
	for _, seed := range []string{
		`null`, `[]`, `{"type":"ping"}`, `{"type":"order.shipped","timestamp":"2026-01-01T00:00:00Z","data":{"reference":"orderveil:1","lines":[{"sku":"A","quantity":1}]}}`,
		`{"type":"order.cancelled","timestamp":"2026-01-01T00:00:00Z","data":{"reference":"orderveil:1","id":"\u0000","lines":[{"quantity":-1}]}}`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		if !json.Valid(body) {
			return
		}
		parcels, err := hub.Received(shop.Sign("msg_1", json.RawMessage(body)))
		if err != nil && !errors.Is(err, orderveil.ErrInvalid) {
			t.Fatalf("Received() = %v", err)
		}
		for _, p := range parcels {
			if p.ID == "" || len(p.ID) > 200 || !strings.HasPrefix(p.Reference, "orderveil:") || p.ShippedAt.IsZero() {
				t.Errorf("a parcel without its names or time")
			}
			for _, l := range p.Lines {
				if l.Quantity < 1 || l.SKU == "" {
					t.Errorf("%d of %q", l.Quantity, l.SKU)
				}
			}
		}
	})
}

package shopify_test

import (
	"errors"
	"net/http"
	"strings"
	"testing"

	"orderveil/connectors"
	"orderveil/connectors/shopify"
	"orderveil/personal"
)

const marked = "Kanarie"

// Whatever an answer is, it is taken or is a failure in our own words.
func FuzzAnswer(f *testing.F) {
	for _, seed := range []string{
		``, `{}`, `{"data":null}`, `{"errors":"[API] Kanarie"}`, `{"errors":[{"message":"Kanarie","extensions":{"code":"THROTTLED"}}],"extensions":{"cost":{"requestedQueryCost":1e400}}}`,
		`{"data":{"orders":{"nodes":[{"id":1}]}}}`, `{"data":{"order":{"fulfillments":[{"trackingInfo":[{}]}]}}}`, `{"errors":[{"extensions":{"code":"Kanarie"}}]}`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		var into struct {
			Orders struct {
				Nodes []struct{ ID string }
			}
		}
		err := shopify.DecodeAnswer(body, &into)
		if err == nil {
			return
		}
		var failed *connectors.Failure
		if !errors.As(err, &failed) || strings.Contains(err.Error(), marked) || failed.After < 0 {
			t.Errorf("%v", err)
		}
	})
}

// Whatever is sent to the hub, it panics at nothing and takes nothing that is not signed.
func FuzzWebhook(f *testing.F) {
	c := newClock()
	s, err := shopify.New(connectors.Config{
		Settings: map[string]string{"url": "https://example.myshopify.com", "client_id": "app"},
		Secrets:  map[string]personal.Secret{"client_secret": personal.NewSecret("hush")}, HTTP: http.DefaultClient, Clock: c.now,
	})
	if err != nil {
		f.Fatal(err)
	}
	f.Add([]byte(`{"id":1}`), vector, "customers/redact")
	f.Add([]byte(`{"orders_to_redact":[1e9]}`), "", "customers/redact")
	f.Fuzz(func(t *testing.T, body []byte, signature, topic string) {
		h := http.Header{}
		h.Set("X-Shopify-Hmac-Sha256", signature)
		h.Set("X-Shopify-Topic", topic)
		m := connectors.Message{Header: h, Body: body}
		if _, err := s.AskedPrivacy(t.Context(), m); err == nil && string(body) != `{"id":1}` {
			t.Error("an unsigned message is taken")
		}
		_, _ = s.Pushed(m)
	})
}

package webhook_test

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	standardwebhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"

	"orderveil/connectors"
	"orderveil/connectors/webhook"
	"orderveil/personal"
)

// Whatever is in it, a receiver finds a webhook signed right; with any other body it does
// not.
func FuzzSignature(f *testing.F) {
	const secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
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

package server_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	standardwebhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"

	"orderveil"
	"orderveil/egress"
	"orderveil/server"
)

// Who reads an order that no customer ever placed is told of to the operator's alarm
// system within a minute, through log, metric and a signed webhook, by ids alone.
func TestReadingACanaryRaisesAnAlarmWithinAMinute(t *testing.T) {
	t.Parallel()
	const secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
	verifier, err := standardwebhooks.NewWebhook(secret)
	if err != nil {
		t.Fatal(err)
	}
	raised := make(chan string, 8)
	receiver := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil || verifier.Verify(body, r.Header) != nil {
			t.Error("an alarm is not signed right")
		}
		raised <- string(body)
	}))
	t.Cleanup(receiver.Close)
	host, _ := url.Parse(receiver.URL)
	file := filepath.Join(t.TempDir(), "secret")
	if err := os.WriteFile(file, []byte(secret), 0o600); err != nil {
		t.Fatal(err)
	}
	w := newWorld(t, 1, func(c *server.Config, p *server.Parts) {
		p.Loopback = true
		c.Alarms = server.AlarmsConfig{URL: receiver.URL, SecretFile: file}
		c.Recipients = append(c.Recipients, egress.Recipient{
			Name: "Alarms", Role: egress.Operator, Hosts: []string{host.Hostname()}, Country: "NL", Purpose: "alarms", Private: true,
		})
		c.Workers = server.WorkersConfig{Import: 1, Forward: 1}
	})
	if _, err := w.Forget(t.Context(), w.Account.ID); err != nil { // plants them
		t.Fatal(err)
	}
	numbers := w.Canaries(t, w.Account.ID)
	if len(numbers) == 0 {
		t.Fatal("the account has no canary")
	}
	began := time.Now()
	a := w.ask(t, w.token(t, orderveil.RoleMerchant), `query($n: String!) { ordersByNumber(number: $n) { shipTo { lastName } } }`, map[string]any{"n": numbers[0]})
	if len(a.Errors) != 0 || !strings.Contains(a.Body, "lastName") {
		t.Fatalf("the canary does not look like an order: %s", a.code())
	}
	select {
	case body := <-raised:
		if !strings.Contains(body, "alarm.raised") || !strings.Contains(body, w.Account.ID.String()) {
			t.Error("the alarm does not say what happened")
		}
	case <-time.After(time.Minute):
		t.Fatal("no alarm came within a minute")
	}
	t.Logf("the alarm came after %s", time.Since(began).Round(time.Millisecond))
	if !strings.Contains(w.Log.String(), "canary") {
		t.Error("the log does not tell of the canary")
	}
}

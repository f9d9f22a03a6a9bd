package server_test

import (
	"encoding/json"
	"net/http"
	"net/http/cookiejar"
	"strings"
	"testing"
	"time"

	"github.com/descope/virtualwebauthn"

	"orderveil"
	"orderveil/server"
	"orderveil/store/storetest"
)

// A merchant comes in with a passkey, without ever having had a password; a ceremony that
// is old, of another page or another key lets nobody in.
func TestAMerchantSignsInWithAPasskey(t *testing.T) {
	t.Parallel()
	clock := storetest.NewClock(time.Now())
	w := newWorld(t, 1, func(c *server.Config, p *server.Parts) { c.Origin, p.Clock = "https://hub.example.com", clock.Now })
	one := 1
	i, err := w.InviteFirst(t.Context(), &one, "jan@example.org", "Desk", orderveil.RoleMerchant)
	if err != nil {
		t.Fatal(err)
	}
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	b := &browser{world: w, clock: clock, client: &http.Client{Jar: jar}}
	site := virtualwebauthn.RelyingParty{Name: "Orderveil", ID: "hub.example.com", Origin: "https://hub.example.com"}
	device, key := virtualwebauthn.NewAuthenticator(), virtualwebauthn.NewCredential(virtualwebauthn.KeyTypeEC2)

	enrol := func(token string) int {
		_, options := b.call(t, "passkey/enrol/begin", map[string]any{"invitation": token})
		asked, err := virtualwebauthn.ParseAttestationOptions(jsonOf(t, options))
		if err != nil {
			t.Fatal(err)
		}
		device.Options.UserHandle = []byte(asked.UserID)
		said := virtualwebauthn.CreateAttestationResponse(site, device, key, *asked)
		status, _ := b.call(t, "passkey/enrol/finish", map[string]any{"invitation": token, "credential": json.RawMessage(said)})
		return status
	}
	if status := enrol(i.Token); status != http.StatusNoContent {
		t.Fatalf("enrol: %d", status)
	}
	device.AddCredential(key)
	signIn := func(site virtualwebauthn.RelyingParty, key virtualwebauthn.Credential, wait time.Duration) string {
		_, options := b.call(t, "passkey/begin", map[string]any{})
		asked, err := virtualwebauthn.ParseAssertionOptions(jsonOf(t, options))
		if err != nil {
			t.Fatal(err)
		}
		clock.Advance(wait)
		said := virtualwebauthn.CreateAssertionResponse(site, device, key, *asked)
		_, in := b.call(t, "passkey/finish", map[string]any{"credential": json.RawMessage(said)})
		token, _ := in["accessToken"].(string)
		return token
	}
	token := signIn(site, key, 0)
	if a := w.ask(t, token, `{ ordersByNumber(number: "C000000001") { shipTo { lastName } } }`, nil); !strings.Contains(a.Body, storetest.Mark) {
		t.Fatalf("signed in: %s", a.code())
	}
	if status, said := b.call(t, "refresh", map[string]any{}); status != http.StatusOK || said["role"] != "merchant" {
		t.Errorf("refresh: %d", status)
	}
	elsewhere := site
	elsewhere.Origin = "https://hub.example.com.elsewhere.example"
	stranger := virtualwebauthn.NewCredential(virtualwebauthn.KeyTypeEC2)
	for name, try := range map[string]func() string{
		"another page": func() string { return signIn(elsewhere, key, 0) },
		"another key":  func() string { return signIn(site, stranger, 0) },
		"too late":     func() string { return signIn(site, key, 6*time.Minute) },
		"no ceremony": func() string {
			_, in := b.call(t, "passkey/finish", map[string]any{"credential": json.RawMessage(`{}`)})
			token, _ := in["accessToken"].(string)
			return token
		},
	} {
		if try() != "" {
			t.Errorf("%s lets in", name)
		}
	}
	if status, _ := b.call(t, "passkey/enrol/begin", map[string]any{"invitation": i.Token}); status != http.StatusUnauthorized {
		t.Errorf("the invitation is good twice: %d", status)
	}
}

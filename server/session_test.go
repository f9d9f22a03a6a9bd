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

// A grant is asked for with a second factor of the last five minutes, however long the
// session has been open.
func TestAGrantAsksForAFreshSecondFactor(t *testing.T) {
	t.Parallel()
	clock := storetest.NewClock(time.Now())
	w := newWorld(t, 1, func(_ *server.Config, p *server.Parts) { p.Clock = clock.Now })
	b, _ := invited(t, w, clock, nil, "support@example.org", orderveil.RoleSupport)
	token := b.signIn(t, nil, "support@example.org", password, b.code(t))
	found := w.ask(t, token, `{ ordersByNumber(number: "C000000001") { id } }`, nil)
	var orders []struct{ ID string }
	if err := json.Unmarshal(found.Data["ordersByNumber"], &orders); err != nil || len(orders) != 1 {
		t.Fatalf("%s, %v", found.code(), err)
	}
	ask := func() string {
		return w.ask(t, token, `mutation($o: ID!) { requestGrant(order: $o, categories: [NAME], purpose: DELIVERY_PROBLEM, ticket: "SUP-12",
			reason: "The carrier cannot read the label of the parcel.") { state } }`, map[string]any{"o": orders[0].ID}).code()
	}
	if code := ask(); code != "" {
		t.Fatalf("just signed in: %s", code)
	}
	// Colleagues go by name, and a merchant is told the role alone.
	const by = `{ grants { nodes { by { name role } decider { role } } } }`
	if a := w.ask(t, token, by, nil); !strings.Contains(a.Body, `{"by":{"name":"Desk","role":"support"},"decider":null}`) {
		t.Errorf("staff is told %s", a.Body)
	}
	if a := w.ask(t, w.token(t, orderveil.RoleMerchant), by, nil); !strings.Contains(a.Body, `{"by":{"name":null,"role":"support"},"decider":null}`) {
		t.Errorf("the merchant is told %s", a.Body)
	}
	clock.Advance(5 * time.Minute)
	_, said := b.call(t, "refresh", map[string]any{})
	token, _ = said["accessToken"].(string)
	if code := ask(); code != "INVALID" {
		t.Errorf("with an old second factor: %q", code)
	}
	if status, _ := b.call(t, "confirm", map[string]any{"code": "000000"}); status != http.StatusUnauthorized {
		t.Errorf("a wrong code confirms: %d", status)
	}
	if code := ask(); code != "INVALID" {
		t.Errorf("after a wrong code: %q", code)
	}
	code := b.code(t)
	if status, _ := b.call(t, "confirm", map[string]any{"code": code}); status != http.StatusNoContent {
		t.Fatalf("confirm: %d", status)
	}
	if code := ask(); code != "" {
		t.Errorf("with a fresh second factor: %s", code)
	}
	if status, _ := b.call(t, "confirm", map[string]any{"code": code}); status != http.StatusUnauthorized {
		t.Errorf("a code confirms twice: %d", status)
	}
	for range 4 { // the fifth failure in a row
		b.call(t, "confirm", map[string]any{"code": "000000"})
	}
	clock.Advance(30 * time.Second)
	if status, _ := b.call(t, "confirm", map[string]any{"code": b.code(t)}); status != http.StatusUnauthorized {
		t.Errorf("a locked name confirms: %d", status)
	}
}

// Whoever is signed in twice sees it, ends the other one, and nobody else's.
func TestSomebodyEndsASessionElsewhere(t *testing.T) {
	t.Parallel()
	b, _ := signInWorld(t)
	lost := b.signIn(t, 1, "jan@example.org", password, b.code(t))
	b.clock.Advance(30 * time.Second)
	here := b.signIn(t, 1, "jan@example.org", password, b.code(t))
	sessions := func(token string) (ids []string) {
		var list []struct {
			ID                    string
			Current, SecondFactor bool
		}
		a := b.ask(t, token, `{ sessions { id current secondFactor usedAt expiresAt } }`, nil)
		if err := json.Unmarshal(a.Data["sessions"], &list); err != nil {
			t.Fatalf("%s, %v", a.code(), err)
		}
		for i, s := range list {
			if ids = append(ids, s.ID); s.Current != (i == 0) || !s.SecondFactor {
				t.Errorf("session %d is not as it should be", i)
			}
		}
		return ids
	}
	ids := sessions(here)
	if len(ids) != 2 {
		t.Fatalf("%d sessions", len(ids))
	}
	const end = `mutation($s: ID!) { endSession(session: $s) { id } }`
	other, _ := invited(t, b.world, b.clock, ptr(1), "piet@example.org", orderveil.RoleMerchant)
	stranger := other.signIn(t, 1, "piet@example.org", password, other.code(t))
	if code := b.ask(t, stranger, end, map[string]any{"s": ids[1]}).code(); code != "NOT_FOUND" {
		t.Errorf("a colleague ends it: %q", code)
	}
	if code := b.ask(t, here, end, map[string]any{"s": ids[1]}).code(); code != "" {
		t.Fatalf("endSession: %s", code)
	}
	b.clock.Advance(11 * time.Second)
	if b.come(t, lost, "") != http.StatusUnauthorized || b.come(t, here, "") != http.StatusOK {
		t.Error("the wrong session ended")
	}
	if n := len(sessions(here)); n != 1 {
		t.Errorf("%d sessions are left", n)
	}
}

func ptr[T any](v T) *T { return &v }

// Whoever is signed in adds passkeys with a fresh second factor, takes one away, and keeps
// the last way in.
func TestPasskeysAreAddedAndTakenAway(t *testing.T) {
	t.Parallel()
	clock := storetest.NewClock(time.Now())
	w := newWorld(t, 1, func(c *server.Config, p *server.Parts) { c.Origin, p.Clock = "https://hub.example.com", clock.Now })
	i, err := w.InviteFirst(t.Context(), ptr(1), "jan@example.org", "Desk", orderveil.RoleMerchant)
	if err != nil {
		t.Fatal(err)
	}
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	b := &browser{world: w, clock: clock, client: &http.Client{Jar: jar}}
	site := virtualwebauthn.RelyingParty{Name: "Orderveil", ID: "hub.example.com", Origin: "https://hub.example.com"}
	device := virtualwebauthn.NewAuthenticator()
	enrol := func(invitation string, key virtualwebauthn.Credential) int {
		status, options := b.call(t, "passkey/enrol/begin", map[string]any{"invitation": invitation})
		if status != http.StatusOK {
			return status
		}
		asked, err := virtualwebauthn.ParseAttestationOptions(jsonOf(t, options))
		if err != nil {
			t.Fatal(err)
		}
		device.Options.UserHandle = []byte(asked.UserID)
		said := virtualwebauthn.CreateAttestationResponse(site, device, key, *asked)
		status, _ = b.call(t, "passkey/enrol/finish", map[string]any{"invitation": invitation, "credential": json.RawMessage(said)})
		return status
	}
	signIn := func(key virtualwebauthn.Credential) string {
		_, options := b.call(t, "passkey/begin", map[string]any{})
		asked, err := virtualwebauthn.ParseAssertionOptions(jsonOf(t, options))
		if err != nil {
			t.Fatal(err)
		}
		said := virtualwebauthn.CreateAssertionResponse(site, device, key, *asked)
		_, in := b.call(t, "passkey/finish", map[string]any{"credential": json.RawMessage(said)})
		token, _ := in["accessToken"].(string)
		return token
	}
	phone, laptop := virtualwebauthn.NewCredential(virtualwebauthn.KeyTypeEC2), virtualwebauthn.NewCredential(virtualwebauthn.KeyTypeEC2)
	if status := enrol(i.Token, phone); status != http.StatusNoContent {
		t.Fatalf("enrol: %d", status)
	}
	device.AddCredential(phone)
	device.AddCredential(laptop)
	if status := enrol("", laptop); status != http.StatusUnauthorized {
		t.Errorf("a passkey is added to nobody: %d", status)
	}
	token := signIn(phone)
	passkeys := func() (ids []string) {
		var list []struct{ ID string }
		a := b.ask(t, token, `{ passkeys { id createdAt lastUsedAt } }`, nil)
		if err := json.Unmarshal(a.Data["passkeys"], &list); err != nil {
			t.Fatalf("%s, %v", a.code(), err)
		}
		for _, p := range list {
			ids = append(ids, p.ID)
		}
		return ids
	}
	remove := func(id string) string {
		return b.ask(t, token, `mutation($p: ID!) { removePasskey(passkey: $p) { id } }`, map[string]any{"p": id}).code()
	}
	first := passkeys()
	if len(first) != 1 || remove(first[0]) != "INVALID" {
		t.Errorf("the last way in is taken away; %d passkeys", len(first))
	}
	clock.Advance(5 * time.Minute)
	if status := enrol("", laptop); status != http.StatusBadRequest {
		t.Errorf("a passkey is added with an old second factor: %d", status)
	}
	token = signIn(phone)
	if status := enrol("", laptop); status != http.StatusNoContent {
		t.Fatalf("add a passkey: %d", status)
	}
	if len(passkeys()) != 2 || remove(first[0]) != "" {
		t.Fatal("the first passkey stays")
	}
	if signIn(phone) != "" {
		t.Error("a passkey that was taken away lets in")
	}
	if token = signIn(laptop); token == "" || !strings.Contains(b.ask(t, token, `{ viewer { role } }`, nil).Body, "merchant") {
		t.Error("the second passkey does not let in")
	}
}

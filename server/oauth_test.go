package server_test

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"orderveil"
	"orderveil/server"
	"orderveil/store/storetest"
)

// client is a partner's program as the merchant made it.
type client struct {
	Client struct{ ID, ClientID string }
	Secret string
}

func (w *world) client(t *testing.T, merchant string, scopes ...string) client {
	t.Helper()
	a := w.ask(t, merchant, `mutation($s: [String!]!) { createApiClient(label: "Scanner", scopes: $s, days: 30) { client { id clientId } secret } }`, map[string]any{"s": scopes})
	var c client
	if err := json.Unmarshal(a.Data["createApiClient"], &c); err != nil || !strings.HasPrefix(c.Secret, "ovs_") {
		t.Fatalf("%s, %v", a.code(), err)
	}
	return c
}

// getToken asks the token endpoint, and returns the token or the error.
func (w *world) getToken(t *testing.T, form url.Values, basic ...string) (token, scope, problem string) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, w.URL+"/oauth/token", strings.NewReader(form.Encode()))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	if len(basic) == 2 {
		r.SetBasicAuth(basic[0], basic[1])
	}
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil || response.Header.Get("Cache-Control") != "no-store" {
		t.Errorf("%v, %v", err, response.Header)
	}
	var said struct {
		AccessToken string `json:"access_token"`
		Scope       string
		Error       string
	}
	if err := json.Unmarshal(body, &said); err != nil {
		t.Fatal(err)
	}
	return said.AccessToken, said.Scope, said.Error
}

func TestAPartnersProgramComesInForItsPurposesAlone(t *testing.T) {
	t.Parallel()
	w := newWorld(t, 1)
	merchant := w.token(t, orderveil.RoleMerchant)
	c := w.client(t, merchant, "orders:read", "orders:ship_to")
	grant := url.Values{"grant_type": {"client_credentials"}}
	body := url.Values{"grant_type": {"client_credentials"}, "client_id": {c.Client.ClientID}, "client_secret": {c.Secret}}
	const look = `{ ordersByNumber(number: "C000000001") { shipTo { lastName email } billTo { lastName } } }`
	for name, get := range map[string]func() (string, string, string){
		"Basic": func() (string, string, string) { return w.getToken(t, grant, c.Client.ClientID, c.Secret) },
		"body":  func() (string, string, string) { return w.getToken(t, body) },
	} {
		token, scope, problem := get()
		if problem != "" || scope != "orders:read orders:ship_to" {
			t.Fatalf("by %s: %s, %s", name, problem, scope)
		}
		a := w.ask(t, token, look, nil)
		if !strings.Contains(a.Body, `"shipTo":{"lastName":"`+storetest.Mark) || strings.Count(a.Body, storetest.Mark) != 1 {
			t.Errorf("by %s: it is shown more or less than the recipient's name: %s", name, a.code())
		}
	}
	narrow := url.Values{"grant_type": {"client_credentials"}, "scope": {"orders:read"}}
	if token, scope, _ := w.getToken(t, narrow, c.Client.ClientID, c.Secret); scope != "orders:read" || strings.Contains(w.ask(t, token, look, nil).Body, storetest.Mark) {
		t.Error("what was not asked for is shown")
	}
	for name, x := range map[string]struct {
		form  url.Values
		basic []string
		want  string
	}{
		"a wrong secret":     {grant, []string{c.Client.ClientID, c.Secret + "x"}, "invalid_client"},
		"no such client":     {grant, []string{"01a20a57-4a2d-7876-a21e-e2ed27988be5", c.Secret}, "invalid_client"},
		"no id":              {grant, []string{"Scanner", c.Secret}, "invalid_client"},
		"nothing":            {grant, nil, "invalid_request"},
		"both ways":          {body, []string{c.Client.ClientID, c.Secret}, "invalid_request"},
		"another grant type": {url.Values{"grant_type": {"password"}}, []string{c.Client.ClientID, c.Secret}, "unsupported_grant_type"},
		"a scope too many":   {url.Values{"grant_type": {"client_credentials"}, "scope": {"orders:bill_to"}}, []string{c.Client.ClientID, c.Secret}, "invalid_scope"},
	} {
		if token, _, problem := w.getToken(t, x.form, x.basic...); problem != x.want || token != "" {
			t.Errorf("%s: %q, want %q", name, problem, x.want)
		}
	}
	list := w.ask(t, merchant, `{ apiClients { label scopes lastUsedAt expiresAt revokedAt } }`, nil)
	if strings.Contains(list.Body, c.Secret) || !strings.Contains(list.Body, `"lastUsedAt":"2`) {
		t.Errorf("the list is not right: %s", list.code())
	}
	if _, trail := w.fetch(t, merchant, "/audit/trail"); !bytes.Contains(trail, []byte(`"right":"orders:read orders:ship_to"`)) || bytes.Contains(trail, []byte(c.Secret)) {
		t.Error("the trail does not say by which right, or says the secret")
	}
}

func TestARevokedProgramIsOutWithinAMinute(t *testing.T) {
	t.Parallel()
	clock := storetest.NewClock(time.Now())
	w := newWorld(t, 1, func(_ *server.Config, p *server.Parts) { p.Clock = clock.Now })
	merchant := w.token(t, orderveil.RoleMerchant)
	c := w.client(t, merchant, "orders:read")
	grant := url.Values{"grant_type": {"client_credentials"}}
	token, _, _ := w.getToken(t, grant, c.Client.ClientID, c.Secret)
	if status := w.come(t, token, ""); status != http.StatusOK {
		t.Fatalf("status %d", status)
	}
	a := w.ask(t, merchant, `mutation($c: ID!) { rotateApiClientSecret(client: $c, overlapHours: 1) { secret } }`, map[string]any{"c": c.Client.ID})
	var next struct{ Secret string }
	if err := json.Unmarshal(a.Data["rotateApiClientSecret"], &next); err != nil {
		t.Fatal(err)
	}
	for _, secret := range []string{c.Secret, next.Secret} {
		if _, _, problem := w.getToken(t, grant, c.Client.ClientID, secret); problem != "" {
			t.Errorf("during the overlap: %s", problem)
		}
	}
	clock.Advance(61 * time.Minute)
	if _, _, problem := w.getToken(t, grant, c.Client.ClientID, c.Secret); problem != "invalid_client" {
		t.Errorf("after the overlap: %q", problem)
	}
	merchant = w.token(t, orderveil.RoleMerchant)
	token, _, _ = w.getToken(t, grant, c.Client.ClientID, next.Secret)
	if a := w.ask(t, merchant, `mutation($c: ID!) { revokeApiClient(client: $c) { revokedAt } }`, map[string]any{"c": c.Client.ID}); a.code() != "" {
		t.Fatal(a.code())
	}
	clock.Advance(11 * time.Second)
	if status := w.come(t, token, ""); status != http.StatusUnauthorized {
		t.Errorf("its token is still good: %d", status)
	}
	if _, _, problem := w.getToken(t, grant, c.Client.ClientID, next.Secret); problem != "invalid_client" {
		t.Errorf("it gets a token: %q", problem)
	}
	other := w.client(t, merchant, "orders:read")
	clock.Advance(31 * 24 * time.Hour)
	if _, _, problem := w.getToken(t, grant, other.Client.ClientID, other.Secret); problem != "invalid_client" {
		t.Errorf("one that is over gets a token: %q", problem)
	}
}

func TestWhoMayLetProgramsIn(t *testing.T) {
	t.Parallel()
	w := newWorld(t, 1)
	for _, role := range orderveil.Roles() {
		a := w.ask(t, w.token(t, role, orderveil.ScopeOrdersRead), `mutation { createApiClient(label: "x", scopes: ["orders:read"], days: 1) { secret } }`, nil)
		if got := a.code() == ""; got != (role == orderveil.RoleMerchant) {
			t.Errorf("as %s: %q", role, a.code())
		}
	}
	for _, arguments := range []string{`label: "", scopes: ["orders:read"], days: 1`, `label: "x", scopes: [], days: 1`, `label: "x", scopes: ["orders:all"], days: 1`,
		`label: "x", scopes: ["orders:read"], days: 366`, `label: "x", scopes: ["orders:read"], days: 1, networks: ["everywhere"]`} {
		if a := w.ask(t, w.token(t, orderveil.RoleMerchant), `mutation { createApiClient(`+arguments+`) { secret } }`, nil); a.code() != "INVALID" {
			t.Errorf("%s: %q", arguments, a.code())
		}
	}
}

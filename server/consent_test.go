package server_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"orderveil"
	"orderveil/connectors"
	"orderveil/connectors/amazon"
	amazonsim "orderveil/connectors/amazon/simulator"
	"orderveil/connectors/ebay"
	ebaysim "orderveil/connectors/ebay/simulator"
	"orderveil/personal"
	"orderveil/server"
	"orderveil/store/storetest"
)

const (
	consentToken = "refresh-and-secret-Tk5"
	hubOrigin    = "https://hub.example.com"

	beginQuery  = `mutation($c: ID!) { beginAuthorisation(connection: $c) { url until } }`
	finishQuery = `mutation($s: Secret!, $c: Secret) { finishAuthorisation(state: $s, code: $c) { accepted problem { code owner nextStep } connection { id state problem { code } nextRunAt expiries { what endsOn } } } }`
	stateQuery  = `query($c: ID!) { node(id: $c) { ... on Connection { state nextRunAt problem { code owner } } } }`
)

// consenting is a world in which merchants can consent at eBay and Amazon.
type consenting struct {
	*world
	t       *testing.T
	clock   *storetest.Clock
	ebay    *ebaysim.Simulator
	address string
	token   string
}

func newConsenting(t *testing.T) *consenting {
	t.Helper()
	t.Parallel()
	c := &consenting{t: t, clock: storetest.NewClock(time.Now())}
	back := hubOrigin + connectors.ReturnPath
	c.ebay = ebaysim.New(ebaysim.Config{
		Clock: c.clock.Now, ClientID: "shop", ClientSecret: rightSecret, RefreshToken: consentToken,
		RuName: ebaysim.RuName{Name: "Ru-Name", Accepted: back, Declined: back + "?error=access_denied"},
	})
	seller := amazonsim.New(amazonsim.Config{
		Clock: c.clock.Now, ClientID: "shop", ClientSecret: rightSecret, RefreshToken: consentToken,
		Application: amazonsim.Application{ID: "app", Redirects: []string{back}},
	})
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasPrefix(r.URL.Path, "/apps/") || strings.HasPrefix(r.URL.Path, "/auth/") || strings.HasPrefix(r.URL.Path, "/orders/") {
			seller.ServeHTTP(w, r)
			return
		}
		c.ebay.ServeHTTP(w, r)
	}))
	t.Cleanup(srv.Close)
	c.address = srv.URL
	c.world = newWorld(t, 0, func(config *server.Config, p *server.Parts) {
		p.Connectors, p.Loopback, p.Clock, config.Origin = []connectors.Spec{amazon.Spec, ebay.Spec}, true, c.clock.Now, hubOrigin
	})
	c.token = c.world.token(t, orderveil.RoleMerchant)
	return c
}

// add adds a connection that waits for the merchant.
func (c *consenting) add(connector string) string {
	c.t.Helper()
	settings := []any{setting("api", c.address), setting("login", c.address)}
	if connector == "ebay" {
		settings = append(settings, setting("consent_page", c.address), setting("ru_name", "Ru-Name"))
	} else {
		settings = append(settings, setting("seller_central", c.address), setting("application_id", "app"), setting("marketplaces", "NL"), setting("secret_created", c.clock.Now().Format(time.DateOnly)))
	}
	a := c.ask(c.t, c.token, addDraft, map[string]any{"d": map[string]any{
		"connector": connector, "settings": settings, "secrets": []any{setting("client_id", "shop"), setting("client_secret", rightSecret)},
	}})
	if !strings.Contains(a.Body, `"state":"UNAUTHORISED"`) || !strings.Contains(a.Body, `"nextRunAt":null`) {
		c.t.Fatalf("added: %s", a.Body)
	}
	return a.id(c.t, "addConnection")
}

func setting(name, value string) map[string]any { return map[string]any{"name": name, "value": value} }

// merchant goes to the other side's page and answers, and returns with what came back.
func (c *consenting) merchant(conn, answer string) (state, code string) {
	c.t.Helper()
	a := c.ask(c.t, c.token, beginQuery, map[string]any{"c": conn})
	var page struct{ URL string }
	if err := json.Unmarshal(a.Data["beginAuthorisation"], &page); err != nil || page.URL == "" {
		c.t.Fatalf("begun: %s", a.Body)
	}
	u, _ := url.Parse(page.URL)
	form := u.Query()
	form.Set("answer", answer)
	u.RawQuery = ""
	client := http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	sent, err := client.PostForm(u.String(), form)
	if err != nil {
		c.t.Fatal(err)
	}
	_ = sent.Body.Close()
	back, err := sent.Location()
	if err != nil || !strings.HasPrefix(back.String(), hubOrigin+"/authorised") {
		c.t.Fatalf("the merchant does not come back: %v", err)
	}
	return back.Query().Get("state"), back.Query().Get("code") + back.Query().Get("spapi_oauth_code")
}

func (c *consenting) finish(state, code string) answer {
	return c.ask(c.t, c.token, finishQuery, map[string]any{"s": state, "c": code})
}

func (c *consenting) says(a answer, want ...string) {
	c.t.Helper()
	for _, text := range want {
		if !strings.Contains(a.Body, text) {
			c.t.Errorf("want %s in %s", text, a.Body)
		}
	}
}

func TestAMerchantAuthorisesAConnectionAtTheMarketplacesOwnPage(t *testing.T) {
	c := newConsenting(t)
	for connector, agree := range map[string]string{"ebay": "agree", "amazon": "confirm"} {
		conn := c.add(connector)
		its := map[string]any{"c": conn}
		c.says(c.ask(t, c.token, tryStored, its), `"accepted":false,"problem":{"code":"NOT_AUTHORISED"`)
		c.says(c.ask(t, c.token, `mutation($c: ID!) { syncNow(connection: $c) { id } }`, its), `authorise it first`)
		c.says(c.ask(t, c.token, `mutation($c: ID!) { pauseConnection(connection: $c) { state } }`, its), `"PAUSED"`)
		c.says(c.ask(t, c.token, `mutation($c: ID!) { resumeConnection(connection: $c) { state nextRunAt } }`, its), `"UNAUTHORISED","nextRunAt":null`)
		c.says(c.ask(t, c.token, stateQuery, its), `"problem":{"code":"NOT_AUTHORISED","owner":"MERCHANT"}`)

		state, code := c.merchant(conn, agree)
		a := c.finish(state, code)
		c.says(a, `"accepted":true,"problem":null`, `"id":"`+conn+`","state":"ACTIVE","problem":null,"nextRunAt":"2`, `"endsOn":"`)
		for _, secret := range []string{consentToken, code, state, rightSecret} {
			if strings.Contains(a.Body, secret) {
				t.Errorf("%s: the answer has a secret in it", connector)
			}
			c.nowhere(t, secret)
		}
		c.says(c.ask(t, c.token, `{ auditTrail(first: 50, filter: { kind: [CHANGE] }) { nodes { via object outcome } } }`, nil),
			`{"via":"beginAuthorisation","object":"`+conn+`","outcome":"OK"}`, `{"via":"finishAuthorisation","object":"`+conn+`","outcome":"OK"}`)
		// The other way stays: a token that is taken away makes it wait again.
		c.says(c.ask(t, c.token, `mutation($c: ID!) { replaceCredentials(connection: $c, secrets: [{ name: "refresh_token", value: "" }, { name: "client_id", value: "shop" }]) { state nextRunAt problem { code } } }`, its), `"state":"UNAUTHORISED","nextRunAt":null,"problem":{"code":"NOT_AUTHORISED"}`)
		c.says(c.ask(t, c.token, `mutation($c: ID!, $s: Secret!) { replaceCredentials(connection: $c, secrets: [{ name: "refresh_token", value: $s }]) { state nextRunAt } }`, map[string]any{"c": conn, "s": consentToken}), `"state":"ACTIVE","nextRunAt":"2`)
	}
}

func TestAnAuthorisationIsFinishedOnceInTimeByWhoBeganIt(t *testing.T) {
	c := newConsenting(t)
	conn := c.add("ebay")
	none := "begin it again on the connection's page"
	state, code := c.merchant(conn, "agree")

	colleague := storetest.Viewer(orderveil.RoleMerchant, c.Account.ID)
	colleague.Subject = "a-colleague"
	other, err := c.Fixture.OpenAccount(t.Context(), 2)
	if err != nil {
		t.Fatal(err)
	}
	elsewhere := storetest.Viewer(orderveil.RoleMerchant, other.ID)
	browser := storetest.Viewer(orderveil.RoleMerchant, c.Account.ID)
	browser.Session = uuid.New()
	own := personal.NewSecret(code)
	for _, v := range []orderveil.Viewer{colleague, elsewhere, browser} {
		if _, err := c.Server.Store.FinishAuthorisation(t.Context(), v, personal.NewSecret(state), &own); err == nil || !strings.Contains(err.Error(), none) {
			t.Errorf("of %s in session %s: %v", v.Subject, v.Session, err)
		}
	}
	token, err := c.Issuer.Token(colleague, time.Hour)
	if err != nil {
		t.Fatal(err)
	}
	if a := c.ask(t, token, finishQuery, map[string]any{"s": state, "c": code}); a.code() != "INVALID" {
		t.Errorf("of a colleague: %s", a.Body)
	}
	c.says(c.finish("another", code), none)
	if n := c.ebay.Exchanges() + c.ebay.TokensGiven(); n != 0 {
		t.Fatalf("eBay was asked %d times", n)
	}
	c.says(c.finish(state, code), `"accepted":true`)
	c.says(c.finish(state, code), none) // a second time

	state, code = c.merchant(conn, "agree")
	c.clock.Advance(10 * time.Minute)
	c.token = c.world.token(t, orderveil.RoleMerchant)
	c.says(c.finish(state, code), none)

	state, code = c.merchant(conn, "agree")
	_, _ = c.merchant(conn, "agree") // begun again
	c.says(c.finish(state, code), none)

	state, code = c.merchant(conn, "agree")
	c.says(c.ask(t, c.token, `mutation($c: ID!, $s: Secret!) { replaceCredentials(connection: $c, secrets: [{ name: "client_secret", value: $s }]) { state } }`, map[string]any{"c": conn, "s": rightSecret}), `"ACTIVE"`)
	c.says(c.finish(state, code), none) // it may be another application's
	if n := c.ebay.Exchanges(); n != 1 {
		t.Errorf("%d exchanges, want 1", n)
	}
}

func TestAMerchantWhoRefusesLeavesTheConnectionWaiting(t *testing.T) {
	c := newConsenting(t)
	conn := c.add("ebay")
	state, code := c.merchant(conn, "decline")
	a := c.ask(t, c.token, `mutation($s: Secret!) { finishAuthorisation(state: $s) { accepted problem { code } connection { state nextRunAt problem { code } } } }`, map[string]any{"s": state})
	if code != "" {
		t.Error("a code came back")
	}
	c.says(a, `"accepted":false,"problem":{"code":"CONSENT_REFUSED"},"connection":{"state":"UNAUTHORISED","nextRunAt":null,"problem":{"code":"CONSENT_REFUSED"}}`)

	state, code = c.merchant(conn, "agree")
	c.clock.Advance(ebaysim.CodeLife) // within our ten minutes, and too late for eBay
	c.says(c.finish(state, code), `"accepted":false,"problem":{"code":"CONSENT_CODE_REFUSED","owner":"MERCHANT"`, `"state":"UNAUTHORISED"`)

	c.ebay.ForgeStates()
	state, code = c.merchant(conn, "agree")
	c.says(c.finish(state, code), "begin it again")
}

func TestWhatComesBackWithAMerchantIsInNoLogAndNoReferrer(t *testing.T) {
	c := newConsenting(t)
	response, _, err := c.send(t, http.MethodGet, "/authorised?state=kanarie-state&code=kanarie-code", "", nil)
	if err != nil || response.StatusCode != http.StatusOK || response.Header.Get("Referrer-Policy") != "no-referrer" || response.Header.Get("Cache-Control") != "no-store" {
		t.Fatalf("%v, %v", response, err)
	}
	if !strings.Contains(c.Log.String(), "/authorised") {
		t.Error("the log lacks the request")
	}
	c.nowhere(t, "kanarie-")
}

func TestOnlyWhoMayChangeCredentialsAuthorises(t *testing.T) {
	c := newConsenting(t)
	conn := c.add("ebay")
	for _, role := range []orderveil.Role{orderveil.RoleFulfilment, orderveil.RoleMerchantViewer, orderveil.RoleSupport, orderveil.RoleAdministrator} {
		token := c.world.token(t, role)
		for _, a := range []answer{c.ask(t, token, beginQuery, map[string]any{"c": conn}), c.ask(t, token, finishQuery, map[string]any{"s": "x", "c": "y"})} {
			if a.code() != "FORBIDDEN" {
				t.Errorf("%s: %s", role, a.Body)
			}
		}
	}
	other, err := c.Fixture.OpenAccount(t.Context(), 2)
	if err != nil {
		t.Fatal(err)
	}
	token, err := c.Issuer.Token(storetest.Viewer(orderveil.RoleMerchant, other.ID), time.Hour)
	if err != nil {
		t.Fatal(err)
	}
	if a := c.ask(t, token, beginQuery, map[string]any{"c": conn}); a.code() != "NOT_FOUND" {
		t.Errorf("another account's: %s", a.Body)
	}
}

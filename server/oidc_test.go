package server_test

import (
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/zitadel/oidc/v3/example/server/exampleop"
	"github.com/zitadel/oidc/v3/example/server/storage"

	"orderveil"
	"orderveil/server"
	"orderveil/store/storetest"
)

var providers sync.Mutex

// openID starts a real OpenID provider whose only user, with a password alone, comes from
// the issuer's host, and returns a world whose staff signs in there.
func openID(t *testing.T, factors []string, roles map[string]string) (*world, *storetest.Clock, func(*testing.T) (*http.Client, int)) {
	t.Helper()
	// The provider's library keeps its paths in a variable of the package: one at a time.
	providers.Lock()
	t.Cleanup(providers.Unlock)
	var provider http.Handler
	op := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { provider.ServeHTTP(w, r) }))
	t.Cleanup(op.Close)
	var front http.Handler
	own := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { front.ServeHTTP(w, r) }))
	t.Cleanup(own.Close)
	redirect := own.URL + "/auth/oidc/callback"
	client := storage.WebClient("orderveil", "secret", redirect)
	provider = exampleop.SetupServer(op.URL+"/", storage.NewStorageWithClients(storage.NewUserStore(op.URL+"/"), map[string]*storage.Client{"orderveil": client}),
		slog.New(slog.DiscardHandler), false)
	secret := filepath.Join(t.TempDir(), "secret")
	if err := os.WriteFile(secret, []byte("secret\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	clock := storetest.NewClock(time.Now())
	clock.Follow()
	w := newWorld(t, 1, func(c *server.Config, p *server.Parts) {
		p.Loopback, p.Clock = true, clock.Now
		c.OIDC = server.OIDCConfig{Issuer: op.URL + "/", ClientID: "orderveil", ClientSecretFile: secret, Redirect: redirect, Claim: "email", Roles: roles, SecondFactors: factors}
	})
	front = w.Handler()
	signIn := func(t *testing.T) (*http.Client, int) {
		t.Helper()
		jar, err := cookiejar.New(nil)
		if err != nil {
			t.Fatal(err)
		}
		b := &http.Client{Jar: jar}
		page, err := b.Get(own.URL + "/auth/oidc/start")
		if err != nil {
			t.Fatal(err)
		}
		_ = page.Body.Close()
		if !strings.HasPrefix(page.Request.URL.String(), op.URL) {
			t.Fatalf("the browser is at %s, %d", page.Request.URL.Path, page.StatusCode)
		}
		form := url.Values{"username": {"test-user@127.0.0.1"}, "password": {"verysecure"}, "id": {page.Request.URL.Query().Get("authRequestID")}}
		back, err := b.PostForm(op.URL+"/login/username", form)
		if err != nil {
			t.Fatal(err)
		}
		_, _ = io.Copy(io.Discard, back.Body)
		_ = back.Body.Close()
		return b, back.StatusCode
	}
	w.URL = own.URL
	return w, clock, signIn
}

// refreshed exchanges the browser's cookie for an access token.
func (w *world) refreshed(t *testing.T, b *http.Client) string {
	t.Helper()
	response, err := b.Post(w.URL+"/auth/refresh", "application/json", strings.NewReader("{}"))
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	var said struct{ AccessToken, Role string }
	if err := json.NewDecoder(response.Body).Decode(&said); err != nil {
		t.Fatal(err)
	}
	return said.AccessToken
}

// supportWithGrant has whoever holds the token ask for a grant, and the merchant agree; it
// reports whether it could ask and the name is shown.
func (w *world) supportWithGrant(t *testing.T, token string) bool {
	t.Helper()
	found := w.ask(t, token, `{ ordersByNumber(number: "C000000001") { id } }`, nil)
	var orders []struct{ ID string }
	if err := json.Unmarshal(found.Data["ordersByNumber"], &orders); err != nil || len(orders) != 1 {
		t.Fatalf("%s, %v", found.code(), err)
	}
	a := w.ask(t, token, `mutation($o: ID!) { requestGrant(order: $o, categories: [NAME], purpose: CUSTOMER_REQUEST, ticket: "SUP-7", reason: "The customer asked us to look.") { id } }`, map[string]any{"o": orders[0].ID})
	if a.code() == "INVALID" { // no second factor
		return false
	}
	var g struct{ ID string }
	if err := json.Unmarshal(a.Data["requestGrant"], &g); err != nil {
		t.Fatalf("%s, %v", a.code(), err)
	}
	if a := w.ask(t, w.token(t, orderveil.RoleMerchant), `mutation($g: ID!) { approveGrant(grant: $g) { state } }`, map[string]any{"g": g.ID}); a.code() != "" {
		t.Fatal(a.code())
	}
	return strings.Contains(w.ask(t, token, `{ ordersByNumber(number: "C000000001") { shipTo { lastName } } }`, nil).Body, storetest.Mark)
}

// Staff signs in at a real OpenID provider. Who showed a second factor there is shown what
// a grant shows; who did not works on, and cannot ask for one.
func TestStaffSignsInAtAnOpenIDProvider(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		factors []string
		shown   bool
	}{"WithASecondFactor": {[]string{"pwd"}, true}, "WithAPasswordAlone": {nil, false}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w, clock, signIn := openID(t, c.factors, map[string]string{"test-user@zitadel.ch": "support"})
			b, _ := signIn(t)
			token := w.refreshed(t, b)
			if a := w.ask(t, token, `{ viewer { role } }`, nil); !strings.Contains(a.Body, `"role":"support"`) {
				t.Fatalf("not signed in as support: %s", a.code())
			}
			if shown := w.supportWithGrant(t, token); shown != c.shown {
				t.Errorf("shown %v, want %v", shown, c.shown)
			}
			clock.Advance(12*time.Hour + time.Minute)
			if w.refreshed(t, b) != "" {
				t.Error("the session outlives twelve hours after the authentication")
			}
		})
	}
}

func TestStaffWithoutARoleStaysOut(t *testing.T) {
	t.Parallel()
	w, _, signIn := openID(t, nil, map[string]string{"somebody-else@zitadel.ch": "support"})
	b, status := signIn(t)
	if status != http.StatusUnauthorized || w.refreshed(t, b) != "" {
		t.Errorf("somebody without a role is let in: %d", status)
	}
	for _, path := range []string{"/auth/oidc/callback", "/auth/oidc/callback?state=x&code=y", "/auth/oidc/callback?error=access_denied"} {
		if status, _ := w.fetch(t, "", path); status != http.StatusUnauthorized {
			t.Errorf("%s: %d", path, status)
		}
	}
}

func TestAConfigurationOfAnOpenIDProviderIsChecked(t *testing.T) {
	t.Parallel()
	_, err := load(t, "data: d\noidc: {issuer: 'http://id.example.com', roles: {a: merchant}}", nil)
	for _, want := range []string{"oidc.issuer", "oidc.redirect", "oidc.clientID", "oidc.clientSecretFile", "oidc.claim", "oidc.roles"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s is not complained of: %v", want, err)
		}
	}
}

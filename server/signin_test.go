package server_test

import (
	"bytes"
	"context"
	"encoding/base32"
	"encoding/json"
	"io"
	"net/http"
	"net/http/cookiejar"
	"strings"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"

	"orderveil"
	"orderveil/server"
	"orderveil/store/storetest"
)

// browser keeps cookies, as a browser does.
type browser struct {
	*world
	clock  *storetest.Clock
	client *http.Client
	secret string // of the authenticator app
}

const password = "kanarie vliegt over zee"

// signInWorld is a program with a clock of its own, and a merchant in a browser who has
// been invited and enrolled.
func signInWorld(t *testing.T) (*browser, []string) {
	t.Helper()
	clock := storetest.NewClock(time.Now())
	w := newWorld(t, 1, func(_ *server.Config, p *server.Parts) { p.Clock = clock.Now })
	one := 1
	return invited(t, w, clock, &one, "jan@example.org", orderveil.RoleMerchant)
}

func invited(t *testing.T, w *world, clock *storetest.Clock, account *int, login string, role orderveil.Role) (*browser, []string) {
	t.Helper()
	i, err := w.InviteFirst(t.Context(), account, login, "Desk", role)
	if err != nil {
		t.Fatal(err)
	}
	return enrolled(t, w, clock, i.Token)
}

func enrolled(t *testing.T, w *world, clock *storetest.Clock, token string) (*browser, []string) {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	b := &browser{world: w, clock: clock, client: &http.Client{Jar: jar}}
	status, said := b.call(t, "invitation", map[string]any{"invitation": token})
	b.secret, _ = said["totpSecret"].(string)
	if _, err := base32.StdEncoding.WithPadding(base32.NoPadding).DecodeString(b.secret); err != nil || status != http.StatusOK {
		t.Fatalf("%d, %v", status, err)
	}
	status, said = b.call(t, "enrol", map[string]any{"invitation": token, "password": password, "code": b.code(t)})
	list, _ := said["recoveryCodes"].([]any)
	if status != http.StatusOK || len(list) != 10 {
		t.Fatalf("%d, %v", status, said)
	}
	var codes []string
	for _, c := range list {
		codes = append(codes, c.(string))
	}
	clock.Advance(30 * time.Second)
	return b, codes
}

func (b *browser) code(t *testing.T) string {
	t.Helper()
	code, err := totp.GenerateCode(b.secret, b.clock.Now())
	if err != nil {
		t.Fatal(err)
	}
	return code
}

func (b *browser) call(t *testing.T, route string, body map[string]any, headers ...string) (int, map[string]any) {
	t.Helper()
	text, err := json.Marshal(body)
	if err != nil {
		t.Fatal(err)
	}
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, b.URL+"/auth/"+route, bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/json")
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	response, err := b.client.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	for _, c := range response.Cookies() {
		if !c.HttpOnly || c.SameSite != http.SameSiteStrictMode || c.Path != "/" {
			t.Errorf("the cookie is not as it should be: %s", c.Name)
		}
	}
	raw, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	said := map[string]any{}
	_ = json.Unmarshal(raw, &said)
	return response.StatusCode, said
}

// signIn returns the access token, or "".
func (b *browser) signIn(t *testing.T, account any, login, password, code string) string {
	t.Helper()
	_, said := b.call(t, "sign-in", map[string]any{"account": account, "login": login, "password": password, "code": code})
	token, _ := said["accessToken"].(string)
	return token
}

func TestAMerchantSignsInWithPasswordAndCode(t *testing.T) {
	t.Parallel()
	b, recovery := signInWorld(t)
	code := b.code(t)
	token := b.signIn(t, 1, " JAN@example.org", password, code)
	if a := b.ask(t, token, `{ viewer { role } ordersByNumber(number: "C000000001") { shipTo { lastName } } }`, nil); !strings.Contains(a.Body, storetest.Mark) {
		t.Fatalf("signed in: %s", a.code())
	}
	for name, try := range map[string]func() string{
		"the same code again": func() string { return b.signIn(t, 1, "jan@example.org", password, code) },
		"no code":             func() string { return b.signIn(t, 1, "jan@example.org", password, "") },
		"another account":     func() string { return b.signIn(t, 2, "jan@example.org", password, b.code(t)) },
		"as staff":            func() string { return b.signIn(t, nil, "jan@example.org", password, b.code(t)) },
		"another name":        func() string { return b.signIn(t, 1, "piet@example.org", password, b.code(t)) },
	} {
		if try() != "" {
			t.Errorf("%s lets in", name)
		}
	}
	b.clock.Advance(time.Minute)
	if b.signIn(t, 1, "jan@example.org", password, recovery[3]) == "" {
		t.Error("a recovery code does not let in")
	}
	if b.signIn(t, 1, "jan@example.org", password, recovery[3]) != "" {
		t.Error("a recovery code lets in twice")
	}
}

func TestFailuresLockAndTheLockTellsNothing(t *testing.T) {
	t.Parallel()
	b, _ := signInWorld(t)
	for range 5 {
		if b.signIn(t, 1, "jan@example.org", "a wrong password", b.code(t)) != "" {
			t.Fatal("a wrong password lets in")
		}
	}
	b.clock.Advance(time.Minute)
	locked, said := b.call(t, "sign-in", map[string]any{"account": 1, "login": "jan@example.org", "password": password, "code": b.code(t)})
	none, other := b.call(t, "sign-in", map[string]any{"account": 1, "login": "nobody@example.org", "password": password, "code": "123456"})
	if locked != http.StatusUnauthorized || none != locked {
		t.Errorf("locked %d, unknown %d", locked, none)
	}
	if a, b := jsonOf(t, said), jsonOf(t, other); a != b {
		t.Errorf("a locked name and an unknown one differ: %s, %s", a, b)
	}
	b.clock.Advance(15 * time.Minute)
	if b.signIn(t, 1, "jan@example.org", password, b.code(t)) == "" {
		t.Error("the lock does not end")
	}
}

func jsonOf(t *testing.T, v any) string {
	t.Helper()
	text, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestARefreshTokenWorksOnceAndEndsTheSessionWhenItComesAgain(t *testing.T) {
	t.Parallel()
	b, _ := signInWorld(t)
	if b.signIn(t, 1, "jan@example.org", password, b.code(t)) == "" {
		t.Fatal("not signed in")
	}
	at, err := http.NewRequest(http.MethodGet, b.URL, nil)
	if err != nil {
		t.Fatal(err)
	}
	stolen := b.client.Jar.Cookies(at.URL)
	status, said := b.call(t, "refresh", map[string]any{})
	token, _ := said["accessToken"].(string)
	if status != http.StatusOK || b.come(t, token, "") != http.StatusOK {
		t.Fatalf("refresh: %d", status)
	}
	thief, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	thief.SetCookies(at.URL, stolen)
	own := b.client
	b.client = &http.Client{Jar: thief}
	if status, _ := b.call(t, "refresh", map[string]any{}); status != http.StatusUnauthorized {
		t.Errorf("a token that was exchanged is good again: %d", status)
	}
	b.client = own
	if status, _ := b.call(t, "refresh", map[string]any{}); status != http.StatusUnauthorized {
		t.Errorf("the session goes on after it was stolen: %d", status)
	}
	b.clock.Advance(11 * time.Second)
	if got := b.come(t, token, ""); got != http.StatusUnauthorized {
		t.Errorf("its access token is still good: %d", got)
	}
}

func TestSigningOutEndsTokensAndStreams(t *testing.T) {
	t.Parallel()
	b, _ := signInWorld(t)
	token := b.signIn(t, 1, "jan@example.org", password, b.code(t))
	ctx, cancel := context.WithTimeout(t.Context(), 60*time.Second)
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, b.URL+"/graphql", strings.NewReader(`{"query":"subscription { orderChanged { number } }"}`))
	if err != nil {
		t.Fatal(err)
	}
	for name, value := range map[string]string{"Content-Type": "application/json", "Accept": "text/event-stream", "Authorization": "Bearer " + token} {
		r.Header.Set(name, value)
	}
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	if status, _ := b.call(t, "sign-out", map[string]any{}); status != http.StatusNoContent {
		t.Fatalf("sign-out: %d", status)
	}
	b.clock.Advance(11 * time.Second)
	if got := b.come(t, token, ""); got != http.StatusUnauthorized {
		t.Errorf("the token is still good: %d", got)
	}
	if status, _ := b.call(t, "refresh", map[string]any{}); status != http.StatusUnauthorized {
		t.Errorf("the session goes on: %d", status)
	}
	if _, err := io.ReadAll(response.Body); err != nil || ctx.Err() != nil {
		t.Errorf("the stream goes on: %v", err)
	}
}

func TestAnotherSiteSignsNobodyIn(t *testing.T) {
	t.Parallel()
	b, _ := signInWorld(t)
	body := map[string]any{"account": 1, "login": "jan@example.org", "password": password, "code": b.code(t)}
	for _, headers := range [][]string{{"Origin", "https://elsewhere.example"}, {"Sec-Fetch-Site", "cross-site"}, {"Sec-Fetch-Site", "same-site"}, {"Content-Type", "text/plain"}} {
		if status, _ := b.call(t, "sign-in", body, headers...); status != http.StatusForbidden {
			t.Errorf("%v: %d", headers, status)
		}
	}
	if status, _ := b.call(t, "sign-in", body, "Origin", b.URL, "Sec-Fetch-Site", "same-origin"); status != http.StatusOK {
		t.Errorf("its own page: %d", status)
	}
}

func TestPeopleAreInvitedChangedReviewedAndRemoved(t *testing.T) {
	t.Parallel()
	b, _ := signInWorld(t)
	token := b.signIn(t, 1, "jan@example.org", password, b.code(t))
	a := b.ask(t, token, `mutation { inviteUser(login: "piet@example.org", label: "Packing", role: "fulfilment") { token user { id state } } }`, nil)
	var i struct {
		Token string
		User  struct{ ID, State string }
	}
	if err := json.Unmarshal(a.Data["inviteUser"], &i); err != nil || i.User.State != "INVITED" {
		t.Fatalf("%s, %v", a.code(), err)
	}
	for _, arguments := range []string{`login: "x@y", label: "x", role: "support"`, `login: "x@y", label: "x", role: "god"`, `login: "x@y", label: "x", role: "partner"`, `login: "PIET@example.org ", label: "x", role: "finance"`} {
		if a := b.ask(t, token, `mutation { inviteUser(`+arguments+`) { token } }`, nil); a.code() != "INVALID" {
			t.Errorf("%s: %q", arguments, a.code())
		}
	}
	piet, _ := enrolled(t, b.world, b.clock, i.Token)
	pietToken := piet.signIn(t, 1, "piet@example.org", password, piet.code(t))
	if a := b.ask(t, pietToken, `{ viewer { role } users { id } }`, nil); a.code() != "FORBIDDEN" {
		t.Errorf("a packer manages users: %s", a.code())
	}
	if status, _ := piet.call(t, "invitation", map[string]any{"invitation": i.Token}); status != http.StatusUnauthorized {
		t.Errorf("an invitation is good twice: %d", status)
	}
	do := func(what string) string {
		return b.ask(t, token, `mutation($u: ID!) { `+what+` { state } }`, map[string]any{"u": i.User.ID}).code()
	}
	if code := do(`changeRole(user: $u, role: "finance")`); code != "" {
		t.Fatal(code)
	}
	b.clock.Advance(11 * time.Second)
	if got := b.come(t, pietToken, ""); got != http.StatusUnauthorized {
		t.Errorf("the role before is still good: %d", got)
	}
	if _, said := piet.call(t, "refresh", map[string]any{}); said["role"] != "finance" {
		t.Errorf("after going on: %v", said)
	}
	var users struct{ ID, Subject string }
	me := b.ask(t, token, `{ users { id subject state lastUsedAt reviewBy } }`, nil)
	var all []struct{ ID, Subject string }
	if err := json.Unmarshal(me.Data["users"], &all); err != nil || len(all) != 2 {
		t.Fatalf("%d users, %v", len(all), err)
	}
	users = all[1] // the first one who came
	for _, what := range []string{`removeUser(user: $u)`, `suspendUser(user: $u)`, `changeRole(user: $u, role: "viewer")`, `confirmAccess(user: $u)`} {
		if a := b.ask(t, token, `mutation($u: ID!) { `+what+` { state } }`, map[string]any{"u": users.ID}); a.code() != "INVALID" {
			t.Errorf("the last merchant, and oneself: %s: %q", what, a.code())
		}
	}
	b.clock.Advance(89 * 24 * time.Hour)
	token = b.signIn(t, 1, "jan@example.org", password, b.code(t))
	if code := do(`confirmAccess(user: $u)`); code != "" {
		t.Fatal(code)
	}
	b.clock.Advance(48 * time.Hour)
	if n, err := b.SuspendUnreviewed(t.Context()); err != nil || n != 1 {
		t.Errorf("%d are suspended, %v", n, err)
	}
	if b.signIn(t, 1, "jan@example.org", password, b.code(t)) != "" {
		t.Error("whose access nobody reviewed comes in")
	}
	if piet.signIn(t, 1, "piet@example.org", password, piet.code(t)) == "" {
		t.Error("whose access was reviewed does not come in")
	}
}

func TestPublishedKeysAreThoseThatSign(t *testing.T) {
	t.Parallel()
	w := newWorld(t, 0)
	status, body := w.fetch(t, "", "/.well-known/jwks.json")
	var set struct {
		Keys []struct{ Kty, Crv, X, Kid, Alg string }
	}
	if err := json.Unmarshal(body, &set); err != nil || status != http.StatusOK || len(set.Keys) != 1 {
		t.Fatalf("%d, %v", status, err)
	}
	if k := set.Keys[0]; k.Kty != "OKP" || k.Crv != "Ed25519" || k.Alg != "EdDSA" || w.Issuer.Keys()[k.Kid] == nil {
		t.Errorf("%+v", k)
	}
}

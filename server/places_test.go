package server_test

import (
	"bytes"
	"net/http"
	"strings"
	"testing"
	"time"

	"orderveil"
	"orderveil/server"
	"orderveil/store/storetest"
)

// come asks the simplest question, from where X-Forwarded-For says.
func (w *world) come(t testing.TB, token, forwarded string) int {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, w.URL+"/graphql", strings.NewReader(`{"query":"not even a query {"}`))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Authorization", "Bearer "+token)
	if forwarded != "" {
		r.Header.Set("X-Forwarded-For", forwarded)
	}
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	_ = response.Body.Close()
	return response.StatusCode
}

// A role comes from its networks alone. What X-Forwarded-For says counts only as far as
// trusted proxies wrote it, and the refusal comes before the request is parsed.
func TestARoleComesFromItsNetworksAlone(t *testing.T) {
	t.Parallel()
	places := func(proxies ...string) func(*server.Config, *server.Parts) {
		return func(c *server.Config, _ *server.Parts) {
			c.Places.TrustedProxies = proxies
			c.Places.Roles = map[string][]string{"support": {"192.0.2.0/24", "2001:db8::/32"}}
		}
	}
	w := newWorld(t, 1, places("127.0.0.1", "10.0.0.0/8"))
	support, merchant := w.token(t, orderveil.RoleSupport), w.token(t, orderveil.RoleMerchant)
	for forwarded, want := range map[string]int{
		"192.0.2.7": 200, "2001:db8::1": 200, "192.0.2.7, 10.1.1.1": 200, "::ffff:192.0.2.7": 200,
		"": 403, "198.51.100.1": 403, "192.0.2.7, 198.51.100.1": 403, "192.0.2.7, 198.51.100.1, 10.1.1.1": 403, "192.0.2.7, unknown": 403,
	} {
		if got := w.come(t, support, forwarded); got != want {
			t.Errorf("support from %q: %d, want %d", forwarded, got, want)
		}
	}
	if got := w.come(t, merchant, "198.51.100.1"); got != 200 {
		t.Errorf("a merchant: %d", got)
	}
	alone := newWorld(t, 1, places())
	if got := alone.come(t, alone.token(t, orderveil.RoleSupport), "192.0.2.7"); got != 403 {
		t.Errorf("what nobody trusted wrote is believed: %d", got)
	}
}

// A merchant says from where its account is reached; a list that shuts it out is refused,
// and who is turned away stands in the audit trail.
func TestAMerchantSaysFromWhereItsAccountIsReached(t *testing.T) {
	t.Parallel()
	clock := storetest.NewClock(time.Now())
	w := newWorld(t, 1, func(c *server.Config, p *server.Parts) {
		c.Places.TrustedProxies, p.Clock = []string{"127.0.0.1"}, clock.Now
	})
	merchant := w.token(t, orderveil.RoleMerchant)
	set := func(networks ...string) string {
		return w.ask(t, merchant, `mutation($n: [String!]!) { setNetworks(networks: $n) }`, map[string]any{"n": networks}).code()
	}
	for _, wrong := range [][]string{{"192.0.2.0/24"}, {"127.0.0.1/8"}, {"everywhere"}, make([]string, 51)} {
		if code := set(wrong...); code != "INVALID" {
			t.Errorf("%q: %s", wrong, code)
		}
	}
	if code := set("127.0.0.0/8", "192.0.2.0/24"); code != "" {
		t.Fatal(code)
	}
	clock.Advance(31 * time.Second)
	for forwarded, want := range map[string]int{"192.0.2.9": 200, "198.51.100.1": 403, "": 200} {
		if got := w.come(t, merchant, forwarded); got != want {
			t.Errorf("from %q: %d, want %d", forwarded, got, want)
		}
	}
	if got := w.come(t, w.token(t, orderveil.RolePartner, orderveil.ScopeOrdersRead), "198.51.100.1"); got != 403 {
		t.Errorf("a partner: %d", got)
	}
	if got := w.come(t, w.token(t, orderveil.RoleSupport), "198.51.100.1"); got != 200 {
		t.Errorf("staff, which is of no account: %d", got)
	}
	_, trail := w.fetch(t, merchant, "/audit/trail")
	if bytes.Count(trail, []byte(`"kind":"REFUSAL"`)) != 2 {
		t.Error("the refusals are not in the audit trail")
	}
}

func TestDatabasesAreWhereTheyMayBe(t *testing.T) {
	t.Parallel()
	const databases = `postgres:
  catalog: postgres://u@db1.internal/c?sslmode=verify-full
  keys: postgres://u@db2.internal/k?sslmode=verify-full
  accounts: postgres://u@db3.internal/a?sslmode=verify-full
places: {databases: [db1.internal, db2.internal]}
keyFile: k
tokenKey: t
`
	if _, err := load(t, databases, nil); err == nil || !strings.Contains(err.Error(), "postgres.accounts") || strings.Contains(err.Error(), "postgres.keys") {
		t.Errorf("LoadConfig() = %v", err)
	}
	if _, err := load(t, databases, map[string]string{"ORDERVEIL_PLACES_DATABASES": "db1.internal,db2.internal,db3.internal"}); err != nil {
		t.Errorf("LoadConfig() = %v", err)
	}
	if _, err := load(t, "data: d\npolicy: {support: {categories: {NAME: REVEAL}}}", nil); err == nil || !strings.Contains(err.Error(), "grant") {
		t.Errorf("LoadConfig() = %v", err)
	}
}

// When the catalog does not answer, nobody comes in, and nobody is told that it is their
// fault.
func TestWithoutACatalogNobodyComesInAndNobodyIsBlamed(t *testing.T) {
	t.Parallel()
	clock := storetest.NewClock(time.Now())
	w := newWorld(t, 1, func(_ *server.Config, p *server.Parts) { p.Clock = clock.Now })
	merchant := w.token(t, orderveil.RoleMerchant)
	if got := w.come(t, merchant, ""); got != http.StatusOK {
		t.Fatalf("before: %d", got)
	}
	if err := w.Server.Store.Close(); err != nil {
		t.Fatal(err)
	}
	clock.Advance(time.Minute)
	if got := w.come(t, merchant, ""); got != http.StatusServiceUnavailable {
		t.Errorf("status %d", got)
	}
}

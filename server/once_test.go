package server_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"orderveil"
	"orderveil/server"
	"orderveil/store/storetest"
)

// once sends a mutation under a key, and returns the answer and whether it was one of before.
func (w *world) once(t *testing.T, token, key, query string) (answer, bool) {
	t.Helper()
	body, err := json.Marshal(map[string]any{"query": query})
	if err != nil {
		t.Fatal(err)
	}
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, w.URL+"/graphql", strings.NewReader(string(body)))
	if err != nil {
		t.Fatal(err)
	}
	for name, value := range map[string]string{"Content-Type": "application/json", "Authorization": "Bearer " + token, "Idempotency-Key": key} {
		r.Header.Set(name, value)
	}
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	a := answer{Status: response.StatusCode, Body: string(text)}
	_ = json.Unmarshal(text, &a)
	return a, response.Header.Get("Idempotency-Replayed") == "true"
}

func TestAMutationUnderAKeyIsDoneOnce(t *testing.T) {
	t.Parallel()
	clock := storetest.NewClock(time.Now())
	w := newWorld(t, 1, func(_ *server.Config, p *server.Parts) { p.Clock = clock.Now })
	merchant := w.token(t, orderveil.RoleMerchant)
	make := func(label string) string {
		return `mutation { createApiClient(label: "` + label + `", scopes: ["orders:read"], days: 1) { client { id label } } }`
	}
	count := func() int {
		a := w.ask(t, merchant, `{ apiClients { id } }`, nil)
		return strings.Count(a.Body, `"id"`)
	}
	var group sync.WaitGroup
	for range 6 { // at the same time: one does it, the others hear of it or are told to wait
		group.Go(func() {
			if a, _ := w.once(t, merchant, "key-1", make("a")); a.code() != "" && a.code() != "INVALID" {
				t.Errorf("%s", a.Body)
			}
		})
	}
	group.Wait()
	first, _ := w.once(t, merchant, "key-1", make("a"))
	again, replayed := w.once(t, merchant, "key-1", make("a"))
	if again.Body != first.Body || !replayed || count() != 1 {
		t.Errorf("%d clients, replayed %v: %s, %s", count(), replayed, first.Body, again.Body)
	}
	if a, _ := w.once(t, merchant, "key-1", make("b")); a.code() != "INVALID" || count() != 1 {
		t.Errorf("another request under the key: %s", a.Body)
	}
	if a, _ := w.once(t, merchant, "key-2", make("a")); a.code() != "" || count() != 2 {
		t.Errorf("another key: %s", a.Body)
	}
	for name, c := range map[string]struct{ key, query string }{
		"a secret":        {"key-3", `mutation { createApiClient(label: "c", scopes: ["orders:read"], days: 1) { secret } }`},
		"customer data":   {"key-3", `mutation { forwardAgain(order: "x", reason: "test") { ...o } } fragment o on Order { shipTo { lastName } }`},
		"a long key":      {strings.Repeat("k", 65), make("c")},
		"a key of spaces": {"k k", make("c")},
	} {
		if a, _ := w.once(t, merchant, c.key, c.query); a.code() != "INVALID" || count() != 2 {
			t.Errorf("%s: %s", name, a.Body)
		}
	}
	if a, replayed := w.once(t, w.token(t, orderveil.RoleFulfilment), "key-1", make("a")); a.code() != "FORBIDDEN" || replayed {
		t.Errorf("somebody else's key: %s", a.Body)
	}
	clock.Advance(25 * time.Hour)
	merchant = w.token(t, orderveil.RoleMerchant)
	if a, replayed := w.once(t, merchant, "key-1", make("a")); a.code() != "" || replayed {
		t.Errorf("a day later: %s", a.Body)
	}
}

func TestAPartnerPaysForWhatItAsks(t *testing.T) {
	t.Parallel()
	clock := storetest.NewClock(time.Now())
	w := newWorld(t, 3, func(_ *server.Config, p *server.Parts) { p.Clock = clock.Now })
	partner := w.token(t, orderveil.RolePartner, orderveil.ScopeOrdersRead)
	const dear = `{ orders(first: 100) { nodes { id number hubNumber status placedAt shipTo { country } lines { sku title quantity } privacy { state withheld } } } }`
	type cost struct{ Requested, Available, Max, RestoreRate int }
	spent := func(query string) (int, cost, string) {
		t.Helper()
		r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, w.URL+"/graphql", strings.NewReader(`{"query":`+strconv.Quote(query)+`}`))
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Content-Type", "application/json")
		r.Header.Set("Authorization", "Bearer "+partner)
		response, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		defer response.Body.Close()
		var said struct{ Extensions struct{ Cost cost } }
		if err := json.NewDecoder(response.Body).Decode(&said); err != nil {
			t.Fatal(err)
		}
		return response.StatusCode, said.Extensions.Cost, response.Header.Get("Retry-After")
	}
	status, c, _ := spent(dear)
	if status != http.StatusOK || c.Requested < 1000 || c.Max != 20_000 || c.RestoreRate != 500 || c.Available > c.Max-c.Requested {
		t.Fatalf("%d, %+v", status, c)
	}
	for range 30 {
		var wait string
		if status, c, wait = spent(dear); status == http.StatusTooManyRequests {
			seconds, err := strconv.Atoi(wait)
			if err != nil || seconds < 1 {
				t.Fatalf("Retry-After %q", wait)
			}
			clock.Advance(time.Duration(seconds) * time.Second)
			if status, _, _ = spent(dear); status != http.StatusOK {
				t.Errorf("after Retry-After: %d", status)
			}
			if a := w.ask(t, w.token(t, orderveil.RoleMerchant), dear, nil); a.code() != "" || strings.Contains(a.Body, `"cost"`) {
				t.Errorf("the merchant pays as well: %s", a.code())
			}
			return
		}
	}
	t.Error(fmt.Sprint("nothing is ever refused: ", c))
}

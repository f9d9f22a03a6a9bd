package server_test

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"orderveil"
	"orderveil/seal/sealtest"
	"orderveil/server"
	"orderveil/store/storetest"
)

// outageWorld is a program whose keys lie in a service that does not answer any more,
// with a clock of its own.
func outageWorld(t *testing.T, orders int) (*world, *sealtest.Counting, *storetest.Clock) {
	t.Helper()
	keys, clock := sealtest.NewProvider(t), storetest.NewClock(time.Now())
	w := newWorld(t, orders, func(_ *server.Config, p *server.Parts) { p.Keys, p.Clock = keys, clock.Now })
	keys.Break(errors.New("the service's own words"))
	clock.Advance(5 * time.Minute)
	return w, keys, clock
}

func (w *world) get(t *testing.T, path string) (int, string) {
	t.Helper()
	response, err := http.Get(w.URL + path)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return response.StatusCode, string(body)
}

func TestWithoutKeysOrdersAreListedAndCustomersWait(t *testing.T) {
	t.Parallel()
	w, keys, clock := outageWorld(t, 3)
	token := w.token(t, orderveil.RoleMerchant)
	a := w.ask(t, token, pageQuery, map[string]any{"f": 10})
	var p struct {
		TotalCount int
		Nodes      []struct {
			Number  string
			Lines   []struct{ Title string }
			ShipTo  struct{ FirstName, Street, Phone *string }
			BillTo  struct{ Country string }
			Privacy struct{ State, Reason string }
		}
	}
	if err := json.Unmarshal(a.Data["orders"], &p); err != nil || p.TotalCount != 3 || len(p.Nodes) != 3 {
		t.Fatalf("%d of %d orders, %v: %s", len(p.Nodes), p.TotalCount, err, a.Body)
	}
	for _, o := range p.Nodes {
		if o.Number == "" || len(o.Lines) != 2 || o.BillTo.Country != "NL" {
			t.Errorf("an order lacks what is not personal: %+v", o)
		}
		if o.ShipTo.FirstName != nil || o.ShipTo.Street != nil || o.ShipTo.Phone != nil {
			t.Error("customer data is shown without its key")
		}
		if o.Privacy.State != "UNAVAILABLE" || !strings.Contains(o.Privacy.Reason, "key service") {
			t.Errorf("privacy is %+v", o.Privacy)
		}
	}
	if want := 3 * 9; len(a.Errors) != want { // the personal fields of the query, by order
		t.Errorf("%d errors, want %d", len(a.Errors), want)
	}
	for _, e := range a.Errors {
		if e.Extensions.Code != "KEY_UNAVAILABLE" || strings.Contains(e.Message, "own words") {
			t.Errorf("error %s: %s", e.Extensions.Code, e.Message)
		}
	}
	keys.Repair()
	clock.Advance(time.Second)
	w.page(t, token, map[string]any{"f": 10})
}

func TestWithoutKeysASearchForACustomerSaysSo(t *testing.T) {
	t.Parallel()
	w, _, _ := outageWorld(t, 1)
	token := w.token(t, orderveil.RoleMerchant)
	a := w.ask(t, token, `{ orders(filter: {customerEmail: "someone@example.test"}) { totalCount } }`, nil)
	if len(a.Errors) != 1 || a.code() != "KEY_UNAVAILABLE" || strings.Contains(a.Body, "someone@") {
		t.Errorf("search by a customer: %s", a.Body)
	}
	a = w.ask(t, token, `{ orders(filter: {status: [OPEN]}) { totalCount } }`, nil)
	if len(a.Errors) != 0 || !strings.Contains(string(a.Data["orders"]), `"totalCount":1`) {
		t.Errorf("search by status: %s", a.Body)
	}
}

func TestWithoutKeysSupportNoticesNothing(t *testing.T) {
	t.Parallel()
	w, keys, _ := outageWorld(t, 1)
	before := keys.Unwraps.Load()
	a := w.ask(t, w.token(t, orderveil.RoleSupport), `{ ordersByNumber(number: "C000000001") { number status shipTo { lastName city country } privacy { state } } }`, nil)
	if len(a.Errors) != 0 || !strings.Contains(string(a.Data["ordersByNumber"]), `"state":"MASKED"`) {
		t.Errorf("support got %s", a.Body)
	}
	if n := keys.Unwraps.Load() - before; n != 0 {
		t.Errorf("the key service was asked %d times", n)
	}
}

func TestReadyzTellsOfTheKeysAndStaysReady(t *testing.T) {
	t.Parallel()
	w, keys, clock := outageWorld(t, 0)
	for _, want := range []string{"no answer", "ok"} {
		status, body := w.get(t, "/readyz")
		var got struct{ Keys, Databases string }
		if err := json.Unmarshal([]byte(body), &got); err != nil || status != http.StatusOK || got.Keys != want || got.Databases != "ok" {
			t.Errorf("/readyz = %d %s, want keys: %s", status, body, want)
		}
		keys.Repair()
		clock.Advance(time.Second)
	}
	if _, body := w.get(t, "/metrics"); !strings.Contains(body, "orderveil_key_provider_failures_total 1") {
		t.Error("the failure is not counted")
	}
}

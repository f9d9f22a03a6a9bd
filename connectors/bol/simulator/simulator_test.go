package simulator_test

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"orderveil/connectors/bol/simulator"
)

var noon = time.Date(2026, 3, 17, 12, 0, 0, 0, time.UTC)

func open(seed uint64, orders int) *simulator.Simulator {
	return simulator.New(simulator.Config{
		Seed: seed, Orders: orders, Clock: func() time.Time { return noon }, ClientID: "id", ClientSecret: "secret",
	})
}

// call answers a request with a good token.
func call(t *testing.T, s *simulator.Simulator, path string, change ...func(*http.Request)) *http.Response {
	t.Helper()
	r := httptest.NewRequest("POST", "/token", strings.NewReader("grant_type=client_credentials"))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.SetBasicAuth("id", "secret")
	var token struct {
		AccessToken string `json:"access_token"`
		ExpiresIn   int    `json:"expires_in"`
	}
	if err := json.NewDecoder(answer(s, r).Body).Decode(&token); err != nil || token.ExpiresIn != 299 {
		t.Fatalf("token for %d seconds, want 299: %v", token.ExpiresIn, err)
	}
	r = httptest.NewRequest("GET", path, nil)
	r.Header.Set("Authorization", "Bearer "+token.AccessToken)
	r.Header.Set("Accept", simulator.MediaType)
	for _, c := range change {
		c(r)
	}
	return answer(s, r)
}

func answer(s *simulator.Simulator, r *http.Request) *http.Response {
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	return w.Result()
}

func everything(t *testing.T, s *simulator.Simulator) string {
	t.Helper()
	var all strings.Builder
	for _, number := range s.Numbers() {
		_, _ = io.Copy(&all, call(t, s, "/retailer/orders/"+number).Body)
	}
	return all.String()
}

func TestSameSeedMakesTheSameOrders(t *testing.T) {
	t.Parallel()
	one, other := open(3, 50), open(3, 50)
	if everything(t, one) != everything(t, other) {
		t.Error("two simulators of one seed differ")
	}
	if slices.Equal(open(3, 50).Numbers(), open(4, 50).Numbers()) {
		t.Error("two seeds make the same order numbers")
	}
}

// The orders hold everything that has gone wrong in somebody's integration.
func TestOrdersAreOfAllKinds(t *testing.T) {
	t.Parallel()
	all := everything(t, open(3, 500))
	for name, want := range map[string]string{
		"flat in the number": `HS","`, "box": `"houseNumberExtension":"bus `, "boîte": `"houseNumberExtension":"boîte `,
		"order from bol's warehouse": `"method":"FBB"`, "cancellation request": `"cancellationRequest":true`, "company": `"vatNumber":"NL`,
		"Belgian company": `"vatNumber":"BE0`, "pick-up point": `"pickupPoint":true`, "French": `"language":"fr-BE"`, "exact day": `"exactDeliveryDate"`,
		"discount": `"Stapelkorting"`, "telephone": `"deliveryPhoneNumber"`, "customer's reference": `"orderReference"`,
	} {
		if !strings.Contains(all, want) {
			t.Errorf("there is no order with a %s", name)
		}
	}
}

func TestNumbersAreDifferent(t *testing.T) {
	t.Parallel()
	numbers := open(9, 20_000).Numbers()
	slices.Sort(numbers)
	if n := len(slices.Compact(numbers)); n != 20_000 {
		t.Errorf("%d different numbers, want 20000", n)
	}
}

func TestEveryCustomerCarriesTheMark(t *testing.T) {
	t.Parallel()
	s := open(3, 200)
	for _, c := range s.Customers() {
		if all := strings.Join(s.Markers(c.Number), "\n"); !strings.Contains(all, "-"+simulator.Mark) || !strings.Contains(all, strings.ToLower(simulator.Mark)+".") {
			t.Errorf("order %s: name or e-mail without the mark", c.Number)
		}
	}
}

func TestCallsThatBolRefuses(t *testing.T) {
	t.Parallel()
	s := open(3, 5)
	set := func(name, value string) func(*http.Request) {
		return func(r *http.Request) { r.Header.Set(name, value) }
	}
	for name, c := range map[string]struct {
		path   string
		change func(*http.Request)
		status int
	}{
		"no token":         {"/retailer/orders", set("Authorization", ""), 401},
		"another token":    {"/retailer/orders", set("Authorization", "Bearer x"), 401},
		"media type":       {"/retailer/orders", set("Accept", "application/json"), 406},
		"write":            {"/retailer/orders", func(r *http.Request) { r.Method = "PUT" }, 405},
		"page 0":           {"/retailer/orders?page=0", nil, 400},
		"status":           {"/retailer/orders?status=BOGUS", nil, 400},
		"method":           {"/retailer/orders?fulfilment-method=MINE", nil, 400},
		"interval":         {"/retailer/orders?change-interval-minute=61", nil, 400},
		"day too long ago": {"/retailer/orders?latest-change-date=2025-11-01", nil, 400},
		"order":            {"/retailer/orders/UNKNOWN", nil, 404},
		"path":             {"/retailer/offers", nil, 404},
		"root":             {"/", nil, 404},
	} {
		if c.change == nil {
			c.change = func(*http.Request) {}
		}
		a := call(t, s, c.path, c.change)
		if a.StatusCode != c.status || a.Header.Get("Content-Type") != "application/problem+json" || a.Header.Get("X-Request-ID") == "" {
			t.Errorf("%s: %d %s, want a problem with %d", name, a.StatusCode, a.Header.Get("Content-Type"), c.status)
		}
	}
}

func TestCredentialsThatAreNotKnown(t *testing.T) {
	t.Parallel()
	r := httptest.NewRequest("POST", "/token?grant_type=client_credentials", nil)
	r.SetBasicAuth("id", "wrong")
	a := answer(open(3, 0), r)
	body, _ := io.ReadAll(a.Body)
	if a.StatusCode != 401 || !strings.Contains(string(body), `"invalid_client"`) {
		t.Errorf("%d %s, want 401 invalid_client", a.StatusCode, body)
	}
}

func TestChangesShow(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(*simulator.Simulator, string) error{
		"ship":          func(s *simulator.Simulator, n string) error { return s.Ship(n, 0, 1) },
		"ship all":      (*simulator.Simulator).ShipAll,
		"cancel":        (*simulator.Simulator).Cancel,
		"cancel please": (*simulator.Simulator).RequestCancellation,
		"move":          (*simulator.Simulator).ChangeAddress,
	} {
		s := open(3, 0)
		number := s.Place()
		before, _ := io.ReadAll(call(t, s, "/retailer/orders").Body)
		if err := change(s, number); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		after, _ := io.ReadAll(call(t, s, "/retailer/orders").Body)
		if string(before) == string(after) {
			t.Errorf("%s does not show in the list", name)
		}
		if change(s, "UNKNOWN") == nil {
			t.Errorf("%s of an unknown order", name)
		}
	}
}

// Of a thousand orders those that changed lately are listed, wherever they lie among the others.
func TestOldOrdersThatChangedAreRecent(t *testing.T) {
	t.Parallel()
	now := noon
	s := simulator.New(simulator.Config{Clock: func() time.Time { return now }, ClientID: "id", ClientSecret: "secret"})
	for range 1000 {
		s.Place()
	}
	now = now.Add(2 * time.Hour)
	var changed []string
	for _, n := range []int{999, 767, 512, 511, 1, 0} {
		number := s.Numbers()[n]
		if err := s.RequestCancellation(number); err != nil {
			t.Fatal(err)
		}
		changed = append(changed, number)
	}
	var list struct{ Orders []struct{ OrderID string } }
	if err := json.NewDecoder(call(t, s, "/retailer/orders?status=ALL&change-interval-minute=5").Body).Decode(&list); err != nil {
		t.Fatal(err)
	}
	var listed []string
	for _, o := range list.Orders {
		listed = append(listed, o.OrderID)
	}
	if !slices.Equal(listed, changed) {
		t.Errorf("listed are %q, want %q", listed, changed)
	}
}

func TestAddressBeforeAChangeStaysAMarker(t *testing.T) {
	t.Parallel()
	s := open(3, 0)
	number := s.Place()
	before := s.Markers(number)
	if err := s.ChangeAddress(number); err != nil {
		t.Fatal(err)
	}
	after := s.Markers(number)
	for _, text := range before {
		if !slices.Contains(after, text) {
			t.Error("a text that was sent is no marker any more")
		}
	}
	if len(after) <= len(before) {
		t.Error("the changed address is no marker")
	}
}

func TestOldOrdersAreDroppedAndNewOnesKept(t *testing.T) {
	t.Parallel()
	now := noon
	s := simulator.New(simulator.Config{Seed: 5, Clock: func() time.Time { return now }, ClientID: "id", ClientSecret: "secret"})
	var placed []string
	for range 1000 {
		placed = append(placed, s.Place())
		now = now.Add(time.Second)
	}
	if n := s.Drop(noon); n != 0 {
		t.Errorf("%d orders dropped, want none: all changed since", n)
	}
	// The first that changed again keeps itself and those that came after it.
	if err := s.ShipAll(placed[300]); err != nil {
		t.Fatal(err)
	}
	n := s.Drop(noon.Add(900 * time.Second))
	if n == 0 || n > 300 {
		t.Errorf("%d orders dropped, want some of the first 300", n)
	}
	if got := s.Numbers(); !slices.Equal(got, placed[n:]) {
		t.Errorf("%d orders left, want the %d after those that were dropped", len(got), len(placed)-n)
	}
	if r := call(t, s, "/retailer/orders/"+placed[0]); r.StatusCode != http.StatusNotFound {
		t.Errorf("one that was dropped is answered with %d, want 404", r.StatusCode)
	}
	if r := call(t, s, "/retailer/orders/"+placed[300]); r.StatusCode != http.StatusOK {
		t.Errorf("one that changed is answered with %d, want 200", r.StatusCode)
	}
	var list struct{ Orders []struct{ OrderID string } }
	if err := json.NewDecoder(call(t, s, "/retailer/orders?status=ALL&change-interval-minute=60").Body).Decode(&list); err != nil || len(list.Orders) != 50 || list.Orders[0].OrderID != placed[999] {
		t.Errorf("the list has %d orders (%v), want 50 from the newest on", len(list.Orders), err)
	}
}

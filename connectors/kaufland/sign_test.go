package kaufland_test

import (
	"net/http"
	"net/http/httptest"
	"strconv"
	"testing"
	"time"

	"orderveil/connectors"
	"orderveil/connectors/kaufland"
	"orderveil/connectors/kaufland/simulator"
	"orderveil/personal"
)

// The example that Kaufland publishes.
func TestTheSignatureIsKauflands(t *testing.T) {
	t.Parallel()
	const want = "da0b65f51c0716c1d3fa658b7eaf710583630a762a98c9af8e9b392bd9df2e2a"
	got := kaufland.Sign("a7d0cb1da1ddbc86c96ee5fedd341b7d8ebfbb2f5c83cfe0909f4e57f05dd403", "POST", "https://sellerapi.kaufland.com/v2/units/", "", "1411055926")
	if got != want {
		t.Errorf("Sign() = %s, want %s", got, want)
	}
}

func TestTheSimulatorTakesNothingThatIsNotSigned(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 3, 17, 12, 0, 0, 0, time.UTC)
	sim := simulator.New(simulator.Config{Clock: func() time.Time { return now }, Key: clientKey, Secret: secretKey})
	const address = "http://example.com/v2/orders?limit=10"
	call := func(change func(*http.Request)) int {
		r := httptest.NewRequest(http.MethodGet, address, nil)
		seconds := strconv.FormatInt(now.Unix(), 10)
		r.Header.Set("Accept", "application/json")
		r.Header.Set("User-Agent", "test")
		r.Header.Set("Shop-Client-Key", clientKey)
		r.Header.Set("Shop-Timestamp", seconds)
		r.Header.Set("Shop-Signature", kaufland.Sign(secretKey, "GET", address, "", seconds))
		change(r)
		w := httptest.NewRecorder()
		sim.ServeHTTP(w, r)
		return w.Code
	}
	if got := call(func(*http.Request) {}); got != http.StatusOK {
		t.Fatalf("a good signature: %d", got)
	}
	for name, change := range map[string]func(*http.Request){
		"another address":     func(r *http.Request) { r.URL.RawQuery = "limit=11" },
		"another method":      func(r *http.Request) { r.Method = http.MethodPatch },
		"no signature":        func(r *http.Request) { r.Header.Del("Shop-Signature") },
		"another key":         func(r *http.Request) { r.Header.Set("Shop-Client-Key", "other") },
		"a time of yesterday": func(r *http.Request) { r.Header.Set("Shop-Timestamp", strconv.FormatInt(now.Unix()-86400, 10)) },
		"an old request": func(r *http.Request) {
			seconds := strconv.FormatInt(now.Unix()-600, 10)
			r.Header.Set("Shop-Timestamp", seconds)
			r.Header.Set("Shop-Signature", kaufland.Sign(secretKey, "GET", address, "", seconds))
		},
	} {
		if got := call(change); got != http.StatusUnauthorized {
			t.Errorf("%s: %d, want 401", name, got)
		}
	}
}

func TestASecretThatIsWrongIsTheMerchantsToRenew(t *testing.T) {
	w := open(t)
	w.config.Secrets["secret_key"] = personal.NewSecret("other")
	w.restart()
	err := w.source.List(t.Context(), connectors.Window{}, func([]connectors.Summary) error { return nil })
	fails(t, err, "CREDENTIALS_REFUSED", connectors.Auth)
}

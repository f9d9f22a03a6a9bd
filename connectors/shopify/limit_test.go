package shopify_test

import (
	"io"
	"math"
	"net/http"
	"strings"
	"testing"
	"time"

	"orderveil"
	"orderveil/connectors"
	"orderveil/connectors/shopify"
	"orderveil/connectors/shopify/simulator"
)

func TestAThrottledOperationSaysWhenThereIsEnoughAgain(t *testing.T) {
	t.Parallel()
	w := start(t, func(c *simulator.Config) { c.Bucket = simulator.Bucket{Size: 600, Restored: 100} })
	s := w.sink(t, nil)
	for range 20 {
		o, reference := w.made()
		_, err := s.Create(t.Context(), reference, o)
		if err == nil {
			continue
		}
		f := failure(t, err)
		if f.Code != "RATE_LIMITED" || f.Outcome != connectors.Retry || f.After < time.Second || f.After > 10*time.Second {
			t.Fatalf("Create() = %v, after %v", err, f.After)
		}
		w.pass(f.After)
		if _, err := s.Create(t.Context(), reference, o); err != nil {
			t.Fatalf("after the wait: %v", err)
		}
		return
	}
	t.Error("nothing was throttled")
}

func TestADevelopmentStoresFiveOrdersAMinuteAreObeyed(t *testing.T) {
	t.Parallel()
	w := start(t, func(c *simulator.Config) { c.Development = true })
	s := w.sink(t, nil)
	for range 5 {
		o, reference := w.made()
		if _, err := s.Create(t.Context(), reference, o); err != nil {
			t.Fatal(err)
		}
	}
	o, reference := w.made()
	_, err := s.Create(t.Context(), reference, o)
	f := failure(t, err)
	if f.Code != "RATE_LIMITED" || f.Outcome != connectors.Retry {
		t.Fatalf("Create() = %v", err)
	}
	w.pass(f.After)
	if _, err := s.Create(t.Context(), reference, o); err != nil {
		t.Errorf("after %v: %v", f.After, err)
	}
}

func TestTheWaitIsWithinReasonWhateverIsSaid(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		requested, available, restored float64
		want                           time.Duration
	}{
		{300, 100, 100, 2 * time.Second}, {301, 100, 100, 3 * time.Second}, {10, 2000, 100, time.Second}, {10, 0, 0, 10 * time.Second},
		{math.Inf(1), 0, 1, time.Hour}, {math.NaN(), 0, 1, time.Second}, {1, 0, -5, 10 * time.Second},
	} {
		if got := shopify.Wait(c.requested, c.available, c.restored); got != c.want {
			t.Errorf("wait for %v of %v at %v = %v, want %v", c.requested, c.available, c.restored, got, c.want)
		}
	}
}

func TestWhatAShopSaysAsAWholeIsToldApart(t *testing.T) {
	t.Parallel()
	for status, want := range map[int]struct {
		code    string
		outcome connectors.Outcome
	}{
		http.StatusPaymentRequired: {"SHOP_FROZEN", connectors.Refused}, http.StatusForbidden: {"PERMISSION_MISSING", connectors.Auth},
		http.StatusNotFound: {"WRONG_ADDRESS", connectors.Refused}, http.StatusLocked: {"SHOP_LOCKED", connectors.Refused},
		http.StatusUnauthorized: {"CREDENTIALS_REFUSED", connectors.Auth}, http.StatusTeapot: {"REFUSED", connectors.Refused},
		430: {"RATE_LIMITED", connectors.Retry},
	} {
		w := start(t, nil)
		o, reference := w.made()
		w.meet(func(rw http.ResponseWriter, r *http.Request) bool {
			if strings.HasSuffix(r.URL.Path, "/access_token") {
				return false
			}
			rw.WriteHeader(status)
			_, _ = io.WriteString(rw, `{"errors":"Kanarie"}`)
			return true
		})
		_, err := w.sink(t, nil).Create(t.Context(), reference, o)
		if f := failure(t, err); f.Code != want.code || f.Outcome != want.outcome || strings.Contains(err.Error(), "Kanarie") {
			t.Errorf("status %d: %v", status, err)
		}
	}
}

func TestATokenThatIsNoLongerTakenIsAskedForAnew(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	s := w.sink(t, nil)
	for range 2 {
		o, reference := w.made()
		if _, err := s.Create(t.Context(), reference, o); err != nil {
			t.Fatal(err)
		}
		w.shop.Revoke()
	}
	w.pass(48 * time.Hour)
	if _, err := s.Find(t.Context(), "orderveil:none"); err == nil || !strings.Contains(err.Error(), orderveil.ErrNotFound.Error()) {
		t.Errorf("Find() = %v", err)
	}
}

func TestWrongCredentialsAreTheMerchantsToCorrect(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	o, reference := w.made()
	_, err := w.sink(t, map[string]string{"client_id": "other"}).Create(t.Context(), reference, o)
	if f := failure(t, err); f.Code != "CREDENTIALS_REFUSED" || f.Outcome != connectors.Auth || f.Owner != orderveil.OwnerMerchant {
		t.Errorf("Create() = %v", err)
	}
}

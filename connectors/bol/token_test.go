package bol_test

import (
	"errors"
	"net/http"
	"sync"
	"testing"
	"time"

	"orderveil"
	"orderveil/connectors"
	"orderveil/connectors/bol"
	"orderveil/connectors/bol/simulator"
	"orderveil/connectors/wire"
	"orderveil/personal"
)

func TestTokenIsUsedUntilShortlyBeforeItsEnd(t *testing.T) {
	w := open(t, false)
	number := w.sim.Numbers()[0]
	for range 20 {
		w.mustOrder(number)
		w.clock.Advance(13 * time.Second)
	}
	if n := w.called("/token"); n != 1 {
		t.Errorf("%d tokens in 260 seconds, want 1", n)
	}
	for range 20 {
		w.clock.Advance(13 * time.Second)
		w.mustOrder(number)
	}
	if n := w.called("/token"); n != 2 {
		t.Errorf("%d tokens in 520 seconds, want 2", n)
	}
}

func TestTokenIsNotUsedInItsLastSeconds(t *testing.T) {
	w := open(t, false)
	number := w.sim.Numbers()[0]
	w.mustOrder(number)
	w.clock.Advance(simulator.TokenLife - time.Second)
	w.mustOrder(number)
	if n := w.called("/token"); n != 2 {
		t.Errorf("%d tokens, want a second one before the end of the first", n)
	}
}

func TestOneRefreshIsInFlight(t *testing.T) {
	w := open(t, false)
	number := w.sim.Numbers()[0]
	w.together(50, func() { w.mustOrder(number) })
	if n := w.called("/token"); n != 1 {
		t.Errorf("%d tokens for 50 calls at once, want 1", n)
	}
	w.clock.Advance(simulator.TokenLife)
	w.together(50, func() { w.mustOrder(number) })
	if n := w.called("/token"); n != 2 {
		t.Errorf("%d tokens after the end of the first, want 2", n)
	}
}

func TestTokenThatEndsBeforeItsTimeIsReplacedOnce(t *testing.T) {
	w := open(t, false)
	number := w.sim.Numbers()[0]
	w.mustOrder(number)
	w.sim.ExpireTokens()
	w.together(50, func() { w.mustOrder(number) })
	if n := w.called("/token"); n != 2 {
		t.Errorf("%d tokens, want 2", n)
	}
}

func TestCallThatIsRefusedOnceIsMadeAgain(t *testing.T) {
	w := open(t, true)
	number := w.sim.Numbers()[0]
	w.sim.Inject(simulator.Fault{Kind: simulator.Unauthorized, Path: "/retailer/*/*"})
	w.mustOrder(number)
	if n := w.called("/retailer/orders/" + number); n != 2 {
		t.Errorf("%d calls, want 2", n)
	}
}

func TestCallThatIsRefusedTwiceIsAMatterOfAccess(t *testing.T) {
	w := open(t, true)
	w.sim.Inject(simulator.Fault{Kind: simulator.Unauthorized, Path: "/retailer/*/*", Times: 2})
	_, err := w.source.Order(t.Context(), w.sim.Numbers()[0])
	f := mustFail(t, err, "ACCESS_REFUSED")
	if f.Outcome != connectors.Auth || f.Owner != orderveil.OwnerMerchant {
		t.Errorf("outcome %v of owner %s, want Auth of the merchant", f.Outcome, f.Owner)
	}
}

func TestWrongCredentialsAreTheMerchantsToMend(t *testing.T) {
	w := open(t, false, func(s *simulator.Config, _ *connectors.Config, _ *wire.Options) { s.ClientSecret = "another" })
	for range 30 {
		_, _, err := w.list(time.Time{})
		f := mustFail(t, err, "CREDENTIALS_REFUSED")
		if f.Outcome != connectors.Auth || f.Owner != orderveil.OwnerMerchant {
			t.Fatalf("outcome %v of owner %s, want Auth of the merchant", f.Outcome, f.Owner)
		}
	}
	if n := w.called("/token"); n != 1 {
		t.Errorf("%d tokens were asked for, want 1: bol blocks clients that insist", n)
	}
	w.clock.Advance(2 * time.Minute)
	_, _, err := w.list(time.Time{})
	mustFail(t, err, "CREDENTIALS_REFUSED")
	if n := w.called("/token"); n != 2 {
		t.Errorf("%d tokens were asked for after a while, want 2", n)
	}
}

func TestCallerWhoLeavesDoesNotSpoilTheTokenOfOthers(t *testing.T) {
	w := open(t, true)
	w.sim.Inject(simulator.Fault{Kind: simulator.Hang, Path: "/token"})
	ctx, leave := cancelled(t)
	leave()
	if _, err := w.source.Order(ctx, w.sim.Numbers()[0]); err == nil {
		t.Fatal("a caller who left got an order")
	}
	w.sim.Heal()
	w.mustOrder(w.sim.Numbers()[0])
}

func TestTokenAnswerThatCannotBeUsed(t *testing.T) {
	for name, kind := range map[string]simulator.FaultKind{
		"truncated": simulator.Truncated, "not UTF-8": simulator.NotUTF8, "html": simulator.WrongMediaType, "deep": simulator.Deep,
	} {
		t.Run(name, func(t *testing.T) {
			w := open(t, true)
			w.sim.Inject(simulator.Fault{Kind: kind, Path: "/token"})
			_, err := w.source.Order(t.Context(), w.sim.Numbers()[0])
			mustFail(t, err, "BAD_ANSWER")
			w.clock.Advance(time.Minute)
			w.mustOrder(w.sim.Numbers()[0])
		})
	}
}

func TestSettingsThatCannotBeMeant(t *testing.T) {
	t.Parallel()
	secrets := map[string]personal.Secret{"client_id": personal.NewSecret("id"), "client_secret": personal.NewSecret("secret")}
	for name, settings := range map[string]map[string]string{
		"not encrypted":   {"api": "http://api.bol.example"},
		"no host":         {"api": "https://"},
		"user in address": {"login": "https://user:pass@login.bol.example"},
		"no address":      {"login": "login.bol.com"},
		"environment":     {"environment": "test"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := bol.Spec.NewSource(connectors.Config{Settings: settings, Secrets: secrets, HTTP: http.DefaultClient, Clock: time.Now})
			if !errors.Is(err, orderveil.ErrInvalid) {
				t.Errorf("NewSource() = %v, want ErrInvalid", err)
			}
		})
	}
	if _, err := bol.Spec.NewSource(connectors.Config{HTTP: http.DefaultClient, Clock: time.Now}); !errors.Is(err, orderveil.ErrInvalid) {
		t.Errorf("NewSource() without secrets = %v, want ErrInvalid", err)
	}
	if _, err := bol.Spec.NewSource(connectors.Config{Secrets: secrets, HTTP: http.DefaultClient, Clock: time.Now}); err != nil {
		t.Errorf("NewSource() with the defaults = %v", err)
	}
}

func TestDemoEnvironmentHasItsOwnPaths(t *testing.T) {
	w := open(t, false, func(_ *simulator.Config, c *connectors.Config, _ *wire.Options) { c.Settings["environment"] = "demo" })
	w.mustOrder(w.sim.Numbers()[0])
	if n := w.called("/retailer-demo/orders/" + w.sim.Numbers()[0]); n != 1 {
		t.Errorf("%d calls to the demo environment, want 1", n)
	}
}

// together calls do so many times at once.
func (w *world) together(n int, do func()) {
	var all sync.WaitGroup
	for range n {
		all.Go(do)
	}
	all.Wait()
}

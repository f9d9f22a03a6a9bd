package amazon_test

import (
	"errors"
	"net/http"
	"sync"
	"testing"
	"time"

	"orderveil"
	"orderveil/connectors"
	"orderveil/connectors/amazon"
	"orderveil/connectors/amazon/simulator"
)

// together calls do so many times at once.
func together(n int, do func()) {
	var all sync.WaitGroup
	for range n {
		all.Go(do)
	}
	all.Wait()
}

func TestATokenIsUsedUntilShortlyBeforeItsEndAndOneRefreshIsInFlight(t *testing.T) {
	w := open(t)
	number := w.sim.Numbers("UNSHIPPED")[0]
	together(20, func() { w.mustOrder(number) })
	w.clock.Advance(simulator.TokenLife - time.Minute)
	w.mustOrder(number)
	if n := len(w.called(simulator.TokenPath)); n != 1 {
		t.Errorf("%d tokens within the life of one, want 1", n)
	}
	w.clock.Advance(45 * time.Second)
	together(20, func() { w.mustOrder(number) })
	if n := len(w.called(simulator.TokenPath)); n != 2 {
		t.Errorf("%d tokens, want a second one before the end of the first", n)
	}
}

// Amazon answers 403 to a token that has ended.
func TestATokenThatEndsBeforeItsTimeIsReplacedOnce(t *testing.T) {
	w := open(t)
	number := w.sim.Numbers("UNSHIPPED")[0]
	w.mustOrder(number)
	w.sim.ExpireTokens()
	together(20, func() { w.mustOrder(number) })
	if n := len(w.called(simulator.TokenPath)); n != 2 {
		t.Errorf("%d tokens, want 2", n)
	}
	w.failing(number, 1, http.StatusUnauthorized, `{"errors":[{"code":"Unauthorized","message":"x"}]}`)
	w.mustOrder(number)
}

// A right that is missing is told apart from a token that has ended, and is no reason for
// another token with every call.
func TestARefusalThatStaysIsAMatterOfAccess(t *testing.T) {
	for name, c := range map[string]struct {
		status, tokens int
		body           string
	}{
		"no right": {http.StatusForbidden, 1, `{"errors":[{"code":"Unauthorized","message":"Access to requested resource is denied.","details":""}]}`},
		"expired":  {http.StatusForbidden, 2, `{"errors":[{"code":"Unauthorized","message":"Access to requested resource is denied.","details":"The access token you provided has expired."}]}`},
		"401":      {http.StatusUnauthorized, 2, `{"errors":[{"code":"Unauthorized","message":"Kanarie"}]}`},
	} {
		t.Run(name, func(t *testing.T) {
			w := open(t)
			number := w.sim.Numbers("UNSHIPPED")[0]
			w.failing(number, -1, c.status, c.body)
			_, err := w.source.Order(t.Context(), number)
			if f := mustFail(t, err, "ACCESS_REFUSED"); f.Outcome != connectors.Auth || f.Owner != orderveil.OwnerMerchant {
				t.Errorf("outcome %v of %s", f.Outcome, f.Owner)
			}
			if n := len(w.called(simulator.TokenPath)); n != c.tokens {
				t.Errorf("%d tokens, want %d", n, c.tokens)
			}
		})
	}
}

func TestCredentialsThatAreRefusedSayWhatToRenew(t *testing.T) {
	for name, c := range map[string]struct {
		change option
		code   string
	}{
		"secret": {func(s *simulator.Config, _ *connectors.Config) { s.ClientSecret = "rotated" }, "CREDENTIALS_REFUSED"},
		"grant":  {func(s *simulator.Config, _ *connectors.Config) { s.RefreshToken = "another" }, "AUTHORIZATION_ENDED"},
	} {
		t.Run(name, func(t *testing.T) {
			w := open(t, c.change)
			for range 20 {
				_, err := w.list(time.Time{})
				if f := mustFail(t, err, c.code); f.Outcome != connectors.Auth || f.Owner != orderveil.OwnerMerchant {
					t.Fatalf("outcome %v of %s", f.Outcome, f.Owner)
				}
			}
			if n := len(w.called(simulator.TokenPath)); n != 1 {
				t.Errorf("%d tokens were asked for, want 1", n)
			}
		})
	}
}

func TestLoginWithAmazonOutOfOrderIsNobodysCredentials(t *testing.T) {
	w := open(t)
	w.failing(simulator.TokenPath, -1, http.StatusBadRequest, `<html>`)
	_, err := w.list(time.Time{})
	if f := mustFail(t, err, "BAD_ANSWER"); f.Outcome != connectors.Retry {
		t.Errorf("outcome %v", f.Outcome)
	}
}

func TestSettingsThatCannotBeMeant(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(*connectors.Config){
		"no marketplaces": func(c *connectors.Config) { delete(c.Settings, "marketplaces") },
		"marketplace":     func(c *connectors.Config) { c.Settings["marketplaces"] = "NL,XX" },
		"no date":         func(c *connectors.Config) { c.Settings["secret_created"] = "last year" },
		"region":          func(c *connectors.Config) { c.Settings["region"] = "mars" },
		"environment":     func(c *connectors.Config) { c.Settings["environment"] = "demo" },
		"not encrypted":   func(c *connectors.Config) { c.Settings["api"] = "http://api.amazon.example" },
		"login":           func(c *connectors.Config) { c.Settings["login"] = "api.amazon.com" },
		"no secret":       func(c *connectors.Config) { delete(c.Secrets, "refresh_token") },
	} {
		c := configOf(&simulator.Config{ClientID: "id", ClientSecret: "secret", RefreshToken: "token"})
		c.HTTP, c.Clock = http.DefaultClient, time.Now
		if _, err := amazon.Spec.NewSource(c); err != nil {
			t.Fatalf("NewSource() = %v", err)
		}
		change(&c)
		if _, err := amazon.Spec.NewSource(c); !errors.Is(err, orderveil.ErrInvalid) {
			t.Errorf("%s: NewSource() = %v, want ErrInvalid", name, err)
		}
	}
}

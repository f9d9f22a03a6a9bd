package wire_test

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"orderveil/connectors"
	"orderveil/connectors/wire"
)

func TestATokenIsSharedAndRenewedBeforeItsEnd(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var asked atomic.Int32
		tokens := wire.NewTokens(time.Now, func(context.Context) (string, time.Duration, error) {
			time.Sleep(time.Second)
			return "token-" + itoa(int(asked.Add(1))), 5 * time.Minute, nil
		})
		var all sync.WaitGroup
		for range 8 {
			all.Go(func() {
				if got, err := tokens.Token(t.Context()); got != "token-1" || err != nil {
					t.Errorf("Token() = %s, %v", got, err)
				}
			})
		}
		all.Wait()
		time.Sleep(4*time.Minute + 20*time.Second)
		if got, _ := tokens.Token(t.Context()); got != "token-1" {
			t.Errorf("Token() within its life = %s", got)
		}
		time.Sleep(20 * time.Second)
		if got, _ := tokens.Token(t.Context()); got != "token-2" {
			t.Errorf("Token() in its last seconds = %s", got)
		}
		tokens.Drop(t.Context(), "token-1")
		if got, _ := tokens.Token(t.Context()); got != "token-2" {
			t.Errorf("Token() after an older one was dropped = %s", got)
		}
		tokens.Drop(t.Context(), "token-2")
		if got, _ := tokens.Token(t.Context()); got != "token-3" {
			t.Errorf("Token() after it was dropped = %s", got)
		}
	})
}

func TestARefusalIsRemembered(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		asked := 0
		tokens := wire.NewTokens(time.Now, func(context.Context) (string, time.Duration, error) {
			asked++
			return "", 0, &connectors.Failure{Code: "CREDENTIALS_REFUSED", Outcome: connectors.Auth}
		})
		for range 3 {
			var f *connectors.Failure
			if _, err := tokens.Token(t.Context()); !errors.As(err, &f) {
				t.Errorf("Token() = %v", err)
			}
		}
		if asked != 1 {
			t.Errorf("asked %d times within a minute, want once", asked)
		}
		time.Sleep(61 * time.Second)
		if _, err := tokens.Token(t.Context()); err == nil || asked != 2 {
			t.Errorf("asked %d times after a minute, want twice", asked)
		}
	})
}

package server_test

import (
	"fmt"
	"testing"
	"time"

	"orderveil"
	"orderveil/server"
	"orderveil/store/storetest"
)

// Whoever guesses order numbers is closed out for a while, the numbers that are there
// included; others are not, and neither is who mistypes now and then.
func TestGuessingOrderNumbersClosesTheLookUp(t *testing.T) {
	t.Parallel()
	clock := storetest.NewClock(time.Now())
	w := newWorld(t, 1, func(_ *server.Config, p *server.Parts) { p.Clock = clock.Now })
	support, merchant := w.token(t, orderveil.RoleSupport), w.token(t, orderveil.RoleMerchant)
	find := func(token, number string) string {
		return w.ask(t, token, `query($n: String!) { ordersByNumber(number: $n) { number } }`, map[string]any{"n": number}).code()
	}
	for i := range 9 {
		if code := find(support, fmt.Sprintf("GUESS%d", i)); code != "" {
			t.Fatalf("guess %d: %s", i, code)
		}
	}
	clock.Advance(61 * time.Second)
	for i := range 10 {
		if code := find(support, fmt.Sprintf("AGAIN%d", i)); code != "" {
			t.Fatalf("guess %d: %s", i, code)
		}
	}
	for _, number := range []string{"C000000001", "GUESS1"} {
		if code := find(support, number); code != "RATE_LIMITED" {
			t.Errorf("%s: %q", number, code)
		}
	}
	if code := find(merchant, "C000000001"); code != "" {
		t.Errorf("somebody else: %s", code)
	}
	clock.Advance(5 * time.Minute)
	if code := find(support, "C000000001"); code != "" {
		t.Errorf("after a while: %s", code)
	}
}

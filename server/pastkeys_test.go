package server_test

import (
	"testing"
	"time"

	"orderveil/server"
	"orderveil/store/storetest"
)

// until waits for a metric to have a value that is right.
func (w *world) until(t *testing.T, what, metric string, right func(float64) bool) {
	t.Helper()
	for end := time.Now().Add(time.Minute); !right(w.metric(t, metric)); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("%s: %s is %v", what, metric, w.metric(t, metric))
		}
	}
}

func none(n float64) bool { return n == 0 }
func some(n float64) bool { return n > 0 }

const (
	pastKeys      = "orderveil_day_keys_past"
	keysDestroyed = `orderveil_forgotten_total{what="keys"}`
)

// Without workers nobody destroys keys, and the metric that alerts go by says so until
// somebody does.
func TestKeysOfPastDaysThatStayAreCounted(t *testing.T) {
	t.Parallel()
	clock := storetest.NewClock(time.Now())
	w := newWorld(t, 3, func(_ *server.Config, p *server.Parts) { p.Clock, p.KeysEvery = clock.Now, 20*time.Millisecond })
	w.until(t, "before the day", pastKeys, none)
	clock.Advance(120 * 24 * time.Hour)
	w.until(t, "on the day", pastKeys, some)
	if _, err := w.Server.Store.DestroyPastKeys(t.Context()); err != nil {
		t.Fatal(err)
	}
	w.until(t, "when they are destroyed", pastKeys, none)
}

// Workers destroy the keys of all accounts when a day begins, and count them.
func TestDestroyedKeysAreCounted(t *testing.T) {
	t.Parallel()
	clock := storetest.NewClock(time.Now())
	w := newWorld(t, 3, func(c *server.Config, p *server.Parts) {
		p.Clock, p.KeysEvery = clock.Now, 20*time.Millisecond
		c.Workers = server.WorkersConfig{Import: 1, Forward: 1}
	})
	was := w.metric(t, keysDestroyed)
	clock.Advance(120 * 24 * time.Hour)
	w.until(t, "on the day", keysDestroyed, func(n float64) bool { return n > was })
	w.until(t, "and none is left", pastKeys, none)
}

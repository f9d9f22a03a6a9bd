package server_test

import (
	"strings"
	"testing"
	"time"

	"orderveil"
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
	w := newWorld(t, 3, func(_ *server.Config, p *server.Parts) { p.Clock, p.CountEvery = clock.Now, 20*time.Millisecond })
	w.until(t, "before the day", pastKeys, none)
	clock.Advance(120 * 24 * time.Hour)
	w.until(t, "on the day", pastKeys, some)
	if _, err := w.Server.Store.DestroyPastKeys(t.Context()); err != nil {
		t.Fatal(err)
	}
	w.until(t, "when they are destroyed", pastKeys, none)
}

// A connection that is paused, or asked once an hour, is no reason to wake anybody.
func TestConnectionsThatAreAskedAreCounted(t *testing.T) {
	t.Parallel()
	const asked = "orderveil_connections_asked"
	w := newWorld(t, 0, func(_ *server.Config, p *server.Parts) { p.CountEvery = 20 * time.Millisecond })
	w.until(t, "a marketplace that is asked every minute", asked, func(n float64) bool { return n == 1 })
	if n, err := w.Server.Store.Asked(t.Context(), 59*time.Second); n != 0 || err != nil {
		t.Errorf("Asked() within less = %d, %v", n, err)
	}
	merchant := storetest.Viewer(orderveil.RoleMerchant, w.Account.ID)
	views, err := w.ViewConnections(t.Context(), merchant)
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range views {
		if _, err := w.PauseConnection(t.Context(), merchant, v.ID()); err != nil {
			t.Fatal(err)
		}
	}
	w.until(t, "when it is paused", asked, none)
}

// Before anything has happened there is a series of everything that alerts wait for:
// otherwise what never happens is not seen.
func TestCountersBeginAtZero(t *testing.T) {
	t.Parallel()
	w := newWorld(t, 0)
	_, text := w.get(t, "/metrics")
	for _, series := range []string{
		`orderveil_sync_runs_total{state="DONE"} 0`, `orderveil_sync_runs_total{state="FAILED"} 0`, `orderveil_forwards_total{state="UNKNOWN"} 0`,
		`orderveil_reports_total{state="FAILED"} 0`, keysDestroyed + " 0",
	} {
		if !strings.Contains(text, series+"\n") {
			t.Errorf("there is no %s", series)
		}
	}
}

// Workers destroy the keys of all accounts when a day begins, and count them.
func TestDestroyedKeysAreCounted(t *testing.T) {
	t.Parallel()
	clock := storetest.NewClock(time.Now())
	w := newWorld(t, 3, func(c *server.Config, p *server.Parts) {
		p.Clock, p.CountEvery = clock.Now, 20*time.Millisecond
		c.Workers = server.WorkersConfig{Import: 1, Forward: 1}
	})
	was := w.metric(t, keysDestroyed)
	clock.Advance(120 * 24 * time.Hour)
	w.until(t, "on the day", keysDestroyed, func(n float64) bool { return n > was })
	w.until(t, "and none is left", pastKeys, none)
}

package server_test

import (
	"errors"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"orderveil/server"
	"orderveil/store"
	"orderveil/store/storetest"
)

// Whoever scrapes the program hears when backups stop, are left without an account, or were
// never made; where none are configured there is nothing to hear.
func TestHowOldTheLastBackupIsCanBeHeard(t *testing.T) {
	t.Parallel()
	clock := storetest.NewClock(time.Now().UTC().Truncate(time.Second))
	places := store.Backups{Dir: t.TempDir(), Keys: t.TempDir(), Keep: 3}
	w := newWorld(t, 1, func(c *server.Config, p *server.Parts) {
		c.Backups.Directory, c.Backups.Keys, c.Backups.MaxAge = places.Dir, places.Keys, 15
		p.Clock = clock.Now
	})
	hear := func(when string, want float64) {
		t.Helper()
		if got := w.metric(t, "orderveil_backup_age_seconds"); got != want {
			t.Errorf("%s: the age is %v, want %v", when, got, want)
		}
	}
	if limit := w.metric(t, "orderveil_backup_age_limit_seconds"); limit != 900 {
		t.Errorf("the age may be %v seconds, want those of 15 minutes", limit)
	}
	hear("never made", math.Inf(1))
	from := store.Config{Dir: w.Fixture.Config.Dir, KeyBackupDays: 2, Clock: clock.Now}
	if _, err := store.BackUp(t.Context(), from, places); err != nil {
		t.Fatal(err)
	}
	hear("just made", 0)
	clock.Advance(7 * time.Minute)
	hear("stopped", 420)

	accounts, err := filepath.Glob(filepath.Join(from.Dir, "accounts", "*.db"))
	if err != nil || len(accounts) != 1 {
		t.Fatal(accounts, err)
	}
	if err := os.Rename(accounts[0], accounts[0]+".away"); err != nil {
		t.Fatal(err)
	}
	if _, err := store.BackUp(t.Context(), from, places); !errors.Is(err, store.ErrIncomplete) {
		t.Fatalf("BackUp() = %v", err)
	}
	hear("without an account", 420)
	if err := os.RemoveAll(places.Keys); err != nil {
		t.Fatal(err)
	}
	hear("the place of the keys is away", math.Inf(1))

	if err := os.RemoveAll(places.Dir); err != nil {
		t.Fatal(err)
	}
	if _, text := w.fetch(t, "", "/metrics"); len(text) == 0 || strings.Contains(string(text), "orderveil_backup") {
		t.Error("a node that has neither place tells the age of what it cannot see")
	}
	if _, text := newWorld(t, 0).fetch(t, "", "/metrics"); len(text) == 0 || strings.Contains(string(text), "orderveil_backup") {
		t.Error("an installation without backups tells their age")
	}
}

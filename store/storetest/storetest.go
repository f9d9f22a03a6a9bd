// Package storetest opens fresh stores for tests, in both dialects.
package storetest

import (
	"context"
	"database/sql"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/uuid"
	_ "github.com/lib/pq" // the tests make databases of their own

	"orderveil"
	"orderveil/seal/sealtest"
	"orderveil/store"
	"orderveil/store/pgtest"
)

// Fixture is a store with what a test may turn.
type Fixture struct {
	*store.Store
	Clock      *Clock
	Keys       *sealtest.Counting
	Statements *atomic.Int64
	Config     store.Config
}

// Clock stands still until a test moves it.
type Clock struct {
	mu    sync.Mutex
	now   time.Time
	began time.Time // of following the real time; zero stands still
	speed int
}

// Now is the clock's time.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.began.IsZero() {
		return c.now.Add(time.Duration(c.speed) * time.Since(c.began))
	}
	return c.now
}

// Advance moves the clock on.
func (c *Clock) Advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// Start is the time at which every Fixture's clock begins.
var Start = time.Date(2026, 11, 2, 9, 30, 0, 0, time.UTC)

// SQLite opens a fresh store on files.
func SQLite(t testing.TB) *Fixture {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "data")
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	place(t, dir, "catalog")
	place(t, dir, "keys")
	return open(t, store.Config{Dir: dir})
}

// PostgreSQL opens a fresh store on a server. Tests in one process share the
// template database, as accounts do.
func PostgreSQL(t testing.TB, server *pgtest.Server) *Fixture {
	t.Helper()
	if server == nil {
		t.Skip("no PostgreSQL")
	}
	admin, err := sql.Open("postgres", server.DSN("postgres"))
	if err != nil {
		t.Fatal(err)
	}
	defer admin.Close()
	name := "t" + strings.ReplaceAll(uuid.NewString(), "-", "")
	for _, schema := range []string{"catalog", "keys"} {
		like, err := template(server, admin, schema)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := admin.Exec(fmt.Sprintf("CREATE DATABASE %s_%s TEMPLATE %s", name, schema, like)); err != nil {
			t.Fatal(err)
		}
	}
	return open(t, store.Config{PostgreSQL: &store.PostgreSQL{
		Catalog: server.DSN(name + "_catalog"), Keys: server.DSN(name + "_keys"), Accounts: server.DSN("postgres"),
	}})
}

// PostgreSQLAt opens a store on databases that the caller has made.
func PostgreSQLAt(t testing.TB, where store.PostgreSQL) *Fixture {
	t.Helper()
	return open(t, store.Config{PostgreSQL: &where})
}

// Each runs a test on both dialects.
func Each(t *testing.T, server *pgtest.Server, test func(*testing.T, *Fixture)) {
	t.Run("SQLite", func(t *testing.T) {
		t.Parallel()
		test(t, SQLite(t))
	})
	t.Run("PostgreSQL", func(t *testing.T) {
		t.Parallel()
		test(t, PostgreSQL(t, server))
	})
}

// EachAlone is Each for a test that measures: nothing else runs beside it.
func EachAlone(t *testing.T, server *pgtest.Server, test func(*testing.T, *Fixture)) {
	t.Run("SQLite", func(t *testing.T) { test(t, SQLite(t)) })
	t.Run("PostgreSQL", func(t *testing.T) { test(t, PostgreSQL(t, server)) })
}

func open(t testing.TB, c store.Config) *Fixture {
	t.Helper()
	f := &Fixture{Clock: &Clock{now: Start}, Keys: sealtest.NewProvider(t), Statements: &atomic.Int64{}}
	c.Keys, c.Clock, c.IDs = f.Keys, f.Clock.Now, orderveil.NewID
	c.Caps, c.CoolingOff, c.ExportLife = map[string]int{"bol": 30}, 14*24*time.Hour, 30*24*time.Hour
	if c.Dir == "" {
		c.ExportDir = t.TempDir()
	}
	c.Retention, c.Log = orderveil.DefaultRetention, slog.New(slog.DiscardHandler)
	c.OnStatement = func() { f.Statements.Add(1) }
	f.Config = c
	f.Reopen(t)
	t.Cleanup(func() { _ = f.Store.Close() })
	return f
}

// Reopen opens the store again, as after a restart.
func (f *Fixture) Reopen(t testing.TB) {
	t.Helper()
	if f.Store != nil {
		if err := f.Store.Close(); err != nil {
			t.Fatal(err)
		}
	}
	s, err := store.Open(context.Background(), f.Config)
	if err != nil {
		t.Fatal(err)
	}
	f.Store = s
}

// NewClock returns a clock that stands at the given time.
func NewClock(at time.Time) *Clock { return &Clock{now: at} }

// Follow lets the clock show the real time, and more once it is advanced: for tests
// with systems that have a clock of their own.
func (c *Clock) Follow() { c.Hurry(1) }

// Hurry is Follow with a time that goes so many times as fast: for tests in which work waits
// for its next attempt.
func (c *Clock) Hurry(speed int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.began, c.speed = time.Now(), speed
	c.now = c.began
}

package main

import (
	"database/sql"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"orderveil/store/pgtest"
)

// archive is where a server keeps its write-ahead log and a base backup. It survives it.
type archive struct {
	*drill
	dir string
	sql *sql.DB
}

// The way of docs/backup.md for many accounts, on a real server: its write-ahead log is
// archived, it loses its power in the middle of everything, a base backup is put back and
// recovers to the archive's end, and replay forgets again what the daily backup knows. Lost
// is only what came in after the log was last archived, archive_timeout at the most.
func TestAServerIsRestoredFromItsArchive(t *testing.T) {
	t.Parallel()
	a := newArchive(t)
	a.base()
	first := a.more(nil, 10)
	erased := slices.Sorted(maps.Keys(first))[:2]
	for _, number := range erased {
		if err := a.bol.ShipAll(number); err != nil {
			t.Fatal(err)
		}
	}
	a.erase(erased[0])
	before := a.more(first, 10)
	began := time.Now()
	a.archived()
	t.Logf("%d orders were in the archive after %v", len(before), time.Since(began).Round(time.Millisecond))

	// From here on nothing is archived: what comes in is what a timeout's length may cost.
	a.set("archive_timeout", "1h")
	there := a.more(before, 10)
	a.erase(erased[1])
	a.run("backup")
	_ = a.sql.Close()
	a.burn()
	a.recovered()
	a.open()
	if d := a.orders(); !d[erased[1]] {
		t.Error("what was erased after the log was last archived is not back, so that nothing is proven")
	}
	_ = a.store.Close()
	if said := a.run("replay"); !strings.Contains(said, "Forgotten again: 1 orders") {
		t.Errorf("replay: %s", said)
	}
	a.open()
	restored := a.orders()
	a.holds("the archive's end", before, restored, erased...)
	gone := lost(there, restored)
	t.Logf("of %d orders %d were lost, all of which came after the log was last archived", len(there), len(gone))
	if len(gone) == 0 {
		t.Error("nothing was lost, so that nothing is proven")
	}
}

// newArchive sets a server up as the page says, but for how long it waits.
func newArchive(t *testing.T) *archive {
	t.Helper()
	home, err := os.MkdirTemp("", "orderveil-archive")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(home) })
	machine := newMachine(t)
	if err := machine.Own(home); err != nil {
		t.Fatal(err)
	}
	a := &archive{dir: home}
	if a.sql, err = sql.Open("postgres", machine.DSN("postgres")); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = a.sql.Close() })
	a.drill = &drill{loop: &loop{T: t}}
	for name, value := range map[string]string{
		"archive_mode": "on", "archive_timeout": "1s", "archive_command": strings.ReplaceAll("test ! -f /archive/%f && cp %p /archive/%f.part && mv /archive/%f.part /archive/%f", "/archive", home), "synchronous_commit": "on",
	} {
		a.set(name, value)
	}
	if err := machine.Restart(); err != nil {
		t.Fatal(err)
	}
	a.drill = newDrill(t, machine)
	return a
}

func (a *archive) set(name, value string) {
	a.Helper()
	for _, statement := range []string{"ALTER SYSTEM SET " + name + " = '" + value + "'", "SELECT pg_reload_conf()"} {
		if _, err := a.sql.Exec(statement); err != nil {
			a.Fatal(err)
		}
	}
}

// base makes the base backup.
func (a *archive) base() {
	a.Helper()
	if out, err := a.machine.Command("pg_basebackup", "-D", filepath.Join(a.dir, "base"), "--checkpoint=fast", "--wal-method=none").CombinedOutput(); err != nil {
		a.Fatalf("pg_basebackup: %v: %s", err, out)
	}
}

// archived waits until what is in the log now is in the archive, which the server sees to by
// itself.
func (a *archive) archived() {
	a.Helper()
	var segment string
	if err := a.sql.QueryRow(`SELECT pg_walfile_name(pg_current_wal_lsn())`).Scan(&segment); err != nil {
		a.Fatal(err)
	}
	a.until("the log is archived", func() bool {
		_, err := os.Stat(filepath.Join(a.dir, segment))
		return err == nil
	})
}

// recovered puts the base backup onto another machine and has it recover.
func (a *archive) recovered() {
	a.Helper()
	home, err := os.MkdirTemp("", "orderveil-pg")
	if err != nil {
		a.Fatal(err)
	}
	a.Cleanup(func() { _ = os.RemoveAll(home) })
	data := filepath.Join(home, "data")
	if out, err := exec.Command("cp", "-a", filepath.Join(a.dir, "base"), data).CombinedOutput(); err != nil {
		a.Fatalf("%v: %s", err, out)
	}
	settings, err := os.OpenFile(filepath.Join(data, "postgresql.auto.conf"), os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		a.Fatal(err)
	}
	_, err = settings.WriteString("restore_command = 'cp " + a.dir + "/%f %p'\n")
	signal := filepath.Join(data, "recovery.signal")
	if err := errorsOf(err, settings.Close(), os.WriteFile(signal, nil, 0o600), a.machine.Own(signal)); err != nil {
		a.Fatal(err)
	}
	machine, err := pgtest.Resume(home)
	if err != nil {
		a.Fatal(err)
	}
	a.Cleanup(machine.Stop)
	a.moveTo(machine)
	db, err := sql.Open("postgres", machine.DSN("postgres"))
	if err != nil {
		a.Fatal(err)
	}
	defer db.Close()
	a.until("the server has recovered", func() bool {
		var recovering bool
		return db.QueryRow(`SELECT pg_is_in_recovery()`).Scan(&recovering) == nil && !recovering
	})
}

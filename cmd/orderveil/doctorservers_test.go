package main

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"orderveil/store/pgtest"
)

// practice is an installation on a server of its own, for a doctor to look at.
type practice struct {
	*testing.T
	server *pgtest.Server
	file   string
}

func newPractice(t *testing.T) *practice {
	t.Helper()
	p := &practice{T: t, server: pgtest.Alone(t), file: filepath.Join(t.TempDir(), "config.yaml")}
	p.server.Exec(t, "CREATE DATABASE hub_catalog", "CREATE DATABASE hub_keys")
	p.configure("", "")
	i := &installation{env: append(os.Environ(), asProgram+"=1")}
	for _, arguments := range [][]string{{"migrate"}, {"account", "open", "1"}} {
		if out, err := i.run(t, append(arguments, "--config", p.file)...); err != nil {
			t.Fatalf("orderveil %s: %v\n%s", arguments[0], err, out)
		}
	}
	return p
}

// configure writes the configuration, with more of the databases and more besides.
func (p *practice) configure(postgres, more string) {
	p.Helper()
	dir := filepath.Dir(p.file)
	text := fmt.Sprintf("address: 127.0.0.1:0\npostgres: {catalog: %q, keys: %q, accounts: %q%s}\nkeyFile: %q\ntokenKey: %q\nclosing: {exports: %q}\n%s\n",
		p.server.DSN("hub_catalog"), p.server.DSN("hub_keys"), p.server.DSN("postgres"), postgres, filepath.Join(dir, "key"), filepath.Join(dir, "token-key"), dir, more)
	if err := os.WriteFile(p.file, []byte(text), 0o600); err != nil {
		p.Fatal(err)
	}
}

// visit has a doctor look at the whole installation.
func (p *practice) visit() *doctor {
	p.Helper()
	config, err := configured{Config: p.file}.load()
	if err != nil {
		p.Fatal(err)
	}
	d := online(config)
	d.look(p.Context())
	return d
}

// until visits until the doctor says so.
func (p *practice) until(check string, s state, what string) *doctor {
	p.Helper()
	for end := time.Now().Add(time.Minute); ; time.Sleep(50 * time.Millisecond) {
		if d := p.visit(); says(d.findings, check, s, what) || time.Now().After(end) {
			d.want(p.T, check, s, what)
			return d
		}
	}
}

func TestTheDoctorLooksAtDatabaseServers(t *testing.T) {
	t.Parallel()
	p := newPractice(t)
	d := p.visit()
	d.want(t, "connections", ok, "takes 197 connections")
	d.want(t, "clock", ok, "the clock of the server of the keys and ours agree")
	d.want(t, "archive", warn, "the server of the accounts archives no write-ahead log, and no backups are configured")
	d.want(t, "caps", ok, "no account keeps customer data for longer")
	if says(d.findings, "servers", bad, "") {
		t.Errorf("found %+v", d.findings)
	}
	over := online(d.config)
	over.config.Keys.BackupDays = 5 // as if the configuration's own check let it through
	over.look(t.Context())
	over.want(t, "caps", bad, "bol.com allows 30 days, and customer data is kept for 28 with backups of its keys for 5 more")
	p.configure(", connections: 500", "")
	p.visit().want(t, "connections", bad, "a node comes to 522 at the most")
	p.configure(fmt.Sprintf(", servers: [{name: annex, accounts: \"postgres://postgres@%s/postgres?sslmode=disable\"}]", freeAddress(t)), "")
	p.visit().want(t, "servers", bad, "the server of the accounts on annex: no answer")
	p.configure("", "")

	p.server.Exec(t, "ALTER SYSTEM SET archive_mode = 'on'", "ALTER SYSTEM SET archive_command = 'false'")
	if err := p.server.Restart(); err != nil {
		t.Fatal(err)
	}
	p.server.Exec(t, "SELECT pg_switch_wal()")
	d = p.until("archive", bad, "the server of the keys cannot archive its write-ahead log; it never did")
	d.want(t, "archive", bad, "keys.backupDays is 0")
	p.configure("", "keys: {backupDays: 2}")
	p.server.Exec(t, "ALTER SYSTEM SET archive_command = 'true'", "SELECT pg_reload_conf()")
	d = p.until("archive", ok, "the server of the keys archives its write-ahead log")
	if says(d.findings, "archive", bad, "") {
		t.Errorf("found %+v", d.findings)
	}

	p.server.Stop()
	p.visit().want(t, "schemas", bad, "a database does not answer")
}

package server_test

import (
	"database/sql"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"orderveil"
	"orderveil/server"
	"orderveil/store/pgtest"
)

// door is an address at which a database server is reached, until it keeps still: then it
// takes connections and answers nothing, as a server does that hangs.
type door struct {
	listener net.Listener
	to       string
	mu       sync.Mutex
	still    bool
	moved    *sync.Cond
}

func newDoor(t *testing.T, to string) *door {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	d := &door{listener: l, to: to}
	d.moved = sync.NewCond(&d.mu)
	t.Cleanup(func() {
		_ = l.Close()
		d.keepStill(false)
	})
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go d.serve(c)
		}
	}()
	return d
}

func (d *door) serve(c net.Conn) {
	defer c.Close()
	there, err := net.Dial("tcp", d.to)
	if err != nil {
		return
	}
	defer there.Close()
	go func() { _, _ = io.Copy(c, there) }()
	buffer := make([]byte, 1<<16)
	for {
		n, err := c.Read(buffer)
		if err != nil {
			return
		}
		d.mu.Lock()
		for d.still {
			d.moved.Wait()
		}
		d.mu.Unlock()
		if _, err := there.Write(buffer[:n]); err != nil {
			return
		}
	}
}

func (d *door) keepStill(still bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.still = still
	d.moved.Broadcast()
}

// through is the address of a database through the door.
func (d *door) through(t *testing.T, dsn string) string {
	t.Helper()
	u, err := url.Parse(dsn)
	if err != nil {
		t.Fatal(err)
	}
	u.Host = d.listener.Addr().String()
	return u.String()
}

type toldCause struct{ Name, State, Cause, Next string }

// causes asks /readyz, and holds that whoever looks at it learns nothing of where things are.
func (w *world) causes(t *testing.T) (int, map[string]toldCause) {
	t.Helper()
	status, body := w.get(t, "/readyz")
	var answer struct {
		Databases string
		Causes    []toldCause
	}
	if err := json.Unmarshal([]byte(body), &answer); err != nil {
		t.Fatal(err)
	}
	all, worst := map[string]toldCause{}, "ok"
	for _, c := range answer.Causes {
		all[c.Name] = c
		if (c.State == "ok") != (c.Cause == "") || (c.State == "ok") != (c.Next == "") {
			t.Errorf("%s is %s with cause %q and next step %q", c.Name, c.State, c.Cause, c.Next)
		}
		if worst == "ok" && c.State != "ok" {
			worst = c.Cause
		}
	}
	if answer.Databases != worst {
		t.Errorf("databases: %s, want %s: %s", answer.Databases, worst, body)
	}
	for _, word := range []string{"127.0.0.1", "annex", "clerk", "pq:", "x509", "SQLSTATE"} {
		if strings.Contains(body, word) {
			t.Errorf("/readyz tells of %q: %s", word, body)
		}
	}
	return status, all
}

// only holds that one thing alone is not well, and why.
func (w *world) only(t *testing.T, name, state, why string) toldCause {
	t.Helper()
	status, all := w.causes(t)
	if want := map[bool]int{true: http.StatusServiceUnavailable, false: http.StatusOK}[state == "failed"]; status != want || len(all) != 5 {
		t.Errorf("/readyz = %d with %d causes, want %d with 5", status, len(all), want)
	}
	for _, c := range all {
		if c.Name == name && (c.State != state || c.Cause != why) || c.Name != name && c.State != "ok" {
			t.Errorf("%s is %s: %q; want %s alone to be %s: %q", c.Name, c.State, c.Cause, name, state, why)
		}
	}
	return all[name]
}

// onPostgres starts the program on fresh databases of a server, after a change to their
// addresses. Its queries have half a second.
func onPostgres(t *testing.T, s *pgtest.Server, change func(*server.PostgresConfig)) *world {
	t.Helper()
	name := strings.ReplaceAll("health_"+orderveil.NewID().String(), "-", "")
	s.Exec(t, "CREATE DATABASE "+name+"_catalog", "CREATE DATABASE "+name+"_keys")
	return newWorld(t, 0, func(c *server.Config, p *server.Parts) {
		p.QueryTime = 500 * time.Millisecond
		c.Postgres = server.PostgresConfig{Catalog: s.DSN(name + "_catalog"), Keys: s.DSN(name + "_keys"), Accounts: s.DSN("postgres")}
		change(&c.Postgres)
		dir := t.TempDir()
		c.Data, c.Closing.Exports, c.KeyFile, c.TokenKey = "", dir, filepath.Join(dir, "key"), filepath.Join(dir, server.TokenKeyName)
	})
}

// One database that takes connections and never answers is named, and nothing else is.
func TestReadyzNamesTheDatabaseThatHangs(t *testing.T) {
	t.Parallel()
	s := pgtest.Alone(t)
	doors := map[string]*door{}
	for _, name := range []string{"catalog", "key store", "accounts", "annex"} {
		doors[name] = newDoor(t, s.URL.Host)
	}
	w := onPostgres(t, s, func(c *server.PostgresConfig) {
		c.Catalog, c.Keys = doors["catalog"].through(t, c.Catalog), doors["key store"].through(t, c.Keys)
		c.Servers = []server.ServerConfig{{Name: "annex", Accounts: doors["annex"].through(t, c.Accounts)}}
		c.Accounts = doors["accounts"].through(t, c.Accounts)
	})
	if _, all := w.causes(t); all["catalog"].State != "ok" || all["key store"].State != "ok" || all["accounts"].State != "ok" {
		t.Fatalf("an installation that is well: %+v", all)
	}
	for name, d := range doors {
		d.keepStill(true)
		told, state := name, "failed"
		if name == "accounts" || name == "annex" {
			told, state = "accounts", "degraded"
		}
		began := time.Now()
		w.only(t, told, state, "no answer")
		w.only(t, told, state, "no answer") // now that its connections are given up, too
		if took := time.Since(began); took > 8*time.Second {
			t.Errorf("%s: two questions took %v", name, took)
		}
		d.keepStill(false)
		w.only(t, "", "", "")
	}
	if log := w.Log.String(); !strings.Contains(log, "database=accounts server=annex") || !strings.Contains(log, "database=accounts server=default") {
		t.Error("the log does not name the server")
	}
	for _, d := range doors {
		d.keepStill(true)
	}
	began := time.Now()
	if status, all := w.causes(t); status != http.StatusServiceUnavailable || all["program"].State != "ok" {
		t.Errorf("/readyz without databases = %d %+v", status, all)
	}
	if took := time.Since(began); took > 4*time.Second {
		t.Errorf("four databases that hang take %v: they are not asked at once", took)
	}
	for _, d := range doors {
		d.keepStill(false)
	}
}

// A request ends although its database hangs in the middle of it, and the next one is
// answered when the database is back.
func TestARequestDoesNotWaitForADatabaseThatHangs(t *testing.T) {
	t.Parallel()
	s := pgtest.Alone(t)
	accounts := newDoor(t, s.URL.Host)
	w := onPostgres(t, s, func(c *server.PostgresConfig) { c.Accounts = accounts.through(t, c.Accounts) })
	token := w.token(t, orderveil.RoleMerchant)
	const query = "{ orders { totalCount } }"
	if a := w.ask(t, token, query, nil); a.Status != http.StatusOK || len(a.Errors) > 0 {
		t.Fatal(a.Body)
	}
	accounts.keepStill(true)
	began := time.Now()
	a := w.ask(t, token, query, nil)
	if took := time.Since(began); len(a.Errors) == 0 || took > 9*time.Second {
		t.Errorf("after %v the answer is %s", took, a.Body)
	}
	accounts.keepStill(false)
	if a := w.ask(t, token, query, nil); len(a.Errors) > 0 {
		t.Errorf("when the database is back: %s", a.Body)
	}
}

// A database that answers and does not let the node in says why, in one of a few words.
func TestReadyzTellsWhyADatabaseCannotBeUsed(t *testing.T) {
	t.Parallel()
	s := pgtest.Alone(t)
	authority := pgtest.NewAuthority(t)
	query := s.Encrypt(t, authority, 24*time.Hour)
	s.Exec(t, "CREATE ROLE clerk LOGIN PASSWORD 'right'")
	s.Admit(t, "host all clerk 127.0.0.1/32 scram-sha-256")
	var keys string
	w := onPostgres(t, s, func(c *server.PostgresConfig) {
		s.Exec(t, "ALTER DATABASE "+databaseOf(t, c.Keys)+" OWNER TO clerk")
		c.Keys = fmt.Sprintf("postgres://clerk:right@%s/%s?%s", s.URL.Host, databaseOf(t, c.Keys), query)
		keys = c.Keys
	})
	anew := func(statements ...string) {
		t.Helper()
		s.Exec(t, append(statements, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'clerk'")...)
	}
	w.only(t, "", "", "")
	anew() // as after a restart
	w.only(t, "", "", "")

	anew("ALTER ROLE clerk PASSWORD 'another'")
	w.only(t, "key store", "failed", "sign-in refused")
	s.Exec(t, "ALTER ROLE clerk PASSWORD 'right'")
	w.only(t, "", "", "")

	anew("ALTER ROLE clerk CONNECTION LIMIT 1")
	other, err := sql.Open("postgres", keys)
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	if err := other.Ping(); err != nil {
		t.Fatal(err)
	}
	if c := w.only(t, "key store", "failed", "connections full"); !strings.Contains(c.Next, "max_connections") {
		t.Errorf("the next step is %q", c.Next)
	}
	s.Exec(t, "ALTER ROLE clerk CONNECTION LIMIT -1")
	w.only(t, "", "", "")

	s.Encrypt(t, authority, -time.Hour)
	anew()
	w.only(t, "key store", "failed", "certificate not accepted")

	s.Encrypt(t, authority, 24*time.Hour, "ssl_max_protocol_version", "TLSv1.2")
	anew()
	w.only(t, "key store", "failed", "no TLS 1.3")
}

func databaseOf(t *testing.T, dsn string) string {
	t.Helper()
	u, err := url.Parse(dsn)
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimPrefix(u.Path, "/")
}

package main

import (
	"bytes"
	"database/sql"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"

	"orderveil"
	"orderveil/server"
	"orderveil/store/storetest"
)

// What the program promises of itself. At its start its memory is counted with what is read
// from its own file, which the system may take back; when it has worked, as much of the file as
// the system likes is there. What an account takes is measured by store's tests.
const (
	coldStart     = time.Second
	restingMemory = 100 << 10 // kB
	restingOwn    = 32 << 10  // kB, without its file
	hasWorked     = 8 << 10   // kB more of its own
	anAccount     = 200       // kB
)

// build makes the program as people run it, without the tests' watchers.
func build(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "orderveil")
	if out, err := exec.Command("go", "build", "-race=false", "-o", path, ".").CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	return path
}

// process is the real program, which serves an installation.
type process struct {
	*testing.T
	*installation
	command *exec.Cmd
	url     string
	ready   time.Duration // after its start
}

// starting starts the program and waits for its first ready answer.
func (i *installation) starting(t *testing.T, program string) *process {
	t.Helper()
	address := freeAddress(t)
	r := &process{T: t, installation: i, command: exec.Command(program, "serve"), url: "http://" + address}
	for _, v := range i.env {
		if !strings.HasPrefix(v, asProgram+"=") {
			r.command.Env = append(r.command.Env, v)
		}
	}
	r.command.Env = append(r.command.Env, "ORDERVEIL_ADDRESS="+address, "ORDERVEIL_LOG_LEVEL=error")
	r.command.Stderr = os.Stderr
	began := time.Now()
	if err := r.command.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(r.stop)
	for time.Since(began) < time.Minute {
		if answer, err := http.Get(r.url + "/readyz"); err == nil {
			_ = answer.Body.Close()
			if answer.StatusCode == http.StatusOK {
				r.ready = time.Since(began)
				return r
			}
		}
		time.Sleep(5 * time.Millisecond)
	}
	t.Fatal("the program is not ready within a minute")
	return nil
}

// stop ends the program; a second time there is nothing to end.
func (r *process) stop() {
	if r.command.ProcessState != nil {
		return
	}
	_ = r.command.Process.Signal(syscall.SIGTERM)
	_ = r.command.Wait()
}

// look asks for an account's orders as its merchant, whose customers are read.
func (r *process) look(issuer *server.Issuer, account orderveil.Account) {
	r.Helper()
	token, err := issuer.Token(orderveil.Viewer{Subject: "m", Role: orderveil.RoleMerchant, Account: account.ID}, time.Hour)
	if err != nil {
		r.Fatal(err)
	}
	q, _ := http.NewRequestWithContext(r.Context(), http.MethodPost, r.url+"/graphql", strings.NewReader(`{"query":"{orders(first: 5) {nodes {number shipTo {lastName}}}}"}`))
	q.Header.Set("Content-Type", "application/json")
	q.Header.Set("Authorization", "Bearer "+token)
	answer, err := http.DefaultClient.Do(q)
	if err != nil {
		r.Fatal(err)
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err != nil || !json.Valid(text) || !bytes.Contains(text, []byte(storetest.Mark)) {
		r.Fatalf("account %d: %s, %v", account.Number, text, err)
	}
}

// memory is what the process holds, in kB: all of it, and what is its own alone.
func (r *process) memory() (all, own int) {
	r.Helper()
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", r.command.Process.Pid))
	if err != nil {
		r.Fatal(err)
	}
	for line := range strings.Lines(string(text)) {
		_, _ = fmt.Sscanf(line, "VmRSS: %d kB", &all)
		_, _ = fmt.Sscanf(line, "RssAnon: %d kB", &own)
	}
	return all, own
}

// rests waits until the process holds no more than it may, which may take it some seconds: of
// all, and of what is its own, without the pages of its file.
func (r *process) rests(most, mostOwn int) {
	r.Helper()
	for end := time.Now().Add(time.Minute); ; time.Sleep(100 * time.Millisecond) {
		has, own := r.memory()
		if has <= most && own <= mostOwn {
			r.Logf("%d MB at rest, %d of them its own; %d may be", has>>10, own>>10, mostOwn>>10)
			return
		}
		if time.Now().After(end) {
			r.Fatalf("the program holds %d kB, %d of them its own, where it may hold %d and %d of its own", has, own, most, mostOwn)
		}
	}
}

// footprint holds the program to what it promises of itself.
func (i *installation) footprint(t *testing.T, program string) {
	issuer, err := server.OpenIssuer(i.config.TokenKey, true, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	var r *process
	for try := range 5 { // other tests want the processor, too
		if r = i.starting(t, program); r.ready < coldStart {
			t.Logf("ready after %s", r.ready.Round(time.Millisecond))
			break
		}
		if r.stop(); try == 4 {
			t.Fatalf("the program is ready after %s, want %s", r.ready, coldStart)
		}
	}
	r.rests(restingMemory, restingOwn)
	for _, a := range i.accounts {
		r.look(issuer, a)
	}
	r.rests(math.MaxInt, restingOwn+hasWorked+len(i.accounts)*anAccount)
}

func TestTheProgramIsReadyInASecondAndSmallAtRest(t *testing.T) {
	t.Parallel()
	if runtime.GOOS != "linux" {
		t.Skip("memory is read from /proc")
	}
	program := build(t)
	t.Run("SQLite", func(t *testing.T) {
		t.Parallel()
		install(t, 20).footprint(t, program)
	})
	t.Run("PostgreSQL", func(t *testing.T) {
		t.Parallel()
		installOnPostgres(t, 10).footprint(t, program)
	})
}

// installOnPostgres makes an installation on a server of its own.
func installOnPostgres(t *testing.T, accounts int) *installation {
	t.Helper()
	postgres, dir := startPostgres(t), t.TempDir()
	i := &installation{config: server.DefaultConfig()}
	i.config.KeyFile, i.config.TokenKey = filepath.Join(dir, "key"), filepath.Join(dir, server.TokenKeyName)
	i.config.Postgres.Catalog, i.config.Postgres.Keys, i.config.Postgres.Accounts = postgres.DSN("catalog"), postgres.DSN("keys"), postgres.DSN("postgres")
	i.env = append(os.Environ(), asProgram+"=1", "ORDERVEIL_KEY_FILE="+i.config.KeyFile, "ORDERVEIL_TOKEN_KEY="+i.config.TokenKey,
		"ORDERVEIL_POSTGRES_CATALOG="+postgres.DSN("catalog"), "ORDERVEIL_POSTGRES_KEYS="+postgres.DSN("keys"), "ORDERVEIL_POSTGRES_ACCOUNTS="+postgres.DSN("postgres"))
	admin, err := sql.Open("postgres", postgres.DSN("postgres"))
	if err != nil {
		t.Fatal(err)
	}
	defer admin.Close()
	for _, name := range []string{"catalog", "keys"} {
		if _, err := admin.Exec("CREATE DATABASE " + name); err != nil {
			t.Fatal(err)
		}
	}
	i.fill(t, accounts)
	return i
}

package store_test

import (
	"database/sql"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"orderveil"
	"orderveil/personal"
	"orderveil/store"
	"orderveil/store/storetest"
)

// bouncer runs the real PgBouncer, pooling by transaction with two connections to a
// database, and gives it what the server knows of its roles' passwords.
func bouncer(t *testing.T) (address string, admit func()) {
	t.Helper()
	path, err := exec.LookPath("pgbouncer")
	if err != nil {
		if path = "/usr/sbin/pgbouncer"; !there(path) {
			if os.Getenv("CI") == "true" {
				t.Fatal("PgBouncer is not installed, which CI needs")
			}
			t.Skip("PgBouncer is not installed (Debian: pgbouncer)")
		}
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	port := l.Addr().(*net.TCPAddr).Port
	l.Close()
	dir := t.TempDir()
	users, config := filepath.Join(dir, "users.txt"), filepath.Join(dir, "pgbouncer.ini")
	text := fmt.Sprintf(`[databases]
* = host=%s port=%s
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = %d
unix_socket_dir =
auth_type = scram-sha-256
auth_file = %s
admin_users = console
pool_mode = transaction
default_pool_size = 2
max_client_conn = 200
ignore_startup_parameters = extra_float_digits
`, server.URL.Hostname(), server.URL.Port(), port, users)
	write := func(path, text string) {
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	write(config, text)
	write(users, "\"console\" \"console\"\n")
	args := []string{config}
	if os.Geteuid() == 0 { // which PgBouncer refuses to be
		for d := dir; strings.HasPrefix(d, os.TempDir()) && d != os.TempDir(); d = filepath.Dir(d) {
			_ = os.Chmod(d, 0o755)
		}
		args = append([]string{"-u", "postgres"}, args...)
	}
	cmd := exec.Command(path, args...)
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = cmd.Process.Kill(); _ = cmd.Wait() })
	address = fmt.Sprintf("postgres://127.0.0.1:%d/postgres?sslmode=disable", port)
	console, err := sql.Open("postgres", fmt.Sprintf("postgres://console:console@127.0.0.1:%d/pgbouncer?sslmode=disable", port))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { console.Close() })
	return address, func() {
		write(users, "\"console\" \"console\"\n"+verifiers(t))
		var err error
		for range 200 { // it is just starting
			if _, err = console.Exec("RELOAD"); err == nil {
				return
			}
			time.Sleep(25 * time.Millisecond)
		}
		t.Fatal(err)
	}
}

func there(path string) bool { _, err := os.Stat(path); return err == nil }

// verifiers are the lines of a userlist with the SCRAM verifiers of accounts' roles.
func verifiers(t *testing.T) string {
	t.Helper()
	db, err := sql.Open("postgres", server.DSN("postgres"))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	var lines string
	if err := db.QueryRow(`SELECT coalesce(string_agg(format('"%s" "%s"', rolname, rolpassword), E'\n'), '') FROM pg_authid WHERE rolname LIKE 'acct%'`).Scan(&lines); err != nil {
		t.Fatal(err)
	}
	return lines + "\n"
}

// Accounts work through a PgBouncer that gives connections away after each transaction.
func TestAccountsWorkThroughPgBouncer(t *testing.T) {
	t.Parallel()
	if server == nil {
		t.Skip("no PostgreSQL")
	}
	f := storetest.PostgreSQL(t, server)
	address, admit := bouncer(t)
	where := *f.Config.PostgreSQL
	where.Pooler = address
	f.Config.PostgreSQL = &where
	f.Reopen(t)
	account, err := f.OpenAccount(t.Context(), 1)
	if err != nil {
		t.Fatal(err)
	}
	admit()
	bol, office := pooledConnections(t, f, account)
	merchant := storetest.Viewer(orderveil.RoleMerchant, account.ID)
	changed, err := f.OrderChanges(t.Context(), merchant)
	if err != nil {
		t.Fatal(err)
	}
	const orders = 40
	errs := make(chan error, orders)
	for i := range orders {
		go func() {
			_, err := f.Import(t.Context(), account.ID, bol, []orderveil.Order{f.Order(i)})
			errs <- err
		}()
	}
	for range orders {
		if err := <-errs; err != nil {
			t.Fatal(err)
		}
	}
	select {
	case <-changed:
	case <-time.After(10 * time.Second):
		t.Error("who watches hears of no order")
	}
	claims, err := f.ClaimDeliveries(t.Context(), account.ID, office, orders)
	if err != nil || len(claims) != orders {
		t.Fatalf("ClaimDeliveries() = %d, %v", len(claims), err)
	}
	var done []store.Finished
	for _, c := range claims {
		done = append(done, store.Finished{Claim: c, Outcome: store.Outcome{State: orderveil.ForwardForwarded, Number: c.Content.Number}})
	}
	if late, err := f.FinishDeliveries(t.Context(), account.ID, done); err != nil || len(late) > 0 {
		t.Fatalf("FinishDeliveries() = %d late, %v", len(late), err)
	}
	first := 50
	for range 5 {
		page, err := f.Orders(t.Context(), merchant, store.Filter{}, store.Paging{First: &first}, store.LoadAll)
		if err != nil || len(page.Nodes) != orders || !readable(t, page.Nodes[0]) {
			t.Fatalf("a page: %v", err)
		}
	}
	pooled(t, f, account)
}

// pooledConnections are a marketplace and a back office.
func pooledConnections(t *testing.T, f *storetest.Fixture, a orderveil.Account) (bol, office uuid.UUID) {
	t.Helper()
	for _, n := range []store.NewConnection{
		{Kind: orderveil.Marketplace, Code: "bol", Label: "bol.com", Every: time.Minute, Secrets: map[string]personal.Secret{"client_id": personal.NewSecret("id"), "client_secret": personal.NewSecret("s")}},
		{Kind: orderveil.BackOffice, Code: "webhook", Label: "Webshop", Secrets: map[string]personal.Secret{"signing_secret": personal.NewSecret("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")}},
	} {
		c, err := f.Connect(t.Context(), a.ID, n)
		if err != nil {
			t.Fatal(err)
		}
		if bol, office = office, c.ID; n.Kind == orderveil.Marketplace {
			office = c.ID
		}
	}
	return bol, office
}

// pooled holds that the account's role has no more connections than the pool.
func pooled(t *testing.T, f *storetest.Fixture, a orderveil.Account) {
	t.Helper()
	var database string
	if err := catalogOf(t, f).QueryRow(`SELECT database FROM accounts WHERE id = $1`, a.ID).Scan(&database); err != nil {
		t.Fatal(err)
	}
	db, err := sql.Open("postgres", server.DSN("postgres"))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	var n int
	if err := db.QueryRow(`SELECT count(*) FROM pg_stat_activity WHERE usename = $1`, database).Scan(&n); err != nil || n < 1 || n > 2 {
		t.Errorf("the account has %d connections, want 1 or 2: %v", n, err)
	}
}

package deploy_test

import (
	"crypto/tls"
	"crypto/x509"
	"database/sql"
	"encoding/binary"
	"errors"
	"fmt"
	"net"
	"net/url"
	"os"
	"os/user"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/lib/pq"

	"orderveil"
	"orderveil/jobs"
	"orderveil/store"
	"orderveil/store/pgtest"
	"orderveil/store/storetest"
)

// house is a server that setup.sh has set up.
type house struct {
	*pgtest.Server
	ca, otherCA string
	client      [2]string // certificate and key of the role orderveil_keys
}

func setUp(t *testing.T) *house {
	t.Helper()
	// setup.sh lets in the superuser's namesake alone, through the socket.
	if me, err := user.Current(); err != nil || me.Uid != "0" && me.Username != "postgres" {
		if os.Getenv("CI") == "true" {
			t.Fatal("setup.sh runs as postgres, who only root can become: run CI as root")
		}
		t.Skip("setup.sh runs as postgres, who only root can become")
	}
	h := &house{Server: pgtest.Alone(t)}
	authority := pgtest.NewAuthority(t)
	h.ca = h.file(t, "ca.pem", authority.PEM)
	h.otherCA = h.file(t, "other.pem", pgtest.NewAuthority(t).PEM)
	const life = 180 * 24 * time.Hour
	certificate, key := authority.Issue(t, "db.internal", net.IPv4(127, 0, 0, 1), life)
	h.file(t, "tls.pem", certificate)
	h.file(t, "tls.key", key)
	certificate, key = authority.Issue(t, "orderveil_keys", nil, life)
	h.client = [2]string{h.file(t, "client.pem", certificate), h.file(t, "client.key", key)}
	h.run(t)
	return h
}

func (h *house) file(t *testing.T, name string, text []byte) string {
	t.Helper()
	path := filepath.Join(h.Dir, name)
	if err := os.WriteFile(path, text, 0o600); err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(name, "client") { // that is ours
		if err := h.Own(path); err != nil {
			t.Fatal(err)
		}
	}
	return path
}

// run runs setup.sh from the server's own directory, as its user cannot read ours.
func (h *house) run(t *testing.T, more ...string) {
	t.Helper()
	text, err := os.ReadFile("postgres/setup.sh")
	if err != nil {
		t.Fatal(err)
	}
	script := h.file(t, "setup.sh", text)
	args := append([]string{script, "--parts", "catalog,keys,accounts", "--hub", "127.0.0.1/32", "--listen", "127.0.0.1",
		"--certificate", filepath.Join(h.Dir, "tls.pem"), "--key", filepath.Join(h.Dir, "tls.key"), "--passwords", filepath.Join(h.Dir, "passwords")}, more...)
	if out, err := h.Command("sh", args...).CombinedOutput(); err != nil {
		t.Fatalf("setup.sh: %v\n%s", err, out)
	}
}

// psql asks as the superuser, through the socket.
func (h *house) psql(t *testing.T, statement string) string {
	t.Helper()
	out, err := h.Command("psql", "-X", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-d", "postgres", "-c", statement).CombinedOutput()
	if err != nil {
		t.Fatalf("psql: %v\n%s", err, out)
	}
	return strings.TrimSpace(string(out))
}

// dsn is how the hub reaches a database as a role.
func (h *house) dsn(t *testing.T, role, database string, more ...string) string {
	t.Helper()
	password, err := os.ReadFile(filepath.Join(h.Dir, "passwords", role))
	if err != nil {
		t.Fatal(err)
	}
	q := url.Values{"sslmode": {"verify-full"}, "sslrootcert": {h.ca}}
	for i := 0; i < len(more); i += 2 {
		q.Set(more[i], more[i+1])
	}
	u := url.URL{Scheme: "postgres", User: url.UserPassword(role, strings.TrimSpace(string(password))), Host: h.URL.Host, Path: "/" + database, RawQuery: q.Encode()}
	return u.String()
}

// try runs one statement in a connection of its own.
func try(t *testing.T, dsn, statement string, args ...any) error {
	t.Helper()
	return tryFrom(t, "", dsn, statement, args...)
}

// tryFrom is try from another of this machine's addresses.
func tryFrom(t *testing.T, address, dsn, statement string, args ...any) error {
	t.Helper()
	c, err := pq.NewConnector(dsn)
	if err != nil {
		t.Fatal(err)
	}
	if address != "" {
		c.Dialer(&from{net.Dialer{LocalAddr: &net.TCPAddr{IP: net.ParseIP(address)}}})
	}
	db := sql.OpenDB(c)
	defer db.Close()
	_, err = db.ExecContext(t.Context(), statement, args...)
	return err
}

// from dials from an address.
type from struct{ net.Dialer }

// DialTimeout is asked for by lib/pq.
func (f *from) DialTimeout(network, address string, timeout time.Duration) (net.Conn, error) {
	with := f.Dialer
	with.Timeout = timeout
	return with.Dial(network, address)
}

// The ways in which PostgreSQL refuses.
const (
	noEntry    = "28000" // pg_hba.conf has no line, or one that rejects
	noRight    = "42501" // the role has no right to it
	notTakenIn = "55000" // the database takes no connections
	otherRole  = "28P01" // the password is wrong, or the certificate another role's
)

// refused is the code with which PostgreSQL refused; anything else that went wrong is no
// refusal.
func refused(err error) string {
	var pe *pq.Error
	switch {
	case err == nil:
		return ""
	case errors.As(err, &pe):
		return string(pe.Code)
	}
	return err.Error()
}

func (h *house) hub(t *testing.T) store.PostgreSQL {
	return store.PostgreSQL{
		Catalog: h.dsn(t, "orderveil", "orderveil_catalog"), CatalogOwner: h.dsn(t, "orderveil_owner", "orderveil_catalog"),
		Keys: h.dsn(t, "orderveil_keys", "orderveil_keys"), KeysOwner: h.dsn(t, "orderveil_keys_owner", "orderveil_keys"),
		Accounts: h.dsn(t, "orderveil_admin", "postgres"),
	}
}

func TestAServerOfAccountsAloneDoesNotVisitThemAllTheTime(t *testing.T) {
	t.Parallel()
	h := setUp(t)
	for _, c := range []struct{ parts, naptime string }{{"catalog,keys,accounts", "15s"}, {"keys", "15s"}, {"accounts", "10min"}} {
		h.run(t, "--parts", c.parts)
		if got := h.psql(t, "SHOW autovacuum_naptime"); got != c.naptime {
			t.Errorf("with %s every database is visited once in %s, want %s", c.parts, got, c.naptime)
		}
	}
}

func TestASetUpServerKeepsEveryRoleInItsOwnDatabase(t *testing.T) {
	t.Parallel()
	h := setUp(t)
	where := h.hub(t)

	runtime := where
	runtime.CatalogOwner, runtime.KeysOwner = "", ""
	if _, err := store.Open(t.Context(), store.Config{PostgreSQL: &runtime}); !errors.Is(err, store.ErrOldSchema) {
		t.Errorf("Open() without owners of a server without tables = %v, want %v", err, store.ErrOldSchema)
	}
	f := storetest.PostgreSQLAt(t, where)
	if err := jobs.Migrate(t.Context(), f.Store); err != nil {
		t.Fatal("migrate the queue as the owner: ", err)
	}
	f.Config.PostgreSQL = &runtime // as "serve" has it after "migrate"
	f.Reopen(t)
	if err := jobs.Migrate(t.Context(), f.Store); err != nil {
		t.Fatal("start without owners: ", err)
	}
	var roles []string
	for number := 1; number <= 2; number++ {
		account, bol, _ := f.Account(t, number)
		if _, err := f.Import(t.Context(), account.ID, bol.ID, []orderveil.Order{f.Order(number)}); err != nil {
			t.Fatal(err)
		}
	}
	for role := range strings.FieldsSeq(h.psql(t, `SELECT datname FROM pg_database WHERE datname LIKE 'acct\_%' ORDER BY 1`)) {
		h.psql(t, `ALTER ROLE `+role+` PASSWORD 'known'`)
		h.file(t, "passwords/"+role, []byte("known"))
		roles = append(roles, role)
	}
	if len(roles) != 2 {
		t.Fatalf("%d accounts have databases, want 2", len(roles))
	}
	t.Run("reach", func(t *testing.T) { h.reach(t, roles[0], roles[1]) })
	t.Run("rights", func(t *testing.T) { h.rights(t, roles[0]) })
	t.Run("encryption", func(t *testing.T) { h.encryption(t, roles[0]) })
	t.Run("log", func(t *testing.T) { h.log(t, roles[0]) })
	t.Run("client certificates", func(t *testing.T) { h.clientCertificates(t) })
}

// reach tries every role on every database: the account's own and the two of the
// installation have one user each besides their owner.
func (h *house) reach(t *testing.T, a, b string) {
	may := map[string][]string{
		a: {a}, b: {b},
		"orderveil": {"orderveil_catalog"}, "orderveil_owner": {"orderveil_catalog"},
		"orderveil_keys": {"orderveil_keys"}, "orderveil_keys_owner": {"orderveil_keys"},
		"orderveil_admin": {a, b, "postgres"},
	}
	for role, own := range may {
		for _, database := range []string{a, b, "orderveil_catalog", "orderveil_keys", "postgres", "template1", "orderveil_template"} {
			want := noEntry
			switch {
			case slices.Contains(own, database):
				want = ""
			case role == "orderveil_admin" && database == "template1":
				want = noRight
			case role == "orderveil_admin" && database == "orderveil_template":
				want = notTakenIn
			}
			if err := try(t, h.dsn(t, role, database), "SELECT 1"); refused(err) != want {
				t.Errorf("%s on %s = %v, want the code %q", role, database, err, want)
			}
		}
		// The password is right and the address is not.
		if err := tryFrom(t, "127.0.0.2", h.dsn(t, role, own[0]), "SELECT 1"); refused(err) != noEntry {
			t.Errorf("%s on %s from an address that is not the hub's = %v, want the code %s", role, own[0], err, noEntry)
		}
	}
	// Behind the addresses stand the databases' own rights.
	for _, pair := range [][2]string{{a, b}, {a, "orderveil_keys"}, {a, "orderveil_catalog"}, {"orderveil", "orderveil_keys"}, {"orderveil_keys", "orderveil_catalog"}, {"orderveil_keys", a}, {"orderveil", a}} {
		if h.psql(t, fmt.Sprintf("SELECT has_database_privilege('%s', '%s', 'CONNECT')", pair[0], pair[1])) != "f" {
			t.Errorf("%s has the right to connect to %s", pair[0], pair[1])
		}
	}
	if err := try(t, h.dsn(t, a, a), "SELECT number FROM orders"); err != nil {
		t.Errorf("an account's role does not read its orders: %v", err)
	}
}

// rights: who uses the tables may not change them, nor read the server's files.
func (h *house) rights(t *testing.T, a string) {
	for role, database := range map[string]string{a: a, "orderveil": "orderveil_catalog", "orderveil_keys": "orderveil_keys"} {
		for _, statement := range []string{
			"CREATE TABLE mine (a int)", "CREATE TEMPORARY TABLE mine (a int)", "DROP TABLE goose_db_version", "DELETE FROM goose_db_version",
			"SELECT pg_read_file('PG_VERSION')", "CREATE ROLE mine", "SET ROLE postgres", "COPY (SELECT 1) TO PROGRAM 'true'",
		} {
			if err := try(t, h.dsn(t, role, database), statement); refused(err) != noRight {
				t.Errorf("%s: %s = %v, want the code %s", role, statement, err, noRight)
			}
		}
	}
	if n := h.psql(t, `SELECT count(*) FROM pg_authid WHERE rolcanlogin AND rolname <> 'postgres' AND rolpassword NOT LIKE 'SCRAM-SHA-256$%'`); n != "0" {
		t.Errorf("%s roles have a password that is no SCRAM verifier", n)
	}
}

func (h *house) encryption(t *testing.T, a string) {
	for role, database := range map[string]string{a: a, "orderveil": "orderveil_catalog", "orderveil_keys": "orderveil_keys", "orderveil_admin": "postgres"} {
		if err := try(t, h.dsn(t, role, database, "sslmode", "disable"), "SELECT 1"); refused(err) != noEntry {
			t.Errorf("%s without encryption = %v, want the code %s", role, err, noEntry)
		}
	}
	if err := try(t, h.dsn(t, "orderveil", "orderveil_catalog", "sslrootcert", h.otherCA), "SELECT 1"); !errors.As(err, new(x509.UnknownAuthorityError)) {
		t.Errorf("a server whose certificate nobody vouches for = %v", err)
	}
	if err := try(t, strings.Replace(h.dsn(t, "orderveil", "orderveil_catalog"), "127.0.0.1", "localhost", 1), "SELECT 1"); !errors.As(err, new(x509.HostnameError)) {
		t.Errorf("a server whose certificate is for another host = %v", err)
	}
	for version, want := range map[uint16]bool{tls.VersionTLS12: false, tls.VersionTLS13: true} {
		if got := h.handshake(t, version); got != want {
			t.Errorf("a handshake with %s succeeds: %v, want %v", tls.VersionName(version), got, want)
		}
	}
}

// handshake begins TLS as PostgreSQL's clients do.
func (h *house) handshake(t *testing.T, version uint16) bool {
	t.Helper()
	conn, err := net.Dial("tcp", h.URL.Host)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	_ = conn.SetDeadline(time.Now().Add(10 * time.Second))
	if err := binary.Write(conn, binary.BigEndian, []int32{8, 80877103}); err != nil { // SSLRequest
		t.Fatal(err)
	}
	answer := make([]byte, 1)
	if _, err := conn.Read(answer); err != nil || answer[0] != 'S' {
		t.Fatalf("SSLRequest is answered by %q: %v", answer, err)
	}
	client := tls.Client(conn, &tls.Config{InsecureSkipVerify: true, MinVersion: version, MaxVersion: version})
	return client.HandshakeContext(t.Context()) == nil
}

// log: whatever a statement does with a value, the value is not in the server's log.
func (h *house) log(t *testing.T, a string) {
	const canary = "Kanarie-in-het-logboek"
	dsn := h.dsn(t, a, a)
	if err := try(t, dsn, "SELECT $1::int", canary); err == nil {
		t.Error("a text is a number")
	}
	if err := try(t, dsn, "INSERT INTO orders (id, number) VALUES (gen_random_uuid(), $1)", canary); err == nil {
		t.Error("an order without a day is kept")
	}
	if err := try(t, dsn, "SELECT length($1)", canary); err != nil {
		t.Error(err)
	}
	text, err := os.ReadFile(filepath.Join(h.Dir, "log"))
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(string(text), canary) {
		t.Error("a value is in the server's log")
	}
	if !strings.Contains(string(text), "connection authorized: user="+a) || !strings.Contains(string(text), "no encryption") {
		t.Error("the log tells neither who came nor who was refused")
	}
	for role := range strings.FieldsSeq("orderveil orderveil_keys orderveil_admin") {
		password, _ := os.ReadFile(filepath.Join(h.Dir, "passwords", role))
		if len(password) == 0 || strings.Contains(string(text), strings.TrimSpace(string(password))) {
			t.Errorf("the password of %s is in the server's log", role)
		}
	}
}

// clientCertificates asks for them by running the script again, which changes no password.
func (h *house) clientCertificates(t *testing.T) {
	before := h.dsn(t, "orderveil_keys", "orderveil_keys")
	h.run(t, "--client-ca", h.ca)
	if err := try(t, before, "SELECT 1"); refused(err) != noEntry {
		t.Errorf("orderveil_keys without its certificate = %v, want the code %s", err, noEntry)
	}
	with := []string{"sslcert", h.client[0], "sslkey", h.client[1]}
	if err := try(t, h.dsn(t, "orderveil_keys", "orderveil_keys", with...), "SELECT 1"); err != nil {
		t.Errorf("orderveil_keys does not connect with its certificate: %v", err)
	}
	if err := try(t, h.dsn(t, "orderveil", "orderveil_catalog", with...), "SELECT 1"); refused(err) != otherRole {
		t.Errorf("another role with the certificate of orderveil_keys = %v, want the code %s", err, otherRole)
	}
}

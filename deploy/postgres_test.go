package deploy_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"database/sql"
	"encoding/binary"
	"encoding/pem"
	"errors"
	"fmt"
	"math/big"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

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
	if os.Geteuid() != 0 {
		t.Skip("setup.sh runs as the server's user, which only root can become")
	}
	server, err := pgtest.Cluster()
	if err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal(err)
		}
		t.Skip("no PostgreSQL: ", err)
	}
	t.Cleanup(server.Stop)
	h := &house{Server: server}
	authority := newAuthority(t)
	h.ca = h.file(t, "ca.pem", authority.pem)
	h.otherCA = h.file(t, "other.pem", newAuthority(t).pem)
	certificate, key := authority.issue(t, "db.internal", net.IPv4(127, 0, 0, 1))
	h.file(t, "tls.pem", certificate)
	h.file(t, "tls.key", key)
	certificate, key = authority.issue(t, "orderveil_keys", nil)
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
	db, err := sql.Open("postgres", dsn)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	_, err = db.ExecContext(t.Context(), statement, args...)
	return err
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
			err := try(t, h.dsn(t, role, database), "SELECT 1")
			reached := err == nil
			if allowed := strings.Contains(" "+strings.Join(own, " ")+" ", " "+database+" "); reached != allowed {
				t.Errorf("%s reaches %s: %v, want %v", role, database, reached, allowed)
			}
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
			if err := try(t, h.dsn(t, role, database), statement); err == nil {
				t.Errorf("%s may %s", role, statement)
			}
		}
	}
	if n := h.psql(t, `SELECT count(*) FROM pg_authid WHERE rolcanlogin AND rolname <> 'postgres' AND rolpassword NOT LIKE 'SCRAM-SHA-256$%'`); n != "0" {
		t.Errorf("%s roles have a password that is no SCRAM verifier", n)
	}
}

func (h *house) encryption(t *testing.T, a string) {
	for role, database := range map[string]string{a: a, "orderveil": "orderveil_catalog", "orderveil_keys": "orderveil_keys", "orderveil_admin": "postgres"} {
		if err := try(t, h.dsn(t, role, database, "sslmode", "disable"), "SELECT 1"); err == nil {
			t.Errorf("%s connects without encryption", role)
		}
	}
	if err := try(t, h.dsn(t, "orderveil", "orderveil_catalog", "sslrootcert", h.otherCA), "SELECT 1"); err == nil {
		t.Error("we connect to a server whose certificate nobody vouches for")
	}
	if err := try(t, strings.Replace(h.dsn(t, "orderveil", "orderveil_catalog"), "127.0.0.1", "localhost", 1), "SELECT 1"); err == nil {
		t.Error("we connect to a server whose certificate is for another host")
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
	if err := try(t, before, "SELECT 1"); err == nil {
		t.Error("orderveil_keys connects without its certificate")
	}
	with := []string{"sslcert", h.client[0], "sslkey", h.client[1]}
	if err := try(t, h.dsn(t, "orderveil_keys", "orderveil_keys", with...), "SELECT 1"); err != nil {
		t.Errorf("orderveil_keys does not connect with its certificate: %v", err)
	}
	if err := try(t, h.dsn(t, "orderveil", "orderveil_catalog", with...), "SELECT 1"); err == nil {
		t.Error("another role connects with the certificate of orderveil_keys")
	}
}

// authority signs certificates.
type authority struct {
	cert *x509.Certificate
	key  *ecdsa.PrivateKey
	pem  []byte
}

func newAuthority(t *testing.T) *authority {
	t.Helper()
	key := newKey(t)
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "test authority"}, NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().AddDate(1, 0, 0),
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	cert, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	return &authority{cert: cert, key: key, pem: pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})}
}

func (a *authority) issue(t *testing.T, name string, at net.IP) (certificate, private []byte) {
	t.Helper()
	key := newKey(t)
	template := &x509.Certificate{
		SerialNumber: big.NewInt(2), Subject: pkix.Name{CommonName: name}, NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().AddDate(0, 6, 0),
		KeyUsage: x509.KeyUsageDigitalSignature, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth, x509.ExtKeyUsageClientAuth},
	}
	if at != nil {
		template.DNSNames, template.IPAddresses = []string{name}, []net.IP{at}
	}
	der, err := x509.CreateCertificate(rand.Reader, template, a.cert, &key.PublicKey, a.key)
	if err != nil {
		t.Fatal(err)
	}
	text, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}), pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: text})
}

func newKey(t *testing.T) *ecdsa.PrivateKey {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

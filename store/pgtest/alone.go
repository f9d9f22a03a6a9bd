package pgtest

import (
	"database/sql"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	_ "github.com/lib/pq" // statements of the superuser's
)

// Alone starts a server for one test, which may change how it is set up. Where there is no
// PostgreSQL the test is skipped, but in CI, where it fails.
func Alone(t testing.TB) *Server {
	t.Helper()
	s, err := Cluster()
	if err != nil && os.Getenv("CI") != "true" {
		t.Skip("no PostgreSQL: ", err)
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Stop)
	return s
}

// Exec runs statements as the superuser.
func (s *Server) Exec(t testing.TB, statements ...string) {
	t.Helper()
	db, err := sql.Open("postgres", s.DSN("postgres"))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for _, statement := range statements {
		if _, err := db.Exec(statement); err != nil {
			t.Fatalf("%s: %v", statement, err)
		}
	}
}

// Admit puts a line of pg_hba.conf before those that there are.
func (s *Server) Admit(t testing.TB, line string) {
	t.Helper()
	path := filepath.Join(s.Dir, "data", "pg_hba.conf")
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(line+"\n"+string(text)), 0o600); err != nil {
		t.Fatal(err)
	}
	s.reload(t)
}

// reload has the server read how it is set up, and waits until it has.
func (s *Server) reload(t testing.TB) {
	t.Helper()
	before := s.loaded(t)
	s.Exec(t, "SELECT pg_reload_conf()")
	for s.loaded(t) == before {
		time.Sleep(5 * time.Millisecond)
	}
}

func (s *Server) loaded(t testing.TB) (at string) {
	t.Helper()
	db, err := sql.Open("postgres", s.DSN("postgres"))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if err := db.QueryRow("SELECT pg_conf_load_time()::text").Scan(&at); err != nil {
		t.Fatal(err)
	}
	return at
}

// Encrypt has the server show a certificate that an authority issues for so long from now,
// and returns the query of an address by which the server is known. More are settings, each
// with its value.
func (s *Server) Encrypt(t testing.TB, by *Authority, life time.Duration, more ...string) string {
	t.Helper()
	certificate, key := by.Issue(t, "db.internal", []byte{127, 0, 0, 1}, life)
	ca := filepath.Join(t.TempDir(), "ca.pem")
	if err := os.WriteFile(ca, by.PEM, 0o600); err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string][]byte{"tls.pem": certificate, "tls.key": key} {
		path := filepath.Join(s.Dir, name)
		if err := os.WriteFile(path, text, 0o600); err != nil {
			t.Fatal(err)
		}
		if err := s.Own(path); err != nil {
			t.Fatal(err)
		}
	}
	settings := append([]string{"ssl_cert_file", filepath.Join(s.Dir, "tls.pem"), "ssl_key_file", filepath.Join(s.Dir, "tls.key"), "ssl", "on"}, more...)
	for i := 0; i < len(settings); i += 2 {
		s.Exec(t, "ALTER SYSTEM SET "+settings[i]+" = '"+strings.ReplaceAll(settings[i+1], "'", "''")+"'")
	}
	s.reload(t)
	return url.Values{"sslmode": {"verify-full"}, "sslrootcert": {ca}}.Encode()
}

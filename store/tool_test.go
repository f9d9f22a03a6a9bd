package store

import (
	"testing"
	"time"

	"orderveil/store/pgtest"
)

// PostgreSQL's own programs, which copy databases, ask for the same encryption.
func TestProgramsThatCopyDatabasesAskForTLS13(t *testing.T) {
	t.Parallel()
	s := pgtest.Alone(t)
	ask := func(query string) error {
		u := *s.URL
		u.Path, u.RawQuery = "/postgres", query
		return runTool(t.Context(), u.String(), "postgres", "psql", "-X", "-q", "-o", "/dev/null", "-c", "SELECT 1")
	}
	query := s.Encrypt(t, pgtest.NewAuthority(t), time.Hour)
	if err := ask(query); err != nil {
		t.Error("a server with TLS 1.3: ", err)
	}
	query = s.Encrypt(t, pgtest.NewAuthority(t), time.Hour, "ssl_max_protocol_version", "TLSv1.2")
	if err := ask(query); err == nil {
		t.Error("a database is copied by TLS 1.2")
	}
	if err := ask(query + "&ssl_min_protocol_version=TLSv1.2"); err != nil {
		t.Error("TLS 1.2 where the address says so: ", err)
	}
}

package store_test

import (
	"net/url"
	"strings"
	"testing"
	"time"

	"orderveil"
	"orderveil/store"
	"orderveil/store/pgtest"
	"orderveil/store/storetest"
)

// A server that speaks TLS 1.2 at the most is refused, with what to do; whoever writes a
// version into its address gets that.
func TestADatabaseWithoutTLS13IsRefusedUnlessItsAddressSaysSo(t *testing.T) {
	t.Parallel()
	s := pgtest.Alone(t)
	query := s.Encrypt(t, pgtest.NewAuthority(t), time.Hour, "ssl_max_protocol_version", "TLSv1.2")
	s.Exec(t, "CREATE DATABASE hub_catalog", "CREATE DATABASE hub_keys")
	at := func(database, more string) string {
		u := *s.URL
		u.Path, u.RawQuery = "/"+database, query+more
		return u.String()
	}
	strict := store.PostgreSQL{Catalog: at("hub_catalog", ""), Keys: at("hub_keys", ""), Accounts: at("postgres", "")}
	_, err := store.Open(t.Context(), store.Config{PostgreSQL: &strict})
	if err == nil || !strings.Contains(err.Error(), "ssl_min_protocol_version=TLSv1.2") || strings.Contains(err.Error(), url.QueryEscape(s.Dir)) {
		t.Fatalf("Open() = %v", err)
	}
	const old = "&ssl_min_protocol_version=TLSv1.2"
	f := storetest.PostgreSQLAt(t, store.PostgreSQL{Catalog: at("hub_catalog", old), Keys: at("hub_keys", old), Accounts: at("postgres", old)})
	account, bol, _ := f.Account(t, 1)
	if _, err := f.Import(t.Context(), account.ID, bol.ID, []orderveil.Order{f.Order(1)}); err != nil {
		t.Error(err)
	}
	for _, one := range []string{"ssl_min_protocol_version=TLSv1.1", "ssl_min_protocol_version=TLSv1", "ssl_min_protocol_version="} {
		if err := store.CheckDSN("postgres://hub@db.internal/hub?sslmode=verify-full&" + one); err == nil {
			t.Errorf("CheckDSN() takes %s", one)
		}
	}
}

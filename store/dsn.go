package store

import (
	"net"
	"net/url"
	"strings"

	"orderveil"
)

// CheckDSN refuses a PostgreSQL URL whose connection could be read or answered by
// somebody in between: outside loopback sslmode must be verify-full, because with
// lib/pq "require" encrypts without asking who is at the other end, and nothing older than
// TLS 1.2 is asked for.
func CheckDSN(dsn string) error {
	u, err := url.Parse(dsn)
	if err != nil || u.Scheme != "postgres" && u.Scheme != "postgresql" || u.Host == "" {
		return orderveil.Invalidf("a database address is a URL: postgres://USER@HOST:PORT/DATABASE?sslmode=verify-full")
	}
	q := u.Query()
	elsewhere := q.Has("host") || q.Has("hostaddr") || q.Has("service")
	if loopback(u.Hostname()) && !elsewhere {
		return nil
	}
	if mode := q["sslmode"]; len(mode) != 1 || mode[0] != "verify-full" {
		return orderveil.Invalidf("the database is not on this machine: add sslmode=verify-full (and sslrootcert=FILE) to its address")
	}
	if least := q["ssl_min_protocol_version"]; len(least) > 1 || len(least) == 1 && least[0] != "TLSv1.3" && least[0] != "TLSv1.2" {
		return orderveil.Invalidf("ssl_min_protocol_version is TLSv1.3, which holds without it, or TLSv1.2 for a server that has no newer one")
	}
	return nil
}

func loopback(host string) bool {
	if strings.EqualFold(host, "localhost") {
		return true
	}
	ip := net.ParseIP(host)
	return ip != nil && ip.IsLoopback()
}

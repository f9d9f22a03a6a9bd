package server

import (
	"net/url"
	"strconv"
)

// Setting is one line of the effective configuration.
type Setting struct{ Name, Value string }

// Settings lists what holds after file, environment and defaults, for people to look
// at. Of a database's address it shows host and name: user, password and parameters
// stay out. What is not listed here is not shown.
func (c Config) Settings() []Setting {
	return []Setting{
		{"address", c.Address},
		{"data", c.Data},
		{"postgres.catalog", place(c.Postgres.Catalog)},
		{"postgres.keys", place(c.Postgres.Keys)},
		{"postgres.accounts", place(c.Postgres.Accounts)},
		{"keyFile", c.KeyFile},
		{"tokenKey", c.TokenKey},
		{"tls.certificate", c.TLS.Certificate},
		{"tls.key", c.TLS.Key},
		{"behindProxy", strconv.FormatBool(c.BehindProxy)},
		{"retention.afterHandling", strconv.Itoa(c.Retention.AfterHandling)},
		{"retention.whileOpen", strconv.Itoa(c.Retention.WhileOpen)},
		{"workers.import", strconv.Itoa(c.Workers.Import)},
		{"workers.forward", strconv.Itoa(c.Workers.Forward)},
		{"requestsPerMinute", strconv.Itoa(c.RequestsPerMinute)},
		{"introspection", strconv.FormatBool(c.Introspection)},
		{"log.level", c.Log.Level},
		{"log.format", c.Log.Format},
	}
}

// place is where a database is.
func place(dsn string) string {
	if dsn == "" {
		return ""
	}
	u, err := url.Parse(dsn)
	if err != nil || u.Host == "" {
		return "(not readable)"
	}
	return (&url.URL{Scheme: u.Scheme, Host: u.Host, Path: u.Path}).String()
}

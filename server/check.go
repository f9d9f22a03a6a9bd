package server

import (
	"fmt"
	"net"

	"orderveil"
	"orderveil/store"
)

// complaint says what is wrong with a setting, and what to write instead.
type complaint func(setting, advice string, args ...any)

// check returns everything that is wrong.
func (c *Config) check(from origins) (errs []error) {
	wrong := func(setting, advice string, args ...any) {
		at := "  "
		if origin := from[setting]; origin != "" {
			at += origin + ": "
		}
		errs = append(errs, fmt.Errorf(at+setting+": "+advice, args...))
	}
	c.checkDatabases(wrong)
	c.checkKeys(wrong)
	c.checkNetwork(wrong)
	for i := range c.Recipients {
		for _, err := range c.Recipients[i].Check() {
			wrong(fmt.Sprintf("recipients[%d]", i), "%w", err)
		}
	}
	c.checkNumbers(wrong)
	c.checkTelemetry(wrong)
	c.checkPlaces(wrong)
	c.checkOIDC(wrong)
	if _, err := c.TrustedDocuments.open(); err != nil {
		wrong("trustedDocuments", "%w", err)
	}
	return errs
}

func (c *Config) checkDatabases(wrong complaint) {
	if c.Postgres.given() == (c.Data != "") {
		wrong("data, postgres", "say where the databases are: a data directory or PostgreSQL, one of them")
	}
	if c.Postgres.given() {
		c.checkServers(wrong)
		for _, d := range c.Postgres.Addresses() {
			if err := store.CheckDSN(d.Value); err != nil {
				wrong(d.Name, "%w", err)
			}
		}
	}
	if c.TokenKey == "" {
		wrong("tokenKey", "name the file of the key that signs tokens")
	}
}

// checkServers looks at the servers of accounts, each of which has a name of its own.
func (c *Config) checkServers(wrong complaint) {
	where := c.Postgres.Where().All()
	if len(where) == 0 {
		wrong("postgres.accounts", "give the address of the accounts' server, here or in postgres.servers")
	}
	known := map[string]bool{}
	for _, s := range where {
		if err := s.Check(); err != nil {
			wrong("postgres.servers", "%w", err)
			continue
		}
		if known[s.Name] {
			wrong("postgres.servers", "two servers have one name; postgres.accounts is the one named default")
		}
		known[s.Name] = true
	}
	if c.Postgres.Connections < leastConnections {
		wrong("postgres.connections", "%d or more", leastConnections)
	}
	for i, s := range c.Postgres.Servers {
		if s.Connections != 0 && s.Connections < leastConnections {
			wrong(fmt.Sprintf("postgres.servers[%d].connections", i), "%d or more, or leave it out", leastConnections)
		}
	}
}

// leastConnections lets one account's requests go on beside each other.
const leastConnections = 4

func (c *Config) checkNetwork(wrong complaint) {
	host, _, err := net.SplitHostPort(c.Address)
	if err != nil {
		wrong("address", "write HOST:PORT")
	}
	if (c.TLS.Certificate == "") != (c.TLS.Key == "") {
		wrong("tls", "give both certificate and key, or neither")
	}
	ip := net.ParseIP(host)
	local := host == "localhost" || ip != nil && ip.IsLoopback()
	if err == nil && !local && c.TLS.Certificate == "" && !c.BehindProxy {
		wrong("address", "outside this machine only with tls, or with behindProxy: true when a proxy in front speaks TLS")
	}
}

func (c *Config) checkNumbers(wrong complaint) {
	limit := orderveil.DefaultRetention
	if n := c.Retention.AfterHandling; n < 1 || n > limit.Cap {
		wrong("retention.afterHandling", "1 to %d days, which is the most that bol.com allows", limit.Cap)
	}
	if n := c.Retention.WhileOpen; n < 1 || n > limit.WhileOpen {
		wrong("retention.whileOpen", "1 to %d days", limit.WhileOpen)
	}
	if n := c.Closing.CoolingOff; n < 0 || n > 90 {
		wrong("closing.coolingOff", "0 to 90 days")
	}
	if n := c.Closing.ExportLife; n < 1 || n > 90 {
		wrong("closing.exportLife", "1 to 90 days")
	}
	if c.Backups.KeepDays < 1 || c.Backups.KeepDays > 365 {
		wrong("backups.keepDays", "1 to 365 days")
	}
	if c.Backups.MaxAge < 1 {
		wrong("backups.maxAge", "1 or more minutes")
	}
	if (c.Backups.Directory == "") != (c.Backups.Keys == "") {
		wrong("backups", "give both directory and keys, or neither")
	}
	if c.Canaries < 0 || c.Canaries > 20 {
		wrong("canaries", "0 to 20 in every account")
	}
	if c.OpenAccounts < 1 {
		wrong("openAccounts", "1 or more")
	}
	if (c.Alarms.URL == "") != (c.Alarms.SecretFile == "") {
		wrong("alarms", "give both url and secretFile, or neither")
	}
	if c.Workers.Import < 0 || c.Workers.Forward < 0 || (c.Workers.Import == 0) != (c.Workers.Forward == 0) {
		wrong("workers", "1 or more of each, or 0 of both to run none here")
	}
	if c.DrainSeconds < 0 || c.DrainSeconds > 300 {
		wrong("drainSeconds", "0 to 300")
	}
	if c.RequestsPerMinute < 0 {
		wrong("requestsPerMinute", "1 or more, or 0 for no limit")
	}
	if _, err := c.Log.level(); err != nil {
		wrong("log.level", "debug, info, warn or error")
	}
	if c.Log.Format != "text" && c.Log.Format != "json" {
		wrong("log.format", "text or json")
	}
}

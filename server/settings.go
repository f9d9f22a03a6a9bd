package server

import (
	"cmp"
	"fmt"
	"net/url"
	"strconv"
	"strings"
)

// Setting is one line of the effective configuration.
type Setting struct{ Name, Value string }

// Settings lists what holds after file, environment and defaults, for people to look
// at. Of a database's address it shows host and name: user, password and parameters
// stay out. What is not listed here is not shown.
func (c Config) Settings() []Setting {
	all := []Setting{
		{"address", c.Address},
		{"origin", c.Origin},
		{"data", c.Data},
		{"postgres.catalog", place(c.Postgres.Catalog)},
		{"postgres.keys", place(c.Postgres.Keys)},
		{"postgres.accounts", place(c.Postgres.Accounts)},
		{"postgres.pooler", place(c.Postgres.Pooler)},
		{"postgres.servers", strconv.Itoa(len(c.Postgres.Servers))},
		{"postgres.connections", strconv.Itoa(c.Postgres.Connections)},
		{"postgres.catalogOwner", place(c.Postgres.CatalogOwner)},
		{"postgres.keysOwner", place(c.Postgres.KeysOwner)},
		{"keyFile", c.KeyFile},
		{"keys.provider", c.Keys.Provider},
		{"keys.vault.address", c.Keys.Vault.Address},
		{"keys.vault.mount", c.Keys.Vault.Mount},
		{"keys.vault.key", c.Keys.Vault.Key},
		{"keys.vault.namespace", c.Keys.Vault.Namespace},
		{"keys.vault.tokenFile", c.Keys.Vault.TokenFile},
		{"keys.vault.caFile", c.Keys.Vault.CAFile},
		{"keys.aws.key", c.Keys.AWS.Key},
		{"keys.aws.endpoint", c.Keys.AWS.Endpoint},
		{"keys.aws.outsideEU", strconv.FormatBool(c.Keys.AWS.OutsideEU)},
		{"keys.gcp.key", c.Keys.GCP.Key},
		{"keys.gcp.credentialsFile", c.Keys.GCP.CredentialsFile},
		{"keys.gcp.endpoint", c.Keys.GCP.Endpoint},
		{"keys.gcp.outsideEU", strconv.FormatBool(c.Keys.GCP.OutsideEU)},
		{"keys.old", strconv.Itoa(len(c.Keys.Old))},
		{"keys.backupDays", strconv.Itoa(c.Keys.BackupDays)},
		{"tokenKey", c.TokenKey},
		{"backups.directory", c.Backups.Directory},
		{"backups.keys", c.Backups.Keys},
		{"backups.keepDays", strconv.Itoa(c.Backups.KeepDays)},
		{"backups.maxAge", strconv.Itoa(c.Backups.MaxAge)},
		{"telemetry.endpoint", place(c.Telemetry.Endpoint)},
		{"telemetry.tokenFile", c.Telemetry.TokenFile},
		{"telemetry.percent", strconv.Itoa(c.Telemetry.Percent)},
		{"tls.certificate", c.TLS.Certificate},
		{"tls.key", c.TLS.Key},
		{"behindProxy", strconv.FormatBool(c.BehindProxy)},
		{"retention.afterHandling", strconv.Itoa(c.Retention.AfterHandling)},
		{"retention.whileOpen", strconv.Itoa(c.Retention.WhileOpen)},
		{"closing.coolingOff", strconv.Itoa(c.Closing.CoolingOff)},
		{"closing.exportLife", strconv.Itoa(c.Closing.ExportLife)},
		{"closing.exports", c.Closing.Exports},
		{"alarms.url", place(c.Alarms.URL)},
		{"alarms.secretFile", c.Alarms.SecretFile},
		{"canaries", strconv.Itoa(c.Canaries)},
		{"openAccounts", strconv.Itoa(c.OpenAccounts)},
		{"policy", strconv.Itoa(len(c.Policy))},
		{"places.trustedProxies", strings.Join(c.Places.TrustedProxies, " ")},
		{"places.roles", strconv.Itoa(len(c.Places.Roles))},
		{"places.databases", strings.Join(c.Places.Databases, " ")},
		{"trustedDocuments.file", c.TrustedDocuments.File},
		{"trustedDocuments.only", strings.Join(c.TrustedDocuments.Only, " ")},
		{"oidc.issuer", c.OIDC.Issuer},
		{"oidc.clientID", c.OIDC.ClientID},
		{"oidc.clientSecretFile", c.OIDC.ClientSecretFile},
		{"oidc.redirect", c.OIDC.Redirect},
		{"oidc.claim", c.OIDC.Claim},
		{"oidc.roles", strconv.Itoa(len(c.OIDC.Roles))},
		{"oidc.secondFactors", strings.Join(c.OIDC.SecondFactors, " ")},
		{"recipients", strconv.Itoa(len(c.Recipients))},
		{"operator.name", c.Operator.Name},
		{"operator.contact", c.Operator.Contact},
		{"operator.dpo", c.Operator.DPO},
		{"workers.import", strconv.Itoa(c.Workers.Import)},
		{"workers.forward", strconv.Itoa(c.Workers.Forward)},
		{"drainSeconds", strconv.Itoa(c.DrainSeconds)},
		{"requestsPerMinute", strconv.Itoa(c.RequestsPerMinute)},
		{"introspection", strconv.FormatBool(c.Introspection)},
		{"log.level", c.Log.Level},
		{"log.format", c.Log.Format},
	}
	for _, server := range c.Postgres.Servers {
		all = append(all, Setting{"postgres.servers." + server.Name, fmt.Sprintf("%s region=%s weight=%d capacity=%d closed=%t connections=%d",
			place(server.Accounts), server.Region, max(server.Weight, 1), server.Capacity, server.Closed, cmp.Or(server.Connections, c.Postgres.Connections))})
	}
	return all
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

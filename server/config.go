package server

import (
	_ "embed"
	"fmt"

	"orderveil"
	"orderveil/egress"
	"orderveil/store"
)

// Config is what serve is told: one YAML file, over which environment variables win.
// The example file documents every setting.
type Config struct {
	// Address to listen on. Outside loopback TLS is required, here or in front.
	Address string `yaml:"address" env:"ORDERVEIL_ADDRESS"`
	// Origin is the address at which browsers reach the installation; passkeys belong to it.
	Origin string `yaml:"origin" env:"ORDERVEIL_ORIGIN"`
	// Data is the directory of the SQLite files; give it or Postgres.
	Data     string         `yaml:"data" env:"ORDERVEIL_DATA"`
	Postgres PostgresConfig `yaml:"postgres"`
	// KeyFile holds the key-encryption key; TokenKey the key that signs tokens.
	KeyFile  string `yaml:"keyFile" env:"ORDERVEIL_KEY_FILE"`
	TokenKey string `yaml:"tokenKey" env:"ORDERVEIL_TOKEN_KEY"`

	Keys KeysConfig `yaml:"keys"`

	Backups     BackupsConfig `yaml:"backups"`
	TLS         TLSConfig     `yaml:"tls"`
	BehindProxy bool          `yaml:"behindProxy" env:"ORDERVEIL_BEHIND_PROXY"`

	Retention RetentionConfig `yaml:"retention"`
	Closing   ClosingConfig   `yaml:"closing"`
	Alarms    AlarmsConfig    `yaml:"alarms"`
	// Recipients is everybody to whom data may go, besides the marketplaces that the
	// connectors know.
	Recipients []egress.Recipient `yaml:"recipients"`
	// Policy is what the operator changes of the default policy, by role.
	Policy map[string]orderveil.Override `yaml:"policy"`
	Places PlacesConfig                  `yaml:"places"`
	OIDC   OIDCConfig                    `yaml:"oidc"`
	// TrustedDocuments are operations that roles are held to.
	TrustedDocuments DocumentsConfig `yaml:"trustedDocuments"`
	// Operator is who runs the installation, for the record of processing.
	Operator OperatorConfig `yaml:"operator"`
	// Canaries in every account: orders that nobody has a reason to open.
	Canaries int `yaml:"canaries" env:"ORDERVEIL_CANARIES"`
	// OpenAccounts is how many accounts' databases are held open at once.
	OpenAccounts int           `yaml:"openAccounts" env:"ORDERVEIL_OPEN_ACCOUNTS"`
	Workers      WorkersConfig `yaml:"workers"`
	// DrainSeconds is how long a node that is told to stop serves on while /readyz says that
	// it goes.
	DrainSeconds int `yaml:"drainSeconds" env:"ORDERVEIL_DRAIN_SECONDS"`
	// RequestsPerMinute of one viewer; zero sets no limit.
	RequestsPerMinute int  `yaml:"requestsPerMinute" env:"ORDERVEIL_REQUESTS_PER_MINUTE"`
	Introspection     bool `yaml:"introspection" env:"ORDERVEIL_INTROSPECTION"`

	Log       LogConfig       `yaml:"log"`
	Telemetry TelemetryConfig `yaml:"telemetry"`
}

// PostgresConfig says where the databases are.
type PostgresConfig struct {
	Catalog  string `yaml:"catalog" env:"ORDERVEIL_POSTGRES_CATALOG"`
	Keys     string `yaml:"keys" env:"ORDERVEIL_POSTGRES_KEYS"`
	Accounts string `yaml:"accounts" env:"ORDERVEIL_POSTGRES_ACCOUNTS"`
	// Pooler is the address of a PgBouncer before the accounts' server.
	Pooler string `yaml:"pooler" env:"ORDERVEIL_POSTGRES_POOLER"`
	// Servers are more servers of accounts; Accounts is the one named "default".
	Servers []ServerConfig `yaml:"servers"`
	// Connections is how many this program has to each server of accounts at the most.
	Connections int `yaml:"connections" env:"ORDERVEIL_POSTGRES_CONNECTIONS"`
	// CatalogOwner and KeysOwner are for the roles that own the tables; they may be left out
	// where nothing is migrated.
	CatalogOwner string `yaml:"catalogOwner" env:"ORDERVEIL_POSTGRES_CATALOG_OWNER"`
	KeysOwner    string `yaml:"keysOwner" env:"ORDERVEIL_POSTGRES_KEYS_OWNER"`
}

// ServerConfig is a server of accounts. Its name is stored with them and never changes.
type ServerConfig struct {
	Name     string `yaml:"name"`
	Accounts string `yaml:"accounts"`
	Pooler   string `yaml:"pooler"`
	Region   string `yaml:"region"`
	Weight   int    `yaml:"weight"`
	Capacity int    `yaml:"capacity"`
	Closed   bool   `yaml:"closed"`
	// Connections to this server, where it is to be another number than for all.
	Connections int `yaml:"connections"`
}

// Where is the same for the store.
func (c PostgresConfig) Where() *store.PostgreSQL {
	where := &store.PostgreSQL{Catalog: c.Catalog, Keys: c.Keys, Accounts: c.Accounts, Pooler: c.Pooler, Connections: c.Connections, CatalogOwner: c.CatalogOwner, KeysOwner: c.KeysOwner}
	for _, s := range c.Servers {
		where.Servers = append(where.Servers, store.AccountsServer{
			DatabaseServer: orderveil.DatabaseServer{Name: s.Name, Region: s.Region, Weight: s.Weight, Capacity: s.Capacity, Closed: s.Closed},
			Address:        s.Accounts, Pooler: s.Pooler, Connections: s.Connections,
		})
	}
	return where
}

func (c PostgresConfig) given() bool {
	return c.Catalog != "" || c.Keys != "" || c.Accounts != "" || c.CatalogOwner != "" || c.KeysOwner != "" || len(c.Servers) > 0
}

// Addresses lists every database address with its setting.
func (c PostgresConfig) Addresses() (all []Setting) {
	all = []Setting{{"postgres.catalog", c.Catalog}, {"postgres.keys", c.Keys}}
	for _, optional := range []Setting{{"postgres.accounts", c.Accounts}, {"postgres.pooler", c.Pooler}, {"postgres.catalogOwner", c.CatalogOwner}, {"postgres.keysOwner", c.KeysOwner}} {
		if optional.Value != "" {
			all = append(all, optional)
		}
	}
	for i, s := range c.Servers {
		all = append(all, Setting{fmt.Sprintf("postgres.servers[%d].accounts", i), s.Accounts})
		if s.Pooler != "" {
			all = append(all, Setting{fmt.Sprintf("postgres.servers[%d].pooler", i), s.Pooler})
		}
	}
	return all
}

// BackupsConfig says where "orderveil backup" puts what it copies.
type BackupsConfig struct {
	Directory string `yaml:"directory" env:"ORDERVEIL_BACKUPS_DIRECTORY"`
	Keys      string `yaml:"keys" env:"ORDERVEIL_BACKUPS_KEYS"`
	KeepDays  int    `yaml:"keepDays" env:"ORDERVEIL_BACKUPS_KEEP_DAYS"`
	// MaxAge is how old the last backup may be, in minutes, before doctor complains.
	MaxAge int `yaml:"maxAge" env:"ORDERVEIL_BACKUPS_MAX_AGE"`
}

// TLSConfig names the certificate's files.
type TLSConfig struct {
	Certificate string `yaml:"certificate" env:"ORDERVEIL_TLS_CERTIFICATE"`
	Key         string `yaml:"key" env:"ORDERVEIL_TLS_KEY"`
}

// RetentionConfig is in days.
type RetentionConfig struct {
	AfterHandling int `yaml:"afterHandling" env:"ORDERVEIL_RETENTION_AFTER_HANDLING"`
	WhileOpen     int `yaml:"whileOpen" env:"ORDERVEIL_RETENTION_WHILE_OPEN"`
}

// ClosingConfig is about cancelled accounts; times in days.
type ClosingConfig struct {
	CoolingOff int    `yaml:"coolingOff" env:"ORDERVEIL_CLOSING_COOLING_OFF"`
	ExportLife int    `yaml:"exportLife" env:"ORDERVEIL_CLOSING_EXPORT_LIFE"`
	Exports    string `yaml:"exports" env:"ORDERVEIL_CLOSING_EXPORTS"`
}

// OperatorConfig is the processor of GDPR art. 30(2).
type OperatorConfig struct {
	Name    string `yaml:"name" env:"ORDERVEIL_OPERATOR_NAME"`
	Contact string `yaml:"contact" env:"ORDERVEIL_OPERATOR_CONTACT"`
	DPO     string `yaml:"dpo" env:"ORDERVEIL_OPERATOR_DPO"`
}

// DocumentsConfig names the manifest of trusted documents, and who may send nothing else.
type DocumentsConfig struct {
	File string   `yaml:"file" env:"ORDERVEIL_TRUSTED_DOCUMENTS_FILE"`
	Only []string `yaml:"only" env:"ORDERVEIL_TRUSTED_DOCUMENTS_ONLY"`
}

// PlacesConfig says from where people may come.
type PlacesConfig struct {
	// TrustedProxies are networks whose X-Forwarded-For is believed.
	TrustedProxies []string `yaml:"trustedProxies" env:"ORDERVEIL_PLACES_TRUSTED_PROXIES"`
	// Roles are networks from which alone a role may come; a role without any comes from
	// anywhere.
	Roles map[string][]string `yaml:"roles"`
	// Databases are the hosts at which databases may be; none allows any.
	Databases []string `yaml:"databases" env:"ORDERVEIL_PLACES_DATABASES"`
}

// WorkersConfig says how many jobs run at the same time; zero of both runs none.
type WorkersConfig struct {
	Import  int `yaml:"import" env:"ORDERVEIL_WORKERS_IMPORT"`
	Forward int `yaml:"forward" env:"ORDERVEIL_WORKERS_FORWARD"`
}

// LogConfig says what is logged and how.
type LogConfig struct {
	Level  string `yaml:"level" env:"ORDERVEIL_LOG_LEVEL"`
	Format string `yaml:"format" env:"ORDERVEIL_LOG_FORMAT"`
}

// ExampleConfig is the documented configuration file.
//
//go:embed config.example.yaml
var ExampleConfig []byte

// DefaultConfig is what holds when nobody says otherwise.
func DefaultConfig() Config {
	return Config{
		Address:           "127.0.0.1:8080",
		Keys:              KeysConfig{Provider: "file", Vault: VaultConfig{Mount: "transit"}},
		Retention:         RetentionConfig{AfterHandling: orderveil.DefaultRetention.AfterHandling, WhileOpen: orderveil.DefaultRetention.WhileOpen},
		Closing:           ClosingConfig{CoolingOff: 14, ExportLife: 30},
		Backups:           BackupsConfig{KeepDays: 14, MaxAge: 15},
		Canaries:          3,
		OpenAccounts:      200,
		Postgres:          PostgresConfig{Connections: store.DefaultConnections},
		Workers:           WorkersConfig{Import: 16, Forward: 8},
		RequestsPerMinute: 600,
		Telemetry:         TelemetryConfig{Percent: 10},
		Log:               LogConfig{Level: "info", Format: "text"},
	}
}

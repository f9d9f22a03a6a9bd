package server

import (
	"bytes"
	_ "embed"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"reflect"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"orderveil"
	"orderveil/store"
)

// Config is what serve is told: one YAML file, over which environment variables win.
// The example file documents every setting.
type Config struct {
	// Address to listen on. Outside loopback TLS is required, here or in front.
	Address string `yaml:"address" env:"ORDERVEIL_ADDRESS"`
	// Data is the directory of the SQLite files; give it or Postgres.
	Data     string         `yaml:"data" env:"ORDERVEIL_DATA"`
	Postgres PostgresConfig `yaml:"postgres"`
	// KeyFile holds the key-encryption key; TokenKey the key that signs tokens.
	KeyFile  string `yaml:"keyFile" env:"ORDERVEIL_KEY_FILE"`
	TokenKey string `yaml:"tokenKey" env:"ORDERVEIL_TOKEN_KEY"`

	TLS         TLSConfig `yaml:"tls"`
	BehindProxy bool      `yaml:"behindProxy" env:"ORDERVEIL_BEHIND_PROXY"`

	Retention RetentionConfig `yaml:"retention"`
	Workers   WorkersConfig   `yaml:"workers"`
	// RequestsPerMinute of one viewer; zero sets no limit.
	RequestsPerMinute int  `yaml:"requestsPerMinute" env:"ORDERVEIL_REQUESTS_PER_MINUTE"`
	Introspection     bool `yaml:"introspection" env:"ORDERVEIL_INTROSPECTION"`

	Log LogConfig `yaml:"log"`
}

// PostgresConfig says where the databases are.
type PostgresConfig struct {
	Catalog  string `yaml:"catalog" env:"ORDERVEIL_POSTGRES_CATALOG"`
	Keys     string `yaml:"keys" env:"ORDERVEIL_POSTGRES_KEYS"`
	Accounts string `yaml:"accounts" env:"ORDERVEIL_POSTGRES_ACCOUNTS"`
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
		Retention:         RetentionConfig{AfterHandling: orderveil.DefaultRetention.AfterHandling, WhileOpen: orderveil.DefaultRetention.WhileOpen},
		Workers:           WorkersConfig{Import: 4, Forward: 4},
		RequestsPerMinute: 600,
		Log:               LogConfig{Level: "info", Format: "text"},
	}
}

// LoadConfig reads the file, when a path is given, and the environment. It reports
// everything that is wrong at once, and repeats no value that may be secret.
func LoadConfig(path string, environment func(string) (string, bool)) (Config, error) {
	c := DefaultConfig()
	var errs []error
	if path != "" {
		text, err := os.ReadFile(path)
		if err != nil {
			return c, fmt.Errorf("read the configuration: %w", err)
		}
		errs = append(errs, decodeConfig(text, &c))
	}
	errs = append(errs, fromEnvironment(reflect.ValueOf(&c).Elem(), environment)...)
	if err := errors.Join(errs...); err != nil {
		return c, fmt.Errorf("the configuration is not right:\n%w", err)
	}
	c.inData()
	if err := c.check(); err != nil {
		return c, fmt.Errorf("the configuration is not right:\n%w", err)
	}
	return c, nil
}

// decodeConfig knows every setting, and refuses the others by line.
func decodeConfig(text []byte, c *Config) error {
	d := yaml.NewDecoder(bytes.NewReader(text))
	d.KnownFields(true)
	err := d.Decode(c)
	var wrong *yaml.TypeError
	switch {
	case err == nil || errors.Is(err, io.EOF):
		return nil
	case errors.As(err, &wrong):
		var errs []error
		for _, e := range wrong.Errors {
			errs = append(errs, errors.New("  "+withoutValue(e)))
		}
		return errors.Join(errs...)
	}
	return errors.New("  the file is no YAML")
}

// withoutValue cuts the value out of what the YAML library says: it may be a password.
func withoutValue(message string) string {
	before, rest, found := strings.Cut(message, "`")
	if !found {
		return message
	}
	_, after, _ := strings.Cut(rest, "`")
	return before + "a value" + after
}

// fromEnvironment sets every field whose variable is set.
func fromEnvironment(v reflect.Value, environment func(string) (string, bool)) (errs []error) {
	for i := range v.NumField() {
		field, name := v.Field(i), v.Type().Field(i).Tag.Get("env")
		if field.Kind() == reflect.Struct {
			errs = append(errs, fromEnvironment(field, environment)...)
			continue
		}
		text, found := environment(name)
		if !found || name == "" {
			continue
		}
		var err error
		switch field.Kind() {
		case reflect.String:
			field.SetString(text)
		case reflect.Int:
			var n int
			n, err = strconv.Atoi(text)
			field.SetInt(int64(n))
		case reflect.Bool:
			var b bool
			b, err = strconv.ParseBool(text)
			field.SetBool(b)
		}
		if err != nil {
			errs = append(errs, fmt.Errorf("  %s: write a %s", name, field.Kind()))
		}
	}
	return errs
}

// inData puts the key files into the data directory unless they are named.
func (c *Config) inData() {
	if c.Data == "" {
		return
	}
	if c.KeyFile == "" {
		c.KeyFile = filepath.Join(c.Data, "key")
	}
	if c.TokenKey == "" {
		c.TokenKey = filepath.Join(c.Data, TokenKeyName)
	}
}

func (c *Config) check() error {
	var errs []error
	wrong := func(format string, args ...any) { errs = append(errs, fmt.Errorf("  "+format, args...)) }
	postgres := c.Postgres != PostgresConfig{}
	if postgres == (c.Data != "") {
		wrong("data, postgres: say where the databases are: a data directory or PostgreSQL, one of them")
	}
	if postgres {
		for _, d := range []struct{ name, dsn string }{
			{"catalog", c.Postgres.Catalog}, {"keys", c.Postgres.Keys}, {"accounts", c.Postgres.Accounts},
		} {
			if err := store.CheckDSN(d.dsn); err != nil {
				wrong("postgres.%s: %w", d.name, err)
			}
		}
	}
	if c.KeyFile == "" {
		wrong("keyFile: name the file of the key-encryption key")
	}
	if c.TokenKey == "" {
		wrong("tokenKey: name the file of the key that signs tokens")
	}
	c.checkNetwork(wrong)
	c.checkNumbers(wrong)
	return errors.Join(errs...)
}

func (c *Config) checkNetwork(wrong func(string, ...any)) {
	host, _, err := net.SplitHostPort(c.Address)
	if err != nil {
		wrong("address: write HOST:PORT")
	}
	if (c.TLS.Certificate == "") != (c.TLS.Key == "") {
		wrong("tls: give both certificate and key, or neither")
	}
	ip := net.ParseIP(host)
	local := host == "localhost" || ip != nil && ip.IsLoopback()
	if err == nil && !local && c.TLS.Certificate == "" && !c.BehindProxy {
		wrong("address: outside this machine only with tls, or with behindProxy: true when a proxy in front speaks TLS")
	}
}

func (c *Config) checkNumbers(wrong func(string, ...any)) {
	limit := orderveil.DefaultRetention
	if n := c.Retention.AfterHandling; n < 1 || n > limit.Cap {
		wrong("retention.afterHandling: 1 to %d days, which is the most that bol.com allows", limit.Cap)
	}
	if n := c.Retention.WhileOpen; n < 1 || n > limit.WhileOpen {
		wrong("retention.whileOpen: 1 to %d days", limit.WhileOpen)
	}
	if c.Workers.Import < 0 || c.Workers.Forward < 0 || (c.Workers.Import == 0) != (c.Workers.Forward == 0) {
		wrong("workers: 1 or more of each, or 0 of both to run none here")
	}
	if c.RequestsPerMinute < 0 {
		wrong("requestsPerMinute: 1 or more, or 0 for no limit")
	}
	if _, err := c.Log.level(); err != nil {
		wrong("log.level: debug, info, warn or error")
	}
	if c.Log.Format != "text" && c.Log.Format != "json" {
		wrong("log.format: text or json")
	}
}

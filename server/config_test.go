package server_test

import (
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"orderveil/server"
)

func load(t *testing.T, text string, environment map[string]string) (server.Config, error) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "config.yaml")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return server.LoadConfig(path, func(name string) (string, bool) { v, ok := environment[name]; return v, ok })
}

func TestTheExampleConfigurationIsRight(t *testing.T) {
	t.Parallel()
	c, err := load(t, string(server.ExampleConfig), nil)
	if err != nil {
		t.Fatal(err)
	}
	if c.KeyFile != filepath.Join(c.Data, "key") || c.Retention.AfterHandling != 28 {
		t.Errorf("LoadConfig() = %+v", c)
	}
}

func TestEverySettingOfTheExampleIsKnown(t *testing.T) {
	t.Parallel()
	text := strings.ReplaceAll(string(server.ExampleConfig), "\n#", "\n")
	text = strings.ReplaceAll(text, "\ndata: ./data", "")
	var lines []string
	for _, line := range strings.Split(text, "\n") {
		if !strings.HasPrefix(line, " ") || strings.HasPrefix(line, "  ") { // prose has one space
			lines = append(lines, line)
		}
	}
	if _, err := load(t, strings.Join(lines, "\n"), map[string]string{"ORDERVEIL_KEY_FILE": "k", "ORDERVEIL_TOKEN_KEY": "t"}); err != nil {
		t.Error(err)
	}
}

func TestTheEnvironmentWins(t *testing.T) {
	t.Parallel()
	c, err := load(t, "data: a\nworkers: {import: 1, forward: 1}", map[string]string{"ORDERVEIL_DATA": "b", "ORDERVEIL_WORKERS_IMPORT": "7", "ORDERVEIL_INTROSPECTION": "true"})
	if err != nil || c.Data != "b" || c.Workers.Import != 7 || !c.Introspection {
		t.Errorf("LoadConfig() = %+v, %v", c, err)
	}
}

func TestAllMistakesAreToldAtOnceAndNoSecret(t *testing.T) {
	t.Parallel()
	_, err := load(t, `
address: 0.0.0.0:8080
data: ./data
postgres: {catalog: "postgres://u:geheim@db.example.com/c?sslmode=require", keys: "nonsense geheim", accounts: "postgres://localhost/p"}
retention: {afterHandling: 31, whileOpen: 0}
log: {level: loud, format: xml}
tls: {key: k}
`, nil)
	if err == nil {
		t.Fatal("LoadConfig() is content")
	}
	for _, part := range []string{"data, postgres:", "postgres.catalog:", "verify-full", "postgres.keys:", "retention.afterHandling:", "retention.whileOpen:", "log.level:", "log.format:", "tls:", "address:"} {
		if !strings.Contains(err.Error(), part) {
			t.Errorf("nothing about %q in:\n%v", part, err)
		}
	}
	if strings.Contains(err.Error(), "geheim") {
		t.Error("the error repeats a password")
	}
}

func TestUnknownSettingsAndWrongTypesAreToldByLine(t *testing.T) {
	t.Parallel()
	_, err := load(t, "data: x\nworkres: {import: 4}\nrequestsPerMinute: geheim\n", nil)
	if err == nil || !strings.Contains(err.Error(), "line 2") || !strings.Contains(err.Error(), "line 3") || strings.Contains(err.Error(), "geheim") {
		t.Errorf("LoadConfig() = %v", err)
	}
}

func TestEveryMistakeNamesItsLineWhereTheFileHasIt(t *testing.T) {
	t.Parallel()
	_, err := load(t, "data: x\nworkres: {import: 4}\nretention:\n  afterHandling: 31\nlog: {level: loud}\n", map[string]string{"ORDERVEIL_LOG_LEVEL": "louder"})
	if err == nil {
		t.Fatal("LoadConfig() is content")
	}
	for _, part := range []string{"line 2: field workres", "line 4: retention.afterHandling:", "ORDERVEIL_LOG_LEVEL: log.level:"} {
		if !strings.Contains(err.Error(), part) {
			t.Errorf("nothing about %q in:\n%v", part, err)
		}
	}
	if strings.Contains(err.Error(), "line 5") {
		t.Errorf("a line is blamed for the environment:\n%v", err)
	}
}

func TestAValueWithBackquotesIsNotRepeated(t *testing.T) {
	t.Parallel()
	_, err := load(t, "data: x\nrequestsPerMinute: \"`geh`\"\n", nil)
	if err == nil || strings.Contains(err.Error(), "geh") {
		t.Errorf("LoadConfig() = %v", err)
	}
}

func TestASecondDocumentIsNotPassedOver(t *testing.T) {
	t.Parallel()
	if _, err := load(t, "data: x\n---\nretention: {afterHandling: 1}\n", nil); err == nil {
		t.Error("LoadConfig() reads half a file")
	}
}

func TestTheSettingsAreShownWithoutSecrets(t *testing.T) {
	t.Parallel()
	c, err := load(t, `
keyFile: k
tokenKey: t
postgres:
  catalog: "postgres://naam:geheim@db.example.com:5432/c?sslmode=verify-full&password=geheim"
  keys: "postgres://naam:geheim@localhost/k"
  accounts: "postgres://naam:geheim@localhost/a"
`, nil)
	if err != nil {
		t.Fatal(err)
	}
	shown := map[string]string{}
	for _, s := range c.Settings() {
		shown[s.Name] = s.Value
		if strings.Contains(s.Value, "geheim") || strings.Contains(s.Value, "naam") {
			t.Errorf("%s shows a secret", s.Name)
		}
	}
	for name, want := range map[string]string{
		"address": "127.0.0.1:8080", "postgres.catalog": "postgres://db.example.com:5432/c", "retention.afterHandling": "28", "behindProxy": "false", "log.level": "info",
	} {
		if shown[name] != want {
			t.Errorf("%s = %q, want %q", name, shown[name], want)
		}
	}
}

func TestEverySettingIsShown(t *testing.T) {
	t.Parallel()
	shown := map[string]bool{}
	for _, s := range server.DefaultConfig().Settings() {
		shown[s.Name] = true
	}
	var walk func(prefix string, of reflect.Type)
	walk = func(prefix string, of reflect.Type) {
		for f := range of.Fields() {
			name := prefix + f.Tag.Get("yaml")
			if f.Type.Kind() == reflect.Struct {
				walk(name+".", f.Type)
			} else if !shown[name] {
				t.Errorf("Settings() leaves out %s", name)
			}
		}
	}
	walk("", reflect.TypeFor[server.Config]())
}

func TestAFileThatIsNoYAMLIsRefusedByLine(t *testing.T) {
	t.Parallel()
	_, err := load(t, "data: x\nkeyFile: 'geheim\nlog: {level: *geheim}\n", nil)
	if err == nil || !strings.Contains(err.Error(), "line ") || strings.Contains(err.Error(), "geheim") {
		t.Errorf("LoadConfig() = %v", err)
	}
}

func TestServersOfAccountsHaveNamesOfTheirOwn(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "config.yaml")
	load := func(servers string) (server.Config, error) {
		text := "keyFile: /key\ntokenKey: /token\npostgres:\n  catalog: postgres://u@localhost/c\n  keys: postgres://u@localhost/k\n" + servers
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return server.LoadConfig(path, func(string) (string, bool) { return "", false })
	}
	c, err := load("  servers: [{name: default, accounts: \"postgres://u@localhost/p\", weight: 2}, {name: west-2, accounts: \"postgres://u@localhost/p\", region: eu-west, capacity: 5}]\n")
	if all := c.Postgres.Where().All(); err != nil || len(all) != 2 || all[1].Region != "eu-west" || all[1].Capacity != 5 || all[0].Weight != 2 {
		t.Errorf("two servers = %+v, %v", all, err)
	}
	for servers, want := range map[string]string{
		"  accounts: postgres://u@localhost/p\n  servers: [{name: default, accounts: \"postgres://u@localhost/p\"}]\n": "one name",
		"  servers: [{name: Two, accounts: \"postgres://u@localhost/p\"}]\n":                                           "small letters",
		"  servers: [{name: two, accounts: \"postgres://u@db.example/p\"}]\n":                                          "servers[0].accounts",
		"": "postgres.accounts",
	} {
		if _, err := load(servers); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q = %v, want one that says %q", servers, err, want)
		}
	}
}

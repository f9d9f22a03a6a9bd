package server_test

import (
	"errors"
	"log/slog"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"orderveil"
	"orderveil/connectors/all"
	"orderveil/seal/kms/kmsfake"
	"orderveil/server"
)

func TestKeyBackupsBeyondTheCapStopTheStart(t *testing.T) {
	t.Parallel()
	if _, err := load(t, "data: ./d\nkeys: {backupDays: 2}", nil); err != nil {
		t.Errorf("28 + 2 days: %v", err)
	}
	_, err := load(t, "data: ./d\nkeys: {backupDays: 3}", nil)
	if err == nil || !strings.Contains(err.Error(), "make 31 days, and a marketplace allows 30") {
		t.Errorf("28 + 3 days: %v", err)
	}
	_, err = load(t, "data: ./d\nkeys: {provider: paper, backupDays: -1, old: [{provider: file}]}", nil)
	for _, setting := range []string{"keys.provider", "keys.backupDays", "keys.old[0]"} {
		if err == nil || !strings.Contains(err.Error(), setting) {
			t.Errorf("%s is not complained of: %v", setting, err)
		}
	}
}

// An installation moves from a key file to Vault: with the file among the old keys it
// starts, and without it it says what is wrong.
func TestAnInstallationStartsWithVaultAndAnOlderKeyFile(t *testing.T) {
	t.Parallel()
	v := &kmsfake.Vault{Token: "s.test"}
	srv := httptest.NewServer(v)
	t.Cleanup(srv.Close)
	dir := t.TempDir()
	token := filepath.Join(dir, "token")
	if err := os.WriteFile(token, []byte("s.test\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	c := server.DefaultConfig()
	c.Data, c.KeyFile = filepath.Join(dir, "data"), filepath.Join(dir, "key")
	open := func(c server.Config, create bool) error {
		p := server.Parts{Connectors: all.Connectors(), Clock: time.Now, IDs: orderveil.NewID, Log: slog.New(slog.DiscardHandler), CreateKey: create}
		s, err := server.OpenStore(t.Context(), c, p, nil)
		if err == nil {
			_ = s.Close()
		}
		return err
	}
	if err := open(c, true); err != nil {
		t.Fatal(err)
	}
	moved := c
	moved.Keys.Provider = "vault"
	moved.Keys.Vault = server.VaultConfig{Address: srv.URL, Key: "orderveil", TokenFile: token}
	if err := open(moved, false); err == nil || !strings.Contains(err.Error(), "does not fit") {
		t.Errorf("with another key: %v", err)
	}
	moved.Keys.Old = []server.OldKeyConfig{{Provider: "file", File: c.KeyFile}}
	if err := open(moved, false); err != nil {
		t.Errorf("with the older key too: %v", err)
	}
	if err := os.Chmod(token, 0o644); err != nil {
		t.Fatal(err)
	}
	if err := open(moved, false); err == nil || !strings.Contains(err.Error(), "chmod 600") {
		t.Errorf("with a token that others can read: %v", err)
	}
}

func TestSecretsThatOthersReadStopTheStart(t *testing.T) {
	t.Parallel()
	for setting, name := range map[string]func(c *server.Config, file string){
		"alarms.secretFile": func(c *server.Config, file string) {
			c.Alarms, c.Workers = server.AlarmsConfig{URL: "https://alarms.internal/", SecretFile: file}, server.WorkersConfig{Import: 1, Forward: 1}
		},
		"oidc.clientSecretFile": func(c *server.Config, file string) {
			c.OIDC = server.OIDCConfig{Issuer: "https://id.example.com/", ClientID: "orderveil", ClientSecretFile: file}
		},
		"telemetry.tokenFile": func(c *server.Config, file string) {
			c.Telemetry = server.TelemetryConfig{Endpoint: "http://127.0.0.1:1", TokenFile: file}
		},
	} {
		t.Run(setting, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			secret := filepath.Join(dir, "secret")
			if err := errors.Join(os.WriteFile(secret, []byte("whsec_c2VjcmV0LXNlY3JldC1zZWNyZXQ=\n"), 0o600), os.Chmod(secret, 0o640)); err != nil {
				t.Fatal(err)
			}
			c := server.DefaultConfig()
			c.Data, c.KeyFile, c.TokenKey, c.Workers = filepath.Join(dir, "data"), filepath.Join(dir, "key"), filepath.Join(dir, "token-key.pem"), server.WorkersConfig{}
			name(&c, secret)
			p := server.Parts{Connectors: all.Connectors(), Clock: time.Now, IDs: orderveil.NewID, Log: slog.New(slog.DiscardHandler), CreateKey: true}
			s, err := server.New(t.Context(), c, p)
			if err == nil {
				_ = s.Close(t.Context())
			}
			if err == nil || !strings.Contains(err.Error(), setting) || !strings.Contains(err.Error(), "chmod 600") {
				t.Errorf("New() = %v", err)
			}
		})
	}
}

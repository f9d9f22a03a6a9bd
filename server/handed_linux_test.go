package server_test

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"orderveil/secretfile/secretfiletest"
	"orderveil/server"
)

func TestTheTokenKeyMayBeHandedByKubernetesOrSystemd(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "token-key.pem")
	openIssuer(t, path, true)
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	secretfiletest.Try(t, text, func(path string) error {
		_, err := server.OpenIssuer(path, false, time.Now)
		return err
	})
}

// The other secrets are read as Vault's token is: TestSecretsThatOthersReadStopTheStart.
func TestAVaultTokenMayBeHandedByKubernetesOrSystemd(t *testing.T) {
	t.Parallel()
	secretfiletest.Try(t, []byte("s.test\n"), func(path string) error {
		c := server.DefaultConfig()
		c.Keys.Provider, c.Keys.Vault = "vault", server.VaultConfig{Address: "http://127.0.0.1:1", Key: "orderveil", TokenFile: path}
		_, err := server.StoreConfig(t.Context(), c, server.Parts{})
		return err
	})
}

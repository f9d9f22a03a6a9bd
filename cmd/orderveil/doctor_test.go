package main

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"database/sql"
	"encoding/json"
	"encoding/pem"
	"io/fs"
	"math/big"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"orderveil"
	"orderveil/seal/kms/kmsfake"
	"orderveil/server"
	"orderveil/store"
	"orderveil/store/pgtest"
	"orderveil/store/storetest"
)

// visit runs the doctor, and holds that whatever is not well has a next step.
func (i *installation) visit(t *testing.T, env ...string) (found []finding, healthy bool) {
	t.Helper()
	c := i.command(t.Context(), "doctor", "--json", "--offline")
	c.Env = append(c.Env, env...)
	out, err := c.Output()
	if err := json.Unmarshal(out, &found); err != nil {
		t.Fatalf("doctor --json prints no JSON: %v\n%s", err, out)
	}
	for _, f := range found {
		if f.State != ok && f.Next == "" {
			t.Errorf("%s: %q has no next step", f.Check, f.What)
		}
	}
	return found, err == nil
}

func says(found []finding, check string, s state, what string) bool {
	for _, f := range found {
		if f.Check == check && f.State == s && strings.Contains(f.What, what) {
			return true
		}
	}
	return false
}

func TestTheDoctorFindsWhatIsWrong(t *testing.T) {
	t.Parallel()
	i := install(t, 2)
	found, healthy := i.visit(t)
	if !healthy {
		t.Errorf("an installation that is well is not: %+v", found)
	}
	for _, want := range []struct {
		check string
		state state
		what  string
	}{
		{"schemas", ok, "all 4 databases"}, {"accounts", ok, "all 2 accounts open"}, {"keys", ok, "0 open accounts without a key"},
		{"files", ok, "key file"}, {"files", warn, "key file lies in the data directory"}, {"backups", warn, "no backups are configured"},
		{"configuration", ok, ""}, {"caps", ok, "no account keeps customer data for longer"},
	} {
		if !says(found, want.check, want.state, want.what) {
			t.Errorf("the doctor does not say of %s that it is %s: %q", want.check, want.state, want.what)
		}
	}
	for name, ill := range map[string]func(t *testing.T) (env []string, check string, s state, what string){
		"key file for all":           i.openKeyFile,
		"no certificate":             i.oldCertificate,
		"no backup":                  i.noBackup,
		"a wrong setting":            i.wrongSetting,
		"an ended certificate":       i.endedAuthority,
		"no directory of exports":    i.noExports,
		"a setting beyond the cap":   i.beyondCap,
		"an older program's catalog": i.olderCatalog,
		"a newer program's keys":     i.newerKeys,
		"a lost account":             i.lostAccount,
	} {
		t.Run(name, func(t *testing.T) {
			env, check, s, what := ill(t)
			found, healthy := i.visit(t, env...)
			if !says(found, check, s, what) || healthy != (s != bad) {
				t.Errorf("healthy: %v, want %s: %q of %s; found %+v", healthy, s, what, check, found)
			}
		})
	}
}

// A key service that does not answer is what is told, and not that the store does not open.
func TestTheDoctorTellsOfAKeyServiceThatDoesNotAnswer(t *testing.T) {
	t.Parallel()
	service := httptest.NewServer(&kmsfake.Vault{Token: "a token"})
	t.Cleanup(service.Close)
	dir, token := filepath.Join(t.TempDir(), "data"), filepath.Join(t.TempDir(), "token")
	if err := os.WriteFile(token, []byte("a token"), 0o600); err != nil {
		t.Fatal(err)
	}
	i := &installation{config: server.DefaultConfig()}
	i.config.Data, i.config.TokenKey = dir, filepath.Join(dir, server.TokenKeyName)
	i.config.Keys.Provider, i.config.Keys.Vault = "vault", server.VaultConfig{Address: service.URL, Mount: "transit", Key: "orderveil", TokenFile: token}
	i.env = append(os.Environ(), asProgram+"=1", "ORDERVEIL_DATA="+dir, "ORDERVEIL_TOKEN_KEY="+i.config.TokenKey, "ORDERVEIL_KEYS_PROVIDER=vault",
		"ORDERVEIL_KEYS_VAULT_ADDRESS="+service.URL, "ORDERVEIL_KEYS_VAULT_MOUNT=transit", "ORDERVEIL_KEYS_VAULT_KEY=orderveil", "ORDERVEIL_KEYS_VAULT_TOKEN_FILE="+token)
	i.fill(t, 1)
	if found, _ := i.visit(t); !says(found, "keys", ok, "0 open accounts without a key") {
		t.Errorf("with its key service: %+v", found)
	}
	service.Close()
	found, healthy := i.visit(t)
	if !says(found, "keys", bad, "the key provider does not answer") || says(found, "store", bad, "") || healthy {
		t.Errorf("without its key service: %+v", found)
	}
}

// A secret of root's that a group may read is handed to the program, and one that all may read is not.
func TestDoctorTakesSecretsThatRootHands(t *testing.T) {
	t.Parallel()
	if os.Geteuid() != 0 {
		t.Skip("only root hands files")
	}
	path := filepath.Join(t.TempDir(), "key")
	if err := os.WriteFile(path, []byte("a key"), 0o600); err != nil {
		t.Fatal(err)
	}
	for mode, want := range map[fs.FileMode]state{0o440: ok, 0o444: warn, 0o460: bad} {
		if err := os.Chmod(path, mode); err != nil {
			t.Fatal(err)
		}
		d := &doctor{}
		d.file(path, "key", 0o077)
		if len(d.findings) != 1 || d.findings[0].State != want {
			t.Errorf("mode %04o: %+v, want %s", mode, d.findings, want)
		}
	}
}

func (i *installation) openKeyFile(t *testing.T) ([]string, string, state, string) {
	t.Cleanup(func() { _ = os.Chmod(i.config.KeyFile, 0o600) })
	if err := os.Chmod(i.config.KeyFile, 0o640); err != nil {
		t.Fatal(err)
	}
	// The program itself refuses such a file.
	return nil, "store", bad, "does not open"
}

func (i *installation) oldCertificate(t *testing.T) ([]string, string, state, string) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(5 * 24 * time.Hour)}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	private, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	cert, file := filepath.Join(t.TempDir(), "tls.pem"), filepath.Join(t.TempDir(), "tls.key")
	for path, block := range map[string]*pem.Block{cert: {Type: "CERTIFICATE", Bytes: der}, file: {Type: "PRIVATE KEY", Bytes: private}} {
		if err := os.WriteFile(path, pem.EncodeToMemory(block), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return []string{"ORDERVEIL_TLS_CERTIFICATE=" + cert, "ORDERVEIL_TLS_KEY=" + file}, "certificates", bad, "good for 4 more days"
}

func (i *installation) noBackup(t *testing.T) ([]string, string, state, string) {
	return []string{"ORDERVEIL_BACKUPS_DIRECTORY=" + t.TempDir(), "ORDERVEIL_BACKUPS_KEYS=" + t.TempDir(), "ORDERVEIL_KEYS_BACKUP_DAYS=2"}, "backups", bad, "no backup of the key store"
}

func (i *installation) wrongSetting(*testing.T) ([]string, string, state, string) {
	return []string{"ORDERVEIL_CANARIES=many"}, "configuration", bad, "ORDERVEIL_CANARIES"
}

// endedAuthority: of every address and every Vault the authority is looked at.
func (i *installation) endedAuthority(t *testing.T) ([]string, string, state, string) {
	certificate, _ := pgtest.NewAuthority(t).Issue(t, "vault.internal", nil, -24*time.Hour)
	file := filepath.Join(t.TempDir(), "ca.pem")
	if err := os.WriteFile(file, certificate, 0o600); err != nil {
		t.Fatal(err)
	}
	return []string{"ORDERVEIL_KEYS_VAULT_CA_FILE=" + file}, "certificates", bad, "the authority for Vault has ended on "
}

func (i *installation) noExports(t *testing.T) ([]string, string, state, string) {
	return []string{"ORDERVEIL_CLOSING_EXPORTS=" + filepath.Join(t.TempDir(), "gone")}, "disks", bad, "is not there"
}

// beyondCap: what a merchant set was within the cap until the keys' backups live longer.
func (i *installation) beyondCap(t *testing.T) ([]string, string, state, string) {
	i.with(t, func(f *storetest.Fixture) {
		days := 27
		if _, err := f.SetRetention(t.Context(), storetest.Viewer(orderveil.RoleMerchant, i.accounts[1].ID), store.RetentionChange{AfterHandling: &days}); err != nil {
			t.Fatal(err)
		}
	})
	return []string{"ORDERVEIL_RETENTION_AFTER_HANDLING=20", "ORDERVEIL_KEYS_BACKUP_DAYS=4"}, "caps", warn,
		"account 2 is set to 27 days, and backups of the keys live for 4 more: its marketplaces allow 30 in all"
}

// version changes what a database says of its schema, and changes it back.
func (i *installation) version(t *testing.T, name, there, back string) {
	t.Helper()
	run := func(statement string) error {
		db, err := sql.Open("sqlite", filepath.Join(i.config.Data, name))
		if err != nil {
			return err
		}
		defer db.Close()
		_, err = db.Exec(statement)
		return err
	}
	t.Cleanup(func() {
		if err := run(back); err != nil {
			t.Error(err)
		}
	})
	if err := run(there); err != nil {
		t.Fatal(err)
	}
}

func (i *installation) olderCatalog(t *testing.T) ([]string, string, state, string) {
	i.version(t, "catalog.db", `UPDATE goose_db_version SET version_id = -version_id WHERE id = (SELECT max(id) FROM goose_db_version)`, `UPDATE goose_db_version SET version_id = abs(version_id)`)
	return nil, "schemas", warn, "1 of 4 databases are of an older program"
}

func (i *installation) newerKeys(t *testing.T) ([]string, string, state, string) {
	i.version(t, "keys.db", `INSERT INTO goose_db_version (version_id, is_applied) VALUES (99991231000000, 1)`, `DELETE FROM goose_db_version WHERE version_id = 99991231000000`)
	return nil, "schemas", warn, "1 of 4 databases are of a newer program"
}

func (i *installation) lostAccount(t *testing.T) ([]string, string, state, string) {
	files, _ := filepath.Glob(filepath.Join(i.config.Data, "accounts", "*.db"))
	if err := os.Rename(files[0], files[0]+".lost"); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.Rename(files[0]+".lost", files[0]) })
	return nil, "schemas", bad, "no such file"
}

package server_test

import (
	"crypto/ed25519"
	"errors"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"orderveil"
	"orderveil/server"
)

func openIssuer(t *testing.T, path string, create bool) *server.Issuer {
	t.Helper()
	i, err := server.OpenIssuer(path, create, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	return i
}

func TestATokenOfTheIssuerIsGoodForTheVerifier(t *testing.T) {
	t.Parallel()
	i := openIssuer(t, filepath.Join(t.TempDir(), "token-key.pem"), true)
	verify := server.NewVerifier(i.Keys(), time.Now)
	account := uuid.New()
	for _, role := range orderveil.Roles() {
		v := orderveil.Viewer{Subject: "somebody", Role: role}
		if !role.Staff() {
			v.Account = account
		}
		token, err := i.Token(v, time.Hour)
		if err != nil {
			t.Fatal(err)
		}
		got, _, err := verify.Viewer(token)
		if err != nil || got.Role != role || got.Account != v.Account || got.Subject != v.Subject {
			t.Errorf("Viewer() = %+v, %v, want %+v", got, err, v)
		}
	}
}

func TestTheIssuerSignsNothingThatIsRefusedLater(t *testing.T) {
	t.Parallel()
	i := openIssuer(t, filepath.Join(t.TempDir(), "token-key.pem"), true)
	for name, v := range map[string]orderveil.Viewer{
		"no role":               {Subject: "s", Account: uuid.New()},
		"no subject":            {Role: orderveil.RoleSupport},
		"merchant at large":     {Subject: "s", Role: orderveil.RoleMerchant},
		"staff with an account": {Subject: "s", Role: orderveil.RoleSupport, Account: uuid.New()},
		"an unknown scope":      {Subject: "s", Role: orderveil.RolePartner, Account: uuid.New(), Scopes: []orderveil.Scope{"orders:all"}},
	} {
		if _, err := i.Token(v, time.Hour); !errors.Is(err, orderveil.ErrInvalid) {
			t.Errorf("%s: Token() = %v, want ErrInvalid", name, err)
		}
	}
	good := orderveil.Viewer{Subject: "s", Role: orderveil.RoleSupport}
	for _, life := range []time.Duration{0, -time.Hour} {
		if _, err := i.Token(good, life); !errors.Is(err, orderveil.ErrInvalid) {
			t.Errorf("Token() for %v = %v, want ErrInvalid", life, err)
		}
	}
}

func TestTheTokenKeyIsTheOwnersAlone(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "token-key.pem")
	if _, err := server.OpenIssuer(path, false, time.Now); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("OpenIssuer() without a key = %v, want ErrNotExist", err)
	}
	first := openIssuer(t, path, true)
	file, err := os.Stat(path)
	if err != nil || file.Mode().Perm() != 0o600 {
		t.Fatalf("the key's mode is %v, %v", file.Mode(), err)
	}
	if second := openIssuer(t, path, true); !maps.EqualFunc(first.Keys(), second.Keys(), func(a, b ed25519.PublicKey) bool { return a.Equal(b) }) {
		t.Error("the key is another one the second time")
	}
	if err := os.Chmod(path, 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := server.OpenIssuer(path, true, time.Now); err == nil {
		t.Error("a key that everybody can read is taken")
	}
}

func TestADamagedTokenKeyIsKeptAndRefused(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"", "nonsense", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"} {
		path := filepath.Join(t.TempDir(), "token-key.pem")
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := server.OpenIssuer(path, true, time.Now); err == nil {
			t.Errorf("OpenIssuer() takes %q", text)
		}
		if kept, err := os.ReadFile(path); err != nil || string(kept) != text {
			t.Errorf("the file is now %q, %v", kept, err)
		}
	}
}

func TestProgramsThatStartTogetherShareOneTokenKey(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "token-key.pem")
	ids, wg := make([]string, 16), sync.WaitGroup{}
	for n := range ids {
		wg.Go(func() {
			i, err := server.OpenIssuer(path, true, time.Now)
			if err != nil {
				t.Error(err)
				return
			}
			for id := range i.Keys() {
				ids[n] = id
			}
		})
	}
	wg.Wait()
	for _, id := range ids {
		if id != ids[0] {
			t.Fatalf("several keys: %v", ids)
		}
	}
}

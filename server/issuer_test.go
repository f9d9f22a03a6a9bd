package server_test

import (
	"crypto/ed25519"
	"errors"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"orderveil"
	"orderveil/server"
	"orderveil/store/storetest"
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
	verify := server.NewVerifier(i.Key, time.Now)
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

// A key is exchanged while tokens of the one before are in use: both are good, the new one
// signs when every program knows it, and the old one goes when its last token is over.
func TestTokenKeysAreExchangedWithOverlap(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "key.pem")
	clock := storetest.NewClock(time.Now())
	i, err := server.OpenIssuer(path, true, clock.Now)
	if err != nil {
		t.Fatal(err)
	}
	verify := server.NewVerifier(i.Key, clock.Now)
	sign := func() string {
		t.Helper()
		token, err := i.Token(storetest.Viewer(orderveil.RoleSupport, uuid.Nil), 24*time.Hour)
		if err != nil {
			t.Fatal(err)
		}
		return token
	}
	kid := func(token string) string { head, _, _ := strings.Cut(token, "."); return head }
	before := sign()
	if err := server.RotateTokenKey(path, clock.Now()); err != nil {
		t.Fatal(err)
	}
	clock.Advance(time.Minute)
	if len(i.Keys()) != 2 || kid(sign()) != kid(before) {
		t.Errorf("a minute later: %d keys are published", len(i.Keys()))
	}
	clock.Advance(5 * time.Minute)
	after := sign()
	if kid(after) == kid(before) {
		t.Error("the new key does not sign")
	}
	for _, token := range []string{before, after} {
		if _, _, err := verify.Viewer(token); err != nil {
			t.Errorf("Viewer() = %v", err)
		}
	}
	clock.Advance(26 * time.Hour)
	if err := server.RotateTokenKey(path, clock.Now()); err != nil {
		t.Fatal(err)
	}
	clock.Advance(time.Minute)
	if n := len(i.Keys()); n != 2 {
		t.Errorf("%d keys are left of three", n)
	}
}

package server_test

import (
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"encoding/base64"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"
	"github.com/google/uuid"

	"orderveil"
	"orderveil/server"
)

// forge makes tokens that differ from a good one in one thing.
type forge struct {
	key    ed25519.PrivateKey
	method jwt.SigningMethod
	with   any // signs with this instead of the key
	header map[string]any
	claims jwt.MapClaims
}

func newForge(t *testing.T) (*forge, *server.Verifier) {
	t.Helper()
	public, key, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	now := time.Now()
	f := &forge{
		key: key, method: jwt.SigningMethodEdDSA,
		header: map[string]any{"typ": "at+jwt", "kid": "k1"},
		claims: jwt.MapClaims{
			"iss": "orderveil", "aud": "orderveil", "sub": "somebody", "jti": "1", "role": "merchant", "account": uuid.NewString(),
			"iat": now.Unix(), "nbf": now.Unix(), "exp": now.Add(time.Hour).Unix(),
		},
	}
	return f, server.NewVerifier(one("k1", public), time.Now)
}

func (f *forge) token(t *testing.T) string {
	t.Helper()
	token := jwt.NewWithClaims(f.method, f.claims)
	for name, v := range f.header {
		token.Header[name] = v
		if v == nil {
			delete(token.Header, name)
		}
	}
	var key any = f.key
	if f.with != nil {
		key = f.with
	}
	signed, err := token.SignedString(key)
	if err != nil {
		t.Fatal(err)
	}
	return signed
}

func TestAGoodTokenIsItsViewer(t *testing.T) {
	t.Parallel()
	f, verify := newForge(t)
	for range 2 { // the second time from memory
		v, expiry, err := verify.Viewer(f.token(t))
		if err != nil || v.Role != orderveil.RoleMerchant || v.Subject != "somebody" || time.Until(expiry) > time.Hour {
			t.Fatalf("Viewer() = %+v, %v, %v", v, expiry, err)
		}
	}
}

func TestTokensThatAreNotGood(t *testing.T) {
	t.Parallel()
	public := func(f *forge) []byte { return f.key.Public().(ed25519.PublicKey) }
	_, stranger, _ := ed25519.GenerateKey(rand.Reader)
	cases := map[string]func(*forge){
		"algorithm none":             func(f *forge) { f.method, f.with = jwt.SigningMethodNone, jwt.UnsafeAllowNoneSignatureType },
		"HMAC with the public key":   func(f *forge) { f.method, f.with = jwt.SigningMethodHS256, public(f) },
		"another algorithm":          func(f *forge) { f.method, f.with = jwt.SigningMethodRS512, rsaKey(t) },
		"another curve":              func(f *forge) { f.method, f.with = jwt.SigningMethodES256, ecdsaKey(t) },
		"another key":                func(f *forge) { f.with = stranger },
		"wrong audience":             func(f *forge) { f.claims["aud"] = "somebody else" },
		"wrong issuer":               func(f *forge) { f.claims["iss"] = "somebody else" },
		"no expiry":                  func(f *forge) { delete(f.claims, "exp") },
		"no start":                   func(f *forge) { delete(f.claims, "nbf") },
		"expired":                    func(f *forge) { f.claims["exp"] = time.Now().Add(-time.Minute).Unix() },
		"not yet valid":              func(f *forge) { f.claims["nbf"] = time.Now().Add(time.Hour).Unix() },
		"an identity token":          func(f *forge) { f.header["typ"] = "id+jwt" },
		"no type":                    func(f *forge) { f.header["typ"] = nil },
		"an unknown critical header": func(f *forge) { f.header["crit"], f.header["b64"] = []string{"b64"}, false },
		"an unknown key id":          func(f *forge) { f.header["kid"] = "../k1" },
		"a key of its own":           func(f *forge) { f.header["kid"], f.header["jku"] = "k2", "https://example.com/jwks.json" },
		"an unknown role":            func(f *forge) { f.claims["role"] = "god" },
		"no account":                 func(f *forge) { delete(f.claims, "account") },
		"staff with an account":      func(f *forge) { f.claims["role"] = "support" },
		"an unknown scope":           func(f *forge) { f.claims["role"], f.claims["scopes"] = "partner", []string{"orders:all"} },
		"no subject":                 func(f *forge) { delete(f.claims, "sub") },
		"too long a life":            func(f *forge) { f.claims["exp"] = time.Now().Add(48 * time.Hour).Unix() },
	}
	for name, spoil := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f, verify := newForge(t)
			spoil(f)
			if _, _, err := verify.Viewer(f.token(t)); !errors.Is(err, orderveil.ErrUnauthenticated) {
				t.Errorf("Viewer() = %v, want ErrUnauthenticated", err)
			}
		})
	}
}

func rsaKey(t *testing.T) *rsa.PrivateKey {
	t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

func ecdsaKey(t *testing.T) *ecdsa.PrivateKey {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

func TestWhatIsNoTokenAtAll(t *testing.T) {
	t.Parallel()
	f, verify := newForge(t)
	good := f.token(t)
	parts := strings.Split(good, ".")
	payload, err := base64.RawURLEncoding.DecodeString(parts[1])
	if err != nil {
		t.Fatal(err)
	}
	changed := base64.RawURLEncoding.EncodeToString([]byte(strings.Replace(string(payload), "merchant", "finance", 1)))
	for name, token := range map[string]string{
		"empty": "", "a megabyte of dots": strings.Repeat(".", 1<<20), "a changed payload": parts[0] + "." + changed + "." + parts[2],
		"no signature": parts[0] + "." + parts[1] + ".", "padded": good + "=", "two tokens": good + "." + good,
	} {
		if _, _, err := verify.Viewer(token); !errors.Is(err, orderveil.ErrUnauthenticated) {
			t.Errorf("%s: Viewer() = %v, want ErrUnauthenticated", name, err)
		}
	}
}

func TestARememberedTokenEndsInTime(t *testing.T) {
	t.Parallel()
	now := time.Now()
	public, key, _ := ed25519.GenerateKey(rand.Reader)
	verify := server.NewVerifier(one("k1", public), func() time.Time { return now })
	f, _ := newForge(t)
	f.key = key
	token := f.token(t)
	if _, _, err := verify.Viewer(token); err != nil {
		t.Fatal(err)
	}
	now = now.Add(time.Hour + time.Minute)
	if _, _, err := verify.Viewer(token); !errors.Is(err, orderveil.ErrUnauthenticated) {
		t.Errorf("Viewer() = %v an hour later", err)
	}
}

// one is a set of one key.
func one(name string, key ed25519.PublicKey) func(string) (ed25519.PublicKey, bool) {
	return func(id string) (ed25519.PublicKey, bool) { return key, id == name }
}

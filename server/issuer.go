package server

import (
	"crypto/ed25519"
	"crypto/rand"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/golang-jwt/jwt/v5"
	"github.com/google/uuid"

	"orderveil"
)

// The names in our own tokens. They never change.
const (
	issuerName = "orderveil"
	audience   = "orderveil"
	tokenType  = "at+jwt" // RFC 9068: an access token, not an identity token
)

// TokenKeyName is the signing key's file in a data directory.
const TokenKeyName = "token-key.pem"

// maxLife is the longest that a token of our own issuer may live.
const maxLife = 24 * time.Hour

// claims are what a token says of its viewer.
type claims struct {
	jwt.RegisteredClaims
	Role    string   `json:"role"`
	Account string   `json:"account,omitempty"`
	Scopes  []string `json:"scopes,omitempty"`
	Session string   `json:"sid,omitempty"`
	Weak    bool     `json:"weak,omitempty"` // without a second factor
}

// Issuer signs tokens with a key in a file: the demo's own, until people sign in.
type Issuer struct {
	key ed25519.PrivateKey
	id  string
	now orderveil.Clock
}

// OpenIssuer reads the signing key, and makes one when there is none and create is set.
// A key that others than its owner can read is refused: they could sign for anybody.
func OpenIssuer(path string, create bool, now orderveil.Clock) (*Issuer, error) {
	text, err := readKey(path)
	if missing(err) && create {
		if err = createKey(path); err == nil {
			text, err = readKey(path)
		}
	}
	if err != nil {
		return nil, fmt.Errorf("server: read the token key: %w", err)
	}
	block, _ := pem.Decode(text)
	if block == nil {
		return nil, orderveil.Invalidf("%s is no token key: remove it, a new one is made at the next start", path)
	}
	parsed, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	key, ok := parsed.(ed25519.PrivateKey)
	if err != nil || !ok {
		return nil, orderveil.Invalidf("%s is no Ed25519 key: remove it, a new one is made at the next start", path)
	}
	return &Issuer{key: key, id: keyID(key.Public().(ed25519.PublicKey)), now: now}, nil
}

// readKey reads a file that only its owner can read. It looks at the file that it has
// opened, which nobody can exchange for another.
func readKey(path string) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	file, err := f.Stat()
	if err != nil {
		return nil, err
	}
	if mode := file.Mode().Perm(); mode&0o077 != 0 {
		return nil, orderveil.Invalidf("%s has mode %04o, so that others can use it: run chmod 600 on it", path, mode)
	}
	return io.ReadAll(io.LimitReader(f, 1<<16))
}

// createKey makes a key unless another program that started at the same time just
// did. The file gets its name only when it is whole, so that nobody reads half a key.
func createKey(path string) (err error) {
	_, key, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		return err
	}
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return err
	}
	f, err := os.CreateTemp(filepath.Dir(path), ".token-key-*") // of mode 0600
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.Remove(f.Name())) }()
	err = pem.Encode(f, &pem.Block{Type: "PRIVATE KEY", Bytes: der})
	if err := errors.Join(err, f.Sync(), f.Close()); err != nil {
		return err
	}
	if err := os.Link(f.Name(), path); !errors.Is(err, fs.ErrExist) {
		return err
	}
	return nil
}

func keyID(key ed25519.PublicKey) string {
	sum := sha256.Sum256(key)
	return base64.RawURLEncoding.EncodeToString(sum[:12])
}

// Keys returns the public key by its id, for a Verifier.
func (i *Issuer) Keys() map[string]ed25519.PublicKey {
	return map[string]ed25519.PublicKey{i.id: i.key.Public().(ed25519.PublicKey)}
}

// Token signs a token for a viewer, for no longer than a day. A viewer whom no
// Verifier would take is an ErrInvalid.
func (i *Issuer) Token(v orderveil.Viewer, life time.Duration) (string, error) {
	if life <= 0 {
		return "", orderveil.Invalidf("a token lives for some time: say 12h, or at most %v", maxLife)
	}
	now := i.now()
	c := claims{
		RegisteredClaims: jwt.RegisteredClaims{
			Issuer: issuerName, Audience: jwt.ClaimStrings{audience}, Subject: v.Subject, ID: uuid.NewString(),
			IssuedAt: jwt.NewNumericDate(now), NotBefore: jwt.NewNumericDate(now), ExpiresAt: jwt.NewNumericDate(now.Add(min(life, maxLife))),
		},
		Role: string(v.Role),
	}
	if v.Account != uuid.Nil {
		c.Account = v.Account.String()
	}
	if v.Session != uuid.Nil {
		c.Session = v.Session.String()
	}
	c.Weak = v.Weak
	for _, s := range v.Scopes {
		c.Scopes = append(c.Scopes, string(s))
	}
	if _, err := c.viewer(); err != nil {
		return "", orderveil.Invalidf("a token needs a subject, a role, known scopes, and an account unless the role is the operator's")
	}
	t := jwt.NewWithClaims(jwt.SigningMethodEdDSA, c)
	t.Header["typ"], t.Header["kid"] = tokenType, i.id
	return t.SignedString(i.key)
}

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
	"io/fs"
	"os"
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
}

// Issuer signs tokens with a key in a file: the demo's own, until people sign in.
type Issuer struct {
	key ed25519.PrivateKey
	id  string
	now orderveil.Clock
}

// OpenIssuer reads the signing key, and makes one when there is none and create is set.
func OpenIssuer(path string, create bool, now orderveil.Clock) (*Issuer, error) {
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) && create {
		text, err = createKey(path)
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

func createKey(path string) ([]byte, error) {
	_, key, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		return nil, err
	}
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return nil, err
	}
	text := pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der})
	return text, os.WriteFile(path, text, 0o600)
}

func keyID(key ed25519.PublicKey) string {
	sum := sha256.Sum256(key)
	return base64.RawURLEncoding.EncodeToString(sum[:12])
}

// Keys returns the public key by its id, for a Verifier.
func (i *Issuer) Keys() map[string]ed25519.PublicKey {
	return map[string]ed25519.PublicKey{i.id: i.key.Public().(ed25519.PublicKey)}
}

// Token signs a token for a viewer.
func (i *Issuer) Token(v orderveil.Viewer, life time.Duration) (string, error) {
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
	for _, s := range v.Scopes {
		c.Scopes = append(c.Scopes, string(s))
	}
	t := jwt.NewWithClaims(jwt.SigningMethodEdDSA, c)
	t.Header["typ"], t.Header["kid"] = tokenType, i.id
	return t.SignedString(i.key)
}

package server

import (
	"bytes"
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
	"path/filepath"
	"slices"
	"sync"
	"time"

	"github.com/golang-jwt/jwt/v5"
	"github.com/google/uuid"

	"orderveil"
	"orderveil/secretfile"
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

// Issuer signs tokens with a key in a file. The file may hold several: the newest whose
// time has come signs, and tokens of all of them are good, so that keys are exchanged
// without anybody noticing.
type Issuer struct {
	path string
	now  orderveil.Clock

	mu   sync.Mutex
	keys []signingKey // by the time from which they sign
	read time.Time    // when the file was last looked at
}

// signingKey is one block of the file.
type signingKey struct {
	private ed25519.PrivateKey
	id      string
	from    time.Time // when it begins to sign
}

// The times of exchanging the key. Every program looks at the file more often than a new
// key waits, and a key stays longer than any token that it signed.
const (
	keyFileEvery = 30 * time.Second
	keyWaits     = 5 * time.Minute
	keyStays     = maxLife + time.Hour
	signsFrom    = "Signs-From" // a header of the block, RFC 3339
)

// OpenIssuer reads the signing key, and makes one when there is none and create is set.
// A key that others than its owner can read is refused: they could sign for anybody.
func OpenIssuer(path string, create bool, now orderveil.Clock) (*Issuer, error) {
	keys, err := readSigningKeys(path)
	if missing(err) && create {
		if err = createKey(path); err == nil {
			keys, err = readSigningKeys(path)
		}
	}
	if err != nil {
		return nil, fmt.Errorf("server: read the token key: %w", err)
	}
	return &Issuer{path: path, now: now, keys: keys, read: now()}, nil
}

func readSigningKeys(path string) ([]signingKey, error) {
	text, err := secretfile.Read(path)
	if err != nil {
		return nil, err
	}
	var keys []signingKey
	for block, rest := pem.Decode(text); block != nil; block, rest = pem.Decode(rest) {
		parsed, err := x509.ParsePKCS8PrivateKey(block.Bytes)
		key, ok := parsed.(ed25519.PrivateKey)
		if err != nil || !ok {
			return nil, orderveil.Invalidf("%s is no Ed25519 key: remove it, a new one is made at the next start", path)
		}
		one := signingKey{private: key, id: keyID(key.Public().(ed25519.PublicKey))}
		if from := block.Headers[signsFrom]; from != "" {
			if one.from, err = time.Parse(time.RFC3339, from); err != nil {
				return nil, orderveil.Invalidf("%s has a key with a wrong time: remove that block", path)
			}
		}
		keys = append(keys, one)
	}
	if len(keys) == 0 {
		return nil, orderveil.Invalidf("%s is no token key: remove it, a new one is made at the next start", path)
	}
	slices.SortStableFunc(keys, func(a, b signingKey) int { return a.from.Compare(b.from) })
	return keys, nil
}

// current are the keys as the file has them. A file that cannot be read any more, or is
// damaged, changes nothing: the keys are known.
func (i *Issuer) current() []signingKey {
	i.mu.Lock()
	defer i.mu.Unlock()
	if now := i.now(); now.Sub(i.read) > keyFileEvery {
		i.read = now
		if keys, err := readSigningKeys(i.path); err == nil {
			i.keys = keys
		}
	}
	return i.keys
}

// signer is the newest key whose time has come.
func (i *Issuer) signer() signingKey {
	keys, now := i.current(), i.now()
	for n := len(keys) - 1; n > 0; n-- {
		if !keys[n].from.After(now) {
			return keys[n]
		}
	}
	return keys[0]
}

// RotateTokenKey adds a key to the file, which signs in five minutes, when every program
// knows it, and takes out those whose last token is over.
func RotateTokenKey(path string, now time.Time) error {
	keys, err := readSigningKeys(path)
	if err != nil {
		return err
	}
	_, fresh, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		return err
	}
	keys = append(keys, signingKey{private: fresh, from: now.Add(keyWaits).UTC().Truncate(time.Second)})
	var text bytes.Buffer
	for n, key := range keys {
		if n+1 < len(keys) && !keys[n+1].from.IsZero() && keys[n+1].from.Add(keyStays).Before(now) {
			continue // its successor has signed for longer than its last token lives
		}
		der, err := x509.MarshalPKCS8PrivateKey(key.private)
		if err != nil {
			return err
		}
		block := &pem.Block{Type: "PRIVATE KEY", Bytes: der}
		if !key.from.IsZero() {
			block.Headers = map[string]string{signsFrom: key.from.Format(time.RFC3339)}
		}
		if err := pem.Encode(&text, block); err != nil {
			return err
		}
	}
	return replaceFile(path, text.Bytes())
}

// replaceFile gives a file another content at one stroke.
func replaceFile(path string, content []byte) (err error) {
	f, err := os.CreateTemp(filepath.Dir(path), ".token-key-*") // of mode 0600
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			_ = os.Remove(f.Name())
		}
	}()
	_, err = f.Write(content)
	if err := errors.Join(err, f.Sync(), f.Close()); err != nil {
		return err
	}
	return os.Rename(f.Name(), path)
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

// Keys returns the public keys by their ids, for a Verifier.
func (i *Issuer) Keys() map[string]ed25519.PublicKey {
	public := map[string]ed25519.PublicKey{}
	for _, key := range i.current() {
		public[key.id] = key.private.Public().(ed25519.PublicKey)
	}
	return public
}

// Key returns one of them.
func (i *Issuer) Key(id string) (ed25519.PublicKey, bool) {
	for _, key := range i.current() {
		if key.id == id {
			return key.private.Public().(ed25519.PublicKey), true
		}
	}
	return nil, false
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
	key := i.signer()
	t.Header["typ"], t.Header["kid"] = tokenType, key.id
	return t.SignedString(key.private)
}

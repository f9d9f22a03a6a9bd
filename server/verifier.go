package server

import (
	"crypto/ed25519"
	"crypto/sha256"
	"errors"
	"time"

	"github.com/golang-jwt/jwt/v5"
	"github.com/google/uuid"
	lru "github.com/hashicorp/golang-lru/v2"

	"orderveil"
)

// maxToken is the longest token that is looked at, in bytes.
const maxToken = 8 << 10

// Verifier turns tokens into viewers. It is safe for concurrent use.
type Verifier struct {
	key    func(id string) (ed25519.PublicKey, bool)
	now    orderveil.Clock
	policy *orderveil.Policy
	parser *jwt.Parser
	seen   *lru.Cache[[sha256.Size]byte, verified]
}

type verified struct {
	viewer orderveil.Viewer
	expiry time.Time
}

// maxSeen tokens are remembered as good until they expire, by their hash: a
// signature costs more to check than most requests to answer.
const maxSeen = 10_000

// NewVerifier returns a verifier for tokens signed with the keys that are found by their
// ids.
func NewVerifier(key func(id string) (ed25519.PublicKey, bool), now orderveil.Clock) *Verifier {
	seen, err := lru.New[[sha256.Size]byte, verified](maxSeen)
	if err != nil {
		panic(err)
	}
	return &Verifier{key: key, now: now, seen: seen, parser: jwt.NewParser(
		jwt.WithValidMethods([]string{jwt.SigningMethodEdDSA.Alg()}),
		jwt.WithIssuer(issuerName), jwt.WithAudience(audience),
		jwt.WithExpirationRequired(), jwt.WithNotBeforeRequired(), jwt.WithIssuedAt(),
		jwt.WithLeeway(30*time.Second), jwt.WithStrictDecoding(), jwt.WithTimeFunc(now),
	)}
}

// Viewer returns a token's viewer and the token's end. Every failure is
// ErrUnauthenticated.
func (v *Verifier) Viewer(token string) (orderveil.Viewer, time.Time, error) {
	if len(token) > maxToken {
		return orderveil.Viewer{}, time.Time{}, refusedLong
	}
	hash := sha256.Sum256([]byte(token))
	if known, ok := v.seen.Get(hash); ok && v.now().Before(known.expiry) {
		return known.viewer, known.expiry, nil
	}
	var c claims
	if _, err := v.parser.ParseWithClaims(token, &c, v.keyOf); err != nil {
		return orderveil.Viewer{}, time.Time{}, refusalOf(err)
	}
	viewer, err := c.viewer()
	if err != nil {
		return orderveil.Viewer{}, time.Time{}, refusedClaims
	}
	if c.ExpiresAt.Sub(c.NotBefore.Time) > maxLife {
		return orderveil.Viewer{}, time.Time{}, refusedLife
	}
	viewer.Policy = v.policy
	v.seen.Add(hash, verified{viewer, c.ExpiresAt.Time})
	return viewer, c.ExpiresAt.Time, nil
}

var errHeader = errors.New("server: the token's header does not fit")

// keyOf finds the key that a token names, after the checks that the library does not
// make: the type, or any signed JWT would do; and crit, by which a token says that it
// must not be accepted by who does not understand it. Where the header says to fetch
// a key from is not read at all.
func (v *Verifier) keyOf(t *jwt.Token) (any, error) {
	if t.Header["typ"] != tokenType {
		return nil, errHeader
	}
	if _, found := t.Header["crit"]; found {
		return nil, errHeader
	}
	id, _ := t.Header["kid"].(string)
	if key, ok := v.key(id); ok {
		return key, nil
	}
	return nil, errHeader
}

// viewer is who the claims are about: staff belongs to no account, everybody else to
// one.
func (c *claims) viewer() (orderveil.Viewer, error) {
	role, err := orderveil.ParseRole(c.Role)
	if err != nil || c.Subject == "" {
		return orderveil.Viewer{}, orderveil.ErrUnauthenticated
	}
	viewer := orderveil.Viewer{Subject: c.Subject, Role: role, Weak: c.Weak}
	if c.Session != "" {
		if viewer.Session, err = uuid.Parse(c.Session); err != nil {
			return viewer, orderveil.ErrUnauthenticated
		}
	}
	if role.Staff() != (c.Account == "") {
		return viewer, orderveil.ErrUnauthenticated
	}
	if !role.Staff() {
		if viewer.Account, err = uuid.Parse(c.Account); err != nil || viewer.Account == uuid.Nil {
			return viewer, orderveil.ErrUnauthenticated
		}
	}
	for _, name := range c.Scopes {
		scope, err := orderveil.ParseScope(name)
		if err != nil {
			return viewer, err
		}
		viewer.Scopes = append(viewer.Scopes, scope)
	}
	return viewer, nil
}

package server

import (
	"errors"

	"github.com/golang-jwt/jwt/v5"

	"orderveil"
)

// refusal is an ErrUnauthenticated that says why, for the log and the metrics: whoever
// sent the token is not told. The names are a metric's label and never change.
type refusal string

// The reasons.
const (
	refusedMissing   refusal = "missing"   // no bearer token at all
	refusedLong      refusal = "long"      // longer than any token of ours
	refusedMalformed refusal = "malformed" // no JWT
	refusedHeader    refusal = "header"    // another type, an unknown key, a critical extension
	refusedSignature refusal = "signature" // another algorithm or another key's signature
	refusedExpired   refusal = "expired"
	refusedEarly     refusal = "early"  // not valid yet
	refusedClaims    refusal = "claims" // for somebody else, or about nobody that there can be
	refusedLife      refusal = "life"   // valid for too long
)

// Error says no more than ErrUnauthenticated.
func (refusal) Error() string { return orderveil.ErrUnauthenticated.Error() }

// Is makes a refusal an ErrUnauthenticated.
func (refusal) Is(target error) bool { return target == orderveil.ErrUnauthenticated }

// reason names the refusal in an error.
func reason(err error) string {
	var r refusal
	errors.As(err, &r)
	return string(r)
}

// refusalOf translates the library's error, which wraps several at a time.
func refusalOf(err error) refusal {
	switch {
	case errors.Is(err, jwt.ErrTokenMalformed):
		return refusedMalformed
	case errors.Is(err, errHeader):
		return refusedHeader
	case errors.Is(err, jwt.ErrTokenUnverifiable), errors.Is(err, jwt.ErrTokenSignatureInvalid):
		return refusedSignature
	case errors.Is(err, jwt.ErrTokenExpired):
		return refusedExpired
	case errors.Is(err, jwt.ErrTokenNotValidYet), errors.Is(err, jwt.ErrTokenUsedBeforeIssued):
		return refusedEarly
	default:
		return refusedClaims
	}
}

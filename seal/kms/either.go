package kms

import (
	"context"
	"errors"
	"slices"

	"orderveil/seal"
)

// Either wraps with one key and unwraps with that one or an older one: while the
// master key is exchanged, both must be there.
type Either struct {
	primary seal.KeyProvider
	all     []seal.KeyProvider
}

var (
	_ seal.KeyProvider = (*Either)(nil)
	_ seal.Namer       = (*Either)(nil)
)

// NewEither returns a provider over a primary key and older ones.
func NewEither(primary seal.KeyProvider, older ...seal.KeyProvider) *Either {
	return &Either{primary: primary, all: append([]seal.KeyProvider{primary}, slices.Clone(older)...)}
}

// ID is the primary's.
func (e *Either) ID() string { return e.primary.ID() }

// Wrap wraps with the primary.
func (e *Either) Wrap(ctx context.Context, plaintext, associated []byte) ([]byte, error) {
	return e.primary.Wrap(ctx, plaintext, associated)
}

// Unwrap asks whichever provider wrapped the key.
func (e *Either) Unwrap(ctx context.Context, wrapped, associated []byte) ([]byte, error) {
	for _, p := range e.all {
		key, err := p.Unwrap(ctx, wrapped, associated)
		if !errors.Is(err, seal.ErrWrongKey) {
			return key, err
		}
	}
	return nil, seal.ErrWrongKey
}

// WrappedBy names the key that wrapped something, when it is one of these.
func (e *Either) WrappedBy(wrapped []byte) string {
	id := WrappedBy(wrapped)
	if !slices.ContainsFunc(e.all, func(p seal.KeyProvider) bool { return p.ID() == id }) {
		return ""
	}
	return id
}

package sealtest

import (
	"context"

	"orderveil/seal"
)

// Either wraps with one key and unwraps with two, as while the master key is changed.
type Either struct {
	*Counting
	Old *Counting
}

var (
	_ seal.KeyProvider = Either{}
	_ seal.Namer       = Either{}
)

// Unwrap unwraps with the key that wrapped.
func (e Either) Unwrap(ctx context.Context, wrapped, associated []byte) ([]byte, error) {
	if e.Old.WrappedBy(wrapped) != "" {
		return e.Old.Unwrap(ctx, wrapped, associated)
	}
	return e.Counting.Unwrap(ctx, wrapped, associated)
}

// WrappedBy names the key that wrapped.
func (e Either) WrappedBy(wrapped []byte) string {
	if id := e.Old.WrappedBy(wrapped); id != "" {
		return id
	}
	return e.Counting.WrappedBy(wrapped)
}

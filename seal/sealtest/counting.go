package sealtest

import (
	"context"
	"path/filepath"
	"sync/atomic"
	"testing"

	"orderveil/seal"
	"orderveil/seal/kms"
)

// Counting is a key provider that counts how often it is asked, failed calls
// included.
type Counting struct {
	seal.KeyProvider
	Wraps, Unwraps atomic.Int64
}

// NewProvider returns a counting provider over a fresh key file.
func NewProvider(t testing.TB) *Counting {
	t.Helper()
	file, err := kms.CreateFile(filepath.Join(t.TempDir(), "key"))
	if err != nil {
		t.Fatal(err)
	}
	return &Counting{KeyProvider: file}
}

// Wrap counts and wraps.
func (c *Counting) Wrap(ctx context.Context, plaintext, associated []byte) ([]byte, error) {
	c.Wraps.Add(1)
	return c.KeyProvider.Wrap(ctx, plaintext, associated)
}

// Unwrap counts and unwraps.
func (c *Counting) Unwrap(ctx context.Context, wrapped, associated []byte) ([]byte, error) {
	c.Unwraps.Add(1)
	return c.KeyProvider.Unwrap(ctx, wrapped, associated)
}

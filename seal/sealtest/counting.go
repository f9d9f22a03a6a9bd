package sealtest

import (
	"bytes"
	"context"
	"path/filepath"
	"sync/atomic"
	"testing"

	"orderveil/seal"
	"orderveil/seal/kms"
)

// Counting is a key provider that counts how often it is asked, failed calls
// included, and that a test can take out of service.
type Counting struct {
	seal.KeyProvider
	Wraps, Unwraps atomic.Int64
	outage         atomic.Pointer[error]
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
	if outage := c.outage.Load(); outage != nil {
		return nil, *outage
	}
	return c.KeyProvider.Wrap(ctx, plaintext, associated)
}

// Unwrap counts and unwraps.
func (c *Counting) Unwrap(ctx context.Context, wrapped, associated []byte) ([]byte, error) {
	c.Unwraps.Add(1)
	if outage := c.outage.Load(); outage != nil {
		return nil, *outage
	}
	return c.KeyProvider.Unwrap(ctx, wrapped, associated)
}

// WrappedBy is what the provider behind it says, or says by the ID in front.
func (c *Counting) WrappedBy(wrapped []byte) string {
	if n, ok := c.KeyProvider.(seal.Namer); ok {
		return n.WrappedBy(wrapped)
	}
	if bytes.HasPrefix(wrapped, []byte(c.ID())) {
		return c.ID()
	}
	return ""
}

// Break makes every call fail with an error until Repair.
func (c *Counting) Break(err error) { c.outage.Store(&err) }

// Repair puts the provider back into service.
func (c *Counting) Repair() { c.outage.Store(nil) }

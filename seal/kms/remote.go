package kms

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"time"

	"orderveil/seal"
)

// Service is a key management service, asked about one key.
type Service interface {
	// Encrypt returns what Decrypt turns back, given the same associated data.
	Encrypt(ctx context.Context, plaintext, associated []byte) ([]byte, error)
	// Decrypt returns ErrRefused when the service says that this is none of its
	// ciphertexts, or was made for other associated data.
	Decrypt(ctx context.Context, ciphertext, associated []byte) ([]byte, error)
}

// ErrRefused is a service's clear answer that it cannot decrypt something. Any other
// error means that the service did not do its work this time.
var ErrRefused = errors.New("kms: the service refuses the ciphertext")

// Remote is a key-encryption key in a key management service, which never shows it.
type Remote struct {
	id      string
	name    string
	service Service
	timeout time.Duration
}

var _ seal.KeyProvider = (*Remote)(nil)

// Timeout is how long a service may take to answer.
const Timeout = 5 * time.Second

// NewRemote returns a provider over a service. The name is for people, such as "HashiCorp
// Vault"; key names the key for ever: the ID is made from it.
func NewRemote(name, key string, s Service, timeout time.Duration) *Remote {
	sum := sha256.Sum256([]byte("orderveil key id\x00" + key))
	return &Remote{id: hex.EncodeToString(sum[:idSize]), name: name, service: s, timeout: timeout}
}

// ID is a fingerprint of the key's name.
func (r *Remote) ID() string { return r.id }

// A wrapped key is, byte by byte:
//
//	16  the ID, in hexadecimal
//	n   the service's ciphertext of a digest of 16 bytes and the key
//
// The digest tells a service that answers with something else from one that answers.

// Wrap has the service encrypt a key.
func (r *Remote) Wrap(ctx context.Context, plaintext, associated []byte) ([]byte, error) {
	ctx, cancel := context.WithTimeout(ctx, r.timeout)
	defer cancel()
	sealed, err := r.service.Encrypt(ctx, append(digest(plaintext, associated), plaintext...), associated)
	if err != nil || len(sealed) == 0 || len(sealed) > maxSize {
		return nil, r.unavailable(ctx)
	}
	return append([]byte(r.id), sealed...), nil
}

// Unwrap has the service decrypt a key.
func (r *Remote) Unwrap(ctx context.Context, wrapped, associated []byte) ([]byte, error) {
	sealed, mine := bytes.CutPrefix(wrapped, []byte(r.id))
	if !mine && fingerprinted(wrapped) {
		return nil, seal.ErrWrongKey
	}
	if !mine || len(sealed) == 0 {
		return nil, seal.ErrSealBroken
	}
	ctx, cancel := context.WithTimeout(ctx, r.timeout)
	defer cancel()
	plain, err := r.service.Decrypt(ctx, sealed, associated)
	if errors.Is(err, ErrRefused) {
		return nil, seal.ErrSealBroken
	}
	if err != nil || len(plain) < digestSize || len(plain) > maxSize {
		return nil, r.unavailable(ctx)
	}
	key := plain[digestSize:]
	if !bytes.Equal(plain[:digestSize], digest(key, associated)) {
		return nil, r.unavailable(ctx)
	}
	return key, nil
}

const digestSize = 16

func digest(key, associated []byte) []byte {
	h := sha256.New()
	h.Write([]byte{byte(len(associated) >> 8), byte(len(associated))})
	h.Write(associated)
	h.Write(key)
	return h.Sum(nil)[:digestSize]
}

// unavailable says that the service did not do its work, in our own words.
func (r *Remote) unavailable(ctx context.Context) error {
	what := "answers wrongly, or refuses our credentials"
	if ctx.Err() != nil {
		what = "does not answer in time"
	}
	return fmt.Errorf("%s %s: %w", r.name, what, seal.ErrKeyUnavailable)
}

// WrappedBy returns the ID of the provider that wrapped a key; empty when none of ours
// did.
func WrappedBy(wrapped []byte) string {
	if !fingerprinted(wrapped) {
		return ""
	}
	return string(wrapped[:2*idSize])
}

// Within runs a call that knows no context, and stops waiting for it when the context
// ends. The call must end by itself soon after.
func Within(ctx context.Context, call func() ([]byte, error)) ([]byte, error) {
	type result struct {
		b   []byte
		err error
	}
	done := make(chan result, 1)
	go func() {
		b, err := call()
		done <- result{b, err}
	}()
	select {
	case r := <-done:
		return r.b, r.err
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

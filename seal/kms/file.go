// Package kms holds key-encryption keys.
package kms

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/tink-crypto/tink-go/v2/aead/subtle"

	"orderveil/seal"
)

// File is a key-encryption key in a file that only its owner can read: the embedded
// default. A copy of it and of the key store opens everything, so they are not backed
// up together.
type File struct {
	id   string
	aead *subtle.AESGCM
}

var _ seal.KeyProvider = (*File)(nil)

const (
	keySize = 32
	prefix  = "orderveil-key-v1 "
	comment = "# The key of this Orderveil installation. Without it the data is unreadable for ever.\n# Keep a copy in another place than the backups of the data.\n"
)

// CreateFile makes a new key in a file that must not be there yet.
func CreateFile(path string) (*File, error) {
	key := make([]byte, keySize)
	if _, err := rand.Read(key); err != nil {
		return nil, err
	}
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, fmt.Errorf("kms: create the key file: %w", err)
	}
	_, err = f.WriteString(comment + prefix + base64.StdEncoding.EncodeToString(key) + "\n")
	if err := errors.Join(err, f.Sync(), f.Close()); err != nil {
		return nil, fmt.Errorf("kms: write the key file: %w", err)
	}
	return newFile(key)
}

// OpenFile reads the key from a file. A file that others can read is refused.
func OpenFile(path string) (*File, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, fmt.Errorf("kms: open the key file: %w", err)
	}
	if info.Mode().Perm()&0o077 != 0 {
		return nil, fmt.Errorf("kms: others can read the key file %s: run chmod 600 on it", path)
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("kms: read the key file: %w", err)
	}
	for line := range strings.Lines(string(text)) {
		encoded, found := strings.CutPrefix(strings.TrimSpace(line), prefix)
		if !found {
			continue
		}
		key, err := base64.StdEncoding.DecodeString(encoded)
		if err != nil || len(key) != keySize {
			break
		}
		return newFile(key)
	}
	return nil, fmt.Errorf("kms: %s is no key file, or is damaged: restore it from your copy", path)
}

func newFile(key []byte) (*File, error) {
	primitive, err := subtle.NewAESGCM(key)
	if err != nil {
		return nil, err
	}
	h := hmac.New(sha256.New, key)
	h.Write([]byte("orderveil key id"))
	return &File{id: hex.EncodeToString(h.Sum(nil)[:8]), aead: primitive}, nil
}

// ID is a fingerprint of the key.
func (f *File) ID() string { return f.id }

// Wrap encrypts a key. The fingerprint stands in front, so that another key is told
// apart from damage. AES-256-GCM with random nonces: a key file wraps a key per
// account, far from 2^32.
func (f *File) Wrap(_ context.Context, plaintext, associated []byte) ([]byte, error) {
	sealed, err := f.aead.Encrypt(plaintext, associated)
	return append([]byte(f.id), sealed...), err
}

// Unwrap decrypts a key.
func (f *File) Unwrap(_ context.Context, wrapped, associated []byte) ([]byte, error) {
	sealed, mine := bytes.CutPrefix(wrapped, []byte(f.id))
	if !mine {
		return nil, seal.ErrWrongKey
	}
	plain, err := f.aead.Decrypt(sealed, associated)
	if err != nil {
		return nil, seal.ErrSealBroken
	}
	return plain, nil
}

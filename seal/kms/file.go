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
	"path/filepath"
	"strings"

	"github.com/tink-crypto/tink-go/v2/aead/subtle"

	"orderveil/seal"
	"orderveil/secretfile"
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
	idSize  = 8
	maxSize = 1 << 16
	prefix  = "orderveil-key-v1 "
	comment = "# The key of this Orderveil installation. Without it the data is unreadable for ever.\n# Keep a copy in another place than the backups of the data.\n"
)

// CreateFile makes a new key in a file that must not be there yet. On failure it
// leaves no file behind.
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
	if err := errors.Join(err, f.Sync(), f.Close(), syncFolder(path)); err != nil {
		return nil, fmt.Errorf("kms: write the key file: %w", errors.Join(err, os.Remove(path)))
	}
	return newFile(key)
}

// syncFolder makes the file's name outlive a power cut: data may be sealed with the
// key right away.
func syncFolder(path string) error {
	folder, err := os.Open(filepath.Dir(path))
	if err != nil {
		return err
	}
	return errors.Join(folder.Sync(), folder.Close())
}

// OpenFile reads the key from a file, or through a link to one. A file that others
// can read, or that is not as CreateFile writes it, is refused.
func OpenFile(path string) (*File, error) {
	text, err := secretfile.Read(path)
	if err != nil {
		return nil, fmt.Errorf("kms: open the key file: %w", err)
	}
	key, ok := parse(text)
	if !ok {
		return nil, fmt.Errorf("kms: %s is no key file, or is damaged: restore it from your copy", path)
	}
	return newFile(key)
}

// parse reads one key line among comments and empty lines.
func parse(text []byte) (key []byte, ok bool) {
	for line := range strings.Lines(string(text)) {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		encoded, found := strings.CutPrefix(line, prefix)
		if !found || key != nil {
			return nil, false
		}
		var err error
		if key, err = base64.StdEncoding.Strict().DecodeString(encoded); err != nil || len(key) != keySize {
			return nil, false
		}
	}
	return key, key != nil
}

func newFile(key []byte) (*File, error) {
	primitive, err := subtle.NewAESGCM(key)
	if err != nil {
		return nil, err
	}
	// The fingerprint tells nothing about the key: HMAC-SHA-256 is one-way, and no other
	// use of the key is an HMAC.
	h := hmac.New(sha256.New, key)
	h.Write([]byte("orderveil key id"))
	return &File{id: hex.EncodeToString(h.Sum(nil)[:idSize]), aead: primitive}, nil
}

// ID is a fingerprint of the key.
func (f *File) ID() string { return f.id }

// A wrapped key is, byte by byte:
//
//	16  the fingerprint of the key file, in hexadecimal
//	12  nonce
//	n   AES-256-GCM ciphertext
//	16  tag
//
// The fingerprint is not authenticated: it only chooses between two errors.

// Wrap encrypts a key. AES-256-GCM with random nonces: a key file wraps a key per
// account, far from 2^32.
func (f *File) Wrap(_ context.Context, plaintext, associated []byte) ([]byte, error) {
	sealed, err := f.aead.Encrypt(plaintext, associated)
	if err != nil {
		return nil, err
	}
	return append([]byte(f.id), sealed...), nil
}

// Unwrap decrypts a key.
func (f *File) Unwrap(_ context.Context, wrapped, associated []byte) ([]byte, error) {
	sealed, mine := bytes.CutPrefix(wrapped, []byte(f.id))
	if !mine && fingerprinted(wrapped) {
		return nil, seal.ErrWrongKey
	}
	if !mine {
		return nil, seal.ErrSealBroken
	}
	plain, err := f.aead.Decrypt(sealed, associated)
	if err != nil {
		return nil, seal.ErrSealBroken
	}
	return plain, nil
}

// fingerprinted reports whether some key file can have wrapped this.
func fingerprinted(wrapped []byte) bool {
	if len(wrapped) < 2*idSize {
		return false
	}
	_, err := hex.DecodeString(string(wrapped[:2*idSize]))
	return err == nil
}

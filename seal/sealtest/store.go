// Package sealtest holds what the tests of other packages need of the keyring: a key
// store in memory, a provider that counts, and the suite that every key store passes.
package sealtest

import (
	"bytes"
	"context"
	"maps"
	"slices"
	"sync"

	"github.com/google/uuid"

	"orderveil"
	"orderveil/seal"
)

// Store is a key store in memory. It is safe for concurrent use.
type Store struct {
	mu           sync.Mutex
	accounts     map[uuid.UUID]seal.StoredKey
	days         map[uuid.UUID]map[orderveil.Date][]byte
	installation map[string][]byte
}

var _ seal.KeyStore = (*Store)(nil)

// NewStore returns an empty store.
func NewStore() *Store {
	return &Store{
		accounts:     map[uuid.UUID]seal.StoredKey{},
		days:         map[uuid.UUID]map[orderveil.Date][]byte{},
		installation: map[string][]byte{},
	}
}

// AccountKey reads an account's wrapped key.
func (s *Store) AccountKey(ctx context.Context, account uuid.UUID) ([]byte, error) {
	key, err := s.StoredKey(ctx, account)
	return key.Wrapped, err
}

// PutAccountKey keeps an account's wrapped key unless there is one.
func (s *Store) PutAccountKey(_ context.Context, account uuid.UUID, wrapped []byte) ([]byte, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, ok := s.accounts[account]; !ok {
		s.accounts[account] = seal.StoredKey{Account: account, Wrapped: bytes.Clone(wrapped)}
	}
	return bytes.Clone(s.accounts[account].Wrapped), nil
}

// DayKeys reads an account's wrapped day keys: those of the given days, or all.
func (s *Store) DayKeys(_ context.Context, account uuid.UUID, days []orderveil.Date) (map[orderveil.Date][]byte, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	found := map[orderveil.Date][]byte{}
	for day, wrapped := range s.days[account] {
		if days == nil || slices.Contains(days, day) {
			found[day] = bytes.Clone(wrapped)
		}
	}
	return found, nil
}

// PutDayKey keeps a day's wrapped key unless there is one.
func (s *Store) PutDayKey(_ context.Context, account uuid.UUID, day orderveil.Date, wrapped, under []byte) ([]byte, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if key, ok := s.accounts[account]; !ok {
		return nil, orderveil.ErrNotFound
	} else if !bytes.Equal(key.Wrapped, under) {
		return nil, orderveil.ErrConflict
	}
	if s.days[account] == nil {
		s.days[account] = map[orderveil.Date][]byte{}
	}
	return put(s.days[account], day, wrapped), nil
}

// InstallationKey reads one of the installation's own wrapped keys.
func (s *Store) InstallationKey(_ context.Context, name string) ([]byte, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return read(s.installation, name)
}

// PutInstallationKey keeps one of the installation's own wrapped keys unless there
// is one.
func (s *Store) PutInstallationKey(_ context.Context, name string, wrapped []byte) ([]byte, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return put(s.installation, name, wrapped), nil
}

// DestroyDayKeys removes an account's day keys up to and with a day.
func (s *Store) DestroyDayKeys(_ context.Context, account uuid.UUID, upTo orderveil.Date) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	before := len(s.days[account])
	maps.DeleteFunc(s.days[account], func(day orderveil.Date, _ []byte) bool { return day <= upTo })
	return before - len(s.days[account]), nil
}

// DestroyAccountKeys removes an account's key and its day keys.
func (s *Store) DestroyAccountKeys(_ context.Context, account uuid.UUID) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.accounts, account)
	delete(s.days, account)
	return nil
}

func read[K comparable](keys map[K][]byte, k K) ([]byte, error) {
	wrapped, ok := keys[k]
	if !ok {
		return nil, orderveil.ErrNotFound
	}
	return bytes.Clone(wrapped), nil
}

func put[K comparable](keys map[K][]byte, k K, wrapped []byte) []byte {
	if _, ok := keys[k]; !ok {
		keys[k] = bytes.Clone(wrapped)
	}
	return bytes.Clone(keys[k])
}

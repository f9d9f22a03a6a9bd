package sealtest

import (
	"bytes"
	"context"
	"maps"
	"slices"

	"github.com/google/uuid"

	"orderveil"
	"orderveil/seal"
)

// StoredKey reads an account's key with its stage.
func (s *Store) StoredKey(_ context.Context, account uuid.UUID) (seal.StoredKey, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	key, ok := s.accounts[account]
	if !ok {
		return seal.StoredKey{}, orderveil.ErrNotFound
	}
	return copied(key), nil
}

// StoredKeys reads a page of accounts' keys.
func (s *Store) StoredKeys(_ context.Context, after uuid.UUID, limit int) ([]seal.StoredKey, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	page := []seal.StoredKey{}
	for _, key := range s.accounts {
		if bytes.Compare(key.Account[:], after[:]) > 0 {
			page = append(page, copied(key))
		}
	}
	slices.SortFunc(page, func(a, b seal.StoredKey) int { return bytes.Compare(a.Account[:], b.Account[:]) })
	return page[:min(limit, len(page))], nil
}

func copied(key seal.StoredKey) seal.StoredKey {
	key.Wrapped = bytes.Clone(key.Wrapped)
	return key
}

// ReplaceAccountKey replaces an account's key that is as it was read.
func (s *Store) ReplaceAccountKey(_ context.Context, old []byte, by seal.StoredKey) (bool, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	key, ok := s.accounts[by.Account]
	if !ok || !bytes.Equal(key.Wrapped, old) {
		return false, nil
	}
	s.accounts[by.Account] = copied(by)
	return true, nil
}

// ReplaceDayKeys replaces the day keys that are as they were read.
func (s *Store) ReplaceDayKeys(_ context.Context, account uuid.UUID, old, by map[orderveil.Date][]byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := 0
	for day, wrapped := range by {
		if known, ok := s.days[account][day]; ok && bytes.Equal(known, old[day]) {
			s.days[account][day] = bytes.Clone(wrapped)
			n++
		}
	}
	return n, nil
}

// InstallationKeys reads all of the installation's own keys.
func (s *Store) InstallationKeys(context.Context) (map[string][]byte, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	all := maps.Clone(s.installation)
	for name, wrapped := range all {
		all[name] = bytes.Clone(wrapped)
	}
	return all, nil
}

// ReplaceInstallationKey replaces one of the installation's own keys that is as it was
// read.
func (s *Store) ReplaceInstallationKey(_ context.Context, name string, old, by []byte) (bool, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if known, ok := s.installation[name]; !ok || !bytes.Equal(known, old) {
		return false, nil
	}
	s.installation[name] = bytes.Clone(by)
	return true, nil
}

// CountDays counts the day keys of all accounts.
func (s *Store) CountDays(_ context.Context, today orderveil.Date) (seal.DayCount, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var c seal.DayCount
	for account, days := range s.days {
		for day := range days {
			if c.Keys == 0 || day < c.Oldest {
				c.Oldest = day
			}
			c.Newest = max(c.Newest, day)
			c.Keys++
			if day <= today {
				c.Past++
			}
			if _, ok := s.accounts[account]; !ok {
				c.Orphans++
			}
		}
	}
	return c, nil
}

// SetDayKey writes a day's key over whatever is there, as damage would.
func (s *Store) SetDayKey(account uuid.UUID, day orderveil.Date, wrapped []byte) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.days[account] == nil {
		s.days[account] = map[orderveil.Date][]byte{}
	}
	s.days[account][day] = bytes.Clone(wrapped)
}

// SetAccountKey writes an account's key over whatever is there, as damage would.
func (s *Store) SetAccountKey(account uuid.UUID, wrapped []byte) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.accounts[account] = seal.StoredKey{Account: account, Wrapped: bytes.Clone(wrapped)}
}

// DestroyDayKey removes one day's key before its time.
func (s *Store) DestroyDayKey(account uuid.UUID, day orderveil.Date) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.days[account], day)
}

// DestroyAccountKey removes an account's key and leaves its day keys.
func (s *Store) DestroyAccountKey(account uuid.UUID) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.accounts, account)
}

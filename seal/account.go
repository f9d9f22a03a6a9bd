package seal

import (
	"context"
	"encoding/binary"
	"fmt"
	"maps"

	"github.com/google/uuid"
	"github.com/tink-crypto/tink-go/v2/aead"
	"github.com/tink-crypto/tink-go/v2/tink"

	"orderveil"
)

// AccountKeys are the keys of one account. It is safe for concurrent use.
type AccountKeys struct {
	ring    *Keyring
	account uuid.UUID

	turn turn // held while a key is fetched: others wait for it instead of fetching too
	own  tink.AEAD
	days map[orderveil.Date]*dayKey
}

// Create makes the account's key if there is none.
func (a *AccountKeys) Create(ctx context.Context) error {
	if err := a.turn.take(ctx); err != nil {
		return err
	}
	defer a.turn.give()
	_, err := a.ring.store.AccountKey(ctx, a.account)
	if err == nil || !isAbsent(err) {
		return err
	}
	h, err := newAccountKey()
	if err != nil {
		return err
	}
	wrapped, err := a.ring.wrapWith(ctx, h, owner("account", a.account[:]))
	if err != nil {
		return fmt.Errorf("seal: wrap an account key: %w", err)
	}
	_, err = a.ring.store.PutAccountKey(ctx, a.account, wrapped)
	return err
}

// Sealer returns a Sealer for the given days, making the keys that are not there. A
// day that has come is ErrKeyGone.
func (a *AccountKeys) Sealer(ctx context.Context, days []orderveil.Date) (*Sealer, error) {
	for _, day := range days {
		if past(day, a.ring.now) {
			return nil, ErrKeyGone
		}
	}
	found, err := a.keys(ctx, days, true)
	if err != nil {
		return nil, err
	}
	return &Sealer{account: a.account, days: found, now: a.ring.now}, nil
}

// Opener returns an Opener for the given days. Those that have come, or whose key is
// gone, it does not open.
func (a *AccountKeys) Opener(ctx context.Context, days []orderveil.Date) (*Opener, error) {
	found, err := a.keys(ctx, days, false)
	if err != nil {
		return nil, err
	}
	return &Opener{account: a.account, days: found, now: a.ring.now}, nil
}

// SearchIndexes returns the blind index of a text under every living day's key.
func (a *AccountKeys) SearchIndexes(ctx context.Context, column, normal string) ([][]byte, error) {
	if normal == "" {
		return nil, nil
	}
	found, err := a.keys(ctx, nil, false)
	if err != nil {
		return nil, err
	}
	indexes := make([][]byte, 0, len(found))
	for _, key := range found {
		index, err := key.index(column, normal)
		if err != nil {
			return nil, err
		}
		indexes = append(indexes, index)
	}
	return indexes, nil
}

// keys returns the living keys of the given days, or of all days when days is nil.
func (a *AccountKeys) keys(ctx context.Context, days []orderveil.Date, create bool) (map[orderveil.Date]*dayKey, error) {
	if err := a.turn.take(ctx); err != nil {
		return nil, err
	}
	defer a.turn.give()
	a.dropPast()
	if days == nil || !a.has(days) {
		if err := a.fetch(ctx, days, create); err != nil {
			return nil, err
		}
	}
	if days == nil {
		return maps.Clone(a.days), nil
	}
	found := make(map[orderveil.Date]*dayKey, len(days))
	for _, day := range days {
		if key := a.days[day]; key != nil {
			found[day] = key
		}
	}
	return found, nil
}

func (a *AccountKeys) has(days []orderveil.Date) bool {
	for _, day := range days {
		if a.days[day] == nil && !past(day, a.ring.now) {
			return false
		}
	}
	return true
}

// dropPast forgets the keys whose day has come.
func (a *AccountKeys) dropPast() {
	today := orderveil.DateOf(a.ring.now())
	for day := range a.days {
		if day <= today {
			delete(a.days, day)
		}
	}
}

// forget drops every key. It waits for a fetch that is under way, so that nothing is
// kept of it.
func (a *AccountKeys) forget() {
	_ = a.turn.take(context.Background()) // does not end
	defer a.turn.give()
	a.own = nil
	clear(a.days)
}

// fetch reads the keys that are not in memory, and makes the missing ones.
func (a *AccountKeys) fetch(ctx context.Context, days []orderveil.Date, create bool) error {
	if err := a.unlock(ctx); err != nil {
		return err
	}
	wrapped, err := a.ring.store.DayKeys(ctx, a.account, days)
	if err != nil {
		return fmt.Errorf("seal: read day keys: %w", err)
	}
	if create {
		for _, day := range days {
			if wrapped[day] != nil || a.days[day] != nil {
				continue
			}
			if wrapped[day], err = a.create(ctx, day); err != nil {
				return err
			}
		}
	}
	for day, w := range wrapped {
		if a.days[day] != nil || past(day, a.ring.now) {
			continue
		}
		if a.days[day], err = openDayKey(w, a.own, a.dayOwner(day)); err != nil {
			delete(a.days, day)
			return err
		}
	}
	return nil
}

func (a *AccountKeys) create(ctx context.Context, day orderveil.Date) ([]byte, error) {
	wrapped, err := newDayKey(a.own, a.dayOwner(day))
	if err != nil {
		return nil, fmt.Errorf("seal: make a day key: %w", err)
	}
	return a.ring.store.PutDayKey(ctx, a.account, day, wrapped)
}

func (a *AccountKeys) dayOwner(day orderveil.Date) []byte {
	return owner("day", binary.BigEndian.AppendUint32(a.account[:], uint32(day)))
}

// unlock unwraps the account's key, once.
func (a *AccountKeys) unlock(ctx context.Context) error {
	if a.own != nil {
		return nil
	}
	wrapped, err := a.ring.store.AccountKey(ctx, a.account)
	if err != nil {
		return fmt.Errorf("seal: read the account key: %w", err)
	}
	h, err := a.ring.unwrapWith(ctx, wrapped, owner("account", a.account[:]))
	if err != nil {
		return fmt.Errorf("seal: unwrap the account key: %w", err)
	}
	own, err := aead.New(h)
	if err != nil {
		return ErrSealBroken
	}
	a.own = own
	return nil
}

// What SealOwn writes is Tink's own layout, whose first byte is its version and whose
// next four name the key within the account's keyset:
//
//	1   version, 0x01
//	4   key id, big endian
//	12  nonce
//	n   AES-256-GCM ciphertext
//	16  tag
//
// Its associated data is a text that no other use has, with its length in front, then
// account, table, row and column as of a value.

// SealOwn seals something of the account's own, such as credentials: it lives as
// long as the account does.
func (a *AccountKeys) SealOwn(ctx context.Context, p Place, plaintext []byte) ([]byte, error) {
	own, err := a.ownKey(ctx)
	if err != nil {
		return nil, err
	}
	return own.Encrypt(plaintext, a.ownPlace(p))
}

// OpenOwn opens what SealOwn sealed, where it was sealed.
func (a *AccountKeys) OpenOwn(ctx context.Context, p Place, sealed []byte) ([]byte, error) {
	own, err := a.ownKey(ctx)
	if err != nil {
		return nil, err
	}
	plain, err := own.Decrypt(sealed, a.ownPlace(p))
	if err != nil {
		return nil, ErrSealBroken
	}
	return plain, nil
}

func (a *AccountKeys) ownKey(ctx context.Context) (tink.AEAD, error) {
	if err := a.turn.take(ctx); err != nil {
		return nil, err
	}
	defer a.turn.give()
	if err := a.unlock(ctx); err != nil {
		return nil, err
	}
	return a.own, nil
}

// ownPlace differs from every wrapped key's owner: its first text is another.
func (a *AccountKeys) ownPlace(p Place) []byte {
	return associated(prefixed(nil, "orderveil own v1"), nil, a.account, p)
}

package seal

import (
	"context"
	"errors"
	"fmt"
	"maps"

	"github.com/google/uuid"

	"orderveil"
)

// AccountKeys are the keys of one account. It is safe for concurrent use.
type AccountKeys struct {
	ring    *Keyring
	account uuid.UUID

	turn turn // guards what follows
	held
	days  map[orderveil.Date]*dayKey
	again map[orderveil.Date]bool // days whose key was made here after the clock had gone back
}

// Create makes the account's key if there is none. It is for the opening of an account
// and nothing else: an account whose key was destroyed does not get another.
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
	wrapped, err := a.ring.wrapWith(ctx, h, a.owner())
	if err != nil {
		return fmt.Errorf("seal: wrap an account key: %w", err)
	}
	_, err = a.ring.store.PutAccountKey(ctx, a.account, wrapped)
	return err
}

// Sealer returns a Sealer for the given days, making the keys that are not there. A
// day that has come is ErrKeyGone, and so is an account without a key.
func (a *AccountKeys) Sealer(ctx context.Context, days []orderveil.Date) (*Sealer, error) {
	for _, day := range days {
		if day <= a.ring.calendar.today() {
			return nil, ErrKeyGone
		}
	}
	if days == nil {
		days = []orderveil.Date{}
	}
	found, err := a.keys(ctx, days, true)
	if err != nil {
		return nil, err
	}
	for _, day := range days {
		if found[day] == nil { // its key was refused before the clock went back
			return nil, ErrKeyGone
		}
	}
	return &Sealer{account: a.account, days: found, calendar: &a.ring.calendar}, nil
}

// Opener returns an Opener for the given days, or for all when days is nil. Those that
// have come, or whose key is gone or damaged, it does not open. An account without a key
// is ErrKeyGone.
func (a *AccountKeys) Opener(ctx context.Context, days []orderveil.Date) (*Opener, error) {
	found, err := a.keys(ctx, days, false)
	if err != nil {
		return nil, err
	}
	return &Opener{account: a.account, days: found, calendar: &a.ring.calendar}, nil
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
		if errors.Is(err, ErrSealBroken) { // a damaged key finds nothing
			continue
		}
		if err != nil {
			return nil, err
		}
		indexes = append(indexes, index)
	}
	return indexes, nil
}

// keys returns the living keys of the given days, or of all days when days is nil.
func (a *AccountKeys) keys(ctx context.Context, days []orderveil.Date, create bool) (map[orderveil.Date]*dayKey, error) {
	found := make(map[orderveil.Date]*dayKey, len(days))
	if days != nil && len(days) == 0 {
		return found, nil
	}
	if err := a.turn.take(ctx); err != nil {
		return nil, err
	}
	defer a.turn.give()
	if err := a.ready(ctx); err != nil {
		return nil, err
	}
	if err := a.fetch(ctx, a.missing(days)); err != nil {
		return nil, err
	}
	if create {
		if err := a.create(ctx, a.missing(days)); err != nil {
			return nil, err
		}
	}
	if err := a.openDays(ctx); err != nil {
		return nil, err
	}
	a.dropOver()
	if days == nil {
		return maps.Clone(a.days), nil
	}
	for _, day := range days {
		if key := a.days[day]; key != nil {
			found[day] = key
		}
	}
	return found, nil
}

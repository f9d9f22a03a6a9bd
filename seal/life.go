package seal

import (
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/tink-crypto/tink-go/v2/aead"
	"github.com/tink-crypto/tink-go/v2/keyset"
	"github.com/tink-crypto/tink-go/v2/tink"

	"orderveil"
)

// How long an account's keys live in memory.
const (
	// lookEvery is how long keys are used before the key store is read again: within it
	// a key that another node destroyed or replaced stops opening here, too.
	lookEvery = time.Minute
	// keyLife is how long an account's key is used after the provider has unwrapped it:
	// an outage may last so long before customer data cannot be read.
	keyLife = 5 * time.Minute
	// renewAfter is when the provider is asked again, in good time before the key's life
	// ends. It differs by up to renewSpread between accounts, so that those that came
	// into use at the same moment, as after a start, do not ask at the same moment.
	renewAfter  = 3 * time.Minute
	renewSpread = time.Minute
	// askPause is how long the provider is left alone after it did not answer. Until
	// then whoever needs the key is told at once, instead of waiting in vain as well.
	askPause = time.Second
)

// errKeyless is the answer for an account whose key is not in the key store: all that
// was sealed with it is gone, and nothing may be sealed.
var errKeyless = fmt.Errorf("%w: the account has no key: %w", ErrKeyGone, orderveil.ErrNotFound)

// held is what of an account's key is in memory. The zero value is nothing.
type held struct {
	stored []byte      // the wrapped key, as the store had it
	looked time.Time   // when it did
	key    *accountKey // unwrapped, not necessarily from stored

	asking   chan struct{} // closed with the provider's answer; nil when it is not asked
	failed   error         // what came of the last question, nil when it went well
	failedAt time.Time
}

// accountKey is an account's key as the provider has unwrapped it.
type accountKey struct {
	tink.AEAD
	handle  *keyset.Handle
	wrapped []byte
	at      time.Time
}

// ready sees to it that the account's keys may be used: the store was read within a
// minute, and the provider answered within five. The caller holds the turn, which is
// given back while it waits for the provider.
func (a *AccountKeys) ready(ctx context.Context) error {
	for asked := false; ; asked = false {
		if a.ring.age(a.looked) >= lookEvery {
			if err := a.look(ctx); err != nil {
				return err
			}
		}
		if a.key != nil && a.ring.age(a.key.at) >= keyLife {
			a.lock()
		}
		current := a.key != nil && bytes.Equal(a.key.wrapped, a.stored)
		if a.asking == nil && a.mayAsk() && (!current || a.ring.age(a.key.at) >= a.renewal()) {
			a.ask()
			asked = true
		}
		switch {
		case current: // a renewal is for later
			return nil
		case a.failed == nil || asked: // only who asks waits for a provider that did not answer
		case a.key != nil: // the key as it was before it was wrapped anew
			return nil
		default:
			return a.failed
		}
		if err := a.await(ctx); err != nil {
			return err
		}
	}
}

func (a *AccountKeys) mayAsk() bool { return a.failed == nil || a.ring.age(a.failedAt) >= askPause }

// renewal is the age at which this account's key is renewed: always the same, and
// another than most other accounts'.
func (a *AccountKeys) renewal() time.Duration {
	return renewAfter + renewSpread*time.Duration(binary.BigEndian.Uint16(a.account[14:]))/(1<<16)
}

// look reads the account's key and the day keys that are in memory from the store, and
// drops what is not there any more.
func (a *AccountKeys) look(ctx context.Context) error {
	now := a.ring.calendar.now()
	stored, err := a.ring.store.AccountKey(ctx, a.account)
	if isAbsent(err) {
		a.drop()
		return errKeyless
	}
	if err != nil {
		return fmt.Errorf("seal: read the account key: %w", storeError(ctx, err))
	}
	if err := a.fetch(ctx, slices.AppendSeq([]orderveil.Date{}, maps.Keys(a.days))); err != nil {
		return err
	}
	a.stored, a.looked = stored, now
	return nil
}

// storeError is the error of a key store: the caller's own giving up, or a store that is
// not there, which is as good as a key provider that is not.
func storeError(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return err
	}
	return unavailable(err)
}

// ask asks the provider to unwrap what the store has. The question outlives the caller
// that began it: others wait for it too, or nobody does.
func (a *AccountKeys) ask() {
	stored, done := a.stored, make(chan struct{})
	a.asking = done
	a.ring.asks.Go(func() {
		key, err := a.ring.unwrapAccount(a.ring.open, a, stored)
		a.turn.takeAnyway()
		defer a.turn.give()
		defer close(done)
		a.asking = nil
		a.failed, a.failedAt = err, a.ring.calendar.now()
		if err == nil && bytes.Equal(stored, a.stored) { // not forgotten or replaced meanwhile
			a.key = key
		}
	})
}

// unwrapAccount asks the provider for an account's key.
func (k *Keyring) unwrapAccount(ctx context.Context, a *AccountKeys, wrapped []byte) (*accountKey, error) {
	now := k.calendar.now()
	h, err := k.unwrapWith(ctx, wrapped, a.owner())
	if err != nil {
		return nil, fmt.Errorf("seal: unwrap the account key: %w", err)
	}
	primitive, err := aead.New(h)
	if err != nil {
		return nil, ErrSealBroken
	}
	return &accountKey{AEAD: primitive, handle: h, wrapped: wrapped, at: now}, nil
}

// await waits for the provider's answer, no longer than the caller wants.
func (a *AccountKeys) await(ctx context.Context) error {
	answered := a.asking
	a.turn.give()
	defer a.turn.takeAnyway()
	select {
	case <-answered:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// lock drops what was unwrapped.
func (a *AccountKeys) lock() {
	a.key = nil
	clear(a.days)
}

// drop drops everything.
func (a *AccountKeys) drop() {
	a.lock()
	a.stored, a.looked, a.failed = nil, time.Time{}, nil
}

// forget drops everything. It waits for whoever reads the store, so that nothing is
// kept of it; an answer of the provider that is under way is not kept either.
func (a *AccountKeys) forget() {
	a.turn.takeAnyway()
	defer a.turn.give()
	a.drop()
}

// lookAgain makes the next use read the store.
func (a *AccountKeys) lookAgain() {
	a.turn.takeAnyway()
	defer a.turn.give()
	a.looked = time.Time{}
}

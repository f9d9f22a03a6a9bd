package seal

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/tink-crypto/tink-go/v2/aead"
	"github.com/tink-crypto/tink-go/v2/keyset"

	"orderveil"
)

// Stage says how far the rotation of an account's key has come. The names are stored
// and never change.
type Stage string

// The stages, in their order. Between two of them every node has to learn of the first:
// nobody may meet something that was sealed with a key that it does not know, and nobody
// may still seal with a key that is about to go.
const (
	Settled   Stage = ""          // there is one key
	Published Stage = "PUBLISHED" // there is a next key, with which nothing is sealed yet
	Promoted  Stage = "PROMOTED"  // the next key seals, and takes over what the old one sealed
)

// SettleTime is after how long every node knows a stage: each has read the key store
// since, and has either had the key unwrapped since or dropped what it had.
const SettleTime = keyLife + lookEvery

// Reseal seals anew what an account has sealed with its own key outside the key store,
// and returns how many things that were. The old key goes only after it has found none:
// whatever it leaves out is lost.
type Reseal func(ctx context.Context, account uuid.UUID, with *Resealer) (int, error)

// Rotator gives accounts a key anew, while they are in use.
type Rotator struct {
	ring   *Keyring
	settle time.Duration
	own    Reseal
}

// Rotator returns a Rotator that waits for a time between two stages: SettleTime, or
// zero where this process is the only one.
func (k *Keyring) Rotator(settle time.Duration, own Reseal) *Rotator {
	return &Rotator{ring: k, settle: settle, own: own}
}

// Rotation is how far a rotation has come.
type Rotation struct {
	Stage    Stage
	Again    time.Time // when it can go on; zero when it is complete or held up by damage
	Resealed int       // day keys and other things that were sealed anew
	Damaged  int       // day keys that do not open: the old key stays until their days have come
}

// Rotate begins the rotation of an account's key, or goes on with the one that is under
// way, and takes it as far as it can go at this moment. It may be stopped anywhere and
// called again, also by another process at the same time.
func (r *Rotator) Rotate(ctx context.Context, account uuid.UUID) (done Rotation, err error) {
	for first := true; ; first = false {
		key, err := r.ring.store.StoredKey(ctx, account)
		if err != nil {
			return done, fmt.Errorf("seal: read the account key: %w", err)
		}
		done.Stage, done.Again, done.Damaged = key.Stage, time.Time{}, 0
		if key.Stage == Settled && !first {
			return done, nil
		}
		h, err := r.ring.unwrapWith(ctx, key.Wrapped, owner("account", account[:]))
		if err != nil {
			return done, fmt.Errorf("seal: unwrap the account key: %w", err)
		}
		left, err := r.takeOver(ctx, key, h, &done)
		again := key.Since.Add(r.settle)
		switch {
		case err != nil:
			return done, err
		case key.Stage != Settled && again.After(r.ring.calendar.now()):
			done.Again = again
			return done, nil
		case done.Damaged > 0:
			return done, nil
		case left: // something that a node sealed late may follow: look again
			continue
		}
		if err := r.next(ctx, key, h); err != nil {
			return done, err
		}
	}
}

// next takes the key to its next stage, unless somebody else did.
func (r *Rotator) next(ctx context.Context, key StoredKey, h *keyset.Handle) error {
	m := keyset.NewManagerFromHandle(h)
	stage, err := advance(m, h, key.Stage)
	if err != nil {
		return err
	}
	if h, err = m.Handle(); err != nil {
		return err
	}
	wrapped, err := r.ring.wrapWith(ctx, h, owner("account", key.Account[:]))
	if err != nil {
		return fmt.Errorf("seal: wrap an account key: %w", err)
	}
	by := StoredKey{Account: key.Account, Wrapped: wrapped, Stage: stage, Since: r.ring.calendar.now()}
	if _, err := r.ring.store.ReplaceAccountKey(ctx, key.Wrapped, by); err != nil {
		return fmt.Errorf("seal: keep an account key: %w", err)
	}
	if known, ok := r.ring.accounts.Peek(key.Account); ok {
		known.lookAgain()
	}
	return nil
}

// advance changes a keyset as its next stage needs it.
func advance(m *keyset.Manager, h *keyset.Handle, from Stage) (Stage, error) {
	info := h.KeysetInfo()
	others := []uint32{}
	for _, key := range info.GetKeyInfo() {
		if key.GetKeyId() != info.GetPrimaryKeyId() {
			others = append(others, key.GetKeyId())
		}
	}
	switch {
	case from == Settled && len(others) == 0:
		_, err := m.Add(accountKeyTemplate())
		return Published, err
	case from == Published && len(others) == 1:
		return Promoted, m.SetPrimary(others[0])
	case from == Promoted && len(others) == 1:
		return Settled, m.Delete(others[0])
	}
	return from, fmt.Errorf("seal: an account key that no rotation leaves like this: %w", ErrSealBroken)
}

// takeOver wraps and seals anew with the primary key what another key of the account
// still holds. It reports whether it found anything.
func (r *Rotator) takeOver(ctx context.Context, key StoredKey, h *keyset.Handle, done *Rotation) (bool, error) {
	if key.Stage != Promoted {
		return false, nil
	}
	days, err := r.ring.store.DayKeys(ctx, key.Account, nil)
	if err != nil {
		return false, fmt.Errorf("seal: read day keys: %w", err)
	}
	with, err := newResealer(key.Account, h)
	if err != nil {
		return false, err
	}
	fresh, damaged := with.rewrap(days)
	n := 0
	if len(fresh) > 0 {
		if n, err = r.ring.store.ReplaceDayKeys(ctx, key.Account, days, fresh); err != nil {
			return false, fmt.Errorf("seal: keep day keys: %w", err)
		}
	}
	others, err := r.own(ctx, key.Account, with)
	done.Resealed += n + others
	done.Damaged = damaged
	return len(fresh)+others > 0, err
}

func newResealer(account uuid.UUID, h *keyset.Handle) (*Resealer, error) {
	own, err := aead.New(h)
	if err != nil {
		return nil, ErrSealBroken
	}
	return &Resealer{account: account, own: own, primary: h.KeysetInfo().GetPrimaryKeyId()}, nil
}

// rewrap wraps day keys with the account's newest key, where another one did, and counts
// those that do not open.
func (r *Resealer) rewrap(days map[orderveil.Date][]byte) (fresh map[orderveil.Date][]byte, damaged int) {
	fresh = map[orderveil.Date][]byte{}
	for day, wrapped := range days {
		if dayKeyUnder(wrapped, r.primary) {
			continue
		}
		again, err := rewrapDayKey(wrapped, r.own, dayOwner(r.account, day))
		if err != nil {
			damaged++
			continue
		}
		fresh[day] = again
	}
	return fresh, damaged
}

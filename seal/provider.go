package seal

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/tink-crypto/tink-go/v2/keyset"
)

// KeyProvider holds the key-encryption key and never shows it: a key file, or a key
// management service.
type KeyProvider interface {
	// ID names the key, without telling anything about it.
	ID() string
	// Wrap encrypts a key; the associated data must be the same to unwrap it.
	Wrap(ctx context.Context, plaintext, associated []byte) ([]byte, error)
	// Unwrap decrypts a key. One that another key wrapped is ErrWrongKey; one that is
	// damaged, or was wrapped for other associated data, is ErrSealBroken. What stands
	// in front of the ciphertext therefore names the key. Any other error means that the
	// provider is not available, and Unwrap is asked again later.
	Unwrap(ctx context.Context, wrapped, associated []byte) ([]byte, error)
}

// Namer is a KeyProvider that tells which key wrapped something, in the words of ID:
// its own or, where it unwraps for several, one of the others. It is looked for when
// keys are rotated; of a provider that is none, what is wrapped begins with its ID.
type Namer interface {
	// WrappedBy returns the ID of the key, or "" when it cannot tell.
	WrappedBy(wrapped []byte) string
}

const (
	// patience is how long a provider may take to answer.
	patience = 5 * time.Second
	// maxCalls is how many calls to the provider are under way at once, so that many
	// accounts in use are no flood for it.
	maxCalls = 32
)

// calls are the calls to the provider: bounded in time and number, and with the last
// answer remembered for whoever asks how the provider is.
type calls struct {
	slots chan struct{}
	fail  func()

	mu   sync.Mutex
	at   time.Time // of the last answer
	last error     // nil when it was a good one
}

func newCalls() *calls { return &calls{slots: make(chan struct{}, maxCalls)} }

// call asks the provider once. Whatever is neither an answer nor the caller's own
// giving up is ErrKeyUnavailable.
func (k *Keyring) call(ctx context.Context, ask func(context.Context) error) error {
	limited, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	var err error
	select {
	case k.calls.slots <- struct{}{}:
		err = ask(limited)
		<-k.calls.slots
	case <-limited.Done():
		err = limited.Err()
	}
	if err != nil && ctx.Err() != nil {
		return ctx.Err()
	}
	if err != nil && !errors.Is(err, ErrWrongKey) && !errors.Is(err, ErrSealBroken) {
		err = unavailable(err)
	}
	k.calls.answered(k.calendar.now(), err)
	return err
}

func (c *calls) answered(at time.Time, err error) {
	if !errors.Is(err, ErrKeyUnavailable) {
		err = nil // an answer, if not one that helps
	}
	c.mu.Lock()
	c.at, c.last = at, err
	c.mu.Unlock()
	if err != nil && c.fail != nil {
		c.fail()
	}
}

// unavailable makes an error an ErrKeyUnavailable, and leaves it what it is besides.
func unavailable(err error) error {
	if errors.Is(err, ErrKeyUnavailable) {
		return err
	}
	return fmt.Errorf("%w: %w", ErrKeyUnavailable, err)
}

// Ping reports whether the key provider answers. It asks only when nobody else has had
// a good answer for as long as keys live without one.
func (k *Keyring) Ping(ctx context.Context) error {
	k.calls.mu.Lock()
	at, last := k.calls.at, k.calls.last
	k.calls.mu.Unlock()
	if age := k.age(at); last == nil && age < keyLife || last != nil && age < askPause {
		return last
	}
	const name = "cursor"
	wrapped, err := k.store.InstallationKey(ctx, name)
	if err != nil {
		return unavailable(err)
	}
	_, err = k.unwrapWith(ctx, wrapped, owner("installation", []byte(name)))
	return err
}

// bound is the provider as Tink sees it, for one call. It keeps the provider's error,
// which Tink flattens to text.
type bound struct {
	ctx      context.Context
	provider KeyProvider
	answered bool
	err      error
}

// Encrypt wraps.
func (b *bound) Encrypt(plaintext, associated []byte) (wrapped []byte, err error) {
	wrapped, b.err = b.provider.Wrap(b.ctx, plaintext, associated)
	return wrapped, b.err
}

// Decrypt unwraps.
func (b *bound) Decrypt(wrapped, associated []byte) (plaintext []byte, err error) {
	plaintext, b.err = b.provider.Unwrap(b.ctx, wrapped, associated)
	b.answered = true
	return plaintext, b.err
}

// wrapWith keeps a keyset under the provider's key.
func (k *Keyring) wrapWith(ctx context.Context, h *keyset.Handle, owner []byte) (wrapped []byte, err error) {
	err = k.call(ctx, func(ctx context.Context) (err error) {
		with := &bound{ctx: ctx, provider: k.provider}
		wrapped, err = wrap(h, with, owner)
		return cmp.Or(with.err, err)
	})
	return wrapped, err
}

// unwrapWith opens a keyset that is kept under the provider's key. A provider that gives
// back something else than a keyset does not answer as it should: it, and not what is
// stored, is at fault, because it has checked what is stored.
func (k *Keyring) unwrapWith(ctx context.Context, wrapped, owner []byte) (h *keyset.Handle, err error) {
	err = k.call(ctx, func(ctx context.Context) (err error) {
		with := &bound{ctx: ctx, provider: k.provider}
		h, err = unwrap(wrapped, with, owner)
		switch {
		case with.err != nil:
			return with.err
		case err != nil && with.answered:
			return errWrongAnswer
		case err != nil:
			return ErrSealBroken
		}
		return nil
	})
	return h, err
}

var errWrongAnswer = fmt.Errorf("%w: it answers with something that is not the key", ErrKeyUnavailable)

// owner is the associated data of a wrapped key: what it is, and whose.
func owner(kind string, id []byte) []byte {
	return append(prefixed(nil, "orderveil "+kind+" key v1"), id...)
}

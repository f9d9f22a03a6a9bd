package seal

import (
	"cmp"
	"context"
	"errors"

	"github.com/google/uuid"
	lru "github.com/hashicorp/golang-lru/v2"
	"github.com/tink-crypto/tink-go/v2/keyset"

	"orderveil"
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
	// in front of the ciphertext therefore names the key. Any other error is passed on,
	// and Unwrap is asked again at the next use.
	Unwrap(ctx context.Context, wrapped, associated []byte) ([]byte, error)
}

// KeyStore keeps wrapped keys and nothing else. A key that is not there is
// orderveil.ErrNotFound. Put keeps a key unless there is one, and returns what is
// kept: of several writers the first wins, and all get its key. The bytes that go in
// and come out belong to the caller.
type KeyStore interface {
	// AccountKey returns an account's key.
	AccountKey(ctx context.Context, account uuid.UUID) ([]byte, error)
	// PutAccountKey keeps an account's key.
	PutAccountKey(ctx context.Context, account uuid.UUID, wrapped []byte) ([]byte, error)
	// DayKeys returns the keys there are of the given days; of nil days, all of the
	// account. The map is never nil.
	DayKeys(ctx context.Context, account uuid.UUID, days []orderveil.Date) (map[orderveil.Date][]byte, error)
	// PutDayKey keeps a day's key.
	PutDayKey(ctx context.Context, account uuid.UUID, day orderveil.Date, wrapped []byte) ([]byte, error)
	// DestroyDayKeys destroys an account's keys of a day and all days before it, and
	// returns how many there were.
	DestroyDayKeys(ctx context.Context, account uuid.UUID, upTo orderveil.Date) (int, error)
	// DestroyAccountKeys destroys an account's key and all its day keys. Destroying
	// them again is no error.
	DestroyAccountKeys(ctx context.Context, account uuid.UUID) error
	// InstallationKey returns the installation's key of a name.
	InstallationKey(ctx context.Context, name string) ([]byte, error)
	// PutInstallationKey keeps the installation's key of a name.
	PutInstallationKey(ctx context.Context, name string, wrapped []byte) ([]byte, error)
}

// maxAccounts is how many accounts' keys are held in memory.
const maxAccounts = 10_000

// Keyring hands out the keys of accounts and of the installation. It touches
// provider and store only when a key is first used.
type Keyring struct {
	provider KeyProvider
	store    KeyStore
	now      orderveil.Clock
	accounts *lru.Cache[uuid.UUID, *AccountKeys]

	turn         turn // held while the installation's keys are fetched
	installation *InstallationKeys
}

// NewKeyring returns a keyring over a provider and a store.
func NewKeyring(p KeyProvider, s KeyStore, now orderveil.Clock) *Keyring {
	accounts, err := lru.New[uuid.UUID, *AccountKeys](maxAccounts)
	if err != nil {
		panic(err)
	}
	return &Keyring{provider: p, store: s, now: now, accounts: accounts, turn: newTurn()}
}

// Account returns an account's keys.
func (k *Keyring) Account(account uuid.UUID) *AccountKeys {
	fresh := &AccountKeys{ring: k, account: account, turn: newTurn(), days: map[orderveil.Date]*dayKey{}}
	if known, ok, _ := k.accounts.PeekOrAdd(account, fresh); ok {
		k.accounts.Get(account) // has been used
		return known
	}
	return fresh
}

// Forget drops an account's keys from memory, also where they are held: who uses them
// next reads them from the store again, and does not find destroyed ones. An Opener or
// Sealer that is already made keeps its keys.
func (k *Keyring) Forget(account uuid.UUID) {
	if known, ok := k.accounts.Peek(account); ok {
		k.accounts.Remove(account)
		known.forget()
	}
}

// turn is a lock that a caller need not wait for longer than its context lasts: who
// holds it may be waiting for a slow key provider.
type turn chan struct{}

func newTurn() turn { return make(turn, 1) }

func (t turn) take(ctx context.Context) error {
	select {
	case t <- struct{}{}:
		return nil
	default:
	}
	select {
	case t <- struct{}{}:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (t turn) give() { <-t }

// bound is the provider as Tink sees it, for one call. It keeps the provider's error,
// which Tink flattens to text.
type bound struct {
	ctx      context.Context
	provider KeyProvider
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
	return plaintext, b.err
}

// wrapWith and unwrapWith keep a keyset under the provider's key.
func (k *Keyring) wrapWith(ctx context.Context, h *keyset.Handle, owner []byte) ([]byte, error) {
	with := &bound{ctx: ctx, provider: k.provider}
	wrapped, err := wrap(h, with, owner)
	return wrapped, cmp.Or(with.err, err)
}

func (k *Keyring) unwrapWith(ctx context.Context, wrapped, owner []byte) (*keyset.Handle, error) {
	with := &bound{ctx: ctx, provider: k.provider}
	h, err := unwrap(wrapped, with, owner)
	if err != nil {
		return nil, cmp.Or(with.err, ErrSealBroken)
	}
	return h, nil
}

// owner is the associated data of a wrapped key: what it is, and whose.
func owner(kind string, id []byte) []byte {
	return append(prefixed(nil, "orderveil "+kind+" key v1"), id...)
}

func isAbsent(err error) bool { return errors.Is(err, orderveil.ErrNotFound) }

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
	// Unwrap decrypts a key. One that this provider did not wrap is ErrWrongKey.
	Unwrap(ctx context.Context, wrapped, associated []byte) ([]byte, error)
}

// KeyStore keeps wrapped keys and nothing else. A key that is not there is
// orderveil.ErrNotFound. Put keeps a key unless there is one, and returns what is
// kept: of several writers the first wins, and all get its key.
type KeyStore interface {
	AccountKey(ctx context.Context, account uuid.UUID) ([]byte, error)
	PutAccountKey(ctx context.Context, account uuid.UUID, wrapped []byte) ([]byte, error)
	// DayKeys returns the keys there are of the given days; of nil days, all.
	DayKeys(ctx context.Context, account uuid.UUID, days []orderveil.Date) (map[orderveil.Date][]byte, error)
	PutDayKey(ctx context.Context, account uuid.UUID, day orderveil.Date, wrapped []byte) ([]byte, error)
	InstallationKey(ctx context.Context, name string) ([]byte, error)
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
}

// NewKeyring returns a keyring over a provider and a store.
func NewKeyring(p KeyProvider, s KeyStore, now orderveil.Clock) *Keyring {
	accounts, err := lru.New[uuid.UUID, *AccountKeys](maxAccounts)
	if err != nil {
		panic(err)
	}
	return &Keyring{provider: p, store: s, now: now, accounts: accounts}
}

// Account returns an account's keys.
func (k *Keyring) Account(account uuid.UUID) *AccountKeys {
	fresh := &AccountKeys{ring: k, account: account, days: map[orderveil.Date]*dayKey{}}
	if known, ok, _ := k.accounts.PeekOrAdd(account, fresh); ok {
		k.accounts.Get(account) // has been used
		return known
	}
	return fresh
}

// Forget drops an account's keys from memory.
func (k *Keyring) Forget(account uuid.UUID) { k.accounts.Remove(account) }

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
	return h, cmp.Or(with.err, err)
}

// owner is the associated data of a wrapped key: what it is, and whose.
func owner(kind string, id []byte) []byte {
	return append(prefixed(nil, "orderveil "+kind+" key v1"), id...)
}

func isAbsent(err error) bool { return errors.Is(err, orderveil.ErrNotFound) }

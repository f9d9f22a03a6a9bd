package seal

import (
	"context"
	"errors"
	"math"
	"sync"
	"time"

	"github.com/google/uuid"
	lru "github.com/hashicorp/golang-lru/v2"

	"orderveil"
)

// maxAccounts is how many accounts' keys are held in memory.
const maxAccounts = 10_000

// Keyring hands out the keys of accounts and of the installation. It touches
// provider and store only when a key is first used, and again when what it has in
// memory is too old: see life.go.
type Keyring struct {
	provider KeyProvider
	calls    *calls
	store    KeyStore
	calendar calendar
	accounts *lru.Cache[uuid.UUID, *AccountKeys]

	turn         turn // held while the installation's keys are fetched
	installation *InstallationKeys

	open context.Context // ends with Close
	shut context.CancelFunc
	asks sync.WaitGroup // questions to the provider that nobody may be waiting for
}

// Option is a choice about a Keyring.
type Option func(*Keyring)

// OnUnavailable calls a function for every call that the key provider does not answer
// as it should; nil is fine.
func OnUnavailable(do func()) Option { return func(k *Keyring) { k.calls.fail = do } }

// NewKeyring returns a keyring over a provider and a store.
func NewKeyring(p KeyProvider, s KeyStore, clock orderveil.Clock, options ...Option) *Keyring {
	accounts, err := lru.New[uuid.UUID, *AccountKeys](maxAccounts)
	if err != nil {
		panic(err)
	}
	k := &Keyring{provider: p, calls: newCalls(), store: s, calendar: calendar{clock: clock}, accounts: accounts, turn: newTurn()}
	k.open, k.shut = context.WithCancel(context.Background())
	for _, choose := range options {
		choose(k)
	}
	return k
}

// Close ends questions to the provider that are still under way, and waits for them.
func (k *Keyring) Close() {
	k.shut()
	k.asks.Wait()
}

// Account returns an account's keys.
func (k *Keyring) Account(account uuid.UUID) *AccountKeys {
	fresh := &AccountKeys{ring: k, account: account, turn: newTurn(), days: map[orderveil.Date]*dayKey{}, again: map[orderveil.Date]bool{}}
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

// age is how long ago something was. A clock that went back does not know: whatever
// lies in its future is too old for any use.
func (k *Keyring) age(t time.Time) time.Duration {
	if age := k.calendar.now().Sub(t); age >= 0 {
		return age
	}
	return math.MaxInt64
}

// turn is a lock that a caller need not wait for longer than its context lasts: who
// holds it may be waiting for a slow key store.
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

// takeAnyway waits for the turn however long it takes: whoever has it gives it back.
func (t turn) takeAnyway() { t <- struct{}{} }

func (t turn) give() { <-t }

func isAbsent(err error) bool { return errors.Is(err, orderveil.ErrNotFound) }

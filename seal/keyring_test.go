package seal_test

import (
	"context"
	"errors"
	"sync"
	"testing"

	"github.com/google/uuid"

	"orderveil"
	"orderveil/personal"
	"orderveil/seal"
	"orderveil/seal/sealtest"
)

func TestAccountTouchesNothingUntilItIsUsed(t *testing.T) {
	t.Parallel()
	p := sealtest.NewProvider(t)
	ring := seal.NewKeyring(p, nil, (&clock{now: start}).Now)
	account := uuid.New()
	if first := ring.Account(account); ring.Account(account) != first {
		t.Error("Account() gives an account two sets of keys")
	}
	if p.Wraps.Load()+p.Unwraps.Load() != 0 {
		t.Error("Account() asks the provider")
	}
}

func TestConcurrentFirstUseUnwrapsOnce(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	v := f.seal(t, here, someName())
	f.restart()
	before := f.provider.Unwraps.Load()
	var group sync.WaitGroup
	for range 16 {
		group.Go(func() {
			opener, err := f.ring.Account(f.account).Opener(t.Context(), []orderveil.Date{f.day})
			if err != nil {
				t.Error(err)
				return
			}
			if _, err := opener.Open(here, personal.Name, v); err != nil {
				t.Error(err)
			}
		})
	}
	group.Wait()
	if n := f.provider.Unwraps.Load() - before; n != 1 {
		t.Errorf("16 callers unwrapped the account's key %d times, want once", n)
	}
}

func TestConcurrentKeyringsShareOneDayKey(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	const processes = 8
	var values [processes]personal.Value
	var group sync.WaitGroup
	for i := range processes {
		group.Go(func() {
			keys := seal.NewKeyring(f.provider, f.store, f.clock.Now).Account(f.account)
			sealer, err := keys.Sealer(t.Context(), []orderveil.Date{f.day})
			if err == nil {
				values[i], err = sealer.Seal(here, f.day, someName())
			}
			if err != nil {
				t.Error(err)
			}
		})
	}
	group.Wait()
	opener := f.opener(t)
	for i, v := range values {
		if _, err := opener.Open(here, personal.Name, v); err != nil {
			t.Errorf("value %d = %v", i, err)
		}
	}
}

func TestCreateKeepsTheKeyThatIsThere(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	before, _ := f.store.AccountKey(t.Context(), f.account)
	f.restart()
	if err := f.keys.Create(t.Context()); err != nil {
		t.Fatal(err)
	}
	if after, _ := f.store.AccountKey(t.Context(), f.account); string(after) != string(before) {
		t.Error("Create() replaced the account's key")
	}
}

// stuck is a provider that does not answer until its call is given up.
type stuck struct {
	seal.KeyProvider
	asked chan struct{}
}

func (s stuck) Unwrap(ctx context.Context, _, _ []byte) ([]byte, error) {
	s.asked <- struct{}{}
	<-ctx.Done()
	return nil, ctx.Err()
}

func TestNobodyWaitsForAStuckProviderLongerThanTheyWant(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	f.seal(t, here, someName())
	p := stuck{f.provider, make(chan struct{}, 1)}
	keys := seal.NewKeyring(p, f.store, f.clock.Now).Account(f.account)
	first, giveUpFirst := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() {
		_, err := keys.Opener(first, []orderveil.Date{f.day})
		done <- err
	}()
	<-p.asked
	second, giveUp := context.WithCancel(t.Context())
	giveUp()
	if _, err := keys.Opener(second, []orderveil.Date{f.day}); !errors.Is(err, context.Canceled) {
		t.Errorf("the second caller's Opener() = %v, want its own cancellation", err)
	}
	giveUpFirst()
	if err := <-done; !errors.Is(err, context.Canceled) {
		t.Errorf("the first caller's Opener() = %v, want its own cancellation", err)
	}
}

func TestAnotherKeyFileIsErrWrongKey(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	f.seal(t, here, someName())
	if _, err := f.ring.Installation(t.Context()); err != nil {
		t.Fatal(err)
	}
	f.provider = sealtest.NewProvider(t)
	f.restart()
	if _, err := f.keys.Opener(t.Context(), nil); !errors.Is(err, seal.ErrWrongKey) {
		t.Errorf("Opener() = %v, want ErrWrongKey", err)
	}
	if _, err := f.ring.Installation(t.Context()); !errors.Is(err, seal.ErrWrongKey) {
		t.Errorf("Installation() = %v, want ErrWrongKey", err)
	}
}

func TestForgetReachesKeysThatAreHeld(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	f.seal(t, here, someName())
	held, before := f.keys, f.provider.Unwraps.Load()
	f.ring.Forget(f.account)
	f.ring.Forget(uuid.New()) // unknown: nothing happens
	if _, err := held.Opener(t.Context(), []orderveil.Date{f.day}); err != nil {
		t.Fatal(err)
	}
	if n := f.provider.Unwraps.Load() - before; n != 1 {
		t.Errorf("after Forget() the account's key was unwrapped %d times, want once", n)
	}
}

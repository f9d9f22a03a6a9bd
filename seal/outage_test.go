package seal_test

import (
	"context"
	"errors"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/uuid"

	"orderveil"
	"orderveil/seal"
	"orderveil/seal/sealtest"
)

func TestOutageIsOutlivedForFiveMinutesAndThenNothingOpens(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		f := newFixture(t)
		v := f.seal(t, here, someName())
		f.provider.Break(errOutage)
		for range 5*60 - 1 {
			f.clock.pass(time.Second)
			if err := f.opens(t, v); err != nil {
				t.Fatalf("Open() %v into the outage = %v", f.clock.Now().Sub(start), err)
			}
			synctest.Wait()
		}
		f.clock.pass(time.Second)
		for range 3 {
			if err := f.opens(t, v); !errors.Is(err, seal.ErrKeyUnavailable) || !errors.Is(err, errOutage) {
				t.Fatalf("Open() five minutes into the outage = %v, want ErrKeyUnavailable", err)
			}
			f.clock.pass(10 * time.Second)
		}
		if _, err := f.keys.SealOwn(t.Context(), here, nil); !errors.Is(err, seal.ErrKeyUnavailable) {
			t.Errorf("SealOwn() = %v, want ErrKeyUnavailable", err)
		}
		if _, err := f.keys.SearchIndexes(t.Context(), "email_index", "a@example.test"); !errors.Is(err, seal.ErrKeyUnavailable) {
			t.Errorf("SearchIndexes() = %v, want ErrKeyUnavailable", err)
		}
		f.provider.Repair()
		f.clock.pass(time.Second)
		if err := f.opens(t, v); err != nil {
			t.Errorf("Open() after the outage = %v", err)
		}
	})
}

// silent is a provider that answers nobody while it is mute.
type silent struct {
	*sealtest.Counting
	mute bool
}

func (s *silent) Unwrap(ctx context.Context, wrapped, associated []byte) ([]byte, error) {
	if !s.mute {
		return s.Counting.Unwrap(ctx, wrapped, associated)
	}
	s.Unwraps.Add(1)
	<-ctx.Done()
	return nil, ctx.Err()
}

func TestSilentProviderHoldsUpOneRequestAndNotTheOthers(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		f := newFixture(t)
		v := f.seal(t, here, someName())
		p := &silent{Counting: f.provider, mute: true}
		f.ring = seal.NewKeyring(p, f.store, time.Now)
		f.keys, f.day = f.ring.Account(f.account), orderveil.DateOf(start)+28
		before, began := p.Unwraps.Load(), time.Now()
		var group sync.WaitGroup
		for range 8 { // nobody knows yet: all wait for the one question
			group.Go(func() {
				if err := f.opens(t, v); !errors.Is(err, seal.ErrKeyUnavailable) {
					t.Errorf("Open() = %v, want ErrKeyUnavailable", err)
				}
			})
		}
		group.Wait()
		if waited, n := time.Since(began), p.Unwraps.Load()-before; waited != 5*time.Second || n != 1 {
			t.Errorf("8 requests waited %v for %d questions, want 5s for one", waited, n)
		}
		time.Sleep(time.Second)
		group.Go(func() { _ = f.opens(t, v) }) // asks again, and waits
		synctest.Wait()
		began = time.Now()
		if err := f.opens(t, v); !errors.Is(err, seal.ErrKeyUnavailable) || time.Since(began) != 0 {
			t.Errorf("Open() during a question that nobody may answer = %v after %v, want ErrKeyUnavailable at once", err, time.Since(began))
		}
		p.mute = false
		group.Wait()
		time.Sleep(time.Second)
		if err := f.opens(t, v); err != nil {
			t.Errorf("Open() after the outage = %v", err)
		}
	})
}

func TestFailingProviderIsAskedOnceASecond(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		f := newFixture(t)
		v := f.seal(t, here, someName())
		f.provider.Break(errOutage)
		f.restart()
		before := f.provider.Unwraps.Load()
		for range 30 {
			for range 20 {
				if err := f.opens(t, v); !errors.Is(err, seal.ErrKeyUnavailable) {
					t.Fatalf("Open() = %v, want ErrKeyUnavailable", err)
				}
			}
			f.clock.pass(100 * time.Millisecond)
		}
		if n := f.provider.Unwraps.Load() - before; n != 3 {
			t.Errorf("three seconds of an outage asked the provider %d times, want 3", n)
		}
	})
}

func TestProvidersErrorIsPassedOnAndNotKept(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	v := f.seal(t, here, someName())
	f.provider.Break(errOutage)
	f.restart()
	if err := f.opens(t, v); !errors.Is(err, errOutage) || !errors.Is(err, seal.ErrKeyUnavailable) {
		t.Errorf("Open() = %v, want the provider's error and ErrKeyUnavailable", err)
	}
	if _, err := f.ring.Installation(t.Context()); !errors.Is(err, errOutage) || !errors.Is(err, seal.ErrKeyUnavailable) {
		t.Errorf("Installation() = %v, want the provider's error and ErrKeyUnavailable", err)
	}
	f.provider.Repair()
	f.clock.pass(time.Second)
	if err := f.opens(t, v); err != nil {
		t.Errorf("Open() after the outage = %v", err)
	}
	if _, err := f.ring.Installation(t.Context()); err != nil {
		t.Errorf("Installation() after the outage = %v", err)
	}
}

// absent is a key store that does not answer while it is away.
type absent struct {
	*sealtest.Store
	away bool
}

func (a *absent) AccountKey(ctx context.Context, account uuid.UUID) ([]byte, error) {
	if a.away {
		return nil, errOutage
	}
	return a.Store.AccountKey(ctx, account)
}

func TestKeyStoreThatIsAwayIsUnavailableAfterAMinute(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	v := f.seal(t, here, someName())
	store := &absent{Store: f.store}
	f.keys = seal.NewKeyring(f.provider, store, f.clock.Now).Account(f.account)
	if err := f.opens(t, v); err != nil {
		t.Fatal(err)
	}
	store.away = true
	f.clock.pass(59 * time.Second)
	if err := f.opens(t, v); err != nil {
		t.Errorf("Open() within the minute = %v", err)
	}
	f.clock.pass(time.Second)
	if err := f.opens(t, v); !errors.Is(err, seal.ErrKeyUnavailable) {
		t.Errorf("Open() after a minute = %v, want ErrKeyUnavailable", err)
	}
	store.away = false
	if err := f.opens(t, v); err != nil {
		t.Errorf("Open() when the store is back = %v", err)
	}
}

func TestPingTellsOfTheLastAnswerAndAsksWhenThereIsNone(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	failures := 0
	f.ring = seal.NewKeyring(f.provider, f.store, f.clock.Now, seal.OnUnavailable(func() { failures++ }))
	if _, err := f.ring.Installation(t.Context()); err != nil {
		t.Fatal(err)
	}
	before := f.provider.Unwraps.Load()
	f.provider.Break(errOutage)
	if err := f.ring.Ping(t.Context()); err != nil || f.provider.Unwraps.Load() != before {
		t.Errorf("Ping() after a good answer = %v, or it asked", err)
	}
	f.clock.pass(5 * time.Minute)
	for range 3 {
		if err := f.ring.Ping(t.Context()); !errors.Is(err, seal.ErrKeyUnavailable) {
			t.Errorf("Ping() in an outage = %v, want ErrKeyUnavailable", err)
		}
	}
	if n := f.provider.Unwraps.Load() - before; n != 1 || failures != 1 {
		t.Errorf("Ping() asked %d times within a second, %d failures were told, want one each", n, failures)
	}
	f.provider.Repair()
	f.clock.pass(time.Second)
	if err := f.ring.Ping(t.Context()); err != nil {
		t.Errorf("Ping() after the outage = %v", err)
	}
}

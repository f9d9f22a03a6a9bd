package seal_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/uuid"

	"orderveil"
	"orderveil/personal"
	"orderveil/seal"
	"orderveil/seal/sealtest"
)

var errOutage = errors.New("the key service does not answer")

// opens opens a value the way a request does.
func (f *fixture) opens(t testing.TB, v personal.Value) error {
	t.Helper()
	o, err := f.keys.Opener(t.Context(), []orderveil.Date{f.day})
	if err != nil {
		return err
	}
	_, err = o.Open(here, personal.Name, v)
	return err
}

func TestDestroyedDayStopsOpeningWithinAMinute(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	v := f.seal(t, here, someName())
	f.store.DestroyDayKey(f.account, f.day) // as another node does
	f.clock.pass(59 * time.Second)
	if err := f.opens(t, v); err != nil {
		t.Errorf("Open() within the minute = %v", err)
	}
	f.clock.pass(time.Second)
	if err := f.opens(t, v); err != seal.ErrKeyGone {
		t.Errorf("Open() after a minute = %v, want ErrKeyGone", err)
	}
}

func TestDestroyedAccountStopsOpeningWithinAMinuteAndGetsNoNewKey(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	v := f.seal(t, here, someName())
	if err := f.store.DestroyAccountKeys(t.Context(), f.account); err != nil {
		t.Fatal(err)
	}
	// An import that is under way may not bring anything back, however early it comes.
	if _, err := f.keys.Sealer(t.Context(), []orderveil.Date{f.day + 1}); !errors.Is(err, seal.ErrKeyGone) {
		t.Errorf("Sealer() = %v, want ErrKeyGone", err)
	}
	f.clock.pass(time.Minute)
	for range 2 {
		if err := f.opens(t, v); !errors.Is(err, seal.ErrKeyGone) || !errors.Is(err, orderveil.ErrNotFound) {
			t.Errorf("Open() after a minute = %v, want ErrKeyGone and ErrNotFound", err)
		}
		if _, err := f.keys.Sealer(t.Context(), []orderveil.Date{f.day}); !errors.Is(err, seal.ErrKeyGone) {
			t.Errorf("Sealer() = %v, want ErrKeyGone", err)
		}
		f.restart()
	}
	if days, _ := f.store.DayKeys(t.Context(), f.account, nil); len(days) != 0 {
		t.Errorf("%d keys were made for a destroyed account", len(days))
	}
	if _, err := f.store.AccountKey(t.Context(), f.account); !errors.Is(err, orderveil.ErrNotFound) {
		t.Errorf("the destroyed account has a key again: %v", err)
	}
}

// asked counts what a keyring asks of its key store.
type asked struct {
	*sealtest.Store
	reads int
}

func (a *asked) AccountKey(ctx context.Context, account uuid.UUID) ([]byte, error) {
	a.reads++
	return a.Store.AccountKey(ctx, account)
}

func (a *asked) DayKeys(ctx context.Context, account uuid.UUID, days []orderveil.Date) (map[orderveil.Date][]byte, error) {
	a.reads++
	return a.Store.DayKeys(ctx, account, days)
}

func TestKeysInUseCostTwoReadsAMinuteAndNoQuestion(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	v := f.seal(t, here, someName())
	store := &asked{Store: f.store}
	f.keys = seal.NewKeyring(f.provider, store, f.clock.Now).Account(f.account)
	if err := f.opens(t, v); err != nil {
		t.Fatal(err)
	}
	reads, unwraps := store.reads, f.provider.Unwraps.Load()
	for range 3 {
		for range 50 {
			f.clock.pass(time.Second)
			if err := f.opens(t, v); err != nil {
				t.Fatal(err)
			}
		}
	}
	if n := store.reads - reads; n != 4 { // 150 seconds are two minutes and a half
		t.Errorf("150 seconds of use read the store %d times, want 4", n)
	}
	if n := f.provider.Unwraps.Load() - unwraps; n != 0 {
		t.Errorf("150 seconds of use asked the provider %d times", n)
	}
}

func TestProviderIsAskedAgainInTheBackgroundBeforeTheKeysLifeEnds(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		f := newFixture(t)
		v, before := f.seal(t, here, someName()), f.provider.Unwraps.Load()
		for range 12 * 60 {
			f.clock.pass(time.Second)
			if err := f.opens(t, v); err != nil {
				t.Fatal(err)
			}
			synctest.Wait()
		}
		if n := f.provider.Unwraps.Load() - before; n < 2 || n > 4 {
			t.Errorf("12 minutes of use asked the provider %d times, want every three to four minutes", n)
		}
	})
}

func TestAccountsUsedSinceTheSameMomentAreRenewedAtDifferentMoments(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		const accounts = 64
		f, most := newFixture(t), int64(0)
		keys := make([]*seal.AccountKeys, accounts)
		for i := range keys {
			f.use(t, uuid.New())
			f.sealer(t, f.day)
			keys[i] = f.keys
		}
		f.clock.pass(3 * time.Minute)
		for range 60 {
			before := f.provider.Unwraps.Load()
			for _, k := range keys {
				if _, err := k.Opener(t.Context(), []orderveil.Date{f.day}); err != nil {
					t.Fatal(err)
				}
			}
			synctest.Wait()
			most = max(most, f.provider.Unwraps.Load()-before)
			f.clock.pass(time.Second)
		}
		if most > accounts/4 {
			t.Errorf("%d of %d accounts were renewed in the same second", most, accounts)
		}
	})
}

func TestClockThatGoesBackBringsNoDayBack(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	v, opener := f.seal(t, here, someName()), f.opener(t)
	f.clock.set(f.day.Time())
	if _, err := opener.Open(here, personal.Name, v); err != seal.ErrKeyGone {
		t.Fatalf("Open() on the day = %v, want ErrKeyGone", err)
	}
	f.clock.set(start)
	if _, err := opener.Open(here, personal.Name, v); err != seal.ErrKeyGone {
		t.Errorf("Open() with a clock that went back = %v, want ErrKeyGone", err)
	}
	if err := f.opens(t, v); err != seal.ErrKeyGone {
		t.Errorf("Opener() with a clock that went back = %v, want ErrKeyGone", err)
	}
	if _, err := f.keys.Sealer(t.Context(), []orderveil.Date{f.day}); err != seal.ErrKeyGone {
		t.Errorf("Sealer() with a clock that went back = %v, want ErrKeyGone", err)
	}
}

// A clock that ran ahead costs the keys that were there, and no work.
func TestClockThatGoesBackLeavesRoomForAnotherKey(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	v := f.seal(t, here, someName())
	f.clock.set(f.day.Time())
	if err := f.opens(t, v); err != seal.ErrKeyGone {
		t.Fatalf("Open() on the day = %v, want ErrKeyGone", err)
	}
	if _, err := f.store.DestroyDayKeys(t.Context(), f.account, f.day); err != nil {
		t.Fatal(err)
	}
	f.clock.set(start)
	again := f.seal(t, here, someName())
	f.clock.pass(time.Minute)
	if err := f.opens(t, again); err != nil {
		t.Errorf("Open() of what was sealed when the clock was right = %v", err)
	}
	if err := f.opens(t, v); err != seal.ErrSealBroken {
		t.Errorf("Open() of what the destroyed key sealed = %v, want ErrSealBroken", err)
	}
	f.clock.set(f.day.Time())
	_ = f.opens(t, again)
	f.clock.set(start)
	if err := f.opens(t, again); err != seal.ErrKeyGone {
		t.Errorf("Open() when the day has come once more = %v, want ErrKeyGone", err)
	}
}

func TestClockThatGoesBackDoesNotLengthenAKeysLife(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	v := f.seal(t, here, someName())
	f.clock.pass(-time.Hour)
	f.store.DestroyDayKey(f.account, f.day)
	f.provider.Break(errOutage)
	if err := f.opens(t, v); !errors.Is(err, seal.ErrKeyUnavailable) {
		t.Errorf("Open() = %v, want ErrKeyUnavailable: nobody knows how old the key is", err)
	}
}

package seal_test

import (
	"bytes"
	"errors"
	"testing"

	"github.com/google/uuid"

	"orderveil"
	"orderveil/personal"
	"orderveil/seal"
	"orderveil/seal/sealtest"
)

// rewrapFixture is three accounts under an old key, and a ring with the next one.
func rewrapFixture(t *testing.T) (f *fixture, v personal.Value, next *sealtest.Counting) {
	f = newFixture(t)
	f.use(t, uuid.New())
	f.use(t, uuid.New())
	v = f.seal(t, here, someName())
	if _, err := f.ring.Installation(t.Context()); err != nil {
		t.Fatal(err)
	}
	next = sealtest.NewProvider(t)
	f.ring = seal.NewKeyring(sealtest.Either{Counting: next, Old: f.provider}, f.store, f.clock.Now)
	f.keys = f.ring.Account(f.account)
	return f, v, next
}

func TestAfterRewrappingTheOldKeyIsOfNoUse(t *testing.T) {
	t.Parallel()
	f, v, next := rewrapFixture(t)
	if err := f.opens(t, v); err != nil {
		t.Fatalf("Open() before = %v", err)
	}
	s, err := f.ring.Status(t.Context())
	if err != nil || s.Provider != next.ID() || s.Accounts[f.provider.ID()] != 3 || s.Installation[f.provider.ID()] != 4 || s.Accounts[next.ID()] != 0 {
		t.Errorf("Status() before = %+v, %v", s, err)
	}
	var told seal.Rewrapped
	done, err := f.ring.Rewrap(t.Context(), func(r seal.Rewrapped) { told = r })
	if want := (seal.Rewrapped{Seen: 7, Wrapped: 7}); err != nil || done != want || told != want {
		t.Errorf("Rewrap() = %+v, %v, and told %+v, want %+v", done, err, told, want)
	}
	if s, err = f.ring.Status(t.Context()); err != nil || s.Accounts[next.ID()] != 3 || s.Installation[next.ID()] != 4 || len(s.Accounts) != 1 {
		t.Errorf("Status() after = %+v, %v", s, err)
	}
	before := next.Wraps.Load()
	if done, err = f.ring.Rewrap(t.Context(), func(seal.Rewrapped) {}); err != nil || done.Wrapped != 0 || next.Wraps.Load() != before {
		t.Errorf("Rewrap() again = %+v, %v, want nothing to do", done, err)
	}
	alone := seal.NewKeyring(next, f.store, f.clock.Now)
	if _, err := alone.Installation(t.Context()); err != nil {
		t.Errorf("Installation() with the next key alone = %v", err)
	}
	f.keys = alone.Account(f.account)
	if err := f.opens(t, v); err != nil {
		t.Errorf("Open() with the next key alone = %v", err)
	}
	f.restart() // with the old key
	if err := f.opens(t, v); !errors.Is(err, seal.ErrWrongKey) {
		t.Errorf("Open() with the old key = %v, want ErrWrongKey", err)
	}
}

func TestRewrappingGoesOnAfterAnOutageAndLeavesWhatDoesNotUnwrap(t *testing.T) {
	t.Parallel()
	f, v, next := rewrapFixture(t)
	damaged := []byte{0x12, 0x01, 0x00}
	broken := uuid.New()
	f.store.SetAccountKey(broken, damaged)
	next.Break(errOutage)
	if _, err := f.ring.Rewrap(t.Context(), func(seal.Rewrapped) {}); !errors.Is(err, seal.ErrKeyUnavailable) {
		t.Errorf("Rewrap() in an outage = %v, want ErrKeyUnavailable", err)
	}
	next.Repair()
	done, err := f.ring.Rewrap(t.Context(), func(seal.Rewrapped) {})
	if !errors.Is(err, seal.ErrSealBroken) || done.Failed != 1 || done.Wrapped != 7 {
		t.Errorf("Rewrap() = %+v, %v, want all but one", done, err)
	}
	if kept, _ := f.store.AccountKey(t.Context(), broken); !bytes.Equal(kept, damaged) {
		t.Error("the damaged key was touched")
	}
	if err := f.opens(t, v); err != nil {
		t.Errorf("Open() = %v", err)
	}
}

// A node that holds an account's key goes on with it while the provider is away, though
// the key in the store is wrapped anew.
func TestRewrappingDisturbsNobodyInAnOutage(t *testing.T) {
	t.Parallel()
	f, v, _ := rewrapFixture(t)
	old := f.provider
	other := seal.NewKeyring(sealtest.Either{Counting: sealtest.NewProvider(t), Old: old}, f.store, f.clock.Now)
	if err := f.opens(t, v); err != nil {
		t.Fatal(err)
	}
	if _, err := other.Rewrap(t.Context(), func(seal.Rewrapped) {}); err != nil {
		t.Fatal(err)
	}
	f.clock.pass(seal.SettleTime / 3)
	if err := f.opens(t, v); err != nil {
		t.Errorf("Open() with a key that the provider cannot unwrap any more = %v", err)
	}
	if _, err := f.keys.Opener(t.Context(), []orderveil.Date{f.day + 9}); err != nil {
		t.Errorf("Opener() = %v", err)
	}
}

package seal_test

import (
	"errors"
	"testing"
	"time"

	"github.com/google/uuid"

	"orderveil"
	"orderveil/personal"
	"orderveil/seal"
)

func TestValueOpensUntilItsDayAndNotOnIt(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	v, opener := f.seal(t, here, someName()), f.opener(t)
	f.clock.set(f.day.Time().Add(-time.Nanosecond))
	if _, err := opener.Open(here, personal.Name, v); err != nil {
		t.Errorf("Open() in the last moment before the day = %v", err)
	}
	f.clock.set(f.day.Time())
	if _, err := opener.Open(here, personal.Name, v); err != seal.ErrKeyGone {
		t.Errorf("Open() in the first moment of the day = %v, want ErrKeyGone", err)
	}
}

// The job that destroys keys may be late: the key is in the store and in memory.
func TestPastDayIsRefusedThoughItsKeyIsThere(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	v, sealer := f.seal(t, here, someName()), f.sealer(t, f.day)
	f.clock.set(f.day.Time())
	if days, _ := f.store.DayKeys(t.Context(), f.account, nil); days[f.day] == nil {
		t.Fatal("the key is not there")
	}
	for _, restarted := range []bool{false, true} {
		if restarted {
			f.restart()
		}
		if _, err := f.opener(t).Open(here, personal.Name, v); err != seal.ErrKeyGone {
			t.Errorf("Open() = %v, want ErrKeyGone", err)
		}
		if _, err := f.keys.Sealer(t.Context(), []orderveil.Date{f.day + 1, f.day}); err != seal.ErrKeyGone {
			t.Errorf("Sealer() = %v, want ErrKeyGone", err)
		}
		if found, err := f.keys.SearchIndexes(t.Context(), "email_index", "a@example.test"); err != nil || len(found) != 0 {
			t.Errorf("SearchIndexes() = %d indexes, %v, want none", len(found), err)
		}
	}
	if _, err := sealer.Seal(here, f.day, someName()); err != seal.ErrKeyGone {
		t.Errorf("Seal() with a Sealer of before = %v, want ErrKeyGone", err)
	}
	if _, err := sealer.Index("email_index", f.day, "a@example.test"); err != seal.ErrKeyGone {
		t.Errorf("Index() with a Sealer of before = %v, want ErrKeyGone", err)
	}
}

func TestPastDayGetsNoKey(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	for _, day := range []orderveil.Date{orderveil.DateOf(start), 0, -1} {
		if _, err := f.keys.Sealer(t.Context(), []orderveil.Date{day}); err != seal.ErrKeyGone {
			t.Errorf("Sealer(%v) = %v, want ErrKeyGone", day, err)
		}
	}
	if days, _ := f.store.DayKeys(t.Context(), f.account, nil); len(days) != 0 {
		t.Errorf("there are %d keys for past days", len(days))
	}
}

func TestDestroyedKeyOpensNothing(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	v := f.seal(t, here, someName())
	f.store.DestroyDayKey(f.account, f.day)
	f.ring.Forget(f.account)
	if _, err := f.opener(t).Open(here, personal.Name, v); err != seal.ErrKeyGone {
		t.Errorf("Open() = %v, want ErrKeyGone", err)
	}
	f.sealer(t, f.day) // a fresh key of the same day is another key
	if _, err := f.opener(t).Open(here, personal.Name, v); err != seal.ErrSealBroken {
		t.Errorf("Open() with a fresh key of the day = %v, want ErrSealBroken", err)
	}
}

func TestDaysThatWereNotAskedForAreGone(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	v, sealer := f.seal(t, here, someName()), f.sealer(t, f.day+1)
	opener, err := f.keys.Opener(t.Context(), []orderveil.Date{f.day + 1, f.day + 2})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := opener.Open(here, personal.Name, v); err != seal.ErrKeyGone {
		t.Errorf("Open() of a day that was not asked for = %v, want ErrKeyGone", err)
	}
	if _, err := sealer.Seal(here, f.day, someName()); err != seal.ErrKeyGone {
		t.Errorf("Seal() to a day that was not asked for = %v, want ErrKeyGone", err)
	}
	if days, _ := f.store.DayKeys(t.Context(), f.account, nil); days[f.day+2] != nil {
		t.Error("Opener() made a key")
	}
}

func TestAccountWithoutKeyIsNotFound(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	nobody := f.ring.Account(uuid.New())
	if _, err := nobody.Sealer(t.Context(), []orderveil.Date{f.day}); !errors.Is(err, orderveil.ErrNotFound) {
		t.Errorf("Sealer() = %v, want ErrNotFound", err)
	}
	if _, err := nobody.Opener(t.Context(), []orderveil.Date{f.day}); !errors.Is(err, orderveil.ErrNotFound) {
		t.Errorf("Opener() = %v, want ErrNotFound", err)
	}
}

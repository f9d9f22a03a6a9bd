package seal_test

import (
	"bytes"
	"context"
	"errors"
	"testing"

	"github.com/google/uuid"

	"orderveil"
	"orderveil/personal"
	"orderveil/seal"
	"orderveil/seal/sealtest"
)

func TestDamagedAccountKeyIsBroken(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	whole, _ := f.store.AccountKey(t.Context(), f.account)
	for _, damaged := range append(wild(), whole[:len(whole)-1], whole[:20]) {
		account := uuid.New()
		f.store.SetAccountKey(account, damaged)
		if _, err := f.ring.Account(account).Opener(t.Context(), nil); !errors.Is(err, seal.ErrSealBroken) {
			t.Errorf("Opener() with an account key of %d wild bytes = %v, want ErrSealBroken", len(damaged), err)
		}
		_, _ = f.store.PutInstallationKey(t.Context(), "cursor", damaged)
		if _, err := f.ring.Installation(t.Context()); !errors.Is(err, seal.ErrSealBroken) {
			t.Errorf("Installation() with a key of %d wild bytes = %v, want ErrSealBroken", len(damaged), err)
		}
	}
}

func wild() [][]byte { return [][]byte{{}, {0}, []byte("no key"), make([]byte, 500)} }

func TestDamagedDayKeyLeavesTheOtherDaysAlone(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	v := f.seal(t, here, someName())
	other, err := f.sealer(t, f.day+1).Seal(here, f.day+1, someName())
	if err != nil {
		t.Fatal(err)
	}
	keys, _ := f.store.DayKeys(t.Context(), f.account, nil)
	whole := keys[f.day]
	for _, damaged := range append(wild(), halves(whole)...) {
		f.store.SetDayKey(f.account, f.day, damaged)
		f.restart()
		o := f.opener(t)
		if _, err := o.Open(here, personal.Name, v); err != seal.ErrSealBroken {
			t.Errorf("Open() of the damaged day = %v, want ErrSealBroken", err)
		}
		if _, err := o.Open(here, personal.Name, other); err != nil {
			t.Errorf("Open() of another day = %v", err)
		}
		if _, err := f.sealer(t, f.day).Seal(here, f.day, someName()); err != seal.ErrSealBroken {
			t.Errorf("Seal() to the damaged day = %v, want ErrSealBroken", err)
		}
		if found, err := f.keys.SearchIndexes(t.Context(), "email_index", "a@example.test"); err != nil || len(found) != 1 {
			t.Errorf("SearchIndexes() = %d indexes, %v, want that of the other day", len(found), err)
		}
		if kept, _ := f.store.DayKeys(t.Context(), f.account, nil); !bytes.Equal(kept[f.day], damaged) {
			t.Error("the damaged key was replaced: a backup of it would be of no use")
		}
	}
	f.store.SetDayKey(f.account, f.day, whole)
	f.restart()
	if _, err := f.opener(t).Open(here, personal.Name, v); err != nil {
		t.Errorf("Open() with the key restored = %v", err)
	}
}

// halves are a day key with one of its two keysets damaged or cut off.
func halves(whole []byte) [][]byte {
	first, second, cut := bytes.Clone(whole), bytes.Clone(whole), len(whole)/2
	first[cut/2] ^= 1
	second[cut+cut/2] ^= 1
	return [][]byte{first, second, whole[:cut], whole[:len(whole)-1], append(bytes.Clone(whole), 0)}
}

func TestDayKeysWithoutTheirAccountsKeyAreGone(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	f.seal(t, here, someName())
	f.store.DestroyAccountKey(f.account)
	f.restart()
	if _, err := f.keys.Opener(t.Context(), nil); !errors.Is(err, seal.ErrKeyGone) || !errors.Is(err, orderveil.ErrNotFound) {
		t.Errorf("Opener() = %v, want ErrKeyGone and ErrNotFound", err)
	}
	if _, err := f.keys.SearchIndexes(t.Context(), "email_index", "a@example.test"); !errors.Is(err, seal.ErrKeyGone) {
		t.Errorf("SearchIndexes() = %v, want ErrKeyGone", err)
	}
}

func TestAccountsKeyWithoutDayKeysOpensNothing(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	v := f.seal(t, here, someName())
	own, err := f.keys.SealOwn(t.Context(), here, []byte("own"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.store.DestroyDayKeys(t.Context(), f.account, f.day); err != nil {
		t.Fatal(err)
	}
	f.restart()
	if err := f.opens(t, v); err != seal.ErrKeyGone {
		t.Errorf("Open() = %v, want ErrKeyGone", err)
	}
	if got, err := f.keys.OpenOwn(t.Context(), here, own); err != nil || string(got) != "own" {
		t.Errorf("OpenOwn() = %v, or something else", err)
	}
}

// liar is a provider that gives back something else than it was given.
type liar struct {
	*sealtest.Counting
	answer []byte
}

func (l liar) Unwrap(context.Context, []byte, []byte) ([]byte, error) { return l.answer, nil }

func TestProviderThatAnswersWronglyIsUnavailable(t *testing.T) {
	t.Parallel()
	for _, answer := range wild() {
		f := newFixture(t)
		ring := seal.NewKeyring(liar{f.provider, answer}, f.store, f.clock.Now)
		if _, err := ring.Account(f.account).Opener(t.Context(), nil); !errors.Is(err, seal.ErrKeyUnavailable) {
			t.Errorf("Opener() after an answer of %d wild bytes = %v, want ErrKeyUnavailable", len(answer), err)
		}
	}
}

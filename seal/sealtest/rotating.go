package sealtest

import (
	"bytes"
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/google/uuid"

	"orderveil"
	"orderveil/seal"
)

func dayKeyNeedsAccountKey(t *testing.T, s seal.KeyStore) {
	ctx, account := t.Context(), keyed(t, s)
	if _, err := s.PutDayKey(ctx, account, someDay, []byte("day"), []byte("another")); !errors.Is(err, orderveil.ErrConflict) {
		t.Errorf("PutDayKey() under another account key = %v, want ErrConflict", err)
	}
	if _, err := s.PutDayKey(ctx, uuid.New(), someDay, []byte("day"), someKey); !errors.Is(err, orderveil.ErrNotFound) {
		t.Errorf("PutDayKey() of an account without a key = %v, want ErrNotFound", err)
	}
	if err := s.DestroyAccountKeys(ctx, account); err != nil {
		t.Fatal(err)
	}
	if _, err := s.PutDayKey(ctx, account, someDay, []byte("day"), someKey); !errors.Is(err, orderveil.ErrNotFound) {
		t.Errorf("PutDayKey() of a destroyed account = %v, want ErrNotFound", err)
	}
	if found, err := s.DayKeys(ctx, account, nil); err != nil || len(found) != 0 {
		t.Errorf("%d day keys were kept, %v", len(found), err)
	}
}

func onlyWhatWasReadIsReplaced(t *testing.T, s seal.KeyStore) {
	ctx, account := t.Context(), keyed(t, s)
	if _, err := s.PutInstallationKey(ctx, "some", someKey); err != nil {
		t.Fatal(err)
	}
	next := seal.StoredKey{Account: account, Wrapped: []byte("next"), Stage: seal.Published, Since: time.Date(2026, 11, 2, 9, 30, 0, 0, time.UTC)}
	for _, c := range []struct {
		old  []byte
		want bool
	}{{[]byte("another"), false}, {someKey, true}, {someKey, false}} {
		if done, err := s.ReplaceAccountKey(ctx, c.old, next); err != nil || done != c.want {
			t.Errorf("ReplaceAccountKey() of %q = %v, %v, want %v", c.old, done, err, c.want)
		}
		if done, err := s.ReplaceInstallationKey(ctx, "some", c.old, next.Wrapped); err != nil || done != c.want {
			t.Errorf("ReplaceInstallationKey() of %q = %v, %v, want %v", c.old, done, err, c.want)
		}
	}
	got, err := s.StoredKey(ctx, account)
	if err != nil || !bytes.Equal(got.Wrapped, next.Wrapped) || got.Stage != next.Stage || !got.Since.Equal(next.Since) || got.Account != account {
		t.Errorf("StoredKey() = %+v, %v, want %+v", got, err, next)
	}
	if all, err := s.InstallationKeys(ctx); err != nil || len(all) != 1 || !bytes.Equal(all["some"], next.Wrapped) {
		t.Errorf("InstallationKeys() = %q, %v", all, err)
	}
	gone := seal.StoredKey{Account: uuid.New(), Wrapped: next.Wrapped}
	if done, err := s.ReplaceAccountKey(ctx, someKey, gone); err != nil || done {
		t.Errorf("ReplaceAccountKey() of no key = %v, %v", done, err)
	}
	if _, err := s.StoredKey(ctx, gone.Account); !errors.Is(err, orderveil.ErrNotFound) {
		t.Errorf("StoredKey() of no key = %v, want ErrNotFound", err)
	}
}

func dayKeysAreReplaced(t *testing.T, s seal.KeyStore) {
	ctx, account, other := t.Context(), keyed(t, s), keyed(t, s)
	old, by := map[orderveil.Date][]byte{}, map[orderveil.Date][]byte{}
	for day := someDay; day < someDay+4; day++ {
		old[day], by[day] = []byte{byte(day)}, []byte{byte(day), 1}
		for _, owner := range []uuid.UUID{account, other} {
			if _, err := s.PutDayKey(ctx, owner, day, old[day], someKey); err != nil {
				t.Fatal(err)
			}
		}
	}
	if _, err := s.DestroyDayKeys(ctx, account, someDay); err != nil {
		t.Fatal(err)
	}
	kept := old[someDay+1]
	old[someDay+1] = []byte("another")
	if n, err := s.ReplaceDayKeys(ctx, account, old, by); err != nil || n != 2 {
		t.Errorf("ReplaceDayKeys() = %d, %v, want 2", n, err)
	}
	found, err := s.DayKeys(ctx, account, nil)
	want := map[orderveil.Date][]byte{someDay + 1: kept, someDay + 2: by[someDay+2], someDay + 3: by[someDay+3]}
	if err != nil || len(found) != len(want) {
		t.Fatalf("DayKeys() = %v, %v, want %v", found, err, want)
	}
	for day := range want {
		if !bytes.Equal(found[day], want[day]) {
			t.Errorf("the key of day %v is %v, want %v", day, found[day], want[day])
		}
	}
	if found, err := s.DayKeys(ctx, other, []orderveil.Date{someDay + 2}); err != nil || len(found[someDay+2]) != 1 {
		t.Errorf("another account's key is %v, %v", found, err)
	}
}

func accountsComeInPages(t *testing.T, s seal.KeyStore) {
	ctx, want := t.Context(), []uuid.UUID{}
	for range 5 {
		want = append(want, keyed(t, s))
	}
	slices.SortFunc(want, func(a, b uuid.UUID) int { return bytes.Compare(a[:], b[:]) })
	var got []uuid.UUID
	for after := uuid.Nil; ; after = got[len(got)-1] {
		page, err := s.StoredKeys(ctx, after, 2)
		if err != nil {
			t.Fatal(err)
		}
		if len(page) == 0 {
			break
		}
		for _, key := range page {
			got = append(got, key.Account)
			if !bytes.Equal(key.Wrapped, someKey) || key.Stage != seal.Settled || !key.Since.IsZero() {
				t.Errorf("StoredKeys() gives %+v", key)
			}
		}
	}
	if !slices.Equal(got, want) {
		t.Errorf("StoredKeys() gives %d accounts, or in another order, want %d", len(got), len(want))
	}
}

func daysAreCounted(t *testing.T, s seal.KeyStore) {
	ctx, account := t.Context(), keyed(t, s)
	if c, err := s.CountDays(ctx, someDay); err != nil || c.Keys != 0 || c.Past != 0 || c.Orphans != 0 {
		t.Errorf("CountDays() of none = %+v, %v", c, err)
	}
	for day := someDay; day < someDay+5; day++ {
		if _, err := s.PutDayKey(ctx, account, day, []byte("day"), someKey); err != nil {
			t.Fatal(err)
		}
	}
	want := seal.DayCount{Keys: 5, Past: 2, Oldest: someDay, Newest: someDay + 4}
	if c, err := s.CountDays(ctx, someDay+1); err != nil || c != want {
		t.Errorf("CountDays() = %+v, %v, want %+v", c, err, want)
	}
}

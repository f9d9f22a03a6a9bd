package sealtest

import (
	"bytes"
	"errors"
	"sync"
	"testing"

	"github.com/google/uuid"

	"orderveil"
	"orderveil/seal"
)

// RunKeyStore is the suite that every key store passes. open returns an empty store.
func RunKeyStore(t *testing.T, open func(t *testing.T) seal.KeyStore) {
	for name, claim := range map[string]func(*testing.T, seal.KeyStore){
		"WhatIsAbsentIsNotFound":       absentIsNotFound,
		"WhatWasPutIsRead":             putIsRead,
		"TheFirstWriterWins":           firstWriterWins,
		"ConcurrentWritersAgree":       concurrentWritersAgree,
		"AccountsAreApart":             accountsAreApart,
		"NilDaysAreAllAndNoDaysNone":   nilDaysAreAll,
		"CallersMayChangeTheirOwnCopy": copiesAreApart,
		"DaysAreDestroyedUpToOne":      daysAreDestroyed,
		"AnAccountIsDestroyedWhole":    accountIsDestroyed,
		"ADayKeyNeedsItsAccountsKey":   dayKeyNeedsAccountKey,
		"OnlyWhatWasReadIsReplaced":    onlyWhatWasReadIsReplaced,
		"DayKeysAreReplacedTogether":   dayKeysAreReplaced,
		"AccountsComeInPages":          accountsComeInPages,
		"DaysAreCounted":               daysAreCounted,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			claim(t, open(t))
		})
	}
}

const someDay orderveil.Date = 20_000

// slot is one of the three kinds of key, under some name.
type slot struct {
	kind string
	put  func([]byte) ([]byte, error)
	read func() ([]byte, error)
}

func slots(t *testing.T, s seal.KeyStore) []slot {
	ctx, account, owner := t.Context(), uuid.New(), keyed(t, s)
	return []slot{
		{"account", func(b []byte) ([]byte, error) { return s.PutAccountKey(ctx, account, b) },
			func() ([]byte, error) { return s.AccountKey(ctx, account) }},
		{"day", func(b []byte) ([]byte, error) { return s.PutDayKey(ctx, owner, someDay, b, someKey) },
			func() ([]byte, error) {
				found, err := s.DayKeys(ctx, owner, []orderveil.Date{someDay})
				if err == nil && found[someDay] == nil {
					err = orderveil.ErrNotFound
				}
				return found[someDay], err
			}},
		{"installation", func(b []byte) ([]byte, error) { return s.PutInstallationKey(ctx, "some", b) },
			func() ([]byte, error) { return s.InstallationKey(ctx, "some") }},
	}
}

// someKey is the account key of keyed accounts.
var someKey = []byte("account key")

// keyed is an account that has a key.
func keyed(t *testing.T, s seal.KeyStore) uuid.UUID {
	t.Helper()
	account := uuid.New()
	if _, err := s.PutAccountKey(t.Context(), account, someKey); err != nil {
		t.Fatal(err)
	}
	return account
}

func absentIsNotFound(t *testing.T, s seal.KeyStore) {
	for _, slot := range slots(t, s) {
		if _, err := slot.read(); !errors.Is(err, orderveil.ErrNotFound) {
			t.Errorf("%s: read of an absent key = %v, want ErrNotFound", slot.kind, err)
		}
	}
	if found, err := s.DayKeys(t.Context(), uuid.New(), nil); err != nil || found == nil || len(found) != 0 {
		t.Errorf("DayKeys() of an account without = %v, %v, want an empty map", found, err)
	}
}

func putIsRead(t *testing.T, s seal.KeyStore) {
	for _, slot := range slots(t, s) {
		key := []byte{0, 1, 0xff, 0, 'k'}
		if kept, err := slot.put(key); err != nil || !bytes.Equal(kept, key) {
			t.Errorf("%s: Put() = %x, %v, want %x", slot.kind, kept, err, key)
		}
		if kept, err := slot.read(); err != nil || !bytes.Equal(kept, key) {
			t.Errorf("%s: read = %x, %v, want %x", slot.kind, kept, err, key)
		}
	}
}

func firstWriterWins(t *testing.T, s seal.KeyStore) {
	for _, slot := range slots(t, s) {
		first := []byte("first")
		for _, key := range [][]byte{first, []byte("second"), first} {
			if kept, err := slot.put(key); err != nil || !bytes.Equal(kept, first) {
				t.Errorf("%s: Put() = %q, %v, want %q", slot.kind, kept, err, first)
			}
		}
		if kept, err := slot.read(); err != nil || !bytes.Equal(kept, first) {
			t.Errorf("%s: read = %q, %v, want %q", slot.kind, kept, err, first)
		}
	}
}

func concurrentWritersAgree(t *testing.T, s seal.KeyStore) {
	const writers = 8
	for _, slot := range slots(t, s) {
		var kept [writers][]byte
		var errs [writers]error
		var group sync.WaitGroup
		for i := range writers {
			group.Go(func() { kept[i], errs[i] = slot.put([]byte{byte(i)}) })
		}
		group.Wait()
		read, err := slot.read()
		if err := errors.Join(append(errs[:], err)...); err != nil {
			t.Fatalf("%s: %v", slot.kind, err)
		}
		for i := range kept {
			if !bytes.Equal(kept[i], read) {
				t.Errorf("%s: writer %d got %x, the store keeps %x", slot.kind, i, kept[i], read)
			}
		}
	}
}

func accountsAreApart(t *testing.T, s seal.KeyStore) {
	for _, slots := range [][]slot{slots(t, s)[:2], slots(t, s)[:2]} {
		for _, slot := range slots {
			own := []byte(uuid.NewString())
			if kept, err := slot.put(own); err != nil || !bytes.Equal(kept, own) {
				t.Errorf("%s: Put() = %q, %v, want the account's own %q", slot.kind, kept, err, own)
			}
		}
	}
}

func nilDaysAreAll(t *testing.T, s seal.KeyStore) {
	ctx, account := t.Context(), keyed(t, s)
	for day := someDay; day < someDay+3; day++ {
		if _, err := s.PutDayKey(ctx, account, day, []byte{byte(day)}, someKey); err != nil {
			t.Fatal(err)
		}
	}
	for _, c := range []struct {
		days []orderveil.Date
		want int
	}{
		{nil, 3}, {[]orderveil.Date{}, 0}, {[]orderveil.Date{someDay}, 1},
		{[]orderveil.Date{someDay + 2, someDay, someDay + 99}, 2}, {[]orderveil.Date{someDay, someDay}, 1},
	} {
		found, err := s.DayKeys(ctx, account, c.days)
		if err != nil || len(found) != c.want {
			t.Errorf("DayKeys(%v) = %d keys, %v, want %d", c.days, len(found), err, c.want)
		}
		for day, wrapped := range found {
			if !bytes.Equal(wrapped, []byte{byte(day)}) {
				t.Errorf("DayKeys(%v) gives day %v the key of another", c.days, day)
			}
		}
	}
}

func copiesAreApart(t *testing.T, s seal.KeyStore) {
	for _, slot := range slots(t, s) {
		key := []byte("key")
		kept, err := slot.put(key)
		if err != nil {
			t.Fatal(err)
		}
		key[0], kept[0] = 'x', 'y'
		again, err := slot.read()
		if err != nil || string(again) != "key" {
			t.Fatalf("%s: read = %q, %v, want what was put", slot.kind, again, err)
		}
		again[0] = 'z'
		if last, err := slot.read(); err != nil || string(last) != "key" {
			t.Errorf("%s: read = %q, %v, want what was put", slot.kind, last, err)
		}
	}
}

func daysAreDestroyed(t *testing.T, s seal.KeyStore) {
	ctx, account, other := t.Context(), keyed(t, s), keyed(t, s)
	for _, owner := range []uuid.UUID{account, other} {
		for day := someDay; day < someDay+3; day++ {
			if _, err := s.PutDayKey(ctx, owner, day, []byte{byte(day)}, someKey); err != nil {
				t.Fatal(err)
			}
		}
	}
	for _, want := range []int{2, 0} {
		if n, err := s.DestroyDayKeys(ctx, account, someDay+1); err != nil || n != want {
			t.Errorf("DestroyDayKeys() = %d, %v, want %d", n, err, want)
		}
	}
	if found, err := s.DayKeys(ctx, account, nil); err != nil || len(found) != 1 || found[someDay+2] == nil {
		t.Errorf("DayKeys() = %v, %v, want the last day's", found, err)
	}
	if found, err := s.DayKeys(ctx, other, nil); err != nil || len(found) != 3 {
		t.Errorf("another account has %d keys left, %v", len(found), err)
	}
}

func accountIsDestroyed(t *testing.T, s seal.KeyStore) {
	ctx, account, other := t.Context(), keyed(t, s), keyed(t, s)
	for _, owner := range []uuid.UUID{account, other} {
		if _, err := s.PutDayKey(ctx, owner, someDay, []byte("day"), someKey); err != nil {
			t.Fatal(err)
		}
	}
	for range 2 {
		if err := s.DestroyAccountKeys(ctx, account); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := s.AccountKey(ctx, account); !errors.Is(err, orderveil.ErrNotFound) {
		t.Errorf("AccountKey() of a destroyed account = %v", err)
	}
	if found, err := s.DayKeys(ctx, account, nil); err != nil || len(found) != 0 {
		t.Errorf("DayKeys() of a destroyed account = %d keys, %v", len(found), err)
	}
	if _, err := s.AccountKey(ctx, other); err != nil {
		t.Errorf("another account lost its key: %v", err)
	}
}

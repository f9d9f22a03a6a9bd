package seal_test

import (
	"bytes"
	"testing"

	"github.com/google/uuid"
	"pgregory.net/rapid"

	"orderveil/personal"
	"orderveil/seal"
)

func TestOwnThingsOpenWhereTheyWereSealedOnly(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	other := f.ring.Account(uuid.New())
	if err := other.Create(t.Context()); err != nil {
		t.Fatal(err)
	}
	rapid.Check(t, func(rt *rapid.T) {
		from, to := places().Draw(rt, "from"), places().Draw(rt, "to")
		plain := rapid.SliceOf(rapid.Byte()).Draw(rt, "plain")
		sealed, err := f.keys.SealOwn(t.Context(), from, plain)
		if err != nil {
			rt.Fatal(err)
		}
		if got, err := f.keys.OpenOwn(t.Context(), from, sealed); err != nil || !bytes.Equal(got, plain) {
			rt.Fatalf("OpenOwn() = %v, or other bytes", err)
		}
		if _, err := f.keys.OpenOwn(t.Context(), to, sealed); from != to && err != seal.ErrSealBroken {
			rt.Fatalf("OpenOwn() at another place = %v, want ErrSealBroken", err)
		}
		if _, err := other.OpenOwn(t.Context(), from, sealed); err != seal.ErrSealBroken {
			rt.Fatalf("OpenOwn() as another account = %v, want ErrSealBroken", err)
		}
		changed := bytes.Clone(sealed)
		changed[rapid.IntRange(0, len(sealed)-1).Draw(rt, "at")] ^= 0x80
		if _, err := f.keys.OpenOwn(t.Context(), from, changed); err != seal.ErrSealBroken {
			rt.Fatalf("OpenOwn() of a changed byte = %v, want ErrSealBroken", err)
		}
	})
}

func TestOwnThingsAndValuesAreApart(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	v := f.seal(t, here, someName())
	own, err := f.keys.SealOwn(t.Context(), here, []byte("secret"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.keys.OpenOwn(t.Context(), here, v.Bytes()); err != seal.ErrSealBroken {
		t.Errorf("OpenOwn() of a value = %v, want ErrSealBroken", err)
	}
	if _, err := f.opener(t).Open(here, personal.Name, personal.Sealed(own)); err == nil {
		t.Error("Open() opens what SealOwn sealed")
	}
}

// A wrapped day key is sealed with the account key as well, for another use.
func TestOwnDoesNotUnwrapDayKeys(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	f.seal(t, here, someName())
	days, _ := f.store.DayKeys(t.Context(), f.account, nil)
	for from := range days[f.day] {
		if _, err := f.keys.OpenOwn(t.Context(), here, days[f.day][from:]); err != seal.ErrSealBroken {
			t.Fatalf("OpenOwn() of a day key = %v, want ErrSealBroken", err)
		}
	}
}

package seal_test

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"github.com/google/uuid"
	"pgregory.net/rapid"

	"orderveil"
	"orderveil/personal"
	"orderveil/seal"
)

// records draws records of every category with any texts that Unicode allows.
func records() *rapid.Generator[personal.Record] {
	return rapid.Custom(func(t *rapid.T) personal.Record {
		c := rapid.SampledFrom(personal.Categories()).Draw(t, "category")
		r := personal.NewRecord(c)
		for _, f := range personal.Fields() {
			if f.Category() == c {
				r = r.With(f, strings.ToValidUTF8(rapid.String().Draw(t, f.String()), ""))
			}
		}
		return r
	})
}

// places draws places as tables have them.
func places() *rapid.Generator[seal.Place] {
	return rapid.Custom(func(t *rapid.T) seal.Place {
		name := rapid.StringMatching(`[a-z_]{1,20}`)
		row := rapid.SliceOfN(rapid.Byte(), 16, 16).Draw(t, "row")
		return seal.Place{Table: name.Draw(t, "table"), Row: uuid.UUID(row), Column: name.Draw(t, "column")}
	})
}

func TestWhatWasSealedOpens(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	sealer, opener := f.sealer(t, f.day), f.opener(t)
	rapid.Check(t, func(t *rapid.T) {
		p, r := places().Draw(t, "place"), records().Draw(t, "record")
		v, err := sealer.Seal(p, f.day, r)
		if err != nil || v.Absent() != r.Empty() {
			t.Fatalf("Seal() = absent %v, %v, want absent %v", v.Absent(), err, r.Empty())
		}
		if v.Absent() {
			return
		}
		got, err := opener.Open(p, r.Category(), v)
		if err != nil {
			t.Fatalf("Open() = %v", err)
		}
		if !same(got, r) {
			t.Fatal("Open() gave another record than was sealed")
		}
		if day, err := seal.DayOf(v); err != nil || day != f.day {
			t.Fatalf("DayOf() = %v, %v, want %v", day, err, f.day)
		}
	})
}

func same(r, other personal.Record) bool {
	for _, f := range personal.Fields() {
		if r.Plain(f) != other.Plain(f) {
			return false
		}
	}
	return r.Category() == other.Category()
}

// headerDay is where the day stands, which names the key.
const headerDay, afterHeader = 1, 5

func TestEveryChangedByteFails(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	b := f.seal(t, here, someName()).Bytes()
	opener := f.opener(t)
	for i := range b {
		for mask := 1; mask < 256; mask++ {
			changed := bytes.Clone(b)
			changed[i] ^= byte(mask)
			_, err := opener.Open(here, personal.Name, personal.Sealed(changed))
			want := seal.ErrSealBroken
			if i >= headerDay && i < afterHeader {
				want = seal.ErrKeyGone // it names a day that has no key
			}
			if err != want {
				t.Fatalf("Open() with byte %d changed by %#x = %v, want %v", i, mask, err, want)
			}
		}
	}
}

func TestDayChangedToAnotherLivingDayIsBroken(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	f.sealer(t, f.day^1, f.day^2)
	b := f.seal(t, here, someName()).Bytes()
	opener := f.opener(t)
	for _, mask := range []byte{1, 2} {
		changed := bytes.Clone(b)
		changed[afterHeader-1] ^= mask
		if _, err := opener.Open(here, personal.Name, personal.Sealed(changed)); err != seal.ErrSealBroken {
			t.Errorf("Open() of a value moved to another day = %v, want ErrSealBroken", err)
		}
	}
}

func TestEveryLengthButItsOwnFails(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	b := f.seal(t, here, someName()).Bytes()
	opener := f.opener(t)
	for n := range b {
		if _, err := opener.Open(here, personal.Name, personal.Sealed(b[:n])); err != seal.ErrSealBroken {
			t.Errorf("Open() of the first %d bytes = %v, want ErrSealBroken", n, err)
		}
	}
	if _, err := opener.Open(here, personal.Name, personal.Sealed(append(b, 0))); err != seal.ErrSealBroken {
		t.Errorf("Open() with a byte too many = %v, want ErrSealBroken", err)
	}
}

func TestValueMovedElsewhereDoesNotOpen(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	sealer, opener := f.sealer(t, f.day), f.opener(t)
	rapid.Check(t, func(t *rapid.T) {
		from, to := places().Draw(t, "from"), places().Draw(t, "to")
		// Each part alone, too, and characters that go over from table to column.
		switch rapid.IntRange(0, 4).Draw(t, "moved") {
		case 0:
			to.Row, to.Column = from.Row, from.Column
		case 1:
			to.Table, to.Column = from.Table, from.Column
		case 2:
			to.Table, to.Row = from.Table, from.Row
		case 3:
			to = seal.Place{Table: from.Table + from.Column[:1], Row: from.Row, Column: from.Column[1:]}
		}
		if from == to {
			return
		}
		v, err := sealer.Seal(from, f.day, someName())
		if err != nil {
			t.Fatal(err)
		}
		if _, err := opener.Open(to, personal.Name, v); err != seal.ErrSealBroken {
			t.Fatalf("Open() at %v of a value of %v = %v, want ErrSealBroken", to, from, err)
		}
	})
}

func TestValueOfAnotherAccountDoesNotOpen(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	v := f.seal(t, here, someName())
	f.use(t, uuid.New())
	f.sealer(t, f.day)
	if _, err := f.opener(t).Open(here, personal.Name, v); err != seal.ErrSealBroken {
		t.Errorf("Open() as another account = %v, want ErrSealBroken", err)
	}
}

// The associated data must hold by itself, also where the key is the same.
func TestKeysCopiedToAnotherAccountDoNotUnwrap(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	ctx, victim := t.Context(), f.account
	f.seal(t, here, someName())
	own, _ := f.store.AccountKey(ctx, victim)
	days, _ := f.store.DayKeys(ctx, victim, nil)

	thief := uuid.New()
	_, _ = f.store.PutAccountKey(ctx, thief, own)
	if _, err := f.ring.Account(thief).Opener(ctx, nil); !errors.Is(err, seal.ErrSealBroken) {
		t.Errorf("Opener() with an account key of another = %v, want ErrSealBroken", err)
	}
	f.use(t, uuid.New())
	f.store.SetDayKey(f.account, f.day, days[f.day])
	if _, err := f.sealer(t, f.day).Seal(here, f.day, someName()); !errors.Is(err, seal.ErrSealBroken) {
		t.Errorf("Seal() with a day key of another = %v, want ErrSealBroken", err)
	}
}

func TestDayKeyCopiedToAnotherDayDoesNotUnwrap(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	f.seal(t, here, someName())
	days, _ := f.store.DayKeys(t.Context(), f.account, nil)
	f.store.SetDayKey(f.account, f.day+300, days[f.day])
	f.restart()
	if _, err := f.sealer(t, f.day+300).Seal(here, f.day+300, someName()); !errors.Is(err, seal.ErrSealBroken) {
		t.Errorf("Seal() with a key that was given a longer life = %v, want ErrSealBroken", err)
	}
}

func TestValueReadAsAnotherCategoryTellsNothing(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	v := f.seal(t, here, personal.NewRecord(personal.Address).With(personal.StreetOriginal, "Teststraat 12b"))
	opener := f.opener(t)
	for _, c := range append(personal.Categories(), personal.None, 200) {
		if c == personal.Address {
			continue
		}
		if r, err := opener.Open(here, c, v); err != seal.ErrSealBroken || !r.Empty() {
			t.Errorf("Open() as %v = %v, want ErrSealBroken", c, err)
		}
	}
}

func TestAbsentValueDoesNotOpen(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	f.sealer(t, f.day)
	if _, err := f.opener(t).Open(here, personal.Name, personal.Value{}); err != seal.ErrSealBroken {
		t.Errorf("Open() of nothing = %v, want ErrSealBroken", err)
	}
	if _, err := seal.DayOf(personal.Value{}); err != seal.ErrSealBroken {
		t.Errorf("DayOf() of nothing = %v, want ErrSealBroken", err)
	}
}

func TestTextThatWouldNotOpenIsNotSealed(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	_, err := f.sealer(t, f.day).Seal(here, f.day, personal.NewRecord(personal.Name).With(personal.LastName, "Test\xff"))
	if !errors.Is(err, orderveil.ErrInvalid) || strings.Contains(err.Error(), "Test") {
		t.Errorf("Seal() of invalid UTF-8 = %v, want an ErrInvalid without the text", err)
	}
}

func TestSealingTwiceGivesTwoCiphertexts(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	if bytes.Equal(f.seal(t, here, someName()).Bytes(), f.seal(t, here, someName()).Bytes()) {
		t.Error("the same record is sealed to the same bytes")
	}
}

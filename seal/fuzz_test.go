package seal_test

import (
	"bytes"
	"testing"

	"orderveil"
	"orderveil/personal"
	"orderveil/seal"
)

// FuzzOpenAnyText opens texts that somebody with the key may have sealed: what opens
// is what Seal would have written, byte by byte.
func FuzzOpenAnyText(f *testing.F) {
	v := readVectors(f)
	opener := v.opener(f)
	sealer, err := v.keys(f).Sealer(f.Context(), []orderveil.Date{v.Day})
	if err != nil {
		f.Fatal(err)
	}
	for _, good := range v.Good {
		f.Add(uint8(category(f, good.Category)), []byte(good.Plain))
	}
	for _, bad := range v.Bad {
		if len(bad.Sealed) > around && (len(bad.Sealed)-around)%32 == 0 {
			f.Add(uint8(category(f, bad.Category)), []byte(bad.Sealed[5+12:len(bad.Sealed)-16]))
		}
	}
	f.Add(uint8(personal.Name), padded(wire(1, "x", 4, "y"), 64))
	f.Fuzz(func(t *testing.T, number uint8, text []byte) {
		c := personal.Category(number)
		r, err := opener.Open(v.place("name"), c, personal.Sealed(v.sealPlain(t, "name", vectorNonce(0), text)))
		if err != nil {
			if err != seal.ErrSealBroken || !r.Empty() {
				t.Fatalf("Open() = %v, want ErrSealBroken and nothing", err)
			}
			return
		}
		again, err := sealer.Seal(v.place("name"), v.Day, r)
		if err != nil || r.Category() != c {
			t.Fatalf("what was opened does not seal: %v", err)
		}
		if !bytes.Equal(v.openPlain(t, "name", again.Bytes()), text) {
			t.Fatal("Open() reads what Seal does not write")
		}
	})
}

// FuzzOpenAnyBytes opens bytes of somebody without the key.
func FuzzOpenAnyBytes(f *testing.F) {
	v := readVectors(f)
	opener := v.opener(f)
	known := map[string]bool{}
	for _, good := range v.Good {
		known[string(good.Sealed)] = true
		f.Add(append([]byte{}, good.Sealed[1:]...))
		f.Add([]byte(good.Sealed))
	}
	for _, bad := range v.Bad {
		f.Add([]byte(bad.Sealed))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		value := personal.Sealed(b)
		_, dayErr := seal.DayOf(value)
		_, err := opener.Open(v.place("name"), personal.Name, value)
		if dayErr != nil && (dayErr != seal.ErrSealBroken || err != seal.ErrSealBroken) {
			t.Fatalf("DayOf() = %v and Open() = %v, want ErrSealBroken", dayErr, err)
		}
		if err == nil && !known[string(b)] {
			t.Fatal("Open() opens what nobody sealed")
		}
		if err != nil && err != seal.ErrSealBroken && err != seal.ErrKeyGone {
			t.Fatalf("Open() = %v", err)
		}
	})
}

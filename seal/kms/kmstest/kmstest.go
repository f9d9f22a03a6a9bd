// Package kmstest holds the suite that every key provider passes.
package kmstest

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"orderveil/seal"
)

// Run is the suite. open returns a provider with a key of its own: two calls, two
// keys.
func Run(t *testing.T, open func(t *testing.T) seal.KeyProvider) {
	for name, claim := range map[string]func(*testing.T, func(*testing.T) seal.KeyProvider){
		"UnwrapGivesBackWhatWrapTook":      roundTrip,
		"WrappingTwiceGivesTwoTexts":       twoTexts,
		"OtherAssociatedDataDoesNotUnwrap": otherAssociated,
		"AnotherKeyIsErrWrongKey":          anotherKey,
		"EveryChangedByteFails":            changedByte,
		"WhatIsCutShortFails":              cutShort,
		"TheIDIsStableAndTellsKeysApart":   stableID,
		"ErrorsAndTheIDDoNotTellTheKey":    nothingTold,
		"TheCallersBytesAreLeftAsTheyAre":  argumentsUntouched,
		"WhatIsNotOursIsBrokenAndNoPanic":  notOurs,
		"SeveralCallersMayUseItAtOnce":     concurrent,
		"NoAssociatedDataDoesNotUnwrap":    emptyAssociated,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			claim(t, open)
		})
	}
}

var (
	plain = []byte("a key of thirty-two bytes length")
	whose = []byte("account 1")
)

func wrapped(t *testing.T, p seal.KeyProvider) []byte {
	t.Helper()
	b, err := p.Wrap(t.Context(), plain, whose)
	if err != nil {
		t.Fatalf("Wrap() = %v", err)
	}
	return b
}

func failed(err error) bool {
	return errors.Is(err, seal.ErrSealBroken) || errors.Is(err, seal.ErrWrongKey)
}

func roundTrip(t *testing.T, open func(*testing.T) seal.KeyProvider) {
	p := open(t)
	for _, text := range [][]byte{plain, {0}, bytes.Repeat([]byte{0xff}, 4096)} {
		b, err := p.Wrap(t.Context(), text, whose)
		if err != nil {
			t.Fatalf("Wrap() of %d bytes = %v", len(text), err)
		}
		if got, err := p.Unwrap(t.Context(), b, whose); err != nil || !bytes.Equal(got, text) {
			t.Errorf("Unwrap() of %d bytes = %v, or other bytes", len(text), err)
		}
	}
}

func twoTexts(t *testing.T, open func(*testing.T) seal.KeyProvider) {
	p := open(t)
	one, two := wrapped(t, p), wrapped(t, p)
	if bytes.Equal(one, two) || bytes.Contains(one, plain) {
		t.Error("Wrap() repeats itself or shows the key")
	}
}

func otherAssociated(t *testing.T, open func(*testing.T) seal.KeyProvider) {
	p := open(t)
	if _, err := p.Unwrap(t.Context(), wrapped(t, p), []byte("account 2")); !errors.Is(err, seal.ErrSealBroken) {
		t.Errorf("Unwrap() for another account = %v, want ErrSealBroken", err)
	}
}

func emptyAssociated(t *testing.T, open func(*testing.T) seal.KeyProvider) {
	p := open(t)
	if _, err := p.Unwrap(t.Context(), wrapped(t, p), nil); !errors.Is(err, seal.ErrSealBroken) {
		t.Errorf("Unwrap() for nobody = %v, want ErrSealBroken", err)
	}
}

func anotherKey(t *testing.T, open func(*testing.T) seal.KeyProvider) {
	if _, err := open(t).Unwrap(t.Context(), wrapped(t, open(t)), whose); !errors.Is(err, seal.ErrWrongKey) {
		t.Errorf("Unwrap() with another key = %v, want ErrWrongKey", err)
	}
}

func changedByte(t *testing.T, open func(*testing.T) seal.KeyProvider) {
	p := open(t)
	b := wrapped(t, p)
	for i := range b {
		changed := bytes.Clone(b)
		changed[i] ^= 0x01
		if _, err := p.Unwrap(t.Context(), changed, whose); !failed(err) {
			t.Errorf("Unwrap() with byte %d changed = %v, want ErrSealBroken or ErrWrongKey", i, err)
		}
	}
}

func cutShort(t *testing.T, open func(*testing.T) seal.KeyProvider) {
	p := open(t)
	b := wrapped(t, p)
	for n := range b {
		if _, err := p.Unwrap(t.Context(), b[:n], whose); !failed(err) {
			t.Errorf("Unwrap() of the first %d bytes = %v, want ErrSealBroken or ErrWrongKey", n, err)
		}
	}
	if _, err := p.Unwrap(t.Context(), append(b, 0), whose); !failed(err) {
		t.Errorf("Unwrap() with a byte too many = %v", err)
	}
}

func notOurs(t *testing.T, open func(*testing.T) seal.KeyProvider) {
	p := open(t)
	for _, b := range [][]byte{nil, {}, {0}, []byte("no key at all"), make([]byte, 1024)} {
		if _, err := p.Unwrap(t.Context(), b, whose); !errors.Is(err, seal.ErrSealBroken) {
			t.Errorf("Unwrap() of %d bytes that no provider wrote = %v, want ErrSealBroken", len(b), err)
		}
	}
}

func stableID(t *testing.T, open func(*testing.T) seal.KeyProvider) {
	p, q := open(t), open(t)
	if id := p.ID(); id == "" || id != p.ID() || id == q.ID() {
		t.Errorf("ID() = %q, and %q of another key", p.ID(), q.ID())
	}
}

func nothingTold(t *testing.T, open func(*testing.T) seal.KeyProvider) {
	p := open(t)
	b := wrapped(t, p)
	b[len(b)-1] ^= 1
	_, err := p.Unwrap(t.Context(), b, whose)
	if err == nil || strings.Contains(err.Error(), string(plain)) || strings.Contains(err.Error(), string(whose)) {
		t.Errorf("Unwrap() of a damaged key tells too much: %v", err)
	}
}

func argumentsUntouched(t *testing.T, open func(*testing.T) seal.KeyProvider) {
	p := open(t)
	text, of := bytes.Clone(plain), bytes.Clone(whose)
	b, err := p.Wrap(t.Context(), text, of)
	if err != nil {
		t.Fatal(err)
	}
	kept := bytes.Clone(b)
	if _, err := p.Unwrap(t.Context(), b, of); err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(text, plain) || !bytes.Equal(of, whose) || !bytes.Equal(b, kept) {
		t.Error("Wrap() or Unwrap() changed its arguments")
	}
}

func concurrent(t *testing.T, open func(*testing.T) seal.KeyProvider) {
	p := open(t)
	done := make(chan error)
	const callers = 4
	for range callers {
		go func() {
			b, err := p.Wrap(t.Context(), plain, whose)
			if err == nil {
				_, err = p.Unwrap(t.Context(), b, whose)
			}
			done <- err
		}()
	}
	for range callers {
		if err := <-done; err != nil {
			t.Error(err)
		}
	}
}

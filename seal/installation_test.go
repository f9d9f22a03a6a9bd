package seal_test

import (
	"bytes"
	"testing"

	"github.com/google/uuid"

	"orderveil/seal"
)

func installation(t *testing.T, f *fixture) *seal.InstallationKeys {
	t.Helper()
	keys, err := f.ring.Installation(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return keys
}

func TestInstallationKeysAreMadeAndUnwrappedOnce(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	one := installation(t, f)
	unwraps := f.provider.Unwraps.Load()
	if installation(t, f) != one || f.provider.Unwraps.Load() != unwraps {
		t.Error("Installation() unwraps again")
	}
	f.restart()
	if !bytes.Equal(installation(t, f).Locator("1001"), one.Locator("1001")) {
		t.Error("Locator() differs after a restart")
	}
}

func TestLocatorTellsNumbersAndInstallationsApart(t *testing.T) {
	t.Parallel()
	keys, others := installation(t, newFixture(t)), installation(t, newFixture(t))
	one := keys.Locator("1001")
	if len(one) != 16 || !bytes.Equal(one, keys.Locator("1001")) {
		t.Errorf("Locator() = %d bytes or not stable, want 16", len(one))
	}
	if bytes.Equal(one, keys.Locator("1002")) || bytes.Equal(one, others.Locator("1001")) {
		t.Error("Locator() meets another number's or installation's")
	}
}

func TestPlacementsAndCursorsOpenForWhomTheyWereSealed(t *testing.T) {
	t.Parallel()
	keys := installation(t, newFixture(t))
	me, you := uuid.New(), uuid.New()
	plain := []byte("a password")
	placement, err := keys.SealPlacement(me, plain)
	if err != nil {
		t.Fatal(err)
	}
	cursor, err := keys.SealCursor(me[:], plain)
	if err != nil {
		t.Fatal(err)
	}
	open := map[string]func() ([]byte, error){
		"placement of another account": func() ([]byte, error) { return keys.OpenPlacement(you, placement) },
		"cursor of another viewer":     func() ([]byte, error) { return keys.OpenCursor(you[:], cursor) },
		"cursor as a placement":        func() ([]byte, error) { return keys.OpenPlacement(me, cursor) },
		"placement as a cursor":        func() ([]byte, error) { return keys.OpenCursor(me[:], placement) },
		"changed cursor":               func() ([]byte, error) { return keys.OpenCursor(me[:], append([]byte{0}, cursor...)) },
		"empty cursor":                 func() ([]byte, error) { return keys.OpenCursor(me[:], nil) },
	}
	for name, open := range open {
		if _, err := open(); err != seal.ErrSealBroken {
			t.Errorf("%s = %v, want ErrSealBroken", name, err)
		}
	}
	if got, err := keys.OpenPlacement(me, placement); err != nil || !bytes.Equal(got, plain) {
		t.Errorf("OpenPlacement() = %v, or other bytes", err)
	}
	if got, err := keys.OpenCursor(me[:], cursor); err != nil || !bytes.Equal(got, plain) {
		t.Errorf("OpenCursor() = %v, or other bytes", err)
	}
}

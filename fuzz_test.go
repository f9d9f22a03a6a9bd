package orderveil_test

import (
	"testing"
	"unicode/utf8"

	"orderveil"
)

// Whatever somebody types as an order number has one normal form, which is its own.
func FuzzNormalNumber(f *testing.F) {
	for _, seed := range []string{"C000000001", " c-000 000 001", "", "\x00", "Ｃ１２", "İ", "ß-1", "\xff\xfe"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		normal := orderveil.NormalNumber(text)
		if again := orderveil.NormalNumber(normal); again != normal {
			t.Errorf("%q becomes %q and then %q", text, normal, again)
		}
		if utf8.ValidString(text) && !utf8.ValidString(normal) {
			t.Errorf("%q becomes no text", text)
		}
	})
}

// Whatever is taken as a network is written the same way again.
func FuzzParseNetwork(f *testing.F) {
	for _, seed := range []string{"192.0.2.0/24", "2001:db8::/32", "::ffff:192.0.2.1", "fe80::1%eth0", "1.2.3.4/99"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		p, err := orderveil.ParseNetwork(text)
		if err != nil {
			return
		}
		if again, err := orderveil.ParseNetwork(p.String()); err != nil || again != p || !p.Contains(p.Addr()) {
			t.Errorf("%q is %v and then %v, %v", text, p, again, err)
		}
	})
}

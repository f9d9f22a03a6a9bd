package bol_test

import (
	"strings"
	"testing"
	"unicode"

	"orderveil/connectors/bol"
)

func TestSplitHouseNumber(t *testing.T) {
	t.Parallel()
	for text, want := range map[string][2]string{
		"12":            {"12", ""},
		"3HS":           {"3", "HS"},
		"22-2":          {"22", "2"},
		"22 - 2":        {"22", "2"},
		"12 bus 4":      {"12", "bus 4"},
		"12 boîte 4":    {"12", "boîte 4"},
		"107-II":        {"107", "II"},
		"14bis":         {"14", "bis"},
		"5/3":           {"5", "3"},
		" 8 a ":         {"8", "a"},
		"1½":            {"1", "½"},
		"007":           {"007", ""},
		"12-":           {"12-", ""},
		"bus 4":         {"bus 4", ""},
		"t/o 12":        {"t/o 12", ""},
		"-3":            {"-3", ""},
		"":              {"", ""},
		"10-12 hoog re": {"10", "12 hoog re"},
	} {
		if number, addition := bol.SplitHouseNumber(text); number != want[0] || addition != want[1] {
			t.Errorf("SplitHouseNumber(%q) = %q, %q, want %q, %q", text, number, addition, want[0], want[1])
		}
	}
}

func FuzzSplitHouseNumber(f *testing.F) {
	for _, text := range []string{"12", "3HS", "22-2", "12 bus 4", "bus 4", "12-", "٣HS", "1\xff"} {
		f.Add(text)
	}
	letters := func(s string) string {
		return strings.Map(func(r rune) rune {
			if strings.ContainsRune(" \t-/,.", r) || unicode.IsSpace(r) {
				return -1
			}
			return r
		}, s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		number, addition := bol.SplitHouseNumber(text)
		if letters(number+addition) != letters(text) {
			t.Errorf("SplitHouseNumber(%q) = %q, %q: text is lost", text, number, addition)
		}
		if addition != "" && strings.Trim(number, "0123456789") != "" {
			t.Errorf("SplitHouseNumber(%q) = %q, %q: the number has more than digits", text, number, addition)
		}
		if n, a := bol.SplitHouseNumber(number); addition != "" && (n != number || a != "") {
			t.Errorf("SplitHouseNumber(%q) is not stable", text)
		}
	})
}

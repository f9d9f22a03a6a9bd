package seal_test

import (
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"orderveil/personal"
)

// around is what a value takes besides the padded text: header, nonce and tag.
const around = 5 + 12 + 16

var blocks = map[personal.Category]int{
	personal.Name: 64, personal.Address: 128, personal.Email: 64, personal.Phone: 32,
	personal.TaxID: 32, personal.Delivery: 128, personal.Note: 64,
}

func TestLengthsAreWholeBlocks(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	sealer := f.sealer(t, f.day)
	rapid.Check(t, func(t *rapid.T) {
		r := records().Draw(t, "record")
		v, err := sealer.Seal(here, f.day, r)
		if err != nil {
			t.Fatal(err)
		}
		if n := len(v.Bytes()) - around; !r.Empty() && n%blocks[r.Category()] != 0 {
			t.Fatalf("%v: %d bytes of padded text, want a multiple of %d", r.Category(), n, blocks[r.Category()])
		}
	})
}

// The texts' edges: one byte less than a block still has room for the padding.
func TestTextOfAWholeBlockTakesAnother(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	for _, c := range []struct{ text, blocks int }{{1, 1}, {61, 1}, {62, 2}, {63, 2}, {125, 2}, {126, 3}} {
		r := personal.NewRecord(personal.Email).With(personal.EmailAddress, strings.Repeat("x", c.text))
		if n := len(f.seal(t, here, r).Bytes()) - around; n != 64*c.blocks {
			t.Errorf("a text of %d bytes is padded to %d, want %d", c.text, n, 64*c.blocks)
		}
	}
}

func TestLengthsDoNotTellNamesApart(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	sealer := f.sealer(t, f.day)
	lengths := map[int]int{}
	for i := range 10_000 {
		v, err := sealer.Seal(here, f.day, fakeName(i))
		if err != nil {
			t.Fatal(err)
		}
		lengths[len(v.Bytes())]++
	}
	if len(lengths) > 2 || lengths[64+around] < 9_000 {
		t.Errorf("10,000 names have lengths %v, want at most 2 and nearly all in one block", lengths)
	}
}

// fakeName makes up the i-th of 10,000 names, from "Bo Li" to double names with a
// company.
func fakeName(i int) personal.Record {
	first := []string{"Bo", "Anne", "Jan-Willem", "Łukasz", "Nguyễn Thị", "Maximiliaan", "Zoë", "Çağla", "Ed", "Annemarie"}
	middle := []string{"", "de ", "van der ", "van den ", "von ", "el ", "op 't ", "ter ", "di ", "in 't "}
	last := []string{"Li", "Testink", "Bakker-Proefstra", "Öztürk", "Steenbergen", "Ó Briain", "Wójcik", "Smit", "Vandenbroucke", "Ng"}
	r := personal.NewRecord(personal.Name).
		With(personal.FirstName, first[i%10]).
		With(personal.LastName, middle[i/10%10]+last[i/100%10])
	if i/1000 == 7 {
		r = r.With(personal.Company, fmt.Sprintf("Proefbedrijf %d B.V.", i%100))
	}
	return r
}

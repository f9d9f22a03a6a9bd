package seal_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/uuid"
	"github.com/tink-crypto/tink-go/v2/aead"
	"github.com/tink-crypto/tink-go/v2/aead/aesgcm"
	"github.com/tink-crypto/tink-go/v2/insecuresecretdataaccess"
	"github.com/tink-crypto/tink-go/v2/keyset"
	"github.com/tink-crypto/tink-go/v2/prf/hmacprf"
	"github.com/tink-crypto/tink-go/v2/tink"
	"google.golang.org/protobuf/encoding/protowire"

	"orderveil"
	"orderveil/personal"
	"orderveil/seal"
	"orderveil/seal/kms"
	"orderveil/seal/sealtest"
)

var makeVectors = flag.Bool("make-vectors", false, "draw new keys and write testdata/vectors.json; only for a new version of the layout")

func TestMakeVectors(t *testing.T) {
	if !*makeVectors {
		t.Skip("the vectors stay as they are")
	}
	v := drawKeys(t)
	v.About = "Vectors of layout version 1. They never change; the keys and names are made up."
	v.addGood(t)
	v.addBad(t)
	v.addIndexes(t)
	plain := []byte("a client secret")
	sealed, err := v.keys(t).SealOwn(t.Context(), v.place("credentials"), plain)
	if err != nil {
		t.Fatal(err)
	}
	v.Own = []ownVector{{"credentials", plain, sealed}}
	text, err := json.MarshalIndent(v, "", "\t")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join("testdata", "vectors.json"), append(text, '\n'), 0o644); err != nil {
		t.Fatal(err)
	}
}

// drawKeys makes keys through the door, and takes them apart with Tink alone.
func drawKeys(t *testing.T) vectors {
	t.Helper()
	path := filepath.Join(t.TempDir(), "key")
	file, err := kms.CreateFile(path)
	if err != nil {
		t.Fatal(err)
	}
	text, _ := os.ReadFile(path)
	v := vectors{
		KeyFile: string(text), Day: orderveil.DateOf(start) + 28, Table: here.Table, Row: here.Row,
		Account: uuid.MustParse("018f0000-0000-7000-8000-0000000000aa"),
	}
	store := sealtest.NewStore()
	keys := seal.NewKeyring(file, store, (&clock{now: start}).Now).Account(v.Account)
	if err := keys.Create(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, err := keys.Sealer(t.Context(), []orderveil.Date{v.Day}); err != nil {
		t.Fatal(err)
	}
	v.AccountKey, _ = store.AccountKey(t.Context(), v.Account)
	days, _ := store.DayKeys(t.Context(), v.Account, nil)
	v.DayKey = days[v.Day]

	own, err := aead.New(unwrapped(t, v.AccountKey, fileAEAD{t, file}, keyOwner("account", v.Account[:])))
	if err != nil {
		t.Fatal(err)
	}
	dayOwner := keyOwner("day", append(v.Account[:], 0, 0, byte(v.Day>>8), byte(v.Day)))
	_, _, n := protowire.ConsumeTag(v.DayKey)
	values, m := protowire.ConsumeBytes(v.DayKey[n:])
	_, _, k := protowire.ConsumeTag(v.DayKey[n+m:])
	indexes, _ := protowire.ConsumeBytes(v.DayKey[n+m+k:])
	value, _ := unwrapped(t, values, own, append(dayOwner, 0)).Primary()
	index, _ := unwrapped(t, indexes, own, append(dayOwner, 1)).Primary()
	v.ValueKey = value.Key().(*aesgcm.Key).KeyBytes().Data(insecuresecretdataaccess.Token{})
	v.IndexKey = index.Key().(*hmacprf.Key).KeyBytes().Data(insecuresecretdataaccess.Token{})
	return v
}

func keyOwner(kind string, id []byte) []byte {
	text := "orderveil " + kind + " key v1"
	return append(append([]byte{0, byte(len(text))}, text...), id...)
}

func unwrapped(t *testing.T, wrapped []byte, with tink.AEAD, owner []byte) *keyset.Handle {
	t.Helper()
	h, err := keyset.ReadWithAssociatedData(keyset.NewBinaryReader(bytes.NewReader(wrapped)), with, owner)
	if err != nil {
		t.Fatal(err)
	}
	return h
}

type fileAEAD struct {
	t    *testing.T
	file *kms.File
}

func (f fileAEAD) Encrypt(plain, ad []byte) ([]byte, error) {
	return f.file.Wrap(f.t.Context(), plain, ad)
}

func (f fileAEAD) Decrypt(b, ad []byte) ([]byte, error) { return f.file.Unwrap(f.t.Context(), b, ad) }

func vectorNonce(n int) []byte { return append(make([]byte, 11), byte(n)) }

// wire writes fields in protobuf's wire format.
func wire(fields ...any) (b []byte) {
	for i := 0; i < len(fields); i += 2 {
		b = protowire.AppendTag(b, protowire.Number(fields[i].(int)), protowire.BytesType)
		b = protowire.AppendString(b, fields[i+1].(string))
	}
	return b
}

func padded(b []byte, block int) []byte {
	b = append(bytes.Clone(b), 0x80)
	for len(b)%block != 0 {
		b = append(b, 0)
	}
	return b
}

func (v *vectors) addGood(t *testing.T) {
	long := strings.Repeat("lang ", 40)
	for i, c := range []struct {
		column string
		c      personal.Category
		fields map[string]string
		plain  []byte
	}{
		{"name", personal.Name, map[string]string{"salutation": "mw.", "firstName": "Annelies", "lastName": "van der Testink", "company": "Proef B.V."}, wire(1, "mw.", 2, "Annelies", 3, "van der Testink", 4, "Proef B.V.")},
		{"name_short", personal.Name, map[string]string{"lastName": "Li"}, wire(3, "Li")},
		{"name_unicode", personal.Name, map[string]string{"firstName": "Zoë", "lastName": "山田 🙂"}, wire(2, "Zoë", 3, "山田 🙂")},
		{"address", personal.Address, map[string]string{"street": "Teststraat", "houseNumber": "12", "houseNumberAddition": "b", "postcode": "1234AB", "city": "Teststad", "region": "Noord", "streetOriginal": "Teststraat 12b"},
			wire(1, "Teststraat", 2, "12", 3, "b", 4, "1234AB", 5, "Teststad", 6, "Noord", 7, "Teststraat 12b")},
		{"email", personal.Email, map[string]string{"email": "someone@example.test"}, wire(1, "someone@example.test")},
		{"email_whole_block", personal.Email, map[string]string{"email": strings.Repeat("x", 62)}, wire(1, strings.Repeat("x", 62))},
		{"phone", personal.Phone, map[string]string{"phone": "+31612345678"}, wire(1, "+31612345678")},
		{"tax_id", personal.TaxID, map[string]string{"taxId": "NL000000000B00", "chamberOfCommerce": "00000000"}, wire(1, "NL000000000B00", 2, "00000000")},
		{"pickup", personal.Delivery, map[string]string{"trackingCode": "3STEST", "trackingUrl": "https://track.example.test/3STEST", "pickupPoint": "Testwinkel"}, wire(1, "3STEST", 2, "https://track.example.test/3STEST", 3, "Testwinkel")},
		{"note", personal.Note, map[string]string{"addressNote": long, "orderReference": "voor Test"}, wire(1, long, 2, "voor Test")},
	} {
		plain := padded(c.plain, blocks[c.c])
		nonce := vectorNonce(i)
		v.Good = append(v.Good, goodVector{c.column, c.c.String(), c.fields, nonce, plain, v.sealPlain(t, c.column, nonce, plain)})
	}
}

func (v *vectors) addBad(t *testing.T) {
	next := len(v.Good)
	sealed := func(plain []byte) []byte {
		next++
		return v.sealPlain(t, "name", vectorNonce(next), plain)
	}
	text := func(why string, b []byte) { v.bad(why, sealed(padded(b, 64))) }

	text("no field at all", nil)
	text("an empty string: an absent field is left out", wire(1, ""))
	text("field number 5, which the category does not have", wire(5, "x"))
	text("field number 8, which no category has", wire(8, "x"))
	text("fields in descending order", wire(2, "x", 1, "y"))
	text("a field twice", wire(1, "x", 1, "x"))
	text("a varint where a string belongs", protowire.AppendVarint(protowire.AppendTag(nil, 1, protowire.VarintType), 7))
	text("a string behind the tag of a varint", []byte{0x08, 0x01, 'x'})
	text("a string behind the tag of eight bytes", []byte{0x09, 0x01, 'x'})
	text("a string behind the tag of four bytes", []byte{0x0d, 0x01, 'x'})
	text("a group where a string belongs", protowire.AppendTag(nil, 1, protowire.StartGroupType))
	text("field number zero", []byte{0x02, 0x01, 'x'})
	text("a tag in more bytes than it takes", []byte{0x8a, 0x00, 0x01, 'x'})
	text("a length in more bytes than it takes", []byte{0x0a, 0x81, 0x00, 'x'})
	text("a length beyond the end", []byte{0x0a, 0x7f, 'x'})
	text("a length that does not fit 64 bits", append([]byte{0x0a}, bytes.Repeat([]byte{0xff}, 11)...))
	text("a length of 2^64-1", append(append([]byte{0x0a}, bytes.Repeat([]byte{0xff}, 9)...), 0x01))
	text("a tag that breaks off", []byte{0x8a})
	text("text that is not UTF-8", wire(1, "x\xff"))
	text("half of a surrogate pair in UTF-8", wire(1, "\xed\xa0\x80"))
	text("a byte after the last field", append(wire(1, "x"), 0x01))
	v.addBadPadding(sealed)
	v.addBadBytes()
}

func (v *vectors) bad(why string, b []byte) {
	v.Bad = append(v.Bad, badVector{why, "name", "NAME", b})
}

func (v *vectors) addBadPadding(sealed func([]byte) []byte) {
	bad := v.bad
	bad("no padding: a text that fills its block", sealed(wire(1, strings.Repeat("x", 62))))
	bad("padding without its first byte", sealed(append(wire(1, strings.Repeat("x", 60)), 0, 0)))
	bad("no padding: the last byte is not 0x80 or zero", sealed(bytes.Repeat([]byte{0x0a}, 64)))
	bad("padding of zeros alone", sealed(make([]byte, 64)))
	bad("a text that does not fill a block", sealed(padded(wire(1, "x"), 32)))
	bad("a block of padding too many", sealed(append(padded(wire(1, "x"), 64), make([]byte, 64)...)))
	bad("padding of a block and one byte", sealed(append(padded(wire(1, strings.Repeat("x", 61)), 64), make([]byte, 64)...)))
	bad("no text at all: no padding either", sealed(nil))
}

func (v *vectors) addBadBytes() {
	bad, good := v.bad, v.Good[0].Sealed
	changed := func(at int, to byte) []byte {
		b := bytes.Clone(good)
		b[at] = to
		return b
	}
	bad("version 0", changed(0, 0))
	bad("version 2, which does not exist", changed(0, 2))
	bad("a changed nonce", changed(5, good[5]^1))
	bad("a changed ciphertext", changed(17, good[17]^1))
	bad("a changed tag", changed(len(good)-1, good[len(good)-1]^1))
	bad("a tag cut short", good[:len(good)-1])
	bad("a byte after the tag", append(bytes.Clone(good), 0))
	bad("the header alone", good[:5])
	bad("nothing", nil)
	bad("the header missing", good[5:])
	v.Bad = append(v.Bad,
		badVector{"a value that was moved here from the column name", "email", "NAME", good},
		badVector{"a value of another category, with a wider block", "name", "ADDRESS", good},
		badVector{"a value of another category, with a narrower block that fits", "name", "PHONE", good},
	)
}

func (v *vectors) addIndexes(t *testing.T) {
	sealer, err := v.keys(t).Sealer(t.Context(), []orderveil.Date{v.Day})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []indexVector{
		{Column: "email_index", Normal: "someone@example.test"}, {Column: "phone_index", Normal: "+31612345678"},
		{Column: "postcode_index", Normal: "1234AB"}, {Column: "address_index", Normal: "1234AB 12B"},
	} {
		c.Index, _ = sealer.Index(c.Column, v.Day, c.Normal)
		v.Indexes = append(v.Indexes, c)
	}
}

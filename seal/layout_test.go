package seal_test

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/uuid"

	"orderveil"
	"orderveil/personal"
	"orderveil/seal"
	"orderveil/seal/kms"
	"orderveil/seal/sealtest"
)

// The vectors fix the layout for good: what they hold must open as long as Orderveil
// exists. A value that ought to fail says why in words.
type vectors struct {
	About      string
	KeyFile    string // the key-encryption key, as its file holds it
	Account    uuid.UUID
	AccountKey hexadecimal // wrapped by the key file
	Day        orderveil.Date
	DayKey     hexadecimal // wrapped by the account key
	ValueKey   hexadecimal // what is in the day key: AES-256
	IndexKey   hexadecimal // and HMAC-SHA-256
	Table      string
	Row        uuid.UUID
	Good       []goodVector
	Bad        []badVector
	Indexes    []indexVector
	Own        []ownVector
}

type goodVector struct {
	Column, Category string
	Fields           map[string]string
	Nonce, Plain     hexadecimal // Plain is the padded text
	Sealed           hexadecimal
}

type badVector struct {
	Why              string
	Column, Category string
	Sealed           hexadecimal
}

type indexVector struct {
	Column, Normal string
	Index          hexadecimal
}

type ownVector struct {
	Column        string
	Plain, Sealed hexadecimal
}

type hexadecimal []byte

func (h hexadecimal) MarshalText() ([]byte, error) { return []byte(hex.EncodeToString(h)), nil }

func (h *hexadecimal) UnmarshalText(text []byte) (err error) {
	*h, err = hex.DecodeString(string(text))
	return err
}

func readVectors(t testing.TB) (v vectors) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("testdata", "vectors.json"))
	if err != nil {
		t.Fatal(err)
	}
	d := json.NewDecoder(bytes.NewReader(text))
	d.DisallowUnknownFields()
	if err := d.Decode(&v); err != nil {
		t.Fatal(err)
	}
	if len(v.Good) == 0 || len(v.Bad) == 0 || len(v.Indexes) == 0 || len(v.Own) == 0 {
		t.Fatal("there are no vectors")
	}
	return v
}

// keys puts the vectors' keys in a keyring.
func (v vectors) keys(t testing.TB) *seal.AccountKeys {
	t.Helper()
	path := filepath.Join(t.TempDir(), "key")
	if err := os.WriteFile(path, []byte(v.KeyFile), 0o600); err != nil {
		t.Fatal(err)
	}
	file, err := kms.OpenFile(path)
	if err != nil {
		t.Fatal(err)
	}
	store := sealtest.NewStore()
	_, _ = store.PutAccountKey(t.Context(), v.Account, v.AccountKey)
	store.SetDayKey(v.Account, v.Day, v.DayKey)
	return seal.NewKeyring(file, store, (&clock{now: start}).Now).Account(v.Account)
}

func (v vectors) opener(t testing.TB) *seal.Opener {
	t.Helper()
	o, err := v.keys(t).Opener(t.Context(), []orderveil.Date{v.Day})
	if err != nil {
		t.Fatal(err)
	}
	return o
}

func (v vectors) place(column string) seal.Place {
	return seal.Place{Table: v.Table, Row: v.Row, Column: column}
}

func category(t testing.TB, name string) personal.Category {
	t.Helper()
	c, err := personal.ParseCategory(name)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestGoodVectorsOpen(t *testing.T) {
	t.Parallel()
	v := readVectors(t)
	opener := v.opener(t)
	for _, good := range v.Good {
		r, err := opener.Open(v.place(good.Column), category(t, good.Category), personal.Sealed(good.Sealed))
		if err != nil {
			t.Errorf("%s: Open() = %v", good.Column, err)
			continue
		}
		for _, f := range personal.Fields() {
			if r.Plain(f) != good.Fields[f.String()] {
				t.Errorf("%s: field %v is not what the vector says", good.Column, f)
			}
		}
	}
}

func TestBadVectorsAreBroken(t *testing.T) {
	t.Parallel()
	v := readVectors(t)
	opener := v.opener(t)
	for _, bad := range v.Bad {
		_, err := opener.Open(v.place(bad.Column), category(t, bad.Category), personal.Sealed(bad.Sealed))
		if err != seal.ErrSealBroken {
			t.Errorf("%s: Open() = %v, want ErrSealBroken", bad.Why, err)
		}
	}
}

func TestIndexVectorsAreComputed(t *testing.T) {
	t.Parallel()
	v := readVectors(t)
	sealer, err := v.keys(t).Sealer(t.Context(), []orderveil.Date{v.Day})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range v.Indexes {
		if got, err := sealer.Index(c.Column, v.Day, c.Normal); err != nil || !bytes.Equal(got, c.Index) {
			t.Errorf("Index(%s) = %x, %v, want %x", c.Column, got, err, c.Index)
		}
		h := hmac.New(sha256.New, v.IndexKey)
		h.Write([]byte(c.Column + "\x00" + c.Normal))
		if got := h.Sum(nil)[:16]; !bytes.Equal(got, c.Index) {
			t.Errorf("HMAC-SHA-256 by the written layout = %x, want %x", got, c.Index)
		}
	}
}

// The layout as it is written down, by the standard library alone.
func TestVectorsFollowTheWrittenLayout(t *testing.T) {
	t.Parallel()
	v := readVectors(t)
	for _, good := range v.Good {
		if got := v.sealPlain(t, good.Column, good.Nonce, good.Plain); !bytes.Equal(got, good.Sealed) {
			t.Errorf("%s: the written layout gives %x, want %x", good.Column, got, good.Sealed)
		}
	}
}

func TestOwnVectorsOpen(t *testing.T) {
	t.Parallel()
	v := readVectors(t)
	for _, c := range v.Own {
		got, err := v.keys(t).OpenOwn(t.Context(), v.place(c.Column), c.Sealed)
		if err != nil || !bytes.Equal(got, c.Plain) {
			t.Errorf("%s: OpenOwn() = %v, or other bytes", c.Column, err)
		}
	}
}

// sealPlain is the layout in full: see the text above the encoder.
func (v vectors) sealPlain(t testing.TB, column string, nonce, padded []byte) []byte {
	t.Helper()
	header, gcm, place := v.layout(t, column)
	return gcm.Seal(append(header, nonce...), nonce, padded, place)
}

// openPlain is its inverse.
func (v vectors) openPlain(t testing.TB, column string, sealed []byte) []byte {
	t.Helper()
	header, gcm, place := v.layout(t, column)
	nonce := sealed[len(header):][:12]
	padded, err := gcm.Open(nil, nonce, sealed[len(header)+12:], place)
	if err != nil {
		t.Fatal(err)
	}
	return padded
}

func (v vectors) layout(t testing.TB, column string) (header []byte, gcm cipher.AEAD, place []byte) {
	t.Helper()
	header = binary.BigEndian.AppendUint32([]byte{1}, uint32(v.Day))
	place = append(bytes.Clone(header), v.Account[:]...)
	place = binary.BigEndian.AppendUint16(place, uint16(len(v.Table)))
	place = append(append(place, v.Table...), v.Row[:]...)
	place = binary.BigEndian.AppendUint16(place, uint16(len(column)))
	place = append(place, column...)

	block, err := aes.NewCipher(v.ValueKey)
	if err != nil {
		t.Fatal(err)
	}
	if gcm, err = cipher.NewGCM(block); err != nil {
		t.Fatal(err)
	}
	return header, gcm, place
}

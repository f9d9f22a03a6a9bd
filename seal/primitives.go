package seal

import (
	"bytes"

	"github.com/tink-crypto/tink-go/v2/aead"
	"github.com/tink-crypto/tink-go/v2/keyset"
	"github.com/tink-crypto/tink-go/v2/prf"
	tinkpb "github.com/tink-crypto/tink-go/v2/proto/tink_go_proto"
	"github.com/tink-crypto/tink-go/v2/tink"
	"google.golang.org/protobuf/encoding/protowire"
)

// indexSize is the length of a blind index in bytes: long enough that two texts do
// not meet by chance, and nobody can check a guess without the key.
const indexSize = 16

// newAccountKey makes an account's key: AES-256-GCM under Tink's key ids, so that it
// can be rotated. It encrypts day keys and the account's own few things, far from
// the 2^32 messages that random 96-bit nonces allow.
func newAccountKey() (*keyset.Handle, error) { return keyset.NewHandle(accountKeyTemplate()) }

// accountKeyTemplate is also what a rotation adds to an account's key.
func accountKeyTemplate() *tinkpb.KeyTemplate { return aead.AES256GCMKeyTemplate() }

// newValueKey makes the half of a day's key that seals values: AES-256-GCM without
// Tink's prefix, because our header names the key. One account does not seal 2^32
// values to one day. (XAES-256-GCM would lift that limit and costs five times as
// much per value.)
func newValueKey() (*keyset.Handle, error) {
	return keyset.NewHandle(aead.AES256GCMNoPrefixKeyTemplate())
}

// newIndexKey makes the half of a day's key that computes blind indexes: HMAC-SHA-256
// as a pseudo-random function. Apart from the value key, so that neither tells
// anything about the other.
func newIndexKey() (*keyset.Handle, error) { return keyset.NewHandle(prf.HMACSHA256PRFKeyTemplate()) }

// wrap encrypts a keyset. The associated data binds it to its owner.
func wrap(h *keyset.Handle, with tink.AEAD, owner []byte) ([]byte, error) {
	var b bytes.Buffer
	if err := h.WriteWithAssociatedData(keyset.NewBinaryWriter(&b), with, owner); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

func unwrap(wrapped []byte, with tink.AEAD, owner []byte) (*keyset.Handle, error) {
	return keyset.ReadWithAssociatedData(keyset.NewBinaryReader(bytes.NewReader(wrapped)), with, owner)
}

// dayKey is the key of one account and day. It does not change once it is handed out.
type dayKey struct {
	values  tink.AEAD
	indexes *prf.Set

	again   bool // was made after the clock had gone back from the day
	wrapped []byte
	under   *accountKey // with which it was opened, or did not open
	err     error       // why it did not
}

// index separates column and text by a zero byte, which no column has.
func (k *dayKey) index(column, normal string) ([]byte, error) {
	if k.err != nil {
		return nil, k.err
	}
	return k.indexes.ComputePrimaryPRF([]byte(column+"\x00"+normal), indexSize)
}

// A wrapped day key is a protobuf message: 1 the value keyset, 2 the index keyset,
// each encrypted with the account key.

func newDayKey(with tink.AEAD, owner []byte) ([]byte, error) {
	var b []byte
	for i, make := range []func() (*keyset.Handle, error){newValueKey, newIndexKey} {
		h, err := make()
		if err != nil {
			return nil, err
		}
		wrapped, err := wrap(h, with, append(owner, byte(i)))
		if err != nil {
			return nil, err
		}
		b = appendHalf(b, i, wrapped)
	}
	return b, nil
}

func openDayKey(b []byte, with tink.AEAD, owner []byte) (*dayKey, error) {
	halves, err := splitDayKey(b)
	if err != nil {
		return nil, err
	}
	var handles [2]*keyset.Handle
	for i, wrapped := range halves {
		if handles[i], err = unwrap(wrapped, with, append(owner, byte(i))); err != nil {
			return nil, ErrSealBroken
		}
	}
	values, err := aead.New(handles[0])
	if err != nil {
		return nil, ErrSealBroken
	}
	indexes, err := prf.NewPRFSet(handles[1])
	if err != nil {
		return nil, ErrSealBroken
	}
	return &dayKey{values: values, indexes: indexes}, nil
}

// rewrapDayKey encrypts a day key anew with the account key's primary key.
func rewrapDayKey(b []byte, with tink.AEAD, owner []byte) ([]byte, error) {
	halves, err := splitDayKey(b)
	if err != nil {
		return nil, err
	}
	var fresh []byte
	for i, wrapped := range halves {
		h, err := unwrap(wrapped, with, append(owner, byte(i)))
		if err != nil {
			return nil, ErrSealBroken
		}
		if wrapped, err = wrap(h, with, append(owner, byte(i))); err != nil {
			return nil, err
		}
		fresh = appendHalf(fresh, i, wrapped)
	}
	return fresh, nil
}

// dayKeyUnder reports whether both halves of a day key are encrypted with one of the
// account key's keys.
func dayKeyUnder(b []byte, id uint32) bool {
	halves, err := splitDayKey(b)
	return err == nil && sealedUnder(inside(halves[0]), id) && sealedUnder(inside(halves[1]), id)
}

// inside is the ciphertext of a wrapped keyset.
func inside(wrapped []byte) []byte {
	encrypted, err := keyset.NewBinaryReader(bytes.NewReader(wrapped)).ReadEncrypted()
	if err != nil {
		return nil
	}
	return encrypted.GetEncryptedKeyset()
}

func appendHalf(b []byte, i int, wrapped []byte) []byte {
	return protowire.AppendBytes(protowire.AppendTag(b, protowire.Number(i+1), protowire.BytesType), wrapped)
}

func splitDayKey(b []byte) (halves [2][]byte, err error) {
	for i := range halves {
		number, kind, n := protowire.ConsumeTag(b)
		if n < 0 || number != protowire.Number(i+1) || kind != protowire.BytesType {
			return halves, ErrSealBroken
		}
		wrapped, m := protowire.ConsumeBytes(b[n:])
		if m < 0 {
			return halves, ErrSealBroken
		}
		halves[i], b = wrapped, b[n+m:]
	}
	if len(b) != 0 {
		return halves, ErrSealBroken
	}
	return halves, nil
}

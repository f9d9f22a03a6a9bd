package seal

import (
	"encoding/binary"
	"sync"

	"github.com/google/uuid"

	"orderveil"
	"orderveil/personal"
)

// A sealed value is, byte by byte:
//
//	1   version, 0x01
//	4   day, big endian: days since 1970-01-01, which names the key
//	12  nonce
//	n   AES-256-GCM ciphertext of the padded record
//	16  tag
//
// Its associated data is the first five bytes and the place:
//
//	5       version and day
//	16      account
//	2 + n   table, with its length in front
//	16      row
//	2 + n   column, with its length in front
//
// The lengths keep a table and a column from running into each other.
const (
	version    = 0x01
	headerSize = 5
	overhead   = 12 + 16
)

func header(day orderveil.Date) []byte {
	h := make([]byte, headerSize, headerSize+128+overhead)
	h[0] = version
	binary.BigEndian.PutUint32(h[1:], uint32(day))
	return h
}

// split takes a value apart. What we would not have written, it does not read.
func split(v personal.Value) (orderveil.Date, []byte, error) {
	b := v.Bytes()
	if len(b) <= headerSize+overhead || b[0] != version {
		return 0, nil, ErrSealBroken
	}
	return orderveil.Date(int32(binary.BigEndian.Uint32(b[1:headerSize]))), b[headerSize:], nil
}

// DayOf reads the day off a value without opening it.
func DayOf(v personal.Value) (orderveil.Date, error) {
	day, _, err := split(v)
	return day, err
}

// places are buffers for associated data, which is needed for one call and holds
// nothing secret.
var places = sync.Pool{New: func() any { b := make([]byte, 0, 128); return &b }}

func associated(ad, header []byte, account uuid.UUID, p Place) []byte {
	ad = append(ad, header...)
	ad = append(ad, account[:]...)
	ad = prefixed(ad, p.Table)
	ad = append(ad, p.Row[:]...)
	return prefixed(ad, p.Column)
}

func prefixed(b []byte, text string) []byte {
	b = binary.BigEndian.AppendUint16(b, uint16(len(text)))
	return append(b, text...)
}

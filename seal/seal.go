// Package seal turns personal records into ciphertext that dies on a day, and back.
//
// Keys form a tree: a key provider holds the key-encryption key, which wraps one
// key per account, which wraps one key per account and day, which seals values. A
// value is sealed to the day from which nobody may read it; on that day its key is
// destroyed, and the keyring refuses it even where it is not.
//
// Keys in memory do not live long: a key that was destroyed elsewhere stops opening
// within a minute, and a provider that does not answer is outlived for five. Both the
// provider's key and the accounts' keys can be changed while all goes on: see Rewrap
// and Rotator.
//
// A caller chooses what to seal, where it stands and until when. Algorithms, nonces
// and padding are not its business.
package seal

import (
	"errors"

	"github.com/google/uuid"

	"orderveil"
	"orderveil/personal"
)

var (
	// ErrSealBroken is the one error for a value that does not open: damaged, moved
	// to another place, sealed with another key, or not written by us.
	ErrSealBroken = errors.New("seal: the value does not open")
	// ErrKeyGone means that the value's day has come or its key was destroyed.
	ErrKeyGone = errors.New("seal: the key is gone")
	// ErrWrongKey means that the key provider cannot unwrap what is stored.
	ErrWrongKey = errors.New("seal: the key-encryption key does not fit the stored keys: start with the key file that this data was made with")
	// ErrKeyUnavailable means that the key provider does not answer, or not as it
	// should: what it holds may be readable again later.
	ErrKeyUnavailable = errors.New("seal: the key provider is not available")
)

// Place is where a sealed value stands. It is part of what the value is bound to: a
// value that was moved does not open.
type Place struct {
	Table  string
	Row    uuid.UUID
	Column string
}

// Sealer seals values of one account to the days it was made for. It is safe for
// concurrent use.
type Sealer struct {
	account  uuid.UUID
	days     map[orderveil.Date]*dayKey
	calendar *calendar
}

// Seal seals a record to a day. An empty record is an absent value. A day that has
// come, or that the Sealer was not made for, is ErrKeyGone. A text that is not valid
// UTF-8 is an orderveil.ErrInvalid: it would not open.
func (s *Sealer) Seal(p Place, day orderveil.Date, r personal.Record) (personal.Value, error) {
	if r.Empty() {
		return personal.Value{}, nil
	}
	key, err := s.key(day)
	if err != nil {
		return personal.Value{}, err
	}
	plain, ok := encode(r)
	if !ok {
		return personal.Value{}, orderveil.Invalidf("a text of category %v is not valid UTF-8", r.Category())
	}
	header, place := header(day), places.Get().(*[]byte)
	defer places.Put(place)
	*place = associated((*place)[:0], header, s.account, p)
	sealed, err := key.values.Encrypt(pad(plain, block(r.Category())), *place)
	if err != nil {
		return personal.Value{}, err
	}
	return personal.Sealed(append(header, sealed...)), nil
}

// Index is the blind index of a text in its normal form: 16 bytes that only the key
// of the account and day can make, different in every column. Of an empty text it is
// nil.
func (s *Sealer) Index(column string, day orderveil.Date, normal string) ([]byte, error) {
	if normal == "" {
		return nil, nil
	}
	key, err := s.key(day)
	if err != nil {
		return nil, err
	}
	return key.index(column, normal)
}

func (s *Sealer) key(day orderveil.Date) (*dayKey, error) {
	key := s.days[day]
	if key == nil || s.calendar.over(day, key.again) {
		return nil, ErrKeyGone
	}
	return key, key.err
}

// Opener opens values of one account that were sealed to the days it was made for.
// It needs no context: its keys are loaded. It is safe for concurrent use.
type Opener struct {
	account  uuid.UUID
	days     map[orderveil.Date]*dayKey
	calendar *calendar
}

// Open opens a value of a category. The value must stand where it was sealed.
func (o *Opener) Open(p Place, c personal.Category, v personal.Value) (personal.Record, error) {
	day, sealed, err := split(v)
	if err != nil {
		return personal.Record{}, err
	}
	key := o.days[day]
	if key == nil || o.calendar.over(day, key.again) {
		return personal.Record{}, ErrKeyGone
	}
	if key.err != nil {
		return personal.Record{}, key.err
	}
	place := places.Get().(*[]byte)
	*place = associated((*place)[:0], v.Bytes()[:headerSize], o.account, p)
	padded, err := key.values.Decrypt(sealed, *place)
	places.Put(place)
	if err != nil {
		return personal.Record{}, ErrSealBroken
	}
	plain, err := unpad(padded, block(c))
	if err != nil {
		return personal.Record{}, err
	}
	return decode(c, plain)
}

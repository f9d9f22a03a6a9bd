package seal

import (
	"context"
	"encoding/binary"

	"github.com/google/uuid"
	"github.com/tink-crypto/tink-go/v2/tink"
)

// What SealOwn writes is Tink's own layout, whose first byte is its version and whose
// next four name the key within the account's keyset:
//
//	1   version, 0x01
//	4   key id, big endian
//	12  nonce
//	n   AES-256-GCM ciphertext
//	16  tag
//
// Its associated data is a text that no other use has, with its length in front, then
// account, table, row and column as of a value.

// SealOwn seals something of the account's own, such as credentials: it lives as
// long as the account does.
func (a *AccountKeys) SealOwn(ctx context.Context, p Place, plaintext []byte) ([]byte, error) {
	own, err := a.ownKey(ctx)
	if err != nil {
		return nil, err
	}
	return own.Encrypt(plaintext, ownPlace(a.account, p))
}

// OpenOwn opens what SealOwn sealed, where it was sealed.
func (a *AccountKeys) OpenOwn(ctx context.Context, p Place, sealed []byte) ([]byte, error) {
	own, err := a.ownKey(ctx)
	if err != nil {
		return nil, err
	}
	plain, err := own.Decrypt(sealed, ownPlace(a.account, p))
	if err != nil {
		return nil, ErrSealBroken
	}
	return plain, nil
}

// Resealer seals anew what SealOwn sealed before an account's key was rotated. It has the
// key as the rotation has it, and not as some node still may have it in memory.
type Resealer struct {
	account uuid.UUID
	own     tink.AEAD
	primary uint32
}

// Reseal seals something anew with the account's newest key. It reports false, and gives
// back what it got, where there is nothing to do.
func (r *Resealer) Reseal(p Place, sealed []byte) (fresh []byte, changed bool, err error) {
	if sealedUnder(sealed, r.primary) {
		return sealed, false, nil
	}
	plain, err := r.own.Decrypt(sealed, ownPlace(r.account, p))
	if err != nil {
		return sealed, false, ErrSealBroken
	}
	fresh, err = r.own.Encrypt(plain, ownPlace(r.account, p))
	return fresh, err == nil, err
}

// sealedUnder reads off Tink's layout whether a key sealed something.
func sealedUnder(sealed []byte, id uint32) bool {
	return len(sealed) > 5 && sealed[0] == 0x01 && binary.BigEndian.Uint32(sealed[1:]) == id
}

func (a *AccountKeys) ownKey(ctx context.Context) (*accountKey, error) {
	if err := a.turn.take(ctx); err != nil {
		return nil, err
	}
	defer a.turn.give()
	if err := a.ready(ctx); err != nil {
		return nil, err
	}
	return a.key, nil
}

// ownPlace differs from every wrapped key's owner: its first text is another.
func ownPlace(account uuid.UUID, p Place) []byte {
	return associated(prefixed(nil, "orderveil own v1"), nil, account, p)
}

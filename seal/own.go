package seal

import (
	"context"
	"encoding/binary"
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
	return own.Encrypt(plaintext, a.ownPlace(p))
}

// OpenOwn opens what SealOwn sealed, where it was sealed.
func (a *AccountKeys) OpenOwn(ctx context.Context, p Place, sealed []byte) ([]byte, error) {
	own, err := a.ownKey(ctx)
	if err != nil {
		return nil, err
	}
	plain, err := own.Decrypt(sealed, a.ownPlace(p))
	if err != nil {
		return nil, ErrSealBroken
	}
	return plain, nil
}

// ResealOwn seals anew what SealOwn sealed before the account's key was rotated. It
// reports false, and gives back what it got, where there is nothing to do.
func (a *AccountKeys) ResealOwn(ctx context.Context, p Place, sealed []byte) ([]byte, bool, error) {
	own, err := a.ownKey(ctx)
	if err != nil || sealedUnder(sealed, own.handle.KeysetInfo().GetPrimaryKeyId()) {
		return sealed, false, err
	}
	plain, err := own.Decrypt(sealed, a.ownPlace(p))
	if err != nil {
		return sealed, false, ErrSealBroken
	}
	fresh, err := own.Encrypt(plain, a.ownPlace(p))
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
func (a *AccountKeys) ownPlace(p Place) []byte {
	return associated(prefixed(nil, "orderveil own v1"), nil, a.account, p)
}

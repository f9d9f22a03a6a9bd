package seal

import (
	"context"
	"fmt"

	"github.com/google/uuid"
	"github.com/tink-crypto/tink-go/v2/aead"
	"github.com/tink-crypto/tink-go/v2/keyset"
	"github.com/tink-crypto/tink-go/v2/prf"
	"github.com/tink-crypto/tink-go/v2/tink"
)

// InstallationKeys are the installation's own keys. No customer data is sealed with
// them, so that they are unwrapped once, when the program starts, and stay: an order is
// found and a list goes on also while the key provider does not answer.
type InstallationKeys struct {
	locators  *prf.Set
	placement tink.AEAD
	cursors   tink.AEAD
	signing   *signing
}

// Installation returns the installation's keys: it makes them on the first start, and
// unwraps them once. A provider that does not fit is ErrWrongKey.
func (k *Keyring) Installation(ctx context.Context) (*InstallationKeys, error) {
	if err := k.turn.take(ctx); err != nil {
		return nil, err
	}
	defer k.turn.give()
	if k.installation != nil {
		return k.installation, nil
	}
	keys, err := k.openInstallation(ctx)
	if err != nil {
		return nil, err
	}
	k.installation = keys
	return keys, nil
}

// openInstallation opens the four keys. Their names are stored and never change.
func (k *Keyring) openInstallation(ctx context.Context) (*InstallationKeys, error) {
	keys := &InstallationKeys{}
	h, err := k.installationKey(ctx, "locator", newIndexKey)
	if err != nil {
		return nil, err
	}
	if keys.locators, err = prf.NewPRFSet(h); err != nil {
		return nil, ErrSealBroken
	}
	if h, err = k.installationKey(ctx, "signing", newSigningKey); err != nil {
		return nil, err
	}
	if keys.signing, err = openSigningKey(h); err != nil {
		return nil, err
	}
	for name, to := range map[string]*tink.AEAD{"placement": &keys.placement, "cursor": &keys.cursors} {
		if h, err = k.installationKey(ctx, name, newAccountKey); err != nil {
			return nil, err
		}
		if *to, err = aead.New(h); err != nil {
			return nil, ErrSealBroken
		}
	}
	return keys, nil
}

func (k *Keyring) installationKey(ctx context.Context, name string, create func() (*keyset.Handle, error)) (*keyset.Handle, error) {
	whose := owner("installation", []byte(name))
	wrapped, err := k.store.InstallationKey(ctx, name)
	if isAbsent(err) {
		h, err := create()
		if err != nil {
			return nil, err
		}
		fresh, err := k.wrapWith(ctx, h, whose)
		if err != nil {
			return nil, err
		}
		if wrapped, err = k.store.PutInstallationKey(ctx, name, fresh); err != nil {
			return nil, err
		}
	} else if err != nil {
		return nil, err
	}
	h, err := k.unwrapWith(ctx, wrapped, whose)
	if err != nil {
		return nil, fmt.Errorf("seal: unwrap the %s key: %w", name, err)
	}
	return h, nil
}

// Locator is the keyed hash under which an order number stands in the catalog.
func (i *InstallationKeys) Locator(normalNumber string) []byte {
	hash, err := i.locators.ComputePrimaryPRF([]byte(normalNumber), indexSize)
	if err != nil {
		panic(err) // the length is ours
	}
	return hash
}

// SealPlacement seals the password of an account's database.
func (i *InstallationKeys) SealPlacement(account uuid.UUID, password []byte) ([]byte, error) {
	return i.placement.Encrypt(password, account[:])
}

// OpenPlacement opens what SealPlacement sealed for the same account.
func (i *InstallationKeys) OpenPlacement(account uuid.UUID, sealed []byte) ([]byte, error) {
	plain, err := i.placement.Decrypt(sealed, account[:])
	if err != nil {
		return nil, ErrSealBroken
	}
	return plain, nil
}

// SealCursor seals a place in a list for whom the context names.
func (i *InstallationKeys) SealCursor(whose, place []byte) ([]byte, error) {
	return i.cursors.Encrypt(place, whose)
}

// OpenCursor opens what SealCursor sealed for the same viewer.
func (i *InstallationKeys) OpenCursor(whose, sealed []byte) ([]byte, error) {
	place, err := i.cursors.Decrypt(sealed, whose)
	if err != nil {
		return nil, ErrSealBroken
	}
	return place, nil
}

// Keyed is a keyed hash of something for a purpose, 32 bytes: different for every purpose,
// and no locator, since no order number has a zero byte.
func (i *InstallationKeys) Keyed(purpose string, data []byte) []byte {
	hash, err := i.locators.ComputePrimaryPRF(append([]byte(purpose+"\x00"), data...), 32)
	if err != nil {
		panic(err) // the length is ours
	}
	return hash
}

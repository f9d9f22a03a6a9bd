package seal

import (
	"crypto/ed25519"

	"github.com/tink-crypto/tink-go/v2/keyset"
	"github.com/tink-crypto/tink-go/v2/signature"
	tinkkey "github.com/tink-crypto/tink-go/v2/signature/ed25519"
	"github.com/tink-crypto/tink-go/v2/tink"
)

// signing is the installation's key for receipts and certificates: Ed25519 without
// Tink's prefix, so that anything that knows Ed25519 can check a signature.
type signing struct {
	signer tink.Signer
	public ed25519.PublicKey
}

func newSigningKey() (*keyset.Handle, error) {
	return keyset.NewHandle(signature.ED25519KeyWithoutPrefixTemplate())
}

func openSigningKey(h *keyset.Handle) (*signing, error) {
	signer, err := signature.NewSigner(h)
	if err != nil {
		return nil, ErrSealBroken
	}
	public, err := h.Public()
	if err != nil {
		return nil, ErrSealBroken
	}
	primary, err := public.Primary()
	if err != nil {
		return nil, ErrSealBroken
	}
	key, ok := primary.Key().(*tinkkey.PublicKey)
	if !ok {
		return nil, ErrSealBroken
	}
	return &signing{signer: signer, public: key.KeyBytes()}, nil
}

// Sign signs a statement of this installation.
func (i *InstallationKeys) Sign(message []byte) ([]byte, error) {
	return i.signing.signer.Sign(message)
}

// PublicKey checks what Sign signed.
func (i *InstallationKeys) PublicKey() ed25519.PublicKey { return i.signing.public }

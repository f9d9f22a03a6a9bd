// Package vault keeps the key-encryption key in the transit engine of HashiCorp Vault,
// or of OpenBao, which speaks the same protocol.
package vault

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/hashicorp/vault/api"
	"github.com/tink-crypto/tink-go-hcvault/v2/integration/hcvault"
	"github.com/tink-crypto/tink-go/v2/tink"

	"orderveil"
	"orderveil/personal"
	"orderveil/seal/kms"
)

// Config says where the key is. The engine must bind associated data: a key of type
// aes256-gcm96, Vault 1.9 or newer.
type Config struct {
	Address   string          // https://vault.example.com:8200
	Mount     string          // the engine's path; "transit" when empty
	Key       string          // the key's name
	Namespace string          // of Vault Enterprise; may be empty
	Token     personal.Secret // may encrypt and decrypt with the key, nothing else
	CAFile    string          // certificates to trust besides the system's; may be empty
	Timeout   time.Duration   // of one call; kms.Timeout when zero
}

type service struct{ aead tink.AEAD }

// New returns a provider. It makes no call.
func New(c Config) (*kms.Remote, error) {
	u, err := url.Parse(c.Address)
	if err != nil || u.Host == "" || u.User != nil {
		return nil, orderveil.Invalidf("the address of Vault is https://HOST:PORT")
	}
	if !kms.Confidential(u) {
		return nil, orderveil.Invalidf("Vault outside this machine is reached by https only")
	}
	if c.Token.Empty() || !plainName(c.Key) || c.Mount != "" && !plainName(c.Mount) {
		return nil, orderveil.Invalidf("Vault needs a token and the name of a transit key, in letters, digits, dashes and underscores")
	}
	if c.Mount == "" {
		c.Mount = "transit"
	}
	if c.Timeout == 0 {
		c.Timeout = kms.Timeout
	}
	client, err := c.client()
	if err != nil {
		return nil, err
	}
	aead, err := hcvault.NewAEAD("/"+c.Mount+"/keys/"+c.Key, client.Logical())
	if err != nil {
		return nil, orderveil.Invalidf("Vault's mount and key do not make a path")
	}
	name := strings.Join([]string{"vault", u.Host, c.Namespace, c.Mount, c.Key}, "\x00")
	return kms.NewRemote("HashiCorp Vault", name, service{aead}, c.Timeout), nil
}

func (c Config) client() (*api.Client, error) {
	config := api.DefaultConfig()
	if config.Error != nil {
		return nil, orderveil.Invalidf("the environment has settings for Vault that make no sense")
	}
	config.Address, config.Timeout, config.MaxRetries, config.DisableRedirects = c.Address, c.Timeout, 0, true
	if c.CAFile != "" {
		if err := config.ConfigureTLS(&api.TLSConfig{CACert: c.CAFile}); err != nil {
			return nil, orderveil.Invalidf("the file of Vault's CA certificates cannot be read")
		}
	}
	client, err := api.NewClient(config)
	if err != nil {
		return nil, orderveil.Invalidf("the settings for Vault make no sense")
	}
	client.SetToken(c.Token.Plain())
	if c.Namespace != "" {
		client.SetNamespace(c.Namespace)
	}
	return client, nil
}

// Encrypt has Vault encrypt.
func (s service) Encrypt(ctx context.Context, plaintext, associated []byte) ([]byte, error) {
	return kms.Within(ctx, func() ([]byte, error) { return s.aead.Encrypt(plaintext, associated) })
}

// Decrypt has Vault decrypt. 400 is its answer to what it did not encrypt.
func (s service) Decrypt(ctx context.Context, ciphertext, associated []byte) ([]byte, error) {
	plain, err := kms.Within(ctx, func() ([]byte, error) { return s.aead.Decrypt(ciphertext, associated) })
	var response *api.ResponseError
	if errors.As(err, &response) && response.StatusCode == http.StatusBadRequest {
		return nil, kms.ErrRefused
	}
	return plain, err
}

func plainName(name string) bool {
	for _, r := range name {
		if r != '-' && r != '_' && (r < '0' || r > '9') && (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') {
			return false
		}
	}
	return name != "" && len(name) <= 128
}

// Package gcp keeps the key-encryption key in Google Cloud KMS.
package gcp

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"time"

	"github.com/tink-crypto/tink-go-gcpkms/v2/integration/gcpkms"
	"github.com/tink-crypto/tink-go/v2/tink"
	"google.golang.org/api/googleapi"
	"google.golang.org/api/option"

	"orderveil"
	"orderveil/seal/kms"
)

// Config says which key. Credentials come from where Google's libraries look for them,
// unless a file is named.
type Config struct {
	Key             string // projects/P/locations/europe-west4/keyRings/R/cryptoKeys/K
	CredentialsFile string // of a service account; may be empty
	OutsideEU       bool   // allows a location outside the European Union
	// Endpoint is another address than Google's own, without sign-in: for tests on this
	// machine.
	Endpoint string
	Timeout  time.Duration // of one call; kms.Timeout when zero
}

var resource = regexp.MustCompile(`^projects/[A-Za-z0-9:._-]+/locations/([a-z0-9-]+)/keyRings/[A-Za-z0-9_-]+/cryptoKeys/[A-Za-z0-9_-]+$`)

// outside are the locations whose names begin like European ones and that are not in the
// Union.
var outside = []string{"europe-west2", "europe-west6"} // London, Zurich

type service struct{ aead tink.AEAD }

// New returns a provider.
func New(ctx context.Context, c Config) (*kms.Remote, error) {
	match := resource.FindStringSubmatch(c.Key)
	if match == nil {
		return nil, orderveil.Invalidf("name the key of Google Cloud KMS as projects/…/locations/…/keyRings/…/cryptoKeys/…")
	}
	if !european(match[1]) && !c.OutsideEU {
		return nil, orderveil.Invalidf("the key is in a location outside the European Union: choose one in europe-…, or allow it with outsideEU")
	}
	if c.Timeout == 0 {
		c.Timeout = kms.Timeout
	}
	options, err := c.options()
	if err != nil {
		return nil, err
	}
	client, err := gcpkms.NewClient(ctx, "gcp-kms://"+c.Key, gcpkms.WithTransport(gcpkms.TransportREST), gcpkms.WithGoogleAPIClientOptions(options...))
	if err != nil {
		return nil, orderveil.Invalidf("Google Cloud KMS does not take these settings or credentials")
	}
	aead, err := client.GetAEAD("gcp-kms://" + c.Key)
	if err != nil {
		return nil, orderveil.Invalidf("Google Cloud KMS does not take the name of the key")
	}
	return kms.NewRemote("Google Cloud KMS", "gcp\x00"+c.Key, service{aead}, c.Timeout), nil
}

func (c Config) options() ([]option.ClientOption, error) {
	if c.Endpoint != "" {
		u, err := url.Parse(c.Endpoint)
		if err != nil || u.Host == "" || u.Scheme != "http" || !kms.Confidential(u) {
			return nil, orderveil.Invalidf("another endpoint of Google Cloud KMS is an address on this machine")
		}
		return []option.ClientOption{option.WithEndpoint(c.Endpoint), option.WithHTTPClient(&http.Client{Timeout: c.Timeout})}, nil
	}
	if c.CredentialsFile != "" {
		return []option.ClientOption{option.WithAuthCredentialsFile(option.ServiceAccount, c.CredentialsFile)}, nil
	}
	return nil, nil
}

func european(location string) bool {
	for _, o := range outside {
		if location == o {
			return false
		}
	}
	return location == "europe" || location == "eur3" || location == "eur4" || strings.HasPrefix(location, "europe-")
}

// Encrypt has Google Cloud KMS encrypt.
func (s service) Encrypt(ctx context.Context, plaintext, associated []byte) ([]byte, error) {
	return kms.Within(ctx, func() ([]byte, error) { return s.aead.Encrypt(plaintext, associated) })
}

// Decrypt has Google Cloud KMS decrypt. 400 is its answer to what it did not encrypt.
func (s service) Decrypt(ctx context.Context, ciphertext, associated []byte) ([]byte, error) {
	plain, err := kms.Within(ctx, func() ([]byte, error) { return s.aead.Decrypt(ciphertext, associated) })
	var e *googleapi.Error
	if errors.As(err, &e) && e.Code == http.StatusBadRequest {
		return nil, kms.ErrRefused
	}
	return plain, err
}

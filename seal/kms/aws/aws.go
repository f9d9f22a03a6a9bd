// Package aws keeps the key-encryption key in AWS KMS.
package aws

import (
	"context"
	"errors"
	"net/url"
	"regexp"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/service/kms"
	"github.com/aws/aws-sdk-go-v2/service/kms/types"
	"github.com/tink-crypto/tink-go-awskms/v3/integration/awskms"
	"github.com/tink-crypto/tink-go/v2/tink"

	"orderveil"
	ourkms "orderveil/seal/kms"
)

// Config says which key. Credentials come from where the AWS SDK looks for them:
// environment, files, or the machine's own role.
type Config struct {
	Key       string // arn:aws:kms:eu-central-1:111122223333:key/…
	OutsideEU bool   // allows a region outside the European Union
	// Endpoint is another address than the region's own: a VPC endpoint.
	Endpoint string
	Timeout  time.Duration // of one call; kms.Timeout when zero
}

// arn is the name of a key: partition, region, account, key. An alias may come to name
// another key, under which nothing opens.
var arn = regexp.MustCompile(`^arn:aws(?:-[a-z-]+)?:kms:([a-z0-9-]+):[0-9]{12}:key/[A-Za-z0-9-]+$`)

type service struct{ aead tink.AEADWithContext }

// New returns a provider.
func New(ctx context.Context, c Config) (*ourkms.Remote, error) {
	match := arn.FindStringSubmatch(c.Key)
	if match == nil {
		return nil, orderveil.Invalidf("name the key of AWS KMS by its ARN, arn:aws:kms:REGION:ACCOUNT:key/ID, and not by an alias")
	}
	region := match[1]
	if !strings.HasPrefix(region, "eu-") && !c.OutsideEU {
		return nil, orderveil.Invalidf("the key is in a region outside the European Union: choose one in eu-…, or allow it with outsideEU")
	}
	if c.Timeout == 0 {
		c.Timeout = ourkms.Timeout
	}
	settings, err := config.LoadDefaultConfig(ctx, config.WithRegion(region), config.WithRetryMaxAttempts(2),
		config.WithHTTPClient(awshttp.NewBuildableClient().WithTimeout(c.Timeout)))
	if err != nil {
		return nil, orderveil.Invalidf("the settings of AWS in environment or files make no sense")
	}
	client, err := c.client(settings)
	if err != nil {
		return nil, err
	}
	aead, err := awskms.NewAEADWithContext(ctx, c.Key, awskms.WithKMS(client))
	if err != nil {
		return nil, orderveil.Invalidf("AWS KMS does not take these settings")
	}
	return ourkms.NewRemote("AWS KMS", "aws\x00"+c.Key, service{aead}, c.Timeout), nil
}

func (c Config) client(settings aws.Config) (*kms.Client, error) {
	if c.Endpoint == "" {
		return kms.NewFromConfig(settings), nil
	}
	u, err := url.Parse(c.Endpoint)
	if err != nil || u.Host == "" || !ourkms.Confidential(u) {
		return nil, orderveil.Invalidf("the endpoint of AWS KMS is an https address")
	}
	return kms.NewFromConfig(settings, func(o *kms.Options) { o.BaseEndpoint = aws.String(c.Endpoint) }), nil
}

// Encrypt has AWS KMS encrypt, with the associated data as encryption context.
func (s service) Encrypt(ctx context.Context, plaintext, associated []byte) ([]byte, error) {
	return s.aead.EncryptWithContext(ctx, plaintext, associated)
}

// Decrypt has AWS KMS decrypt.
func (s service) Decrypt(ctx context.Context, ciphertext, associated []byte) ([]byte, error) {
	plain, err := s.aead.DecryptWithContext(ctx, ciphertext, associated)
	var invalid *types.InvalidCiphertextException
	var incorrect *types.IncorrectKeyException
	if errors.As(err, &invalid) || errors.As(err, &incorrect) {
		return nil, ourkms.ErrRefused
	}
	return plain, err
}

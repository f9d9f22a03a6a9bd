package server

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"orderveil"
	"orderveil/personal"
	"orderveil/seal"
	"orderveil/seal/kms"
	"orderveil/seal/kms/aws"
	"orderveil/seal/kms/gcp"
	"orderveil/seal/kms/vault"
	"orderveil/secretfile"
)

// KeysConfig says who holds the key-encryption key.
type KeysConfig struct {
	Provider string      `yaml:"provider" env:"ORDERVEIL_KEYS_PROVIDER"` // file, vault, aws or gcp
	Vault    VaultConfig `yaml:"vault"`
	AWS      AWSConfig   `yaml:"aws"`
	GCP      GCPConfig   `yaml:"gcp"`
	// Old are providers that only unwrap, until "orderveil keys rewrap" is through.
	Old []OldKeyConfig `yaml:"old"`
	// BackupDays is how long backups of the key store live; on PostgreSQL its archived
	// write-ahead log is one.
	BackupDays int `yaml:"backupDays" env:"ORDERVEIL_KEYS_BACKUP_DAYS"`
}

// OldKeyConfig is a provider that was the one before.
type OldKeyConfig struct {
	Provider string      `yaml:"provider"`
	File     string      `yaml:"file"`
	Vault    VaultConfig `yaml:"vault"`
	AWS      AWSConfig   `yaml:"aws"`
	GCP      GCPConfig   `yaml:"gcp"`
}

// VaultConfig is a key in the transit engine of HashiCorp Vault or OpenBao.
type VaultConfig struct {
	Address   string `yaml:"address" env:"ORDERVEIL_KEYS_VAULT_ADDRESS"`
	Mount     string `yaml:"mount" env:"ORDERVEIL_KEYS_VAULT_MOUNT"`
	Key       string `yaml:"key" env:"ORDERVEIL_KEYS_VAULT_KEY"`
	Namespace string `yaml:"namespace" env:"ORDERVEIL_KEYS_VAULT_NAMESPACE"`
	TokenFile string `yaml:"tokenFile" env:"ORDERVEIL_KEYS_VAULT_TOKEN_FILE"`
	CAFile    string `yaml:"caFile" env:"ORDERVEIL_KEYS_VAULT_CA_FILE"`
}

// AWSConfig is a key in AWS KMS; credentials come from where the AWS SDK looks.
type AWSConfig struct {
	Key       string `yaml:"key" env:"ORDERVEIL_KEYS_AWS_KEY"`
	Endpoint  string `yaml:"endpoint" env:"ORDERVEIL_KEYS_AWS_ENDPOINT"`
	OutsideEU bool   `yaml:"outsideEU" env:"ORDERVEIL_KEYS_AWS_OUTSIDE_EU"`
}

// GCPConfig is a key in Google Cloud KMS.
type GCPConfig struct {
	Key             string `yaml:"key" env:"ORDERVEIL_KEYS_GCP_KEY"`
	CredentialsFile string `yaml:"credentialsFile" env:"ORDERVEIL_KEYS_GCP_CREDENTIALS_FILE"`
	Endpoint        string `yaml:"endpoint" env:"ORDERVEIL_KEYS_GCP_ENDPOINT"`
	OutsideEU       bool   `yaml:"outsideEU" env:"ORDERVEIL_KEYS_GCP_OUTSIDE_EU"`
}

// providers are the ways to hold the key.
const providers = "file, vault, aws or gcp"

func (c *Config) checkKeys(wrong complaint) {
	switch c.Keys.Provider {
	case "file":
		if c.KeyFile == "" {
			wrong("keyFile", "name the file of the key-encryption key")
		}
	case "vault", "aws", "gcp":
	default:
		wrong("keys.provider", providers)
	}
	for i, old := range c.Keys.Old {
		if old.Provider == "file" && old.File == "" || !strings.Contains(providers, old.Provider) || old.Provider == "" {
			wrong(fmt.Sprintf("keys.old[%d]", i), "name a provider, %s, and for a file its path", providers)
		}
	}
	limit := orderveil.DefaultRetention.Cap
	if days := c.Keys.BackupDays; days < 0 || days > limit {
		wrong("keys.backupDays", "0 to %d days", limit)
	} else if sum := c.Retention.AfterHandling + days; c.Retention.AfterHandling <= limit && sum > limit {
		wrong("keys.backupDays", "customer data kept for %d days and key backups for %d make %d days, and a marketplace allows %d: "+
			"a restored backup of the keys would open data for longer. Shorten retention.afterHandling or the backups' life", c.Retention.AfterHandling, days, sum, limit)
	}
}

// openKeys opens whatever holds the key-encryption key, with the older ones behind it.
func openKeys(ctx context.Context, c Config, create bool) (seal.KeyProvider, error) {
	primary, err := openKey(ctx, c.Keys.Provider, c.Keys.Vault, c.Keys.AWS, c.Keys.GCP, func() (seal.KeyProvider, error) {
		return openKeyFile(c, create)
	})
	if err != nil || len(c.Keys.Old) == 0 {
		return primary, err
	}
	var older []seal.KeyProvider
	for _, old := range c.Keys.Old {
		p, err := openKey(ctx, old.Provider, old.Vault, old.AWS, old.GCP, func() (seal.KeyProvider, error) { return kms.OpenFile(old.File) })
		if err != nil {
			return nil, fmt.Errorf("an older key: %w", err)
		}
		older = append(older, p)
	}
	return kms.NewEither(primary, older...), nil
}

func openKey(ctx context.Context, provider string, v VaultConfig, a AWSConfig, g GCPConfig, file func() (seal.KeyProvider, error)) (seal.KeyProvider, error) {
	switch provider {
	case "vault":
		token, err := readSecret(v.TokenFile)
		if err != nil {
			return nil, fmt.Errorf("keys.vault.tokenFile: %w", err)
		}
		return remote(vault.New(vault.Config{
			Address: v.Address, Mount: v.Mount, Key: v.Key, Namespace: v.Namespace, CAFile: v.CAFile, Token: token,
		}))
	case "aws":
		return remote(aws.New(ctx, aws.Config{Key: a.Key, Endpoint: a.Endpoint, OutsideEU: a.OutsideEU}))
	case "gcp":
		return remote(gcp.New(ctx, gcp.Config{Key: g.Key, CredentialsFile: g.CredentialsFile, Endpoint: g.Endpoint, OutsideEU: g.OutsideEU}))
	}
	return file()
}

// remote keeps a nil pointer from becoming a provider that is there.
func remote(r *kms.Remote, err error) (seal.KeyProvider, error) {
	if err != nil {
		return nil, err
	}
	return r, nil
}

// readSecret reads a secret from a file that others cannot read.
func readSecret(path string) (personal.Secret, error) {
	text, err := secretfile.Read(path)
	switch {
	case errors.Is(err, orderveil.ErrInvalid):
		return personal.Secret{}, err
	case err != nil:
		return personal.Secret{}, orderveil.Invalidf("name a file that can be read")
	case strings.TrimSpace(string(text)) == "":
		return personal.Secret{}, orderveil.Invalidf("the file is empty")
	}
	return personal.NewSecret(strings.TrimSpace(string(text))), nil
}

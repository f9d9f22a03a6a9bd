package sealtest_test

import (
	"testing"

	"orderveil/seal"
	"orderveil/seal/kms/kmstest"
	"orderveil/seal/sealtest"
)

func TestStorePassesTheSuite(t *testing.T) {
	t.Parallel()
	sealtest.RunKeyStore(t, func(*testing.T) seal.KeyStore { return sealtest.NewStore() })
}

func TestCountingProviderPassesTheSuite(t *testing.T) {
	t.Parallel()
	kmstest.Run(t, func(t *testing.T) seal.KeyProvider { return sealtest.NewProvider(t) })
}

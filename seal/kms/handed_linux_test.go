package kms_test

import (
	"os"
	"testing"

	"orderveil/seal/kms"
	"orderveil/secretfile/secretfiletest"
)

func TestAKeyFileMayBeHandedByKubernetesOrSystemd(t *testing.T) {
	t.Parallel()
	_, path := create(t)
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	secretfiletest.Try(t, text, func(path string) error {
		_, err := kms.OpenFile(path)
		return err
	})
}

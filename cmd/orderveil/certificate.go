package main

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"os"

	"orderveil"
	"orderveil/proof"
	"orderveil/store"
)

type certificateCommand struct {
	Show   certificateShowCommand   `cmd:"" help:"Print the certificate of a deleted account."`
	Key    certificateKeyCommand    `cmd:"" help:"Print the public key by which certificates and receipts are checked. Publish it."`
	Verify certificateVerifyCommand `cmd:"" help:"Check a certificate or receipt. Needs no installation and no network."`
}

type certificateShowCommand struct {
	configured
	Number int `arg:"" help:"The account's number."`
}

// Run prints the certificate.
func (c *certificateShowCommand) Run(ctx context.Context) error {
	return c.withStore(ctx, false, func(s *store.Store) error {
		view, err := s.ClosureOf(ctx, c.Number)
		if err != nil || view.Certificate() == nil {
			return orderveil.Invalidf("there is no certificate of an account with this number")
		}
		fmt.Println(*view.Certificate())
		return nil
	})
}

type certificateKeyCommand struct{ configured }

// Run prints the key and its fingerprint.
func (c *certificateKeyCommand) Run(ctx context.Context) error {
	return c.withStore(ctx, false, func(s *store.Store) error {
		key := ed25519.PublicKey(s.SigningKey())
		fmt.Printf("%s\n%s\n", base64.StdEncoding.EncodeToString(key), proof.Fingerprint(key))
		return nil
	})
}

type certificateVerifyCommand struct {
	File string `arg:"" help:"The file." type:"existingfile"`
	Key  string `help:"The public key that must have signed it, base64. Without it compare the fingerprint that is printed." placeholder:"BASE64"`
}

// maxDocument bounds what is read.
const maxDocument = 1 << 20

// Run checks the signature and says what was signed, when and by whom.
func (c *certificateVerifyCommand) Run(context.Context) error {
	text, err := readAll(c.File)
	if err != nil {
		return err
	}
	var key ed25519.PublicKey
	if c.Key != "" {
		if key, err = proof.ParseKey(c.Key); err != nil {
			return err
		}
	}
	v, err := proof.Verify(text, key)
	if err != nil {
		return err
	}
	statement := &bytes.Buffer{}
	if err := json.Indent(statement, v.Statement, "", "  "); err != nil {
		return err
	}
	what := "is a document of a kind that this program does not know"
	switch v.Kind {
	case proof.Deletion:
		what = "certifies the deletion of an account"
	case proof.Receipt:
		what = "is a receipt of what was done to customer data"
	}
	fmt.Printf("The signature fits: this %s.\n%s\nSigned by %s\n", what, statement, proof.Fingerprint(v.Key))
	if key == nil {
		fmt.Println("Compare this fingerprint with the one that the operator has published, or give --key.")
	}
	return nil
}

func readAll(path string) ([]byte, error) {
	text, err := os.ReadFile(path)
	if err == nil && len(text) > maxDocument {
		return nil, orderveil.Invalidf("the file is too large to be a certificate or receipt")
	}
	return text, err
}

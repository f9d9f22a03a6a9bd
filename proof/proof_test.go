package proof_test

import (
	"bytes"
	"crypto/ed25519"
	"encoding/json"
	"errors"
	"testing"

	"pgregory.net/rapid"

	"orderveil/proof"
)

type signer struct{ ed25519.PrivateKey }

func (s signer) Sign(message []byte) ([]byte, error) { return ed25519.Sign(s.PrivateKey, message), nil }
func (s signer) PublicKey() ed25519.PublicKey {
	return s.Public().(ed25519.PublicKey)
}

func newSigner(t testing.TB) signer {
	t.Helper()
	_, key, err := ed25519.GenerateKey(nil)
	if err != nil {
		t.Fatal(err)
	}
	return signer{key}
}

type statement struct {
	Account string `json:"account"`
	Orders  int    `json:"orders"`
}

func TestASignedDocumentIsVerifiedOffline(t *testing.T) {
	t.Parallel()
	s := newSigner(t)
	doc, err := proof.Sign(s, proof.Deletion, statement{Account: "7", Orders: 12})
	if err != nil {
		t.Fatal(err)
	}
	spread := &bytes.Buffer{}
	if err := json.Indent(spread, doc, "\t", "      "); err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string][]byte{"as written": doc, "indented anew": spread.Bytes()} {
		got, err := proof.Verify(text, s.PublicKey())
		if err != nil || got.Kind != proof.Deletion || string(got.Statement) != `{"account":"7","orders":12}` {
			t.Errorf("%s: Verify() = %s, %v", name, got.Statement, err)
		}
	}
	if _, err := proof.Verify(doc, newSigner(t).PublicKey()); !errors.Is(err, proof.ErrInvalid) {
		t.Errorf("Verify() with another key = %v", err)
	}
}

func TestAChangedDocumentIsFound(t *testing.T) {
	t.Parallel()
	s := newSigner(t)
	doc, err := proof.Sign(s, proof.Receipt, statement{Account: "7", Orders: 12})
	if err != nil {
		t.Fatal(err)
	}
	want, err := proof.Verify(doc, nil)
	if err != nil {
		t.Fatal(err)
	}
	rapid.Check(t, func(t *rapid.T) {
		changed := bytes.Clone(doc)
		at := rapid.IntRange(0, len(doc)-1).Draw(t, "at")
		changed[at] = byte(rapid.IntRange(0, 255).Draw(t, "byte"))
		got, err := proof.Verify(changed, nil)
		if err == nil && (got.Kind != want.Kind || !bytes.Equal(got.Statement, want.Statement)) {
			t.Fatalf("a change of byte %d is not found", at)
		}
	})
}

func FuzzVerify(f *testing.F) {
	s := newSigner(f)
	doc, err := proof.Sign(s, proof.Receipt, statement{})
	if err != nil {
		f.Fatal(err)
	}
	f.Add(doc)
	f.Add([]byte(`{"kind":"","statement":null,"key":"","signature":""}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		if got, err := proof.Verify(text, s.PublicKey()); err == nil && !bytes.Equal(got.Key, s.PublicKey()) {
			t.Error("verified with another key")
		}
	})
}

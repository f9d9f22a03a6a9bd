// Package proof signs statements about what was done with customer data, and checks
// them without the installation: offline, years later, by anybody.
package proof

import (
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"

	"orderveil"
)

// Kind says what a statement is about. The names are signed and never change.
type Kind string

// The kinds of statement.
const (
	Receipt  Kind = "orderveil/forgetting-receipt/1"
	Deletion Kind = "orderveil/account-deletion/1"
	Head     Kind = "orderveil/audit-head/1"
)

// Signer is the installation's signing key, Ed25519.
type Signer interface {
	// Sign returns the signature over a message, 64 bytes.
	Sign(message []byte) ([]byte, error)
	// PublicKey checks those signatures, 32 bytes.
	PublicKey() ed25519.PublicKey
}

// document is what is handed out: JSON that can be indented without harm.
type document struct {
	Kind      Kind            `json:"kind"`
	Statement json.RawMessage `json:"statement"`
	Key       []byte          `json:"key"`       // the public key, base64
	Signature []byte          `json:"signature"` // base64
}

// ErrInvalid means that a document is not what was signed.
var ErrInvalid = errors.New("the signature does not fit: the document was changed, or this key did not sign it")

// Signature signs a statement, for documents that are put together later.
func Signature(s Signer, kind Kind, statement any) ([]byte, error) {
	text, err := json.Marshal(statement)
	if err != nil {
		return nil, err
	}
	return s.Sign(message(kind, text))
}

// Document puts a statement and its signature together, as indented JSON.
func Document(key ed25519.PublicKey, kind Kind, statement any, signature []byte) ([]byte, error) {
	text, err := json.Marshal(statement)
	if err != nil {
		return nil, err
	}
	return json.MarshalIndent(document{Kind: kind, Statement: text, Key: key, Signature: signature}, "", "  ")
}

// Sign returns the signed document of a statement.
func Sign(s Signer, kind Kind, statement any) ([]byte, error) {
	signature, err := Signature(s, kind, statement)
	if err != nil {
		return nil, err
	}
	return Document(s.PublicKey(), kind, statement, signature)
}

// Verified is a document whose signature fits.
type Verified struct {
	Kind      Kind
	Statement json.RawMessage
	Key       ed25519.PublicKey // who signed; compare it, or its Fingerprint, with what the operator published
}

// Verify checks a document. With a key, nothing but that key's signature will do.
func Verify(doc []byte, key ed25519.PublicKey) (Verified, error) {
	var d document
	decoder := json.NewDecoder(bytes.NewReader(doc))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&d); err != nil || decoder.More() {
		return Verified{}, orderveil.Invalidf("this is no signed document of an Orderveil installation")
	}
	text := &bytes.Buffer{}
	if err := json.Compact(text, d.Statement); err != nil || len(d.Key) != ed25519.PublicKeySize {
		return Verified{}, orderveil.Invalidf("this is no signed document of an Orderveil installation")
	}
	if key != nil && !bytes.Equal(key, d.Key) || !ed25519.Verify(d.Key, message(d.Kind, text.Bytes()), d.Signature) {
		return Verified{}, ErrInvalid
	}
	return Verified{Kind: d.Kind, Statement: text.Bytes(), Key: d.Key}, nil
}

// message is what is signed: the kind, a line feed, and the statement without spaces.
func message(kind Kind, compact []byte) []byte {
	return append([]byte(string(kind)+"\n"), compact...)
}

// Fingerprint is a public key in a form that people compare.
func Fingerprint(key ed25519.PublicKey) string {
	sum := sha256.Sum256(key)
	return "SHA256:" + base64.RawStdEncoding.EncodeToString(sum[:])
}

// ParseKey reads a public key, base64.
func ParseKey(text string) (ed25519.PublicKey, error) {
	key, err := base64.StdEncoding.DecodeString(text)
	if err != nil || len(key) != ed25519.PublicKeySize {
		return nil, orderveil.Invalidf("a public key is 32 bytes in base64")
	}
	return key, nil
}

package personal

import (
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
)

// Secret is a credential in the clear, such as a marketplace's client secret. It
// is not personal data, but it prints, logs and marshals no more than a Record.
type Secret struct {
	text func() string
}

// NewSecret wraps a credential.
func NewSecret(text string) Secret { return Secret{text: func() string { return text }} }

// Plain returns the credential. Only connectors and package store call it.
func (s Secret) Plain() string {
	if s.text == nil {
		return ""
	}
	return s.text()
}

// Empty reports whether no credential is set.
func (s Secret) Empty() bool { return s.Plain() == "" }

const secretMark = "[secret]"

// String returns "[secret]".
func (s Secret) String() string { return secretMark }

// GoString returns "[secret]".
func (s Secret) GoString() string { return secretMark }

// Format writes "[secret]" for every verb.
func (s Secret) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, secretMark) }

// LogValue logs as "[secret]".
func (s Secret) LogValue() slog.Value { return slog.StringValue(secretMark) }

// MarshalJSON writes "[secret]".
func (s Secret) MarshalJSON() ([]byte, error) { return json.Marshal(secretMark) }

// MarshalText writes "[secret]".
func (s Secret) MarshalText() ([]byte, error) { return []byte(secretMark), nil }

// MarshalYAML writes "[secret]".
func (s Secret) MarshalYAML() (any, error) { return secretMark, nil }

// GobEncode refuses.
func (s Secret) GobEncode() ([]byte, error) { return nil, errNotStored }

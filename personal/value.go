package personal

import (
	"bytes"
	"database/sql"
	"database/sql/driver"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
)

// Value is a sealed record as a database column holds it: ciphertext only. It
// prints, logs and marshals as "[sealed]". The zero Value is absent and is stored
// as NULL.
type Value struct {
	sealed func() []byte
}

var (
	_ driver.Valuer = Value{}
	_ sql.Scanner   = (*Value)(nil)
)

// Sealed wraps ciphertext made by package seal.
func Sealed(ciphertext []byte) Value { return Value{sealed: func() []byte { return ciphertext }} }

// Bytes returns the ciphertext; the caller does not change it.
func (v Value) Bytes() []byte {
	if v.sealed == nil {
		return nil
	}
	return v.sealed()
}

// Absent reports whether nothing was ever sealed here.
func (v Value) Absent() bool { return len(v.Bytes()) == 0 }

// Value returns the ciphertext for the database.
func (v Value) Value() (driver.Value, error) {
	if v.Absent() {
		return nil, nil
	}
	return v.Bytes(), nil
}

// Scan reads ciphertext from the database; it copies.
func (v *Value) Scan(src any) error {
	switch b := src.(type) {
	case nil:
		v.sealed = nil
	case []byte:
		*v = Sealed(bytes.Clone(b))
	default:
		return fmt.Errorf("personal: a sealed column holds bytes, not %T", src)
	}
	return nil
}

const sealedMark = "[sealed]"

// String returns "[sealed]".
func (v Value) String() string { return sealedMark }

// GoString returns "[sealed]".
func (v Value) GoString() string { return sealedMark }

// Format writes "[sealed]" for every verb.
func (v Value) Format(s fmt.State, _ rune) { _, _ = io.WriteString(s, sealedMark) }

// LogValue logs as "[sealed]".
func (v Value) LogValue() slog.Value { return slog.StringValue(sealedMark) }

// MarshalJSON writes "[sealed]".
func (v Value) MarshalJSON() ([]byte, error) { return json.Marshal(sealedMark) }

// MarshalText writes "[sealed]".
func (v Value) MarshalText() ([]byte, error) { return []byte(sealedMark), nil }

// MarshalYAML writes "[sealed]".
func (v Value) MarshalYAML() (any, error) { return sealedMark, nil }

// GobEncode refuses: a sealed value travels through the database only.
func (v Value) GobEncode() ([]byte, error) { return nil, errNotStored }

package personal

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
)

// Record holds the fields of one category of one customer in the clear. It
// prints, logs and marshals as "[personal]". The zero Record is empty.
//
// The texts are behind a function: package fmt prints a function's address, where it
// would read a field or follow a pointer past the methods below, as it does for
// unexported fields and for verbs that do not fit.
type Record struct {
	category Category
	texts    func() *[MaxNumber + 1]string
}

// NewRecord returns an empty record of a category.
func NewRecord(c Category) Record { return Record{category: c} }

// With returns the record with one more field set. An empty text leaves the
// field absent. The first field of a zero record decides its category; a field of
// another category is our own mistake and panics.
func (r Record) With(f Field, text string) Record {
	if r.category == None {
		r.category = f.Category()
	}
	if f.Category() != r.category || r.category == None {
		panic(fmt.Sprintf("personal: field %v does not belong to category %v", f, r.category))
	}
	texts := new([MaxNumber + 1]string)
	if r.texts != nil {
		*texts = *r.texts()
	}
	texts[f.Number()] = text
	return Filled(r.category, texts)
}

// Filled returns a record of texts by field number, which it takes over: one step where
// With would copy for each field.
func Filled(c Category, texts *[MaxNumber + 1]string) Record {
	return Record{category: c, texts: func() *[MaxNumber + 1]string { return texts }}
}

// Plain returns a field's text, and "" for an absent field. It is the one way to
// the text: only package seal, the store's reveal and the connectors call it.
func (r Record) Plain(f Field) string {
	if f.Category() != r.category || r.category == None || r.texts == nil {
		return ""
	}
	return r.texts()[f.Number()]
}

// Category returns the record's category.
func (r Record) Category() Category { return r.category }

// Empty reports whether no field is set.
func (r Record) Empty() bool { return r.texts == nil || *r.texts() == [MaxNumber + 1]string{} }

const personalMark = "[personal]"

// String returns "[personal]".
func (r Record) String() string { return personalMark }

// GoString returns "[personal]".
func (r Record) GoString() string { return personalMark }

// Format writes "[personal]" for every verb.
func (r Record) Format(s fmt.State, _ rune) { _, _ = io.WriteString(s, personalMark) }

// LogValue logs as "[personal]".
func (r Record) LogValue() slog.Value { return slog.StringValue(personalMark) }

// MarshalJSON writes "[personal]".
func (r Record) MarshalJSON() ([]byte, error) { return json.Marshal(personalMark) }

// MarshalText writes "[personal]".
func (r Record) MarshalText() ([]byte, error) { return []byte(personalMark), nil }

// MarshalYAML writes "[personal]".
func (r Record) MarshalYAML() (any, error) { return personalMark, nil }

// GobEncode refuses: a record leaves the process only through a connector.
func (r Record) GobEncode() ([]byte, error) { return nil, errNotStored }

var errNotStored = errors.New("personal: personal text is not written in the clear")

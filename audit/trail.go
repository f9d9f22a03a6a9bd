package audit

import (
	"bufio"
	"encoding/json"
	"io"

	"github.com/google/uuid"
	"golang.org/x/mod/sumdb/tlog"
)

// Format names the layout of a trail: JSON, one object a line. First what it is a trail
// of, then the signed heads, then the entries.
const Format = "orderveil/audit-trail/1"

// line is one line of a trail: exactly one of its fields is there.
type line struct {
	Trail *opening        `json:"trail,omitempty"`
	Head  json.RawMessage `json:"head,omitempty"` // a signed document of a Head
	Entry json.RawMessage `json:"entry,omitempty"`
}

// opening is the first line. Entries before first are past their time: only the roots of
// their subtrees are left.
type opening struct {
	Format   string      `json:"format"`
	Account  uuid.UUID   `json:"account"`
	First    int64       `json:"first"`
	Frontier []tlog.Hash `json:"frontier"`
}

// Writer writes a trail.
type Writer struct {
	b *bufio.Writer
	e *json.Encoder
}

// NewWriter begins a trail.
func NewWriter(w io.Writer, account uuid.UUID, first int64, frontier []tlog.Hash) (*Writer, error) {
	b := bufio.NewWriter(w)
	t := &Writer{b: b, e: json.NewEncoder(b)}
	return t, t.e.Encode(line{Trail: &opening{Format: Format, Account: account, First: first, Frontier: frontier}})
}

// Head writes the signed document of a head.
func (w *Writer) Head(document []byte) error { return w.e.Encode(line{Head: document}) }

// Entry writes an entry. They come in the order of the tree.
func (w *Writer) Entry(e Entry) error {
	text, err := json.Marshal(e)
	if err != nil {
		return err
	}
	return w.e.Encode(line{Entry: text})
}

// Close writes what is still in memory.
func (w *Writer) Close() error { return w.b.Flush() }

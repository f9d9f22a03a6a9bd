package plan

import (
	"io"
	"strconv"
	"sync"

	"github.com/99designs/gqlgen/graphql"
)

// Writer writes JSON as the executor does. Once something cannot be written the rest does
// not matter: the executor writes it all again.
type Writer struct {
	b      []byte
	failed bool
}

var writers = sync.Pool{New: func() any { return &Writer{} }}

// maxKept is the size up to which a buffer is used again.
const maxKept = 1 << 20

// NewWriter returns an empty writer.
func NewWriter() *Writer { return writers.Get().(*Writer) }

// Free gives the buffer back, without what stood in it.
func (w *Writer) Free() {
	clear(w.b)
	if cap(w.b) <= maxKept {
		w.b, w.failed = w.b[:0], false
		writers.Put(w)
	}
}

// Bytes is what was written, until the writer is free.
func (w *Writer) Bytes() []byte { return w.b }

// Fail says that what comes here is for the executor to answer.
func (w *Writer) Fail() { w.failed = true }

// Failed reports whether something could not be written.
func (w *Writer) Failed() bool { return w.failed }

// Key begins the i-th field of an object.
func (w *Writer) Key(i int, f *Field) {
	if i > 0 {
		w.b = append(w.b, ',')
	}
	w.b = append(w.b, f.key...)
}

// Sign writes a sign between values.
func (w *Writer) Sign(c byte) { w.b = append(w.b, c) }

// Null writes a null.
func (w *Writer) Null() { w.b = append(w.b, "null"...) }

// Missing writes the null of a field that may be one; a field that may not be fails.
func (w *Writer) Missing(nonNull bool) {
	w.failed = w.failed || nonNull
	w.Null()
}

// String writes a text.
func (w *Writer) String(s string) { w.b = quoted(w.b, s) }

// Int writes a number.
func (w *Writer) Int(n int) { w.b = strconv.AppendInt(w.b, int64(n), 10) }

// Boolean writes true or false.
func (w *Writer) Boolean(is bool) { w.b = strconv.AppendBool(w.b, is) }

// Append writes what an append function of a scalar does.
func Append[T any](w *Writer, add func([]byte, T) []byte, v T) { w.b = add(w.b, v) }

// Value writes any other scalar.
func (w *Writer) Value(m graphql.Marshaler, nonNull bool) {
	if m == graphql.Null && nonNull {
		w.Fail()
	}
	m.MarshalGQL((*appender)(w))
}

type appender Writer

var _ io.StringWriter = (*appender)(nil)

// Write appends.
func (a *appender) Write(b []byte) (int, error) {
	a.b = append(a.b, b...)
	return len(b), nil
}

// WriteString appends.
func (a *appender) WriteString(s string) (int, error) {
	a.b = append(a.b, s...)
	return len(s), nil
}

const hex = "0123456789ABCDEF"

// quoted appends a text as the executor quotes it, byte for byte.
func quoted(b []byte, s string) []byte {
	b = append(b, '"')
	start := 0
	for i := 0; i < len(s); i++ {
		c := s[i]
		if c >= 0x20 && c != '\\' && c != '"' {
			continue
		}
		b = append(b, s[start:i]...)
		start = i + 1
		switch c {
		case '\t':
			b = append(b, `\t`...)
		case '\r':
			b = append(b, `\r`...)
		case '\n':
			b = append(b, `\n`...)
		case '\\', '"':
			b = append(b, '\\', c)
		default:
			b = append(b, '\\', 'u', '0', '0', hex[c>>4], hex[c&0xf])
		}
	}
	return append(append(b, s[start:]...), '"')
}

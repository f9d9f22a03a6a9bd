package wire

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"mime"
	"slices"
	"unicode/utf8"
)

// Limits on an answer.
const (
	MaxBody  = 10 << 20 // bytes
	maxDepth = 64       // objects and lists within each other
)

// ErrMalformed is an answer that is no JSON as it was promised. It says nothing of
// the answer's content.
var ErrMalformed = errors.New("malformed answer")

// Decode reads one JSON value and nothing after it. Text that is not UTF-8 is
// refused: the decoder would replace it, and a customer's name would be changed.
func Decode(body []byte, into any) error {
	if !utf8.Valid(body) || !shallow(body) {
		return ErrMalformed
	}
	d := json.NewDecoder(bytes.NewReader(body))
	d.UseNumber()
	err := d.Decode(into)
	var wrong *json.UnmarshalTypeError
	if errors.As(err, &wrong) {
		return fmt.Errorf("%w: field %s", ErrMalformed, wrong.Field) // a name of ours
	}
	if err != nil || d.InputOffset() != int64(len(bytes.TrimRight(body, " \t\r\n"))) {
		return ErrMalformed
	}
	return nil
}

// shallow reports whether nothing is nested deeper than maxDepth.
func shallow(body []byte) bool {
	depth, quoted := 0, false
	for i := 0; i < len(body); i++ {
		switch c := body[i]; {
		case quoted && c == '\\':
			i++
		case c == '"':
			quoted = !quoted
		case quoted:
		case c == '{' || c == '[':
			if depth++; depth > maxDepth {
				return false
			}
		case c == '}' || c == ']':
			depth--
		}
	}
	return true
}

func acceptable(accept []string, contentType string) bool {
	if len(accept) == 0 {
		return true
	}
	media, _, err := mime.ParseMediaType(contentType)
	return err == nil && slices.Contains(accept, media)
}

package orderveil

import (
	"errors"
	"fmt"
	"regexp"
	"strconv"
)

// What a caller can act on. "Not yours" and "not there" are both ErrNotFound.
var (
	ErrNotFound        = errors.New("not found")
	ErrForbidden       = errors.New("forbidden")
	ErrInvalid         = errors.New("invalid")
	ErrConflict        = errors.New("conflict")
	ErrUnauthenticated = errors.New("unauthenticated")
)

// InvalidError is an ErrInvalid that says what to do about it. Its text is ours
// and never repeats the input.
type InvalidError struct {
	Advice string

	format string
	args   []any
}

// Error returns the advice.
func (e *InvalidError) Error() string { return e.Advice }

// Is makes an InvalidError an ErrInvalid.
func (e *InvalidError) Is(target error) bool { return target == ErrInvalid }

// Invalidf returns an InvalidError. The arguments must not be the caller's input.
func Invalidf(format string, args ...any) error {
	return &InvalidError{Advice: fmt.Sprintf(format, args...), format: format, args: args}
}

// Sentence is the advice with places {0}, {1} … in it, and what stands in them: by the
// sentence a catalogue of another language finds its own.
func (e *InvalidError) Sentence() (text string, values []string) {
	for _, a := range e.args {
		values = append(values, fmt.Sprint(a))
	}
	return Places(e.format), values
}

// verb is a place in a format, with the number that it may have.
var verb = regexp.MustCompile(`%(?:\[(\d+)\])?[-+# 0]*\d*[a-zA-Z]|%%`)

// Places is a format with {0}, {1} … where its arguments go.
func Places(format string) string {
	n := 0
	return verb.ReplaceAllStringFunc(format, func(v string) string {
		if v == "%%" {
			return "%"
		}
		if m := verb.FindStringSubmatch(v); m[1] != "" {
			n, _ = strconv.Atoi(m[1]) // digits alone
		} else {
			n++
		}
		return "{" + strconv.Itoa(n-1) + "}"
	})
}

package orderveil

import (
	"errors"
	"fmt"
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
type InvalidError struct{ Advice string }

// Error returns the advice.
func (e *InvalidError) Error() string { return e.Advice }

// Is makes an InvalidError an ErrInvalid.
func (e *InvalidError) Is(target error) bool { return target == ErrInvalid }

// Invalidf returns an InvalidError. The arguments must not be the caller's input.
func Invalidf(format string, args ...any) error {
	return &InvalidError{Advice: fmt.Sprintf(format, args...)}
}

package connectors

import (
	"errors"
	"fmt"
	"time"

	"orderveil"
)

// Failure is what went wrong with a remote system, as a person can act on it. All
// its texts are ours: a remote system's words may hold personal data.
type Failure struct {
	Code     string // stored, never changes, such as CodeRateLimited
	Cause    string
	Owner    orderveil.ProblemOwner
	NextStep string
	Outcome  Outcome
	After    time.Duration // do not try again before; zero leaves it to the caller
}

// Outcome says what a failed call may have done and whether to repeat it. The
// zero Outcome is the careful one.
type Outcome uint8

// The outcomes.
const (
	Unclear Outcome = iota // it may have had its effect: ask before trying again
	Retry                  // it had no effect and may work later
	Refused                // it had no effect, and will not before somebody acts
	Auth                   // the credentials were not taken
)

// CodeRateLimited is the code of a call that was not made, or not answered, because the
// other side takes no more for now. It is no attempt.
const CodeRateLimited = "RATE_LIMITED"

// RateLimited reports whether an error says that the other side takes no more for now, and
// when it may again.
func RateLimited(err error) (f *Failure, limited bool) {
	limited = errors.As(err, &f) && f.Code == CodeRateLimited && f.Outcome == Retry && f.After > 0
	return f, limited
}

// Error returns code and cause.
func (f *Failure) Error() string { return fmt.Sprintf("%s: %s", f.Code, f.Cause) }

// Problem returns the failure as the store keeps it.
func (f *Failure) Problem(at time.Time) *orderveil.Problem {
	return &orderveil.Problem{Code: f.Code, Cause: f.Cause, Owner: f.Owner, NextStep: f.NextStep, At: at}
}

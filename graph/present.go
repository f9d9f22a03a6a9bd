package graph

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"strings"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"orderveil"
	"orderveil/store"
)

// The codes of errors, in extensions.code.
const (
	codeForbidden       = "FORBIDDEN"
	codeNotFound        = "NOT_FOUND"
	codeInvalid         = "INVALID"
	codeUnauthenticated = "UNAUTHENTICATED"
	codeRateLimited     = "RATE_LIMITED"
	codeKeyUnavailable  = "KEY_UNAVAILABLE"
	codeMoving          = "ACCOUNT_MOVING"
	codeBusy            = "BUSY"
	codeThrottled       = "THROTTLED"
	codeTimeout         = "TIMEOUT"
	codeUntrusted       = "UNTRUSTED_DOCUMENT"
	codeInternal        = "INTERNAL"
)

// presenter turns errors into what a client may read: a code, and words of ours.
// Neither a database's text, nor a remote system's, nor the client's own input is
// among them.
type presenter struct{ Config }

func (p presenter) present(ctx context.Context, err error) *gqlerror.Error {
	code, message := p.words(ctx, err)
	shown := &gqlerror.Error{Message: message, Path: graphql.GetPath(ctx), Extensions: map[string]any{"code": code}}
	if after := store.RetryAfter(err); after > 0 {
		shown.Extensions["retryAfter"] = int(after.Seconds())
	}
	var invalid *orderveil.InvalidError
	if code == codeInvalid && errors.As(err, &invalid) {
		text, values := invalid.Sentence()
		shown.Extensions["advice"] = map[string]any{"sentence": text, "values": values}
	}
	var ge *gqlerror.Error
	if errors.As(err, &ge) {
		shown.Locations = ge.Locations
		if ge.Path != nil {
			shown.Path = ge.Path
		}
	}
	return shown
}

func (p presenter) words(ctx context.Context, err error) (code, message string) {
	var invalid *orderveil.InvalidError
	var unknown *untrustedError
	var ge *gqlerror.Error
	switch {
	case store.KeysUnavailable(err): // the metrics count it, and the provider's words are for the operator
		return codeKeyUnavailable, store.KeysUnavailableAdvice
	case store.Moving(err):
		return codeMoving, store.MovingAdvice
	case store.Busy(err):
		return codeBusy, store.BusyAdvice
	case errors.Is(err, context.DeadlineExceeded), errors.Is(ctx.Err(), context.DeadlineExceeded):
		return codeTimeout, "The answer took too long: ask for less at once."
	case errors.As(err, &unknown):
		return codeUntrusted, unknown.message
	case errors.Is(err, errClosed):
		return codeRateLimited, "Too many order numbers led nowhere: the look-up is closed to you for five minutes."
	case errors.Is(err, orderveil.ErrForbidden):
		return codeForbidden, "Your role may not ask this."
	case errors.Is(err, orderveil.ErrNotFound):
		return codeNotFound, "There is no such thing among what you may see."
	case errors.Is(err, orderveil.ErrUnauthenticated):
		return codeUnauthenticated, "Send a valid bearer token."
	case errors.As(err, &invalid):
		return codeInvalid, invalid.Advice
	case errors.Is(err, orderveil.ErrInvalid), errors.Is(err, orderveil.ErrConflict):
		return codeInvalid, "A value does not fit the schema."
	case strings.Contains(err.Error(), "introspection disabled"): // the generated code has no error of its own for it
		return codeInvalid, "This installation does not show its schema."
	case errors.As(err, &ge) && ge.Err == nil:
		return codeInvalid, unfit(ge)
	}
	if errors.Is(err, context.Canceled) { // nobody is waiting for the answer
		return codeInternal, "The request was given up."
	}
	id := ""
	if p.RequestID != nil {
		id = p.RequestID(ctx)
	}
	p.Log.ErrorContext(ctx, "a request failed", "request", id, "error", err)
	return codeInternal, fmt.Sprintf("Something went wrong here. The log explains it under request %s.", id)
}

// unfit is what the parser or a validation rule says, where that names nothing but
// the schema's fields and types. The other messages repeat values.
func unfit(e *gqlerror.Error) string {
	switch e.Rule {
	case "FieldsOnCorrectType", "KnownArgumentNames", "KnownTypeNames", "KnownDirectives", "KnownFragmentNames",
		"ScalarLeafs", "ProvidedRequiredArguments", "NoUndefinedVariables", "NoUnusedVariables", "NoUnusedFragments",
		"UniqueArgumentNames", "UniqueVariableNames", "OverlappingFieldsCanBeMerged", "PossibleFragmentSpreads",
		"FragmentsOnCompositeTypes", "NoFragmentCycles", "VariablesAreInputTypes", "VariablesInAllowedPosition",
		"SingleFieldSubscriptions", "LoneAnonymousOperation", "UniqueOperationNames", "UniqueFragmentNames":
		return e.Message
	}
	if e.Extensions["code"] == "COMPLEXITY_LIMIT_EXCEEDED" {
		return e.Message
	}
	return "The request does not fit the schema, or is no GraphQL, at the place given."
}

// recovered logs where a panic happened, and not its value: it may hold data.
func (p presenter) recovered(ctx context.Context, _ any) error {
	p.Log.ErrorContext(ctx, "a request panicked", "stack", string(debug.Stack()))
	return errPanic
}

var errPanic = errors.New("graph: a resolver panicked")

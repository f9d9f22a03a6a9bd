package graph

import (
	"context"
	"encoding/json"
	"net/http"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"orderveil"
	"orderveil/graph/who"
	"orderveil/store"
)

// onceHeader is the header by which a mutation is done once, however often it is sent
// (draft-ietf-httpapi-idempotency-key-header).
const onceHeader = "Idempotency-Key"

// secrets are fields that are shown once, and so never kept for a second answer.
var secrets = map[string]bool{
	"ApiClientSecret.secret": true, "Invitation.token": true, "Mutation.exportLink": true, "Closure.certificate": true,
}

var (
	errOnceKey      = orderveil.Invalidf("Idempotency-Key has 1 to 64 letters, digits and signs of ASCII")
	errOncePersonal = orderveil.Invalidf("with an Idempotency-Key, ask for ids and states only: the answer is kept for a day, and customer data and secrets are not")
)

// once runs a mutation that has a key once, and answers with what was answered the first
// time after that. It reports false for a request that is none of its business.
func (p post) once(w http.ResponseWriter, r *http.Request, oc *graphql.OperationContext, run func() *graphql.Response) bool {
	key := r.Header.Get(onceHeader)
	if key == "" || oc.Operation.Operation != ast.Mutation || p.Store == nil {
		return false
	}
	ctx := graphql.WithOperationContext(r.Context(), oc)
	fail := func(err error) bool {
		write(w, &graphql.Response{Errors: gqlerror.List{presenter(p).present(ctx, err)}})
		return true
	}
	if !printable(key) {
		return fail(errOnceKey)
	}
	if holdsPersonal(oc.Operation.SelectionSet) {
		return fail(errOncePersonal)
	}
	request, err := json.Marshal([]any{oc.RawQuery, oc.OperationName, oc.Variables})
	if err != nil {
		return fail(err)
	}
	claim, before, err := p.Store.Begin(r.Context(), who.Viewer(r.Context()), key, request)
	if err != nil {
		return fail(err)
	}
	if before != nil {
		w.Header().Set("Idempotency-Replayed", "true")
		_, _ = w.Write(before)
		return true
	}
	response := run()
	// The outcome is kept even when nobody waits for it any more.
	if err := keep(context.WithoutCancel(r.Context()), claim, response); err != nil {
		return fail(err)
	}
	write(w, response)
	return true
}

// keep keeps an answer. One that says that nothing was tried leaves the key free; one
// that does not say what happened leaves it taken.
func keep(ctx context.Context, claim *store.Once, response *graphql.Response) error {
	for _, e := range response.Errors {
		switch e.Extensions["code"] {
		case codeRateLimited, codeForbidden, codeUnauthenticated:
			return claim.Undone(ctx)
		case codeInternal, codeTimeout, codeKeyUnavailable:
			return nil
		}
	}
	text, err := json.Marshal(response)
	if err != nil {
		return err
	}
	return claim.Answered(ctx, text)
}

func printable(key string) bool {
	for _, r := range key {
		if r < '!' || r > '~' {
			return false
		}
	}
	return len(key) <= 64
}

// holdsPersonal reports whether a selection asks for customer data or secrets.
func holdsPersonal(set ast.SelectionSet) bool {
	for _, selected := range set {
		switch s := selected.(type) {
		case *ast.Field:
			if s.Definition != nil && s.Definition.Directives.ForName("personal") != nil || s.ObjectDefinition != nil && secrets[s.ObjectDefinition.Name+"."+s.Name] {
				return true
			}
			if holdsPersonal(s.SelectionSet) {
				return true
			}
		case *ast.InlineFragment:
			if holdsPersonal(s.SelectionSet) {
				return true
			}
		case *ast.FragmentSpread:
			if holdsPersonal(s.Definition.SelectionSet) {
				return true
			}
		}
	}
	return false
}

package graph

import (
	"context"
	"fmt"
	"math"
	"net/http"
	"strings"

	"github.com/99designs/gqlgen/graphql"
	"github.com/99designs/gqlgen/graphql/handler/extension"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
)

// Streams are for subscriptions. A query or a mutation that came over one would get past
// what holds for requests: costs that are said, idempotency keys, status codes.

type streamKey struct{}

// Supports takes a request whose client wants a stream and nothing else: one that takes
// JSON too is answered in JSON.
func (e events) Supports(r *http.Request) bool {
	return e.SSE.Supports(r) && !strings.Contains(r.Header.Get("Accept"), "json")
}

// streamed refuses over server-sent events what is no subscription, and charges partners for
// what goes over any stream.
func (c Config) streamed(ctx context.Context, next graphql.OperationHandler) graphql.ResponseHandler {
	overSSE := ctx.Value(streamKey{}) != nil
	if !overSSE && !overWebSocket(ctx) {
		return next(ctx)
	}
	if overSSE && graphql.GetOperationContext(ctx).Operation.Operation != ast.Subscription {
		return graphql.OneShot(&graphql.Response{Errors: gqlerror.List{{
			Message: "Only subscriptions are streamed: send this with Accept: application/json.", Extensions: map[string]any{"code": codeInvalid},
		}}})
	}
	if stats := extension.GetComplexityStats(ctx); c.Spend != nil && stats != nil {
		if left, wait := c.Spend(ctx, stats.Complexity); left >= 0 && wait > 0 {
			return graphql.OneShot(&graphql.Response{Errors: gqlerror.List{{
				Message:    fmt.Sprintf("There is not enough left for what this costs: try again in %d seconds, or ask for less.", int(math.Ceil(wait.Seconds()))),
				Extensions: map[string]any{"code": codeThrottled},
			}}})
		}
	}
	return next(ctx)
}

package graph

import (
	"context"
	"io"

	"github.com/99designs/gqlgen/graphql"

	"orderveil/graph/generated"
	"orderveil/graph/plan"
	"orderveil/graph/who"
)

// planned writes what the resolver returned by a plan, if the question has one. Without,
// and whenever the plan meets something that it leaves to the executor, the executor goes
// through what the resolver returned as if nothing had been tried: views can be read as
// often as one likes.
func (c Config) planned(cache *plan.Cache) func(context.Context, any, graphql.Resolver) (any, error) {
	return func(ctx context.Context, _ any, next graphql.Resolver) (any, error) {
		answer, err := next(ctx)
		if err != nil || answer == nil || c.Unplanned {
			return answer, err
		}
		if w := written(ctx, cache, answer); w != nil {
			if c.Planned != nil {
				c.Planned()
			}
			return graphql.WriterFunc(func(to io.Writer) {
				_, _ = to.Write(w.Bytes())
				w.Free()
			}), nil
		}
		return answer, nil
	}
}

// written is a root field's answer as JSON, or nil when the executor has to write it. A
// panic is the executor's too: it says where it happened, and keeps the rest of the answer.
func written(ctx context.Context, cache *plan.Cache, answer any) (w *plan.Writer) {
	defer func() {
		if recover() != nil {
			w = nil
		}
	}()
	p := cache.Plan(graphql.GetOperationContext(ctx), graphql.GetFieldContext(ctx).Field)
	if p == nil || !p.For(who.Viewer(ctx)) {
		return nil
	}
	w = plan.NewWriter()
	if !generated.WritePlanned(w, p.Node, answer) {
		w.Free()
		return nil
	}
	return w
}

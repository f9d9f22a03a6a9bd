package graph

import (
	"context"
	"strings"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"orderveil/store"
)

type looksKey struct{}

// noting notes for each operation what its answers show of customers.
func (c Config) noting(ctx context.Context, next graphql.OperationHandler) graphql.ResponseHandler {
	ctx, looks := store.WithLooks(ctx)
	return next(context.WithValue(ctx, looksKey{}, looks))
}

// keepLooks writes down who was shown what, after an answer is made and before it leaves.
// What cannot be written down does not leave.
func (c Config) keepLooks(ctx context.Context, next graphql.ResponseHandler) *graphql.Response {
	response := next(ctx)
	looks, _ := ctx.Value(looksKey{}).(*store.Looks)
	if response == nil || looks == nil {
		return response
	}
	request := ""
	if c.RequestID != nil {
		request = c.RequestID(ctx)
	}
	if err := c.Store.KeepLooks(ctx, looks, via(ctx), request); err != nil {
		p := presenter{c}
		return &graphql.Response{Errors: gqlerror.List{p.present(ctx, err)}}
	}
	return response
}

// maxVia bounds the name of the question.
const maxVia = 100

// via is the question in the schema's words: its fields, without aliases and arguments.
func via(ctx context.Context) string {
	var names []string
	for _, selected := range graphql.GetOperationContext(ctx).Operation.SelectionSet {
		if field, ok := selected.(*ast.Field); ok {
			names = append(names, field.Name)
		}
	}
	all := strings.Join(names, " ")
	return all[:min(len(all), maxVia)]
}

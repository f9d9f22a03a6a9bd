package graph

import (
	"cmp"
	"context"

	"github.com/99designs/gqlgen/graphql"
	"github.com/google/uuid"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"orderveil"
	"orderveil/graph/who"
	"orderveil/store"
)

// keepChange writes every mutation into the audit trail of the accounts that it reached,
// however it ended; one that reached none, into that of the viewer. What the arguments said
// is not written down, but for the id of what was to be changed.
func (c Config) keepChange(ctx context.Context, next graphql.RootResolver) graphql.Marshaler {
	root := graphql.GetRootFieldContext(ctx)
	if root == nil || graphql.GetOperationContext(ctx).Operation.Operation != ast.Mutation {
		return next(ctx)
	}
	reached, touched := store.WithTouched(ctx)
	answer := next(reached)
	viewer, accounts := who.Viewer(ctx), touched.Accounts()
	if len(accounts) == 0 && viewer.Account != uuid.Nil {
		accounts = []uuid.UUID{viewer.Account}
	}
	e := store.AuditEvent{Kind: orderveil.AuditChange, Via: root.Field.Name, Object: cmp.Or(objectOf(ctx, root), touched.Object()), Outcome: outcomeOf(ctx, root)}
	if c.RequestID != nil {
		e.Request = c.RequestID(ctx)
	}
	for _, id := range accounts {
		if err := c.Store.Audit(context.WithoutCancel(ctx), id, viewer, e); err != nil {
			graphql.AddError(ctx, err)
			return graphql.Null
		}
	}
	return answer
}

// objectOf is the first id among a mutation's arguments, if it is one.
func objectOf(ctx context.Context, root *graphql.RootFieldContext) string {
	values := root.Field.ArgumentMap(graphql.GetOperationContext(ctx).Variables)
	for _, argument := range root.Field.Definition.Arguments {
		id, ok := values[argument.Name].(string)
		if ok && argument.Type.Name() == "ID" && store.IsGlobalID(id) {
			return id
		}
	}
	return ""
}

// outcomeOf is OK, or the code of the mutation's first error.
func outcomeOf(ctx context.Context, root *graphql.RootFieldContext) string {
	for _, err := range graphql.GetErrors(ctx) {
		if code, ok := codeOf(err, root.Field.Alias); ok {
			return code
		}
	}
	return "OK"
}

func codeOf(err *gqlerror.Error, alias string) (string, bool) {
	if len(err.Path) == 0 || err.Path[0] != ast.PathName(alias) {
		return "", false
	}
	code, ok := err.Extensions["code"].(string)
	return code, ok
}

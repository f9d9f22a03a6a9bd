package graph

import (
	"context"
	"slices"

	"github.com/99designs/gqlgen/graphql"
	"github.com/99designs/gqlgen/graphql/handler/extension"
	lru "github.com/hashicorp/golang-lru/v2"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
)

// complexityLimit is the library's limit, reckoned once for an operation whose variables
// cannot change what comes out: lengths of lists are numbers.
type complexityLimit struct {
	*extension.ComplexityLimit
	known *lru.Cache[*ast.OperationDefinition, *extension.ComplexityStats] // of those within the limit
}

func newComplexityLimit() complexityLimit {
	known, err := lru.New[*ast.OperationDefinition, *extension.ComplexityStats](queryCache)
	if err != nil {
		panic(err) // it is of a size
	}
	return complexityLimit{extension.FixedComplexityLimit(maxComplexity), known}
}

// MutateOperationContext refuses what is over the limit.
func (c complexityLimit) MutateOperationContext(ctx context.Context, oc *graphql.OperationContext) *gqlerror.Error {
	if stats, ok := c.known.Get(oc.Operation); ok {
		oc.Stats.SetExtension(c.ExtensionName(), stats)
		return nil
	}
	if err := c.ComplexityLimit.MutateOperationContext(ctx, oc); err != nil {
		return err
	}
	if stats := extension.GetComplexityStats(graphql.WithOperationContext(ctx, oc)); stats != nil && steady(oc.Operation) {
		c.known.Add(oc.Operation, stats)
	}
	return nil
}

// steady reports whether an operation's variables are texts and ids alone.
func steady(o *ast.OperationDefinition) bool {
	return !slices.ContainsFunc(o.VariableDefinitions, func(v *ast.VariableDefinition) bool {
		name := v.Type.NamedType // none for a list
		return name != "String" && name != "ID"
	})
}

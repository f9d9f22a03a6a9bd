package graph

import (
	"context"
	"strings"
	"testing"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"
)

// The schema itself is not as deep as the limit, so another one shows where it lies:
// however the levels are written.
func TestTheDepthOfARequestIsMeasuredThroughFragments(t *testing.T) {
	t.Parallel()
	schema := gqlparser.MustLoadSchema(&ast.Source{Input: `type Query { a: Query b: Int }`})
	plain := func(n int) string { return strings.Repeat("{ a ", n-1) + "{ b }" + strings.Repeat(" }", n-1) }
	inline := func(n int) string {
		return strings.Repeat("{ ... on Query { a ", n-1) + "{ b }" + strings.Repeat(" } }", n-1)
	}
	spread := func(n int) string {
		half := n / 2
		return strings.Repeat("{ a ", half) + "{ ...rest }" + strings.Repeat(" }", half) + " fragment rest on Query " + plain(n-half)
	}
	for name, of := range map[string]func(int) string{"plain": plain, "inline": inline, "spread": spread} {
		for n, refused := range map[int]bool{maxDepth: false, maxDepth + 1: true, 100: true} {
			doc, errs := gqlparser.LoadQueryWithRules(schema, of(n), nil)
			if len(errs) > 0 {
				t.Fatal(errs)
			}
			err := limits{}.MutateOperationContext(context.Background(), &graphql.OperationContext{Operation: doc.Operations[0]})
			if (err != nil) != refused {
				t.Errorf("%s, %d levels: %v", name, n, err)
			}
		}
	}
}

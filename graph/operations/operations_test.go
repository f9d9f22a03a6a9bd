package operations_test

import (
	"os"
	"testing"

	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"

	"orderveil/graph/operations"
)

// Every operation is valid, and together they reach all that there is.
func TestOperationsAreValidAndReachEverything(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("../../schema.graphql")
	if err != nil {
		t.Fatal(err)
	}
	schema, err := gqlparser.LoadSchema(&ast.Source{Name: "schema.graphql", Input: string(text)})
	if err != nil {
		t.Fatal(err)
	}
	made, reached := operations.Make(schema, func(_, typeName string) []string {
		return map[string][]string{
			"ID": {`"x"`}, "String": {`"x"`}, "Int": {"1"}, "Boolean": {"true"}, "Time": {`"2026-01-01T00:00:00Z"`}, "Date": {`"2026-01-01"`}, "Decimal": {`"1"`}, "Secret": {`"x"`},
		}[typeName]
	})
	if len(made) < 500 {
		t.Errorf("%d operations", len(made))
	}
	for _, o := range made {
		if _, errs := gqlparser.LoadQueryWithRules(schema, o.Text, nil); len(errs) > 0 {
			t.Fatalf("%s: %v\n%s", o, errs, o.Text)
		}
	}
	for _, name := range operations.All(schema) {
		if !reached[name] {
			t.Errorf("no operation reaches %s", name)
		}
	}
	t.Logf("%d operations", len(made))
}

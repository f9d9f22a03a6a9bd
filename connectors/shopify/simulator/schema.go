package simulator

import (
	_ "embed"

	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"
)

//go:embed admin.graphql
var admin string

// Schema is the part of Shopify's Admin schema that the simulator plays. What is not in it
// is refused.
func Schema() *ast.Schema {
	return gqlparser.MustLoadSchema(&ast.Source{Name: "admin.graphql", Input: admin})
}

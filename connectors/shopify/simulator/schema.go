package simulator

import (
	_ "embed"
	"sync"

	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"
)

//go:embed admin.graphql
var admin string

// Schema is the part of Shopify's Admin schema that the simulator plays. What is not in it
// is refused. It is not to be changed.
func Schema() *ast.Schema { return schema() }

var schema = sync.OnceValue(func() *ast.Schema {
	return gqlparser.MustLoadSchema(&ast.Source{Name: "admin.graphql", Input: admin})
})

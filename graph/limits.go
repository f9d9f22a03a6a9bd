package graph

import (
	"context"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"orderveil"
)

// Limits on the shape of a request.
const (
	maxDepth      = 8
	maxAliases    = 15
	maxDirectives = 50
	maxRoots      = 10 // fields of the operation itself
)

// limits refuses requests whose shape serves no purpose but to cost. It runs after
// validation, so fragments do not turn in circles.
type limits struct{}

var _ interface {
	graphql.OperationContextMutator
	graphql.HandlerExtension
} = limits{}

// ExtensionName names the extension.
func (limits) ExtensionName() string { return "Limits" }

// Validate has nothing to check.
func (limits) Validate(graphql.ExecutableSchema) error { return nil }

// MutateOperationContext measures the operation.
func (limits) MutateOperationContext(_ context.Context, oc *graphql.OperationContext) *gqlerror.Error {
	var s shape
	s.measure(oc.Operation.SelectionSet, 1)
	var err error
	switch {
	case s.depth > maxDepth:
		err = orderveil.Invalidf("the request is over %d levels deep", maxDepth)
	case s.aliases > maxAliases:
		err = orderveil.Invalidf("the request has over %d aliases", maxAliases)
	case s.directives > maxDirectives:
		err = orderveil.Invalidf("the request has over %d directives", maxDirectives)
	case s.roots > maxRoots:
		err = orderveil.Invalidf("the request asks over %d things at once", maxRoots)
	default:
		return nil
	}
	return gqlerror.Wrap(err)
}

// shape is what a selection adds up to, fragments spread out.
type shape struct{ depth, aliases, directives, roots, fields int }

// maxFields stops the measuring of fragments that multiply each other.
const maxFields = 5000

func (s *shape) measure(set ast.SelectionSet, depth int) {
	if s.fields++; s.fields > maxFields {
		s.depth = maxDepth + 1
		return
	}
	for _, selection := range set {
		switch sel := selection.(type) {
		case *ast.Field:
			s.field(sel, depth)
		case *ast.InlineFragment:
			s.directives += len(sel.Directives)
			s.measure(sel.SelectionSet, depth)
		case *ast.FragmentSpread:
			s.directives += len(sel.Directives)
			s.measure(sel.Definition.SelectionSet, depth)
		}
	}
}

func (s *shape) field(f *ast.Field, depth int) {
	if f.Alias != f.Name {
		s.aliases++
	}
	s.directives += len(f.Directives)
	if depth == 1 {
		s.roots++
	}
	s.depth = max(s.depth, depth)
	if f.Name == "__schema" || f.Name == "__type" { // deep by nature, and allowed or not as a whole
		return
	}
	s.measure(f.SelectionSet, depth+1)
}

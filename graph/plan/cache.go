package plan

import (
	"sync"

	"github.com/99designs/gqlgen/graphql"
	lru "github.com/hashicorp/golang-lru/v2"
	"github.com/vektah/gqlparser/v2/ast"
)

// The bounds of what is kept.
const (
	maxOperations = 500 // as many as parsed documents are kept
	maxShapes     = 32  // of one operation; further ones are compiled each time
)

// Cache keeps plans. A plan depends on a validated operation, which the executor keeps
// parsed, on the name of the root field in the answer, and on which way the variables of
// @include and @skip go: on no other value that a client sends.
type Cache struct {
	types      map[string]Type
	operations *lru.Cache[*ast.OperationDefinition, *operation]
}

// NewCache returns a cache of plans from these tables.
func NewCache(types map[string]Type) *Cache {
	operations, err := lru.New[*ast.OperationDefinition, *operation](maxOperations)
	if err != nil {
		panic(err)
	}
	return &Cache{types: types, operations: operations}
}

// operation has the plans of one operation, by root field and shape.
type operation struct {
	switches []string // the variables by which something is left out
	mu       sync.RWMutex
	plans    map[shape]*Plan // nil for what cannot be planned
}

type shape struct{ root, switched string }

// Plan returns the plan of a root field of the operation, or nil when it has none.
func (c *Cache) Plan(oc *graphql.OperationContext, field graphql.CollectedField) *Plan {
	of, ok := c.operations.Get(oc.Operation)
	if !ok {
		of = &operation{switches: switches(oc), plans: map[shape]*Plan{}}
		c.operations.Add(oc.Operation, of)
	}
	key := shape{field.Alias, of.switched(oc.Variables)}
	of.mu.RLock()
	p, ok := of.plans[key]
	full := len(of.plans) >= maxShapes
	of.mu.RUnlock()
	if ok {
		return p
	}
	p = Compile(c.types, oc, field.Definition.Type.Name(), field.Selections)
	if !full {
		of.mu.Lock()
		defer of.mu.Unlock()
		of.plans[key] = p
	}
	return p
}

// switched is which way the switches go.
func (o *operation) switched(variables map[string]any) string {
	if len(o.switches) == 0 {
		return ""
	}
	b := make([]byte, len(o.switches))
	for i, name := range o.switches {
		if on, _ := variables[name].(bool); on {
			b[i] = 1
		}
	}
	return string(b)
}

// switches are the variables in @include and @skip, wherever they stand in the document.
func switches(oc *graphql.OperationContext) (names []string) {
	seen := map[string]bool{}
	var walk func(ast.SelectionSet)
	note := func(directives ast.DirectiveList) {
		for _, d := range directives {
			for _, a := range d.Arguments {
				if a.Value.Kind == ast.Variable && !seen[a.Value.Raw] {
					seen[a.Value.Raw] = true
					names = append(names, a.Value.Raw)
				}
			}
		}
	}
	walk = func(set ast.SelectionSet) {
		for _, selected := range set {
			switch s := selected.(type) {
			case *ast.Field:
				note(s.Directives)
				walk(s.SelectionSet)
			case *ast.InlineFragment:
				note(s.Directives)
				walk(s.SelectionSet)
			case *ast.FragmentSpread:
				note(s.Directives)
			}
		}
	}
	walk(oc.Operation.SelectionSet)
	for _, fragment := range oc.Doc.Fragments {
		walk(fragment.SelectionSet)
	}
	return names
}

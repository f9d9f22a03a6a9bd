// Package plan writes the answer of a root field without the machinery that the executor
// runs for each field. The executor parses, validates, coerces, limits and asks the
// resolver as always; a plan only writes down what the resolver returned, and only where
// that is sure to come to the same bytes. Whatever else there is, an error most of all,
// is left to the executor as if there were no plan.
package plan

import (
	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"

	"orderveil"
	"orderveil/personal"
)

// Type is what can be written of a type of the schema. The tables are generated.
type Type struct {
	Satisfies []string // its own name and those of its interfaces
	Fields    map[string]Known
}

// Known is a field that can be written: it takes no arguments and reads nothing.
type Known struct {
	ID       int
	Of       string               // the type of what stands below it; "" for a leaf
	Category string               // of a personal field
	Requires orderveil.Permission // without which it is refused
}

// Typename is the ID of __typename, which every type has.
const Typename = -1

// Node is the selection of one type, compiled.
type Node struct{ Fields []Field }

// Field is one field of an answer.
type Field struct {
	ID       int
	Below    *Node
	Personal bool
	Category personal.Category // if it is personal

	key []byte // its name in the answer, quoted, with the colon
}

// Plan is the compiled selection of a root field.
type Plan struct {
	*Node
	needs []orderveil.Permission
}

// For reports whether a viewer may ask for all that the plan writes. The others get their
// refusals from the executor.
func (p *Plan) For(v orderveil.Viewer) bool {
	for _, permission := range p.needs {
		if !v.Can(permission) {
			return false
		}
	}
	return true
}

// Compile compiles a selection of a type. It returns nil when something in it cannot be
// planned.
func Compile(types map[string]Type, oc *graphql.OperationContext, on string, selected ast.SelectionSet) *Plan {
	p := &Plan{}
	if p.Node = p.compile(types, oc, on, selected); p.Node == nil {
		return nil
	}
	return p
}

func (p *Plan) compile(types map[string]Type, oc *graphql.OperationContext, on string, selected ast.SelectionSet) *Node {
	of, ok := types[on]
	if !ok {
		return nil
	}
	n := &Node{}
	for _, c := range graphql.CollectFields(oc, selected, of.Satisfies) {
		f := Field{ID: Typename, key: append(quoted(nil, c.Alias), ':')}
		if c.Name != "__typename" {
			known, ok := of.Fields[c.Name]
			if !ok || !p.add(&f, known) {
				return nil
			}
			if known.Of != "" {
				if f.Below = p.compile(types, oc, known.Of, c.Selections); f.Below == nil {
					return nil
				}
			}
		}
		if len(c.Deferrables) > 0 {
			return nil
		}
		n.Fields = append(n.Fields, f)
	}
	return n
}

// add takes over what the schema says of a field.
func (p *Plan) add(f *Field, k Known) bool {
	f.ID = k.ID
	if k.Requires != "" {
		p.needs = append(p.needs, k.Requires)
	}
	if k.Category == "" {
		return true
	}
	c, err := personal.ParseCategory(k.Category)
	f.Personal, f.Category = true, c
	return err == nil
}

// decider is a view that knows what its viewer gets.
type decider interface {
	Decision(personal.Category) orderveil.Decision
}

// Withheld reports whether the policy withholds a category of a view's from its viewer.
// It is what @personal means, below a plan and elsewhere: of a view that does not know,
// everything is withheld.
func Withheld(view any, c personal.Category) bool {
	d, ok := view.(decider)
	return !ok || d.Decision(c) == orderveil.Withhold
}

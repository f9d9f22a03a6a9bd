package main

import (
	"fmt"
	"go/types"

	"github.com/99designs/gqlgen/codegen/config"
	"github.com/vektah/gqlparser/v2/ast"
)

// reference is a type on its way down to what is written: through lists and pointers.
type reference struct {
	Go  types.Type
	GQL *ast.Type
	*config.TypeReference
}

// value writes how an expression of some type is written, below a node, and of which
// type of the schema what stands below is.
func (g *generator) value(r reference, expression, below string) (text, of string, ok bool) {
	if list, is := r.Go.(*types.Slice); is && r.GQL.Elem != nil {
		return g.list(reference{list.Elem(), r.GQL.Elem, r.TypeReference}, r.GQL.NonNull, expression, below)
	}
	if r.GQL.Elem != nil || r.IsOmittable || r.IsContext || len(r.EnumValues) > 0 {
		return "", "", false
	}
	pointer, isPointer := r.Go.(*types.Pointer)
	switch r.Definition.Kind {
	case ast.Object:
		if !isPointer {
			return g.below(r, "&"+expression, below), r.Definition.Name, true
		}
		return g.nilable(r.GQL.NonNull, expression, g.below(r, expression, below)), r.Definition.Name, true
	case ast.Scalar, ast.Enum:
		if !isPointer {
			text, ok = g.leaf(r, r.Go, expression)
			return text, "", ok
		}
		text, ok = g.leaf(r, pointer.Elem(), "*"+expression)
		return g.nilable(r.GQL.NonNull, expression, text), "", ok
	}
	return "", "", false
}

func (g *generator) nilable(nonNull bool, expression, text string) string {
	return fmt.Sprintf("if %s == nil {\nw.Missing(%t)\n} else {\n%s}\n", expression, nonNull, text)
}

func (g *generator) below(r reference, expression, below string) string {
	g.reach(r.Definition.Name)
	return fmt.Sprintf("write%s(w, %s, %s)\n", r.Definition.Name, below, expression)
}

func (g *generator) list(of reference, nonNull bool, expression, below string) (text, name string, ok bool) {
	element, name, ok := g.value(of, "e", below)
	text = fmt.Sprintf("w.Sign('[')\nfor i, e := range %s {\nif i > 0 {\nw.Sign(',')\n}\n%s}\nw.Sign(']')\n", expression, element)
	if !nonNull {
		text = g.nilable(false, expression, text)
	}
	return text, name, ok
}

// leaf writes a scalar or enum as the executor would marshal it.
func (g *generator) leaf(r reference, t types.Type, expression string) (text string, ok bool) {
	if r.IsMarshaler {
		return fmt.Sprintf("w.Value(%s, %t)\n", expression, r.GQL.NonNull), true
	}
	if r.Marshaler == nil || config.IsNilable(t) {
		return "", false
	}
	if r.CastType != nil {
		expression = fmt.Sprintf("%s(%s)", g.nameOf(r.CastType), expression)
	}
	m := r.Marshaler
	if m.Pkg().Path() == "github.com/99designs/gqlgen/graphql" {
		switch m.Name() {
		case "MarshalString", "MarshalID":
			return fmt.Sprintf("w.String(%s)\n", expression), true
		case "MarshalInt":
			return fmt.Sprintf("w.Int(%s)\n", expression), true
		case "MarshalBoolean":
			return fmt.Sprintf("w.Boolean(%s)\n", expression), true
		}
	}
	// A scalar with an append function is marshalled by it.
	if add := "Append" + m.Name()[len("Marshal"):]; m.Pkg().Scope().Lookup(add) != nil {
		return fmt.Sprintf("plan.Append(w, %s.%s, %s)\n", g.qualify(m.Pkg()), add, expression), true
	}
	return fmt.Sprintf("w.Value(%s.%s(%s), %t)\n", g.qualify(m.Pkg()), m.Name(), expression, r.GQL.NonNull), true
}

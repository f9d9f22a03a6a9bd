package simulator

import (
	"encoding/json"
	"fmt"
	"net/url"
	"time"

	"github.com/shopspring/decimal"
	"github.com/vektah/gqlparser/v2/ast"
)

// object is a value with fields; a field may be a function of its arguments.
type object map[string]any

type resolver func(args map[string]any) any

// execute runs an operation that has been validated.
func (s *Simulator) execute(o *ast.OperationDefinition, variables map[string]any) any {
	root := s.queries()
	if o.Operation == ast.Mutation {
		root = s.mutations()
	}
	return s.complete(root, o.SelectionSet, variables)
}

// complete selects from an object what is asked for.
func (s *Simulator) complete(of object, set ast.SelectionSet, variables map[string]any) map[string]any {
	out := map[string]any{}
	for _, f := range fields(set) {
		value, ok := of[f.Name]
		if !ok {
			panic(fmt.Sprintf("simulator: %s.%s is not played", f.ObjectDefinition.Name, f.Name))
		}
		if resolve, ok := value.(resolver); ok {
			value = resolve(f.ArgumentMap(variables))
		}
		if value == nil && f.Definition.Type.NonNull {
			panic(fmt.Sprintf("simulator: %s.%s is null", f.ObjectDefinition.Name, f.Name))
		}
		out[f.Alias] = s.value(value, f, variables)
	}
	return out
}

func (s *Simulator) value(value any, f *ast.Field, variables map[string]any) any {
	switch v := value.(type) {
	case object:
		return s.complete(v, f.SelectionSet, variables)
	case []object:
		list := make([]any, 0, len(v))
		for _, o := range v {
			list = append(list, s.complete(o, f.SelectionSet, variables))
		}
		return list
	case string:
		if d := s.schema.Types[f.Definition.Type.Name()]; d.Kind == ast.Enum && d.EnumValues.ForName(v) == nil {
			panic(fmt.Sprintf("simulator: %s has no value %s", d.Name, v))
		}
	}
	return value
}

// fields are the fields of a selection, those of fragments among them.
func fields(set ast.SelectionSet) []*ast.Field {
	var all []*ast.Field
	for _, selected := range set {
		switch f := selected.(type) {
		case *ast.Field:
			all = append(all, f)
		case *ast.FragmentSpread:
			all = append(all, fields(f.Definition.SelectionSet)...)
		case *ast.InlineFragment:
			all = append(all, fields(f.SelectionSet)...)
		}
	}
	return all
}

// scalars checks the texts that have a form of their own, which the schema does not know.
func (s *Simulator) scalars(o *ast.OperationDefinition, variables map[string]any) string {
	for _, v := range o.VariableDefinitions {
		if problem := s.scalar(v.Type, variables[v.Variable]); problem != "" {
			return "Variable $" + v.Variable + " was provided invalid value: " + problem
		}
	}
	return ""
}

func (s *Simulator) scalar(typ *ast.Type, value any) string {
	if value == nil {
		return ""
	}
	if typ.Elem != nil {
		for _, element := range value.([]any) {
			if problem := s.scalar(typ.Elem, element); problem != "" {
				return problem
			}
		}
		return ""
	}
	d := s.schema.Types[typ.Name()]
	if given, ok := value.(map[string]any); ok && d.Kind == ast.InputObject {
		for _, f := range d.Fields {
			if problem := s.scalar(f.Type, given[f.Name]); problem != "" {
				return f.Name + ": " + problem
			}
		}
		return ""
	}
	return formed(typ.Name(), fmt.Sprint(value))
}

func formed(scalar, text string) string {
	var err error
	switch scalar {
	case "DateTime":
		_, err = time.Parse(time.RFC3339, text)
	case "Decimal":
		_, err = decimal.NewFromString(text)
	case "URL":
		_, err = url.ParseRequestURI(text)
	}
	if err != nil {
		return "is no " + scalar
	}
	return ""
}

// number reads an integer argument, whichever way it came.
func number(value any) (float64, bool) {
	switch n := value.(type) {
	case int64:
		return float64(n), true
	case int:
		return float64(n), true
	case float64:
		return n, true
	case json.Number:
		f, err := n.Float64()
		return f, err == nil
	}
	return 0, false
}

// Package operations makes valid operations from a schema, for tests that must ask
// everything that can be asked: every field by every path, every argument, every input
// field and every enum value. It follows the schema as it grows.
package operations

import (
	"fmt"
	"slices"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
)

// MaxDepth is how deep the paths are that are followed.
const MaxDepth = 8

// Operation is one that a client could send.
type Operation struct {
	Text string
	Kind ast.Operation
	Root string // the field of the operation
}

// Values are the literals to try for an argument or input field of a scalar type, in the
// words of the query language. The first is used where only some value is needed.
type Values func(field, typeName string) []string

// maker makes the operations of one schema.
type maker struct {
	schema  *ast.Schema
	values  Values
	made    []Operation
	reached map[string]bool
	turn    int
}

// Make returns the operations, and the fields, arguments and input fields that they reach,
// such as Order.number, Query.orders(first:) and OrderFilter.status.
func Make(schema *ast.Schema, values Values) ([]Operation, map[string]bool) {
	m := &maker{schema: schema, values: values, reached: map[string]bool{}}
	for _, root := range []struct {
		kind ast.Operation
		of   *ast.Definition
	}{{ast.Query, schema.Query}, {ast.Mutation, schema.Mutation}, {ast.Subscription, schema.Subscription}} {
		if root.of == nil {
			continue
		}
		for _, f := range root.of.Fields {
			if !strings.HasPrefix(f.Name, "__") {
				m.root(root.kind, root.of, f)
			}
		}
	}
	return m.made, m.reached
}

// All lists what a schema has to be reached.
func All(schema *ast.Schema) (all []string) {
	for _, d := range schema.Types {
		if d.BuiltIn || strings.HasPrefix(d.Name, "__") {
			continue
		}
		for _, f := range d.Fields {
			if strings.HasPrefix(f.Name, "__") {
				continue
			}
			all = append(all, d.Name+"."+f.Name)
			for _, a := range f.Arguments {
				all = append(all, d.Name+"."+f.Name+"("+a.Name+":)")
			}
		}
	}
	slices.Sort(all)
	return all
}

// root makes the operations of one field: with each of its arguments' values, and with
// each path below it.
func (m *maker) root(kind ast.Operation, of *ast.Definition, f *ast.FieldDefinition) {
	calls := m.calls(of, f)
	for _, call := range calls {
		m.add(kind, f, call, m.leaves(f.Type.Name()))
	}
	m.paths(f.Type.Name(), 2, nil, func(selection string) { m.add(kind, f, calls[0], selection) })
}

// add writes an operation, in two of the ways in which the same may be asked; one that
// changes something in one.
func (m *maker) add(kind ast.Operation, f *ast.FieldDefinition, call, selection string) {
	m.addOne(kind, f, call, selection)
	if selection != "" && kind == ast.Query {
		m.addOne(kind, f, call, selection)
	}
}

func (m *maker) addOne(kind ast.Operation, f *ast.FieldDefinition, call, selection string) {
	on := f.Type.Name()
	text := call
	if selection != "" {
		switch m.turn++; m.turn % 5 {
		case 0:
			text = "again: " + call + " " + braced(selection)
		case 1:
			text = call + " " + braced("...part")
		case 2:
			text = call + " " + braced("... on "+on+" "+braced(selection))
		case 3:
			text = call + " @include(if: true) " + braced(selection)
		default:
			text = call + " @skip(if: false) " + braced(selection)
		}
	}
	text = string(kind) + " " + braced(text)
	if strings.Contains(text, "...part") {
		text += " fragment part on " + on + " " + braced(selection)
	}
	m.made = append(m.made, Operation{Text: text, Kind: kind, Root: f.Name})
}

func braced(text string) string { return "{ " + text + " }" }

// calls are a field with its needed arguments, and then with each value of each argument.
func (m *maker) calls(of *ast.Definition, f *ast.FieldDefinition) []string {
	m.reached[of.Name+"."+f.Name] = true
	needed := map[string]string{}
	for _, a := range f.Arguments {
		if a.Type.NonNull && a.DefaultValue == nil {
			needed[a.Name] = m.literals(a.Name, a.Type)[0]
			m.reached[of.Name+"."+f.Name+"("+a.Name+":)"] = true
		}
	}
	calls := []string{call(f, needed)}
	for _, a := range f.Arguments {
		m.reached[of.Name+"."+f.Name+"("+a.Name+":)"] = true
		for i, literal := range m.literals(a.Name, a.Type) {
			if _, is := needed[a.Name]; is && i == 0 {
				continue
			}
			with := map[string]string{a.Name: literal}
			for name, value := range needed {
				if name != a.Name {
					with[name] = value
				}
			}
			calls = append(calls, call(f, with))
		}
	}
	return calls
}

func call(f *ast.FieldDefinition, with map[string]string) string {
	var arguments []string
	for _, a := range f.Arguments {
		if literal, ok := with[a.Name]; ok {
			arguments = append(arguments, a.Name+": "+literal)
		}
	}
	if len(arguments) == 0 {
		return f.Name
	}
	return f.Name + "(" + strings.Join(arguments, ", ") + ")"
}

// literals are the values to try for a type: at least one.
func (m *maker) literals(name string, t *ast.Type) []string {
	if t.Elem != nil {
		var lists []string
		for _, one := range m.literals(name, t.Elem) {
			lists = append(lists, "["+one+"]")
		}
		return lists
	}
	d := m.schema.Types[t.NamedType]
	switch d.Kind {
	case ast.Enum:
		var names []string
		for _, v := range d.EnumValues {
			names = append(names, v.Name)
		}
		return names
	case ast.InputObject:
		return m.inputs(d)
	}
	if values := m.values(name, d.Name); len(values) > 0 {
		return values
	}
	return []string{"null"}
}

// inputs are an input object with its needed fields, and with each value of each field.
func (m *maker) inputs(d *ast.Definition) []string {
	needed := func(but string) (text string) {
		for _, f := range d.Fields {
			if f.Name != but && f.Type.NonNull && f.DefaultValue == nil {
				text += f.Name + ": " + m.literals(f.Name, f.Type)[0] + " "
			}
		}
		return text
	}
	inputs := []string{"{" + needed("") + "}"}
	for _, f := range d.Fields {
		m.reached[d.Name+"."+f.Name] = true
		for _, literal := range m.literals(f.Name, f.Type) {
			inputs = append(inputs, "{"+needed(f.Name)+f.Name+": "+literal+"}")
		}
	}
	return inputs
}

// leaves selects all scalars of a type; of a scalar nothing.
func (m *maker) leaves(typeName string) string {
	d := m.schema.Types[typeName]
	if d.IsLeafType() {
		return ""
	}
	selected := []string{"__typename"}
	for _, f := range d.Fields {
		if !strings.HasPrefix(f.Name, "__") && m.schema.Types[f.Type.Name()].IsLeafType() {
			selected = append(selected, m.calls(d, f)[0])
		}
	}
	return strings.Join(selected, " ")
}

// paths makes a selection for each path of objects below a type, with all scalars at its
// end. No path goes through a type more than twice.
func (m *maker) paths(typeName string, depth int, through []string, make func(string)) {
	d := m.schema.Types[typeName]
	if d.IsLeafType() || depth > MaxDepth || count(through, typeName) >= 2 {
		return
	}
	through = append(slices.Clone(through), typeName)
	if d.IsAbstractType() {
		for _, possible := range m.schema.GetPossibleTypes(d) {
			make("... on " + possible.Name + " " + braced(m.leaves(possible.Name)))
			m.paths(possible.Name, depth, through, func(below string) { make("... on " + possible.Name + " " + braced(below)) })
		}
	}
	for _, f := range d.Fields {
		if strings.HasPrefix(f.Name, "__") || m.schema.Types[f.Type.Name()].IsLeafType() {
			continue
		}
		for _, call := range m.calls(d, f) {
			make(call + " " + braced(m.leaves(f.Type.Name())))
		}
		first := m.calls(d, f)[0]
		m.paths(f.Type.Name(), depth+1, through, func(below string) { make(first + " " + braced(below)) })
	}
}

func count(all []string, one string) (n int) {
	for _, name := range all {
		if name == one {
			n++
		}
	}
	return n
}

// String is the operation's text.
func (o Operation) String() string { return fmt.Sprintf("%s.%s", o.Kind, o.Root) }

package shopify_test

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/validator/rules"

	"orderveil/connectors/shopify"
	"orderveil/connectors/shopify/simulator"
)

// The part of Shopify's schema that the operations use is kept in simulator/admin.graphql.
// It is taken from the introspection that the npm package @shopify/dev-mcp brings
// (dist/data/admin_2026-10.json.gz); ORDERVEIL_SHOPIFY_SCHEMA names that file. After a change
// of the operations: go test ./connectors/shopify -run Schema -update.
var update = flag.Bool("update", false, "write simulator/admin.graphql anew")

const subset = "simulator/admin.graphql"

func TestEveryOperationIsValidInTheKeptSchema(t *testing.T) {
	t.Parallel()
	for _, document := range shopify.Documents() {
		if _, err := gqlparser.LoadQueryWithRules(simulator.Schema(), document, rules.NewDefaultRules()); err != nil {
			t.Errorf("%v in %s", err, document)
		}
	}
}

func TestTheKeptSchemaIsShopifys(t *testing.T) {
	t.Parallel()
	file := os.Getenv("ORDERVEIL_SHOPIFY_SCHEMA")
	if file == "" {
		t.Skip("ORDERVEIL_SHOPIFY_SCHEMA names no introspection of Shopify's Admin API")
	}
	types := introspect(t, file)
	whole, err := gqlparser.LoadSchema(&ast.Source{Name: filepath.Base(file), Input: types.sdl(types.everything())})
	if err != nil {
		t.Fatal(err)
	}
	want := types.sdl(types.used(t, whole))
	if *update {
		if err := os.WriteFile(subset, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if got, err := os.ReadFile(subset); err != nil || string(got) != want {
		t.Errorf("%s is not the part of the schema that the operations use: run with -update (%v)", subset, err)
	}
}

// introspected is a type as an introspection has it.
type introspected struct {
	Kind, Name    string
	IsOneOf       bool
	Fields        []member
	InputFields   []member
	EnumValues    []struct{ Name string }
	PossibleTypes []typeRef
}

type member struct {
	Name         string
	Args         []member
	Type         typeRef
	DefaultValue *string
}

type typeRef struct {
	Kind, Name string
	OfType     *typeRef
}

func (r *typeRef) String() string {
	switch r.Kind {
	case "NON_NULL":
		return r.OfType.String() + "!"
	case "LIST":
		return "[" + r.OfType.String() + "]"
	}
	return r.Name
}

func (r *typeRef) named() string {
	for r.OfType != nil {
		r = r.OfType
	}
	return r.Name
}

type schemaTypes map[string]introspected

func introspect(t *testing.T, file string) schemaTypes {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if strings.HasSuffix(file, ".gz") {
		r, err := gzip.NewReader(bytes.NewReader(text))
		if err != nil {
			t.Fatal(err)
		}
		if text, err = io.ReadAll(r); err != nil {
			t.Fatal(err)
		}
	}
	var document struct {
		Data struct {
			Schema struct{ Types []introspected } `json:"__schema"`
		}
	}
	if err := json.Unmarshal(text, &document); err != nil {
		t.Fatal(err)
	}
	types := schemaTypes{}
	for _, typ := range document.Data.Schema.Types {
		if !strings.HasPrefix(typ.Name, "__") {
			types[typ.Name] = typ
		}
	}
	return types
}

// selection is which members of which types are meant; a nil entry means all.
type selection map[string]map[string]map[string]bool

func (s schemaTypes) everything() selection {
	all := selection{}
	for name := range s {
		all[name] = nil
	}
	return all
}

// used walks the operations and returns the fields and arguments that they use, and whole
// input types, so that the simulator knows what may be sent besides.
func (s schemaTypes) used(t *testing.T, whole *ast.Schema) selection {
	t.Helper()
	used := selection{}
	for _, document := range shopify.Documents() {
		query, err := gqlparser.LoadQueryWithRules(whole, document, rules.NewDefaultRules())
		if err != nil {
			t.Fatal(err)
		}
		for _, o := range query.Operations {
			s.walk(used, o.SelectionSet)
			for _, v := range o.VariableDefinitions {
				s.input(used, v.Type.Name())
			}
		}
		for _, f := range query.Fragments {
			s.walk(used, f.SelectionSet)
		}
	}
	return used
}

func (s schemaTypes) walk(used selection, set ast.SelectionSet) {
	for _, selected := range set {
		field, ok := selected.(*ast.Field)
		if !ok {
			continue // a fragment is walked by itself
		}
		owner := field.ObjectDefinition.Name
		if used[owner] == nil {
			used[owner] = map[string]map[string]bool{}
		}
		if used[owner][field.Name] == nil {
			used[owner][field.Name] = map[string]bool{}
		}
		for _, a := range field.Arguments {
			used[owner][field.Name][a.Name] = true
			s.input(used, field.Definition.Arguments.ForName(a.Name).Type.Name())
		}
		s.input(used, field.Definition.Type.Name())
		s.walk(used, field.SelectionSet)
	}
}

// input adds a scalar, an enum or an input type with all that it is made of.
func (s schemaTypes) input(used selection, name string) {
	if _, seen := used[name]; seen || s[name].Kind == "OBJECT" {
		return
	}
	used[name] = nil
	for _, f := range s[name].InputFields {
		s.input(used, f.Type.named())
	}
}

// sdl writes types in the schema language, in the order of their names.
func (s schemaTypes) sdl(used selection) string {
	var b strings.Builder
	b.WriteString("schema { query: QueryRoot mutation: Mutation }\n")
	for _, name := range slices.Sorted(maps.Keys(used)) {
		typ, members := s[name], used[name]
		switch typ.Kind {
		case "SCALAR":
			if !slices.Contains([]string{"ID", "String", "Int", "Float", "Boolean"}, name) {
				fmt.Fprintf(&b, "\nscalar %s\n", name)
			}
		case "ENUM":
			fmt.Fprintf(&b, "\nenum %s {", name)
			for _, v := range typ.EnumValues {
				b.WriteString(" " + v.Name)
			}
			b.WriteString(" }\n")
		case "UNION":
			var of []string
			for _, p := range typ.PossibleTypes {
				of = append(of, p.Name)
			}
			fmt.Fprintf(&b, "\nunion %s = %s\n", name, strings.Join(of, " | "))
		default:
			s.object(&b, typ, members)
		}
	}
	return b.String()
}

func (s schemaTypes) object(b *strings.Builder, typ introspected, members map[string]map[string]bool) {
	word := map[string]string{"OBJECT": "type", "INTERFACE": "interface", "INPUT_OBJECT": "input"}[typ.Kind]
	fmt.Fprintf(b, "\n%s %s", word, typ.Name)
	if typ.IsOneOf {
		b.WriteString(" @oneOf")
	}
	b.WriteString(" {\n")
	for _, f := range append(typ.Fields, typ.InputFields...) {
		if members != nil && members[f.Name] == nil {
			continue
		}
		var args []string
		for _, a := range f.Args {
			if members == nil || members[f.Name][a.Name] {
				args = append(args, a.Name+": "+a.Type.String()+standard(a))
			}
		}
		list := ""
		if len(args) > 0 {
			list = "(" + strings.Join(args, ", ") + ")"
		}
		fmt.Fprintf(b, "  %s%s: %s%s\n", f.Name, list, f.Type.String(), standard(f))
	}
	b.WriteString("}\n")
}

func standard(m member) string {
	if m.DefaultValue == nil {
		return ""
	}
	return " = " + *m.DefaultValue
}

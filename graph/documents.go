package graph

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"slices"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"orderveil"
	"orderveil/graph/generated"
	"orderveil/graph/who"
)

// Documents are operations that the operator trusts, such as those of the console, by the
// SHA-256 of their text in hex. A client sends that instead of the text, in
// extensions.persistedQuery.sha256Hash.
type Documents struct {
	texts map[string]string
	only  []orderveil.Role
}

// ReadDocuments reads a manifest: a JSON object of hash and text. The roles under only may
// send nothing else.
func ReadDocuments(manifest []byte, only []orderveil.Role) (*Documents, error) {
	d := &Documents{texts: map[string]string{}, only: only}
	return d, d.Add(manifest)
}

// Add reads another manifest into it.
func (d *Documents) Add(manifest []byte) error {
	var texts map[string]string
	if err := json.Unmarshal(manifest, &texts); err != nil {
		return orderveil.Invalidf("a manifest of trusted documents is a JSON object of SHA-256 (hex) and text")
	}
	schema := generated.NewExecutableSchema(generated.Config{}).Schema()
	for hash, text := range texts {
		if sum := sha256.Sum256([]byte(text)); hex.EncodeToString(sum[:]) != hash {
			return orderveil.Invalidf("a trusted document has another hash than stands before it: make the manifest anew")
		}
		if err := check(schema, text); err != nil {
			return err
		}
		d.texts[hash] = text
	}
	return nil
}

// check refuses a document that does not fit the schema, or that has a text in it: what
// somebody looks for belongs in the variables.
func check(schema *ast.Schema, text string) error {
	doc, errs := gqlparser.LoadQueryWithRules(schema, text, nil)
	if len(errs) > 0 {
		return orderveil.Invalidf("a trusted document does not fit the schema: make the manifest anew")
	}
	for _, o := range doc.Operations {
		if literal(o.SelectionSet) {
			return orderveil.Invalidf("a trusted document has a text among its arguments: use a variable")
		}
	}
	return nil
}

// literal reports whether a text stands among the arguments of a selection.
func literal(set ast.SelectionSet) bool {
	for _, selected := range set {
		switch s := selected.(type) {
		case *ast.Field:
			for _, a := range s.Arguments {
				if hasText(a.Value) {
					return true
				}
			}
			if literal(s.SelectionSet) {
				return true
			}
		case *ast.InlineFragment:
			if literal(s.SelectionSet) {
				return true
			}
		case *ast.FragmentSpread:
			if literal(s.Definition.SelectionSet) {
				return true
			}
		}
	}
	return false
}

func hasText(v *ast.Value) bool {
	if v.Kind == ast.StringValue || v.Kind == ast.BlockValue {
		return true
	}
	return slices.ContainsFunc(v.Children, func(c *ast.ChildValue) bool { return hasText(c.Value) })
}

// trusted resolves the hashes, and holds the roles to them, before anything is parsed.
type trusted struct{ *Documents }

var _ interface {
	graphql.OperationParameterMutator
	graphql.HandlerExtension
} = trusted{}

// ExtensionName names the extension.
func (trusted) ExtensionName() string { return "TrustedDocuments" }

// Validate has nothing to check.
func (trusted) Validate(graphql.ExecutableSchema) error { return nil }

// MutateOperationParameters puts the document's text in the place of its hash.
func (t trusted) MutateOperationParameters(ctx context.Context, params *graphql.RawParams) *gqlerror.Error {
	hash := hashOf(params)
	if hash != "" && params.Query == "" {
		text, found := "", false
		if t.Documents != nil {
			text, found = t.texts[hash]
		}
		if !found {
			return untrusted("This installation knows no such document.")
		}
		params.Query = text
		return nil
	}
	if t.Documents != nil && slices.Contains(t.only, who.Viewer(ctx).Role) {
		sum := sha256.Sum256([]byte(params.Query))
		if _, found := t.texts[hex.EncodeToString(sum[:])]; !found {
			return untrusted("Your role may send trusted documents alone.")
		}
	}
	return nil
}

func untrusted(message string) *gqlerror.Error {
	return gqlerror.Wrap(&untrustedError{message})
}

type untrustedError struct{ message string }

// Error says what to do.
func (e *untrustedError) Error() string { return e.message }

func hashOf(params *graphql.RawParams) string {
	persisted, _ := params.Extensions["persistedQuery"].(map[string]any)
	hash, _ := persisted["sha256Hash"].(string)
	return hash
}

// schemaReaders lets roles with the right read the schema, and everybody where the
// installation says so.
type schemaReaders struct{ everybody bool }

var _ interface {
	graphql.OperationContextMutator
	graphql.HandlerExtension
} = schemaReaders{}

// ExtensionName names the extension.
func (schemaReaders) ExtensionName() string { return "SchemaReaders" }

// Validate has nothing to check.
func (schemaReaders) Validate(graphql.ExecutableSchema) error { return nil }

// MutateOperationContext opens the schema, or not.
func (s schemaReaders) MutateOperationContext(ctx context.Context, oc *graphql.OperationContext) *gqlerror.Error {
	oc.DisableIntrospection = !s.everybody && !who.Viewer(ctx).Can(orderveil.PermissionSchemaRead)
	return nil
}

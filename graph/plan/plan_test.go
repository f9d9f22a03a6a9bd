package plan_test

import (
	"strings"
	"testing"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"
	"pgregory.net/rapid"

	"orderveil"
	"orderveil/graph/plan"
	"orderveil/personal"
)

func TestATextIsQuotedAsTheExecutorQuotesIt(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		text := string(rapid.SliceOf(rapid.Byte()).Draw(t, "text"))
		var want strings.Builder
		graphql.MarshalString(text).MarshalGQL(&want)
		w := plan.NewWriter()
		defer w.Free()
		if w.String(text); string(w.Bytes()) != want.String() {
			t.Fatalf("String(%q) writes %s, want %s", text, w.Bytes(), want.String())
		}
	})
}

func TestAFreedWriterKeepsNothing(t *testing.T) {
	t.Parallel()
	w := plan.NewWriter()
	w.String("of a customer")
	before := w.Bytes()
	w.Fail()
	w.Free()
	if strings.Trim(string(before), "\x00") != "" {
		t.Error("what was written is still there")
	}
}

var schema = gqlparser.MustLoadSchema(&ast.Source{Input: `
	type Query { thing: Thing! }
	type Thing { name: String secret: String other: Thing far(first: Int): String }`})

var types = map[string]plan.Type{"Thing": {Satisfies: []string{"Thing"}, Fields: map[string]plan.Known{
	"name": {ID: 0, Category: "NAME"}, "secret": {ID: 1, Requires: orderveil.PermissionAuditRead}, "other": {ID: 2, Of: "Thing"},
}}}

// asked is a parsed operation with its root field.
func asked(t *testing.T, query string, variables map[string]any) (*graphql.OperationContext, graphql.CollectedField) {
	t.Helper()
	doc, errs := gqlparser.LoadQueryWithRules(schema, query, nil)
	if len(errs) > 0 {
		t.Fatal(errs)
	}
	oc := &graphql.OperationContext{Doc: doc, Operation: doc.Operations[0], Variables: variables}
	return oc, graphql.CollectFields(oc, oc.Operation.SelectionSet, []string{"Query"})[0]
}

func TestAPlanIsKeptForEachWayThatSwitchesGo(t *testing.T) {
	t.Parallel()
	cache := plan.NewCache(types)
	oc, field := asked(t, `query($a: Boolean!, $b: Boolean!) { thing { name @include(if: $a) ...more } } fragment more on Thing { again: name @skip(if: $b) }`, nil)
	of := func(a, b bool) *plan.Plan {
		oc.Variables = map[string]any{"a": a, "b": b}
		again := &graphql.OperationContext{Doc: oc.Doc, Operation: oc.Operation, Variables: oc.Variables}
		return cache.Plan(again, field)
	}
	for _, c := range []struct {
		a, b bool
		want int
	}{{true, true, 1}, {true, false, 2}, {false, true, 0}, {false, false, 1}} {
		if got := len(of(c.a, c.b).Fields); got != c.want {
			t.Errorf("with %v and %v the plan has %d fields, want %d", c.a, c.b, got, c.want)
		}
		if first := of(c.a, c.b); first != of(c.a, c.b) {
			t.Error("a plan is compiled again")
		}
	}
}

func TestWhatTakesArgumentsHasNoPlan(t *testing.T) {
	t.Parallel()
	oc, field := asked(t, `{ thing { name other { far } } }`, nil)
	if plan.NewCache(types).Plan(oc, field) != nil {
		t.Error("a field that no table has is planned")
	}
}

func TestAPlanIsNotForWhoMayNotAskAllOfIt(t *testing.T) {
	t.Parallel()
	oc, field := asked(t, `{ thing { other { secret } } }`, nil)
	p := plan.NewCache(types).Plan(oc, field)
	if p.For(orderveil.Viewer{Role: orderveil.RoleSupport}) || !p.For(orderveil.Viewer{Role: orderveil.RolePrivacyOfficer}) {
		t.Error("the plan is for somebody else than may ask")
	}
}

func TestAViewThatKnowsNoDecisionWithholds(t *testing.T) {
	t.Parallel()
	if !plan.Withheld("a view", personal.Name) {
		t.Error("a view without decisions shows")
	}
}

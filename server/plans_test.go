package server_test

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/vektah/gqlparser/v2/ast"
	"pgregory.net/rapid"

	"orderveil"
	"orderveil/graph"
	"orderveil/graph/operations"
	"orderveil/graph/who"
	"orderveil/personal"
	"orderveil/register"
	"orderveil/store"
	"orderveil/store/storetest"
)

// pair is the API twice over one world: as it is, and with whole rows read and everything
// written by the executor, which is the reference.
type pair struct {
	*twin
	schema    *ast.Schema
	planned   http.Handler
	reference http.Handler
	viewers   []orderveil.Viewer
	plans     atomic.Int64 // root fields that a plan wrote
	asked     int
}

func newPair(t *testing.T) *pair {
	p := &pair{twin: newTwin(t, worldsPeople[0]), schema: allOperations(t)}
	p.breakASeal(t)
	p.viewers = []orderveil.Viewer{p.granted(t, "C000000001", "C000000005")}
	for _, role := range orderveil.Roles() {
		if role != orderveil.RolePartner {
			p.viewers = append(p.viewers, p.viewer(role))
		}
	}
	for _, scopes := range [][]orderveil.Scope{nil, {orderveil.ScopeOrdersRead}, {orderveil.ScopeOrdersRead, orderveil.ScopeOrdersShipTo}, {orderveil.ScopeOrdersRead, orderveil.ScopeOrdersBillTo, orderveil.ScopeOrdersContact}} {
		p.viewers = append(p.viewers, p.viewer(orderveil.RolePartner, scopes...))
	}
	masked, wrong := orderveil.NewPolicy(map[string]orderveil.Override{"fulfilment": {Categories: map[string]string{"NAME": "MASK", "EMAIL": "MASK"}}})
	if len(wrong) > 0 {
		t.Fatal(wrong)
	}
	packer := p.viewer(orderveil.RoleFulfilment)
	packer.Policy = masked
	p.viewers = append(p.viewers, packer)
	p.planned, p.reference = p.handler(false), p.handler(true)
	return p
}

func (p *pair) viewer(role orderveil.Role, scopes ...orderveil.Scope) orderveil.Viewer {
	return storetest.Viewer(role, p.Account.ID, scopes...)
}

func (p *pair) handler(unplanned bool) http.Handler {
	return graph.NewHandler(graph.Config{
		Store: p.Server.Store, Log: slog.New(slog.DiscardHandler), Clock: p.clock.Now, Register: &register.Document{},
		Unplanned: unplanned, Planned: func() { p.plans.Add(1) },
		RequestID: func(context.Context) string { return fmt.Sprint("unplanned=", unplanned) },
	})
}

// granted is support with a grant for some orders.
func (p *pair) granted(t *testing.T, numbers ...string) orderveil.Viewer {
	support, merchant := p.viewer(orderveil.RoleSupport), p.viewer(orderveil.RoleMerchant)
	support.Subject = "support-with-a-grant"
	for _, number := range numbers {
		found, err := p.Server.Store.OrdersByNumber(t.Context(), support, number, store.Load{})
		if err != nil || len(found) != 1 {
			t.Fatalf("%d orders, %v", len(found), err)
		}
		g, err := p.RequestGrant(t.Context(), support, store.NewGrant{
			Order: found[0].ID(), Categories: []personal.Category{personal.Name, personal.Delivery}, Purpose: orderveil.GrantDelivery, Ticket: "SUP-1", Reason: "The carrier cannot read the label of the parcel.",
		})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := p.ApproveGrant(t.Context(), merchant, g.ID()); err != nil {
			t.Fatal(err)
		}
	}
	return support
}

// breakASeal damages one value, so that some answers have an error in their middle.
func (p *pair) breakASeal(t *testing.T) {
	db := p.database(t)
	var id, sealed []byte
	row := db.QueryRow(`SELECT parties.id, parties.email FROM parties JOIN orders ON orders.id = parties.order_id WHERE orders.number = 'C000000006' AND parties.kind = 'SHIP_TO'`)
	if err := row.Scan(&id, &sealed); err != nil {
		t.Fatal(err)
	}
	sealed[len(sealed)-1] ^= 1
	if _, err := db.Exec(`UPDATE parties SET email = ? WHERE CAST(id AS BLOB) = ?`, sealed, id); err != nil {
		t.Fatal(err)
	}
}

// database is the account's.
func (p *pair) database(t *testing.T) *sql.DB {
	files, err := filepath.Glob(filepath.Join(p.Fixture.Config.Dir, "accounts", "*.db"))
	if err != nil || len(files) != 1 {
		t.Fatalf("%d accounts, %v", len(files), err)
	}
	db, err := sql.Open("sqlite", "file:"+files[0]+"?_pragma=busy_timeout(5000)")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return db
}

// question is what is sent to both.
type question struct {
	Query     string         `json:"query"`
	Variables map[string]any `json:"variables,omitempty"`
}

func (p *pair) answer(h http.Handler, v orderveil.Viewer, q question) said {
	body, err := json.Marshal(q)
	if err != nil {
		panic(err)
	}
	r := httptest.NewRequest(http.MethodPost, "/graphql", bytes.NewReader(body))
	r.Header.Set("Content-Type", "application/json")
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r.WithContext(who.With(r.Context(), v, p.clock.Now().AddDate(1, 0, 0))))
	said := said{w.Code, w.Header().Get("Content-Type"), strings.NewReplacer("unplanned=true", "a", "unplanned=false", "a").Replace(w.Body.String())}
	said.body = sorted(said.body)
	return said
}

// sorted brings the errors of an answer in an order: root fields run at the same time.
func sorted(body string) string {
	var parts struct {
		Errors []json.RawMessage `json:"errors"`
		Data   json.RawMessage   `json:"data"`
	}
	if !strings.Contains(body, `"errors"`) || json.Unmarshal([]byte(body), &parts) != nil {
		return body
	}
	slices.SortFunc(parts.Errors, func(a, b json.RawMessage) int { return bytes.Compare(a, b) })
	return fmt.Sprintf("%s %s", parts.Errors, parts.Data)
}

// fatal is of *testing.T and of *rapid.T.
type fatal interface {
	Fatalf(format string, args ...any)
}

// same asks both and compares what they say. The clock goes on, so that those who miss
// are never shut out for longer than a few questions, and both at once.
func (p *pair) same(t fatal, v orderveil.Viewer, q question) {
	p.asked++
	a, b := p.answer(p.planned, v, q), p.answer(p.reference, v, q)
	p.clock.Advance(1e9)
	if found := differs(a, b); found != "" {
		at := 0
		for at < min(len(a.body), len(b.body)) && a.body[at] == b.body[at] {
			at++
		}
		t.Fatalf("%s %v differs in %s:\n%s %v\nby a plan: %.300s\nby the executor: %.300s", v.Role, v.Scopes, found, q.Query, q.Variables, a.body[max(at-100, 0):], b.body[max(at-100, 0):])
	}
}

// sameTrail compares what both left in the audit trail.
func (p *pair) sameTrail(t *testing.T) {
	rows, err := p.database(t).Query(`SELECT request_id, kind, subject, role, coalesce(by_right, ''), via, coalesce(outcome, ''), hex(orders) FROM audit_entries WHERE request_id LIKE 'unplanned=%' ORDER BY id`)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	trails := map[string][]string{}
	for rows.Next() {
		var request, kind, subject, role, right, via, outcome, orders string
		if err := rows.Scan(&request, &kind, &subject, &role, &right, &via, &outcome, &orders); err != nil {
			t.Fatal(err)
		}
		trails[request] = append(trails[request], fmt.Sprint(kind, " ", subject, " ", role, " ", right, " ", via, " ", outcome, " ", orders))
	}
	planned, reference := trails["unplanned=false"], trails["unplanned=true"]
	slices.Sort(planned) // root fields run at the same time
	slices.Sort(reference)
	for i := range min(len(planned), len(reference)) {
		if planned[i] != reference[i] {
			t.Fatalf("entry %d of the trail:\n%s by a plan\n%s by the executor", i, planned[i], reference[i])
		}
	}
	if len(planned) != len(reference) || len(planned) < 20 {
		t.Errorf("%d entries in the trail by plans, %d by the executor", len(planned), len(reference))
	}
}

// Whatever is asked, by whomever: a plan writes what the executor would have written, and
// shows and notes no more of customers.
func TestAPlanWritesWhatTheExecutorWould(t *testing.T) {
	t.Parallel()
	p := newPair(t)
	t.Run("EveryPath", p.everyPath)
	t.Run("AnyQuestion", func(t *testing.T) {
		asked, plans := p.asked, p.plans.Load()
		defer func() {
			asked, plans = p.asked-asked, p.plans.Load()-plans
			t.Logf("%d questions, %d root fields written by a plan", asked, plans)
			if plans < int64(asked/8) {
				t.Error("too few plans: the test says little")
			}
		}()
		rapid.Check(t, func(t *rapid.T) {
			q := p.question(t)
			p.same(t, rapid.SampledFrom(p.viewers).Draw(t, "viewer"), q)
			p.same(t, p.viewer(orderveil.RoleMerchant), q)
		})
	})
	p.sameTrail(t)
}

// everyPath asks for every field by every path that there is below a planned root field,
// each as somebody else. Of the paths that no plan can write, all of them the executor's,
// it asks a few.
func (p *pair) everyPath(t *testing.T) {
	made, _ := operations.Make(p.schema, p.values)
	n, asked := 0, 0
	for _, o := range made {
		if o.Root != "orders" && o.Root != "ordersByNumber" {
			continue
		}
		n++
		if strings.Contains(o.Text, "looks") { // the second to be asked sees the look of the first
			continue
		}
		if strings.Contains(o.Text, "timeline") || strings.Contains(o.Text, "connections") || strings.Contains(o.Text, "diagnosis") {
			if n%16 > 0 {
				continue
			}
		}
		asked++
		p.same(t, p.viewers[n%len(p.viewers)], question{Query: o.Text})
	}
	// Each field alone: that is when the least is read.
	for path, of := range map[string]string{
		"%s": "Order", "lines { %s }": "OrderLine", "connection { %s }": "Connection", "billTo { %s }": "Party", "shipTo { %s }": "Party",
	} {
		for _, f := range p.schema.Types[of].Fields {
			asked := f.Name
			switch {
			case f.Type.Name() == "Money":
				asked += " { amount currency }"
			case strings.HasPrefix(f.Name, "__") || !p.schema.Types[f.Type.Name()].IsLeafType():
				continue
			}
			asked = fmt.Sprintf(path, asked)
			p.same(t, p.viewer(orderveil.RoleMerchant), question{Query: "{ orders(first: 8) { nodes { " + asked + " } } }"})
			n++
			one := question{Query: `{ ordersByNumber(number: "C000000001") { ` + asked + ` } }`}
			for _, v := range []orderveil.Viewer{p.viewer(orderveil.RoleSupport), p.viewers[0], p.viewers[n%len(p.viewers)]} {
				p.same(t, v, one)
			}
		}
	}
	t.Logf("%d questions, %d root fields written by a plan", asked, p.plans.Load())
}

// asking draws a question.
type asking struct {
	*pair
	t         *rapid.T
	variables map[string]any
	fragments []string
	aliases   int
	names     int
}

// question draws one: several root fields, random selections, aliases, fragments and
// switches, and fields that no plan can write among the others.
func (p *pair) question(t *rapid.T) question {
	a := &asking{pair: p, t: t, variables: map[string]any{"yes": true, "no": false, "maybe": rapid.Bool().Draw(t, "maybe")}}
	var roots []string
	for range rapid.IntRange(1, 3).Draw(t, "roots") {
		a.names++
		alias := fmt.Sprintf("r%d: ", a.names)
		if rapid.IntRange(0, 3).Draw(t, "list") > 0 {
			roots = append(roots, alias+"orders"+a.arguments()+a.selection("OrderConnection", 2))
		} else {
			number := rapid.SampledFrom(p.values("number", "String")).Draw(t, "number")
			roots = append(roots, alias+"ordersByNumber(number: "+number+")"+a.switched()+a.selection("Order", 2))
		}
	}
	const used = "viewer @include(if: $yes) @skip(if: $no) { role @include(if: $maybe) __typename } " // each variable, or it is refused
	return question{
		Query:     "query($yes: Boolean!, $no: Boolean!, $maybe: Boolean!) { " + used + strings.Join(roots, " ") + " } " + strings.Join(a.fragments, " "),
		Variables: a.variables,
	}
}

// arguments are those of a list.
func (a *asking) arguments() string {
	options := []string{"first: 3", "first: 5", "first: 4", "first: 1", "last: 2", "first: 101", "first: 100", "orderBy: {direction: ASC}", "filter: {status: [OPEN]}", `filter: {customerEmail: "` + worldsPeople[0].email + `"}`}
	if rapid.IntRange(0, 5).Draw(a.t, "arguments") == 0 {
		return a.switched()
	}
	return "(" + rapid.SampledFrom(options).Draw(a.t, "argument") + ")" + a.switched()
}

// switched is a switch now and then: by a literal, or by a variable.
func (a *asking) switched() string {
	if rapid.IntRange(0, 5).Draw(a.t, "switched") > 0 {
		return ""
	}
	return rapid.SampledFrom([]string{
		" @include(if: true)", " @skip(if: false)", " @include(if: $yes)", " @skip(if: $no)", " @include(if: $maybe)", " @skip(if: $maybe)", " @include(if: $no)", " @skip(if: $maybe) @include(if: $yes)",
	}).Draw(a.t, "switch")
}

// selection draws what is asked of a type: at least one thing.
func (a *asking) selection(typeName string, depth int) string {
	d := a.schema.Types[typeName]
	rare := rapid.SampledFrom([]int{0, 0, 0, 0, 0, 1}).Draw(a.t, "rare")
	parts := []string{rapid.SampledFrom([]string{"__typename", "__typename @skip(if: $maybe)", "__typename @skip(if: true)"}).Draw(a.t, "typename")}
	for _, f := range d.Fields {
		leaf := a.schema.Types[f.Type.Name()].IsLeafType()
		if strings.HasPrefix(f.Name, "__") || !leaf && depth >= 7 || rapid.IntRange(0, 9).Draw(a.t, f.Name) > likely(f, leaf, depth, rare) {
			continue
		}
		parts = append(parts, a.field(f, leaf, depth))
	}
	switch rapid.IntRange(0, 7).Draw(a.t, "fragment") {
	case 0:
		return " { ... on " + typeName + a.switched() + " { " + strings.Join(parts, " ") + " } }"
	case 1:
		a.names++
		a.fragments = append(a.fragments, fmt.Sprintf("fragment f%d on %s { %s }", a.names, typeName, strings.Join(parts, " ")))
		return fmt.Sprintf(" { ...f%d%s __typename }", a.names, a.switched())
	}
	return " { " + strings.Join(parts, " ") + " }"
}

// likely is how likely a field is drawn, of 10. What no plan can write is rare, or all
// questions would be the executor's.
func likely(f *ast.FieldDefinition, leaf bool, depth, rare int) int {
	switch {
	case f.Name == "looks": // the second to be asked sees the look of the first
		return -1
	case len(f.Arguments) > 0 || f.Name == "diagnosis" || f.Name == "totalCount" || f.Name == "connections" || f.Name == "settings":
		return -1 + rare
	case leaf:
		return 4
	case depth < 4:
		return 4
	}
	return 2
}

// field is a field, under another name now and then, and now and then twice.
func (a *asking) field(f *ast.FieldDefinition, leaf bool, depth int) string {
	text, below := f.Name, ""
	if a.aliases < 12 && rapid.IntRange(0, 9).Draw(a.t, "alias") == 0 {
		a.aliases++
		text = fmt.Sprintf("a%d: %s", a.aliases, f.Name)
	}
	if !leaf {
		below = a.selection(f.Type.Name(), depth+1)
	}
	text += a.switched() + below
	if !leaf && !strings.Contains(text, ":") && rapid.IntRange(0, 9).Draw(a.t, "twice") == 0 {
		text += " " + f.Name + a.selection(f.Type.Name(), depth+1)
	}
	return text
}

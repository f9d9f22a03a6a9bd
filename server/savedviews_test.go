package server_test

import (
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"orderveil"
	"orderveil/server"
	"orderveil/store/storetest"
)

const ownViews = `{ id name status forwardState connection placedFrom placedUntil oldestFirst }`

// A view follows its owner to wherever it signs in, and is nobody else's.
func TestSavedViewsAreTheUsersOwn(t *testing.T) {
	t.Parallel()
	w := newWorld(t, 1)
	merchant := storetest.Viewer(orderveil.RoleMerchant, w.Account.ID)
	one, again := w.tokenOf(t, merchant), w.tokenOf(t, merchant)
	connection := sourceID(t, w, one)
	const save = `mutation($v: SavedViewInput!) { saveView(view: $v) ` + ownViews + ` }`
	asked := map[string]any{"name": " Held, of bol ", "status": []string{"OPEN", "OPEN"}, "forwardState": []string{"HELD"}, "connection": connection, "placedFrom": "2026-11-01", "oldestFirst": true}
	if a := w.ask(t, one, save, map[string]any{"v": asked}); a.code() != "" {
		t.Fatalf("saveView: %s", a.Body)
	}
	if a := w.ask(t, one, save, map[string]any{"v": map[string]any{"name": "All"}}); a.code() != "" {
		t.Fatalf("saveView: %s", a.Body)
	}
	views := viewsOf(t, w, again)
	if len(views) != 2 || views[0]["name"] != "All" {
		t.Fatalf("in another browser: %v", views)
	}
	want := map[string]any{
		"id": views[1]["id"], "name": "Held, of bol", "status": []any{"OPEN"}, "forwardState": []any{"HELD"}, "connection": connection,
		"placedFrom": "2026-11-01", "placedUntil": nil, "oldestFirst": true,
	}
	if !reflect.DeepEqual(views[1], want) {
		t.Errorf("in another browser: %v, want %v", views[1], want)
	}

	neighbour, _, _ := w.Fixture.Account(t, 2)
	for name, other := range map[string]orderveil.Viewer{
		"a colleague": {Subject: "somebody-else", Role: orderveil.RoleMerchant, Account: w.Account.ID},
		"a neighbour": storetest.Viewer(orderveil.RoleMerchant, neighbour.ID),
	} {
		token := w.tokenOf(t, other)
		if got := viewsOf(t, w, token); len(got) != 0 {
			t.Errorf("%s sees %v", name, got)
		}
		for _, what := range []string{`deleteView(view: $i)`, `renameView(view: $i, name: "Mine")`} {
			if a := w.ask(t, token, `mutation($i: ID!) { `+what+` { id } }`, map[string]any{"i": views[0]["id"]}); a.code() != "NOT_FOUND" {
				t.Errorf("%s, %s: %q", name, what, a.code())
			}
		}
	}
	if a := w.ask(t, w.token(t, orderveil.RoleSupport), `{ savedViews { id } }`, nil); a.code() != "FORBIDDEN" {
		t.Errorf("support: %q", a.code())
	}

	rename := func(to string) string {
		return w.ask(t, one, `mutation($i: ID!, $n: String!) { renameView(view: $i, name: $n) { id } }`, map[string]any{"i": views[0]["id"], "n": to}).code()
	}
	if rename("Held, of bol") != "INVALID" || rename("Everything") != "" || viewsOf(t, w, again)[0]["name"] != "Everything" {
		t.Error("a view is called as another one, or keeps its name")
	}
	if a := w.ask(t, one, `mutation($i: ID!) { deleteView(view: $i) { name } }`, map[string]any{"i": views[0]["id"]}); a.code() != "" || strings.Contains(a.Body, "Everything") {
		t.Errorf("deleteView: %s", a.Body)
	}
}

// A view has no place for a customer, and there are not more than 24.
func TestASavedViewHoldsNoCustomer(t *testing.T) {
	t.Parallel()
	w := newWorld(t, 0)
	token := w.token(t, orderveil.RoleMerchant)
	save := func(view map[string]any) answer {
		return w.ask(t, token, `mutation($v: SavedViewInput!) { saveView(view: $v) { id name } }`, map[string]any{"v": view})
	}
	for _, view := range []map[string]any{
		{"name": "j.jansen@example.org"}, {"name": "06 12 34 56"}, {"name": "1017 AB"}, {"name": ""}, {"name": strings.Repeat("x", 41)}, {"name": "a\nb"},
		{"name": "By mail", "customerEmail": "j.jansen@example.org"}, {"name": "By tag", "tags": []string{"x"}}, {"name": "By status", "status": []string{"Jansen"}},
	} {
		if a := save(view); a.code() != "INVALID" || strings.Contains(a.Body, "jansen") || strings.Contains(a.Body, "Jansen") {
			t.Errorf("%v: %s", view, a.Body)
		}
	}
	if a := save(map[string]any{"name": "Elsewhere", "connection": "Q29ubmVjdGlvbg"}); a.code() != "NOT_FOUND" {
		t.Errorf("another's connection: %s", a.code())
	}
	for i := range 24 {
		if a := save(map[string]any{"name": fmt.Sprintf("View %d", i)}); a.code() != "" {
			t.Fatalf("view %d: %s", i, a.Body)
		}
	}
	if a := save(map[string]any{"name": "One more"}); a.code() != "INVALID" {
		t.Errorf("the 25th: %q", a.code())
	}
	if a := save(map[string]any{"name": "View 3", "oldestFirst": true}); a.code() != "" {
		t.Errorf("the third anew: %s", a.Body)
	}
}

// What a user kept goes with the user.
func TestARemovedUsersViewsAreGone(t *testing.T) {
	t.Parallel()
	clock := storetest.NewClock(time.Now())
	w := newWorld(t, 0, func(_ *server.Config, p *server.Parts) { p.Clock = clock.Now })
	number, merchant := w.Account.Number, w.token(t, orderveil.RoleMerchant)
	b, _ := invited(t, w, clock, &number, "colleague@example.org", orderveil.RoleFulfilment)
	token := b.signIn(t, &number, "colleague@example.org", password, b.code(t))
	if a := w.ask(t, token, `mutation { saveView(view: {name: "Mine"}) { id } }`, nil); a.code() != "" {
		t.Fatalf("saveView: %s", a.Body)
	}
	var users []struct{ ID, Subject string }
	if err := json.Unmarshal(w.ask(t, merchant, `{ users { id subject } }`, nil).Data["users"], &users); err != nil || len(users) != 1 {
		t.Fatalf("users: %v, %v", users, err)
	}
	kept := func() int {
		views, err := w.Server.Store.SavedViews(t.Context(), orderveil.Viewer{Subject: users[0].Subject, Role: orderveil.RoleFulfilment, Account: w.Account.ID})
		if err != nil {
			t.Fatal(err)
		}
		return len(views)
	}
	if n := kept(); n != 1 {
		t.Fatalf("%d views are kept", n)
	}
	if a := w.ask(t, merchant, `mutation($u: ID!) { removeUser(user: $u) { state } }`, map[string]any{"u": users[0].ID}); a.code() != "" {
		t.Fatalf("removeUser: %s", a.Body)
	}
	if n := kept(); n != 0 {
		t.Errorf("%d views are left", n)
	}
}

func (w *world) tokenOf(t testing.TB, v orderveil.Viewer) string {
	t.Helper()
	token, err := w.Issuer.Token(v, time.Hour)
	if err != nil {
		t.Fatal(err)
	}
	return token
}

func sourceID(t *testing.T, w *world, token string) string {
	t.Helper()
	var connections []struct{ ID, Kind string }
	if err := json.Unmarshal(w.ask(t, token, `{ connections { id kind } }`, nil).Data["connections"], &connections); err != nil {
		t.Fatal(err)
	}
	for _, c := range connections {
		if c.Kind == "MARKETPLACE" {
			return c.ID
		}
	}
	t.Fatal("there is no marketplace")
	return ""
}

func viewsOf(t *testing.T, w *world, token string) (views []map[string]any) {
	t.Helper()
	if err := json.Unmarshal(w.ask(t, token, `{ savedViews `+ownViews+` }`, nil).Data["savedViews"], &views); err != nil {
		t.Fatal(err)
	}
	return views
}

package server_test

import (
	"encoding/json"
	"strings"
	"testing"

	"orderveil"
)

const createRule = `mutation($name: String!, $action: RuleActionInput!, $conditions: RuleConditionsInput!) {
	createRule(rule: { name: $name, conditions: $conditions, action: $action }) { id state tried version position
		conditions { countries from currency connections { label } } action { kind tag routes { label } } } }`

// id is the id in a mutation's answer.
func (a answer) id(t *testing.T, field string) string {
	t.Helper()
	var got struct{ ID string }
	if err := json.Unmarshal(a.Data[field], &got); err != nil || got.ID == "" {
		t.Fatalf("status %d, code %s: %s", a.Status, a.code(), a.Body)
	}
	return got.ID
}

func TestARuleGoesFromDraftToOrdersOverTheAPI(t *testing.T) {
	t.Parallel()
	w := newWorld(t, 2)
	token := w.token(t, orderveil.RoleMerchant)
	rule := w.ask(t, token, createRule, map[string]any{
		"name": "Dutch and dear", "conditions": map[string]any{"countries": []string{"NL"}, "currency": "EUR", "from": "48.44"}, "action": map[string]any{"kind": "HOLD"},
	}).id(t, "createRule")
	on := func() answer {
		return w.ask(t, token, `mutation($r: ID!) { setRuleState(rule: $r, state: ACTIVE) { id state } }`, map[string]any{"r": rule})
	}
	if a := on(); a.code() != "INVALID" || !strings.Contains(a.Errors[0].Message, "try the rule") {
		t.Fatalf("a rule that was not tried: %s", a.Body)
	}
	a := w.ask(t, token, `mutation($r: ID) { tryRule(rule: $r) { looked fitting decided orders { state because routes { label } order { number tags forward { state } } } } }`, map[string]any{"r": rule})
	var trial struct {
		Looked, Fitting, Decided int
		Orders                   []struct {
			State   string
			Because []string
			Order   struct {
				Number  string
				Forward struct{ State string }
			}
		}
	}
	if err := json.Unmarshal(a.Data["tryRule"], &trial); err != nil || trial.Looked != 2 || trial.Fitting != 2 || trial.Decided != 2 || len(trial.Orders) != 2 {
		t.Fatalf("tryRule: %s, %v", a.Body, err)
	}
	if one := trial.Orders[0]; one.State != "HELD" || one.Because[0] != "Dutch and dear" || one.Order.Forward.State != "WAITING" {
		t.Errorf("tried: %+v", one)
	}
	if a := on(); a.id(t, "setRuleState") != rule {
		t.Fatal(a.Body)
	}
	w.fill(t, 3) // the third comes in
	a = w.ask(t, token, `{ ordersByNumber(number: "C000000003") { id forward { state problem { code cause owner } } timeline { nodes { kind detail } } } }`, nil)
	if !strings.Contains(a.Body, `"HELD_BY_RULE"`) || !strings.Contains(a.Body, "Dutch and dear") || !strings.Contains(a.Body, `"RULE_HELD"`) {
		t.Fatalf("held: %s", a.Body)
	}
	var found []struct{ ID string }
	if err := json.Unmarshal(a.Data["ordersByNumber"], &found); err != nil {
		t.Fatal(err)
	}
	a = w.ask(t, w.token(t, orderveil.RoleFulfilment), `mutation($o: ID!) { releaseOrder(order: $o, reason: "rang the shop") { forward { state } } }`, map[string]any{"o": found[0].ID})
	if !strings.Contains(a.Body, `"WAITING"`) {
		t.Errorf("released: %s", a.Body)
	}
	a = w.ask(t, token, `{ auditTrail(first: 20, filter: { kind: [CHANGE] }) { nodes { via outcome object } } }`, nil)
	for _, via := range []string{"createRule", "tryRule", "setRuleState", "releaseOrder"} {
		if !strings.Contains(a.Body, `"via":"`+via+`"`) {
			t.Errorf("the audit trail lacks %s: %s", via, a.Body)
		}
	}
}

func TestRulesAreForTheMerchantAlone(t *testing.T) {
	t.Parallel()
	w := newWorld(t, 1)
	rule := w.ask(t, w.token(t, orderveil.RoleMerchant), createRule, map[string]any{
		"name": "x", "conditions": map[string]any{}, "action": map[string]any{"kind": "TAG", "tag": "x"},
	}).id(t, "createRule")
	connection := w.office(t)
	for _, role := range orderveil.Roles() {
		token := w.token(t, role)
		if role == orderveil.RolePartner {
			token = w.token(t, role, orderveil.ScopeOrdersRead, orderveil.ScopeShipmentsWrite)
		}
		want := "FORBIDDEN"
		if role == orderveil.RoleMerchant {
			want = ""
		}
		for _, query := range []string{
			`{ rules { id name conditions { skus } action { tag } } }`,
			`mutation { createRule(rule: { name: "x", conditions: {}, action: { kind: HOLD } }) { id } }`,
			`mutation { tryRule(rule: "` + rule + `") { looked } }`,
			`mutation { changeRule(rule: "` + rule + `", version: 1, to: { name: "y", conditions: {}, action: { kind: TAG, tag: "x" } }) { id } }`,
			`mutation { moveRule(rule: "` + rule + `", position: 1) { id } }`,
			`mutation { setRuleState(rule: "` + rule + `", state: OFF) { id } }`,
			`mutation { releaseHeld { released } }`,
			`mutation { setWithheld(connection: "` + connection + `", categories: [EMAIL, NAME]) { withhold withholdWarning } }`,
		} {
			if a := w.ask(t, token, query, nil); a.code() != want {
				t.Errorf("as %s, %s: %s", role, query, a.Body)
			}
		}
	}
}

// office is the global id of the back office.
func (w *world) office(t *testing.T) string {
	t.Helper()
	a := w.ask(t, w.token(t, orderveil.RoleMerchant), `{ connections { id kind withhold } }`, nil)
	var all []struct{ ID, Kind string }
	if err := json.Unmarshal(a.Data["connections"], &all); err != nil {
		t.Fatal(err)
	}
	for _, c := range all {
		if c.Kind == string(orderveil.BackOffice) {
			return c.ID
		}
	}
	t.Fatal("there is no back office")
	return ""
}

package server_test

import (
	"encoding/json"
	"strings"
	"testing"

	"orderveil"
	"orderveil/store/storetest"
)

// Support asks, the merchant agrees, support sees what was granted and no more, the
// merchant reads what was looked at and ends it.
func TestAGrantFromRequestToEnd(t *testing.T) {
	t.Parallel()
	w := newWorld(t, 2)
	support, merchant := w.token(t, orderveil.RoleSupport), w.token(t, orderveil.RoleMerchant)
	const look = `{ ordersByNumber(number: "C000000001") { id shipTo { lastName city email } privacy { state withheld } } }`
	before := w.ask(t, support, look, nil)
	var orders []struct{ ID string }
	if err := json.Unmarshal(before.Data["ordersByNumber"], &orders); err != nil || len(orders) != 1 || strings.Contains(before.Body, storetest.Mark) {
		t.Fatalf("%s, %v", before.code(), err)
	}
	const request = `mutation($o: ID!) { requestGrant(order: $o, categories: [NAME], purpose: DELIVERY_PROBLEM, ticket: "SUP-12",
		reason: "The carrier cannot read the label of the parcel.") { id state reason } }`
	a := w.ask(t, support, request, map[string]any{"o": orders[0].ID})
	var g struct{ ID, State string }
	if err := json.Unmarshal(a.Data["requestGrant"], &g); err != nil || g.State != "REQUESTED" {
		t.Fatalf("requestGrant: %s, %v", a.code(), err)
	}
	decide := func(token, what string) answer {
		return w.ask(t, token, `mutation($g: ID!) { `+what+`(grant: $g) { state } }`, map[string]any{"g": g.ID})
	}
	stranger, _, _ := w.Fixture.Account(t, 2)
	strange, err := w.Issuer.Token(storetest.Viewer(orderveil.RoleMerchant, stranger.ID), 60e9)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ token, want string }{
		{support, "INVALID"}, {strange, "NOT_FOUND"}, {w.token(t, orderveil.RoleFulfilment), "FORBIDDEN"}, {w.token(t, orderveil.RoleEngineer), "FORBIDDEN"},
	} {
		if got := decide(c.token, "approveGrant").code(); got != c.want {
			t.Errorf("approveGrant: %s, want %s", got, c.want)
		}
	}
	if a := decide(merchant, "approveGrant"); a.code() != "" {
		t.Fatalf("approveGrant: %s", a.code())
	}
	during := w.ask(t, support, look, nil)
	if !strings.Contains(during.Body, `"lastName":"`+storetest.Mark) || !strings.Contains(during.Body, `"city":null`) || !strings.Contains(during.Body, `"email":null`) {
		t.Error("support is not shown the name, or more than that")
	}
	uses := w.ask(t, merchant, `{ grants { nodes { state reason uses { subject right shown { categories } } } } }`, nil)
	if !strings.Contains(uses.Body, `"shown":[{"categories":["NAME"]}]`) || !strings.Contains(uses.Body, "The carrier cannot") {
		t.Errorf("the merchant does not see what was looked at: %s", uses.code())
	}
	if a := decide(merchant, "revokeGrant"); a.code() != "" {
		t.Fatalf("revokeGrant: %s", a.code())
	}
	if after := w.ask(t, support, look, nil); after.Body != before.Body {
		t.Error("what was revoked still shows")
	}
}

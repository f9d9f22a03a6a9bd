package server_test

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	"orderveil"
	"orderveil/store/storetest"
)

var update = flag.Bool("update", false, "write the golden files")

// partyQuery asks for one field of every category.
const partyQuery = `query($n: String!) { ordersByNumber(number: $n) {
	shipments { trackingCode }
	billTo { ...p } shipTo { ...p }
	privacy { state withheld }
} }
fragment p on Party { country NAME: firstName ADDRESS: city EMAIL: email PHONE: phone TAX_ID: taxId DELIVERY: pickupPoint NOTE: addressNote }`

// TestPolicy asks, in every role, for every category of both parties through HTTP. The
// golden file is the access policy as people get it.
func TestPolicy(t *testing.T) {
	t.Parallel()
	w := newWorld(t, 1)
	var got strings.Builder
	for _, role := range orderveil.Roles() {
		if role != orderveil.RolePartner {
			got.WriteString(w.policyOf(t, string(role), w.token(t, role)))
		}
	}
	for _, scopes := range [][]orderveil.Scope{
		nil, {orderveil.ScopeOrdersRead}, {orderveil.ScopeOrdersRead, orderveil.ScopeOrdersShipTo},
		{orderveil.ScopeOrdersRead, orderveil.ScopeOrdersBillTo}, {orderveil.ScopeOrdersRead, orderveil.ScopeOrdersContact},
	} {
		got.WriteString(w.policyOf(t, fmt.Sprintf("partner%v", scopes), w.token(t, orderveil.RolePartner, scopes...)))
	}
	const golden = "testdata/policy.golden"
	if *update {
		if err := os.WriteFile(golden, []byte(got.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if got.String() != string(want) {
		t.Errorf("the policy has changed: if that is meant, run the test with -update and read the difference\n%s", got.String())
	}
}

func (w *world) policyOf(t *testing.T, who, token string) string {
	t.Helper()
	a := w.ask(t, token, partyQuery, map[string]any{"n": "C000000001"})
	if len(a.Errors) > 0 {
		return fmt.Sprintf("%s: %s\n", who, a.code())
	}
	var orders []struct {
		BillTo, ShipTo map[string]*string
		Privacy        struct {
			State    string
			Withheld []string
		}
	}
	if err := json.Unmarshal(a.Data["ordersByNumber"], &orders); err != nil || len(orders) != 1 {
		t.Fatalf("as %s: %d orders, %v", who, len(orders), err)
	}
	o := orders[0]
	var b strings.Builder
	for _, c := range []string{"NAME", "ADDRESS", "EMAIL", "PHONE", "TAX_ID", "DELIVERY", "NOTE"} {
		fmt.Fprintf(&b, "%s: %s bill-to %s, ship-to %s\n", who, c, decision(o.BillTo[c]), decision(o.ShipTo[c]))
	}
	fmt.Fprintf(&b, "%s: %s, withheld %v, country %s\n", who, o.Privacy.State, o.Privacy.Withheld, *o.ShipTo["country"])
	return b.String()
}

// decision tells from a text what the policy decided.
func decision(text *string) string {
	switch {
	case text == nil:
		return "WITHHOLD"
	case strings.HasSuffix(*text, "***"):
		return "MASK"
	case strings.Contains(*text, storetest.Mark) || strings.HasPrefix(*text, "06 "):
		return "REVEAL"
	}
	return "SOMETHING ELSE"
}

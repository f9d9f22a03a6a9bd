package server_test

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"orderveil"
	"orderveil/store"
	"orderveil/store/storetest"
)

// A privacy officer takes out who was shown which categories of which orders in a window of
// time, of all accounts; a merchant of its own. That it was done stands in the trail of
// every account that it is about.
func TestWhoLookedInAWindowIsTakenOutAndWrittenDown(t *testing.T) {
	t.Parallel()
	w := newWorld(t, 3)
	from := time.Now().Add(-time.Second)
	merchant, officer := w.token(t, orderveil.RoleMerchant), w.token(t, orderveil.RolePrivacyOfficer)
	if a := w.ask(t, merchant, `{ orders(first: 3) { nodes { shipTo { lastName } billTo { email } } } }`, nil); len(a.Errors) > 0 {
		t.Fatal(a.code())
	}
	other, bol, _ := w.Fixture.Account(t, 2)
	if _, err := w.Server.Store.Import(t.Context(), other.ID, bol.ID, []orderveil.Order{w.Fixture.Order(9)}); err != nil {
		t.Fatal(err)
	}
	second, err := w.Issuer.Token(storetest.Viewer(orderveil.RoleMerchant, other.ID), time.Hour)
	if err != nil {
		t.Fatal(err)
	}
	w.ask(t, second, `{ orders { nodes { shipTo { street } } } }`, nil)
	window := url.Values{"from": {from.UTC().Format(time.RFC3339Nano)}, "to": {time.Now().Add(time.Second).UTC().Format(time.RFC3339Nano)}}
	status, text := w.fetch(t, officer, "/audit/incident?"+window.Encode())
	rows, err := csv.NewReader(bytes.NewReader(text)).ReadAll()
	if status != http.StatusOK || err != nil || len(rows) != 5 {
		t.Fatalf("%d, %d rows, %v", status, len(rows), err)
	}
	for i, want := range []string{"EMAIL", "EMAIL", "EMAIL", "ADDRESS"} {
		if row := rows[i+1]; !strings.Contains(row[9], want) || !strings.HasPrefix(row[3], "C0000") || row[5] != "merchant" || row[6] != "role" || row[7] != "orders" {
			t.Errorf("row %d is %v", i+1, row)
		}
	}
	if bytes.Contains(text, []byte(storetest.Mark)) {
		t.Error("the file holds a customer")
	}
	window.Set("format", "json")
	status, text = w.fetch(t, merchant, "/audit/incident?"+window.Encode())
	var file struct{ Looks []store.IncidentLook }
	if err := json.Unmarshal(text, &file); err != nil || status != http.StatusOK || len(file.Looks) != 3 {
		t.Fatalf("a merchant: %d, %d looks, %v", status, len(file.Looks), err)
	}
	const query = `query($from: Time!, $to: Time!) { incident(from: $from, to: $to) { accounts orders looks viewers { account role orders categories } } }`
	a := w.ask(t, officer, query, map[string]any{"from": window.Get("from"), "to": window.Get("to")})
	if !strings.Contains(a.Body, `"accounts":2,"orders":4,"looks":2`) || !strings.Contains(a.Body, `{"account":1,"role":"merchant","orders":3,"categories":["NAME","EMAIL"]}`) {
		t.Errorf("incident: %s", a.Body)
	}
	if a := w.ask(t, officer, query, map[string]any{"from": window.Get("to"), "to": window.Get("from")}); a.code() != "INVALID" {
		t.Errorf("a window backwards: %s", a.Body)
	}
	trail := w.ask(t, second, `{ auditTrail(filter: {kind: [EXPORT]}) { nodes { role via outcome } } }`, nil)
	if strings.Count(trail.Body, `{"role":"privacy-officer","via":"incident","outcome":"OK"}`) != 2 {
		t.Errorf("the other merchant's trail: %s", trail.Body)
	}
	for role, want := range map[orderveil.Role]int{orderveil.RoleAdministrator: 403, orderveil.RoleSupport: 403, orderveil.RoleFinance: 403} {
		if status, _ := w.fetch(t, w.token(t, role), "/audit/incident?"+window.Encode()); status != want {
			t.Errorf("as %s: %d, want %d", role, status, want)
		}
	}
	if status, _ := w.fetch(t, officer, "/audit/incident?from=yesterday"); status != http.StatusBadRequest {
		t.Errorf("a window that is none: %d", status)
	}
}

// The register that the API shows is put together from what this installation works with.
func TestThePrivacyOfficerReadsTheRegister(t *testing.T) {
	t.Parallel()
	w := newWorld(t, 0)
	const query = `{ register { categories { category purpose fields } access { role masked revealed byScope } retention { afterHandling } recipients { name role country outsideEU } measures markdown json } }`
	a := w.ask(t, w.token(t, orderveil.RolePrivacyOfficer), query, nil)
	for _, want := range []string{`"category":"TAX_ID"`, `"role":"support","masked":[],"revealed":[]`, `"role":"partner"`, "art. 30(2)", `"measures":["`} {
		if !strings.Contains(a.Body, want) {
			t.Errorf("%s is not in the register: %s", want, a.code())
		}
	}
	for _, role := range []orderveil.Role{orderveil.RoleSupport, orderveil.RoleFinance} {
		if a := w.ask(t, w.token(t, role), query, nil); a.code() != "FORBIDDEN" {
			t.Errorf("as %s: %s", role, a.code())
		}
	}
}

// The officer sees who of the operator has access and confirms it; letting people in, and
// in again, is for who manages users.
func TestThePrivacyOfficerReviewsAccessAndLetsNobodyIn(t *testing.T) {
	t.Parallel()
	w := newWorld(t, 0)
	admin, officer := w.token(t, orderveil.RoleAdministrator), w.token(t, orderveil.RolePrivacyOfficer)
	a := w.ask(t, admin, `mutation { inviteUser(login: "desk", label: "Desk", role: "support") { user { id } } }`, nil)
	var invited struct{ User struct{ ID string } }
	if err := json.Unmarshal(a.Data["inviteUser"], &invited); err != nil {
		t.Fatal(a.code(), err)
	}
	id := map[string]any{"u": invited.User.ID}
	if a := w.ask(t, admin, `mutation($u: ID!) { suspendUser(user: $u) { state } }`, id); a.code() != "" {
		t.Fatal(a.code())
	}
	if a := w.ask(t, officer, `{ users { label reviewBy lastUsedAt } }`, nil); !strings.Contains(a.Body, `"label":"Desk"`) {
		t.Errorf("users: %s", a.Body)
	}
	if a := w.ask(t, officer, `mutation($u: ID!) { confirmAccess(user: $u) { state } }`, id); !strings.Contains(a.Body, `"state":"SUSPENDED"`) {
		t.Errorf("confirmAccess: %s", a.Body)
	}
	for _, mutation := range []string{`suspendUser`, `removeUser`} {
		if a := w.ask(t, officer, `mutation($u: ID!) { `+mutation+`(user: $u) { state } }`, id); a.code() != "FORBIDDEN" {
			t.Errorf("%s: %s", mutation, a.code())
		}
	}
	if a := w.ask(t, admin, `mutation($u: ID!) { confirmAccess(user: $u) { state } }`, id); !strings.Contains(a.Body, `"state":"ACTIVE"`) {
		t.Errorf("the administrator: %s", a.Body)
	}
}

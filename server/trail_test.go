package server_test

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"

	"orderveil"
	"orderveil/audit"
)

// fetch reads a route as a browser would.
func (w *world) fetch(t testing.TB, token, path string) (int, []byte) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, w.URL+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	if token != "" {
		r.Header.Set("Authorization", "Bearer "+token)
	}
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return response.StatusCode, body
}

// What was shown and what was changed, by whom and how it ended, stands in the trail that
// the merchant downloads; nothing of what was typed or shown does.
func TestTheMerchantDownloadsWhatHappened(t *testing.T) {
	t.Parallel()
	w := newWorld(t, 3)
	merchant := w.token(t, orderveil.RoleMerchant)
	const look = `{ orders(first: 3) { nodes { id shipTo { lastName } } } }`
	if a := w.ask(t, merchant, look, nil); len(a.Errors) > 0 {
		t.Fatal(a.code())
	}
	hold := `mutation($o: ID!) { placeHold(order: $o, basis: FISCAL_DUTY, until: "2027-01-31", note: "Kanarie") { id } }`
	for _, query := range []string{hold, strings.Replace(hold, "2027-01-31", "1999-01-01", 1)} {
		w.ask(t, merchant, query, map[string]any{"o": w.orderID(t, merchant)})
	}
	w.ask(t, w.token(t, orderveil.RoleFinance), `mutation { setRetention(afterHandling: 3) { afterHandling } }`, nil)
	status, trail := w.fetch(t, merchant, "/audit/trail")
	r, err := audit.Verify(bytes.NewReader(trail), nil)
	if status != http.StatusOK || err != nil || r.Entries < 4 {
		t.Fatalf("%d, %+v, %v", status, r, err)
	}
	for _, want := range []string{
		`"kind":"LOOK"`, `"categories":["NAME"]`, `"via":"placeHold"`, `"outcome":"OK"`, `"outcome":"INVALID"`,
		`"via":"setRetention","requestId"`, `"outcome":"FORBIDDEN"`, `"role":"finance"`,
	} {
		if !bytes.Contains(trail, []byte(want)) {
			t.Errorf("%s is not in the trail", want)
		}
	}
	if bytes.Contains(trail, []byte("Kanarie")) {
		t.Error("the trail says what was typed or shown")
	}
	a := w.ask(t, merchant, `{ auditTrail(filter: {kind: [CHANGE]}, first: 2) { nodes { via role outcome right object } pageInfo { hasNextPage } } auditHeads(first: 1) { size document } }`, nil)
	if len(a.Errors) > 0 || !strings.Contains(a.Body, `"hasNextPage":true`) || !strings.Contains(a.Body, "orderveil/audit-head/1") {
		t.Errorf("auditTrail: %s", a.code())
	}
	for role, want := range map[orderveil.Role]int{
		orderveil.RoleSupport: 403, orderveil.RoleFulfilment: 403, orderveil.RoleEngineer: 403, orderveil.RolePrivacyOfficer: 400,
	} {
		if status, _ := w.fetch(t, w.token(t, role), "/audit/trail"); status != want {
			t.Errorf("as %s: %d, want %d", role, status, want)
		}
	}
	if status, _ := w.fetch(t, w.token(t, orderveil.RolePrivacyOfficer), "/audit/trail?account=1"); status != http.StatusOK {
		t.Errorf("as privacy officer: %d", status)
	}
	if status, _ := w.fetch(t, "", "/audit/trail"); status != http.StatusUnauthorized {
		t.Errorf("without a token: %d", status)
	}
}

// orderID is the id of some order of the viewer's.
func (w *world) orderID(t testing.TB, token string) string {
	t.Helper()
	a := w.ask(t, token, `{ orders(first: 1) { nodes { id } } }`, nil)
	var page struct{ Nodes []struct{ ID string } }
	if err := json.Unmarshal(a.Data["orders"], &page); err != nil || len(page.Nodes) != 1 {
		t.Fatalf("%s, %v", a.code(), err)
	}
	return page.Nodes[0].ID
}

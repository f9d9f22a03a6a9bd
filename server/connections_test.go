package server_test

import (
	"bytes"
	"encoding/json"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"orderveil"
	"orderveil/connectors"
	"orderveil/connectors/bol"
	"orderveil/connectors/bol/simulator"
	"orderveil/connectors/webhook"
	"orderveil/server"
)

const (
	rightSecret = "right-and-secret-Pq7"
	wrongSecret = "wrong-and-secret-Xy9"
)

// bolAt starts bol.com's simulator, which takes the right secret.
func bolAt(t *testing.T) string {
	t.Helper()
	srv := httptest.NewServer(simulator.New(simulator.Config{Seed: 1, Orders: 2, Clock: time.Now, ClientID: "shop", ClientSecret: rightSecret}))
	t.Cleanup(srv.Close)
	return srv.URL
}

// connecting is a world whose merchants can connect with bol.com and webhooks.
func connecting(t *testing.T, orders int) *world {
	t.Helper()
	return newWorld(t, orders, func(_ *server.Config, p *server.Parts) {
		p.Connectors, p.Loopback = []connectors.Spec{bol.Spec, webhook.Spec}, true
	})
}

func bolDraft(address, secret string) map[string]any {
	return map[string]any{
		"connector": "bol", "label": "Our shop",
		"settings": []any{map[string]any{"name": "api", "value": address}, map[string]any{"name": "login", "value": address}},
		"secrets":  []any{map[string]any{"name": "client_id", "value": "shop"}, map[string]any{"name": "client_secret", "value": secret}},
	}
}

const (
	tryDraft      = `mutation($d: ConnectionDraft) { tryConnection(draft: $d) { accepted problem { code cause nextStep } } }`
	addDraft      = `mutation($d: ConnectionDraft!) { addConnection(draft: $d) { id state label everyMinutes nextRunAt credentialsSetAt settings { name value } } }`
	replaceSecret = `mutation($c: ID!, $s: Secret!) { replaceCredentials(connection: $c, secrets: [{ name: "client_secret", value: $s }]) { state } }`
	tryStored     = `mutation($c: ID) { tryConnection(connection: $c) { accepted problem { code } } }`
)

func TestAConnectionIsTriedAddedChangedAndRemovedOverTheAPI(t *testing.T) {
	t.Parallel()
	w, address := connecting(t, 0), bolAt(t)
	token := w.token(t, orderveil.RoleMerchant)
	says := func(want, query string, variables map[string]any) answer {
		t.Helper()
		a := w.ask(t, token, query, variables)
		if !strings.Contains(a.Body, want) {
			t.Fatalf("%s: want %s in %s", query, want, a.Body)
		}
		if strings.Contains(a.Body, "-and-secret-") {
			t.Fatalf("an answer has a secret in it: %s", query)
		}
		return a
	}
	says(`"name":"client_secret","means":"The secret`, `{ connectors { code name kind consent everyMinutes settings { name optional choices } secrets { name means example optional } } }`, nil)
	says(`"accepted":false,"problem":{"code":"CREDENTIALS_REFUSED"`, tryDraft, map[string]any{"d": bolDraft(address, wrongSecret)})
	says(`"accepted":true,"problem":null`, tryDraft, map[string]any{"d": bolDraft(address, rightSecret)})
	conn := says(`"state":"ACTIVE","label":"Our shop","everyMinutes":5,"nextRunAt":"2`, addDraft, map[string]any{"d": bolDraft(address, rightSecret)}).id(t, "addConnection")
	says(`is there already`, addDraft, map[string]any{"d": bolDraft(address, rightSecret)})
	its := map[string]any{"c": conn}
	says(`"accepted":true`, tryStored, its)

	elsewhere := strings.Replace(address, "127.0.0.1", "localhost", 1)
	says(`give the secret client_`, `mutation($c: ID!, $a: String!) { changeConnection(connection: $c, change: { settings: [{ name: "api", value: $a }] }) { id } }`, map[string]any{"c": conn, "a": elsewhere})
	says(`"label":"Another name","everyMinutes":30`, `mutation($c: ID!) { changeConnection(connection: $c, change: { label: "Another name", everyMinutes: 30 }) { label everyMinutes } }`, its)
	says(`asked every 1 to 1440 minutes`, `mutation($c: ID!) { changeConnection(connection: $c, change: { everyMinutes: 0 }) { id } }`, its)

	says(`"ACTIVE"`, replaceSecret, map[string]any{"c": conn, "s": wrongSecret})
	says(`"accepted":false`, tryStored, its)
	says(`"state":"REFUSED"`, `query($c: ID!) { node(id: $c) { ... on Connection { state problem { code } } } }`, its)
	says(`"ACTIVE"`, replaceSecret, map[string]any{"c": conn, "s": rightSecret})

	says(`"state":"PAUSED","nextRunAt":null`, `mutation($c: ID!) { pauseConnection(connection: $c) { state nextRunAt } }`, its)
	says(`the connection is paused`, `mutation($c: ID!) { syncNow(connection: $c) { id } }`, its)
	says(`"state":"ACTIVE","nextRunAt":"2`, `mutation($c: ID!) { resumeConnection(connection: $c) { state nextRunAt } }`, its)
	if a := says(`removeConnection`, `mutation($c: ID!) { removeConnection(connection: $c) { id } }`, its); strings.Contains(a.Body, conn) {
		t.Errorf("it is still there: %s", a.Body)
	}
	says(`NOT_FOUND`, tryStored, its)
	trail := says(`addConnection`, `{ auditTrail(first: 50, filter: { kind: [CHANGE] }) { nodes { via outcome object } } }`, nil)
	for _, via := range []string{"tryConnection", "changeConnection", "replaceCredentials", "pauseConnection", "resumeConnection", "removeConnection"} {
		if !strings.Contains(trail.Body, `"via":"`+via+`"`) {
			t.Errorf("the audit trail lacks %s", via)
		}
	}
	w.nowhere(t, "-and-secret-")
}

// nowhere fails when a text is in the log or in a file of the installation's.
func (w *world) nowhere(t *testing.T, text string) {
	t.Helper()
	if strings.Contains(w.Log.String(), text) {
		t.Error("it is in the log")
	}
	err := filepath.WalkDir(w.Config.Dir, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		if body, err := os.ReadFile(path); err == nil && bytes.Contains(body, []byte(text)) {
			t.Errorf("it is in %s", filepath.Base(path))
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestAConnectionIsAddedOnceUnderAKey(t *testing.T) {
	t.Parallel()
	w, address := connecting(t, 0), bolAt(t)
	token := w.token(t, orderveil.RoleMerchant)
	add := `mutation { addConnection(draft: { connector: "bol", settings: [{ name: "api", value: "` + address + `" }, { name: "login", value: "` + address + `" }],
		secrets: [{ name: "client_id", value: "shop" }, { name: "client_secret", value: "` + rightSecret + `" }] }) { id } }`
	first, _ := w.once(t, token, "key-1", add)
	second, replayed := w.once(t, token, "key-1", add)
	if first.id(t, "addConnection") != second.id(t, "addConnection") || !replayed {
		t.Errorf("first %s, then %s", first.Body, second.Body)
	}
	w.nowhere(t, rightSecret)
}

func TestConnectionsAreChangedByTheMerchantAloneAndLeadToRegisteredHostsOnly(t *testing.T) {
	t.Parallel()
	w := connecting(t, 0)
	for _, role := range []orderveil.Role{orderveil.RoleFulfilment, orderveil.RoleFinance, orderveil.RoleMerchantViewer, orderveil.RoleSupport, orderveil.RoleAdministrator} {
		token := w.token(t, role)
		for _, query := range []string{
			`{ connectors { code } }`, `mutation { pauseConnection(connection: "C") { id } }`, `mutation { resumeConnection(connection: "C") { id } }`, `mutation { removeConnection(connection: "C") { id } }`,
			`mutation { tryConnection(connection: "C") { accepted } }`, `mutation { changeConnection(connection: "C", change: {}) { id } }`,
			`mutation { replaceCredentials(connection: "C", secrets: []) { id } }`, `mutation { addConnection(draft: { connector: "bol", settings: [], secrets: [] }) { id } }`,
		} {
			if a := w.ask(t, token, query, nil); a.code() != "FORBIDDEN" {
				t.Errorf("%s: %s: %s", role, query, a.Body)
			}
		}
	}
	merchant := w.token(t, orderveil.RoleMerchant)
	for _, host := range []string{"http://169.254.169.254", "https://elsewhere.example", "https://user:pw@api.bol.com", "https://10.0.0.1"} {
		for _, query := range []string{tryDraft, addDraft} {
			a := w.ask(t, merchant, query, map[string]any{"d": bolDraft(host, wrongSecret)})
			if a.code() != "INVALID" || !strings.Contains(a.Body, "setting api") || !strings.Contains(a.Body, `"sentence":"setting {0}`) {
				t.Errorf("%s: %s", host, a.Body)
			}
		}
	}
	a := w.ask(t, merchant, `mutation { tryConnection(draft: { connector: "bol", settings: [], secrets: [{ name: "client_secret", value: 918273645 }] }) { accepted } }`, nil)
	if a.code() != "INVALID" || strings.Contains(a.Body, "918273645") || strings.Contains(w.Log.String(), "918273645") {
		t.Errorf("a secret that is none: %s", a.Body)
	}
}

func TestSupportForwardsAgainAndSeesHowTheAccountsConnectionsAre(t *testing.T) {
	t.Parallel()
	w := connecting(t, 1)
	support := w.token(t, orderveil.RoleSupport)
	a := w.ask(t, support, `{ ordersByNumber(number: "C000000001") { id connections { label kind state backlog failures lastRunAt nextRunAt warnings { code } runs(first: 5) { state } } } }`, nil)
	var found []struct {
		ID          string
		Connections []struct {
			Label   string
			Backlog int
		}
	}
	if err := json.Unmarshal(a.Data["ordersByNumber"], &found); err != nil || len(found) != 1 || len(found[0].Connections) != 2 || found[0].Connections[1].Backlog != 1 {
		t.Fatalf("%s, %v", a.Body, err)
	}
	again := map[string]any{"o": found[0].ID}
	a = w.ask(t, support, `mutation($o: ID!) { forwardAgain(order: $o, reason: "the shop is back") { number forward { state } timeline { nodes { kind note } } } }`, again)
	if !strings.Contains(a.Body, `"state":"WAITING"`) || !strings.Contains(a.Body, `"FORWARD_AGAIN"`) || strings.Contains(a.Body, "shop is back") {
		t.Errorf("forwarded again: %s", a.Body)
	}
	for query, code := range map[string]string{
		`mutation($o: ID!) { releaseOrder(order: $o, reason: "not mine") { id } }`:                                          "FORBIDDEN",
		`query($o: ID!) { ordersByNumber(number: "C000000001") { connections { settings { name } } } node(id: $o) { id } }`: "FORBIDDEN",
	} {
		if a := w.ask(t, support, query, again); a.code() != code {
			t.Errorf("%s: %s", query, a.Body)
		}
	}
}

func TestTheLogOfABackOfficeNamesItsOrders(t *testing.T) {
	t.Parallel()
	w := connecting(t, 3)
	merchant := w.token(t, orderveil.RoleMerchant)
	query := `query($after: String) { connections { kind deliveries(first: 2, after: $after) { nodes { id orderId orderNumber state attempts answer nextAttemptAt } pageInfo { hasNextPage endCursor } } } }`
	a := w.ask(t, merchant, query, nil)
	var page []struct {
		Kind       string
		Deliveries struct {
			Nodes    []struct{ OrderNumber, State string }
			PageInfo struct {
				HasNextPage bool
				EndCursor   string
			}
		}
	}
	if err := json.Unmarshal(a.Data["connections"], &page); err != nil || len(page) != 2 || len(page[1].Deliveries.Nodes) != 2 || !page[1].Deliveries.PageInfo.HasNextPage || len(page[0].Deliveries.Nodes) != 0 {
		t.Fatalf("%s, %v", a.Body, err)
	}
	a = w.ask(t, merchant, query, map[string]any{"after": page[1].Deliveries.PageInfo.EndCursor})
	if err := json.Unmarshal(a.Data["connections"], &page); err != nil || len(page[1].Deliveries.Nodes) != 1 || page[1].Deliveries.PageInfo.HasNextPage {
		t.Fatalf("%s, %v", a.Body, err)
	}
}

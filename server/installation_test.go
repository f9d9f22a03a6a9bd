package server_test

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"orderveil"
	"orderveil/server"
	"orderveil/store/storetest"
)

// An administrator opens an account, its first merchant comes in with the invitation, and
// nothing of an order is in anything that an administrator can ask.
func TestAnAdministratorOpensAnAccountAndSeesNoOrder(t *testing.T) {
	t.Parallel()
	w := newWorld(t, 2)
	admin := w.token(t, orderveil.RoleAdministrator)
	a := w.ask(t, admin, `mutation { openAccount(number: 7, login: "owner", label: "Owner") { invitation account { number state marketplaces } } }`, nil)
	var opening struct {
		Invitation string
		Account    struct{ State string }
	}
	if err := json.Unmarshal(a.Data["openAccount"], &opening); err != nil || opening.Account.State != "ACTIVE" || len(opening.Invitation) < 40 {
		t.Fatalf("openAccount: %s, %v", a.code(), err)
	}
	if a := w.ask(t, admin, `mutation { openAccount(number: 7, login: "another", label: "Another") { invitation } }`, nil); a.code() != "INVALID" {
		t.Errorf("an account that has its merchant: %s", a.code())
	}
	for _, c := range []struct{ where, want string }{
		{`server: "elsewhere"`, "no server fits: the configuration names default"},
		{`region: "north"`, "no server fits: the configuration names default"},
	} {
		a := w.ask(t, admin, `mutation { openAccount(number: 8, login: "owner8", label: "Owner", `+c.where+`) { invitation } }`, nil)
		if a.code() != "INVALID" || !strings.Contains(a.Body, c.want) {
			t.Errorf("%s: %s", c.where, a.Body)
		}
	}
	a = w.ask(t, admin, `mutation { openAccount(number: 8, login: "owner8", label: "Owner", server: "default") { account { server movingTo } } }`, nil)
	if !strings.Contains(a.Body, `"server":"default","movingTo":null`) {
		t.Errorf("on a server by name: %s", a.Body)
	}
	a = w.ask(t, admin, `{ installation {
		servers { name region weight capacity closed accounts }
		accounts(first: 1) { number state createdAt suspendedAt placement marketplaces }
		next: accounts(after: 1) { number }
		queues { name waiting running retrying oldestAt } workers { machine } throughput(hours: 3) { at imported forwarded failed waitedSeconds }
		late { account dueAt slow connection } keys { provider wrapped wrappedByOthers withoutKey days past rotating { account stage done left } }
	} }`, nil)
	for _, want := range []string{`"accounts":[{"number":1,"state":"ACTIVE"`, `"servers":[{"name":"default","region":"","weight":1,"capacity":null,"closed":false,"accounts":3}]`, `"next":[{"number":7},{"number":8}]`, `"marketplaces":1`, `"withoutKey":[]`, `"wrappedByOthers":0`, `"late":[{"account":1`} {
		if !strings.Contains(a.Body, want) {
			t.Errorf("%s is not in %s", want, a.Body)
		}
	}
	if n := strings.Count(a.Body, `"imported":0`); n != 3 {
		t.Errorf("%d hours: %s", n, a.Body)
	}
	for _, query := range []string{`{ orders { totalCount } }`, `{ ordersByNumber(number: "C000000001") { id } }`, `{ auditTrail(account: 1) { nodes { id } } }`} {
		if a := w.ask(t, admin, query, nil); a.code() != "FORBIDDEN" {
			t.Errorf("%s: %s", query, a.Body)
		}
	}
	if a := w.ask(t, w.token(t, orderveil.RoleEngineer), `{ installation { accounts { number } } }`, nil); a.code() != "" {
		t.Errorf("an engineer looks: %s", a.code())
	}
	for _, role := range []orderveil.Role{orderveil.RoleEngineer, orderveil.RoleMerchant, orderveil.RolePrivacyOfficer} {
		if a := w.ask(t, w.token(t, role), `mutation { suspendAccount(number: 1) { state } }`, nil); a.code() != "FORBIDDEN" {
			t.Errorf("as %s: %s", role, a.code())
		}
	}
}

// An account that could not be opened to its end is taken back, with its number, and nothing of
// it is left; one that is open is not.
func TestAnAdministratorAbandonsAnAccountThatWasLeftHalfOpen(t *testing.T) {
	t.Parallel()
	w := newWorld(t, 2)
	admin := w.token(t, orderveil.RoleAdministrator)
	accounts, away := filepath.Join(w.Fixture.Config.Dir, "accounts"), filepath.Join(w.Fixture.Config.Dir, "away")
	if err := errors.Join(os.Rename(accounts, away), os.WriteFile(accounts, nil, 0o600)); err != nil {
		t.Fatal(err)
	}
	const open = `mutation { openAccount(number: 7, login: "owner", label: "Owner") { account { state } } }`
	if a := w.ask(t, admin, open, nil); a.code() != "INTERNAL" {
		t.Errorf("an account is opened where no file can be: %s", a.Body)
	}
	if err := errors.Join(os.Remove(accounts), os.Rename(away, accounts)); err != nil {
		t.Fatal(err)
	}
	const states = `{ installation { accounts { number state } servers { accounts } } }`
	if a := w.ask(t, admin, states, nil); !strings.Contains(a.Body, `{"number":7,"state":"OPENING"}`) || !strings.Contains(a.Body, `"servers":[{"accounts":2}]`) {
		t.Errorf("it is not half open: %s", a.Body)
	}
	const abandon = `mutation { abandonAccount(number: 7) }`
	for _, role := range []orderveil.Role{orderveil.RoleEngineer, orderveil.RoleMerchant, orderveil.RolePrivacyOfficer, orderveil.RoleSupport} {
		if a := w.ask(t, w.token(t, role), abandon, nil); a.code() != "FORBIDDEN" {
			t.Errorf("as %s: %s", role, a.Body)
		}
	}
	if a := w.ask(t, admin, abandon, nil); !strings.Contains(a.Body, `"abandonAccount":7`) {
		t.Errorf("abandonAccount: %s", a.Body)
	}
	if a := w.ask(t, admin, states, nil); strings.Contains(a.Body, `"number":7`) || !strings.Contains(a.Body, `"servers":[{"accounts":1}]`) {
		t.Errorf("after that: %s", a.Body)
	}
	if a := w.ask(t, admin, abandon, nil); a.code() != "NOT_FOUND" {
		t.Errorf("a second time: %s", a.Body)
	}
	if a := w.ask(t, admin, `mutation { abandonAccount(number: 1) }`, nil); a.code() != "INVALID" || !strings.Contains(a.Body, "not half open") {
		t.Errorf("one that works is abandoned: %s", a.Body)
	}
	if a := w.ask(t, admin, open, nil); !strings.Contains(a.Body, `"state":"ACTIVE"`) {
		t.Errorf("its number is not free: %s", a.Body)
	}
}

// An administrator opens a sandbox and fills it again; a partner's program takes its orders.
func TestAPartnersProgramTakesOrdersFromASandbox(t *testing.T) {
	t.Parallel()
	w := newWorld(t, 2)
	admin := w.token(t, orderveil.RoleAdministrator)
	const open = `mutation($sandbox: Boolean!) { openAccount(number: 7, login: "owner", label: "Owner", sandbox: $sandbox) { account { sandbox } } }`
	if a := w.ask(t, admin, open, map[string]any{"sandbox": true}); !strings.Contains(a.Body, `"sandbox":true`) {
		t.Fatalf("openAccount: %s", a.Body)
	}
	if a := w.ask(t, admin, `mutation { seedSandbox(number: 7) { sandbox } }`, nil); a.code() != "" {
		t.Errorf("seedSandbox: %s", a.Body)
	}
	if a := w.ask(t, admin, `mutation { seedSandbox(number: 1) { sandbox } }`, nil); a.code() != "INVALID" {
		t.Errorf("a merchant's account is seeded: %s", a.Body)
	}
	if a := w.ask(t, w.token(t, orderveil.RoleEngineer), `mutation { seedSandbox(number: 7) { sandbox } }`, nil); a.code() != "FORBIDDEN" {
		t.Errorf("an engineer seeds: %s", a.Body)
	}
	sandbox, err := w.Server.Store.Account(t.Context(), 7)
	if err != nil {
		t.Fatal(err)
	}
	w.Account = sandbox
	partner := w.token(t, orderveil.RolePartner, orderveil.ScopeOrdersRead, orderveil.ScopeOrdersShipTo)
	a := w.ask(t, partner, `{ viewer { account { sandbox } } workQueue(first: 5) { order { number shipTo { city } } } }`, nil)
	if !strings.Contains(a.Body, `"sandbox":true`) || strings.Count(a.Body, `"city":"`) == 0 {
		t.Errorf("a partner sees %s", a.Body)
	}
	merchant := w.token(t, orderveil.RoleMerchant)
	a = w.ask(t, merchant, `mutation { addConnection(draft: { connector: "bol", settings: [], secrets: [{ name: "client_id", value: "a" }, { name: "client_secret", value: "b" }] }) { id } }`, nil)
	if a.code() != "INVALID" || !strings.Contains(a.Body, "this account is a sandbox") {
		t.Errorf("a sandbox is connected with a shop: %s", a.Body)
	}
}

// A suspended account's people stay out and its orders stay where they are, until it is
// resumed; that it was done stands in its audit trail.
func TestASuspendedAccountStandsStill(t *testing.T) {
	t.Parallel()
	clock := storetest.NewClock(time.Date(2026, 11, 2, 9, 30, 0, 0, time.UTC))
	w := newWorld(t, 2, func(_ *server.Config, p *server.Parts) { p.Clock = clock.Now })
	admin, merchant := w.token(t, orderveil.RoleAdministrator), w.token(t, orderveil.RoleMerchant)
	if a := w.ask(t, merchant, `{ orders { totalCount } }`, nil); a.code() != "" {
		t.Fatal(a.code())
	}
	clock.Advance(20 * time.Second)
	if waited, err := w.Waited(t.Context()); err != nil || waited < 20*time.Second {
		t.Errorf("due work waits for %v, %v", waited, err)
	}
	if a := w.ask(t, admin, `mutation { suspendAccount(number: 1) { state suspendedAt } }`, nil); !strings.Contains(a.Body, `"state":"SUSPENDED"`) {
		t.Fatal(a.Body)
	}
	if due, err := w.DueImports(t.Context(), 10); err != nil || len(due) != 0 {
		t.Errorf("%d imports are due, %v", len(due), err)
	}
	if due, err := w.DueOutboxes(t.Context(), 10); err != nil || len(due.Forward) != 0 {
		t.Errorf("%d outboxes are due, %v", len(due.Forward), err)
	}
	if waited, err := w.Waited(t.Context()); err != nil || waited != 0 {
		t.Errorf("what is suspended waits for %v, %v", waited, err)
	}
	clock.Advance(30 * time.Second)
	if a := w.ask(t, merchant, `{ orders { totalCount } }`, nil); a.Status != 403 || a.code() != "ACCOUNT_SUSPENDED" {
		t.Errorf("its merchant: %d, %s", a.Status, a.Body)
	}
	if a := w.ask(t, w.token(t, orderveil.RolePrivacyOfficer), `{ retentionPlan(account: 1) { orders } }`, nil); a.code() != "" {
		t.Errorf("what is forgotten when: %s", a.code())
	}
	if a := w.ask(t, admin, `mutation { resumeAccount(number: 1) { state } }`, nil); !strings.Contains(a.Body, `"state":"ACTIVE"`) {
		t.Fatal(a.Body)
	}
	clock.Advance(30 * time.Second)
	if due, err := w.DueImports(t.Context(), 10); err != nil || len(due) != 1 {
		t.Errorf("%d imports are due after that, %v", len(due), err)
	}
	if due, err := w.DueOutboxes(t.Context(), 10); err != nil || len(due.Forward) != 1 {
		t.Errorf("%d outboxes are due after that, %v", len(due.Forward), err)
	}
	a := w.ask(t, merchant, `{ auditTrail(filter: {kind: [CHANGE]}) { nodes { via role } } }`, nil)
	if !strings.Contains(a.Body, `{"via":"suspendAccount","role":"administrator"}`) || !strings.Contains(a.Body, `"via":"resumeAccount"`) {
		t.Errorf("the trail: %s", a.Body)
	}
}

// Of all accounts together the privacy officer sees how much is forgotten when, and of no
// order anything; a merchant has the plan of the account instead.
func TestAPrivacyOfficerSeesWhatAllAccountsForgetWhen(t *testing.T) {
	t.Parallel()
	w := newWorld(t, 2)
	other, bol, _ := w.Fixture.Account(t, 2)
	if _, err := w.Server.Store.Import(t.Context(), other.ID, bol.ID, []orderveil.Order{w.Fixture.Order(3)}); err != nil {
		t.Fatal(err)
	}
	officer, ask := w.token(t, orderveil.RolePrivacyOfficer), `{ retentionOverview { accounts unread days { day rule orders } next } }`
	a := w.ask(t, officer, ask, nil)
	var o struct {
		Accounts int
		Days     []struct{ Orders int }
	}
	if err := json.Unmarshal(a.Data["retentionOverview"], &o); err != nil || o.Accounts != 2 {
		t.Fatalf("%s, %v", a.Body, err)
	}
	orders := 0
	for _, d := range o.Days {
		orders += d.Orders
	}
	if orders != 3 || !strings.Contains(a.Body, `"unread":[]`) || !strings.Contains(a.Body, `"next":null`) || strings.Contains(a.Body, storetest.Mark) {
		t.Errorf("%d orders, want 3: %s", orders, a.Body)
	}
	if a := w.ask(t, officer, `{ retentionOverview(after: 1) { accounts } }`, nil); !strings.Contains(a.Body, `"accounts":1`) {
		t.Errorf("after the first account: %s", a.Body)
	}
	for _, role := range []orderveil.Role{orderveil.RoleMerchant, orderveil.RoleSupport, orderveil.RoleAdministrator} {
		if a := w.ask(t, w.token(t, role), ask, nil); a.code() != "FORBIDDEN" {
			t.Errorf("as %s: %s", role, a.Body)
		}
	}
}

// Keys are exchanged while orders are in use, and stay readable.
func TestAnAdministratorExchangesKeys(t *testing.T) {
	t.Parallel()
	w := newWorld(t, 2)
	admin := w.token(t, orderveil.RoleAdministrator)
	a := w.ask(t, admin, `mutation { rotateKeys(accounts: [1]) { rotating { account } days wrappedByOthers } }`, nil)
	if a.code() != "" || !strings.Contains(a.Body, `"rotating":[]`) { // a data directory has one process, which knows at once
		t.Fatal(a.Body)
	}
	if a := w.ask(t, w.token(t, orderveil.RoleMerchant), `{ orders { nodes { shipTo { lastName } } } }`, nil); strings.Count(a.Body, storetest.Mark) != 2 {
		t.Errorf("after that: %s", a.Body)
	}
	for _, accounts := range []string{`[]`, `[9]`} {
		if a := w.ask(t, admin, `mutation { rotateKeys(accounts: `+accounts+`) { days } }`, nil); a.code() == "" {
			t.Errorf("of %s: %s", accounts, a.Body)
		}
	}
}

package server_test

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/binary"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"sort"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/shopspring/decimal"
	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"

	"orderveil"
	"orderveil/graph/operations"
	"orderveil/personal"
	"orderveil/server"
	"orderveil/store"
	"orderveil/store/storetest"
)

// twin is one of two worlds that differ only in their customers.
type twin struct {
	*world
	clock *storetest.Clock
	ids   map[string]string // what operations name: order, connection, account, …
}

// people are the texts of a world's customers: of other letters and lengths in the other,
// and of the same form.
type people struct{ first, last, street, city, postcode, email, phone, note string }

var worldsPeople = [2]people{
	{"Kanarie", "Kanarievogel-van der Kanarieburg", "Kanariestraat", "Kanariestad", "1015 CJ", "kanarie@example.org", "06 12345678", "Kanarie achterom, bij de kanariekooi"},
	{"Bo", "Os", "Eik", "Ede", "6711AA", "b@o.example", "+31 20 7654321", "x"},
}

// numbered makes ids that are the same in both worlds: the clock's time, and a count.
func numbered(now orderveil.Clock) orderveil.IDs {
	var n atomic.Uint64
	return func() (id uuid.UUID) {
		binary.BigEndian.PutUint64(id[:8], uint64(now().UnixMilli())<<16)
		binary.BigEndian.PutUint64(id[8:], n.Add(1))
		id[6], id[8] = 0x70|id[6]&0x0f, 0x80|id[8]&0x3f
		return id
	}
}

// newTwin starts one world: orders in every state that there is, of its own people.
func newTwin(t *testing.T, p people) *twin {
	t.Helper()
	clock := storetest.NewClock(time.Date(2026, 11, 2, 9, 30, 0, 0, time.UTC))
	w := &twin{clock: clock, ids: map[string]string{}}
	w.world = newWorld(t, 0, func(c *server.Config, parts *server.Parts) {
		parts.Clock, parts.IDs, parts.AuditEvery, c.Canaries = clock.Now, numbered(clock.Now), 24*time.Hour, 0
	})
	f := w.world.Fixture
	f.Clock = clock
	var orders []orderveil.Order
	for i := range 8 {
		o := f.Order(i + 1)
		for _, party := range []*orderveil.Party{o.BillTo, o.ShipTo} {
			party.Name = personal.NewRecord(personal.Name).With(personal.FirstName, p.first).With(personal.LastName, fmt.Sprintf("%s%d", p.last, i))
			party.Address = personal.NewRecord(personal.Address).With(personal.Street, p.street).With(personal.HouseNumber, "22").
				With(personal.Postcode, p.postcode).With(personal.City, p.city)
			party.Email = personal.NewRecord(personal.Email).With(personal.EmailAddress, p.email)
			party.Phone = personal.NewRecord(personal.Phone).With(personal.PhoneNumber, p.phone)
			party.TaxID = personal.NewRecord(personal.TaxID).With(personal.VATNumber, "NL"+p.last)
			party.Pickup = personal.NewRecord(personal.Delivery).With(personal.PickupPoint, p.street)
			party.Note = personal.NewRecord(personal.Note).With(personal.AddressNote, p.note)
		}
		o.Shipments[0].Tracking = personal.NewRecord(personal.Delivery).With(personal.TrackingCode, "3S"+p.first)
		if i == 7 {
			o.ShippingMethod = "EVENING"
		}
		if i%2 == 0 {
			o.Tax = &orderveil.Money{Amount: decimal.RequireFromString("3.47"), Currency: "EUR"}
		}
		if i == 5 {
			o.Lines[0].Quantity, o.Lines[0].QuantityCancelled, o.Lines[0].CancellationRequested = 2, 1, true
		}
		if i%3 == 0 {
			for l := range o.Lines {
				o.Lines[l].QuantityShipped = o.Lines[l].Quantity
			}
		}
		orders = append(orders, o)
	}
	ctx := t.Context()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	merchant := storetest.Viewer(orderveil.RoleMerchant, w.Account.ID)
	word := "late"
	for _, do := range []store.ActionInput{{Kind: orderveil.ActionTag, Tag: &word}, {Kind: orderveil.ActionHold}} {
		rule, err := w.CreateRule(ctx, merchant, store.RuleInput{Name: "Evenings", Conditions: store.ConditionsInput{ShippingMethods: []string{"EVENING"}}, Action: do})
		must(err)
		id := rule.ID()
		_, err = w.TryRule(ctx, merchant, &id, nil, nil, store.Load{})
		must(err)
		_, err = w.SetRuleState(ctx, merchant, id, orderveil.RuleActive)
		must(err)
		w.ids["rule"] = id
	}
	_, err := w.Server.Store.Import(ctx, w.Account.ID, w.Bol.ID, orders)
	must(err)
	connections, err := w.ViewConnections(ctx, merchant)
	must(err)
	for _, c := range connections {
		w.ids[string(c.Kind())] = c.ID()
	}
	for _, outcome := range []store.Outcome{
		{State: orderveil.ForwardForwarded, Number: "R-1"},
		{State: orderveil.ForwardFailed, Problem: &orderveil.Problem{Code: "UNKNOWN_SKU", Cause: "x", Owner: orderveil.OwnerMerchant, NextStep: "y", At: clock.Now()}},
	} {
		claim, err := w.ClaimDelivery(ctx, w.Account.ID, w.Office.ID)
		must(err)
		must(w.FinishDelivery(ctx, claim, outcome))
	}
	var found []*store.OrderView
	for _, o := range orders {
		one, err := w.Server.Store.OrdersByNumber(ctx, merchant, o.Number, store.LoadAll)
		must(err)
		found = append(found, one...)
	}
	w.ids["order"], w.ids["account"] = found[0].ID(), found[0].Account().ID()
	_, err = w.PlaceHold(ctx, merchant, store.NewHold{Order: found[1].ID(), Basis: orderveil.HoldClaim, Until: orderveil.DateOf(clock.Now()) + 200, Note: &p.note})
	must(err)
	_, err = w.ForwardAgain(ctx, merchant, found[2].ID(), "because of "+p.first)
	must(err)
	if e, err := w.EraseOrder(ctx, merchant, found[3].ID()); err != nil || !e.Erased {
		t.Fatalf("EraseOrder() = %+v, %v", e, err)
	}
	if got := found[7].Forward().State; got != orderveil.ForwardHeld || len(found[7].Tags()) != 1 {
		t.Fatalf("the last order is %s", got)
	}
	_, err = w.SyncNow(ctx, merchant, w.ids[string(orderveil.Marketplace)])
	must(err)
	return w
}

// said is all that a client gets of an answer.
type said struct {
	status  int
	headers string
	body    string
}

// send sends an operation as a client would; a subscription is listened to for 100 ms.
func (w *twin) send(t *testing.T, token string, o operations.Operation, n int) said {
	t.Helper()
	return w.sendFor(t, token, o, n, 100*time.Millisecond)
}

// sendFor is send that listens to a subscription for a moment of this length.
func (w *twin) sendFor(t *testing.T, token string, o operations.Operation, n int, moment time.Duration) said {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, w.URL+"/graphql", strings.NewReader(`{"query":`+quoted(o.Text)+`}`))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Authorization", "Bearer "+token)
	r.Header.Set("X-Request-ID", fmt.Sprintf("request-%08d", n))
	if o.Kind == ast.Subscription {
		r.Header.Set("Accept", "text/event-stream")
		time.AfterFunc(moment, cancel)
	}
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		if o.Kind == ast.Subscription {
			return said{body: "nothing yet"}
		}
		t.Fatal(err)
	}
	defer response.Body.Close()
	body, _ := io.ReadAll(response.Body) // of a subscription, what came before it was cut off
	response.Header.Del("Date")
	headers := &bytes.Buffer{}
	_ = response.Header.Write(headers)
	return said{response.StatusCode, headers.String(), string(body)}
}

func quoted(text string) string { return fmt.Sprintf("%q", text) }

// values are what the operations ask with: ids and numbers that are there in both worlds,
// and texts of the customers of the first.
func (w *twin) values(field, typeName string) []string {
	p := worldsPeople[0]
	text := func(texts ...string) (all []string) {
		for _, one := range texts {
			all = append(all, quoted(one))
		}
		return all
	}
	switch typeName {
	case "Int":
		return []string{"2", "1", "100", "101", "-1"}
	case "Boolean":
		return []string{"true", "false"}
	case "Time":
		return text("2026-11-02T00:00:00Z", "2026-12-31T00:00:00Z")
	case "Date":
		return text("2027-01-31", "1999-12-31")
	case "Decimal":
		return text("48.44")
	case "ID":
		switch field {
		case "connection":
			return text(w.ids["MARKETPLACE"], w.ids["BACK_OFFICE"], w.ids["order"])
		case "rule":
			return text(w.ids["rule"], w.ids["order"])
		case "id":
			return text(w.ids["order"], w.ids["MARKETPLACE"], w.ids["account"], "nothing")
		}
		return text(w.ids["order"], w.ids["account"], "nothing")
	case "Secret":
		return []string{`"made-up"`}
	case "String":
		switch field {
		case "number":
			return text("C000000001", "c-000 000 004", "R-1", "C999999999", p.last+"0")
		case "customerEmail":
			return text(p.email, worldsPeople[1].email, "nobody@example.org")
		case "customerPhone":
			return text(p.phone)
		case "customerPostcode":
			return text(p.postcode)
		case "ticket":
			return text("SUP-1234", p.first)
		case "reason", "note":
			return text("The carrier cannot read the label of the parcel.", p.last)
		case "name": // what somebody calls a view comes back to the same person alone
			return text("What is late", p.email)
		case "networks":
			return text("127.0.0.0/8", p.city)
		}
		return text(p.last, p.email, "1")
	}
	return nil
}

var (
	// cursors are encrypted anew each time: random texts of one length, 57 bytes.
	cursors = regexp.MustCompile(`"[A-Za-z0-9_-]{76}"`)
	// pseudonyms are drawn at random when an order is forgotten.
	pseudonyms = regexp.MustCompile(`"pseudonym":"[0-9a-f-]{36}"`)
	// names of databases and keys, and invitations, are drawn when they are made.
	drawn = regexp.MustCompile(`"(placement|provider|invitation)":"[^"]{8,80}"`)
	times = regexp.MustCompile(`(time=\S+|ms=\d+) `)
)

// A support desk, and whoever else the policy shows no customer, gets byte for byte the
// same from two installations that differ only in their customers, whatever it asks.
func TestTwoWorldsAnswerTheSame(t *testing.T) {
	t.Parallel()
	made := allOperations(t)
	for name, who := range worldViewers() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			worlds := [2]*twin{newTwin(t, worldsPeople[0]), newTwin(t, worldsPeople[1])}
			if worlds[0].ids["order"] != worlds[1].ids["order"] {
				t.Fatal("the worlds have different ids")
			}
			operations, _ := operations.Make(made, worlds[0].values)
			if len(operations) < 500 {
				t.Fatalf("%d operations", len(operations))
			}
			before := [2]map[string]string{worlds[0].numbers(t), worlds[1].numbers(t)}
			answered := 0
			for n, o := range operations {
				var answers [2]said
				found := ""
				// What one world streams within a moment may take the other longer on a busy machine.
				for moment := 100 * time.Millisecond; moment < 10*time.Second; moment *= 4 {
					for i, w := range worlds {
						w.clock.Advance(10 * time.Second)
						answers[i] = w.sendFor(t, w.token(t, who.role, who.scopes...), o, n, moment)
					}
					if found = differs(answers[0], answers[1]); found == "" || o.Kind != ast.Subscription {
						break
					}
				}
				if found != "" {
					t.Fatalf("%s differs in %s\n%s\n%s\n%s", o, found, o.Text, answers[0].body, answers[1].body)
				}
				if answers[0].status == http.StatusOK && !strings.Contains(answers[0].body, `"errors"`) {
					answered++
				}
				if strings.Contains(answers[0].body, storetest.Mark) {
					t.Fatalf("%s answers with a customer", o)
				}
			}
			t.Logf("%d operations, %d answered without an error", len(operations), answered)
			if answered < who.atLeast {
				t.Errorf("only %d operations are answered: the test says little", answered)
			}
			worlds[0].sameTraces(t, worlds[1], before)
		})
	}
}

type worldViewer struct {
	role    orderveil.Role
	scopes  []orderveil.Scope
	atLeast int // answers without an error, or the test says nothing
}

func worldViewers() map[string]worldViewer {
	return map[string]worldViewer{
		"Support": {orderveil.RoleSupport, nil, 50}, "Billing": {orderveil.RoleBilling, nil, 5}, "Engineer": {orderveil.RoleEngineer, nil, 5},
		"Administrator": {orderveil.RoleAdministrator, nil, 5}, "MerchantViewer": {orderveil.RoleMerchantViewer, nil, 100},
		"Partner": {orderveil.RolePartner, []orderveil.Scope{orderveil.ScopeOrdersRead}, 100},
	}
}

func allOperations(t *testing.T) *ast.Schema {
	t.Helper()
	text, err := os.ReadFile("../schema.graphql")
	if err != nil {
		t.Fatal(err)
	}
	schema, err := gqlparser.LoadSchema(&ast.Source{Name: "schema.graphql", Input: string(text)})
	if err != nil {
		t.Fatal(err)
	}
	return schema
}

// differs says in what two answers differ, or "".
func differs(a, b said) string {
	for _, body := range []*string{&a.body, &b.body} {
		*body = pseudonyms.ReplaceAllString(cursors.ReplaceAllString(*body, `"cursor"`), `"pseudonym":"random"`)
		*body = drawn.ReplaceAllString(*body, `"drawn"`)
	}
	switch {
	case a.status != b.status:
		return "its status"
	case a.headers != b.headers:
		return "its headers"
	case a.body != b.body:
		return "its body"
	}
	return ""
}

// numbers are the metrics but for durations and the computer's own.
func (w *twin) numbers(t *testing.T) map[string]string {
	t.Helper()
	_, text := w.fetch(t, "", "/metrics")
	all := map[string]string{}
	for _, line := range strings.Split(string(text), "\n") {
		name, value, ok := strings.Cut(line, " ")
		if ok && strings.HasPrefix(name, "orderveil_") && !strings.Contains(name, "seconds_sum") && !strings.Contains(name, "seconds_bucket") && !strings.Contains(name, "/metrics") {
			all[name] = value
		}
	}
	return all
}

// sameTraces compares what the program leaves behind: metrics, log and queue.
func (w *twin) sameTraces(t *testing.T, other *twin, before [2]map[string]string) {
	t.Helper()
	mine, theirs := w.numbers(t), other.numbers(t)
	if len(mine) != len(theirs) {
		t.Errorf("%d and %d metrics", len(mine), len(theirs))
	}
	for name, value := range mine {
		if theirs[name] != value {
			t.Errorf("%s is %s and %s (before %s and %s)", name, value, theirs[name], before[0][name], before[1][name])
		}
	}
	a, b := w.lines(), other.lines()
	for i := range min(len(a), len(b)) {
		if a[i] != b[i] {
			t.Fatalf("the logs differ:\n%s\n%s", a[i], b[i])
		}
	}
	if len(a) != len(b) || len(a) < 500 {
		t.Errorf("the logs have %d and %d lines", len(a), len(b))
	}
	if a, b := w.queue(t), other.queue(t); a != b {
		t.Errorf("the queues differ:\n%s\n%s", a, b)
	}
}

// lines are the log's, sorted: a subscription that is cut off is logged when its turn comes.
func (w *twin) lines() []string {
	lines := strings.Split(times.ReplaceAllString(w.Log.String(), ""), "\n")
	var kept []string
	for _, line := range lines {
		if !strings.Contains(line, "/metrics") && !strings.Contains(line, "root=") {
			kept = append(kept, line)
		}
	}
	sort.Strings(kept)
	return kept
}

// queue is what stands in the queue.
func (w *twin) queue(t *testing.T) string {
	t.Helper()
	db, err := sql.Open("sqlite", "file:"+filepath.Join(w.Fixture.Config.Dir, "catalog.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	rows, err := db.Query(`SELECT kind, args, errors, metadata FROM river_job ORDER BY id`)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	var all strings.Builder
	for rows.Next() {
		var kind string
		var args, errs, metadata []byte
		if err := rows.Scan(&kind, &args, &errs, &metadata); err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(&all, "%s %s %s %s\n", kind, args, errs, metadata)
	}
	return all.String()
}

// The comparison finds a leak of one character, in each place where one could be.
func TestTheComparisonOfWorldsFindsALeak(t *testing.T) {
	t.Parallel()
	a := said{200, "Content-Type: application/json\r\n", `{"data":{"name":null}}`}
	for what, change := range map[string]func(*said){
		"its status": func(s *said) { s.status = 403 }, "its headers": func(s *said) { s.headers += "X-Length: 7\r\n" },
		"its body": func(s *said) { s.body = strings.Replace(s.body, "null", `""`, 1) },
	} {
		b := a
		change(&b)
		if got := differs(a, b); got != what {
			t.Errorf("differs() = %q, want %q", got, what)
		}
	}
}

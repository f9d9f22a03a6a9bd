package server_test

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"orderveil"
	"orderveil/store/storetest"
)

const pageQuery = `query($f: Int, $after: String) { orders(first: $f, after: $after) {
	totalCount pageInfo { hasNextPage endCursor }
	nodes { id number hubNumber backOfficeNumber status placedAt total { amount currency } account { number } connection { label }
		lines { sku title quantity unitPrice { amount } }
		billTo { lastName city email country } shipTo { firstName street houseNumber houseNumberAddition phone }
		shipments { carrier trackingCode } forward { state attempts problem { code } }
		privacy { state withheld forgetOn reason } timeline(first: 5) { nodes { kind at } } } } }`

type page struct {
	TotalCount int
	PageInfo   struct {
		HasNextPage bool
		EndCursor   string
	}
	Nodes []struct{ ID, Number string }
}

func (w *world) page(t *testing.T, token string, variables map[string]any) page {
	t.Helper()
	a := w.ask(t, token, pageQuery, variables)
	var p page
	if err := json.Unmarshal(a.Data["orders"], &p); err != nil || len(a.Errors) > 0 {
		t.Fatalf("status %d, code %s, %v", a.Status, a.code(), err)
	}
	return p
}

func TestPagesFollowEachOtherWithoutGapOrRepetition(t *testing.T) {
	t.Parallel()
	w := newWorld(t, 25)
	token, seen := w.token(t, orderveil.RoleMerchant), map[string]bool{}
	variables := map[string]any{"f": 10}
	for range 3 {
		p := w.page(t, token, variables)
		if p.TotalCount != 25 {
			t.Fatalf("totalCount = %d", p.TotalCount)
		}
		for _, o := range p.Nodes {
			if seen[o.Number] {
				t.Errorf("order %s twice", o.Number)
			}
			seen[o.Number] = true
		}
		variables["after"] = p.PageInfo.EndCursor
	}
	if len(seen) != 25 {
		t.Errorf("%d orders in three pages, want 25", len(seen))
	}
}

func TestACursorIsItsViewersOwn(t *testing.T) {
	t.Parallel()
	w := newWorld(t, 3)
	p := w.page(t, w.token(t, orderveil.RoleMerchant), map[string]any{"f": 1})
	a := w.ask(t, w.token(t, orderveil.RoleFinance), pageQuery, map[string]any{"f": 1, "after": p.PageInfo.EndCursor})
	if a.code() != "INVALID" {
		t.Errorf("code = %q, want INVALID", a.code())
	}
}

func TestAPageCostsAConstantNumberOfStatements(t *testing.T) {
	t.Parallel()
	w := newWorld(t, 60)
	token := w.token(t, orderveil.RoleMerchant)
	w.page(t, token, map[string]any{"f": 1}) // opens the account
	count := func(first int) float64 {
		before := w.metric(t, "orderveil_sql_statements_total")
		w.page(t, token, map[string]any{"f": first})
		return w.metric(t, "orderveil_sql_statements_total") - before
	}
	if one, fifty := count(2), count(50); one != fifty || fifty > 9 { // the last one writes down who looked
		t.Errorf("%v statements for 2 orders, %v for 50", one, fifty)
	}
}

func (w *world) metric(t *testing.T, name string) (value float64) {
	t.Helper()
	response, err := http.Get(w.URL + "/metrics")
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	for lines := bufio.NewScanner(response.Body); lines.Scan(); {
		if text, found := strings.CutPrefix(lines.Text(), name+" "); found {
			if _, err := fmt.Sscan(text, &value); err != nil {
				t.Fatal(err)
			}
		}
	}
	return value
}

func TestWithoutATokenNothingIsParsed(t *testing.T) {
	t.Parallel()
	w := newWorld(t, 0)
	for _, body := range []string{`{"query":"{ viewer { role } }"}`, `{"query":"{ nonsense `, "not JSON", ""} {
		a := w.post(t, "", "application/json", body)
		if a.Status != http.StatusUnauthorized || a.code() != "UNAUTHENTICATED" {
			t.Errorf("status %d, code %q", a.Status, a.code())
		}
	}
}

func TestHostileRequestsAreRefused(t *testing.T) {
	t.Parallel()
	w := newWorld(t, 1)
	token := w.token(t, orderveil.RoleMerchant)
	var aliases, roots strings.Builder
	for i := range 20 {
		fmt.Fprintf(&aliases, "a%d: number ", i)
		fmt.Fprintf(&roots, "a%d: viewer { role } ", i)
	}
	deep := strings.Repeat("{ connection ", 1) + "{ id } }"
	for name, query := range map[string]string{
		"tokens":     "{ orders { nodes { " + strings.Repeat("id ", 1100) + "} } }",
		"nesting":    strings.Repeat("{a", 900),
		"aliases":    "{ orders { nodes { " + aliases.String() + "} } }",
		"roots":      "{ " + roots.String() + "}",
		"complexity": "{ orders(first: 100) { nodes { timeline(first: 100) { nodes { id at kind detail actor note } } } } }",
		"schema":     "{ __schema { types { name } } }",
		"syntax":     "{ orders( " + deep,
		"number":     "{ orders(first: 0) { totalCount } }",
		"long page":  "{ orders(first: 101) { totalCount } }",
		"both ends":  "{ orders(first: 1, last: 1) { totalCount } }",
	} {
		if a := w.ask(t, token, query, nil); a.code() != "INVALID" {
			t.Errorf("%s: status %d, code %q", name, a.Status, a.code())
		}
	}
	big := w.post(t, token, "application/json", `{"query":"{ viewer { role } }","variables":{"x":"`+strings.Repeat("x", 70_000)+`"}}`)
	if big.Status != http.StatusRequestEntityTooLarge {
		t.Errorf("a body of 70 kB: status %d", big.Status)
	}
	for _, contentType := range []string{"text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", ""} {
		if a := w.post(t, token, contentType, `{"query":"{ viewer { role } }"}`); a.Status == http.StatusOK && a.Data["viewer"] != nil {
			t.Errorf("content type %q is answered", contentType)
		}
	}
}

func TestNoAnswerOrLogRepeatsWhatWasSent(t *testing.T) {
	t.Parallel()
	w := newWorld(t, 1)
	token := w.token(t, orderveil.RoleMerchant)
	const secret = "jan.jansen@voorbeeld.example"
	for _, body := range []string{
		`{"query":"{ orders(first: \"` + secret + `\") { totalCount } }"}`,
		`{"query":"query($f: Int) { orders(first: $f) { totalCount } }","variables":{"f":"` + secret + `"}}`,
		`{"query":"{ orders(filter: {placedAfter: \"` + secret + `\"}) { totalCount } }"}`,
		`{"query":"{ orders(filter: {status: [` + "NOPE" + `]}) { totalCount } }","operationName":"x","variables":"` + secret + `"}`,
		`{"query":"{ node(id: \"` + secret + `\") { id } }"}`,
		`{"query":"{ ordersByNumber(number: \"` + secret + `\") { id } }"}`,
		`{"query":"\"` + secret + `\""}`,
		`{` + secret,
		`{"query":"{ orders(first: 1, after: \"` + secret + `\") { totalCount } }"}`,
	} {
		if a := w.post(t, token, "application/json", body); strings.Contains(a.Body, secret) {
			t.Errorf("an answer repeats the input: status %d", a.Status)
		}
	}
	if strings.Contains(w.Log.String(), secret) {
		t.Error("the log repeats the input")
	}
}

func TestSupportFindsAnOrderAndNothingElse(t *testing.T) {
	t.Parallel()
	w := newWorld(t, 2)
	support, merchant := w.token(t, orderveil.RoleSupport), w.token(t, orderveil.RoleMerchant)
	id := w.page(t, merchant, map[string]any{"f": 1}).Nodes[0].ID
	for query, want := range map[string]string{
		`{ orders { totalCount } }`: "FORBIDDEN",
		`{ orders(filter: {customerEmail: "x@example.com"}) { totalCount } }`: "FORBIDDEN",
		`{ connections { id } }`:                                                                          "FORBIDDEN",
		`mutation { syncNow(connection: "x") { id } }`:                                                    "FORBIDDEN",
		`mutation { forwardAgain(order: "x", reason: "test") { id } }`:                                    "NOT_FOUND", // support may, with an order's id
		`{ node(id: "` + id + `") { id } }`:                                                               "",
		`{ ordersByNumber(number: "C000000001") { number shipTo { lastName email } privacy { state } } }`: "",
	} {
		a := w.ask(t, support, query, nil)
		if a.code() != want {
			t.Errorf("%s: code %q, want %q", query, a.code(), want)
		}
		if strings.Contains(a.Body, storetest.Mark) {
			t.Errorf("%s: customer data in the answer", query)
		}
	}
	if a := w.ask(t, support, `{ node(id: "`+id+`") { id } }`, nil); string(a.Data["node"]) != "null" {
		t.Error("support finds an order by its id")
	}
}

func TestAnotherAccountsOrderIsNotThere(t *testing.T) {
	t.Parallel()
	w := newWorld(t, 1)
	other, err := w.OpenAccount(t.Context(), 2)
	if err != nil {
		t.Fatal(err)
	}
	stranger, err := w.Issuer.Token(storetest.Viewer(orderveil.RoleMerchant, other.ID), time.Hour)
	if err != nil {
		t.Fatal(err)
	}
	id := w.page(t, w.token(t, orderveil.RoleMerchant), map[string]any{"f": 1}).Nodes[0].ID
	yours := w.ask(t, stranger, `query($n: String!) { ordersByNumber(number: $n) { id } }`, map[string]any{"n": "C000000001"})
	nowhere := w.ask(t, stranger, `query($n: String!) { ordersByNumber(number: $n) { id } }`, map[string]any{"n": "C999999999"})
	if yours.Body != nowhere.Body || yours.Status != nowhere.Status {
		t.Error("not yours and not there differ")
	}
	if a := w.ask(t, stranger, `query($i: ID!) { node(id: $i) { id } }`, map[string]any{"i": id}); string(a.Data["node"]) != "null" {
		t.Error("an order of another account is found by its id")
	}
	a := w.ask(t, stranger, `mutation($i: ID!) { forwardAgain(order: $i, reason: "test") { id } }`, map[string]any{"i": id})
	if a.code() != "NOT_FOUND" {
		t.Errorf("code %q, want NOT_FOUND", a.code())
	}
}

func TestCustomersAreFoundByWhoMaySeeThem(t *testing.T) {
	t.Parallel()
	w := newWorld(t, 5)
	merchant := w.token(t, orderveil.RoleMerchant)
	for filter, want := range map[string]int{
		`{customerEmail: " KANARIE3@verkopen.bol.com"}`:                 1,
		`{customerEmail: "nobody@verkopen.bol.com"}`:                    0,
		`{customerPhone: "+31 6 12300002"}`:                             1,
		`{customerPostcode: "1015cj"}`:                                  5,
		`{customerPostcode: "1015 CJ", customerHouseNumber: "22 3-hs"}`: 5,
		`{customerPostcode: "1015 CJ", customerHouseNumber: "23"}`:      0,
		`{status: [OPEN], forwardState: [WAITING]}`:                     5,
		`{status: [CANCELLED]}`:                                         0,
		`{placedAfter: "2100-01-01T00:00:00Z"}`:                         0,
	} {
		a := w.ask(t, merchant, `{ orders(filter: `+filter+`) { totalCount } }`, nil)
		if got := string(a.Data["orders"]); got != fmt.Sprintf(`{"totalCount":%d}`, want) {
			t.Errorf("%s: %s, want %d", filter, got, want)
		}
	}
	for _, role := range []orderveil.Role{orderveil.RoleMerchantViewer, orderveil.RoleFinance, orderveil.RoleFulfilment} {
		a := w.ask(t, w.token(t, role), `{ orders(filter: {customerEmail: "x@example.com"}) { totalCount } }`, nil)
		if a.code() != "FORBIDDEN" {
			t.Errorf("as %s: code %q", role, a.code())
		}
	}
}

func TestChangesAreFollowedOverServerSentEvents(t *testing.T) {
	t.Parallel()
	w := newWorld(t, 0)
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	r, _ := http.NewRequestWithContext(ctx, http.MethodPost, w.URL+"/graphql", strings.NewReader(`{"query":"subscription { orderChanged { number shipTo { lastName } } }"}`))
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Accept", "text/event-stream")
	r.Header.Set("Authorization", "Bearer "+w.token(t, orderveil.RoleMerchantViewer))
	response, err := http.DefaultClient.Do(r)
	if err != nil || response.StatusCode != http.StatusOK {
		t.Fatalf("%v", err)
	}
	defer response.Body.Close()
	lines := bufio.NewScanner(response.Body)
	lines.Scan() // the stream has begun
	w.fill(t, 1)
	for lines.Scan() {
		if text, found := strings.CutPrefix(lines.Text(), "data: "); found {
			if text != `{"data":{"orderChanged":{"number":"C000000001","shipTo":{"lastName":null}}}}` {
				t.Errorf("event %s", text)
			}
			return
		}
	}
	t.Fatal("no event came")
}

func TestChangesAreFollowedOverAWebSocket(t *testing.T) {
	t.Parallel()
	w := newWorld(t, 0)
	dialer := websocket.Dialer{Subprotocols: []string{"graphql-transport-ws"}}
	conn, _, err := dialer.DialContext(t.Context(), "ws"+strings.TrimPrefix(w.URL, "http")+"/graphql", nil)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	_ = conn.SetReadDeadline(time.Now().Add(30 * time.Second))
	send := func(message string) {
		if err := conn.WriteMessage(websocket.TextMessage, []byte(message)); err != nil {
			t.Fatal(err)
		}
	}
	send(`{"type":"connection_init","payload":{"Authorization":"Bearer ` + w.token(t, orderveil.RoleMerchant) + `"}}`)
	send(`{"id":"1","type":"subscribe","payload":{"query":"subscription { orderChanged { number } }"}}`)
	for filled := false; ; {
		var m struct {
			Type    string
			Payload json.RawMessage
		}
		if err := conn.ReadJSON(&m); err != nil {
			t.Fatal(err)
		}
		switch {
		case m.Type == "next":
			if string(m.Payload) != `{"data":{"orderChanged":{"number":"C000000001"}}}` {
				t.Errorf("payload %s", m.Payload)
			}
			return
		case m.Type == "connection_ack" && !filled:
			// The subscription is made after the acknowledgement; orders keep coming.
			filled = true
			go func() {
				for i := 1; i < 50 && t.Context().Err() == nil; i++ {
					o := w.Fixture.Order(1)
					o.Revision, o.ChangedAt = fmt.Sprint(i), time.Now()
					_, _ = w.Server.Store.Import(t.Context(), w.Account.ID, w.Bol.ID, []orderveil.Order{o})
				}
			}()
		}
	}
}

func TestAWebSocketWithoutATokenIsClosed(t *testing.T) {
	t.Parallel()
	w := newWorld(t, 0)
	dialer := websocket.Dialer{Subprotocols: []string{"graphql-transport-ws"}}
	conn, _, err := dialer.DialContext(t.Context(), "ws"+strings.TrimPrefix(w.URL, "http")+"/graphql", nil)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	_ = conn.SetReadDeadline(time.Now().Add(30 * time.Second))
	_ = conn.WriteMessage(websocket.TextMessage, []byte(`{"type":"connection_init","payload":{}}`))
	for {
		_, message, err := conn.ReadMessage()
		if err != nil {
			return
		}
		if strings.Contains(string(message), "connection_ack") {
			t.Fatal("the connection is accepted")
		}
	}
}

package jobs_test

import (
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"orderveil"
	"orderveil/connectors/all"
	"orderveil/connectors/bol/simulator"
	"orderveil/connectors/webhook/webshop"
	"orderveil/jobs"
	"orderveil/personal"
	"orderveil/store"
	"orderveil/store/pgtest"
	"orderveil/store/storetest"
)

var server *pgtest.Server

func TestMain(m *testing.M) {
	os.Exit(pgtest.Main(m, func(s *pgtest.Server) { server = s }))
}

// town is a hub with its workers between a simulated bol.com and a webshop.
type town struct {
	*storetest.Fixture
	account orderveil.Account
	bol     *simulator.Simulator
	conn    orderveil.Connection
	shop    *webshop.Shop
	back    string // the shop's address

	onRequest func(*http.Request) // sees what bol.com is asked, unless nil
	missed    atomic.Int64        // orders that gap checks have found
}

// hurry is how much faster than the real time the towns live.
const hurry = 10

const signing = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"

func newTown(t *testing.T, f *storetest.Fixture, orders int, prepare func(*town)) *town {
	t.Helper()
	f.Clock.Hurry(hurry) // workers wait for what is due
	w := &town{Fixture: f}
	w.bol = simulator.New(simulator.Config{Seed: 11, Orders: orders, Clock: f.Clock.Now, ClientID: "id", ClientSecret: "secret"})
	shop, err := webshop.New(signing)
	if err != nil {
		t.Fatal(err)
	}
	w.shop = shop
	shop.Follow(f.Clock.Now)
	bol, back := httptest.NewServer(w.seen(w.bol)), httptest.NewServer(shop)
	w.back = back.URL
	if w.account, err = f.OpenAccount(t.Context(), 1); err != nil {
		t.Fatal(err)
	}
	if _, err = f.Connect(t.Context(), w.account.ID, store.NewConnection{
		Kind: orderveil.BackOffice, Code: "webhook", Label: "Webshop", Settings: map[string]string{"url": back.URL, "payload": "full"},
		Secrets: map[string]personal.Secret{"signing_secret": personal.NewSecret(signing)},
	}); err != nil {
		t.Fatal(err)
	}
	if w.conn, err = f.Connect(t.Context(), w.account.ID, store.NewConnection{
		Kind: orderveil.Marketplace, Code: "bol", Label: "bol.com", Every: time.Hour, Settings: map[string]string{"api": bol.URL, "login": bol.URL},
		Secrets: map[string]personal.Secret{"client_id": personal.NewSecret("id"), "client_secret": personal.NewSecret("secret")},
	}); err != nil {
		t.Fatal(err)
	}
	if prepare != nil {
		prepare(w)
	}
	if err := jobs.Migrate(t.Context(), f.Store); err != nil {
		t.Fatal(err)
	}
	workers, err := jobs.Start(t.Context(), jobs.Config{
		Store: f.Store, Connectors: all.Connectors(), HTTP: &http.Client{Timeout: 10 * time.Second},
		Clock: f.Clock.Now, Log: slog.New(slog.DiscardHandler), Count: jobs.Counters{Missed: func(n int) { w.missed.Add(int64(n)) }},
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := workers.Stop(t.Context()); err != nil && t.Context().Err() == nil {
			t.Error(err)
		}
		bol.Close()
		back.Close()
	})
	return w
}

func (w *town) seen(next http.Handler) http.Handler {
	return http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		if w.onRequest != nil {
			w.onRequest(r)
		}
		next.ServeHTTP(rw, r)
	})
}

// until waits for a state of the account that has to come.
func (w *town) until(t *testing.T, what string, done func(store.Progress) bool) {
	t.Helper()
	var p store.Progress
	for end := time.Now().Add(90 * time.Second); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		var err error
		if p, err = w.Progress(t.Context(), w.account.ID); err != nil {
			t.Fatal(err)
		}
		if done(p) {
			return
		}
	}
	t.Fatalf("%s: it did not come to that: %+v", what, p)
}

// sync has bol.com asked, and waits until a run that began from now on has ended well.
func (w *town) sync(t *testing.T) {
	t.Helper()
	merchant, began := storetest.Viewer(orderveil.RoleMerchant, w.account.ID), w.Clock.Now()
	for end := time.Now().Add(60 * time.Second); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		views, err := w.ViewConnections(t.Context(), merchant)
		if err != nil {
			t.Fatal(err)
		}
		for _, v := range views {
			switch at := v.LastRunAt(); {
			case v.Kind() != orderveil.Marketplace:
			case at != nil && !at.Before(began.Truncate(time.Second)):
				return
			default:
				if err := w.Due(t.Context(), w.conn.ID); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
	t.Fatal("bol.com is not asked")
}

// order is an order as the merchant sees it.
func (w *town) order(t *testing.T, number string) *store.OrderView {
	t.Helper()
	found, err := w.OrdersByNumber(t.Context(), storetest.Viewer(orderveil.RoleMerchant, w.account.ID), number, store.LoadAll)
	if err != nil || len(found) != 1 {
		t.Fatalf("%d orders, %v", len(found), err)
	}
	return found[0]
}

func settled(orders int) func(store.Progress) bool {
	return func(p store.Progress) bool {
		f := p.Forwards
		return p.Orders == orders && f[orderveil.ForwardWaiting]+f[orderveil.ForwardSending]+f[orderveil.ForwardUnknown] == 0
	}
}

func TestOrdersComeInAndAreForwardedOnce(t *testing.T) {
	t.Parallel()
	storetest.Each(t, server, func(t *testing.T, f *storetest.Fixture) {
		w := newTown(t, f, 60, nil)
		w.until(t, "import and forward", settled(60))
		p, err := w.Progress(t.Context(), w.account.ID)
		if err != nil || p.Forwards[orderveil.ForwardFailed] != 0 {
			t.Fatalf("%+v, %v", p, err)
		}
		kept := w.shop.Orders()
		if len(kept) == 0 || len(kept) != p.Forwards[orderveil.ForwardForwarded] || w.shop.Calls() != len(kept) {
			t.Errorf("the shop has %d orders of %d calls, %d are forwarded", len(kept), w.shop.Calls(), p.Forwards[orderveil.ForwardForwarded])
		}
		for _, k := range kept {
			if k.Event.Data.Order.ShipTo == nil || k.Event.Data.Order.ShipTo.Fields["lastName"] == "" {
				t.Error("an order came without its customer")
			}
			merchant := storetest.Viewer(orderveil.RoleMerchant, w.account.ID)
			if found, err := w.OrdersByNumber(t.Context(), merchant, k.Number, store.Load{}); err != nil || len(found) == 0 {
				t.Errorf("the back office's number does not lead to the order: %v", err)
			}
		}
	})
}

func TestAnUnclearAnswerIsOneOrderInTheEnd(t *testing.T) {
	t.Parallel()
	w := newTown(t, storetest.SQLite(t), 20, func(w *town) {
		for range 3 {
			w.shop.Misbehave(webshop.Fault{Keep: true, Cut: true}, webshop.Fault{Keep: true, Status: http.StatusBadGateway}, webshop.Fault{Status: http.StatusConflict})
		}
	})
	w.until(t, "forward in spite of faults", settled(20))
	p, err := w.Progress(t.Context(), w.account.ID)
	if err != nil {
		t.Fatal(err)
	}
	if got, want := len(w.shop.Orders()), p.Forwards[orderveil.ForwardForwarded]; got != want || p.Forwards[orderveil.ForwardFailed] != 0 {
		t.Errorf("the shop has %d orders, %d are forwarded, %d failed", got, want, p.Forwards[orderveil.ForwardFailed])
	}
}

func TestAnUnknownSKUFailsWithTheMerchantAsOwner(t *testing.T) {
	t.Parallel()
	w := newTown(t, storetest.SQLite(t), 10, func(w *town) { w.shop.Sell("NOTHING") })
	w.until(t, "fail", func(p store.Progress) bool {
		return p.Orders == 10 && p.Forwards[orderveil.ForwardFailed] > 0 && settled(10)(p)
	})
	page, err := w.Orders(t.Context(), storetest.Viewer(orderveil.RoleMerchant, w.account.ID),
		store.Filter{ForwardState: []orderveil.ForwardState{orderveil.ForwardFailed}}, store.Paging{}, store.LoadAll)
	if err != nil {
		t.Fatal(err)
	}
	for _, o := range page.Nodes {
		if p := o.Forward().Problem; p == nil || p.Code != "UNKNOWN_SKU" || p.Owner != orderveil.OwnerMerchant || p.NextStep == "" {
			t.Errorf("problem %+v", p)
		}
	}
	if len(w.shop.Orders()) != 0 {
		t.Error("the shop has an order all the same")
	}
}

func TestAMarketplaceThatMisbehavesLosesNoOrder(t *testing.T) {
	t.Parallel()
	w := newTown(t, storetest.SQLite(t), 40, func(w *town) {
		for _, kind := range []simulator.FaultKind{simulator.ServerError, simulator.Unauthorized, simulator.Cut, simulator.Truncated, simulator.WrongTypes, simulator.NUL} {
			w.bol.Inject(simulator.Fault{Kind: kind, Path: "/retailer/orders/*", Times: 2})
		}
	})
	merchant := storetest.Viewer(orderveil.RoleMerchant, w.account.ID)
	for end := time.Now().Add(90 * time.Second); time.Now().Before(end); time.Sleep(300 * time.Millisecond) {
		if p, err := w.Progress(t.Context(), w.account.ID); err == nil && p.Orders == 40 {
			return
		}
		// A run that ends early leaves its orders to the next; refused orders wait a minute or more.
		w.Clock.Advance(3 * time.Minute)
		views, err := w.ViewConnections(t.Context(), merchant)
		if err != nil {
			t.Fatal(err)
		}
		for _, v := range views {
			if v.Kind() == orderveil.Marketplace {
				if _, err := w.SyncNow(t.Context(), merchant, v.ID()); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
	t.Fatal("orders are missing")
}

func TestRefusedCredentialsMarkTheConnection(t *testing.T) {
	t.Parallel()
	w := newTown(t, storetest.SQLite(t), 5, func(w *town) {
		bad, err := w.Connect(t.Context(), w.account.ID, store.NewConnection{
			Kind: orderveil.Marketplace, Code: "bol", Label: "old", Every: time.Hour, Settings: w.conn.Settings,
			Secrets: map[string]personal.Secret{"client_id": personal.NewSecret("id"), "client_secret": personal.NewSecret("wrong")},
		})
		if err != nil {
			t.Fatal(err)
		}
		w.conn = bad
	})
	w.until(t, "the other connection goes on", settled(5))
	for end := time.Now().Add(60 * time.Second); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		views, err := w.ViewConnections(t.Context(), storetest.Viewer(orderveil.RoleMerchant, w.account.ID))
		if err != nil {
			t.Fatal(err)
		}
		for _, v := range views {
			if v.Label() == "old" && v.State() == orderveil.ConnectionRefused {
				if p := v.Problem(); p == nil || p.Owner != orderveil.OwnerMerchant {
					t.Errorf("problem %+v", p)
				}
				return
			}
		}
	}
	t.Fatal("the connection is not marked")
}

func TestForwardAgainAsksWithTheSameReference(t *testing.T) {
	t.Parallel()
	w := newTown(t, storetest.SQLite(t), 10, nil)
	w.until(t, "forward", settled(10))
	merchant := storetest.Viewer(orderveil.RoleMerchant, w.account.ID)
	page, err := w.Orders(t.Context(), merchant, store.Filter{ForwardState: []orderveil.ForwardState{orderveil.ForwardForwarded}}, store.Paging{}, store.LoadAll)
	if err != nil || len(page.Nodes) == 0 {
		t.Fatal(err)
	}
	before := len(w.shop.Orders())
	again, err := w.ForwardAgain(t.Context(), merchant, page.Nodes[0].ID(), "Kanarie asked for it")
	if err != nil || again.Forward().State != orderveil.ForwardWaiting {
		t.Fatalf("ForwardAgain() = %v", err)
	}
	w.until(t, "forward again", settled(10))
	if got := len(w.shop.Orders()); got != before {
		t.Errorf("the shop has %d orders, want %d", got, before)
	}
	found, err := w.OrdersByNumber(t.Context(), merchant, page.Nodes[0].Number(), store.LoadAll)
	if err != nil {
		t.Fatal(err)
	}
	events, err := found[0].Timeline(t.Context(), nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	var kinds []string
	for _, e := range events.Nodes {
		kinds = append(kinds, e.Kind())
		if note, err := e.Note(); e.Kind() == "FORWARD_AGAIN" && (err != nil || note == nil || *note != "Kanarie asked for it") {
			t.Errorf("the reason is not kept: %v", err)
		}
	}
	if got := strings.Join(kinds, " "); got != "IMPORTED FORWARD_FORWARDED FORWARD_AGAIN FORWARD_FORWARDED" {
		t.Errorf("timeline %s", got)
	}
}

func TestABackOfficeThatIsNotSetUpRightSaysSo(t *testing.T) {
	t.Parallel()
	w := newTown(t, storetest.SQLite(t), 5, func(w *town) {
		for what, c := range map[string]store.NewConnection{
			"no address": {Settings: map[string]string{"url": "http://shop.example.com"}, Secrets: map[string]personal.Secret{"signing_secret": personal.NewSecret(signing)}},
			"old secret": {Secrets: map[string]personal.Secret{"signing_secret": personal.NewSecret("whsec_" + strings.Repeat("QUFB", 8))}},
		} {
			c.Kind, c.Code, c.Label = orderveil.BackOffice, "webhook", what
			if c.Settings == nil {
				c.Settings = map[string]string{"url": w.back, "payload": "full"}
			}
			if _, err := w.Connect(t.Context(), w.account.ID, c); err != nil {
				t.Fatal(err)
			}
		}
	})
	for end := time.Now().Add(60 * time.Second); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		views, err := w.ViewConnections(t.Context(), storetest.Viewer(orderveil.RoleMerchant, w.account.ID))
		if err != nil {
			t.Fatal(err)
		}
		codes := map[string]string{}
		for _, v := range views {
			if p := v.Problem(); p != nil && v.State() == orderveil.ConnectionRefused && p.Owner == orderveil.OwnerMerchant {
				codes[v.Label()] = p.Code
			}
		}
		if codes["no address"] == "NOT_SET_UP" && codes["old secret"] == "REFUSED_CREDENTIALS" && len(w.shop.Orders()) > 0 {
			if codes["Webshop"] != "" {
				t.Error("the back office that works is marked too")
			}
			return
		}
	}
	t.Fatal("the connections are not marked, or the one that works waits for the others")
}

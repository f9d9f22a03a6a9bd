package amazon_test

import (
	"net/http"
	"testing"
	"time"

	"orderveil"
	"orderveil/connectors/amazon"
	"orderveil/connectors/amazon/simulator"
)

func TestAFirstListingShowsWhatIsOpenAndWhatChangedLately(t *testing.T) {
	w := open(t)
	revisions := w.mustList(time.Time{})
	for _, number := range w.sim.Numbers("UNSHIPPED", "PARTIALLY_SHIPPED", "SHIPPED", "CANCELLED") {
		if revisions[number] == "" {
			t.Errorf("order %s is not listed", number)
		}
	}
	for _, c := range w.called(simulator.OrdersPath) {
		after := c.query.Get("createdAfter") + c.query.Get("lastUpdatedAfter")
		if at, err := time.Parse(time.RFC3339, after); err != nil || w.clock.Now().Sub(at) > 91*24*time.Hour {
			t.Errorf("a first listing looks back to %s", after)
		}
	}
}

// The list is asked for nothing about customers.
func TestAListingAsksForNoDataOfCustomers(t *testing.T) {
	w := open(t)
	w.mustList(time.Time{})
	w.mustList(w.clock.Now())
	for _, c := range w.called(simulator.OrdersPath) {
		if c.query.Has("includedData") {
			t.Errorf("a search includes %s", c.query.Get("includedData"))
		}
	}
}

func TestALaterListingReachesBackOverTheLag(t *testing.T) {
	w := open(t, orders(0))
	number := w.sim.Place(1)
	if got := w.mustList(w.clock.Now()); len(got) != 0 {
		t.Error("the simulator shows orders without lag")
	}
	w.clock.Advance(2 * time.Minute)
	if got := w.mustList(w.clock.Now()); got[number] == "" {
		t.Error("an order that Amazon showed late is not listed")
	}
	w.clock.Advance(time.Hour)
	if got := w.mustList(w.clock.Now().Add(-30 * time.Minute)); len(got) != 0 {
		t.Error("a listing reaches back further than it was asked to")
	}
}

func TestAPendingOrderIsListedWhenItIsToBeShipped(t *testing.T) {
	w := open(t, orders(0))
	number := w.sim.PlacePending()
	w.clock.Advance(5 * time.Minute)
	if got := w.mustList(time.Time{}); len(got) != 0 {
		t.Error("a pending order is listed")
	}
	if _, err := w.source.Order(t.Context(), number); err != orderveil.ErrNotFound {
		t.Errorf("Order() of a pending order = %v, want ErrNotFound", err)
	}
	since := w.clock.Now()
	if err := w.sim.Pay(number); err != nil {
		t.Fatal(err)
	}
	w.clock.Advance(5 * time.Minute)
	if got := w.mustList(since); got[number] == "" || w.mustOrder(number).Revision != got[number] {
		t.Error("an order that was pending is not listed")
	}
}

func TestEveryChangeChangesTheRevision(t *testing.T) {
	for name, change := range map[string]func(*simulator.Simulator, string) error{
		"ship":          func(s *simulator.Simulator, n string) error { return s.Ship(n, 0, 1) },
		"cancel":        (*simulator.Simulator).Cancel,
		"cancel please": (*simulator.Simulator).RequestCancellation,
		"move":          (*simulator.Simulator).ChangeAddress,
	} {
		t.Run(name, func(t *testing.T) {
			w := open(t, orders(0))
			number := w.sim.Place(2)
			w.clock.Advance(5 * time.Minute)
			before, since := w.mustList(time.Time{})[number], w.clock.Now()
			if err := change(w.sim, number); err != nil {
				t.Fatal(err)
			}
			w.clock.Advance(5 * time.Minute)
			after := w.mustList(since)[number]
			if after == "" || after == before || w.mustOrder(number).Revision != after {
				t.Errorf("revision %q became %q", before, after)
			}
			w.clock.Advance(time.Hour)
			if again := w.mustList(since)[number]; again != after {
				t.Error("the revision changed by itself")
			}
		})
	}
}

// 2,500 orders are 25 pages, and Amazon allows 20 calls at once.
func TestAListingThatTheUsagePlanStopsGoesOnWhereItStopped(t *testing.T) {
	w := open(t, orders(2500), limited)
	seen := map[string]string{}
	placed := ""
	for range 30 {
		revisions, err := w.list(time.Time{})
		for number, revision := range revisions {
			seen[number] = revision
		}
		if err == nil {
			break
		}
		after := mustFail(t, err, "RATE_LIMITED").After
		if after < 2*time.Minute || after > 4*time.Minute {
			t.Fatalf("come back after %v, want about three minutes", after)
		}
		if placed == "" {
			placed = w.sim.Place(1)
		}
		w.clock.Advance(after)
	}
	for _, number := range append(w.sim.Numbers("UNSHIPPED", "PARTIALLY_SHIPPED", "SHIPPED", "CANCELLED"), placed) {
		if seen[number] == "" {
			t.Fatalf("order %s is not listed", number)
		}
	}
	pages := map[string]int{}
	for _, c := range w.called(simulator.OrdersPath) {
		pages[c.query.Encode()]++
		if pages[c.query.Encode()] > 1 {
			t.Error("a page was asked for twice")
		}
	}
}

// A token lives for 24 hours. One that is older is not used: the search is begun again.
func TestAPageThatHasExpiredBeginsTheSearchAgain(t *testing.T) {
	w := open(t, orders(300))
	w.failing(simulator.OrdersPath, 0, 0, "")
	since := w.clock.Now().AddDate(0, 0, -89)
	stop := false
	w.mu.Lock()
	w.fault = func(rw http.ResponseWriter, r *http.Request) bool {
		if stop && r.URL.Path == simulator.OrdersPath && r.URL.Query().Has("paginationToken") {
			rw.WriteHeader(http.StatusServiceUnavailable)
			return true
		}
		return false
	}
	w.mu.Unlock()
	stop = true
	_, err := w.list(since)
	mustFail(t, err, "UNAVAILABLE")
	stop = false
	w.clock.Advance(25 * time.Hour)
	got := w.mustList(since)
	for _, number := range w.sim.Numbers("UNSHIPPED", "PARTIALLY_SHIPPED", "SHIPPED", "CANCELLED") {
		if got[number] == "" {
			t.Fatalf("order %s is not listed", number)
		}
	}
}

// Amazon can end a token early; the next call begins anew instead of failing for ever.
func TestAPageThatAmazonRefusesBeginsTheSearchAgain(t *testing.T) {
	w := open(t, orders(300))
	since := w.clock.Now().AddDate(0, 0, -89)
	refused := false
	w.mu.Lock()
	w.fault = func(rw http.ResponseWriter, r *http.Request) bool {
		if refused || !r.URL.Query().Has("paginationToken") {
			return false
		}
		refused = true
		rw.Header().Set("Content-Type", "application/json")
		rw.WriteHeader(http.StatusBadRequest)
		_, _ = rw.Write([]byte(`{"errors":[{"code":"InvalidInput","message":"Invalid Input"}]}`))
		return true
	}
	w.mu.Unlock()
	_, err := w.list(since)
	mustFail(t, err, "BAD_ANSWER")
	if got := w.mustList(since); len(got) < 200 {
		t.Errorf("listed %d orders", len(got))
	}
}

func TestListsThatAreNone(t *testing.T) {
	t.Parallel()
	for name, body := range map[string]string{
		"null": `null`, "error with status 200": `{"errors":[]}`, "a list": `[]`, "two values": `{"orders":[]}{}`, "nothing": ``, "a payload": `{"payload":{"orders":[]}}`,
	} {
		if _, _, err := amazon.DecodeList([]byte(body)); err == nil {
			t.Errorf("%s passes for a list", name)
		}
	}
}

func TestAListWithoutEndEnds(t *testing.T) {
	w := open(t, orders(0))
	w.failing(simulator.OrdersPath, -1, 200, `{"orders":[{"orderId":"302-0000001-0000001","lastUpdatedTime":"2026-03-17T12:00:00Z"}],"pagination":{"nextToken":"again"}}`)
	_, err := w.list(w.clock.Now())
	mustFail(t, err, "BAD_ANSWER")
	if n := len(w.called(simulator.OrdersPath)); n != 2 {
		t.Errorf("%d calls, want 2", n)
	}
}

func TestAnOrderWithoutAUsableNumberDoesNotHoldUpOthers(t *testing.T) {
	w := open(t, orders(0))
	w.failing(simulator.OrdersPath, -1, 200, `{"orders":[{"orderId":"../x","lastUpdatedTime":"2026-03-17T12:00:00Z"},{"orderId":"302-1"},{"orderId":"302-2","lastUpdatedTime":"2026-03-17T12:00:00Z"}]}`)
	got, err := w.list(w.clock.Now())
	mustFail(t, err, "BAD_ANSWER")
	if len(got) != 1 || got["302-2"] == "" {
		t.Errorf("listed %v", got)
	}
}

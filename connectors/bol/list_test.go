package bol_test

import (
	"errors"
	"testing"
	"time"

	"orderveil/connectors"
	"orderveil/connectors/bol/simulator"
)

func TestTrafficFollowsBolsOpenAPIDocument(t *testing.T) {
	requireDocument(t)
	w := open(t, false, orders(400))
	revisions := w.mustList(time.Time{})
	if len(revisions) != 400 {
		t.Fatalf("listed %d orders, want 400", len(revisions))
	}
	for number, revision := range revisions {
		if o := w.mustOrder(number); o.Revision != revision {
			t.Errorf("order %s: revision %s, the list shows %s", number, o.Revision, revision)
		}
	}
	if _, err := w.source.Order(t.Context(), "UNKNOWN"); err == nil {
		t.Error("an unknown order was read")
	}
}

func TestAllThatBolShowsIsListed(t *testing.T) {
	w := open(t, false, orders(230))
	revisions := w.mustList(time.Time{})
	for _, number := range w.sim.Numbers() {
		if revisions[number] == "" {
			t.Errorf("order %s is not listed", number)
		}
	}
}

func TestShortWindowIsOneListOfRecentChanges(t *testing.T) {
	w := open(t, false, orders(10))
	w.clock.Advance(2 * time.Hour)
	since := w.clock.Now()
	w.clock.Advance(15 * time.Minute)
	number := w.sim.Place()
	if got := w.mustList(since); len(got) != 1 || got[number] == "" {
		t.Errorf("listed %d orders, want the one that was placed", len(got))
	}
	if n := w.called("/retailer/orders"); n != 1 {
		t.Errorf("%d list calls, want 1", n)
	}
}

func TestChangeWithinTheWindowIsListedWithAnotherRevision(t *testing.T) {
	w := open(t, false, orders(60))
	before := w.mustList(time.Time{})
	since := w.clock.Now()
	w.clock.Advance(5 * time.Minute)
	number := w.sim.Open()[0]
	if err := w.sim.ChangeAddress(number); err != nil {
		t.Fatal(err)
	}
	if got := w.mustList(since); got[number] == "" || got[number] == before[number] {
		t.Error("the change is not listed, or with the same revision")
	}
}

func TestChangesOfAnOutageAreListed(t *testing.T) {
	w := open(t, false, orders(150))
	since := w.clock.Now()
	var changed []string
	for range 40 {
		w.clock.Advance(2 * time.Hour)
		changed = append(changed, w.sim.Place())
	}
	w.clock.Advance(time.Hour)
	got := w.mustList(since)
	for _, number := range changed {
		if got[number] == "" {
			t.Errorf("order %s is not listed", number)
		}
	}
}

func TestPagesThatOverlapNameOrdersMoreThanOnce(t *testing.T) {
	w := open(t, true, orders(300))
	w.sim.Inject(simulator.Fault{Kind: simulator.Repeated, Path: "/retailer/orders", Times: -1})
	_, seen, err := w.list(time.Time{})
	if err != nil || len(seen) != 300 {
		t.Fatalf("listed %d orders, want 300: %v", len(seen), err)
	}
}

func TestOrdersPlacedWhileListingHideNoOther(t *testing.T) {
	w := open(t, true, orders(300))
	had := w.sim.Numbers()
	w.sim.Inject(simulator.Fault{Kind: simulator.Shifting, Path: "/retailer/orders", Times: -1})
	got := w.mustList(time.Time{})
	for _, number := range had {
		if got[number] == "" {
			t.Errorf("order %s is not listed", number)
		}
	}
}

// Orders placed between two calls may be just as many as a page holds: then the next page is
// the same again.
func TestAPageOfOrdersPlacedWhileListingIsNoListWithoutEnd(t *testing.T) {
	w := open(t, false, orders(0))
	since := w.clock.Now()
	for range 120 {
		w.sim.Place()
	}
	had, calls := w.sim.Numbers(), 0
	got := map[string]bool{}
	err := w.source.List(t.Context(), connectors.Window{Since: since}, func(page []connectors.Summary) error {
		for _, s := range page {
			got[s.Number] = true
		}
		if calls++; calls <= 2 {
			for range 50 {
				w.sim.Place()
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, number := range had {
		if !got[number] {
			t.Errorf("order %s is not listed", number)
		}
	}
}

func TestEmptyShopIsAnEmptyList(t *testing.T) {
	w := open(t, false, orders(0))
	if got := w.mustList(w.clock.Now()); len(got) != 0 {
		t.Errorf("listed %d orders, want none", len(got))
	}
}

func TestFullLastPageIsFollowedByAnEmptyObject(t *testing.T) {
	w := open(t, false, orders(0))
	since := w.clock.Now()
	for range 100 {
		w.sim.Place()
	}
	if got := w.mustList(since); len(got) != 100 {
		t.Errorf("listed %d orders, want 100", len(got))
	}
	if n := w.called("/retailer/orders"); n != 3 {
		t.Errorf("%d list calls, want 3", n)
	}
}

func TestErrorOfThePageEndsTheListing(t *testing.T) {
	w := open(t, false)
	mine := errors.New("mine")
	err := w.source.List(t.Context(), connectors.Window{}, func([]connectors.Summary) error { return mine })
	if !errors.Is(err, mine) {
		t.Errorf("List() = %v, want the page's error", err)
	}
}

// A listing of three months takes longer than a run may at bol's limits: run after
// run must bring it on, and in the end nothing may be missing.
func TestListingUnderLimitsGoesOnWhereItStopped(t *testing.T) {
	w := open(t, false, orders(900), limited(simulator.PublishedLimits()))
	all, runs := map[string]bool{}, 0
	for ; runs < 100; runs++ {
		revisions, _, err := w.list(time.Time{})
		for number := range revisions {
			all[number] = true
		}
		if err == nil {
			break
		}
		w.clock.Advance(mustBeLimited(t, err))
	}
	for _, number := range w.sim.Numbers() {
		if !all[number] {
			t.Errorf("order %s is not listed", number)
		}
	}
	if runs > 40 {
		t.Errorf("it took %d runs", runs)
	}
}

// What changes between the runs of an interrupted listing is listed by its end: the
// caller takes the last run's time for the time it has caught up.
func TestChangesBetweenInterruptedRunsAreListed(t *testing.T) {
	w := open(t, false, orders(0), limited(simulator.PublishedLimits()))
	since := w.clock.Now()
	for range 600 {
		w.sim.Place()
	}
	all := map[string]bool{}
	var changed []string
	for range 100 {
		revisions, _, err := w.list(since)
		for number := range revisions {
			all[number] = true
		}
		if err == nil {
			break
		}
		changed = append(changed, w.sim.Place())
		w.clock.Advance(mustBeLimited(t, err))
	}
	for _, number := range changed {
		if !all[number] {
			t.Errorf("order %s is not listed", number)
		}
	}
	if len(all) != 600+len(changed) {
		t.Errorf("listed %d orders, want %d", len(all), 600+len(changed))
	}
}

func mustBeLimited(t *testing.T, err error) time.Duration {
	t.Helper()
	var f *connectors.Failure
	if !errors.As(err, &f) || f.Code != "RATE_LIMITED" || f.Outcome != connectors.Retry || f.After <= 0 {
		t.Fatalf("error %v, want RATE_LIMITED with the time to come back", err)
	}
	return f.After
}

package jobs_test

import (
	"slices"
	"testing"
	"time"

	"orderveil"
	"orderveil/connectors"
	"orderveil/store"
	"orderveil/store/storetest"
)

// problems counts the orders that wait, by the code of what stands in their way.
func (d *dealing) problems(t *testing.T) map[string]int {
	t.Helper()
	page, err := d.Orders(t.Context(), storetest.Viewer(orderveil.RoleMerchant, d.account.ID), store.Filter{}, store.Paging{}, store.LoadAll)
	if err != nil {
		t.Fatal(err)
	}
	codes := map[string]int{}
	for _, o := range page.Nodes {
		f := o.Forward()
		if f.Problem == nil {
			codes[string(f.State)]++
			continue
		}
		if f.Problem.NextStep == "" && f.Problem.Code == "RESTING" {
			t.Error("nobody says what to do")
		}
		codes[f.Problem.Code]++
	}
	return codes
}

// rests reports whether the back office is left alone.
func (d *dealing) rests(t *testing.T) bool {
	t.Helper()
	views, err := d.ViewConnections(t.Context(), storetest.Viewer(orderveil.RoleMerchant, d.account.ID))
	if err != nil {
		t.Fatal(err)
	}
	return slices.ContainsFunc(views, func(v *store.ConnectionView) bool {
		return v.RestsUntil() != nil && v.RestsUntil().After(d.Clock.Now())
	})
}

func (d *dealing) comeTo(t *testing.T, what string, done func(map[string]int) bool) {
	t.Helper()
	for end := time.Now().Add(60 * time.Second); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		if done(d.problems(t)) {
			return
		}
	}
	t.Fatalf("%s: it is %v", what, d.problems(t))
}

// lookAgain is comeTo with a clock that goes on: a job that came to nothing is made up for
// by the sweeper's next look, half a minute later.
func (d *dealing) lookAgain(t *testing.T, what string, done func(map[string]int) bool) {
	t.Helper()
	moved := time.Now()
	d.comeTo(t, what, func(codes map[string]int) bool {
		if done(codes) {
			return true
		}
		if time.Since(moved) > 2*time.Second {
			d.Clock.Advance(31 * time.Second)
			moved = time.Now()
		}
		return false
	})
}

// Orders wait while their back office is away, and one of them shows when it is back.
func TestABackOfficeThatIsAwayIsLeftAloneAndProbed(t *testing.T) {
	t.Parallel()
	const orders = 12
	storetest.Each(t, server, func(t *testing.T, f *storetest.Fixture) {
		o := &office{has: map[string]int{}, down: true}
		d := deal(t, f, o, orders)
		asked := func() int {
			o.mu.Lock()
			defer o.mu.Unlock()
			return len(o.said)
		}
		// Whatever has been tried waits for its next attempt, the rest for the other side.
		d.comeTo(t, "rest", func(codes map[string]int) bool {
			return codes["RESTING"] > 0 && codes["RESTING"]+codes["UNREACHABLE"] == orders
		})
		first := asked()
		if most := orderveil.BreakAfter + 3; first < orderveil.BreakAfter || first > most {
			t.Errorf("it was tried %d times, want %d to %d: four at the same time", first, orderveil.BreakAfter, most)
		}
		d.Clock.Advance(20 * time.Second) // what was tried is due again
		d.comeTo(t, "rest of all", func(codes map[string]int) bool { return codes["RESTING"] == orders })
		if again := asked(); again != first {
			t.Errorf("it was tried %d times while it rests", again-first)
		}
		d.Clock.Advance(5 * time.Minute)
		d.lookAgain(t, "probe", func(map[string]int) bool { return asked() > first })
		d.comeTo(t, "rest again", func(codes map[string]int) bool { return codes["UNREACHABLE"] == 1 && d.rests(t) })
		if probes := asked() - first; probes != 1 {
			t.Errorf("it was probed with %d orders", probes)
		}
		o.mu.Lock()
		o.down = false
		o.mu.Unlock()
		d.Clock.Advance(6 * time.Minute)
		d.comeTo(t, "all", func(codes map[string]int) bool { return codes[string(orderveil.ForwardForwarded)] == orders })
		if len(o.has) != orders {
			t.Errorf("it has %d orders, want %d", len(o.has), orders)
		}
	})
}

// A back office that takes a few orders a minute is not asked with every order that waits.
func TestABackOfficeThatAsksToSlowDownIsNotAskedAgainByEveryOrder(t *testing.T) {
	t.Parallel()
	const orders, quota = 48, 12
	storetest.Each(t, server, func(t *testing.T, f *storetest.Fixture) {
		left := quota
		o := &office{has: map[string]int{}, quota: &left}
		d := deal(t, f, o, orders)
		for taken := quota; taken <= orders; taken += quota {
			var moved time.Time
			d.comeTo(t, "quota", func(codes map[string]int) bool {
				// What was under way when the clock was moved may put the rest off once more.
				if time.Since(moved) > 2*time.Second {
					d.Clock.Advance(61 * time.Second)
					moved = time.Now()
				}
				return codes[string(orderveil.ForwardForwarded)] == taken && codes[connectors.CodeRateLimited] == orders-taken
			})
			o.mu.Lock()
			left = quota
			o.mu.Unlock()
		}
		// Each period ends with what was under way: asking with all would be 120 times.
		if n := len(o.said); n > orders+orders/quota*15 {
			t.Errorf("it was asked %d times to take %d orders", n, orders)
		}
	})
}

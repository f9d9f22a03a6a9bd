package connectortest

import (
	"bytes"
	"io"
	"net/http"
	"sync"
	"time"
)

// outOfOrder is what a marketplace says late, or again.
var outOfOrder = []marketBehaviour{
	{"an answer that is older than the list is not taken for the change", oldAnswer},
	{"an order that was read late does not hide a change that came meanwhile", changedMeanwhile},
	{"a list that goes in circles ends", circles},
}

// tape repeats answers: what it was asked once it answers in the same way for ever.
type tape struct {
	mu      sync.Mutex
	answers map[string]recorded
	any     bool // whatever the question is
}

func (t *tape) play(w http.ResponseWriter, r *http.Request, next http.Handler) {
	body, _ := io.ReadAll(r.Body)
	r.Body = io.NopCloser(bytes.NewReader(body))
	question := r.Method + " " + r.URL.String() + " " + string(body)
	if t.any {
		question = ""
	}
	t.mu.Lock()
	a, ok := t.answers[question]
	if !ok {
		a = record(r, next)
		t.answers[question] = a
	}
	t.mu.Unlock()
	a.begin(w)
	_, _ = w.Write(a.Body.Bytes())
}

// oldAnswer has an order be read from an answer of before a change. Its times and its
// revision have to be those of then: otherwise the hub takes it for the change, and never
// reads that.
func oldAnswer(m *market) {
	number := m.sim.Place(2)
	before := m.read(number)
	old := &tape{answers: map[string]recorded{}}
	m.way.spoil(fault{on: RouteOrder, times: -1, how: old.play})
	m.read(number) // which the tape keeps
	m.later()
	m.sim.ShipElsewhere(number, 0, 1)
	m.wait(3 * time.Minute)
	revision := m.mustList(m.clock().Add(-time.Hour))[number]
	stale := m.read(number)
	m.way.heal()
	if stale.Revision == revision && m.line(stale, 0).QuantityShipped == 0 {
		m.Error("an order without the change has the change's revision")
	}
	fresh := m.read(number)
	if m.line(fresh, 0).QuantityShipped != 1 || fresh.Revision != revision {
		m.Error("the change is not read")
	}
	if m.line(stale, 0).QuantityShipped == 0 && !stale.ChangedAt.Before(fresh.ChangedAt) {
		m.Errorf("the order before the change is of %v, after it of %v", stale.ChangedAt, fresh.ChangedAt)
	}
	if stale.ChangedAt.Before(before.ChangedAt) {
		m.Error("the old answer is older than itself")
	}
}

// changedMeanwhile has an order change between its listing and its reading. The next
// listing shows a revision that is read, or the one that was read already.
func changedMeanwhile(m *market) {
	number := m.sim.Place(2)
	since := m.clock().Add(-time.Minute)
	m.mustList(since)
	m.later()
	m.sim.ShipElsewhere(number, 0, 1)
	m.wait(3 * time.Minute)
	read := m.read(number)
	if m.line(read, 0).QuantityShipped != 1 {
		m.Error("the order is read as it was listed")
	}
	if revision := m.mustList(since)[number]; revision != read.Revision {
		if again := m.read(number); again.Revision != revision || m.line(again, 0).QuantityShipped != 1 {
			m.Error("the listed revision is not to be had")
		}
	}
}

// circles answers each list call with the first page.
func circles(m *market) {
	const most = 20000
	for range 230 {
		m.sim.Place(1)
		m.wait(time.Second)
	}
	first := &tape{answers: map[string]recorded{}, any: true}
	f := m.way.spoil(fault{on: RouteList, times: most, how: first.play})
	m.way.spoil(fault{on: RouteList, times: -1, how: answering(http.StatusNotFound)})
	if _, err := m.list(m.clock().Add(-time.Hour)); err != nil {
		m.ours(err)
	}
	if n := m.way.hit(f); n == most {
		m.Errorf("the listing did not end after %d calls", n)
	}
}

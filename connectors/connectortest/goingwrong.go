package connectortest

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"orderveil"
	"orderveil/connectors"
)

// readRoutes are what reading needs.
var readRoutes = []Route{RouteToken, RouteList, RouteOrder}

// passing are faults that pass by themselves.
var passingFaults = []struct {
	name string
	how  how
}{
	{"the other side's server fails", answering(http.StatusInternalServerError)},
	{"the other side is not available", answering(http.StatusServiceUnavailable, "Retry-After", "3")},
	{"the connection is cut", cut},
	{"the connection is cut within the answer", midway},
	{"no answer comes", hang},
	{"no answer comes, though the call had its effect", after(hang)},
}

// goingWrong is what goes wrong while orders are read, on each route.
func goingWrong() (all []marketBehaviour) {
	for _, route := range readRoutes {
		for _, f := range passingFaults {
			all = append(all, marketBehaviour{
				fmt.Sprintf("%s: %s, once or for a while", route, f.name), func(m *market) { readThrough(m, route, f.how) },
			})
		}
		for _, h := range hostile {
			all = append(all, marketBehaviour{
				fmt.Sprintf("%s: an answer %s is no answer", route, h.name), func(m *market) { readHostile(m, route, h.how) },
			})
		}
		for name, header := range retryAfters {
			all = append(all, marketBehaviour{
				fmt.Sprintf("%s: nothing is sent before the time that a limit names in %s", route, name), func(m *market) { readLimited(m, route, header) },
			})
		}
	}
	return append(all,
		marketBehaviour{"a caller who leaves gets the context's error", callerLeaves},
		marketBehaviour{"a limit without a time is obeyed too", func(m *market) { readThrough(m, RouteOrder, answering(http.StatusTooManyRequests)) }},
	)
}

// readThrough has a fault strike once, and then until it is healed: no order is lost.
func readThrough(m *market, route Route, how how) {
	number := m.sim.Place(1)
	once := m.way.spoil(fault{on: route, how: how})
	m.mustRead(number)
	m.source = m.open(nil)
	always := m.way.spoil(fault{on: route, times: -1, how: how})
	if err := m.listAndRead(number); err != nil {
		m.passing(err)
	} else if m.way.hit(always) > 0 {
		m.Error("nothing but faults, and no error")
	}
	if n := m.way.hit(always); n > 20 {
		m.Errorf("%d calls of which each failed", n)
	}
	m.way.heal()
	m.wait(2 * time.Minute)
	m.mustRead(number)
	m.unused(route, once)
}

// unused notes that a connector makes no call of a kind.
func (w *world) unused(route Route, f *fault) {
	if w.way.hit(f) == 0 {
		w.Logf("the connector makes no %s call", route)
	}
}

// listAndRead lists and reads an order, once.
func (m *market) listAndRead(number string) error {
	listed, err := m.list(m.clock().Add(-time.Hour))
	if err != nil {
		return err
	}
	if listed[number] == "" {
		m.Error("the listing says that it is whole, and lacks the order")
	}
	_, err = m.source.Order(m.Context(), number)
	return err
}

// mustRead lists and reads an order as the hub does.
func (m *market) mustRead(number string) orderveil.Order {
	m.Helper()
	if m.mustList(m.clock().Add(-time.Hour))[number] == "" {
		m.Fatal("the order is not listed")
	}
	return m.read(number)
}

// readHostile has every answer be a bad one. It is told from a good one, or does not matter.
func readHostile(m *market, route Route, how how) {
	number := m.sim.Place(2)
	before := m.read(number)
	m.source = m.open(nil)
	f := m.way.spoil(fault{on: route, times: -1, how: how})
	listed, err := m.list(m.clock().Add(-time.Hour))
	switch {
	case err != nil:
		m.passing(err)
	case listed[number] == "":
		m.Error("a bad answer was taken for a list without the order")
	}
	m.wait(2 * time.Minute)
	o, err := m.source.Order(m.Context(), number)
	switch {
	case err != nil:
		m.passing(err)
	case o.Check() != nil: // it waits apart
	case o.Number != before.Number || len(o.Lines) != len(before.Lines) || len(customers(&o)) != len(customers(&before)):
		m.Error("a bad answer was taken for the order")
	}
	m.way.heal()
	m.wait(2 * time.Minute)
	after := m.mustRead(number)
	if after.Revision != before.Revision {
		m.Error("bad answers changed the order")
	}
	m.unused(route, f)
}

// retryAfters are both forms in which a limit says when to come back.
var retryAfters = map[string]func(at time.Time, in time.Duration) string{
	"seconds": func(_ time.Time, in time.Duration) string { return fmt.Sprint(int(in / time.Second)) },
	"a date":  func(at time.Time, _ time.Duration) string { return at.UTC().Format(http.TimeFormat) },
}

// readLimited has a limit be met, for a few seconds, and for minutes.
func readLimited(m *market, route Route, header func(time.Time, time.Duration) string) {
	number := m.sim.Place(1)
	for _, pause := range []time.Duration{7 * time.Second, 4 * time.Minute} {
		m.source = m.open(nil)
		f, until := m.limit(route, pause, header)
		m.mustRead(number)
		m.keptLimit(route, f, until)
		m.way.heal()
	}
}

// limit has one call be one too many. It returns how to find out until when.
func (w *world) limit(route Route, pause time.Duration, header func(time.Time, time.Duration) string) (*fault, func() time.Time) {
	var until time.Time
	f := w.way.spoil(fault{on: route, how: func(rw http.ResponseWriter, r *http.Request, next http.Handler) {
		until = w.clock().Add(pause).Truncate(time.Second)
		answering(http.StatusTooManyRequests, "Retry-After", header(until, pause))(rw, r, next)
	}})
	return f, func() time.Time { return until }
}

// keptLimit requires that after a limit was met nothing was sent before its time.
func (w *world) keptLimit(route Route, f *fault, until func() time.Time) {
	w.Helper()
	met := false
	for _, c := range w.way.made(route) {
		if met && c.at.Before(until()) {
			w.Errorf("a call was made %v before the time that was named", until().Sub(c.at))
		}
		met = met || c.fault == f
	}
	if !met {
		w.Logf("the connector makes no %s call", route)
	}
}

func callerLeaves(m *market) {
	number := m.sim.Place(1)
	m.mustRead(number)
	ctx, leave := context.WithCancel(m.Context())
	m.way.spoil(fault{times: -1, how: hang})
	m.way.entering(func(Route) { leave() })
	began := m.clock()
	_, err := m.source.Order(ctx, number)
	if !errors.Is(err, context.Canceled) {
		m.Errorf("Order() = %v, want the context's error", err)
	}
	err = m.source.List(ctx, connectors.Window{Since: m.clock().Add(-time.Hour)}, func([]connectors.Summary) error { return nil })
	if !errors.Is(err, context.Canceled) {
		m.Errorf("List() = %v, want the context's error", err)
	}
	if took := m.clock().Sub(began); took > 10*time.Second {
		m.Errorf("it took %v to leave", took)
	}
	m.way.heal()
	m.mustRead(number)
}

package connectortest

import (
	"errors"
	"fmt"
	"net/http"
	"time"

	"orderveil"
	"orderveil/connectors"
)

// createRoutes are the calls that creating may need.
var createRoutes = []Route{RouteToken, RouteFind, RouteCreate, RouteOther}

// creatingWrong is what goes wrong while an order is created. Whatever it is, the shop has
// the order once in the end, whole, and nothing half made.
func creatingWrong() (all []shopBehaviour) {
	add := func(alike bool, name string, show func(*office)) {
		all = append(all, shopBehaviour{name: name, show: show, alike: alike})
	}
	for n, f := range []struct {
		name string
		how  how
	}{
		{"the connection is cut before it", cut},
		{"the connection is cut after it", after(cut)},
		{"the connection is cut within its answer", midway},
		{"the server fails before it", answering(http.StatusInternalServerError)},
		{"the server fails after it", after(answering(http.StatusBadGateway))},
	} {
		add(n != 1, "one order, whichever call it is: "+f.name, func(o *office) { createThroughEach(o, f.how) })
	}
	add(true, "one order: no answer comes, and it had no effect", func(f *office) { createThrough(f, RouteCreate, hang) })
	add(false, "one order: no answer comes, though it had its effect", func(f *office) { createThrough(f, RouteCreate, after(hang)) })
	for n, h := range hostile {
		for m, route := range createRoutes {
			add(n%len(createRoutes) != m, fmt.Sprintf("one order, %s: an answer %s", route, h.name), func(f *office) { createThrough(f, route, h.how) })
		}
	}
	for name, header := range retryAfters {
		add(false, fmt.Sprintf("nothing is sent before the time that a limit names in %s", name), func(f *office) { createLimited(f, header) })
	}
	add(false, "a session that ended early is replaced", createWithAnotherToken)
	add(false, "a refusal that stays is the merchant's to solve, and leaves nothing", createRefused)
	add(false, "wrong credentials are the merchant's to renew, and leave nothing", createUnauthorised)
	return all
}

// createThroughEach has something go wrong with the first call that creating makes, then
// with the second, and so on.
func createThroughEach(f *office, how how) {
	for skip := 0; ; skip++ {
		o, reference := f.order(2, 1)
		f.sink = f.open(nil)
		struck := f.way.spoil(fault{skip: skip, how: how})
		receipt, err := f.create(f.sink, reference, o)
		if err != nil {
			f.Fatalf("call %d: Create() = %v", skip+1, err)
		}
		f.way.heal()
		f.has(f.one(reference, receipt), 2, 1)
		f.holds(skip + 1)
		if f.way.hit(struck) == 0 {
			break
		}
	}
}

// createThrough has something go wrong with the first call of a kind.
func createThrough(f *office, route Route, how how) {
	o, reference := f.order(2, 1)
	struck := f.way.spoil(fault{on: route, how: how})
	receipt, err := f.create(f.sink, reference, o)
	if err != nil {
		f.Fatalf("Create() = %v", err)
	}
	f.has(f.one(reference, receipt), 2, 1)
	f.holds(1)
	f.unused(route, struck)
}

func createLimited(f *office, header func(time.Time, time.Duration) string) {
	for n, pause := range []time.Duration{2 * time.Second, 4 * time.Minute} {
		o, reference := f.order(1, 1)
		f.sink = f.open(nil)
		struck, until := f.limit(RouteCreate, pause, header)
		receipt, err := f.create(f.sink, reference, o)
		if err != nil {
			f.Fatalf("Create() = %v", err)
		}
		f.keptLimit(RouteCreate, struck, until)
		f.way.heal()
		f.has(f.one(reference, receipt), 1, 1)
		f.holds(n + 1)
	}
}

func createWithAnotherToken(f *office) {
	first, one := f.order(1)
	f.mustCreate(one, first)
	tokens := len(f.way.made(RouteToken)) > 0
	o, reference := f.order(1, 1)
	f.way.spoil(fault{times: -1, how: revoked()})
	receipt, err := f.create(f.sink, reference, o)
	switch {
	case err == nil:
		f.one(reference, receipt)
	case tokens:
		f.Errorf("with another token the call is taken, and the error is %v", f.ours(err))
	default:
		f.unauthorised(err)
	}
	f.way.heal()
	f.wait(2 * time.Minute)
	f.mustCreate(reference, o)
	f.holds(2)
}

func createRefused(f *office) {
	o, reference := f.order(1, 1)
	struck := f.way.spoil(fault{times: -1, how: answering(http.StatusUnauthorized)})
	_, err := f.sink.Create(f.Context(), reference, o)
	f.unauthorised(err)
	if n := f.way.hit(struck); n > 6 {
		f.Errorf("%d calls that were refused", n)
	}
	f.way.heal()
	f.holds(0)
	f.wait(2 * time.Minute)
	f.mustCreate(reference, o)
	f.holds(1)
}

func createUnauthorised(f *office) {
	o, reference := f.order(1, 1)
	for _, name := range connectors.Needed(f.spec.Secrets) {
		c := f.config(f.shop.Config)
		if c.Secrets[name].Empty() {
			f.Errorf("the shop's Config lacks the secret %s", name)
			continue
		}
		c.Secrets[name] = another(c.Secrets[name])
		sink, err := f.spec.NewSink(c)
		if errors.Is(err, orderveil.ErrInvalid) {
			continue // it does not even look like one
		}
		if err != nil {
			f.Errorf("NewSink() = %v, want ErrInvalid or nothing", err)
			continue
		}
		_, err = sink.Create(f.Context(), reference, o)
		f.unauthorised(err)
		f.unauthorised(connectors.Probe(f.Context(), nil, sink, f.now()))
	}
	f.holds(0)
	if err := connectors.Probe(f.Context(), nil, f.sink, f.now()); err != nil {
		f.Errorf("Probe() = %v, with the right credentials", f.ours(err))
	}
	f.holds(0)
}

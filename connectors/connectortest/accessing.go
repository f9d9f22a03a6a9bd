package connectortest

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"unicode"

	"orderveil"
	"orderveil/connectors"
	"orderveil/personal"
)

var accessing = []marketBehaviour{
	{"a token that ended early is replaced: the list", func(m *market) { refusedOnce(m, RouteList) }},
	{"a token that ended early is replaced: an order", func(m *market) { refusedOnce(m, RouteOrder) }},
	{"a refusal that stays is the merchant's to solve", refusedForGood},
	{"credentials that have expired are the merchant's to renew", expiredCredentials},
	{"a token is asked for once", tokenKept},
	{"a probe says whether the credentials are taken", probed},
	{"a connector without its settings or secrets is not made", incomplete},
}

// refusedOnce has calls be answered 401 that bear the first call's credentials. A connector
// with tokens gets another one.
func refusedOnce(m *market, route Route) {
	number := m.sim.Place(1)
	m.mustRead(number)
	tokens := len(m.way.made(RouteToken)) > 0
	f := m.way.spoil(fault{on: route, times: -1, how: revoked()})
	err := m.listAndRead(number)
	switch {
	case m.way.hit(f) == 0:
		m.Logf("the connector makes no %s call", route)
	case tokens && err != nil:
		m.Errorf("with another token the call is taken, and the error is %v", m.ours(err))
	case err != nil:
		m.unauthorised(err)
	}
	m.way.heal()
	m.mustRead(number)
}

// revoked answers 401 to the credentials that it sees first.
func revoked() how {
	var mu sync.Mutex
	var first string
	return func(w http.ResponseWriter, r *http.Request, next http.Handler) {
		mu.Lock()
		given := fmt.Sprint(r.Header["Authorization"], r.Header["X-Amz-Access-Token"], r.Header["X-Shopify-Access-Token"], r.Header["Cookie"])
		if first == "" {
			first = given
		}
		same := given == first
		mu.Unlock()
		if same {
			next = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { answering(http.StatusUnauthorized)(w, r, nil) })
		}
		next.ServeHTTP(w, r)
	}
}

func refusedForGood(m *market) {
	number := m.sim.Place(1)
	m.mustRead(number)
	f := m.way.spoil(fault{times: -1, how: answering(http.StatusUnauthorized)})
	m.unauthorised(m.listAndRead(number))
	if n := m.way.hit(f); n > 6 {
		m.Errorf("%d calls that were refused", n)
	}
	m.way.heal()
	m.mustRead(number)
}

// expiredCredentials tries each secret with another value.
func expiredCredentials(m *market) {
	number := m.sim.Place(1)
	for _, name := range connectors.Needed(m.spec.Secrets) {
		c := m.config(m.sim.Config)
		if c.Secrets[name].Empty() {
			m.Errorf("the simulator's Config lacks the secret %s", name)
			continue
		}
		c.Secrets[name] = another(c.Secrets[name])
		source, err := m.spec.NewSource(c)
		if errors.Is(err, orderveil.ErrInvalid) {
			continue // it does not even look like one
		}
		if err != nil {
			m.Errorf("NewSource() = %v, want ErrInvalid or nothing", err)
			continue
		}
		m.source = source
		m.unauthorised(m.listAndRead(number))
		m.unauthorised(connectors.Probe(m.Context(), source, nil, m.now()))
	}
}

// probed sees that the right credentials are taken, and that nothing is read in full for it.
func probed(m *market) {
	m.sim.Place(1)
	if err := connectors.Probe(m.Context(), m.source, nil, m.now()); err != nil {
		m.Errorf("Probe() = %v, with the right credentials", m.ours(err))
	}
	if n := len(m.way.made(RouteOrder)) + len(m.way.made(RouteShip)) + len(m.way.made(RouteCancel)); n != 0 {
		m.Errorf("%d calls about orders", n)
	}
}

// another is a secret of the same form.
func another(s personal.Secret) personal.Secret {
	text := []rune(s.Plain())
	for i := len(text) / 2; i < len(text); i++ {
		switch r := text[i]; {
		case r == 'z' || r == 'Z' || r == '9':
			continue
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			text[i]++
			return personal.NewSecret(string(text))
		}
	}
	return personal.NewSecret(string(text) + "a")
}

// tokenKept reads many orders with the tokens of one.
func tokenKept(m *market) {
	number := m.sim.Place(1)
	m.mustRead(number)
	before := len(m.way.made(RouteToken))
	for range 10 {
		m.mustRead(number)
	}
	if n := len(m.way.made(RouteToken)) - before; n > 1 {
		m.Errorf("%d tokens more", n)
	}
}

func incomplete(m *market) {
	missing := func(what string, c connectors.Config) {
		_, err := m.spec.NewSource(c)
		if !errors.Is(err, orderveil.ErrInvalid) || !strings.Contains(err.Error(), what) {
			m.Errorf("without %s: NewSource() = %v, want ErrInvalid that names it", what, err)
		}
	}
	for _, name := range connectors.Needed(m.spec.Secrets) {
		c := m.config(m.sim.Config)
		delete(c.Secrets, name)
		missing(name, c)
	}
	for _, name := range connectors.Needed(m.spec.Settings) {
		c := m.config(m.sim.Config)
		delete(c.Settings, name)
		missing(name, c)
	}
}

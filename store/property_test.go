package store_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"

	"orderveil"
	"orderveil/personal"
	"orderveil/store"
	"orderveil/store/storetest"
)

// known is what the model knows of an order: what must be readable, and until which day.
type known struct {
	order   orderveil.Order
	name    string // the last family name that came in
	day     orderveil.Date
	rule    string
	hold    orderveil.Date
	gone    bool // forgotten or erased; for ever
	reasons int
}

// machine is a store beside a model of it.
type machine struct {
	*storetest.Fixture
	t        *testing.T
	account  orderveil.Account
	bol      orderveil.Connection
	merchant orderveil.Viewer
	orders   map[string]*known
	days     int            // the account's setting
	changed  bool           // the setting has changed, and nobody has looked through the orders since
	latest   orderveil.Date // the last day that there was
}

func (m *machine) today() orderveil.Date { return orderveil.DateOf(m.Clock.Now()) }

func (m *machine) retention() orderveil.Retention {
	return orderveil.Retention{AfterHandling: m.days, Cap: 30, WhileOpen: 90}
}

func (k *known) dates() orderveil.Dates {
	d := k.order.Dates()
	d.HoldUntil = k.hold
	return d
}

// Whatever comes in, is held, erased, cut off or forgotten, and however the clock jumps:
// an order can be read in full until its day, and never from its day on.
func TestNothingIsReadableAfterItsDayOrLostBeforeIt(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		f := storetest.SQLite(t)
		defer f.Store.Close()
		account, bol, _ := f.Account(t, 1)
		m := &machine{
			Fixture: f, t: t, account: account, bol: bol, orders: map[string]*known{}, days: 28,
			merchant: storetest.Viewer(orderveil.RoleMerchant, account.ID),
		}
		rt.Repeat(map[string]func(*rapid.T){
			"import": m.comesIn, "ship": m.ships, "reason": m.reasons, "hold": m.holds, "release": m.releases, "erase": m.erases,
			"settings": m.sets, "forget": func(rt *rapid.T) { m.forget(rt) }, "days": m.passes, "jump": m.jumps, "back": m.goesBack,
			"reopen": func(*rapid.T) { f.Reopen(t) }, "cut": m.cutOff, "": m.check,
		})
	})
}

func (m *machine) some(rt *rapid.T) *known {
	if len(m.orders) == 0 {
		rt.Skip("no order yet")
	}
	numbers := make([]string, 0, len(m.orders))
	for i := range 8 {
		if number := fmt.Sprintf("C%09d", i); m.orders[number] != nil {
			numbers = append(numbers, number)
		}
	}
	return m.orders[rapid.SampledFrom(numbers).Draw(rt, "order")]
}

// place has the order that comes in stand in the model.
func (m *machine) place(o orderveil.Order, name string) {
	k := m.orders[o.Number]
	if k == nil {
		k = &known{}
		m.orders[o.Number] = k
		k.order, k.name = o, name
		k.day, k.rule = m.retention().ForgetOn(k.dates(), m.today())
		k.gone = k.day <= m.today()
		return
	}
	k.order = o
	if k.gone || k.day <= m.today() {
		k.gone = true
		return
	}
	k.name = name
	k.day, k.rule = m.retention().Keep(k.dates(), k.day, k.rule, m.today())
	k.gone = k.day <= m.today()
}

func (m *machine) comesIn(rt *rapid.T) {
	number := rapid.IntRange(0, 7).Draw(rt, "number")
	o := m.Order(number)
	if k := m.orders[o.Number]; k != nil {
		o = k.order
		o.ShipTo = m.Order(number).ShipTo
	} else {
		o.PlacedAt = o.PlacedAt.Add(-time.Duration(rapid.IntRange(0, 100).Draw(rt, "age")) * day)
	}
	m.Clock.Advance(time.Second)
	name := storetest.Mark + rapid.StringMatching(`[a-z]{3,12}`).Draw(rt, "name")
	o.ShipTo.Name = o.ShipTo.Name.With(personal.LastName, name)
	o.Revision, o.ChangedAt = o.Revision+"x", m.later(o.ChangedAt)
	if rapid.Bool().Draw(rt, "without parcel") {
		o.Shipments = nil
	}
	m.bring(rt, o, name)
}

// later is a marketplace's time after an earlier one, whatever our clock does.
func (m *machine) later(than time.Time) time.Time {
	if now := m.Clock.Now(); now.After(than) {
		return now
	}
	return than.Add(time.Second)
}

func (m *machine) bring(rt *rapid.T, o orderveil.Order, name string) {
	if _, err := m.Import(m.t.Context(), m.account.ID, m.bol.ID, []orderveil.Order{o}); err != nil {
		rt.Fatalf("Import() = %v", err)
	}
	m.place(o, name)
}

func (m *machine) ships(rt *rapid.T) {
	k := m.some(rt)
	o := shipped(m.Fixture, k.order)
	o.ChangedAt = m.later(k.order.ChangedAt)
	if o.HandledAt.IsZero() {
		o.HandledAt = o.ChangedAt
	}
	m.bring(rt, o, k.name)
}

func (m *machine) view(rt *rapid.T, k *known) *store.OrderView {
	found, err := m.OrdersByNumber(m.t.Context(), m.merchant, k.order.Number, store.LoadAll)
	if err != nil || len(found) != 1 {
		rt.Fatalf("OrdersByNumber() = %d orders, %v", len(found), err)
	}
	return found[0]
}

// over reports whether the order's day has come, by the model.
func (m *machine) over(k *known) bool {
	k.gone = k.gone || k.day <= m.today()
	return k.gone
}

// refusedWhenOver checks the answer to a change, and reports whether it was made.
func (m *machine) refusedWhenOver(rt *rapid.T, k *known, what string, err error) bool {
	over := m.over(k)
	if over && !errors.Is(err, orderveil.ErrInvalid) {
		rt.Fatalf("%s of a forgotten order = %v", what, err)
	}
	return !over && err == nil
}

func (m *machine) reasons(rt *rapid.T) {
	k := m.some(rt)
	m.Clock.Advance(time.Second)
	_, err := m.ForwardAgain(m.t.Context(), m.merchant, m.view(rt, k).ID(), "the reason stays with the order")
	if m.refusedWhenOver(rt, k, "ForwardAgain()", err) {
		k.reasons++
	}
}

func (m *machine) holds(rt *rapid.T) {
	k := m.some(rt)
	until := m.today() + orderveil.Date(rapid.IntRange(1, 200).Draw(rt, "days"))
	_, err := m.PlaceHold(m.t.Context(), m.merchant, store.NewHold{Order: m.view(rt, k).ID(), Basis: orderveil.HoldClaim, Until: until})
	if m.refusedWhenOver(rt, k, "PlaceHold()", err) {
		k.hold = until
		k.day, k.rule = m.retention().ForgetOn(k.dates(), m.today())
	}
}

func (m *machine) releases(rt *rapid.T) {
	k := m.some(rt)
	_, err := m.ReleaseHold(m.t.Context(), m.merchant, m.view(rt, k).ID())
	if m.refusedWhenOver(rt, k, "ReleaseHold()", err) {
		k.hold = 0
		k.day, k.rule = m.retention().ForgetOn(k.dates(), m.today())
		m.over(k)
	}
}

func (m *machine) erases(rt *rapid.T) {
	k := m.some(rt)
	over := m.over(k)
	e, err := m.EraseOrder(m.t.Context(), m.merchant, m.view(rt, k).ID())
	if err != nil || e.Erased == (len(e.Obstacles) > 0) {
		rt.Fatalf("EraseOrder() = %+v, %v", e, err)
	}
	if over && e.Erased {
		rt.Fatal("a forgotten order was erased")
	}
	k.gone = k.gone || e.Erased
}

func (m *machine) sets(rt *rapid.T) {
	days := rapid.IntRange(1, 30).Draw(rt, "days")
	if _, err := m.SetRetention(m.t.Context(), m.merchant, store.RetentionChange{AfterHandling: &days}); err != nil {
		rt.Fatal(err)
	}
	m.days, m.changed = days, true
}

func (m *machine) forget(rt *rapid.T) {
	if _, err := m.Forget(m.t.Context(), m.account.ID); err != nil {
		rt.Fatalf("Forget() = %v", err)
	}
	for _, k := range m.orders {
		if m.over(k) {
			continue
		}
		near := k.order.HandledAt.IsZero() && k.rule != orderveil.RuleWhileOpen && k.day < m.today()+orderveil.ExtendBelow
		if near || m.changed {
			k.day, k.rule = m.retention().Keep(k.dates(), k.day, k.rule, m.today())
			m.over(k)
		}
	}
	m.changed = false
}

func (m *machine) passes(rt *rapid.T) {
	for range rapid.IntRange(1, 35).Draw(rt, "days") {
		m.Clock.Advance(day)
		m.forget(rt)
	}
}

func (m *machine) jumps(rt *rapid.T) {
	m.Clock.Advance(time.Duration(rapid.IntRange(1, 60*24).Draw(rt, "hours")) * time.Hour)
}

// goesBack notes first what is over by now: it stays so.
func (m *machine) goesBack(rt *rapid.T) {
	m.forget(rt)
	m.Clock.Advance(-time.Duration(rapid.IntRange(1, 20*24).Draw(rt, "hours")) * time.Hour)
}

// cutOff stops the daily work at some statement, and starts the program again: what was
// done of it leaves every order whole. Then the work is done to its end.
func (m *machine) cutOff(rt *rapid.T) {
	ctx, cut := context.WithCancel(m.t.Context())
	left := rapid.IntRange(1, 40).Draw(rt, "statement")
	m.Config.OnStatement = func() {
		if left--; left == 0 {
			cut()
		}
	}
	m.Reopen(m.t)
	_, _ = m.Forget(ctx, m.account.ID)
	cut()
	m.Config.OnStatement = nil
	m.Reopen(m.t)
	for _, k := range m.orders {
		o := m.view(rt, k)
		if !readable(m.t, o) && !m.over(k) && *o.Privacy().ForgetOn > m.today() {
			rt.Fatalf("an order was lost when the work was cut off: %+v", o.Privacy())
		}
	}
	m.forget(rt)
}

// check holds every order against the model.
func (m *machine) check(rt *rapid.T) {
	m.latest = max(m.latest, m.today())
	for _, k := range m.orders {
		o, over := m.view(rt, k), m.over(k)
		p := o.Privacy()
		if shown := readable(m.t, o); shown == over {
			rt.Fatalf("on %s readable is %v; by the model its day is %s by %s: %+v", m.today(), shown, k.day, k.rule, p)
		}
		if over {
			if p.State != store.PrivacyPseudonymised && p.State != store.PrivacyErased {
				rt.Fatalf("a forgotten order is %s", p.State)
			}
			continue
		}
		if name, err := o.ShipTo().LastName(); err != nil || *name != k.name || *p.ForgetOn != k.day {
			rt.Fatalf("on %s the day is %s, by the model %s by %s (%v)", m.today(), p.ForgetOn, k.day, k.rule, err)
		}
		if k.hold == 0 && k.day > m.latest+30 {
			rt.Fatalf("a copy made on %s could be read until %s", m.today(), k.day)
		}
	}
}

package store_test

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"testing"
	"time"

	"github.com/google/uuid"
	"pgregory.net/rapid"

	"orderveil"
	"orderveil/store"
	"orderveil/store/storetest"
)

// backOffice is what a back office has, by reference, and what was asked of it.
type backOffice struct {
	created   map[string]int  // effects of creates
	withdrawn map[string]bool // or told that it never arrived
	left      map[string]bool // parcels of it have left
}

// traded is what the model knows of an order.
type traded struct {
	order     orderveil.Order
	reference string
	wanted    bool   // nobody has asked for a cancellation
	gone      bool   // forgotten; for ever
	reported  [2]int // by line: what is to be told to the marketplace
}

// outbox is a store beside a model of an account's traffic with one back office.
type outbox struct {
	*storetest.Fixture
	t           *testing.T
	account     orderveil.Account
	bol, office orderveil.Connection
	merchant    orderveil.Viewer
	orders      map[string]*traded
	there       backOffice
	lost        []store.Claim // of workers that went away
	reports     int
}

// Whatever order the events come in, and whoever dies between claim and finish: a reference
// has one effect at most, nothing is created after it was called back, no more is reported
// than is left, nothing is lost, what is forgotten stays so, and whatever is not done has a
// time or a reason.
func TestNothingIsLostDoubledOrStuckInAnyOrderOfEvents(t *testing.T) {
	t.Parallel()
	var f *storetest.Fixture
	sequences := 0
	rapid.Check(t, func(rt *rapid.T) {
		if sequences%50 == 0 { // a store for each would take longer than its sequence
			f = storetest.SQLite(t)
		}
		sequences++
		account, bol, office := f.Account(t, sequences)
		m := &outbox{
			Fixture: f, t: t, account: account, bol: bol, office: office, orders: map[string]*traded{},
			merchant: storetest.Viewer(orderveil.RoleMerchant, account.ID),
			there:    backOffice{map[string]int{}, map[string]bool{}, map[string]bool{}},
		}
		rt.Repeat(map[string]func(*rapid.T){
			"place": m.places, "change": m.changes, "ship elsewhere": m.shipsElsewhere, "want out": m.wantsOut, "cancel": m.cancels,
			"forward": m.forwards, "forward again": m.again, "call back": m.callsBack, "report": m.reportsParcel,
			"leave": m.leaves, "dead worker": m.comesTooLate, "on": m.goesOn, "back": m.goesBack, "forget": m.forgets, "reopen": func(*rapid.T) { f.Reopen(t) },
			"": m.check,
		})
		m.drain(rt)
	})
}

func (m *outbox) some(rt *rapid.T) *traded {
	if len(m.orders) == 0 {
		rt.Skip("no order yet")
	}
	return m.orders[rapid.SampledFrom(slices.Sorted(maps.Keys(m.orders))).Draw(rt, "order")]
}

// bring imports an order in a state that is newer than what is known.
func (m *outbox) bring(rt *rapid.T, k *traded) {
	o := &k.order
	o.Revision += "x"
	if now := m.Clock.Now(); now.After(o.ChangedAt) {
		o.ChangedAt = now
	} else {
		o.ChangedAt = o.ChangedAt.Add(time.Second)
	}
	if orderveil.StatusOf(o.Lines).Handled() && o.HandledAt.IsZero() {
		o.HandledAt = o.ChangedAt
	}
	for i := range o.Lines {
		l := &o.Lines[i]
		if l.CancellationRequested || l.QuantityCancelled > 0 {
			k.wanted = false
		}
	}
	copied := *o
	copied.Lines = slices.Clone(o.Lines)
	if _, err := m.Import(m.t.Context(), m.account.ID, m.bol.ID, []orderveil.Order{copied}); err != nil {
		rt.Fatalf("Import() = %v", err)
	}
	m.orders[o.Number] = k
}

func (m *outbox) places(rt *rapid.T) {
	o := m.Order(rapid.IntRange(0, 5).Draw(rt, "number"))
	if m.orders[o.Number] != nil {
		rt.Skip("it is placed")
	}
	o.Shipments = nil
	id := orderveil.OrderID(m.bol.ID, o.Number)
	reference := orderveil.Delivery{ID: orderveil.DeliveryID(id, m.office.ID)}.Reference()
	m.bring(rt, &traded{order: o, reference: reference, wanted: true})
}

func (m *outbox) changes(rt *rapid.T) {
	k := m.some(rt)
	k.order.Lines[0].Title += "!"
	m.bring(rt, k)
}

func (m *outbox) shipsElsewhere(rt *rapid.T) {
	k := m.some(rt)
	l := &k.order.Lines[rapid.IntRange(0, 1).Draw(rt, "line")]
	if l.Left() == 0 {
		rt.Skip("nothing is left")
	}
	l.QuantityShipped++
	m.bring(rt, k)
}

func (m *outbox) wantsOut(rt *rapid.T) {
	k := m.some(rt)
	for i := range k.order.Lines {
		l := &k.order.Lines[i]
		l.CancellationRequested = l.CancellationRequested || l.Left() > 0
	}
	m.bring(rt, k)
}

func (m *outbox) cancels(rt *rapid.T) {
	k := m.some(rt)
	for i := range k.order.Lines {
		l := &k.order.Lines[i]
		l.QuantityCancelled += l.Left()
	}
	m.bring(rt, k)
}

// forwards does what a worker does with the next deliveries, with any ending of each.
func (m *outbox) forwards(rt *rapid.T) {
	claims, err := m.ClaimDeliveries(m.t.Context(), m.account.ID, m.office.ID, rapid.IntRange(1, 3).Draw(rt, "senders"))
	if err != nil {
		rt.Fatalf("ClaimDeliveries() = %v", err)
	}
	if len(claims) == 0 {
		rt.Skip("nothing is due")
	}
	var done []store.Finished
	for _, c := range claims {
		if o, ends := m.attempt(rt, c); ends {
			done = append(done, store.Finished{Claim: c, Outcome: o})
		} else {
			m.lost = append(m.lost, c)
		}
	}
	if late, err := m.FinishDeliveries(m.t.Context(), m.account.ID, done); err != nil || len(late) > 0 {
		rt.Fatalf("FinishDeliveries() = %d that are late, %v", len(late), err)
	}
}

// attempt is one order's, and whether its worker lives to tell.
func (m *outbox) attempt(rt *rapid.T, c store.Claim) (o store.Outcome, ends bool) {
	if c.Unopened != nil { // forgotten meanwhile
		return store.Outcome{State: orderveil.ForwardSkipped, Problem: problem("FORGOTTEN")}, true
	}
	reference := c.Reference()
	if c.AskFirst {
		if m.there.created[reference] > 0 {
			return store.Outcome{State: orderveil.ForwardForwarded, Number: "B1"}, true
		}
		if to := orderveil.FirstForward(&c.Content); to == orderveil.ForwardSkipped || to == orderveil.ForwardHeld && !c.ByHand {
			return store.Outcome{State: to}, true
		}
	}
	if m.there.withdrawn[reference] && !c.ByHand {
		rt.Fatal("an order is created after it was called back")
	}
	again := m.Clock.Now().Add(orderveil.Backoff(c.Attempts))
	switch rapid.SampledFrom([]string{"success", "unclear", "unclear after all", "refused", "retry", "cut", "cut after all"}).Draw(rt, "ending") {
	case "success":
		m.there.created[reference]++
		return store.Outcome{State: orderveil.ForwardForwarded, Number: "B1"}, true
	case "unclear after all":
		m.there.created[reference]++
		fallthrough
	case "unclear":
		return store.Outcome{State: orderveil.ForwardUnknown, AskFirst: true, Again: again, Problem: problem("LOST")}, true
	case "refused":
		return store.Outcome{State: orderveil.ForwardFailed, Problem: problem("UNKNOWN_SKU")}, true
	case "retry":
		return store.Outcome{State: orderveil.ForwardWaiting, AskFirst: c.AskFirst, Again: again, Problem: problem("UNREACHABLE")}, true
	case "cut after all":
		m.there.created[reference]++
	}
	return o, false
}

func problem(code string) *orderveil.Problem {
	return &orderveil.Problem{Code: code, Cause: "It went wrong.", Owner: orderveil.OwnerBackOffice, NextStep: "Look."}
}

func (m *outbox) finish(rt *rapid.T, c store.Claim, o store.Outcome) {
	if err := m.FinishDelivery(m.t.Context(), c, o); err != nil {
		rt.Fatalf("FinishDelivery() = %v", err)
	}
}

// comesTooLate has a worker that was thought dead finish: either nobody has taken over, or it
// is told so.
func (m *outbox) comesTooLate(rt *rapid.T) {
	if len(m.lost) == 0 {
		rt.Skip("nobody is dead")
	}
	c := m.lost[0]
	m.lost = m.lost[1:]
	o := store.Outcome{State: orderveil.ForwardUnknown, AskFirst: true, Again: m.Clock.Now(), Problem: problem("LOST")}
	if err := m.FinishDelivery(m.t.Context(), c, o); err != nil && !errors.Is(err, orderveil.ErrConflict) {
		rt.Fatalf("FinishDelivery() = %v", err)
	}
}

func (m *outbox) again(rt *rapid.T) {
	k := m.some(rt)
	if _, err := m.ForwardAgain(m.t.Context(), m.merchant, m.view(rt, k).ID(), "somebody asked for it"); err != nil && !errors.Is(err, orderveil.ErrInvalid) {
		rt.Fatalf("ForwardAgain() = %v", err)
	}
}

// callsBack does what a worker does with the next notice.
func (m *outbox) callsBack(rt *rapid.T) {
	c, err := m.ClaimNotice(m.t.Context(), m.account.ID, m.office.ID)
	if errors.Is(err, orderveil.ErrNotFound) {
		rt.Skip("nothing is due")
	}
	if err != nil {
		rt.Fatalf("ClaimNotice() = %v", err)
	}
	o := store.NoticeOutcome{State: orderveil.NoticeAcknowledged}
	reference := ""
	if c.Notice.Kind == orderveil.NoticeCancel {
		reference = c.Notice.Orders[0].Reference
		switch {
		case m.there.created[reference] == 0 && c.Sending:
			o = store.NoticeOutcome{State: orderveil.NoticeWaiting, Again: m.Clock.Now().Add(30 * time.Second), Problem: problem("ON_ITS_WAY")}
		case m.there.created[reference] == 0:
		case m.there.left[reference]:
			o = store.NoticeOutcome{State: orderveil.NoticeFailed, Problem: problem("PARCEL_LEFT")}
		}
	}
	switch rapid.SampledFrom([]string{"success", "success", "retry", "cut"}).Draw(rt, "ending") {
	case "retry":
		o = store.NoticeOutcome{State: orderveil.NoticeWaiting, Again: m.Clock.Now().Add(time.Minute), Problem: problem("UNREACHABLE")}
	case "cut":
		return
	}
	if o.State == orderveil.NoticeAcknowledged && reference != "" {
		m.there.withdrawn[reference] = true
	}
	if err := m.FinishNotice(m.t.Context(), c, o); err != nil {
		rt.Fatalf("FinishNotice() = %v", err)
	}
}

// leaves has the back office send all of an order.
func (m *outbox) leaves(rt *rapid.T) {
	k := m.some(rt)
	if m.there.created[k.reference] == 0 || m.there.withdrawn[k.reference] {
		rt.Skip("it is not there")
	}
	m.there.left[k.reference] = true
}

func (m *outbox) reportsParcel(rt *rapid.T) {
	k := m.some(rt)
	o := m.view(rt, k)
	line := rapid.IntRange(0, 1).Draw(rt, "line")
	quantity := rapid.IntRange(1, 3).Draw(rt, "quantity")
	m.reports++
	_, err := m.ReportShipment(m.t.Context(), m.merchant, o.ID(), fmt.Sprint("P", m.reports),
		[]*store.LineQuantity{{Line: o.Lines()[line].ID(), Quantity: quantity}}, "PostNL", nil, nil)
	if err != nil && !errors.Is(err, orderveil.ErrInvalid) && !errors.Is(err, orderveil.ErrConflict) {
		rt.Fatalf("ReportShipment() = %v", err)
	}
	if err != nil {
		return
	}
	k.reported[line] += quantity
	if left := k.order.Lines[line].Left(); k.reported[line] > left {
		rt.Fatalf("%d are reported, %d are left", k.reported[line], left)
	}
}

func (m *outbox) goesOn(rt *rapid.T) {
	m.Clock.Advance(rapid.SampledFrom([]time.Duration{time.Second, 10 * time.Second, 3 * time.Minute, time.Hour, 24 * time.Hour}).Draw(rt, "on"))
}

func (m *outbox) goesBack(rt *rapid.T) {
	m.forgets(rt)
	m.Clock.Advance(-time.Duration(rapid.IntRange(1, 600).Draw(rt, "seconds")) * time.Second)
}

func (m *outbox) forgets(rt *rapid.T) {
	if _, err := m.Forget(m.t.Context(), m.account.ID); err != nil {
		rt.Fatalf("Forget() = %v", err)
	}
}

func (m *outbox) view(rt *rapid.T, k *traded) *store.OrderView {
	found, err := m.OrdersByNumber(m.t.Context(), m.merchant, k.order.Number, store.LoadAll)
	if err != nil || len(found) != 1 {
		rt.Fatalf("OrdersByNumber() = %d orders, %v", len(found), err)
	}
	return found[0]
}

func (m *outbox) check(rt *rapid.T) {
	p, err := m.Progress(m.t.Context(), m.account.ID)
	if err != nil || p.Orders != len(m.orders) {
		rt.Fatalf("%d orders, want %d, %v", p.Orders, len(m.orders), err)
	}
	for reference, n := range m.there.created {
		if n > 1 {
			rt.Fatalf("%s has %d effects", reference, n)
		}
	}
	for _, k := range m.orders {
		o := m.view(rt, k)
		name, err := o.ShipTo().LastName()
		if err == nil && name != nil && k.gone {
			rt.Fatal("a forgotten order can be read")
		}
		k.gone = k.gone || err != nil || name == nil
		m.checkForward(rt, k, o.Forward())
		m.checkReports(rt, o)
	}
}

func (m *outbox) checkForward(rt *rapid.T, k *traded, f *store.ForwardView) {
	switch f.State {
	case orderveil.ForwardWaiting, orderveil.ForwardSending, orderveil.ForwardUnknown:
		if f.NextAttemptAt == nil && f.State != orderveil.ForwardSending { // whose claim runs out
			rt.Fatalf("%s is stuck: it has no next attempt", f.State)
		}
	case orderveil.ForwardFailed:
		if f.Problem == nil {
			rt.Fatal("it has failed, and nobody knows why")
		}
	case orderveil.ForwardForwarded:
		if m.there.created[k.reference] != 1 {
			rt.Fatal("an order is forwarded that the back office does not have")
		}
	case orderveil.ForwardHeld:
		if k.wanted {
			rt.Fatal("an order is held that nobody wants out of")
		}
	case orderveil.ForwardSkipped:
		if !k.gone && !orderveil.StatusOf(k.order.Lines).Handled() {
			rt.Fatal("an order is skipped that is not handled")
		}
	}
}

func (m *outbox) checkReports(rt *rapid.T, o *store.OrderView) {
	for _, r := range o.Reports() {
		switch r.State() {
		case orderveil.ReportFailed:
			if r.Problem() == nil {
				rt.Fatal("a report has failed, and nobody knows why")
			}
		case orderveil.ReportDone, orderveil.ReportDropped:
		default:
			if r.NextAttemptAt() == nil {
				rt.Fatalf("a report in %s is stuck", r.State())
			}
		}
	}
}

// drain lets everything come to its end: what is due is done, and done well.
func (m *outbox) drain(rt *rapid.T) {
	for range 30 {
		m.Clock.Advance(time.Hour)
		for {
			c, err := m.ClaimDelivery(m.t.Context(), m.account.ID, m.office.ID)
			if errors.Is(err, orderveil.ErrNotFound) {
				break
			}
			switch to := orderveil.FirstForward(&c.Content); {
			case c.ID == uuid.Nil:
				rt.Fatalf("ClaimDelivery() = %v", err)
			case err != nil:
				m.finish(rt, c, store.Outcome{State: orderveil.ForwardSkipped, Problem: problem("FORGOTTEN")})
				continue
			case c.AskFirst && m.there.created[c.Reference()] > 0:
			case c.AskFirst && (to == orderveil.ForwardSkipped || to == orderveil.ForwardHeld && !c.ByHand):
				m.finish(rt, c, store.Outcome{State: to})
				continue
			default:
				m.there.created[c.Reference()]++
			}
			m.finish(rt, c, store.Outcome{State: orderveil.ForwardForwarded, Number: "B1"})
		}
	}
	m.check(rt)
	p, err := m.Progress(m.t.Context(), m.account.ID)
	if stuck := p.Forwards[orderveil.ForwardWaiting] + p.Forwards[orderveil.ForwardSending] + p.Forwards[orderveil.ForwardUnknown]; stuck > 0 || err != nil {
		rt.Fatalf("%d orders are stuck: %v, %v", stuck, p.Forwards, err)
	}
}

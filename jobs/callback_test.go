package jobs_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"orderveil"
	"orderveil/connectors"
	"orderveil/store"
	"orderveil/store/storetest"
)

// recaller is an office that carries out cancellations.
type recaller struct {
	*office
	left      bool           // a parcel of everything has left
	withdrawn map[string]int // by reference
}

var _ connectors.Withdrawer = (*recaller)(nil)

func (o *recaller) Withdraw(_ context.Context, reference string) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.said = append(o.said, "withdraw")
	switch {
	case o.has[reference] == 0:
		return orderveil.ErrNotFound
	case o.left:
		return connectors.ErrLeft
	}
	o.withdrawn[reference]++
	return nil
}

// told is an office that people cancel in, after it was told.
type told struct {
	*office
	notices map[string]orderveil.NoticeKind // by reference
}

var _ connectors.CancelNotifier = (*told)(nil)

func (o *told) NotifyCancel(_ context.Context, n connectors.Notice) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.said = append(o.said, "tell")
	for _, order := range n.Orders {
		o.notices[order.Reference] = n.Kind
	}
	return nil
}

// blind is an office that cannot be asked: it knows a repeated reference by itself.
type blind struct{ *office }

func (o blind) Find() {}

// wantsOut has the customer ask to cancel the whole order.
func (d *dealing) wantsOut(t *testing.T) {
	t.Helper()
	o := d.Order(1)
	o.Revision, o.ChangedAt = "2", d.Clock.Now()
	for i := range o.Lines {
		o.Lines[i].CancellationRequested = true
	}
	if _, err := d.Import(t.Context(), d.account.ID, d.bol.ID, []orderveil.Order{o}); err != nil {
		t.Fatal(err)
	}
}

// events are the kinds of what happened to the order, with what is said of each.
func (d *dealing) events(t *testing.T) (kinds, details []string) {
	t.Helper()
	found, err := d.OrdersByNumber(t.Context(), storetest.Viewer(orderveil.RoleMerchant, d.account.ID), "C000000001", store.LoadAll)
	if err != nil || len(found) != 1 {
		t.Fatalf("%d orders, %v", len(found), err)
	}
	page, err := found[0].Timeline(t.Context(), nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range page.Nodes {
		detail := ""
		if e.Detail() != nil {
			detail = *e.Detail()
		}
		kinds, details = append(kinds, e.Kind()), append(details, detail)
	}
	return kinds, details
}

// comesTo waits for an event of the order, and returns what is said of it. The clock runs on
// meanwhile: what waits for its next attempt gets it.
func (d *dealing) comesTo(t *testing.T, kind string) string {
	t.Helper()
	for end := time.Now().Add(60 * time.Second); time.Now().Before(end); time.Sleep(50 * time.Millisecond) {
		kinds, details := d.events(t)
		if n := slices.Index(kinds, kind); n >= 0 {
			return details[n]
		}
		d.Clock.Advance(time.Second)
	}
	kinds, details := d.events(t)
	t.Fatalf("%s does not come: %v %v", kind, kinds, details)
	return ""
}

func TestACancelledOrderIsCalledBack(t *testing.T) {
	t.Parallel()
	plain := func() *office { return &office{has: map[string]int{}} }
	cases := map[string]struct {
		sink         connectors.Sink
		event, says  string
		asked        *office
		whatItIsTold string
	}{}
	add := func(name string, sink connectors.Sink, asked *office, event, says, told string) {
		c := cases[name]
		c.sink, c.asked, c.event, c.says, c.whatItIsTold = sink, asked, event, says, told
		cases[name] = c
	}
	a, b, c, d := plain(), plain(), plain(), plain()
	add("withdrawn", &recaller{office: a, withdrawn: map[string]int{}}, a, "CALL_BACK_ACKNOWLEDGED", "", "withdraw")
	add("left", &recaller{office: b, left: true}, b, "CALL_BACK_FAILED", "PARCEL_LEFT", "withdraw")
	add("told", &told{c, map[string]orderveil.NoticeKind{}}, c, "CALL_BACK_ACKNOWLEDGED", "", "tell")
	add("cannot", d, d, "CALL_BACK_UNSUPPORTED", "CANNOT_BE_CALLED_BACK", "")
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := deal(t, storetest.SQLite(t), c.sink, 1)
			d.comesTo(t, "FORWARD_FORWARDED")
			d.wantsOut(t)
			if says := d.comesTo(t, c.event); says != c.says {
				t.Errorf("%s says %q, want %q", c.event, says, c.says)
			}
			c.asked.mu.Lock()
			defer c.asked.mu.Unlock()
			if want := append([]string{"create"}, nonEmpty(c.whatItIsTold)...); !slices.Equal(c.asked.said, want) {
				t.Errorf("the back office was asked %v, want %v", c.asked.said, want)
			}
		})
	}
}

func nonEmpty(text string) []string {
	if text == "" {
		return nil
	}
	return []string{text}
}

// An order of which nobody knows whether it arrived is not created again once the customer
// wants out, whether the back office can be asked or not.
func TestACancelledOrderOfUnclearFateIsNotCreatedAgain(t *testing.T) {
	t.Parallel()
	for _, arrived := range []bool{false, true} {
		for name, sink := range map[string]func(*office) connectors.Sink{
			"can be asked":    func(o *office) connectors.Sink { return &recaller{office: o, withdrawn: map[string]int{}} },
			"cannot be asked": func(o *office) connectors.Sink { return blind{o} },
		} {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				storetest.Each(t, server, func(t *testing.T, f *storetest.Fixture) {
					o := &office{has: map[string]int{}, lose: 1, void: !arrived}
					d := deal(t, f, sink(o), 1)
					d.comesTo(t, "FORWARD_UNKNOWN")
					d.wantsOut(t)
					d.comesTo(t, "CALLED_BACK")
					switch {
					case name == "can be asked" && arrived:
						d.comesTo(t, "CALL_BACK_ACKNOWLEDGED")
					case name == "can be asked":
						d.comesTo(t, "FORWARD_HELD")
						d.comesTo(t, "CALL_BACK_ACKNOWLEDGED")
					default:
						d.comesTo(t, "FORWARD_HELD")
						d.comesTo(t, "CALL_BACK_UNSUPPORTED")
					}
					o.mu.Lock()
					defer o.mu.Unlock()
					creates := 0
					for _, said := range o.said {
						if said == "create" {
							creates++
						}
					}
					if creates != 1 {
						t.Errorf("the back office was asked %v", o.said)
					}
				})
			})
		}
	}
}

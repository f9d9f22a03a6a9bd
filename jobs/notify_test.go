package jobs_test

import (
	"context"
	"testing"

	"orderveil"
	"orderveil/connectors"
	"orderveil/store/storetest"
)

// deaf is an office that takes orders, and cannot be reached about them afterwards.
type deaf struct {
	*office
	asked int
}

var _ connectors.Withdrawer = (*deaf)(nil)

func (o *deaf) Withdraw(context.Context, string) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.asked++
	return &connectors.Failure{Code: "UNREACHABLE", Cause: "It cannot be reached.", Owner: orderveil.OwnerBackOffice, Outcome: connectors.Retry}
}

// A back office that cannot be told what became of its orders is left alone like one that
// takes none.
func TestABackOfficeThatCannotBeToldIsLeftAlone(t *testing.T) {
	t.Parallel()
	const orders = 12
	o := &deaf{office: &office{has: map[string]int{}}}
	d := deal(t, storetest.SQLite(t), o, orders)
	d.comeTo(t, "all", func(codes map[string]int) bool { return codes[string(orderveil.ForwardForwarded)] == orders })
	all := make([]orderveil.Order, orders)
	for i := range all {
		all[i] = d.Order(i + 1)
		all[i].Revision, all[i].ChangedAt = "2", d.Clock.Now()
		for l := range all[i].Lines {
			all[i].Lines[l].CancellationRequested = true
		}
	}
	if _, err := d.Import(t.Context(), d.account.ID, d.bol.ID, all); err != nil {
		t.Fatal(err)
	}
	d.comeTo(t, "rest", func(map[string]int) bool { return d.rests(t) })
	if err := d.workers.Stop(t.Context()); err != nil {
		t.Fatal(err)
	}
	if o.asked != orderveil.BreakAfter {
		t.Errorf("it was asked about %d orders, want %d", o.asked, orderveil.BreakAfter)
	}
}

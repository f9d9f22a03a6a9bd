package jobs_test

import (
	"context"
	"log/slog"
	"net/http"
	"sync"
	"testing"
	"time"

	"orderveil"
	"orderveil/connectors"
	"orderveil/jobs"
	"orderveil/store"
	"orderveil/store/storetest"
)

// office is a back office in memory that can be asked what it has.
type office struct {
	mu      sync.Mutex
	has     map[string]int // effects by reference
	said    []string       // what was asked of it, in order
	bomb    bool           // panics once
	lose    int            // answers to lose after their effect
	void    bool           // what is lost has no effect either
	down    bool           // cannot be reached
	quota   *int           // creates that are taken for now, if set
	took    chan bool      // closed over when a create has begun, if set
	release chan bool      // lets creates go on, if set
}

var (
	_ connectors.Sink   = (*office)(nil)
	_ connectors.Finder = (*office)(nil)
)

func (o *office) Create(ctx context.Context, reference string, _ *orderveil.Order) (connectors.Receipt, error) {
	if o.took != nil {
		o.took <- true
		<-o.release
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.bomb {
		o.bomb = false
		panic("Kanarie")
	}
	o.said = append(o.said, "create")
	if o.down {
		return connectors.Receipt{}, &connectors.Failure{Code: "UNREACHABLE", Cause: "It cannot be reached.", Owner: orderveil.OwnerBackOffice, Outcome: connectors.Retry}
	}
	if o.quota != nil && *o.quota == 0 {
		return connectors.Receipt{}, &connectors.Failure{
			Code: connectors.CodeRateLimited, Cause: "It asks to slow down.", Owner: orderveil.OwnerBackOffice, Outcome: connectors.Retry, After: time.Minute,
		}
	}
	if o.quota != nil {
		*o.quota--
	}
	if o.lose == 0 || !o.void {
		o.has[reference]++
	}
	if o.lose > 0 {
		o.lose--
		return connectors.Receipt{}, &connectors.Failure{Code: "LOST", Cause: "The answer was lost.", Owner: orderveil.OwnerBackOffice, Outcome: connectors.Unclear}
	}
	return connectors.Receipt{Number: "B1"}, ctx.Err()
}

func (o *office) Find(_ context.Context, reference string) (connectors.Receipt, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.said = append(o.said, "find")
	if o.has[reference] == 0 {
		return connectors.Receipt{}, orderveil.ErrNotFound
	}
	return connectors.Receipt{Number: "B1"}, nil
}

// dealing is a store with workers between orders and one back office.
type dealing struct {
	*storetest.Fixture
	spec    connectors.Spec
	account orderveil.Account
	bol     orderveil.Connection
	workers *jobs.Workers
}

// deal starts workers on a store with orders for a back office. The clock stands still
// unless it was made to run.
func deal(t *testing.T, f *storetest.Fixture, sink connectors.Sink, orders int) *dealing {
	t.Helper()
	return dealWith(t, f, func(connectors.Config) (connectors.Sink, error) { return sink, nil }, orders)
}

// dealWith is deal with a back office that is made as the hub makes one.
func dealWith(t *testing.T, f *storetest.Fixture, sink func(connectors.Config) (connectors.Sink, error), orders int) *dealing {
	t.Helper()
	d := &dealing{Fixture: f}
	var err error
	if d.account, err = f.OpenAccount(t.Context(), 1); err != nil {
		t.Fatal(err)
	}
	if _, err := f.Connect(t.Context(), d.account.ID, store.NewConnection{Kind: orderveil.BackOffice, Code: "office"}); err != nil {
		t.Fatal(err)
	}
	if d.bol, err = f.Connect(t.Context(), d.account.ID, store.NewConnection{Kind: orderveil.Marketplace, Code: "bol", Every: 1000 * time.Hour}); err != nil {
		t.Fatal(err)
	}
	d.place(t, orders)
	if err := jobs.Migrate(t.Context(), f.Store); err != nil {
		t.Fatal(err)
	}
	d.spec = connectors.Spec{Code: "office", Kind: orderveil.BackOffice, NewSink: sink}
	d.workers = d.node(t)
	f.Clock.Advance(15 * time.Second) // the sweeper's turn: nobody woke the forwarding
	return d
}

// node starts workers as one more process would.
func (d *dealing) node(t *testing.T) *jobs.Workers {
	t.Helper()
	workers, err := jobs.Start(t.Context(), jobs.Config{
		Store: d.Store, Connectors: []connectors.Spec{d.spec}, HTTP: http.DefaultClient, Clock: d.Clock.Now, Log: slog.New(slog.DiscardHandler),
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = workers.Stop(context.WithoutCancel(t.Context())) })
	return workers
}

// place imports orders, numbered from 1.
func (d *dealing) place(t *testing.T, orders int) {
	t.Helper()
	all := make([]orderveil.Order, orders)
	for i := range all {
		all[i] = d.Order(i + 1)
	}
	if _, err := d.Import(t.Context(), d.account.ID, d.bol.ID, all); err != nil {
		t.Fatal(err)
	}
}

// deliver starts workers with a clock that runs.
func deliver(t *testing.T, f *storetest.Fixture, o *office, orders int) (*jobs.Workers, orderveil.Account) {
	t.Helper()
	f.Clock.Follow()
	d := deal(t, f, o, orders)
	return d.workers, d.account
}

func state(t *testing.T, f *storetest.Fixture, account orderveil.Account) store.ForwardView {
	t.Helper()
	found, err := f.OrdersByNumber(t.Context(), storetest.Viewer(orderveil.RoleMerchant, account.ID), "C000000001", store.LoadAll)
	if err != nil || len(found) != 1 {
		t.Fatalf("%d orders, %v", len(found), err)
	}
	return *found[0].Forward()
}

func TestAfterAnUnclearAnswerTheBackOfficeIsAskedFirst(t *testing.T) {
	t.Parallel()
	storetest.Each(t, server, func(t *testing.T, f *storetest.Fixture) {
		o := &office{has: map[string]int{}, lose: 1}
		workers, account := deliver(t, f, o, 1)
		defer workers.Stop(t.Context())
		seen := map[orderveil.ForwardState]bool{}
		for end := time.Now().Add(60 * time.Second); time.Now().Before(end); time.Sleep(10 * time.Millisecond) {
			v := state(t, f, account)
			seen[v.State] = true
			if v.State == orderveil.ForwardUnknown {
				f.Clock.Advance(5 * time.Second)
			}
			if v.State == orderveil.ForwardForwarded {
				break
			}
		}
		o.mu.Lock()
		defer o.mu.Unlock()
		if !seen[orderveil.ForwardUnknown] || !seen[orderveil.ForwardForwarded] {
			t.Errorf("states %v, want UNKNOWN and then FORWARDED", seen)
		}
		if len(o.said) != 2 || o.said[0] != "create" || o.said[1] != "find" || len(o.has) != 1 {
			t.Errorf("the back office was asked %v", o.said)
		}
	})
}

func TestStoppingWaitsForWhatIsUnderWay(t *testing.T) {
	t.Parallel()
	f := storetest.SQLite(t)
	o := &office{has: map[string]int{}, took: make(chan bool), release: make(chan bool)}
	workers, account := deliver(t, f, o, 1)
	<-o.took
	stopped := make(chan error)
	go func() { stopped <- workers.Stop(context.WithoutCancel(t.Context())) }()
	select {
	case <-stopped:
		t.Fatal("the stop did not wait")
	case <-time.After(300 * time.Millisecond):
	}
	close(o.release)
	if err := <-stopped; err != nil {
		t.Fatal(err)
	}
	if v := state(t, f, account); v.State != orderveil.ForwardForwarded {
		t.Errorf("state %s, want FORWARDED", v.State)
	}
}

func TestAPanicIsOneAttemptThatIsMadeAgain(t *testing.T) {
	t.Parallel()
	f := storetest.SQLite(t)
	o := &office{has: map[string]int{}, bomb: true}
	workers, account := deliver(t, f, o, 1)
	defer workers.Stop(t.Context())
	for end := time.Now().Add(60 * time.Second); time.Now().Before(end); time.Sleep(50 * time.Millisecond) {
		switch state(t, f, account).State {
		case orderveil.ForwardForwarded:
			return
		case orderveil.ForwardSending:
			f.Clock.Advance(10 * time.Second) // its claim runs out
		}
	}
	t.Fatal("the order is not forwarded")
}

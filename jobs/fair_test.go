package jobs_test

import (
	"context"
	"log/slog"
	"net/http"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"orderveil"
	"orderveil/connectors"
	"orderveil/jobs"
	"orderveil/store"
	"orderveil/store/storetest"
)

// street has back offices of many accounts, some of which hang.
type street struct {
	*storetest.Fixture
	mu      sync.Mutex
	took    map[string]int // attempts that ended, by the office's manner
	release chan bool      // ends what hangs
}

const (
	hangs = 2 * time.Second // before a hanging office is given up
	works = "works"
	hung  = "hangs"
	flood = "floods"
)

// neighbour is one of them.
type neighbour struct {
	*street
	manner string
}

func (n neighbour) Create(ctx context.Context, _ string, _ *orderveil.Order) (connectors.Receipt, error) {
	var err error
	if n.manner == hung {
		timer := time.NewTimer(hangs)
		defer timer.Stop()
		select {
		case <-timer.C:
		case <-n.release:
		case <-ctx.Done():
		}
		err = &connectors.Failure{Code: "TIMED_OUT", Cause: "It did not answer.", Owner: orderveil.OwnerBackOffice, Outcome: connectors.Unclear}
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	n.took[n.manner]++
	return connectors.Receipt{}, err
}

// home is an account with its marketplace.
type home struct{ account, bol uuid.UUID }

func (s *street) homes(t *testing.T, manner string, first, n int) []home {
	t.Helper()
	all := make([]home, n)
	for i := range all {
		account, err := s.OpenAccount(t.Context(), first+i)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := s.Connect(t.Context(), account.ID, store.NewConnection{Kind: orderveil.BackOffice, Code: "street", Settings: map[string]string{"manner": manner}}); err != nil {
			t.Fatal(err)
		}
		bol, err := s.Connect(t.Context(), account.ID, store.NewConnection{Kind: orderveil.Marketplace, Code: "bol", Every: 1000 * time.Hour})
		if err != nil {
			t.Fatal(err)
		}
		all[i] = home{account.ID, bol.ID}
	}
	return all
}

func (s *street) place(t *testing.T, homes []home, from, to int) {
	t.Helper()
	for _, h := range homes {
		var orders []orderveil.Order
		for n := from; n < to; n++ {
			orders = append(orders, s.Order(n))
		}
		for some := range slices.Chunk(orders, 200) {
			if _, err := s.Import(t.Context(), h.account, h.bol, some); err != nil {
				t.Fatal(err)
			}
		}
	}
}

func (s *street) until(t *testing.T, manner string, attempts int) {
	t.Helper()
	for end := time.Now().Add(90 * time.Second); time.Now().Before(end); time.Sleep(10 * time.Millisecond) {
		s.mu.Lock()
		n := s.took[manner]
		s.mu.Unlock()
		if n >= attempts {
			return
		}
	}
	t.Fatalf("%d attempts of those that %s do not come", attempts, manner)
}

// rush is how long twenty accounts that work wait for their orders to be forwarded, alone or
// among ten that hang and one with a flood of orders.
func rush(t *testing.T, among bool) time.Duration {
	f := storetest.SQLite(t)
	f.Clock.Follow()
	s := &street{Fixture: f, took: map[string]int{}, release: make(chan bool)}
	good := s.homes(t, works, 1, 20)
	var broken, busy []home
	if among {
		broken, busy = s.homes(t, hung, 101, 10), s.homes(t, flood, 201, 1)
		s.place(t, broken, 0, 1)
	}
	if err := jobs.Migrate(t.Context(), f.Store); err != nil {
		t.Fatal(err)
	}
	spec := connectors.Spec{Code: "street", Kind: orderveil.BackOffice, NewSink: func(c connectors.Config) (connectors.Sink, error) {
		return neighbour{s, c.Settings["manner"]}, nil
	}}
	workers, err := jobs.Start(t.Context(), jobs.Config{
		Store: f.Store, Connectors: []connectors.Spec{spec}, HTTP: http.DefaultClient, Clock: f.Clock.Now, Log: slog.New(slog.DiscardHandler),
	})
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		close(s.release)
		_ = workers.Stop(context.WithoutCancel(t.Context()))
	}()
	f.Clock.Advance(15 * time.Second)
	s.until(t, hung, len(broken)) // each has shown that it hangs
	s.place(t, broken, 1, 6)
	s.place(t, busy, 0, 1000)
	s.place(t, good, 0, 3)
	f.Clock.Advance(15 * time.Second)
	began := time.Now()
	s.until(t, works, 3*len(good))
	return time.Since(began)
}

func TestAccountsThatHangOrFloodDoNotDelayTheOthers(t *testing.T) {
	t.Parallel()
	alone := rush(t, false)
	among := rush(t, true)
	t.Logf("twenty accounts waited %s alone, %s among others", alone.Round(time.Millisecond), among.Round(time.Millisecond))
	if most := 3*alone + 5*time.Second; among > most {
		t.Errorf("the orders waited %s among accounts that hang or flood, %s without", among, alone)
	}
}

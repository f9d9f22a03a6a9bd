package store_test

import (
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"golang.org/x/sync/errgroup"

	"orderveil"
	"orderveil/store"
	"orderveil/store/storetest"
)

// outgoing imports n orders that wait for their back office.
func outgoing(t *testing.T, f *storetest.Fixture, n int) (orderveil.Account, orderveil.Connection) {
	t.Helper()
	account, bol, office := f.Account(t, 1)
	var orders []orderveil.Order
	for i := range n {
		orders = append(orders, f.Order(i))
	}
	if _, err := f.Import(t.Context(), account.ID, bol.ID, orders); err != nil {
		t.Fatal(err)
	}
	return account, office
}

func TestEachDeliveryIsClaimedByOneWorker(t *testing.T) {
	t.Parallel()
	storetest.Each(t, server, func(t *testing.T, f *storetest.Fixture) {
		const orders, workers = 40, 4
		account, office := outgoing(t, f, orders)
		var mu sync.Mutex
		taken := map[uuid.UUID]int{}
		var group errgroup.Group
		for range workers {
			group.Go(func() error {
				for {
					claims, err := f.ClaimDeliveries(t.Context(), account.ID, office.ID, 3)
					if err != nil || len(claims) == 0 {
						return err
					}
					var done []store.Finished
					mu.Lock()
					for _, c := range claims {
						taken[c.ID]++
						if c.Unopened != nil || c.Content.ShipTo == nil || c.Attempts != 1 || c.AskFirst {
							t.Errorf("attempt %d, ask first %v, opened with %v", c.Attempts, c.AskFirst, c.Unopened)
						}
						done = append(done, store.Finished{Claim: c, Outcome: store.Outcome{State: orderveil.ForwardForwarded, Number: "R-" + c.Content.Number}})
					}
					mu.Unlock()
					if late, err := f.FinishDeliveries(t.Context(), account.ID, done); err != nil || len(late) > 0 {
						t.Errorf("%d are late, %v", len(late), err)
					}
				}
			})
		}
		if err := group.Wait(); err != nil {
			t.Fatal(err)
		}
		p, err := f.Progress(t.Context(), account.ID)
		if err != nil || len(taken) != orders || p.Forwards[orderveil.ForwardForwarded] != orders {
			t.Errorf("%d were claimed, %v, %v", len(taken), p.Forwards, err)
		}
		for _, n := range taken {
			if n != 1 {
				t.Errorf("one was claimed %d times", n)
			}
		}
	})
}

// Who is thought dead does not undo what somebody else did with some of his orders, and the
// others' outcomes count.
func TestOutcomesOfClaimsThatRanOutAreNotRecorded(t *testing.T) {
	t.Parallel()
	storetest.Each(t, server, func(t *testing.T, f *storetest.Fixture) {
		account, office := outgoing(t, f, 3)
		claims, err := f.ClaimDeliveries(t.Context(), account.ID, office.ID, 3)
		if err != nil || len(claims) != 3 {
			t.Fatalf("ClaimDeliveries() = %d, %v", len(claims), err)
		}
		f.Clock.Advance(3 * time.Minute)
		second, err := f.ClaimDelivery(t.Context(), account.ID, office.ID)
		if err != nil || !second.AskFirst || second.Attempts != 2 {
			t.Fatalf("after the claim ran out: attempt %d, ask first %v, %v", second.Attempts, second.AskFirst, err)
		}
		var done []store.Finished
		for _, c := range claims {
			done = append(done, store.Finished{Claim: c, Outcome: store.Outcome{State: orderveil.ForwardForwarded, Number: "R-1"}})
		}
		late, err := f.FinishDeliveries(t.Context(), account.ID, done)
		if err != nil || len(late) != 1 || late[0].ID != second.ID {
			t.Fatalf("FinishDeliveries() = %d that are late, %v", len(late), err)
		}
		p, err := f.Progress(t.Context(), account.ID)
		if err != nil || p.Forwards[orderveil.ForwardForwarded] != 2 || p.Forwards[orderveil.ForwardSending] != 1 {
			t.Errorf("Progress() = %v, %v", p.Forwards, err)
		}
	})
}

// An outcome whose row somebody holds waits for it, and none of the others with it.
func TestAnOutcomeWaitsForWhoeverHoldsItsRow(t *testing.T) {
	t.Parallel()
	f := storetest.PostgreSQL(t, server)
	account, office := outgoing(t, f, 3)
	claims, err := f.ClaimDeliveries(t.Context(), account.ID, office.ID, 3)
	if err != nil || len(claims) != 3 {
		t.Fatalf("ClaimDeliveries() = %d, %v", len(claims), err)
	}
	tx, err := raw(t, f).Begin()
	if err != nil {
		t.Fatal(err)
	}
	defer tx.Rollback()
	if _, err := tx.Exec(`SELECT 1 FROM deliveries WHERE id = $1 FOR UPDATE`, claims[1].ID); err != nil {
		t.Fatal(err)
	}
	var done []store.Finished
	for _, c := range claims {
		done = append(done, store.Finished{Claim: c, Outcome: store.Outcome{State: orderveil.ForwardForwarded, Number: "R-1"}})
	}
	finished := make(chan error, 1)
	go func() {
		late, err := f.FinishDeliveries(t.Context(), account.ID, done)
		if len(late) > 0 {
			t.Errorf("%d are late", len(late))
		}
		finished <- err
	}()
	forwarded := func() int {
		p, err := f.Progress(t.Context(), account.ID)
		if err != nil {
			t.Fatal(err)
		}
		return p.Forwards[orderveil.ForwardForwarded]
	}
	for end := time.Now().Add(30 * time.Second); forwarded() < 2 && time.Now().Before(end); time.Sleep(5 * time.Millisecond) {
	}
	if n := forwarded(); n != 2 {
		t.Fatalf("%d are recorded while one row is held, want 2", n)
	}
	if err := tx.Rollback(); err != nil {
		t.Fatal(err)
	}
	if err := <-finished; err != nil || forwarded() != 3 {
		t.Errorf("%d are recorded, %v", forwarded(), err)
	}
}

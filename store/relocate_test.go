package store_test

import (
	"context"
	"database/sql"
	"errors"
	"runtime"
	"sync"
	"testing"
	"time"

	"orderveil"
	"orderveil/store"
	"orderveil/store/pgtest"
	"orderveil/store/storetest"
)

// mover is an account that orders come into and leave through one node while another
// process moves it.
type mover struct {
	*storetest.Fixture
	node     *store.Store
	account  orderveil.Account
	bol      orderveil.Connection
	office   orderveil.Connection
	imported int
	refused  int
	sent     map[string]int // by the office, which knows what it has
}

// one brings the next order in and takes whatever is due out. What is refused for the move
// is tried again by the caller.
func (m *mover) one(ctx context.Context) error {
	if _, err := m.node.Import(ctx, m.account.ID, m.bol.ID, []orderveil.Order{m.Order(m.imported)}); err != nil {
		return err
	}
	m.imported++
	return m.forward(ctx)
}

func (m *mover) forward(ctx context.Context) error {
	claims, err := m.node.ClaimDeliveries(ctx, m.account.ID, m.office.ID, 10)
	if err != nil {
		return err
	}
	var done []store.Finished
	for _, c := range claims {
		if number := c.Content.Number; !c.AskFirst || m.sent[number] == 0 {
			m.sent[number]++
		}
		done = append(done, store.Finished{Claim: c, Outcome: store.Outcome{State: orderveil.ForwardForwarded, Number: c.Content.Number}})
	}
	_, err = m.node.FinishDeliveries(ctx, m.account.ID, done)
	return err
}

// work goes on until the function ends, and at least once after that.
func (m *mover) work(t *testing.T, until func()) {
	t.Helper()
	stop := make(chan struct{})
	var working sync.WaitGroup
	working.Go(func() {
		for last := false; !last; {
			select {
			case <-stop:
				last = true
			default:
			}
			for err := m.one(t.Context()); err != nil && !last; err = m.one(t.Context()) {
				m.refused++
				select {
				case <-stop:
					last = true
				case <-time.After(20 * time.Millisecond): // as a worker that comes back later
				}
			}
		}
	})
	until()
	close(stop)
	working.Wait()
}

// killed makes a move that ends at a step as a process does that is killed.
func (m *mover) killed(t *testing.T, at store.MoveStep) {
	t.Helper()
	var moving sync.WaitGroup
	moving.Go(func() {
		err := m.MoveAccount(context.Background(), 1, "two", func(step store.MoveStep) {
			if step == at {
				runtime.Goexit()
			}
		})
		t.Errorf("a move that was to be killed at %s ended: %v", at, err)
	})
	moving.Wait()
}

func newMover(t *testing.T) (m *mover, second *pgtest.Server) {
	t.Helper()
	second = pgtest.Alone(t)
	m = &mover{Fixture: storetest.PostgreSQL(t, server), sent: map[string]int{}}
	where := *m.Config.PostgreSQL
	where.Servers = []store.AccountsServer{{DatabaseServer: orderveil.DatabaseServer{Name: "two", Capacity: 1}, Address: second.DSN("postgres")}}
	m.Config.PostgreSQL = &where
	m.Reopen(t)
	var err error
	if m.node, err = store.Open(t.Context(), m.Config); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = m.node.Close() })
	m.account, m.bol, m.office = m.Account(t, 1)
	return m, second
}

// An account is moved to another server while orders come in and go out, the move is killed
// at each of its steps, and everything is there once.
func TestAnAccountMovesToAnotherServerWithoutLosingAnOrder(t *testing.T) {
	t.Parallel()
	m, second := newMover(t)
	for _, step := range []store.MoveStep{store.MoveBegun, store.MoveClosed, store.MoveCopied, store.MoveChecked} {
		m.work(t, func() { m.killed(t, step) })
		if step != store.MoveBegun { // until then a node that has the account open goes on
			if _, err := m.node.Connections(t.Context(), m.account.ID); !store.Moving(err) {
				t.Errorf("after %s the account answers on another node: %v", step, err)
			}
		}
		if err := m.UndoMove(t.Context(), 1); err != nil {
			t.Fatalf("UndoMove() after %s: %v", step, err)
		}
		for range 3 {
			if err := m.one(t.Context()); err != nil {
				t.Fatalf("after a move that was undone at %s: %v", step, err)
			}
		}
	}
	m.work(t, func() {
		m.killed(t, store.MoveCopied)
		m.killed(t, store.MoveSwitched)
	})
	if m.refused == 0 {
		t.Error("nothing was refused while the account was on its way")
	}
	placed, err := m.Placements(t.Context())
	if err != nil || placed[0].Server != "two" {
		t.Fatalf("Placements() = %+v, %v", placed, err)
	}
	if err := m.UndoMove(t.Context(), 1); !errors.Is(err, orderveil.ErrInvalid) {
		t.Errorf("UndoMove() after the switch = %v", err)
	}
	if err := m.one(t.Context()); err != nil {
		t.Errorf("the account does not work on its new server while the old database is there: %v", err)
	}
	if err := m.MoveAccount(t.Context(), 1, "two", func(store.MoveStep) {}); err != nil {
		t.Fatal(err)
	}
	if n := databasesOf(t, server.DSN("postgres"), m); n != 0 {
		t.Error("the old database is there after the move")
	}
	if n := databasesOf(t, second.DSN("postgres"), m); n != 1 {
		t.Errorf("%d databases on the new server", n)
	}
	m.complete(t)
}

// Whoever is cut off by a move that is undone before that is noticed is told of the move all
// the same, wherever in its work that was.
func TestAMoveThatIsUndoneAtOnceIsToldToWhomItCutOff(t *testing.T) {
	t.Parallel()
	m, _ := newMover(t)
	var statements, cutAt int
	m.Config.OnStatement = func() {
		if statements++; statements != cutAt {
			return
		}
		m.killed(t, store.MoveClosed)
		if err := m.UndoMove(t.Context(), 1); err != nil {
			t.Errorf("UndoMove() = %v", err)
		}
	}
	var err error
	if m.node, err = store.Open(t.Context(), m.Config); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = m.node.Close() })
	if err := m.one(t.Context()); err != nil {
		t.Fatal(err)
	}
	told := 0
	for cutAt = 1; ; cutAt++ {
		statements = 0
		_, err := m.node.Import(t.Context(), m.account.ID, m.bol.ID, []orderveil.Order{m.Order(m.imported)})
		if store.Moving(err) {
			told++
		} else if err != nil {
			t.Errorf("cut off at statement %d: %v", cutAt, err)
		}
		if err == nil {
			m.imported++
		}
		if statements < cutAt {
			break
		}
	}
	if told == 0 {
		t.Error("nobody was told of a move")
	}
	t.Logf("%d of %d statements", told, cutAt-1)
}

// complete finds every order once, forwarded once.
func (m *mover) complete(t *testing.T) {
	t.Helper()
	m.Clock.Advance(time.Hour) // who went silent with an order is given up
	for range m.imported/10 + 2 {
		if err := m.forward(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	merchant := storetest.Viewer(orderveil.RoleMerchant, m.account.ID)
	for i := range m.imported {
		number := m.Order(i).Number
		if m.sent[number] != 1 {
			t.Errorf("order %s was sent %d times", number, m.sent[number])
		}
		if !readable(t, find(t, m.Fixture, merchant, number)) {
			t.Errorf("order %s does not open", number)
		}
	}
	page, err := m.Orders(t.Context(), merchant, store.Filter{}, store.Paging{}, store.LoadAll)
	if err != nil || m.imported < 10 || len(page.Nodes) < 10 {
		t.Errorf("%d orders came in, the first page has %d: %v", m.imported, len(page.Nodes), err)
	}
	t.Logf("%d orders came in, %d attempts were refused meanwhile", m.imported, m.refused)
}

// databasesOf counts the account's databases on a server.
func databasesOf(t *testing.T, dsn string, m *mover) (n int) {
	t.Helper()
	catalog, err := sql.Open("postgres", m.Config.PostgreSQL.Catalog)
	if err != nil {
		t.Fatal(err)
	}
	defer catalog.Close()
	var name string
	if err := catalog.QueryRow(`SELECT database FROM accounts WHERE id = $1`, m.account.ID).Scan(&name); err != nil {
		t.Fatal(err)
	}
	db, err := sql.Open("postgres", dsn)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if err := db.QueryRow(`SELECT count(*) FROM pg_database WHERE datname = $1`, name).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

// Whose two servers are one under two names keeps the account: its only database would be
// dropped as what an earlier attempt left.
func TestAnAccountIsNotMovedFromAServerToItself(t *testing.T) {
	t.Parallel()
	f := storetest.PostgreSQL(t, server)
	where := *f.Config.PostgreSQL
	where.Servers = []store.AccountsServer{{DatabaseServer: orderveil.DatabaseServer{Name: "two"}, Address: where.Accounts}}
	f.Config.PostgreSQL = &where
	f.Reopen(t)
	account, bol, _ := f.Account(t, 1)
	if err := f.MoveAccount(t.Context(), 1, "two", func(store.MoveStep) {}); !errors.Is(err, orderveil.ErrInvalid) {
		t.Errorf("MoveAccount() to the same server = %v", err)
	}
	if _, err := f.Import(t.Context(), account.ID, bol.ID, []orderveil.Order{f.Order(1)}); err != nil {
		t.Errorf("after it was refused: %v", err)
	}
}

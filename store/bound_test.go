package store_test

import (
	"context"
	"database/sql"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/uuid"

	"orderveil"
	"orderveil/store"
	"orderveil/store/storetest"
)

// within gives a store so many connections, which the server can tell from others'.
func within(t *testing.T, most int) (f *storetest.Fixture, counted func() int) {
	t.Helper()
	f = storetest.PostgreSQL(t, server)
	name := "bound" + uuid.NewString()[:8]
	where := *f.Config.PostgreSQL
	where.Accounts += "&application_name=" + name
	where.Connections = most
	f.Config.PostgreSQL = &where
	f.Reopen(t)
	admin, err := sql.Open("postgres", server.DSN("postgres"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = admin.Close() })
	return f, func() (n int) {
		if err := admin.QueryRow(`SELECT count(*) FROM pg_stat_activity WHERE application_name = $1 AND datname LIKE 'acct%'`, name).Scan(&n); err != nil {
			t.Error(err)
		}
		return n
	}
}

// watching counts again and again until it is stopped, and returns the most that there were.
func watching(count func() int) (stop func() (most int)) {
	var counting sync.WaitGroup
	most, done := 0, make(chan struct{})
	counting.Go(func() {
		for {
			select {
			case <-done:
				return
			default:
				most = max(most, count())
			}
		}
	})
	return func() int {
		close(done)
		counting.Wait()
		return most
	}
}

// Many accounts share few connections: nothing fails, and the server never sees more of them.
func TestManyAccountsShareFewConnections(t *testing.T) {
	t.Parallel()
	const most, accounts, each = 2, 5, 3
	f, count := within(t, most)
	stop := watching(count)
	var working sync.WaitGroup
	for n := range accounts {
		account, bol, office := f.Account(t, n+1)
		for k := range each {
			working.Go(func() {
				if err := work(t.Context(), f, account, bol.ID, office.ID, k); err != nil {
					t.Errorf("account %d: %v", account.Number, err)
				}
			})
		}
	}
	working.Wait()
	if seen := stop(); seen > most || seen == 0 {
		t.Errorf("the server saw %d connections at a time, want 1 to %d", seen, most)
	}
	if u := f.Use(); u.Accounts != accounts || u.Connections > most || u.Most != most || u.Waits == 0 {
		t.Errorf("Use() = %+v", u)
	}
}

func work(ctx context.Context, f *storetest.Fixture, a orderveil.Account, bol, office uuid.UUID, k int) error {
	if _, err := f.Import(ctx, a.ID, bol, []orderveil.Order{f.Order(k)}); err != nil {
		return err
	}
	if _, err := f.Orders(ctx, storetest.Viewer(orderveil.RoleMerchant, a.ID), store.Filter{}, store.Paging{}, store.LoadAll); err != nil {
		return err
	}
	_, err := f.ClaimDeliveries(ctx, a.ID, office, 1)
	if err != nil || k > 0 {
		return err
	}
	merchant := storetest.Viewer(orderveil.RoleMerchant, a.ID)
	found, err := f.OrdersByNumber(ctx, merchant, f.Order(k).Number, store.LoadAll)
	if err != nil {
		return err
	}
	_, err = f.PlaceHold(ctx, merchant, store.NewHold{Order: found[0].ID(), Basis: orderveil.HoldFiscal, Until: orderveil.DateOf(f.Clock.Now()) + 100})
	return err
}

// Who needs room takes it from the account that has not been asked for the longest time.
func TestAnAccountThatIsBusyKeepsItsConnection(t *testing.T) {
	t.Parallel()
	const most = 2
	f, _ := within(t, most)
	ask := func(a orderveil.Account) {
		t.Helper()
		if _, err := f.Progress(t.Context(), a.ID); err != nil {
			t.Fatal(err)
		}
	}
	busy, _, _ := f.Account(t, 1)
	var name string
	if err := open(t, "postgres", f.Config.PostgreSQL.Catalog).QueryRow(`SELECT database FROM accounts WHERE number = 1`).Scan(&name); err != nil {
		t.Fatal(err)
	}
	backend := func() (pid int) {
		t.Helper()
		if err := open(t, "postgres", server.DSN("postgres")).QueryRow(`SELECT min(pid) FROM pg_stat_activity WHERE datname = $1`, name).Scan(&pid); err != nil {
			t.Fatal(err)
		}
		return pid
	}
	var others []orderveil.Account
	for n := range 3 * most {
		other, _, _ := f.Account(t, n+2)
		others = append(others, other)
	}
	ask(busy)
	first := backend()
	for _, other := range others {
		ask(other)
		ask(busy)
	}
	if now := backend(); now != first {
		t.Error("the busy account had to sign in anew")
	}
}

// Accounts that all want more connections than they can have get their share, and do not take
// connections from each other for every statement.
func TestAccountsAtWorkKeepTheirShareOfConnections(t *testing.T) {
	t.Parallel()
	const most, accounts, each = 6, 3, 6
	f, _ := within(t, most)
	var busy [accounts]orderveil.Account
	for n := range busy {
		busy[n], _, _ = f.Account(t, n+1)
	}
	before := f.Use().Made
	limited, stop := context.WithTimeout(t.Context(), 3*time.Second)
	defer stop()
	var working sync.WaitGroup
	var asked [accounts]atomic.Int64
	for n, account := range busy {
		for range each {
			working.Go(func() {
				for limited.Err() == nil {
					if _, err := f.Progress(t.Context(), account.ID); err != nil {
						t.Error(err)
						return
					}
					asked[n].Add(1)
				}
			})
		}
	}
	working.Wait()
	all, made := int64(0), f.Use().Made-before
	for n := range asked {
		all += asked[n].Load()
	}
	for n := range asked {
		if got := asked[n].Load(); got < all/accounts/10 {
			t.Errorf("account %d was answered %d times of %d", n+1, got, all)
		}
	}
	if waits := f.Use().Waits; waits < all/20 {
		t.Errorf("%d waits for %d questions of more people than there are connections", waits, all)
	}
	if made > all/20 {
		t.Errorf("%d connections were made for %d questions", made, all)
	}
}

// Who waits in vain is told what it was, and the place goes to the next.
func TestWhoGetsNoConnectionIsToldSo(t *testing.T) {
	t.Parallel()
	f, count := within(t, 1)
	first, _, _ := f.Account(t, 1)
	second, _, _ := f.Account(t, 2)
	name := ""
	if err := open(t, "postgres", f.Config.PostgreSQL.Catalog).QueryRow(`SELECT database FROM accounts WHERE number = 1`).Scan(&name); err != nil {
		t.Fatal(err)
	}
	tx, err := open(t, "postgres", server.DSN(name)).Begin()
	if err != nil {
		t.Fatal(err)
	}
	defer tx.Rollback()
	if _, err := tx.Exec(`LOCK TABLE orders IN ACCESS EXCLUSIVE MODE`); err != nil {
		t.Fatal(err)
	}
	waiting := make(chan error, 1)
	go func() {
		_, err := f.Progress(t.Context(), first.ID)
		waiting <- err
	}()
	for held := 0; held == 0; { // until the only connection waits for the table
		if err := tx.QueryRow(`SELECT count(*) FROM pg_locks WHERE NOT granted AND database = (SELECT oid FROM pg_database WHERE datname = $1)`, name).Scan(&held); err != nil {
			t.Fatal(err)
		}
	}
	soon, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if _, err := f.Progress(soon, second.ID); !store.Busy(err) {
		t.Errorf("Progress() without a connection to be had = %v, want that all are in use", err)
	}
	if err := tx.Rollback(); err != nil {
		t.Fatal(err)
	}
	if err := <-waiting; err != nil {
		t.Error(err)
	}
	if _, err := f.Progress(t.Context(), second.ID); err != nil || count() > 1 {
		t.Errorf("Progress() after one was given back: %v, with %d connections", err, count())
	}
}

// What a server takes and what a node comes to there are told for the databases together that
// it holds.
func TestAServerTellsWhatItTakesBesideWhatANodeComesTo(t *testing.T) {
	t.Parallel()
	f, _ := within(t, 7)
	servers, err := f.Servers(t.Context())
	if err != nil || len(servers) != 3 {
		t.Fatalf("Servers() = %+v, %v", servers, err)
	}
	for _, s := range servers { // all are the one of the tests, with max_connections=200
		if s.Ours != 16+4+2+7 || s.Most != 197 || s.Free >= s.Most || s.Free < 0 {
			t.Errorf("%+v", s)
		}
	}
}

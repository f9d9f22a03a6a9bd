package store_test

import (
	"context"
	"database/sql"
	"errors"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"orderveil"
	"orderveil/seal"
	"orderveil/seal/sealtest"
	"orderveil/store"
	"orderveil/store/storetest"
)

// keyed is a store with accounts that have an order each.
type keyed struct {
	*storetest.Fixture
	accounts []orderveil.Account
	offices  []orderveil.Connection
}

func newKeyed(t *testing.T, f *storetest.Fixture, accounts int) *keyed {
	t.Helper()
	k := &keyed{Fixture: f}
	for n := 1; n <= accounts; n++ {
		account, bol, office := f.Account(t, n)
		k.accounts, k.offices = append(k.accounts, account), append(k.offices, office)
		if _, err := f.Import(t.Context(), account.ID, bol.ID, []orderveil.Order{f.Order(n)}); err != nil {
			t.Fatal(err)
		}
	}
	return k
}

// readable fails the test unless every customer and every credential opens.
func (k *keyed) readable(t *testing.T) {
	t.Helper()
	for i, a := range k.accounts {
		page, err := k.Orders(t.Context(), storetest.Viewer(orderveil.RoleMerchant, a.ID), store.Filter{}, store.Paging{}, store.LoadAll)
		if err != nil || len(page.Nodes) != 1 {
			t.Fatalf("account %d: %v", a.Number, err)
		}
		if name, err := page.Nodes[0].ShipTo().LastName(); err != nil || name == nil || !strings.HasPrefix(*name, storetest.Mark) {
			t.Errorf("account %d: the customer does not open: %v", a.Number, err)
		}
		if _, err := k.Plug(t.Context(), a.ID, k.offices[i].ID); err != nil {
			t.Errorf("account %d: the credentials do not open: %v", a.Number, err)
		}
	}
}

// rotation rotates all accounts, moving the clock instead of waiting.
func (k *keyed) rotation() store.Rotation {
	return store.Rotation{Accounts: k.accounts, Wait: func(_ context.Context, until time.Time) error {
		k.Clock.Advance(until.Sub(k.Clock.Now()))
		return nil
	}}
}

func TestRotationGivesEveryAccountAKeyAndKeepsAllReadable(t *testing.T) {
	t.Parallel()
	storetest.Each(t, server, func(t *testing.T, f *storetest.Fixture) {
		k := newKeyed(t, f, 3)
		nodes := []*keyed{k}
		if f.Config.PostgreSQL != nil { // another server is at work beside it
			other, err := store.Open(t.Context(), f.Config)
			if err != nil {
				t.Fatal(err)
			}
			defer other.Close()
			nodes = append(nodes, &keyed{Fixture: &storetest.Fixture{Store: other}, accounts: k.accounts, offices: k.offices})
		}
		everyNodeReads := func() {
			for _, n := range nodes {
				n.readable(t)
			}
		}
		everyNodeReads()
		r, waits := k.rotation(), 0
		wait := r.Wait
		r.Wait = func(ctx context.Context, until time.Time) error {
			waits++
			everyNodeReads()
			err := wait(ctx, until)
			everyNodeReads()
			return err
		}
		done, err := k.RotateKeys(t.Context(), r)
		if err != nil || done.Stages[seal.Settled] != 3 || len(done.Failed)+len(done.Damaged) != 0 {
			t.Fatalf("RotateKeys() = %+v, %v", done, err)
		}
		if want := 3 * (1 + 2); done.Resealed != want { // a day and two connections each
			t.Errorf("%d things were sealed anew, want %d", done.Resealed, want)
		}
		if postgres := f.Config.PostgreSQL != nil; postgres && waits != 2 || !postgres && waits != 0 {
			t.Errorf("it waited %d times", waits)
		}
		everyNodeReads()
		f.Reopen(t)
		k.readable(t)
		s, err := k.KeyStatus(t.Context())
		if err != nil || len(s.Rotating) != 0 || s.Accounts[f.Keys.ID()] != 3 || s.Days.Keys != 3 || s.Days.Past != 0 || len(s.WithoutKey) != 0 || len(s.Numbers) != 3 {
			t.Errorf("KeyStatus() = %+v, %v", s, err)
		}
	})
}

// Where there are several nodes an exchange takes a while, and says how far it has come.
func TestAnExchangeOfKeysSaysHowMuchIsDoneAndLeft(t *testing.T) {
	t.Parallel()
	k := newKeyed(t, storetest.PostgreSQL(t, server), 2)
	admin := orderveil.Viewer{Role: orderveil.RoleAdministrator, Subject: "admin"}
	status, err := k.BeginRotation(t.Context(), admin, []int{1, 2})
	if err != nil {
		t.Fatal(err)
	}
	installation, err := k.Installation(admin)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []store.KeyRotation{{Stage: "PUBLISHED", Left: 1}, {Stage: "PROMOTED", Done: 1}} {
		if len(status.Rotating()) != 2 {
			t.Fatalf("%d exchanges are under way, want 2 %s", len(status.Rotating()), want.Stage)
		}
		for _, r := range status.Rotating() {
			if r.Account == nil || r.Stage != want.Stage || r.Done != want.Done || r.Left != want.Left {
				t.Errorf("Rotating() = %+v, want %+v", r, want)
			}
		}
		k.readable(t)
		k.Clock.Advance(seal.SettleTime)
		if err := k.ContinueRotations(t.Context()); err != nil {
			t.Fatal(err)
		}
		if status, err = installation.Keys(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	if len(status.Rotating()) != 0 {
		t.Errorf("at its end %d are under way", len(status.Rotating()))
	}
	k.readable(t)
}

func TestRotationThatWasStoppedGoesOn(t *testing.T) {
	t.Parallel()
	f := storetest.PostgreSQL(t, server)
	k := newKeyed(t, f, 2)
	stopped := errors.New("stopped")
	for round := 1; ; round++ {
		r, waits := k.rotation(), 0
		r.Unless = 24 * time.Hour
		wait := r.Wait
		r.Wait = func(ctx context.Context, until time.Time) error {
			if waits++; waits == 2 || round == 1 {
				return stopped
			}
			return wait(ctx, until)
		}
		_, err := k.RotateKeys(t.Context(), r)
		f.Reopen(t)
		k.readable(t)
		if err == nil {
			break
		}
		if !errors.Is(err, stopped) || round > 3 {
			t.Fatalf("round %d: %v", round, err)
		}
		f.Clock.Advance(seal.SettleTime)
	}
	before := f.Keys.Wraps.Load()
	r := k.rotation()
	r.Unless = 24 * time.Hour
	done, err := k.RotateKeys(t.Context(), r)
	if err != nil || done.Stages[seal.Settled] != 2 || f.Keys.Wraps.Load() != before {
		t.Errorf("RotateKeys() of what was rotated today = %+v, %v, want nothing to do", done, err)
	}
}

func TestMasterKeyIsChangedByRewrapping(t *testing.T) {
	t.Parallel()
	storetest.Each(t, server, func(t *testing.T, f *storetest.Fixture) {
		k, old := newKeyed(t, f, 2), f.Keys
		next := sealtest.NewProvider(t)
		f.Config.Keys = sealtest.Either{Counting: next, Old: old}
		f.Reopen(t)
		told := 0
		done, err := k.RewrapKeys(t.Context(), func(seal.Rewrapped) { told++ })
		if err != nil || done.Wrapped != done.Seen || done.Seen < 5 || told == 0 {
			t.Fatalf("RewrapKeys() = %+v, %v, told %d times", done, err, told)
		}
		f.Config.Keys = next
		f.Reopen(t)
		k.readable(t)
		s, err := k.KeyStatus(t.Context())
		if err != nil || s.Provider != next.ID() || s.Accounts[next.ID()] != 2 || len(s.Accounts) != 1 || len(s.Installation) != 1 {
			t.Errorf("KeyStatus() = %+v, %v", s, err)
		}
		if err := f.Close(); err != nil {
			t.Fatal(err)
		}
		f.Config.Keys = old
		if s, err := store.Open(t.Context(), f.Config); !errors.Is(err, seal.ErrWrongKey) {
			if err == nil {
				_ = s.Close()
			}
			t.Errorf("Open() with the old key = %v, want ErrWrongKey", err)
		}
	})
}

func TestAccountWithoutAKeyIsToldAndHoldsUpNobody(t *testing.T) {
	t.Parallel()
	f := storetest.SQLite(t)
	k := newKeyed(t, f, 2)
	db, err := sql.Open("sqlite", "file:"+filepath.Join(f.Config.Dir, "keys.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.Exec(`DELETE FROM account_keys WHERE id = ?`, k.accounts[0].ID); err != nil {
		t.Fatal(err)
	}
	s, err := k.KeyStatus(t.Context())
	if err != nil || len(s.WithoutKey) != 1 || s.WithoutKey[0] != 1 || s.Days.Orphans != 1 {
		t.Errorf("KeyStatus() = %+v, %v, want account 1 without a key", s, err)
	}
	done, err := k.RotateKeys(t.Context(), k.rotation())
	if err != nil || done.Stages[seal.Settled] != 1 || !errors.Is(done.Failed[1], orderveil.ErrNotFound) {
		t.Errorf("RotateKeys() = %+v, %v", done, err)
	}
	f.Clock.Advance(time.Minute)
	merchant := storetest.Viewer(orderveil.RoleMerchant, k.accounts[0].ID)
	page, err := k.Orders(t.Context(), merchant, store.Filter{}, store.Paging{}, store.LoadAll)
	if err != nil || len(page.Nodes) != 1 {
		t.Fatalf("the orders of an account without a key: %v", err)
	}
	if name, err := page.Nodes[0].ShipTo().LastName(); err != nil || name != nil {
		t.Errorf("LastName() = %v, or there is one", err)
	}
	email := "someone@example.test"
	if page, err := k.Orders(t.Context(), merchant, store.Filter{CustomerEmail: &email}, store.Paging{}, store.Load{}); err != nil || len(page.Nodes) != 0 {
		t.Errorf("a search for a customer of an account without a key: %v", err)
	}
}

package store_test

import (
	"errors"
	"testing"
	"time"

	"orderveil"
	"orderveil/store/storetest"
)

// A worker that comes back after its run was taken over changes nothing: neither the run,
// nor from when on the marketplace is asked for changes.
func TestARunThatWasTakenOverIsTheOtherWorkersAlone(t *testing.T) {
	t.Parallel()
	storetest.Each(t, server, func(t *testing.T, f *storetest.Fixture) {
		account, bol, _ := f.Account(t, 1)
		late, err := f.StartRun(t.Context(), account.ID, bol.ID, true)
		if err != nil {
			t.Fatal(err)
		}
		if err := f.KeepRun(t.Context(), account.ID, late); err != nil {
			t.Fatalf("KeepRun() by the only worker = %v", err)
		}
		f.Clock.Advance(2 * time.Minute)
		run, err := f.StartRun(t.Context(), account.ID, bol.ID, true)
		if err != nil {
			t.Fatal(err)
		}
		if err := f.KeepRun(t.Context(), account.ID, late); !errors.Is(err, orderveil.ErrConflict) {
			t.Errorf("KeepRun() by the late worker = %v, want a conflict", err)
		}
		late.State = orderveil.SyncDone
		if err := f.FinishRun(t.Context(), account.ID, late); !errors.Is(err, orderveil.ErrConflict) {
			t.Errorf("FinishRun() by the late worker = %v, want a conflict", err)
		}
		plug, err := f.Plug(t.Context(), account.ID, bol.ID)
		if err != nil {
			t.Fatal(err)
		}
		if !plug.Watermark.IsZero() {
			t.Error("the late worker moved the watermark")
		}
		if _, err := f.StartRun(t.Context(), account.ID, bol.ID, true); !errors.Is(err, orderveil.ErrNotFound) {
			t.Errorf("StartRun() beside the worker that took over = %v, want that there is nothing to do", err)
		}
		run.State = orderveil.SyncDone
		if err := f.FinishRun(t.Context(), account.ID, run); err != nil {
			t.Errorf("FinishRun() by the worker that took over = %v", err)
		}
	})
}

// What a node finds due is found again within a minute or so, in case it dies before it has
// passed it on.
func TestWhatWasFoundDueByANodeThatDiedIsFoundAgainSoon(t *testing.T) {
	t.Parallel()
	f := storetest.SQLite(t)
	account, bol, office := f.Account(t, 1)
	if _, err := f.Import(t.Context(), account.ID, bol.ID, []orderveil.Order{f.Order(1)}); err != nil {
		t.Fatal(err)
	}
	f.Clock.Advance(15 * time.Second)
	for look := range 3 {
		due, err := f.DueOutboxes(t.Context(), 10)
		if err != nil {
			t.Fatal(err)
		}
		if len(due.Forward) != 1 || due.Forward[0].Connection != office.ID {
			t.Fatalf("look %d found %d connections with orders to forward, want the one", look+1, len(due.Forward))
		}
		if due, err := f.DueOutboxes(t.Context(), 10); err != nil || len(due.Forward) != 0 {
			t.Fatalf("the next look comes at once: %d, %v", len(due.Forward), err)
		}
		f.Clock.Advance(70 * time.Second)
	}
}

// However many orders and lines are kept at once, a statement has room for them.
func TestMoreOrdersThanAStatementHasRoomForAreKept(t *testing.T) {
	t.Parallel()
	const orders = 600
	storetest.Each(t, server, func(t *testing.T, f *storetest.Fixture) {
		account, bol, _ := f.Account(t, 1)
		all := make([]orderveil.Order, orders)
		for i := range all {
			all[i] = f.Order(i + 1)
		}
		kept, err := f.Import(t.Context(), account.ID, bol.ID, all)
		if err != nil || kept.Kept != orders {
			t.Fatalf("Import() of %d orders kept %d: %v", orders, kept.Kept, err)
		}
		for i := range all { // and all get another day
			all[i].Revision, all[i].ChangedAt = "2", f.Clock.Now().Add(time.Second)
			for l := range all[i].Lines {
				all[i].Lines[l].QuantityShipped = all[i].Lines[l].Quantity
			}
		}
		if kept, err = f.Import(t.Context(), account.ID, bol.ID, all); err != nil || kept.Kept != orders {
			t.Fatalf("Import() of %d changed orders kept %d: %v", orders, kept.Kept, err)
		}
	})
}

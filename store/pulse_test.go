package store_test

import (
	"testing"
	"time"

	"github.com/google/uuid"

	"orderveil"
	"orderveil/store"
	"orderveil/store/storetest"
)

// What several programs do in an hour is counted together, and a program that says nothing
// any more is not among those that are alive.
func TestThroughputIsCountedOverAllWorkers(t *testing.T) {
	t.Parallel()
	storetest.Each(t, server, func(t *testing.T, f *storetest.Fixture) {
		ctx := t.Context()
		in, err := f.Installation(orderveil.Viewer{Role: orderveil.RoleAdministrator})
		if err != nil {
			t.Fatal(err)
		}
		workers := [2]uuid.UUID{uuid.New(), uuid.New()}
		beat := func(i, imported, forwarded int) {
			t.Helper()
			err := f.Beat(ctx, store.Pulse{Worker: workers[i], Machine: "hub", Started: f.Clock.Now(), Done: map[orderveil.Tally]int{
				orderveil.TallyImported: imported, orderveil.TallyForwarded: forwarded,
			}, Waited: time.Duration(10*imported) * time.Second})
			if err != nil {
				t.Fatal(err)
			}
		}
		beat(0, 3, 0)
		beat(1, 4, 2)
		beat(0, 0, 0)
		f.Clock.Advance(time.Hour)
		beat(0, 5, 0)
		hours := 3
		got, err := in.Throughput(ctx, &hours)
		if err != nil || len(got) != 3 || got[0].Imported != 0 || got[1].Imported != 7 || got[1].Forwarded != 2 || got[2].Imported != 5 || got[1].WaitedSeconds != 40 || got[2].WaitedSeconds != 50 {
			t.Errorf("Throughput() = %+v, %v", got, err)
		}
		if alive, err := in.Workers(ctx); err != nil || len(alive) != 1 || alive[0].ID() != workers[0].String() {
			t.Errorf("%d workers are alive, %v", len(alive), err)
		}
		if err := f.Stopped(ctx, workers[0]); err != nil {
			t.Fatal(err)
		}
		if alive, err := in.Workers(ctx); err != nil || len(alive) != 0 {
			t.Errorf("%d workers are alive after it stopped, %v", len(alive), err)
		}
	})
}

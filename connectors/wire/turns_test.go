package wire_test

import (
	"context"
	"errors"
	"sync"
	"testing"

	"orderveil/connectors/wire"
)

func TestOneAtATimeWorksUnderAName(t *testing.T) {
	t.Parallel()
	var turns wire.Turns
	var group sync.WaitGroup
	working := 0 // no lock of its own: two at once are a race, which the race detector sees too
	for range 50 {
		group.Go(func() {
			end, err := turns.Take(t.Context(), "name")
			if err != nil {
				t.Error(err)
				return
			}
			if working++; working != 1 {
				t.Error("two work at once")
			}
			working--
			end()
		})
	}
	group.Wait()
}

func TestOtherNamesDoNotWaitAndWaitingEndsWithTheContext(t *testing.T) {
	t.Parallel()
	var turns wire.Turns
	end, err := turns.Take(t.Context(), "name")
	if err != nil {
		t.Fatal(err)
	}
	other, err := turns.Take(t.Context(), "other")
	if err != nil {
		t.Fatal(err)
	}
	other()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := turns.Take(ctx, "name"); !errors.Is(err, context.Canceled) {
		t.Errorf("Take() = %v, want the context's error", err)
	}
	end()
	if end, err = turns.Take(t.Context(), "name"); err != nil {
		t.Fatal(err)
	}
	end()
}

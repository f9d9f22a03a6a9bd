package store_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/uuid"

	"orderveil"
	"orderveil/audit"
	"orderveil/store"
	"orderveil/store/storetest"
)

// noting writes an entry into a trail, told from others by its request.
func noting(ctx context.Context, f *storetest.Fixture, account uuid.UUID, request string) error {
	e := store.AuditEvent{Kind: orderveil.AuditChange, Via: "syncNow", Outcome: "OK", Request: request}
	return f.Audit(ctx, account, storetest.Viewer(orderveil.RoleMerchant, account), e)
}

// noted counts the entries of each request in a trail that holds.
func noted(t *testing.T, f *storetest.Fixture, account uuid.UUID) map[string]int {
	t.Helper()
	if err := f.SealAudits(t.Context()); err != nil {
		t.Fatal(err)
	}
	trail := trailOf(t, f, account)
	if _, err := audit.Verify(bytes.NewReader(trail), f.SigningKey()); err != nil {
		t.Fatal(err)
	}
	times := map[string]int{}
	for line := range bytes.Lines(trail) {
		var of struct{ Entry struct{ RequestID string } }
		if err := json.Unmarshal(line, &of); err != nil {
			t.Fatal(err)
		}
		if of.Entry.RequestID != "" {
			times[of.Entry.RequestID]++
		}
	}
	return times
}

// notedOnce requires so many entries, each of them once.
func notedOnce(t *testing.T, got map[string]int, entries int) {
	t.Helper()
	if len(got) != entries {
		t.Errorf("%d of %d entries are there", len(got), entries)
	}
	for request, times := range got {
		if times != 1 {
			t.Errorf("the entry of %s is there %d times", request, times)
		}
	}
}

func TestEntriesThatComeTogetherAreWrittenTogether(t *testing.T) {
	t.Parallel()
	storetest.Each(t, server, func(t *testing.T, f *storetest.Fixture) {
		account, _, _ := one(t, f, f.Order(1))
		before := f.Statements.Load()
		const people, each = 32, 20
		var group sync.WaitGroup
		for person := range people {
			group.Go(func() {
				for i := range each {
					if err := noting(t.Context(), f, account.ID, fmt.Sprintf("%d-%d", person, i)); err != nil {
						t.Error(err)
					}
				}
			})
		}
		group.Wait()
		// SQLite writes at once, so that there may be nobody to wait for.
		if n := f.Statements.Load() - before; n > people*each/2 && f.Config.PostgreSQL != nil {
			t.Errorf("%d statements for %d entries by %d people", n, people*each, people)
		}
		notedOnce(t, noted(t, f, account.ID), people*each)
	})
}

func TestNobodySuffersFromOthersEntries(t *testing.T) {
	t.Parallel()
	f := storetest.PostgreSQL(t, server)
	account, _, _ := one(t, f, f.Order(1))
	var group sync.WaitGroup
	for i := range 200 {
		group.Go(func() {
			switch request := fmt.Sprint(i); i % 4 {
			case 0: // PostgreSQL takes no such text
				if err := noting(t.Context(), f, account.ID, request+"\x00"); err == nil {
					t.Error("what cannot be written is written")
				}
			case 1: // does not wait
				ctx, leave := context.WithTimeout(t.Context(), time.Duration(i)*10*time.Microsecond)
				defer leave()
				_ = noting(ctx, f, account.ID, "left")
			default:
				if err := noting(t.Context(), f, account.ID, request); err != nil {
					t.Error(err)
				}
			}
		})
	}
	group.Wait()
	got := noted(t, f, account.ID)
	delete(got, "left")
	notedOnce(t, got, 100)
}

func TestAnEntryThatIsStuckHoldsNoOtherUp(t *testing.T) {
	t.Parallel()
	f := storetest.PostgreSQL(t, server)
	account, _, _ := one(t, f, f.Order(1))
	var held atomic.Bool
	stuck, free := make(chan struct{}), make(chan struct{})
	f.Config.OnStatement = func() {
		if held.CompareAndSwap(true, false) {
			close(stuck)
			<-free
		}
	}
	f.Reopen(t)
	if err := noting(t.Context(), f, account.ID, "before"); err != nil {
		t.Fatal(err)
	}
	held.Store(true)
	first := make(chan error, 1)
	go func() { first <- noting(t.Context(), f, account.ID, "stuck") }()
	<-stuck
	limited, cancel := context.WithTimeout(t.Context(), 8*time.Second)
	defer cancel()
	if err := noting(limited, f, account.ID, "behind it"); err != nil {
		t.Errorf("behind an entry that is stuck: %v", err)
	}
	close(free)
	if err := <-first; err != nil {
		t.Error(err)
	}
	if got := noted(t, f, account.ID); got["stuck"] != 1 || got["behind it"] != 1 {
		t.Errorf("there are %v", got)
	}
}

package jobs

import (
	"sync"
	"sync/atomic"
	"testing"

	"github.com/google/uuid"
)

func TestWhoComesToALineThatIsBusyIsServedByWhoIsThere(t *testing.T) {
	t.Parallel()
	var l lines
	p, other := linePlace{uuid.New(), forwardQueue}, linePlace{uuid.New(), forwardQueue}
	if !l.enter(p) || !l.enter(other) {
		t.Fatal("an empty line lets nobody in")
	}
	for range 2 {
		if l.enter(p) {
			t.Fatal("two are in one line")
		}
	}
	if !l.leave(p, false) {
		t.Fatal("who came meanwhile is forgotten")
	}
	if l.leave(p, false) {
		t.Fatal("one look more than was asked for")
	}
	if !l.enter(p) {
		t.Fatal("the line stays busy after all have left")
	}
	if l.enter(p); l.leave(p, true) {
		t.Fatal("who cannot is asked to look again")
	}
	if !l.enter(p) {
		t.Fatal("the line stays busy after one who could not")
	}
}

// Whatever is due before somebody comes has been looked at when all have left: never are two
// at it, and no arrival is lost between a look and a leave.
func TestNothingThatIsDueIsLeftBehindInALine(t *testing.T) {
	t.Parallel()
	var l lines
	var due, inside atomic.Int64
	p := linePlace{uuid.New(), forwardQueue}
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			for range 5000 {
				due.Add(1)
				if !l.enter(p) {
					continue
				}
				for {
					if inside.Add(1) > 1 {
						t.Error("two are in one line")
					}
					due.Store(0)
					inside.Add(-1)
					if !l.leave(p, false) {
						break
					}
				}
			}
		})
	}
	all.Wait()
	if left := due.Load(); left != 0 {
		t.Errorf("%d due and nobody looks", left)
	}
}

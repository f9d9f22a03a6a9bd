package jobs

import (
	"sync"

	"github.com/google/uuid"
)

// lines are the back offices that this node sends to at the moment.
type lines struct {
	mu   sync.Mutex
	busy map[linePlace]bool // and whether somebody came meanwhile
}

// linePlace is a back office on one of the lanes.
type linePlace struct {
	office uuid.UUID
	queue  string
}

// enter reports whether the caller is to send. If not, whoever does looks once more before
// he ends: what is due by now does not wait.
func (l *lines) enter(p linePlace) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if _, busy := l.busy[p]; busy {
		l.busy[p] = true
		return false
	}
	if l.busy == nil {
		l.busy = map[linePlace]bool{}
	}
	l.busy[p] = false
	return true
}

// leave reports whether the caller has to look once more, unless he cannot: then he is not
// there any more.
func (l *lines) leave(p linePlace, cannot bool) (again bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.busy[p] && !cannot {
		l.busy[p] = false
		return true
	}
	delete(l.busy, p)
	return false
}

package graph

import (
	"errors"
	"sync"
	"time"

	lru "github.com/hashicorp/golang-lru/v2"

	"orderveil"
)

// Whoever guesses order numbers misses most of the time. After so many misses within a
// minute the look-up is closed to that viewer for a while, whatever it asks for.
const (
	maxMisses   = 10
	missWindow  = time.Minute
	missPenalty = 5 * time.Minute
	maxMissers  = 50_000 // are remembered
)

var errClosed = errors.New("graph: too many order numbers that lead nowhere")

// misses counts, per viewer, the order numbers that led nowhere.
type misses struct {
	now orderveil.Clock
	mu  sync.Mutex
	of  *lru.Cache[string, *missed]
}

type missed struct {
	at     []time.Time // within the window
	closed time.Time   // until when the look-up is closed
}

func newMisses(now orderveil.Clock) *misses {
	if now == nil {
		now = time.Now
	}
	of, err := lru.New[string, *missed](maxMissers)
	if err != nil {
		panic(err)
	}
	return &misses{now: now, of: of}
}

func (m *misses) key(v orderveil.Viewer) string { return string(v.Role) + "\x00" + v.Subject }

// open refuses a viewer who missed too often.
func (m *misses) open(v orderveil.Viewer) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if one, ok := m.of.Get(m.key(v)); ok && m.now().Before(one.closed) {
		return errClosed
	}
	return nil
}

// note counts a miss.
func (m *misses) note(v orderveil.Viewer) {
	m.mu.Lock()
	defer m.mu.Unlock()
	one, ok := m.of.Get(m.key(v))
	if !ok {
		one = &missed{}
		m.of.Add(m.key(v), one)
	}
	now := m.now()
	recent := one.at[:0]
	for _, at := range one.at {
		if now.Sub(at) < missWindow {
			recent = append(recent, at)
		}
	}
	if one.at = append(recent, now); len(one.at) >= maxMisses {
		one.closed, one.at = now.Add(missPenalty), nil
	}
}

package bol

import (
	"sync"
	"time"
)

// progress is how far a listing has come. What is done was accepted by the caller.
type progress struct {
	done     map[string]time.Time // steps that were read to their end, and when that began
	label    string               // the step that is being read
	page     int                  // its page to be read next
	started  time.Time            // when its first page was read
	nameless int
	stopped  time.Time
}

// begin returns the page at which to begin a step: one before the page at which it
// was interrupted, because rows move up when orders leave the list.
func (p *progress) begin(label string, now time.Time) int {
	if p.label != label {
		p.label, p.page, p.started = label, 1, now
	}
	p.page = max(p.page-1, 1)
	return p.page
}

func (p *progress) finish() {
	p.done[p.label] = p.started
	p.label = ""
}

// forget drops what was read too long ago to be topped up by the changes of the last
// hour. A day that was over when it was read stays read: nothing joins it any more.
func (p *progress) forget(now time.Time) {
	for label, started := range p.done {
		if stale(label, started, now) {
			delete(p.done, label)
		}
	}
	if stale(p.label, p.started, now) {
		p.label = ""
	}
}

func stale(label string, started, now time.Time) bool {
	if label == labelOpen || now.Sub(started) <= resumeWithin {
		return false
	}
	day, err := time.Parse(time.DateOnly, label)
	return err != nil || started.Before(day.Add(24*time.Hour))
}

// sweeps holds the listings that were interrupted, by their window.
type sweeps struct {
	mu      sync.Mutex
	waiting map[int64]*progress
}

const (
	resumeWithin = 50 * time.Minute
	mostWaiting  = 8
)

// take returns the interrupted listing of a window, or one that is to begin. Nobody
// else gets it until it is put back.
func (s *sweeps) take(since, now time.Time) *progress {
	s.mu.Lock()
	defer s.mu.Unlock()
	key := since.UnixMicro()
	p := s.waiting[key]
	delete(s.waiting, key)
	if p == nil || now.Sub(p.stopped) > resumeWithin {
		return &progress{done: map[string]time.Time{}}
	}
	p.forget(now)
	return p
}

func (s *sweeps) put(since, now time.Time, p *progress) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.waiting == nil || len(s.waiting) >= mostWaiting {
		s.waiting = map[int64]*progress{}
	}
	p.stopped = now
	s.waiting[since.UnixMicro()] = p
}

package amazon

import (
	"net/url"
	"sync"
	"time"
)

// sweep is a listing and how far it has come.
type sweep struct {
	steps    []url.Values // the searches still to be read
	began    time.Time
	token    string // of the page to be read next; empty is the first
	given    time.Time
	nameless int
}

// tokenLife is for how long a page can be asked for: a little less than Amazon's day.
const tokenLife = 23 * time.Hour

// page returns the search for the next page. Amazon wants the same filters with its token.
// One that is too old begins the search again.
func (s *sweep) page(now time.Time) url.Values {
	if s.token != "" && now.Sub(s.given) > tokenLife {
		s.token = ""
	}
	query := url.Values{}
	for name, values := range s.steps[0] {
		query[name] = values
	}
	if s.token != "" {
		query.Set("paginationToken", s.token)
	}
	return query
}

func (s *sweep) next(token string, now time.Time) {
	s.token, s.given = token, now
	if token == "" {
		s.steps = s.steps[1:]
	}
}

// sweeps holds the listings that were interrupted, by their window.
type sweeps struct {
	mu      sync.Mutex
	waiting map[int64]*sweep
}

const mostWaiting = 8

// take returns the interrupted listing of a window, or nil. Nobody else gets it until it
// is put back.
func (s *sweeps) take(since time.Time) *sweep {
	s.mu.Lock()
	defer s.mu.Unlock()
	key := since.UnixMicro()
	p := s.waiting[key]
	delete(s.waiting, key)
	return p
}

func (s *sweeps) put(since time.Time, p *sweep) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.waiting == nil || len(s.waiting) >= mostWaiting {
		s.waiting = map[int64]*sweep{}
	}
	s.waiting[since.UnixMicro()] = p
}

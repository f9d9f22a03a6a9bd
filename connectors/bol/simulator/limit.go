package simulator

import (
	"fmt"
	"net/http"
	"strconv"
	"sync"
	"time"
)

// Limit is how many calls a route takes in a period.
type Limit struct {
	Calls int
	Per   time.Duration
}

// PublishedLimits are the figures that bol's documentation gives as an example.
func PublishedLimits() map[string]Limit {
	return map[string]Limit{
		RouteList:   {Calls: 7, Per: 3 * time.Minute},
		RouteDetail: {Calls: 8, Per: time.Minute},
	}
}

// limits count the calls of each route's present period.
type limits struct {
	clock   func() time.Time
	allowed map[string]Limit

	mu      sync.Mutex
	periods map[string]*period
}

type period struct {
	ends  time.Time
	calls int
}

// pass counts a call, sends the headers that tell of the limit, and answers the
// call that is one too many.
func (l *limits) pass(w http.ResponseWriter, route string) bool {
	limit, ok := l.allowed[route]
	if !ok {
		return true
	}
	remaining, reset := l.count(route, limit)
	h := w.Header()
	h.Set("X-RateLimit-Limit", strconv.Itoa(limit.Calls))
	h.Set("X-RateLimit-Remaining", strconv.Itoa(max(remaining, 0)))
	h.Set("X-RateLimit-Reset", strconv.Itoa(reset))
	if remaining >= 0 {
		return true
	}
	h.Set("Retry-After", strconv.Itoa(reset))
	tooMany(w, reset)
	return false
}

func (l *limits) count(route string, limit Limit) (remaining, reset int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	now := l.clock()
	p := l.periods[route]
	if p == nil || !now.Before(p.ends) {
		p = &period{ends: now.Add(limit.Per)}
		if l.periods == nil {
			l.periods = map[string]*period{}
		}
		l.periods[route] = p
	}
	p.calls++
	return limit.Calls - p.calls, int((p.ends.Sub(now) + time.Second - 1) / time.Second)
}

func tooMany(w http.ResponseWriter, seconds int) {
	problem(w, http.StatusTooManyRequests, "Too Many Requests", fmt.Sprintf("Too many requests, retry in %d seconds.", seconds))
}

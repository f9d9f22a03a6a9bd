package wire

import (
	"math/rand/v2"
	"net/http"
	"strconv"
	"sync"
	"time"

	"orderveil"
)

// limiter keeps every route within what the remote system's headers allow. It
// knows no figures of its own: they differ per client and change. Where there are plans,
// they are kept too.
type limiter struct {
	clock  orderveil.Clock
	jitter func() float64
	plans  map[string]Plan
	header string

	mu     sync.Mutex
	routes map[string]*route
}

// route is what is known of one route's limit.
type route struct {
	limit     int       // calls per period; 0 when not said
	remaining int       // calls left until reset
	reset     time.Time // zero when nothing is known
	blocked   time.Time // not before, whatever remains
	inFlight  int
	strikes   int // 429 in a row
	bucket    *bucket
}

func newLimiter(o Options) *limiter {
	jitter := o.Jitter
	if jitter == nil {
		jitter = rand.Float64
	}
	return &limiter{clock: o.Clock, jitter: jitter, plans: o.Plans, header: o.RateHeader, routes: map[string]*route{}}
}

// enter counts a call in, or says how long to wait before asking again.
func (l *limiter) enter(name string) time.Duration {
	l.mu.Lock()
	defer l.mu.Unlock()
	r, now := l.route(name), l.clock()
	if pause := r.pause(now); pause > 0 {
		return pause
	}
	if pause := r.bucket.take(now); pause > 0 {
		return pause
	}
	r.inFlight++
	r.remaining--
	return 0
}

// leave counts a call out and takes in what its answer says of the limit.
func (l *limiter) leave(name string, status int, h http.Header) {
	l.mu.Lock()
	defer l.mu.Unlock()
	r, now := l.route(name), l.clock()
	r.inFlight--
	r.learn(h, now)
	r.bucket.learn(h, now)
	if status != http.StatusTooManyRequests {
		if status != 0 {
			r.strikes = 0
		}
		if pause, said := RetryAfter(h, now); said && status == http.StatusServiceUnavailable {
			r.block(now.Add(pause))
		}
		return
	}
	r.strikes++
	pause, said := RetryAfter(h, now)
	if !said && r.remaining <= 0 && r.reset.After(now) {
		pause, said = r.reset.Sub(now), true
	}
	if !said {
		pause = max(l.backoff(r.strikes), r.bucket.empty(now))
	}
	r.block(now.Add(pause))
}

// block closes the route until a moment, or later if that was so before.
func (r *route) block(until time.Time) {
	if until.After(r.blocked) {
		r.blocked = until
	}
}

// pause returns how long a route is closed.
func (l *limiter) pause(name string) time.Duration {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.route(name).pause(l.clock())
}

func (l *limiter) route(name string) *route {
	r := l.routes[name]
	if r == nil {
		r = &route{}
		if p, ok := l.plans[name]; ok {
			r.bucket = newBucket(p, l.header)
		}
		l.routes[name] = r
	}
	return r
}

// backoff is the pause when nobody says how long: a second, doubling, at most a
// minute, and up to as much again so that clients do not come back together.
func (l *limiter) backoff(strikes int) time.Duration {
	base := min(time.Second<<min(max(strikes-1, 0), 6), time.Minute)
	return base + time.Duration(l.jitter()*float64(base))
}

func (r *route) pause(now time.Time) time.Duration {
	if !r.reset.IsZero() && !now.Before(r.reset) {
		// A period has begun of which only the size is known.
		r.reset, r.remaining = time.Time{}, r.limit
	}
	if now.Before(r.blocked) {
		return r.blocked.Sub(now)
	}
	switch {
	case r.remaining > 0:
		return 0
	case !r.reset.IsZero():
		return r.reset.Sub(now)
	case r.limit > 0 && r.inFlight > 0:
		return unsure
	}
	return 0
}

// unsure is the pause while the answers that will say what remains are under way.
const unsure = 100 * time.Millisecond

// learn takes the X-RateLimit headers in. Calls that are under way may not have been
// counted by the other side, so they are taken off.
func (r *route) learn(h http.Header, now time.Time) {
	remaining, err := strconv.Atoi(h.Get("X-RateLimit-Remaining"))
	reset, ok := resetAt(h.Get("X-RateLimit-Reset"), now)
	if err != nil || !ok {
		return
	}
	if limit, err := strconv.Atoi(h.Get("X-RateLimit-Limit")); err == nil && limit > 0 {
		r.limit = limit
	}
	r.remaining, r.reset = remaining-r.inFlight, reset
}

// longestPause bounds what a header can ask for: a wrong one must not stop an
// account's orders for a day.
const longestPause = time.Hour

// resetAt reads X-RateLimit-Reset: seconds from now, or since 1970 when it is that
// large.
func resetAt(text string, now time.Time) (time.Time, bool) {
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil || n < 0 {
		return time.Time{}, false
	}
	if n > 1e9 {
		at := time.Unix(min(n, 1<<40), 0)
		return earlier(at, now.Add(longestPause)), true
	}
	return now.Add(min(time.Duration(n)*time.Second, longestPause)), true
}

func earlier(a, b time.Time) time.Time {
	if a.Before(b) {
		return a
	}
	return b
}

// RetryAfter reads the header of that name in both its forms, seconds and a date,
// and reports whether it was there and made sense. It is never over an hour. A date is by
// the other side's clock, which the answer's Date shows: ours may be minutes off.
func RetryAfter(h http.Header, now time.Time) (time.Duration, bool) {
	text := h.Get("Retry-After")
	if n, err := strconv.ParseInt(text, 10, 64); err == nil && n >= 0 {
		return time.Duration(min(n, int64(longestPause/time.Second))) * time.Second, true
	}
	at, err := http.ParseTime(text)
	if err != nil {
		return 0, false
	}
	if theirs, ok := dated(h, now); ok {
		now = theirs
	}
	return min(max(at.Sub(now), 0), longestPause), true
}

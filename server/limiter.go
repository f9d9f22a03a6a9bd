package server

import (
	"context"
	"net"
	"net/http"
	"strconv"

	lru "github.com/hashicorp/golang-lru/v2"
	"golang.org/x/time/rate"

	"orderveil"
	"orderveil/graph/who"
)

// limiter bounds the requests of each viewer, so that one cannot crowd out the
// others, or try all order numbers.
type limiter struct {
	perSecond rate.Limit
	burst     int
	viewers   *lru.Cache[string, *rate.Limiter]
}

// maxViewers are remembered; who was forgotten begins anew.
const maxViewers = 50_000

func newLimiter(perMinute int) *limiter {
	viewers, err := lru.New[string, *rate.Limiter](maxViewers)
	if err != nil {
		panic(err)
	}
	return &limiter{perSecond: rate.Limit(float64(perMinute) / 60), burst: max(perMinute/6, 1), viewers: viewers}
}

func (l *limiter) limit(next http.Handler) http.Handler {
	if l.perSecond <= 0 {
		return next
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if l.of(asker(r)).Allow() {
			next.ServeHTTP(w, r)
			return
		}
		w.Header().Set("Retry-After", strconv.Itoa(int(1/float64(l.perSecond))+1))
		refuse(w, http.StatusTooManyRequests, "RATE_LIMITED", "Too many requests: wait as long as Retry-After says.")
	})
}

// asker names who is limited: the viewer, whatever the token, or for a WebSocket that
// has yet to bring one the place that it comes from, so that strangers do not use up
// each other's handshakes.
func asker(r *http.Request) string {
	if who.Expiry(r.Context()).IsZero() {
		host, _, _ := net.SplitHostPort(r.RemoteAddr)
		return "from\x00" + host
	}
	return name(who.Viewer(r.Context()))
}

func name(v orderveil.Viewer) string {
	return string(v.Role) + "\x00" + v.Account.String() + "\x00" + v.Subject
}

// allow counts one operation of a WebSocket's viewer.
func (l *limiter) allow(ctx context.Context) bool {
	return l.perSecond <= 0 || l.of(name(who.Viewer(ctx))).Allow()
}

// of is the limit of one asker. Asking keeps it among the remembered.
func (l *limiter) of(name string) *rate.Limiter {
	if own, known := l.viewers.Get(name); known {
		return own
	}
	fresh := rate.NewLimiter(l.perSecond, l.burst)
	if own, known, _ := l.viewers.PeekOrAdd(name, fresh); known {
		return own
	}
	return fresh
}

package wire

import (
	"net/http"
	"strconv"
	"time"

	"golang.org/x/time/rate"
)

// Plan is a limit as a token bucket: so many calls at once, and so many more a second. It
// is what the remote system publishes, and holds until its answers say another rate.
type Plan struct {
	Rate  float64 // calls per second
	Burst int
}

// bucket keeps a route within its plan. Nil has no plan.
type bucket struct {
	limiter *rate.Limiter
	header  string
}

func newBucket(p Plan, header string) *bucket {
	return &bucket{limiter: rate.NewLimiter(rate.Limit(p.Rate), p.Burst), header: header}
}

// take takes a token out, or says how long until there is one.
func (b *bucket) take(now time.Time) time.Duration {
	if b == nil {
		return 0
	}
	r := b.limiter.ReserveN(now, 1)
	pause := r.DelayFrom(now)
	if pause > 0 {
		r.CancelAt(now)
	}
	return pause
}

// empty is for a call that was one too many although a token was left: others use the
// same bucket. It returns how long until the next token.
func (b *bucket) empty(now time.Time) time.Duration {
	if b == nil {
		return 0
	}
	if left := int(b.limiter.TokensAt(now)); left > 0 {
		b.limiter.AllowN(now, left)
	}
	return time.Duration(float64(time.Second) / float64(b.limiter.Limit()))
}

// learn takes in the rate that an answer's header says.
func (b *bucket) learn(h http.Header, now time.Time) {
	if b == nil || b.header == "" {
		return
	}
	perSecond, err := strconv.ParseFloat(h.Get(b.header), 64)
	if err == nil && perSecond >= 1/longestPause.Seconds() && perSecond <= 1000 {
		b.limiter.SetLimitAt(now, rate.Limit(perSecond))
	}
}

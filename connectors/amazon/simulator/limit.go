package simulator

import (
	"sync"
	"time"

	"golang.org/x/time/rate"
)

type plan struct {
	rate  float64
	burst int
}

// plans are the usage plans in the models' descriptions.
var plans = map[string]plan{
	"searchOrders": {0.0056, 20}, "getOrder": {0.5, 30}, "confirmShipment": {2, 10},
}

// limits hold a bucket per operation.
type limits struct {
	clock   func() time.Time
	mu      sync.Mutex
	buckets map[string]*rate.Limiter
}

func (l *limits) pass(operation string, p plan) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.buckets == nil {
		l.buckets = map[string]*rate.Limiter{}
	}
	b := l.buckets[operation]
	if b == nil {
		b = rate.NewLimiter(rate.Limit(p.rate), p.burst)
		l.buckets[operation] = b
	}
	return b.AllowN(l.clock(), 1)
}

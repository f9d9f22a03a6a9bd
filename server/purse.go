package server

import (
	"context"
	"time"

	lru "github.com/hashicorp/golang-lru/v2"
	"golang.org/x/time/rate"

	"orderveil"
	"orderveil/graph/who"
)

// What a partner's program may cost: fields in its answers, lists counted with their
// length. A page of 50 orders in full is about 2,500.
const (
	maxCost     = 20_000
	restoreRate = 500 // a second
)

// purse holds a bucket for each partner.
type purse struct {
	now     orderveil.Clock
	buckets *lru.Cache[string, *rate.Limiter]
}

func newPurse(now orderveil.Clock) *purse {
	buckets, err := lru.New[string, *rate.Limiter](maxViewers)
	if err != nil {
		panic(err)
	}
	return &purse{now: now, buckets: buckets}
}

// spend charges the viewer of a request, if it is a partner's program.
func (p *purse) spend(ctx context.Context, cost int) (left int, wait time.Duration) {
	v := who.Viewer(ctx)
	if v.Role != orderveil.RolePartner {
		return -1, 0
	}
	bucket, known := p.buckets.Get(name(v))
	if !known {
		fresh := rate.NewLimiter(restoreRate, maxCost)
		if first, was, _ := p.buckets.PeekOrAdd(name(v), fresh); was {
			bucket = first
		} else {
			bucket = fresh
		}
	}
	now := p.now()
	if bucket.AllowN(now, cost) {
		return max(int(bucket.TokensAt(now)), 0), 0
	}
	has := max(bucket.TokensAt(now), 0)
	return int(has), time.Duration((float64(cost) - has) / restoreRate * float64(time.Second))
}

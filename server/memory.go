package server

import (
	"context"
	"runtime/debug"
	counted "runtime/metrics"
	"time"
)

// Collector sets the garbage collector for a server: the heap is a few megabytes and a
// request makes a few more, so that by default it would run every few requests. Four
// times the heap is still little; GOGC and GOMEMLIMIT in the environment win.
func Collector(environment func(string) (string, bool)) {
	if _, set := environment("GOGC"); !set {
		debug.SetGCPercent(400)
	}
}

// when Rest gives memory back: it looks so often, and not much was allocated meanwhile, but
// something since it last did so. It takes ten milliseconds.
const (
	restEvery  = 5 * time.Second
	restBelow  = 16 << 20
	restBeyond = 2 << 20
)

// Rest gives memory back to the system while little happens, until the context ends. With
// Collector's setting the heap grows to several times what is in use before anybody looks,
// and a program that does little would never give that back.
func Rest(ctx context.Context) {
	tick := time.NewTicker(restEvery)
	defer tick.Stop()
	sample := []counted.Sample{{Name: "/gc/heap/allocs:bytes"}}
	var before, rested uint64
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		counted.Read(sample)
		now := sample[0].Value.Uint64()
		if now-before < restBelow && now-rested > restBeyond {
			debug.FreeOSMemory()
			rested = now
		}
		before = now
	}
}

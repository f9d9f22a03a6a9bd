package server

import (
	"context"
	"runtime"
	"runtime/debug"
	counted "runtime/metrics"
	"time"
)

// headroom is how many bytes are made between two collections, unless more than that is in
// use: then it is as much as is in use. A server's heap is a few megabytes and a request makes
// a few more, so that by default it would be collected every few requests; with ten thousand
// open accounts it is hundreds of megabytes, and a fixed multiple of it would be gigabytes.
const headroom = 160 << 20

// Collector sets the garbage collector for a server, and anew after each collection. GOGC in
// the environment wins, and GOMEMLIMIT is kept to.
func Collector(environment func(string) (string, bool)) {
	if _, set := environment("GOGC"); !set {
		collector([]counted.Sample{{Name: "/gc/heap/live:bytes"}, {Name: "/gc/scan/stack:bytes"}, {Name: "/gc/scan/globals:bytes"}})
	}
}

// collector runs once for each collection: what it leaves behind is collected by the next.
func collector(scanned []counted.Sample) {
	counted.Read(scanned)
	var inUse uint64
	for _, s := range scanned {
		inUse += s.Value.Uint64()
	}
	debug.SetGCPercent(percent(inUse))
	runtime.AddCleanup(&struct{ _ [4]*byte }{}, collector, scanned)
}

// percent is the setting with which headroom bytes are made before the next collection, where
// so many are in use.
func percent(inUse uint64) int { return int(headroom * 100 / min(max(inUse, headroom/16), headroom)) }

// when Rest gives memory back: it looks so often, and not much was allocated meanwhile, but
// something since it last did so. It takes ten milliseconds.
const (
	restEvery  = 5 * time.Second
	restBelow  = 16 << 20
	restBeyond = 2 << 20
)

// Rest gives memory back to the system while little happens, until the context ends. The
// heap grows by the headroom before it is collected, and a program that does little would
// never give that back.
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

package server

import (
	"runtime"
	"runtime/debug"
	counted "runtime/metrics"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// Between two collections headroom bytes are made, as long as less is in use; then as much as
// is in use; never more than sixteen times of it.
func TestHeadroomIsTheSameUntilMoreIsInUse(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		inUse := rapid.Uint64Range(0, 4<<30).Draw(t, "bytes in use")
		made := inUse * uint64(percent(inUse)) / 100
		switch {
		case percent(inUse) > 1600:
			t.Fatalf("with %d bytes in use the setting is %d", inUse, percent(inUse))
		case inUse >= headroom && made != inUse:
			t.Fatalf("with %d bytes in use %d are made before the next collection", inUse, made)
		case inUse < headroom && made > headroom:
			t.Fatalf("with %d bytes in use %d are made, more than the headroom", inUse, made)
		case inUse < headroom && inUse >= headroom/16 && made < headroom*98/100:
			t.Fatalf("with %d bytes in use %d are made, less than the headroom", inUse, made)
		}
	})
}

// The setting follows what is in use, collection by collection; not where GOGC is set.
func TestTheCollectorFollowsWhatIsInUse(t *testing.T) {
	setting := func() int {
		sample := []counted.Sample{{Name: "/gc/gogc:percent"}}
		counted.Read(sample)
		return int(sample[0].Value.Uint64())
	}
	defer debug.SetGCPercent(setting())
	before := setting()
	Collector(func(string) (string, bool) { return "50", true })
	if setting() != before {
		t.Fatal("GOGC was set, and another setting was made")
	}
	Collector(func(string) (string, bool) { return "", false })
	used := make([][]byte, 0, 2*headroom>>20)
	for range cap(used) {
		used = append(used, make([]byte, 1<<20))
	}
	is := func(of string, wanted func(int) bool) {
		t.Helper()
		for deadline := time.Now().Add(10 * time.Second); !wanted(setting()); time.Sleep(time.Millisecond) {
			if time.Now().After(deadline) {
				t.Fatalf("with %s in use the setting is %d", of, setting())
			}
			runtime.GC()
		}
	}
	is("twice the headroom", func(n int) bool { return n == 100 })
	runtime.KeepAlive(used)
	is("little", func(n int) bool { return n > 200 })
}

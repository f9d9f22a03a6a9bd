package bol_test

import (
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

// A day that was not over when it was read is read again when the interruptions last
// longer than the changes of the last hour reach back.
func TestLongInterruptionHidesNoChange(t *testing.T) {
	var broken atomic.Bool
	var w *world
	w = answering(t, "", func(rw http.ResponseWriter, r *http.Request) {
		if broken.Load() && strings.Contains(r.URL.RawQuery, "change-interval-minute") {
			rw.WriteHeader(http.StatusServiceUnavailable)
			return
		}
		w.sim.ServeHTTP(rw, r)
	})
	since := w.clock.Now().Add(-72 * time.Hour)
	broken.Store(true)
	_, _, err := w.list(since)
	mustFail(t, err, "UNAVAILABLE")
	w.clock.Advance(time.Minute)
	number := w.sim.Place()
	w.clock.Advance(39 * time.Minute)
	_, _, err = w.list(since)
	mustFail(t, err, "UNAVAILABLE")
	w.clock.Advance(40 * time.Minute)
	broken.Store(false)
	if got := w.mustList(since); got[number] == "" {
		t.Error("an order that was placed between the interruptions is not listed")
	}
}

package bol_test

import (
	"errors"
	"net/http"
	"testing"
	"time"

	"orderveil/connectors"
	"orderveil/connectors/bol/simulator"
)

// No call may be made before the time that bol named, in whatever form.
func TestTooManyRequestsIsObeyed(t *testing.T) {
	at := time.Date(2026, 3, 17, 14, 30, 9, 0, time.UTC)
	for name, c := range map[string]struct {
		header map[string]string
		least  time.Duration
	}{
		"seconds":            {map[string]string{"Retry-After": "9"}, 9 * time.Second},
		"date":               {map[string]string{"Retry-After": at.Format(http.TimeFormat)}, 9 * time.Second},
		"no header":          {nil, time.Second},
		"nonsense":           {map[string]string{"Retry-After": "soon"}, time.Second},
		"reset":              {map[string]string{"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "9"}, 9 * time.Second},
		"reset as a moment":  {map[string]string{"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "1773757809"}, 9 * time.Second},
		"a date in the past": {map[string]string{"Retry-After": "Mon, 02 Jan 2006 15:04:05 GMT"}, 0},
	} {
		t.Run(name, func(t *testing.T) {
			w := open(t, true)
			number := w.sim.Numbers()[0]
			w.sim.Inject(simulator.Fault{Kind: simulator.TooManyRequests, Path: "/retailer/*/*", Header: c.header})
			w.mustOrder(number)
			calls := w.times["/retailer/orders/"+number]
			if len(calls) != 2 || calls[1].Sub(calls[0]) < c.least || calls[1].Sub(calls[0]) > c.least+time.Second {
				t.Errorf("%d calls, the second not within a second of %v after the first", len(calls), c.least)
			}
		})
	}
}

func TestLongPauseIsAFailureThatSaysWhenToComeBack(t *testing.T) {
	w := open(t, true)
	number := w.sim.Numbers()[0]
	w.sim.Inject(simulator.Fault{Kind: simulator.TooManyRequests, Path: "/retailer/*/*", Header: map[string]string{"Retry-After": "120"}})
	_, err := w.source.Order(t.Context(), number)
	if after := mustBeLimited(t, err); after != 2*time.Minute {
		t.Errorf("come back after %v, want 2m", after)
	}
	_, err = w.source.Order(t.Context(), w.sim.Numbers()[1])
	mustBeLimited(t, err)
	w.clock.Advance(2*time.Minute - time.Second) // what is left is short enough to wait for
	w.mustOrder(number)
	for _, at := range w.times["/retailer/orders/"+number][1:] {
		if at.Before(time.Date(2026, 3, 17, 14, 32, 0, 0, time.UTC)) {
			t.Error("a call was made before the time that was named")
		}
	}
}

func TestRouteThatIsClosedLeavesTheOtherOpen(t *testing.T) {
	w := open(t, true)
	w.sim.Inject(simulator.Fault{Kind: simulator.TooManyRequests, Path: "/retailer/*/*", Header: map[string]string{"Retry-After": "120"}})
	_, err := w.source.Order(t.Context(), w.sim.Numbers()[0])
	mustBeLimited(t, err)
	w.mustList(w.clock.Now())
}

// The headers of good answers are enough: bol need never say 429.
func TestLimitInTheHeadersIsKept(t *testing.T) {
	w := open(t, false, limited(simulator.PublishedLimits()))
	read := 0
	for range 10 {
		for _, number := range w.sim.Numbers() {
			_, err := w.source.Order(t.Context(), number)
			if err != nil {
				w.clock.Advance(mustBeLimited(t, err))
				break
			}
			read++
		}
	}
	if read < 72 {
		t.Errorf("%d orders were read in ten minutes of eight, want 72 or more", read)
	}
	if calls := w.detailCalls(); calls != read {
		t.Errorf("%d calls for %d orders: some were refused", calls, read)
	}
}

func TestLimitIsKeptByManyAtOnce(t *testing.T) {
	w := open(t, false, limited(simulator.PublishedLimits()))
	numbers := w.sim.Numbers()
	w.mustOrder(numbers[0])
	next := make(chan string, 50)
	for n := range 50 {
		next <- numbers[n]
	}
	w.together(50, func() {
		var f *connectors.Failure
		if _, err := w.source.Order(w.Context(), <-next); err != nil && (!errors.As(err, &f) || f.Code != "RATE_LIMITED") {
			w.Errorf("Order() = %v", err)
		}
	})
	if calls := w.detailCalls(); calls > 8 {
		t.Errorf("%d calls at once where 8 are allowed", calls)
	}
}

func (w *world) detailCalls() int {
	w.mu.Lock()
	defer w.mu.Unlock()
	n := 0
	for path, calls := range w.calls {
		if path != "/token" && path != "/retailer/orders" {
			n += calls
		}
	}
	return n
}

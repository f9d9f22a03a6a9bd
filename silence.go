package orderveil

import (
	"slices"
	"time"
)

// Silence judges whether it is unusual that a connection brings no orders. It looks at when
// the orders of the last weeks were placed, in any order: silence is unusual when it lasts
// twice as long as the longest pause there was, and at least six hours. With fewer than
// twenty orders nothing is usual, and nothing is said.
func Silence(placed []time.Time, now time.Time) (since time.Duration, unusual bool) {
	const enough, least = 20, 6 * time.Hour
	if len(placed) < enough {
		return 0, false
	}
	times := slices.Clone(placed)
	slices.SortFunc(times, time.Time.Compare)
	var longest time.Duration
	for i := 1; i < len(times); i++ {
		longest = max(longest, times[i].Sub(times[i-1]))
	}
	since = now.Sub(times[len(times)-1])
	return since, since >= max(2*longest, least)
}

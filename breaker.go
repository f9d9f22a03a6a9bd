package orderveil

import "time"

// BreakAfter is how many attempts in a row may fail to reach a remote system before the
// hub leaves it alone for a while.
const BreakAfter = 5

// Rest is how long a remote system is left alone after so many failures in a row: 30 s
// from BreakAfter on, and when three probes have failed too, ever longer, at most five minutes.
func Rest(failures int) time.Duration {
	const first, longest = 30 * time.Second, 5 * time.Minute
	if failures < BreakAfter {
		return 0
	}
	doublings := min(max(failures-BreakAfter-2, 0), 4)
	return min(first<<doublings, longest)
}

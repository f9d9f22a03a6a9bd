package wire

import (
	"net/http"
	"time"
)

// Now is the time by the other side's clock, as its last answer showed it, to the second;
// before the first answer it is by ours. Who refuses what has yet to happen goes by its own.
func (c *Client) Now() time.Time { return c.options.Clock().Add(time.Duration(c.ahead.Load())) }

// compare takes in what an answer's Date says of the other side's clock.
func (c *Client) compare(h http.Header) {
	now := c.options.Clock()
	if theirs, ok := dated(h, now); ok {
		c.ahead.Store(int64(theirs.Sub(now)))
	}
}

// dated is when an answer was given, by the clock of whoever gave it.
func dated(h http.Header, now time.Time) (time.Time, bool) {
	theirs, err := http.ParseTime(h.Get("Date"))
	return theirs, err == nil && theirs.Sub(now).Abs() <= mostSkew
}

// mostSkew is the most by which two clocks differ; what is beyond it is no clock.
const mostSkew = time.Hour

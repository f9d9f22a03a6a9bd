package seal

import (
	"sync/atomic"
	"time"

	"orderveil"
)

// calendar tells which days are over. The clock says that. But a key that was there when
// its day came, however the clock came to show that day, stays refused when the clock
// goes back: only one that is made after that, for a day that is to come once more, is as
// good as any. This lasts as long as the process does; what was destroyed is gone for
// ever.
//
// A clock that runs ahead by mistake therefore costs what was sealed to the days in
// between until the program is started again, and keeps nothing from being sealed once
// the clock is right.
type calendar struct {
	clock  orderveil.Clock
	latest atomic.Int32 // the latest day that the clock has shown
}

// now reads the clock.
func (c *calendar) now() time.Time {
	now := c.clock()
	day := int32(orderveil.DateOf(now))
	for latest := c.latest.Load(); day > latest; latest = c.latest.Load() {
		c.latest.CompareAndSwap(latest, day)
	}
	return now
}

// today is the clock's day.
func (c *calendar) today() orderveil.Date { return orderveil.DateOf(c.now()) }

// over reports whether nothing is read any more with a day's key, or sealed. The key was
// made again when the clock had gone back from that day, or was not.
func (c *calendar) over(day orderveil.Date, again bool) bool {
	return day <= c.today() || !again && day <= orderveil.Date(c.latest.Load())
}

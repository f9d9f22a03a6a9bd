package simulator

import "time"

// changes say when each order last changed, in the order in which they were placed, so that
// a list of recent changes passes over the hundreds of thousands of orders of a long run.
type changes struct {
	blocks []*block
	n      int
}

const blockSize = 256

// block is of orders that were placed one after the other.
type block struct {
	orders [blockSize]change
	last   int64
}

type change struct {
	block *block
	last  int64 // Unix time in nanoseconds
}

// add adds an order that has not changed yet.
func (c *changes) add() *change {
	if c.n%blockSize == 0 {
		c.blocks = append(c.blocks, new(block))
	}
	b := c.blocks[c.n/blockSize]
	one := &b.orders[c.n%blockSize]
	one.block = b
	c.n++
	return one
}

// at notes a change.
func (c *change) at(t time.Time) {
	c.last = max(c.last, t.UnixNano())
	c.block.last = max(c.block.last, c.last)
}

// since is the place of the newest order up to n that changed at a moment or after it, of
// any order where the moment is zero; -1 where there is none.
func (c *changes) since(n int, moment time.Time) int {
	if moment.IsZero() {
		return n
	}
	for earliest := moment.UnixNano(); n >= 0; n-- {
		switch b := c.blocks[n/blockSize]; {
		case b.last < earliest:
			n -= n % blockSize
		case b.orders[n%blockSize].last >= earliest:
			return n
		}
	}
	return -1
}

// drop takes the oldest block away where it is full and none of it changed at a moment or
// after it, and reports whether it did.
func (c *changes) drop(moment time.Time) bool {
	if c.n < blockSize || c.blocks[0].last >= moment.UnixNano() {
		return false
	}
	c.blocks[0] = nil
	c.blocks = c.blocks[1:]
	c.n -= blockSize
	return true
}

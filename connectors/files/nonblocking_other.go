//go:build !unix

package files

// nonblocking is of no use where there are no pipes among files.
const nonblocking = 0

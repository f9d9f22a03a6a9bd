//go:build unix

package files

import "syscall"

// nonblocking opens a pipe that somebody put in a file's place without waiting for its
// other end.
const nonblocking = syscall.O_NONBLOCK

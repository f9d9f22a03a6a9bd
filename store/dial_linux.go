package store

import (
	"syscall"

	"golang.org/x/sys/unix"
)

// giveUp limits how long sent bytes may go unacknowledged: tcp(7), TCP_USER_TIMEOUT, in
// milliseconds. Keep-alives alone do not, as they are not sent while bytes are under way.
func giveUp(network, _ string, c syscall.RawConn) (err error) {
	if network == "unix" {
		return nil
	}
	if e := c.Control(func(fd uintptr) {
		err = unix.SetsockoptInt(int(fd), unix.IPPROTO_TCP, unix.TCP_USER_TIMEOUT, int(silence.Milliseconds()))
	}); e != nil {
		return e
	}
	return err
}

package store

import (
	"net"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// A server that goes away without a word is given up in seconds.
func TestAConnectionToADatabaseThatFallsSilentIsGivenUp(t *testing.T) {
	t.Parallel()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	conn, err := newDialer().DialTimeout("tcp", l.Addr().String(), 10*time.Second)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	raw, err := conn.(syscall.Conn).SyscallConn()
	if err != nil {
		t.Fatal(err)
	}
	for name, option := range map[string]struct{ number, want int }{
		"unacknowledged": {unix.TCP_USER_TIMEOUT, 30_000}, "idle": {unix.TCP_KEEPIDLE, 15}, "interval": {unix.TCP_KEEPINTVL, 5}, "probes": {unix.TCP_KEEPCNT, 3},
	} {
		if err := raw.Control(func(fd uintptr) {
			if got, err := unix.GetsockoptInt(int(fd), unix.IPPROTO_TCP, option.number); err != nil || got != option.want {
				t.Errorf("%s: %d, %v; want %d", name, got, err, option.want)
			}
		}); err != nil {
			t.Fatal(err)
		}
	}
}

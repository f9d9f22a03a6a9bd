package store

import (
	"context"
	"database/sql"
	"io"
	"net"
	"time"

	"github.com/lib/pq"
)

// silence is how long PostgreSQL may leave what was sent to it unacknowledged, or keep
// still about whether it is there, before a connection is given up. Without a limit a
// statement waits for a server that went away without a word until the system gives up,
// which takes a quarter of an hour.
const silence = 30 * time.Second

// parting is how long a server may take to let go of a connection.
const parting = 100 * time.Millisecond

// dialer reaches PostgreSQL. lib/pq knows neither of the limits.
type dialer struct{ net.Dialer }

func newDialer() *dialer {
	return &dialer{net.Dialer{
		Control:         giveUp,
		KeepAliveConfig: net.KeepAliveConfig{Enable: true, Idle: silence / 2, Interval: silence / 6, Count: 3},
	}}
}

// DialTimeout is Dial with a limit; lib/pq asks for it by name.
func (d *dialer) DialTimeout(network, address string, timeout time.Duration) (net.Conn, error) {
	ctx, cancel := context.WithTimeout(context.Background(), timeout)
	defer cancel()
	return d.DialContext(ctx, network, address)
}

// DialContext dials.
func (d *dialer) DialContext(ctx context.Context, network, address string) (net.Conn, error) {
	c, err := d.Dialer.DialContext(ctx, network, address)
	if tcp, ok := c.(*net.TCPConn); ok {
		return seenOff{tcp}, err
	}
	return c, err
}

// seenOff is a connection that is closed when the server has let go of it, which takes it
// a millisecond: until then the server counts it among those that it has room for.
type seenOff struct{ *net.TCPConn }

// Close closes it after a moment at the latest.
func (c seenOff) Close() error {
	_ = c.SetReadDeadline(time.Now().Add(parting))
	if c.CloseWrite() == nil {
		_, _ = io.Copy(io.Discard, c.TCPConn)
	}
	return c.TCPConn.Close()
}

func connector(dsn string) (*pq.Connector, error) {
	c, err := pq.NewConnector(dsn)
	if err != nil {
		return nil, err
	}
	c.Dialer(newDialer())
	return c, nil
}

// pool returns a pool that connects when it is first used.
func pool(dsn string) (*sql.DB, error) {
	c, err := connector(dsn)
	if err != nil {
		return nil, err
	}
	return sql.OpenDB(c), nil
}

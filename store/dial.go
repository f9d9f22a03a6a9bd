package store

import (
	"context"
	"database/sql"
	"net"
	"time"

	"github.com/lib/pq"
)

// silence is how long PostgreSQL may leave what was sent to it unacknowledged, or keep
// still about whether it is there, before a connection is given up. Without a limit a
// statement waits for a server that went away without a word until the system gives up,
// which takes a quarter of an hour.
const silence = 30 * time.Second

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

// pool returns a pool that connects when it is first used.
func pool(dsn string) (*sql.DB, error) {
	c, err := pq.NewConnector(dsn)
	if err != nil {
		return nil, err
	}
	c.Dialer(newDialer())
	return sql.OpenDB(c), nil
}

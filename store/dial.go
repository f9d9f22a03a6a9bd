package store

import (
	"context"
	"database/sql"
	sqldriver "database/sql/driver"
	"errors"
	"io"
	"net"
	"net/url"
	"strings"
	"sync"
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

// past is a deadline that is over.
var past = time.Unix(1, 0)

// connector makes connections that end their waiting when the context ends: lib/pq minds it
// while it dials, and then waits for as long as the server keeps still.
type connector struct{ config pq.Config }

func newConnector(dsn string) (*connector, error) {
	config, err := pq.NewConfig(tls13(dsn))
	if err != nil {
		return nil, err
	}
	return &connector{config}, nil
}

// Driver is lib/pq's.
func (c *connector) Driver() sqldriver.Driver { return &pq.Driver{} }

// Connect dials and signs in.
func (c *connector) Connect(ctx context.Context) (sqldriver.Conn, error) {
	one, err := pq.NewConnectorConfig(c.config)
	if err != nil {
		return nil, err
	}
	line := &line{dialer: newDialer()}
	one.Dialer(line)
	stop := context.AfterFunc(ctx, line.cut)
	made, err := one.Connect(ctx)
	switch intime := stop(); {
	case err == nil && intime:
		return &conn{pqConn: made.(pqConn), line: line.signedIn()}, nil
	case err == nil:
		return nil, errors.Join(ctx.Err(), made.Close())
	case ctx.Err() != nil:
		return nil, ctx.Err()
	}
	return nil, explained(err)
}

// line is the way of one connection to the server.
type line struct {
	*dialer
	mu   sync.Mutex
	net  net.Conn
	over bool // it is cut
	in   bool // it is signed in
}

// ending is how long a server may take to end a statement that nobody waits for any more.
const ending = 5 * time.Second

// DialContext dials, for the connection or, once that is signed in, to have one of its
// statements ended. lib/pq would wait for that too for as long as the server keeps still.
func (l *line) DialContext(ctx context.Context, network, address string) (net.Conn, error) {
	if l.isSignedIn() {
		end := time.Now().Add(ending)
		ctx, stop := context.WithDeadline(ctx, end)
		defer stop()
		_ = l.net.SetDeadline(end)
		c, err := l.dialer.DialContext(ctx, network, address)
		if err != nil {
			return nil, err
		}
		return c, c.SetDeadline(end)
	}
	c, err := l.dialer.DialContext(ctx, network, address)
	if err != nil {
		return nil, err
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.net = c; l.over {
		return c, c.SetDeadline(past)
	}
	return c, nil
}

// cut ends whatever waits for the server.
func (l *line) cut() {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.over = true; l.net != nil {
		_ = l.net.SetDeadline(past)
	}
}

func (l *line) signedIn() *line {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.in = true
	return l
}

func (l *line) isSignedIn() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.in
}

// conn is a connection that is signed in.
type conn struct {
	pqConn
	line *line
}

// Ping asks whether the server is there, and waits no longer than the context says.
func (c *conn) Ping(ctx context.Context) error {
	stop := context.AfterFunc(ctx, c.line.cut)
	err := c.pqConn.Ping(context.WithoutCancel(ctx)) // or it would ask the server to end it
	if !stop() {
		return sqldriver.ErrBadConn
	}
	return err
}

// ResetSession is called before the connection serves somebody else.
func (c *conn) ResetSession(ctx context.Context) error {
	if err := c.line.net.SetDeadline(time.Time{}); err != nil {
		return sqldriver.ErrBadConn
	}
	return c.pqConn.ResetSession(ctx)
}

// tls13 asks for TLS 1.3 wherever an address uses TLS and does not name a version itself.
func tls13(dsn string) string {
	const least = "ssl_min_protocol_version"
	u, err := url.Parse(dsn)
	if err != nil || u.Query().Has(least) {
		return dsn
	}
	if u.RawQuery != "" {
		u.RawQuery += "&"
	}
	u.RawQuery += least + "=TLSv1.3"
	return u.String()
}

// errOldTLS says what to do about a server that has no TLS 1.3.
var errOldTLS = errors.New("store: the PostgreSQL server does not speak TLS 1.3: let it (ssl_max_protocol_version), or add ssl_min_protocol_version=TLSv1.2 to its address if it cannot")

// explained puts words of ours to what TLS says of versions, for which it has no kind of
// error.
func explained(err error) error {
	if s := err.Error(); strings.Contains(s, "tls: protocol version not supported") || strings.Contains(s, "tls: server selected unsupported protocol version") {
		return errOldTLS
	}
	return err
}

// pool returns a pool that connects when it is first used.
func pool(dsn string) (*sql.DB, error) {
	c, err := newConnector(dsn)
	if err != nil {
		return nil, err
	}
	return sql.OpenDB(c), nil
}

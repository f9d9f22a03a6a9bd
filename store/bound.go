package store

import (
	"context"
	"database/sql"
	sqldriver "database/sql/driver"
	"errors"
	"sync"
	"sync/atomic"
	"time"

	"github.com/lib/pq"
	"golang.org/x/sync/semaphore"
)

// DefaultConnections is how many connections a program has to a server of accounts at the
// most when nobody says: with those to the catalog and the key store it fits beside them into
// the 100 that PostgreSQL takes as it is installed.
const DefaultConnections = 50

// waits for a connection. A request's own time may be over sooner.
const (
	patience  = 10 * time.Second
	lookAgain = 50 * time.Millisecond // for connections that have become idle
)

// errBusy says that all connections were in use until the time was over.
var errBusy = errors.New("store: all connections that this program may have to a server of accounts are in use: raise connections in the configuration, or run more nodes")

// BusyAdvice is what people are told then.
const BusyAdvice = "All connections to the account's database server are in use: try again in a moment."

// Busy reports whether an error says that there was no connection to be had. Nothing of
// what was asked for has happened.
func Busy(err error) bool { return errors.Is(err, errBusy) }

// bound keeps the connections to a server of accounts within a number, over the pools of all
// its accounts. Who wants one more waits in line; meanwhile idle ones are closed, first those
// of the account that used its own the longest ago, and those that are given back too, so that
// no account sits on what another waits for. Nobody who has a connection asks for a second: a
// transaction's statements all run in it.
type bound struct {
	most    int
	slots   *semaphore.Weighted
	open    atomic.Int64
	waiting atomic.Int64 // right now
	waited  atomic.Int64 // ever

	turn atomic.Int64 // counts the uses of connections

	mu    sync.Mutex
	pools map[*boundConnector]bool
}

func newBound(most int) *bound {
	return &bound{most: most, slots: semaphore.NewWeighted(int64(most)), pools: map[*boundConnector]bool{}}
}

// pool returns a pool within the bound, which connects when it is first used and keeps as
// many idle connections.
func (b *bound) pool(dsn string, most, idle int) (*sql.DB, error) {
	c, err := connector(dsn)
	if err != nil {
		return nil, err
	}
	bounded := &boundConnector{Connector: c, bound: b, idle: idle}
	db := sql.OpenDB(bounded)
	bounded.db = db
	db.SetMaxOpenConns(most)
	db.SetMaxIdleConns(idle)
	db.SetConnMaxIdleTime(idleAccountTime)
	b.mu.Lock()
	defer b.mu.Unlock()
	b.pools[bounded] = true
	return db, nil
}

// take waits for room for a connection.
func (b *bound) take(ctx context.Context) error {
	if b.slots.TryAcquire(1) {
		b.open.Add(1)
		return nil
	}
	b.waited.Add(1)
	b.waiting.Add(1)
	defer b.waiting.Add(-1)
	limited, stop := context.WithTimeout(ctx, patience)
	var looking sync.WaitGroup
	looking.Go(func() { b.reclaim(limited) })
	err := b.slots.Acquire(limited, 1)
	stop()
	looking.Wait()
	switch {
	case err == nil:
		b.open.Add(1)
		return nil
	case errors.Is(ctx.Err(), context.Canceled): // nobody waits any more
		return ctx.Err()
	}
	return errBusy
}

func (b *bound) giveBack() {
	b.open.Add(-1)
	b.slots.Release(1)
}

// reclaim closes idle connections, some at a time, until the context ends: one may become
// idle just after it was looked for.
func (b *bound) reclaim(ctx context.Context) {
	tick := time.NewTicker(lookAgain)
	defer tick.Stop()
	for {
		b.closeIdle()
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// closeIdle closes the idle connections of the account that used any the longest ago. While
// somebody does so nobody else needs to.
func (b *bound) closeIdle() {
	if !b.mu.TryLock() {
		return
	}
	defer b.mu.Unlock()
	var first *boundConnector
	for c := range b.pools {
		if (first == nil || c.used.Load() < first.used.Load()) && c.db.Stats().Idle > 0 {
			first = c
		}
	}
	if first != nil {
		first.db.SetMaxIdleConns(0)
		first.db.SetMaxIdleConns(first.idle)
	}
}

// boundConnector connects within the bound.
type boundConnector struct {
	*pq.Connector
	bound *bound
	db    *sql.DB
	idle  int          // connections that it keeps
	used  atomic.Int64 // the turn at which a connection was given back last
}

// Connect connects when there is room.
func (c *boundConnector) Connect(ctx context.Context) (sqldriver.Conn, error) {
	if err := c.bound.take(ctx); err != nil {
		return nil, err
	}
	made, err := c.Connector.Connect(ctx)
	if err != nil {
		c.bound.giveBack()
		return nil, err
	}
	return &boundConn{pqConn: made.(pqConn), of: c}, nil
}

// Close is called when the pool is closed.
func (c *boundConnector) Close() error {
	c.bound.mu.Lock()
	defer c.bound.mu.Unlock()
	delete(c.bound.pools, c)
	return nil
}

// pqConn is what database/sql uses of lib/pq's connections.
type pqConn interface {
	sqldriver.Conn
	sqldriver.ConnBeginTx
	sqldriver.ConnPrepareContext
	sqldriver.ExecerContext
	sqldriver.QueryerContext
	sqldriver.NamedValueChecker
	sqldriver.Pinger
	sqldriver.SessionResetter
	sqldriver.Validator
}

// boundConn gives its room back when it is closed.
type boundConn struct {
	pqConn
	of     *boundConnector
	closed sync.Once
}

// IsValid is asked when the connection is given back to its pool: it is closed instead when
// somebody waits for room.
func (c *boundConn) IsValid() bool {
	c.of.used.Store(c.of.bound.turn.Add(1))
	return c.pqConn.IsValid() && c.of.bound.waiting.Load() == 0
}

// Close closes it.
func (c *boundConn) Close() error {
	defer c.closed.Do(c.of.bound.giveBack)
	return c.pqConn.Close()
}

package store

import (
	"context"
	"database/sql"
	sqldriver "database/sql/driver"
	"errors"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/sync/semaphore"
)

// DefaultConnections is how many connections a program has to a server of accounts at the
// most when nobody says: with those to the catalog and the key store it fits beside them into
// the 100 that PostgreSQL takes as it is installed.
const DefaultConnections = 50

const (
	// patience is the longest wait for a connection. A request's own time may be over sooner.
	patience = 10 * time.Second
	// pause is what may lie between two statements of one request. Whose connections rest for
	// longer can do without them; they are looked for that often.
	pause = 25 * time.Millisecond
	// slice is how long a connection serves its account before it goes to another that waits: to
	// sign in takes several times what a statement does.
	slice = 250 * time.Millisecond
	// lately is how long an account counts as at work after it gave a connection back.
	lately = time.Second
	// scarcity is how long the connections stay divided after somebody had to wait.
	scarcity = 30 * time.Second
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
// of the account that used its own the longest ago, and those that have served long enough,
// so that no account sits on what another waits for. From then on each account that is at work
// has its share, within which its requests wait for each other instead: accounts that take
// connections from each other all the time would do little else than sign in. Nobody who has a
// connection asks for a second: a transaction's statements all run in it.
type bound struct {
	most    int
	slots   *semaphore.Weighted
	open    atomic.Int64
	made    atomic.Int64 // ever
	waiting atomic.Int64 // right now
	waited  atomic.Int64 // ever

	mu      sync.Mutex
	pools   map[*boundConnector]bool
	share   int       // of each pool, 0 is all that it may have
	divided time.Time // when somebody last had to wait
}

func newBound(most int) *bound {
	return &bound{most: most, slots: semaphore.NewWeighted(int64(most)), pools: map[*boundConnector]bool{}}
}

// pool returns a pool within the bound, which connects when it is first used and keeps as
// many idle connections.
func (b *bound) pool(dsn string, most, idle int) (*sql.DB, error) {
	c, err := newConnector(dsn)
	if err != nil {
		return nil, err
	}
	bounded := &boundConnector{connector: c, bound: b, most: most, idle: idle}
	db := sql.OpenDB(bounded)
	bounded.db = db
	db.SetConnMaxIdleTime(idleAccountTime)
	b.mu.Lock()
	defer b.mu.Unlock()
	bounded.limit(b.share)
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
	b.divide()
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
	tick := time.NewTicker(pause)
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

// closeIdle closes the idle connections of the account that used any the longest ago, unless
// there is room by now. While somebody does so nobody else needs to.
func (b *bound) closeIdle() {
	if !b.mu.TryLock() {
		return
	}
	defer b.mu.Unlock()
	if int(b.open.Load()) < b.most {
		return
	}
	var first *boundConnector
	rested := time.Now().Add(-pause).UnixNano()
	for c := range b.pools {
		if used := c.used.Load(); used <= rested && (first == nil || used < first.used.Load()) && c.db.Stats().Idle > 0 {
			first = c
		}
	}
	if first != nil {
		first.db.SetMaxIdleConns(0)
		first.db.SetMaxIdleConns(first.idle)
	}
}

// waits is how often somebody waited, for room or for a connection of a share, ever.
func (b *bound) waits() int64 {
	b.mu.Lock()
	defer b.mu.Unlock()
	n := b.waited.Load()
	for c := range b.pools {
		n += c.waited()
	}
	return n
}

// divide gives each account that is at work its share of the connections, until nobody has had
// to wait for a while.
func (b *bound) divide() {
	b.mu.Lock()
	defer b.mu.Unlock()
	now := time.Now()
	working, since := 0, now.Add(-lately).UnixNano()
	for c := range b.pools {
		if c.used.Load() > since || c.db.Stats().InUse > 0 {
			working++
		}
	}
	if b.divided.IsZero() {
		time.AfterFunc(scarcity, b.relax)
	}
	b.divided = now
	// A share that goes up and down by one would have connections closed and made all the time.
	if share := max(b.most/max(working, 1), 1); b.share == 0 || share < b.share || share >= 2*b.share {
		b.limit(share)
	}
}

// relax lets each account have what it wants again once the need is over.
func (b *bound) relax() {
	b.mu.Lock()
	defer b.mu.Unlock()
	if left := scarcity - time.Since(b.divided); left > 0 {
		time.AfterFunc(left, b.relax)
		return
	}
	b.divided = time.Time{}
	b.limit(0)
}

// limit sets the share of each. The caller holds the lock.
func (b *bound) limit(share int) {
	if b.share == share {
		return
	}
	b.share = share
	for c := range b.pools {
		c.limit(share)
	}
}

// boundConnector connects within the bound.
type boundConnector struct {
	*connector
	bound *bound
	db    *sql.DB
	most  int          // connections that it may have
	idle  int          // and that it keeps
	used  atomic.Int64 // when a connection was last given back, in nanoseconds

	short  bool  // its share is less than what it may have
	before int64 // who had waited within the pool until then
}

// limit sets how many connections it may have for now: its share, where there is one. The
// caller holds the bound's lock.
func (c *boundConnector) limit(share int) {
	most := c.most
	if share > 0 {
		most = min(most, share)
	}
	c.bound.waited.Add(c.waited())
	c.short, c.before = most < c.most, c.db.Stats().WaitCount
	c.db.SetMaxOpenConns(most)
	c.db.SetMaxIdleConns(min(c.idle, most))
}

// waited is how often somebody waited for one of its own connections since its share is short.
func (c *boundConnector) waited() int64 {
	if !c.short {
		return 0
	}
	return c.db.Stats().WaitCount - c.before
}

// Connect connects when there is room.
func (c *boundConnector) Connect(ctx context.Context) (sqldriver.Conn, error) {
	if err := c.bound.take(ctx); err != nil {
		return nil, err
	}
	made, err := c.connector.Connect(ctx)
	if err != nil {
		c.bound.giveBack()
		return nil, err
	}
	c.bound.made.Add(1)
	return &boundConn{pqConn: made.(pqConn), of: c, since: time.Now()}, nil
}

// Close is called when the pool is closed.
func (c *boundConnector) Close() error {
	c.bound.mu.Lock()
	defer c.bound.mu.Unlock()
	c.bound.waited.Add(c.waited())
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
	since  time.Time
	closed sync.Once
}

// IsValid is asked when the connection is given back to its pool: it is closed instead when
// somebody waits for room and it has served long enough.
func (c *boundConn) IsValid() bool {
	c.of.used.Store(time.Now().UnixNano())
	return c.pqConn.IsValid() && (c.of.bound.waiting.Load() == 0 || time.Since(c.since) < slice)
}

// Close closes it.
func (c *boundConn) Close() error {
	defer c.closed.Do(c.of.bound.giveBack)
	return c.pqConn.Close()
}

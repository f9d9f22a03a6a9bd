package store

import (
	"context"
	"encoding/hex"
	"log/slog"
	"sync"
	"time"

	"github.com/google/uuid"
	"github.com/lib/pq"
)

// changes tells who listens which orders of an account changed. On PostgreSQL every
// node hears of every node's changes. It is a hint for people who watch: a message
// may be lost, the order is not.
type changes struct {
	tell     func(ctx context.Context, payload string) error // nil: this process only
	planted  func(accounts ...uuid.UUID)                     // another node planted canaries there; nobody named: maybe anywhere
	listener *pq.Listener
	log      *slog.Logger

	mu        sync.Mutex
	listeners map[uuid.UUID]map[chan uuid.UUID]bool
}

// channel is the PostgreSQL channel. A payload is an account's id and those of orders; without
// any, the account has other canaries.
const channel = "orderveil_orders"

// backlog is how many changes may wait for one listener before they are dropped.
const backlog = 256

func (s *Store) newChanges() (*changes, error) {
	c := &changes{listeners: map[uuid.UUID]map[chan uuid.UUID]bool{}, planted: s.accounts.planted, log: s.config.Log}
	p, ok := s.databases.(*postgres)
	if !ok {
		return c, nil
	}
	c.tell = func(ctx context.Context, payload string) error {
		// A hint is not worth waiting for the disk.
		_, err := s.catalogDB.ExecContext(ctx, `SELECT set_config('synchronous_commit', 'off', true), pg_notify($1, $2)`, channel, payload)
		return err
	}
	c.listener = pq.NewDialListener(newDialer(), tls13(p.where.Catalog), time.Second, time.Minute, nil)
	if err := c.listener.Listen(channel); err != nil {
		return nil, err
	}
	go func() {
		for n := range c.listener.Notify {
			if n == nil { // the connection was made anew, and something may have been missed
				c.planted()
				continue
			}
			c.heard(n.Extra)
		}
	}()
	return c, nil
}

// ids in one payload: 32 bytes each in hex keep it below PostgreSQL's 8000.
const perPayload = 200

func (c *changes) publish(ctx context.Context, account uuid.UUID, orders []uuid.UUID) {
	if c.tell == nil {
		c.deliver(account, orders)
		return
	}
	for len(orders) > 0 {
		n := min(len(orders), perPayload)
		payload := hex.EncodeToString(account[:])
		for _, o := range orders[:n] {
			payload += hex.EncodeToString(o[:])
		}
		orders = orders[n:]
		if err := c.tell(ctx, payload); err != nil {
			c.log.Warn("changes are not told", "error", err)
			return
		}
	}
}

func (c *changes) heard(payload string) {
	b, err := hex.DecodeString(payload)
	if err != nil || len(b) < 16 || len(b)%16 != 0 {
		return
	}
	var orders []uuid.UUID
	for rest := b[16:]; len(rest) > 0; rest = rest[16:] {
		orders = append(orders, uuid.UUID(rest[:16]))
	}
	if len(orders) == 0 {
		c.planted(uuid.UUID(b[:16]))
		return
	}
	c.deliver(uuid.UUID(b[:16]), orders)
}

// plant has the other nodes look at an account's canaries anew.
func (c *changes) plant(ctx context.Context, account uuid.UUID) error {
	if c.tell == nil {
		return nil
	}
	return c.tell(ctx, hex.EncodeToString(account[:]))
}

func (c *changes) deliver(account uuid.UUID, orders []uuid.UUID) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for listener := range c.listeners[account] {
		for _, o := range orders {
			select {
			case listener <- o:
			default: // too slow: it misses a change, not an order
			}
		}
	}
}

// listen returns the ids of an account's changed orders until the context ends.
func (c *changes) listen(ctx context.Context, account uuid.UUID) <-chan uuid.UUID {
	ch := make(chan uuid.UUID, backlog)
	c.mu.Lock()
	if c.listeners[account] == nil {
		c.listeners[account] = map[chan uuid.UUID]bool{}
	}
	c.listeners[account][ch] = true
	c.mu.Unlock()
	context.AfterFunc(ctx, func() {
		c.mu.Lock()
		defer c.mu.Unlock()
		delete(c.listeners[account], ch)
		if len(c.listeners[account]) == 0 {
			delete(c.listeners, account)
		}
		close(ch)
	})
	return ch
}

func (c *changes) close() error {
	if c.listener == nil {
		return nil
	}
	return c.listener.Close()
}

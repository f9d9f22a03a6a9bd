package store

import (
	"context"
	"database/sql"
	"strings"
	"sync"
	"sync/atomic"

	"entgo.io/ent/dialect"
	entsql "entgo.io/ent/dialect/sql"

	"orderveil/telemetry"
)

// maxStatements bounds the prepared statements per database; the program asks a
// few dozen different questions.
const maxStatements = 256

// driver is ent's driver with two additions: reads outside a transaction are
// prepared once, which saves lib/pq a round trip and PostgreSQL a plan, and every
// statement is counted. (SQLite has no round trip to save.)
type driver struct {
	*entsql.Driver
	reads entsql.Conn
	count func()
	// wrapped gives every statement a transaction of its own: behind a pooler the next message
	// may come to another connection, which knows nothing of the one before.
	wrapped bool
	// failed says what a statement's error means; nil leaves it as it is.
	failed func(context.Context, error) error
	worked atomic.Int64 // statements that did
}

func (d *driver) because(ctx context.Context, err error) error {
	if err == nil {
		d.worked.Add(1)
	}
	if err == nil || d.failed == nil {
		return err
	}
	return d.failed(ctx, err)
}

var _ dialect.Driver = (*driver)(nil)

func newDriver(name string, db *sql.DB, count func()) *driver {
	if count == nil {
		count = func() {}
	}
	d := &driver{Driver: entsql.OpenDB(name, db), count: count}
	d.reads = d.Conn
	if name == dialect.Postgres {
		d.reads = entsql.Conn{ExecQuerier: &prepared{DB: db, statements: map[string]*sql.Stmt{}}}
	}
	return d
}

// Query runs a read through a prepared statement.
func (d *driver) Query(ctx context.Context, query string, args, v any) error {
	d.count()
	return d.because(ctx, traced(ctx, query, func(ctx context.Context) error {
		if d.wrapped {
			return d.queryWrapped(ctx, query, args, v)
		}
		return d.reads.Query(ctx, query, args, v)
	}))
}

// Exec runs a statement.
func (d *driver) Exec(ctx context.Context, query string, args, v any) error {
	d.count()
	return d.because(ctx, traced(ctx, query, func(ctx context.Context) error {
		if d.wrapped {
			return d.execWrapped(ctx, query, args, v)
		}
		return d.Driver.Exec(ctx, query, args, v)
	}))
}

// Tx starts a transaction whose statements are counted too.
func (d *driver) Tx(ctx context.Context) (dialect.Tx, error) {
	tx, err := d.Driver.Tx(ctx)
	if err != nil {
		return nil, d.because(ctx, err)
	}
	return &countedTx{Tx: tx, driver: d}, nil
}

type countedTx struct {
	dialect.Tx
	driver *driver
}

// Commit commits.
func (t *countedTx) Commit() error { return t.driver.because(context.Background(), t.Tx.Commit()) }

func (t *countedTx) Query(ctx context.Context, query string, args, v any) error {
	t.driver.count()
	return t.driver.because(ctx, traced(ctx, query, func(ctx context.Context) error { return t.Tx.Query(ctx, query, args, v) }))
}

func (t *countedTx) Exec(ctx context.Context, query string, args, v any) error {
	t.driver.count()
	return t.driver.because(ctx, traced(ctx, query, func(ctx context.Context) error { return t.Tx.Exec(ctx, query, args, v) }))
}

// traced tells of a statement its first word and how long it took: neither its text nor
// its parameters.
func traced(ctx context.Context, query string, run func(context.Context) error) error {
	verb, _, _ := strings.Cut(query, " ")
	ctx, span := telemetry.Within(ctx, "sql", telemetry.Statement(verb))
	err := run(ctx)
	span.End(err)
	return err
}

// prepared runs queries through statements that it keeps. It never drops one, since
// another goroutine may be about to use it: beyond maxStatements the query runs
// unprepared.
type prepared struct {
	*sql.DB
	mu         sync.RWMutex
	statements map[string]*sql.Stmt
}

// QueryContext runs the query, prepared on first use.
func (p *prepared) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	p.mu.RLock()
	s, full := p.statements[query], len(p.statements) >= maxStatements
	p.mu.RUnlock()
	if s != nil {
		return s.QueryContext(ctx, args...)
	}
	if full {
		return p.DB.QueryContext(ctx, query, args...)
	}
	s, err := p.prepare(ctx, query)
	if err != nil {
		return nil, err
	}
	return s.QueryContext(ctx, args...)
}

func (p *prepared) prepare(ctx context.Context, query string) (*sql.Stmt, error) {
	s, err := p.PrepareContext(ctx, query)
	if err != nil {
		return nil, err
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if earlier := p.statements[query]; earlier != nil {
		_ = s.Close()
		return earlier, nil
	}
	p.statements[query] = s
	return s, nil
}

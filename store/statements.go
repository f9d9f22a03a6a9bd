package store

import (
	"context"
	"database/sql"
	"regexp"
	"slices"
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

// driver is ent's driver with two additions: statements outside a transaction are
// prepared once, which saves lib/pq a round trip and PostgreSQL a plan, and every
// statement is counted. (SQLite has no round trip to save.)
type driver struct {
	*entsql.Driver
	kept  entsql.Conn
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

// reading is because, for a query whose rows are still to come.
func (d *driver) reading(ctx context.Context, err error, v any) error {
	if rows, ok := v.(*entsql.Rows); ok && err == nil && d.failed != nil {
		rows.ColumnScanner = cutRows{rows.ColumnScanner, ctx, d}
	}
	return d.because(ctx, err)
}

// cutRows say what it means when they end before their time.
type cutRows struct {
	entsql.ColumnScanner
	ctx    context.Context
	driver *driver
}

// Err is why there are no more rows.
func (r cutRows) Err() error {
	if err := r.ColumnScanner.Err(); err != nil {
		return r.driver.failed(r.ctx, err)
	}
	return nil
}

var _ dialect.Driver = (*driver)(nil)

func newDriver(name string, db *sql.DB, count func()) *driver {
	if count == nil {
		count = func() {}
	}
	d := &driver{Driver: entsql.OpenDB(name, db), count: count}
	d.kept = d.Conn
	if name == dialect.Postgres {
		d.kept = entsql.Conn{ExecQuerier: &prepared{DB: db, statements: map[string]*sql.Stmt{}}}
	}
	return d
}

// Query runs a read through a prepared statement.
func (d *driver) Query(ctx context.Context, query string, args, v any) error {
	d.count()
	return d.reading(ctx, traced(ctx, query, func(ctx context.Context) error {
		if d.wrapped {
			return d.queryWrapped(ctx, query, args, v)
		}
		return d.kept.Query(ctx, query, args, v)
	}), v)
}

// Exec runs a statement.
func (d *driver) Exec(ctx context.Context, query string, args, v any) error {
	d.count()
	return d.because(ctx, traced(ctx, query, func(ctx context.Context) error {
		if d.wrapped {
			return d.execWrapped(ctx, query, args, v)
		}
		return d.kept.Exec(ctx, query, args, v)
	}))
}

// read runs a query and calls each for every row.
func (d *driver) read(ctx context.Context, query string, args, dest []any, each func()) error {
	var rows entsql.Rows
	if err := d.Query(ctx, query, args, &rows); err != nil {
		return err
	}
	defer rows.Close() // what fails here failed before
	for rows.Next() {
		if err := rows.Scan(dest...); err != nil {
			return err
		}
		each()
	}
	return rows.Err()
}

// text is a statement as the database wants its parameters marked; they come in their order.
func (d *driver) text(query string) string {
	if d.Dialect() == dialect.Postgres {
		return query
	}
	return parameter.ReplaceAllLiteralString(query, "?")
}

var parameter = regexp.MustCompile(`\$[0-9]+`)

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
	return t.driver.reading(ctx, traced(ctx, query, func(ctx context.Context) error { return t.Tx.Query(ctx, query, args, v) }), v)
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

// prepared runs statements of which it keeps what PostgreSQL made. It never drops one, since
// another goroutine may be about to use it: beyond maxStatements they run unprepared.
type prepared struct {
	*sql.DB
	mu         sync.RWMutex
	statements map[string]*sql.Stmt
}

// QueryContext runs the query, prepared on first use.
func (p *prepared) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	s, err := p.statement(ctx, query)
	if err != nil {
		return nil, err
	}
	if s == nil {
		return p.DB.QueryContext(ctx, query, args...)
	}
	return s.QueryContext(ctx, args...)
}

// fewArguments has a change that is made often. With more it is one of many rows, which
// seldom are as many again, but for entries of the audit trail.
const fewArguments = 16

// ExecContext runs the statement, prepared on first use.
func (p *prepared) ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error) {
	if len(args) == 0 || len(args) > fewArguments && !slices.Contains(noteTexts[:], query) {
		return p.DB.ExecContext(ctx, query, args...)
	}
	s, err := p.statement(ctx, query)
	if err != nil {
		return nil, err
	}
	if s == nil {
		return p.DB.ExecContext(ctx, query, args...)
	}
	return s.ExecContext(ctx, args...)
}

// statement is the one kept of this text, nil when too many are kept.
func (p *prepared) statement(ctx context.Context, query string) (*sql.Stmt, error) {
	p.mu.RLock()
	s, full := p.statements[query], len(p.statements) >= maxStatements
	p.mu.RUnlock()
	if s != nil || full {
		return s, nil
	}
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

package store

import (
	"context"
	"database/sql"
	sqldriver "database/sql/driver"
	"errors"
	"fmt"
	"maps"
	"os/exec"
	"runtime"
	"time"

	"github.com/lib/pq"

	"orderveil"
)

// sole is the server for whoever alone makes or drops a database. A process that is killed
// leaves statements behind, and PostgreSQL takes them to their end: who takes up its work must
// not find a database half made. So each connection begins by waiting for the one before it.
// Its admin is the caller's to close.
func (s *accountsServer) sole(name string) (*accountsServer, error) {
	c, err := newConnector(s.Address)
	if err != nil {
		return nil, err
	}
	admin := sql.OpenDB(&queued{connector: c, name: name})
	admin.SetMaxOpenConns(1)
	return &accountsServer{AccountsServer: s.AccountsServer, admin: admin, bound: s.bound, prepared: true}, nil
}

// queued connects as the only one who makes or drops the database of this name.
type queued struct {
	*connector
	name string
}

// Connect connects and waits for its turn.
func (q *queued) Connect(ctx context.Context) (sqldriver.Conn, error) {
	c, err := q.connector.Connect(ctx)
	if err != nil {
		return nil, err
	}
	_, err = c.(sqldriver.ExecerContext).ExecContext(ctx, `SELECT pg_advisory_lock(hashtext('orderveil databases'), hashtext(`+pq.QuoteLiteral(q.name)+`))`, nil)
	if err != nil {
		return nil, errors.Join(err, c.Close())
	}
	return c, nil
}

// apart refuses two names of one server: the account's database would be taken for its copy
// and dropped. Of a server all can see the microsecond in which it was started.
func apart(ctx context.Context, one, other *accountsServer) error {
	var started [2]time.Time
	for i, s := range []*accountsServer{one, other} {
		if err := s.admin.QueryRowContext(ctx, `SELECT pg_postmaster_start_time()`).Scan(&started[i]); err != nil {
			return fmt.Errorf("store: reach the server %s: %w", s.Name, err)
		}
	}
	if started[0].Equal(started[1]) {
		return orderveil.Invalidf("%s and %s are one server: there is nothing to move between them", one.Name, other.Name)
	}
	return nil
}

// shut keeps an account's role out of its database and ends its connections: from then on
// no node writes there, whatever it still believes.
func (s *accountsServer) shut(ctx context.Context, name string) error {
	role := pq.QuoteIdentifier(name)
	for _, statement := range []string{`ALTER ROLE ` + role + ` NOLOGIN`, `REVOKE CONNECT ON DATABASE ` + role + ` FROM ` + role} {
		if _, err := s.admin.ExecContext(ctx, statement); err != nil {
			return fmt.Errorf("store: close an account's database: %w", err)
		}
	}
	for range 10 { // somebody may have been signing in at that moment
		left, err := s.cut(ctx, name)
		if err != nil {
			return fmt.Errorf("store: end the connections to an account's database: %w", err)
		}
		if left == 0 {
			return nil
		}
	}
	return errors.New("store: connections to an account's database do not end: run the same move again")
}

// cut ends the connections of an account's role and counts those that there were. Who ends
// another role's connections has to be a member of it.
func (s *accountsServer) cut(ctx context.Context, name string) (n int, err error) {
	if _, err := s.admin.ExecContext(ctx, `GRANT `+pq.QuoteIdentifier(name)+` TO CURRENT_USER`); err != nil {
		return 0, err
	}
	err = s.admin.QueryRowContext(ctx, `SELECT count(pg_terminate_backend(pid, 5000)) FROM pg_stat_activity WHERE usename = $1`, name).Scan(&n)
	return n, err
}

// admit undoes shut.
func (s *accountsServer) admit(ctx context.Context, name string) error {
	role := pq.QuoteIdentifier(name)
	for _, statement := range []string{`GRANT CONNECT ON DATABASE ` + role + ` TO ` + role, `ALTER ROLE ` + role + ` LOGIN`} {
		if _, err := s.admin.ExecContext(ctx, statement); err != nil {
			return fmt.Errorf("store: open an account's database again: %w", err)
		}
	}
	return nil
}

// cutOff reports an error that a closed database gives: its role may not sign in, it is
// gone, or a connection ended in the middle.
func cutOff(err error) bool {
	var pe *pq.Error
	switch {
	case err == nil, errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded), errors.Is(err, sql.ErrTxDone), errors.Is(err, sql.ErrNoRows):
		return false
	case errors.As(err, &pe):
		switch pe.Code {
		case "28000", "28P01", "3D000", "42501", "57P01":
			return true
		}
		return false
	}
	return errors.Is(err, sqldriver.ErrBadConn) || errors.As(err, new(interface{ Timeout() bool })) || err.Error() == "EOF" || err.Error() == "unexpected EOF"
}

// terminated reports an error that a connection gives which somebody ended.
func terminated(err error) bool {
	var pe *pq.Error
	return errors.As(err, &pe) && pe.Code == "57P01"
}

// copyDatabase copies by pg_dump into pg_restore: nothing lies in a file meanwhile.
func copyDatabase(ctx context.Context, from, to *accountsServer, name string) error {
	source, err := from.dsn(name, nil)
	if err != nil {
		return err
	}
	target, err := to.dsn(name, nil)
	if err != nil {
		return err
	}
	runtime.LockOSThread() // with which the programs die
	defer runtime.UnlockOSThread()
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	dump, err := toolCommand(ctx, source, name, "pg_dump", "--format=custom", "--no-owner", "--no-acl")
	if err != nil {
		return err
	}
	restore, err := toolCommand(ctx, target, name, "pg_restore", "--no-owner", "--no-acl", "--exit-on-error")
	if err != nil {
		return err
	}
	dieTogether(dump)
	dieTogether(restore)
	if restore.Stdin, err = dump.StdoutPipe(); err != nil {
		return err
	}
	if err := restore.Start(); err != nil {
		return err
	}
	dumped := dump.Start()
	if dumped != nil {
		stop()
	}
	restored := restore.Wait()
	if dumped == nil {
		dumped = dump.Wait()
	}
	return errors.Join(said(dumped, "pg_dump", from.Name), said(restored, "pg_restore", to.Name))
}

func said(err error, program, server string) error {
	if err == nil {
		return nil
	}
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		err = fmt.Errorf("it ended with code %d", exit.ExitCode())
	}
	return fmt.Errorf("store: %s at the server %s: %w", program, server, err)
}

// compare holds both databases against each other: the same tables with as many rows, whose
// digests come to the same.
func compare(ctx context.Context, from, to *accountsServer, name string) error {
	var both [2]map[string]string
	for i, s := range []*accountsServer{from, to} {
		dsn, err := s.dsn(name, nil)
		if err != nil {
			return err
		}
		if both[i], err = digests(ctx, dsn); err != nil {
			return fmt.Errorf("store: check a copy at the server %s: %w", s.Name, err)
		}
	}
	if maps.Equal(both[0], both[1]) && len(both[0]) > 0 {
		return nil
	}
	for table, want := range both[0] {
		if both[1][table] != want {
			return fmt.Errorf("store: the copy of an account differs in %s: %w", table, orderveil.ErrConflict)
		}
	}
	return fmt.Errorf("store: the copy of an account has other tables: %w", orderveil.ErrConflict)
}

// digests of a database's tables: the number of rows, and sums over the rows' SHA-256, which
// say the same in whatever order rows lie. Sequences count with where they are.
func digests(ctx context.Context, dsn string) (map[string]string, error) {
	db, err := pool(dsn)
	if err != nil {
		return nil, err
	}
	defer db.Close()
	tx, err := db.BeginTx(ctx, &sql.TxOptions{Isolation: sql.LevelRepeatableRead, ReadOnly: true})
	if err != nil {
		return nil, err
	}
	defer tx.Rollback()
	for _, setting := range []string{"timezone = 'UTC'", "datestyle = 'ISO'", "intervalstyle = 'postgres'", "bytea_output = 'hex'", "extra_float_digits = 1"} {
		if _, err := tx.ExecContext(ctx, `SET LOCAL `+setting); err != nil {
			return nil, err
		}
	}
	found, err := pairs(ctx, tx, `SELECT 'sequence ' || sequencename, coalesce(last_value::text, '') FROM pg_sequences WHERE schemaname = 'public'`)
	if err != nil {
		return nil, err
	}
	tables, err := pairs(ctx, tx, `SELECT tablename, '' FROM pg_tables WHERE schemaname = 'public'`)
	if err != nil {
		return nil, err
	}
	for table := range tables {
		const half = `coalesce(sum(('x' || substr(h, %d, 16))::bit(64)::bigint), 0)`
		var digest string
		err := tx.QueryRowContext(ctx, fmt.Sprintf(`SELECT concat_ws(' ', count(*), `+half+`, `+half+`) FROM
			(SELECT encode(sha256(convert_to(whole_row::text, 'UTF8')), 'hex') AS h FROM %s AS whole_row) AS rows`, 1, 17, pq.QuoteIdentifier(table))).Scan(&digest)
		if err != nil {
			return nil, fmt.Errorf("table %s: %w", table, err)
		}
		found["table "+table] = digest
	}
	return found, nil
}

func pairs(ctx context.Context, tx *sql.Tx, query string) (map[string]string, error) {
	rows, err := tx.QueryContext(ctx, query)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	found := map[string]string{}
	for rows.Next() {
		var name, value string
		if err := rows.Scan(&name, &value); err != nil {
			return nil, err
		}
		found[name] = value
	}
	return found, rows.Err()
}

package store

import (
	"context"
	"fmt"

	"orderveil"
)

// holding does something with an account's database as a whole, and keeps others, in whichever
// process, from doing so meanwhile. On PostgreSQL the lock has a connection of its own, with
// which it dies: many accounts may be opened at once, and each needs the catalog's too.
func (s *Store) holding(ctx context.Context, number int, do func() error) error {
	p, ok := s.databases.(*postgres)
	if !ok { // whose directory belongs to this process
		s.files.Lock()
		defer s.files.Unlock()
		return do()
	}
	db, err := pool(p.where.Catalog)
	if err != nil {
		return err
	}
	defer db.Close()
	conn, err := db.Conn(ctx)
	if err != nil {
		return err
	}
	defer conn.Close()
	var got bool
	if err := conn.QueryRowContext(ctx, `SELECT pg_try_advisory_lock(hashtext('orderveil move'), $1)`, number).Scan(&got); err != nil {
		return err
	}
	if !got {
		return fmt.Errorf("account %d is being opened or moved by another process: %w", number, orderveil.ErrConflict)
	}
	return do()
}

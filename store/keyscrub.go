package store

import (
	"context"
	"errors"
	"fmt"

	"orderveil/ent/keys/accountkey"
	"orderveil/ent/keys/daykey"
)

// scrub leaves as little as the database can of keys that were destroyed or replaced, so
// many of them. SQLite is asked also when there was none: an earlier attempt may have
// failed after the keys were gone.
func (k *keyStore) scrub(ctx context.Context, keys int) error {
	if !k.postgres {
		return k.truncate(ctx)
	}
	if keys > 0 {
		k.vacuum(ctx)
	}
	return nil
}

// truncate empties SQLite's write-ahead log. The file itself has zeros where a key was,
// because it was opened with secure_delete; what the log still has of it would stay
// until the log is written over.
func (k *keyStore) truncate(ctx context.Context) error {
	var busy, pages, moved int
	if err := k.db.QueryRowContext(ctx, `PRAGMA wal_checkpoint(TRUNCATE)`).Scan(&busy, &pages, &moved); err != nil {
		return fmt.Errorf("store: empty the key store's log of destroyed keys: %w", err)
	}
	if busy != 0 {
		return errors.New("store: the key store is in use, so that its log still holds destroyed keys: destroy them again, which empties it")
	}
	return nil
}

// vacuum asks PostgreSQL to let go of rows that nobody can see any more; when it does
// not, its own vacuum comes later. Neither wipes a disk: what PostgreSQL has written
// stands in its write-ahead log, in the archive of that log, in replicas, and in pages
// until they are written over. All of these count as backups of the key store, and are
// to be kept no longer than those.
func (k *keyStore) vacuum(ctx context.Context) {
	_, _ = k.db.ExecContext(ctx, `VACUUM (SKIP_LOCKED) `+accountkey.Table+`, `+daykey.Table)
}

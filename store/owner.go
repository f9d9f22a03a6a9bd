package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"

	"entgo.io/ent/dialect"
	"github.com/lib/pq"

	"orderveil/ent/keys/accountkey"
	"orderveil/ent/keys/daykey"
)

// ErrOldSchema says that a database is older than the program, and that the role it was
// opened with may not change that.
var ErrOldSchema = errors.New("store: the database is older than this program, and its role may not change tables: run \"orderveil migrate\" with postgres.catalogOwner and postgres.keysOwner")

// insufficientPrivilege is PostgreSQL's code for what a role may not do.
const insufficientPrivilege = "42501"

// upgradeShared brings the catalog or the key store to its newest schema: as its owner,
// when we are given one, and else as the role that uses it.
func (p *postgres) upgradeShared(ctx context.Context, db *sql.DB, dsn, owner, schema string) error {
	if owner != "" {
		return p.asOwner(ctx, owner, dsn, func(db *sql.DB) error {
			if err := migrate(ctx, db, dialect.Postgres, schema); err != nil || schema != "keys" {
				return err
			}
			return vacuumEagerly(ctx, db)
		})
	}
	m, err := migrator(db, dialect.Postgres, schema)
	if err != nil {
		return err
	}
	if pending, err := m.HasPending(ctx); err == nil && !pending {
		return nil
	}
	return old(migrate(ctx, db, dialect.Postgres, schema))
}

// vacuumEagerly has the server clean up after every destroyed key by itself: only a table's
// owner may ask for it, and the role that destroys keys is another.
func vacuumEagerly(ctx context.Context, db *sql.DB) error {
	for _, table := range []string{accountkey.Table, daykey.Table} {
		_, err := db.ExecContext(ctx, `ALTER TABLE `+table+` SET (autovacuum_vacuum_threshold = 0, autovacuum_vacuum_scale_factor = 0)`)
		if err != nil {
			return fmt.Errorf("store: have the key store vacuumed: %w", err)
		}
	}
	return nil
}

// old tells a role without rights what to do.
func old(err error) error {
	var pe *pq.Error
	if errors.As(err, &pe) && pe.Code == insufficientPrivilege {
		return ErrOldSchema
	}
	return err
}

// UpgradeQueue runs the migrations of the job queue's tables, which stand in the catalog,
// as their owner.
func (s *Store) UpgradeQueue(ctx context.Context, up func(*sql.DB) error) error {
	p, ok := s.databases.(*postgres)
	if !ok || p.where.CatalogOwner == "" {
		return old(up(s.catalogDB))
	}
	return p.asOwner(ctx, p.where.CatalogOwner, p.where.Catalog, up)
}

// asOwner changes a schema as the owner of its tables, and lets the role of the other
// address use them: rows it may write, tables it may not.
func (p *postgres) asOwner(ctx context.Context, owner, user string, do func(*sql.DB) error) error {
	db, err := pool(owner)
	if err != nil {
		return err
	}
	defer db.Close()
	if err := do(db); err != nil {
		return err
	}
	u, err := url.Parse(user)
	if err != nil || u.User.Username() == "" {
		return fmt.Errorf("store: the address of a database with an owner names its user: postgres://USER@HOST/…")
	}
	role := pq.QuoteIdentifier(u.User.Username())
	for _, statement := range []string{
		`GRANT USAGE ON SCHEMA public TO ` + role,
		`GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO ` + role,
		`GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO ` + role,
		`REVOKE INSERT, UPDATE, DELETE ON goose_db_version FROM ` + role,
	} {
		if _, err := db.ExecContext(ctx, statement); err != nil {
			return fmt.Errorf("store: let the role of a database use its tables: %w", err)
		}
	}
	return nil
}

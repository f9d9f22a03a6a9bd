package store

import (
	"context"
	"database/sql"
	"fmt"
	"io/fs"
	"strconv"
	"strings"

	"github.com/google/uuid"
)

// databases is where the three kinds of database live: SQLite files in a
// directory, or databases on PostgreSQL servers.
type databases interface {
	dialect() string
	catalog(ctx context.Context) (*sql.DB, error)
	keys(ctx context.Context) (*sql.DB, error)
	// create makes an account's database and, where the dialect knows roles, the one
	// role that may connect to it, with the password. Creating again is no error.
	create(ctx context.Context, at placement, password string) error
	// account opens a pool of connections to an account's database.
	account(ctx context.Context, at placement, password string) (*sql.DB, error)
	// upgrade brings an account's database to the newest version of its schema.
	upgrade(ctx context.Context, at placement) error
	// drop deletes an account's database and its role, connections or not. Dropping again
	// is no error.
	drop(ctx context.Context, at placement) error
	// close lets go of whatever is shared between the databases.
	close() error
}

// opaqueName draws the name of an account's database and role. Every role of a
// PostgreSQL server can list all names, so they say nothing about the merchant.
func opaqueName(id uuid.UUID) string {
	return "acct_" + strings.ReplaceAll(id.String(), "-", "")
}

// newestVersion reads the version off the last migration's file name.
func newestVersion(files fs.FS) (int64, error) {
	names, err := fs.Glob(files, "*.sql")
	if err != nil || len(names) == 0 {
		return 0, fmt.Errorf("there are no migrations: %w", err)
	}
	version, _, _ := strings.Cut(names[len(names)-1], "_")
	return strconv.ParseInt(version, 10, 64)
}

package store

import (
	"database/sql"
	"errors"

	"github.com/lib/pq"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"orderveil"
	"orderveil/ent/account"
	"orderveil/ent/catalog"
	"orderveil/seal"
)

// notFound turns the databases' ways of saying that there is no such row into ours.
func notFound(err error) error {
	if account.IsNotFound(err) || catalog.IsNotFound(err) {
		return orderveil.ErrNotFound
	}
	return err
}

// ignoreNotFound makes nothing of what is not there.
func ignoreNotFound(err error) error {
	if errors.Is(err, orderveil.ErrNotFound) {
		return nil
	}
	return err
}

// ignoreNoRows forgives an insert that did nothing because the row was there.
func ignoreNoRows(err error) error {
	if errors.Is(err, sql.ErrNoRows) {
		return nil
	}
	return err
}

// KeysUnavailable reports whether an error says that customer data cannot be opened or
// sealed at the moment, because the key provider or the key store does not answer.
func KeysUnavailable(err error) bool { return errors.Is(err, seal.ErrKeyUnavailable) }

// DiskFull reports whether an error says that the database has no room left.
func DiskFull(err error) bool {
	var pe *pq.Error
	if errors.As(err, &pe) {
		return pe.Code == "53100"
	}
	var se *sqlite.Error
	return errors.As(err, &se) && se.Code()&0xff == sqlite3.SQLITE_FULL
}

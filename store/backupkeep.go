package store

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"entgo.io/ent/dialect"
	"github.com/gofrs/flock"

	"orderveil"
)

const (
	// partialPrefix is before the time of a backup that is being written.
	partialPrefix = ".partial-"
	// allOf is how long every backup stays; of older ones one a day does.
	allOf = 2 * time.Hour
)

// alone keeps other backups out of both places until release: what one of them is writing
// looks like what one that was killed has left.
func (to Backups) alone() (release func(), err error) {
	var locks []*flock.Flock
	release = func() {
		for _, l := range locks {
			_ = l.Unlock()
		}
	}
	for _, dir := range []string{to.Dir, to.Keys} {
		if err := os.MkdirAll(dir, 0o700); err != nil {
			release()
			return nil, fmt.Errorf("store: make the directory of backups: %w", err)
		}
		l := flock.New(filepath.Join(dir, ".lock"), flock.SetPermissions(0o600))
		got, err := l.TryLock()
		if err == nil && got {
			locks = append(locks, l)
			continue
		}
		release()
		if err != nil {
			return nil, fmt.Errorf("store: lock the directory of backups: %w", err)
		}
		return nil, fmt.Errorf("store: another backup is being written to %s: let it come to its end: %w", dir, orderveil.ErrConflict)
	}
	return release, nil
}

// stamps are the times of the backups in a directory, oldest first.
func stamps(dir string) ([]time.Time, error) { return stamped(dir, "") }

func stamped(dir, prefix string) (found []time.Time, err error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, err
	}
	for _, e := range entries {
		stamp, ok := strings.CutPrefix(e.Name(), prefix)
		if at, err := time.Parse(stampLayout, stamp); ok && err == nil && e.IsDir() {
			found = append(found, at)
		}
	}
	return found, nil // their names sort by time
}

// LeftBackups are the times of backups in a directory that were begun and never came to
// their end, or are being written.
func LeftBackups(dir string) ([]time.Time, error) { return stamped(dir, partialPrefix) }

// removeLeft removes what backups that were killed have left: nothing else would, and keys
// may be in it.
func removeLeft(dir string) error {
	all, err := LeftBackups(dir)
	errs := []error{err}
	for _, at := range all {
		errs = append(errs, os.RemoveAll(filepath.Join(dir, partialPrefix+at.Format(stampLayout))))
	}
	return errors.Join(errs...)
}

// thin deletes backups that are too old, and of each past day all but the last. One stays
// however old it is: the last that has an account which the newest could not copy.
func thin(dir string, now time.Time, keep int) error {
	all, err := stamps(dir)
	if err != nil || len(all) == 0 {
		return err
	}
	newest, _ := readManifest(filepath.Join(dir, all[len(all)-1].Format(stampLayout))) // one that is damaged names nobody
	needed := map[time.Time]bool{}
	for _, m := range newest.elsewhere(dir) {
		needed[m.TakenAt] = true
	}
	var errs []error
	for i, at := range all {
		sameDay := i+1 < len(all) && at.Format(time.DateOnly) == all[i+1].Format(time.DateOnly)
		if !needed[at] && (now.Sub(at) > days(keep) || sameDay && now.Sub(at) > allOf) {
			errs = append(errs, os.RemoveAll(filepath.Join(dir, at.Format(stampLayout))))
		}
	}
	return errors.Join(errs...)
}

func days(n int) time.Duration { return time.Duration(n) * 24 * time.Hour }

// elsewhere finds the newest earlier backup in a directory that has an account, for each
// account that this one lacks.
func (m Manifest) elsewhere(dir string) map[string]Manifest {
	found := map[string]Manifest{}
	all, _ := stamps(dir) // where there are none, none has it
	for i := len(all) - 1; i >= 0 && len(found) < len(m.Missing); i-- {
		if !all[i].Before(m.TakenAt) {
			continue
		}
		earlier, err := readManifest(filepath.Join(dir, all[i].Format(stampLayout)))
		if err != nil {
			continue // it cannot be put back either
		}
		for name := range m.Missing {
			if _, has := found[name]; !has && earlier.has(name) {
				found[name] = earlier
			}
		}
	}
	return found
}

// has reports whether an account's database is in a backup.
func (m Manifest) has(database string) bool { return m.Files[database+suffixOf(m.Dialect)] != "" }

func suffixOf(d string) string {
	if d == dialect.SQLite {
		return files{}.suffix()
	}
	return dumps{}.suffix()
}

// LastBackup is the time of a directory's newest backup, and of its oldest.
func LastBackup(dir string) (newest, oldest time.Time, err error) {
	all, err := stamps(dir)
	if err != nil || len(all) == 0 {
		return newest, oldest, errors.Join(err, orderveil.ErrNotFound)
	}
	return all[len(all)-1], all[0], nil
}

// LastWhole is the time of a directory's newest backup that lacks no account.
func LastWhole(dir string) (time.Time, error) {
	all, err := stamps(dir)
	for i := len(all) - 1; i >= 0; i-- {
		m, err := readManifest(filepath.Join(dir, all[i].Format(stampLayout)))
		if err == nil && len(m.Missing) == 0 {
			return all[i], nil
		}
	}
	return time.Time{}, errors.Join(err, orderveil.ErrNotFound)
}

// Lacking are the numbers of the accounts that a directory's newest backup lacks.
func Lacking(dir string) ([]int, error) {
	newest, _, err := LastBackup(dir)
	if err != nil {
		return nil, err
	}
	m, err := readManifest(filepath.Join(dir, newest.Format(stampLayout)))
	return slices.Sorted(maps.Values(m.Missing)), err
}

// numbersOf are the numbers of accounts by their databases.
func numbersOf(ctx context.Context, from copier) (map[string]int, error) {
	db, err := from.open(ctx, catalogName)
	if err != nil {
		return nil, err
	}
	defer db.Close()
	rows, err := db.QueryContext(ctx, `SELECT database, number FROM accounts`)
	if err != nil {
		return nil, fmt.Errorf("store: look up accounts' numbers: %w", err)
	}
	defer rows.Close()
	numbers := map[string]int{}
	for rows.Next() {
		var name string
		var number int
		if err := rows.Scan(&name, &number); err != nil {
			return nil, err
		}
		numbers[name] = number
	}
	return numbers, rows.Err()
}

package store

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"orderveil"
)

// Backups says where backups are: of the key store apart from all others, because together
// they are worth more than either.
type Backups struct {
	Dir  string // of the catalog and the accounts' databases
	Keys string // of the key store
	Keep int    // days for which Dir keeps the last one of a day
}

// Manifest says what is in a backup, and what was forgotten by then. It is written last.
type Manifest struct {
	TakenAt   time.Time         `json:"takenAt"`
	Dialect   string            `json:"dialect"`
	Files     map[string]string `json:"files"` // SHA-256 by name
	Forgotten Tombstones        `json:"forgotten"`
}

const (
	manifestName = "manifest.json"
	stampLayout  = "20060102T150405Z"
	// allOf is how long every backup stays; of older ones one a day does.
	allOf = 2 * time.Hour
)

// copier copies databases while they are in use.
type copier interface {
	accounts(ctx context.Context) ([]string, error) // the names of the databases of accounts that are not closed
	copyTo(ctx context.Context, name, path string) error
	forgotten(ctx context.Context, accounts []string) (Tombstones, error)
	open(ctx context.Context, name string) (*sql.DB, error)
	suffix() string
}

// the names of what is no account's, in a backup as for a copier.
const (
	catalogName = "catalog"
	keysName    = "keys"
)

// BackUp copies all databases, beside a running program. Accounts are copied before the
// catalog, so that it knows each order's number, and the keys last, so that each value's
// key is among them. It then thins out older backups: those of the key store live no longer
// than the configuration says, as retention counts on that.
func BackUp(ctx context.Context, c Config, to Backups) (Manifest, error) {
	if err := checkBackups(c, to); err != nil {
		return Manifest{}, err
	}
	from, d, err := copierOf(c)
	if err != nil {
		return Manifest{}, err
	}
	m := Manifest{TakenAt: c.Clock().UTC().Truncate(time.Second), Dialect: d, Files: map[string]string{}}
	k := Manifest{TakenAt: m.TakenAt, Dialect: d, Files: map[string]string{}}
	data, err := newCopy(to.Dir, m.TakenAt)
	if err != nil {
		return m, err
	}
	keys, err := newCopy(to.Keys, m.TakenAt)
	if err != nil {
		return m, err
	}
	defer os.RemoveAll(data.partial)
	defer os.RemoveAll(keys.partial)
	names, err := data.copyAccounts(ctx, from, &m)
	if err != nil {
		return m, err
	}
	if m.Forgotten, err = from.forgotten(ctx, names); err != nil {
		return m, fmt.Errorf("store: note in a backup what is forgotten: %w", err)
	}
	k.Forgotten = m.Forgotten
	if err := keys.add(ctx, from, keysName, &k); err != nil {
		return m, err
	}
	if err := errors.Join(keys.done(k), data.done(m)); err != nil {
		return m, err
	}
	return m, errors.Join(thin(to.Dir, m.TakenAt, to.Keep), thin(to.Keys, m.TakenAt, min(to.Keep, c.KeyBackupDays)))
}

func checkBackups(c Config, to Backups) error {
	if to.Dir == "" || to.Keys == "" || within(to.Dir, to.Keys) || within(to.Keys, to.Dir) {
		return orderveil.Invalidf("backups.directory and backups.keys are two directories, neither in the other, best on different machines: whoever has both has more than either")
	}
	if c.KeyBackupDays < 1 {
		return orderveil.Invalidf("say in keys.backupDays how many days backups of the key store live (1 or more): it counts as retention")
	}
	if to.Keep < 1 {
		return orderveil.Invalidf("backups.keepDays is 1 or more")
	}
	return nil
}

func within(dir, other string) bool {
	rel, err := filepath.Rel(dir, other)
	return err == nil && rel != ".." && !strings.HasPrefix(rel, "../")
}

// copyAccounts copies every account and the catalog, and the accounts that were opened
// meanwhile.
func (b backupCopy) copyAccounts(ctx context.Context, from copier, m *Manifest) ([]string, error) {
	names, err := from.accounts(ctx)
	if err != nil {
		return nil, err
	}
	for _, name := range names {
		if err := b.add(ctx, from, name, m); err != nil {
			if now, again := from.accounts(ctx); again != nil || slices.Contains(now, name) {
				return nil, err
			} // else it was closed meanwhile
		}
	}
	if err := b.add(ctx, from, catalogName, m); err != nil {
		return nil, err
	}
	now, err := from.accounts(ctx)
	if err != nil {
		return nil, err
	}
	for _, name := range now {
		if m.Files[name+from.suffix()] == "" {
			if err := b.add(ctx, from, name, m); err != nil {
				return nil, err
			}
		}
	}
	return now, nil
}

// backupCopy is a backup that is being written. Under its name it appears when it is whole.
type backupCopy struct{ partial, final string }

func newCopy(dir string, at time.Time) (backupCopy, error) {
	b := backupCopy{filepath.Join(dir, ".partial-"+at.Format(stampLayout)), filepath.Join(dir, at.Format(stampLayout))}
	if _, err := os.Stat(b.final); err == nil {
		return b, fmt.Errorf("store: there is a backup of this second already: %w", orderveil.ErrConflict)
	}
	err := errors.Join(os.RemoveAll(b.partial), os.MkdirAll(b.partial, 0o700))
	if err != nil {
		return b, fmt.Errorf("store: make the directory of a backup: %w", err)
	}
	return b, nil
}

func (b backupCopy) add(ctx context.Context, from copier, name string, m *Manifest) error {
	path := filepath.Join(b.partial, name+from.suffix())
	err := from.copyTo(ctx, name, path)
	if err != nil {
		_ = os.Remove(path)
		return fmt.Errorf("store: back %s up: %w", name, err)
	}
	if err := os.Chmod(path, 0o600); err != nil {
		return err
	}
	m.Files[filepath.Base(path)], err = digestOf(path)
	return err
}

func (b backupCopy) done(m Manifest) error {
	text, err := json.MarshalIndent(m, "", "  ")
	if err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(b.partial, manifestName), text, 0o600); err != nil {
		return err
	}
	return os.Rename(b.partial, b.final)
}

func digestOf(path string) (string, error) {
	f, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer f.Close()
	h := sha256.New()
	if _, err := io.Copy(h, f); err != nil {
		return "", err
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}

// stamps are the times of the backups in a directory, oldest first.
func stamps(dir string) (found []time.Time, err error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, err
	}
	for _, e := range entries {
		if at, err := time.Parse(stampLayout, e.Name()); err == nil && e.IsDir() {
			found = append(found, at)
		}
	}
	return found, nil // their names sort by time
}

// thin deletes backups that are too old, and of each past day all but the last.
func thin(dir string, now time.Time, keep int) error {
	all, err := stamps(dir)
	if err != nil {
		return err
	}
	var errs []error
	for i, at := range all {
		sameDay := i+1 < len(all) && at.Format(time.DateOnly) == all[i+1].Format(time.DateOnly)
		if now.Sub(at) > days(keep) || sameDay && now.Sub(at) > allOf {
			errs = append(errs, os.RemoveAll(filepath.Join(dir, at.Format(stampLayout))))
		}
	}
	return errors.Join(errs...)
}

func days(n int) time.Duration { return time.Duration(n) * 24 * time.Hour }

// LastBackup is the time of a directory's newest whole backup, and of its oldest.
func LastBackup(dir string) (newest, oldest time.Time, err error) {
	all, err := stamps(dir)
	if err != nil || len(all) == 0 {
		return newest, oldest, errors.Join(err, orderveil.ErrNotFound)
	}
	return all[len(all)-1], all[0], nil
}

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
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

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
	Files     map[string]string `json:"files"`             // SHA-256 by name
	Missing   map[string]int    `json:"missing,omitempty"` // numbers of accounts that could not be copied, by their databases
	Forgotten Tombstones        `json:"forgotten"`
}

const (
	manifestName = "manifest.json"
	stampLayout  = "20060102T150405Z"
)

// copier copies databases while they are in use.
type copier interface {
	accounts(ctx context.Context) ([]string, error) // the names of the databases of accounts that are not closed
	copyTo(ctx context.Context, name, path string) error
	// forgotten reads what is forgotten, and of accounts that cannot be asked says why.
	forgotten(ctx context.Context, accounts []string) (_ Tombstones, unread map[string]error, err error)
	open(ctx context.Context, name string) (*sql.DB, error)
	suffix() string
}

// the names of what is no account's, in a backup as for a copier.
const (
	catalogName = "catalog"
	keysName    = "keys"
)

// ErrIncomplete says that a backup is there and lacks accounts. Its manifest names them, and
// earlier backups that have them stay.
var ErrIncomplete = errors.New("store: the backup is there, but some accounts are not in it")

// BackUp copies all databases, beside a running program. Accounts are copied before the
// catalog, so that it knows each order's number, and the keys last, so that each value's
// key is among them. One account, or one server of accounts, that cannot be copied does not
// leave the others without a backup: see ErrIncomplete. Then older backups are thinned out.
// Those of the key store live no longer than the configuration says, as retention counts on
// that, whatever becomes of this backup.
func BackUp(ctx context.Context, c Config, to Backups) (Manifest, error) {
	if err := checkBackups(c, to); err != nil {
		return Manifest{}, err
	}
	from, d, err := copierOf(c)
	if err != nil {
		return Manifest{}, err
	}
	m := Manifest{TakenAt: c.Clock().UTC().Truncate(time.Second), Dialect: d, Files: map[string]string{}}
	release, err := to.alone()
	if err != nil {
		return m, err
	}
	defer release()
	keysLive := min(to.Keep, c.KeyBackupDays)
	tidied := errors.Join(removeLeft(to.Dir), removeLeft(to.Keys), thin(to.Keys, m.TakenAt, keysLive))
	lacking, err := to.copyAll(ctx, from, &m)
	if err == nil {
		err = errors.Join(lacking, thin(to.Dir, m.TakenAt, to.Keep), thin(to.Keys, m.TakenAt, keysLive))
	}
	return m, errors.Join(err, tidied)
}

// copyAll writes a backup into both places. It returns apart what it lacks.
func (to Backups) copyAll(ctx context.Context, from copier, m *Manifest) (lacking, err error) {
	k := Manifest{TakenAt: m.TakenAt, Dialect: m.Dialect, Files: map[string]string{}}
	data, err := newCopy(to.Dir, m)
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(data.partial)
	keys, err := newCopy(to.Keys, &k)
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(keys.partial)
	names, failed, err := data.addAccounts(ctx, from)
	if err != nil {
		return nil, err
	}
	if m.Forgotten, err = to.forgotten(ctx, from, names, failed); err != nil {
		return nil, fmt.Errorf("store: note in a backup what is forgotten: %w", err)
	}
	k.Forgotten = m.Forgotten
	if lacking, err = data.lack(ctx, from, failed); err != nil {
		return nil, err
	}
	if err := keys.add(ctx, from, keysName); err != nil {
		return nil, err
	}
	return lacking, errors.Join(keys.done(), data.done())
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

// copiedAtOnce is how many accounts are copied, or put back, at the same time.
const copiedAtOnce = 4

// addAccounts copies every account and then the catalog, and the accounts that were opened
// meanwhile. It returns the names of all, and of those that could not be copied why.
func (b backupCopy) addAccounts(ctx context.Context, from copier) (names []string, failed map[string]error, err error) {
	if names, err = from.accounts(ctx); err != nil {
		return nil, nil, err
	}
	failed = b.addAll(ctx, from, names)
	failed = b.addAll(ctx, from, slices.Sorted(maps.Keys(failed))) // an account may have moved while it was copied
	if err := errors.Join(ctx.Err(), b.add(ctx, from, catalogName)); err != nil {
		return nil, nil, err
	}
	if names, err = from.accounts(ctx); err != nil {
		return nil, nil, err
	}
	maps.DeleteFunc(failed, func(name string, _ error) bool { return !slices.Contains(names, name) }) // closed meanwhile
	var opened []string
	for _, name := range names {
		if failed[name] == nil && b.m.Files[name+from.suffix()] == "" {
			opened = append(opened, name)
		}
	}
	maps.Copy(failed, b.addAll(ctx, from, opened))
	return names, failed, ctx.Err()
}

// addAll copies some at a time, and goes on past those that cannot be copied.
func (b backupCopy) addAll(ctx context.Context, from copier, names []string) (failed map[string]error) {
	failed = map[string]error{}
	var mu sync.Mutex
	var copying errgroup.Group
	copying.SetLimit(copiedAtOnce)
	for _, name := range names {
		copying.Go(func() error {
			if err := b.add(ctx, from, name); err != nil {
				mu.Lock()
				defer mu.Unlock()
				failed[name] = err
			}
			return nil
		})
	}
	_ = copying.Wait() // which only waits
	return failed
}

// forgotten reads what is forgotten. What cannot be asked is taken from the lists of earlier
// backups, so that no list is lost with them.
func (to Backups) forgotten(ctx context.Context, from copier, names []string, failed map[string]error) (Tombstones, error) {
	f, unread, err := from.forgotten(ctx, names)
	if err != nil || len(unread) == 0 {
		return f, err
	}
	known, err := KnownTombstones(to.Dir, to.Keys)
	for name, why := range unread {
		f.Erased[name] = known.Erased[name]
		if failed[name] == nil { // it is copied, and counts as if it were not
			failed[name] = why
		}
	}
	return f, err
}

// lack notes the accounts that could not be copied, and says so in words.
func (b backupCopy) lack(ctx context.Context, from copier, failed map[string]error) (said, err error) {
	if len(failed) == 0 {
		return nil, nil
	}
	numbers, err := numbersOf(ctx, from)
	if err != nil {
		return nil, err
	}
	b.m.Missing = map[string]int{}
	var causes []error
	for _, name := range slices.Sorted(maps.Keys(failed)) {
		file := name + from.suffix()
		b.m.Missing[name] = numbers[name]
		delete(b.m.Files, file) // it is there when only its list could not be read
		if err := os.Remove(filepath.Join(b.partial, file)); err != nil && !errors.Is(err, os.ErrNotExist) {
			return nil, err
		}
		if len(causes) < 3 {
			causes = append(causes, failed[name])
		}
	}
	return fmt.Errorf("%w: %s; earlier backups that have them stay: %w", ErrIncomplete, byNumber(b.m.Missing), errors.Join(causes...)), nil
}

// byNumber names accounts by their numbers.
func byNumber(accounts map[string]int) string {
	text := "account"
	if len(accounts) > 1 {
		text += "s"
	}
	for i, n := range slices.Sorted(maps.Values(accounts)) {
		if i > 0 {
			text += ","
		}
		text += " " + strconv.Itoa(n)
	}
	return text
}

// backupCopy is a backup that is being written. Under its name it appears when it is whole.
type backupCopy struct {
	partial, final string
	m              *Manifest
	mu             *sync.Mutex // of the manifest
}

func newCopy(dir string, m *Manifest) (backupCopy, error) {
	stamp := m.TakenAt.Format(stampLayout)
	b := backupCopy{filepath.Join(dir, partialPrefix+stamp), filepath.Join(dir, stamp), m, &sync.Mutex{}}
	if _, err := os.Stat(b.final); err == nil {
		return b, fmt.Errorf("store: there is a backup of this second already: %w", orderveil.ErrConflict)
	}
	if err := os.MkdirAll(b.partial, 0o700); err != nil {
		return b, fmt.Errorf("store: make the directory of a backup: %w", err)
	}
	return b, nil
}

func (b backupCopy) add(ctx context.Context, from copier, name string) error {
	path := filepath.Join(b.partial, name+from.suffix())
	err := from.copyTo(ctx, name, path)
	if err != nil {
		_ = os.Remove(path)
		return fmt.Errorf("store: back %s up: %w", name, err)
	}
	if err := os.Chmod(path, 0o600); err != nil {
		return err
	}
	digest, err := digestOf(path)
	if err != nil {
		return err
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.m.Files[filepath.Base(path)] = digest
	return nil
}

func (b backupCopy) done() error {
	text, err := json.MarshalIndent(b.m, "", "  ")
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

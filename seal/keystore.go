package seal

import (
	"context"
	"time"

	"github.com/google/uuid"

	"orderveil"
)

// KeyStore keeps wrapped keys and nothing else. A key that is not there is
// orderveil.ErrNotFound. Put keeps a key unless there is one, and returns what is
// kept: of several writers the first wins, and all get its key. Replace changes a key
// only if it is still as the caller read it, and says whether it was. The bytes that go
// in and come out belong to the caller.
type KeyStore interface {
	// AccountKey returns an account's key.
	AccountKey(ctx context.Context, account uuid.UUID) ([]byte, error)
	// PutAccountKey keeps an account's key.
	PutAccountKey(ctx context.Context, account uuid.UUID, wrapped []byte) ([]byte, error)
	// DayKeys returns the keys there are of the given days; of nil days, all of the
	// account. The map is never nil.
	DayKeys(ctx context.Context, account uuid.UUID, days []orderveil.Date) (map[orderveil.Date][]byte, error)
	// PutDayKey keeps a day's key that was made under the given account key. An account
	// without a key is orderveil.ErrNotFound, and one whose key is another by now is
	// orderveil.ErrConflict: no key is left behind that nothing could open.
	PutDayKey(ctx context.Context, account uuid.UUID, day orderveil.Date, wrapped, under []byte) ([]byte, error)
	// DestroyDayKeys destroys an account's keys of a day and all days before it, and
	// returns how many there were.
	DestroyDayKeys(ctx context.Context, account uuid.UUID, upTo orderveil.Date) (int, error)
	// DestroyAccountKeys destroys an account's key and all its day keys. Destroying
	// them again is no error.
	DestroyAccountKeys(ctx context.Context, account uuid.UUID) error
	// InstallationKey returns the installation's key of a name.
	InstallationKey(ctx context.Context, name string) ([]byte, error)
	// PutInstallationKey keeps the installation's key of a name.
	PutInstallationKey(ctx context.Context, name string, wrapped []byte) ([]byte, error)

	// StoredKey returns an account's key with the stage of its rotation.
	StoredKey(ctx context.Context, account uuid.UUID) (StoredKey, error)
	// StoredKeys returns the keys of up to limit accounts in the order of their ids,
	// beginning behind one; uuid.Nil is before all.
	StoredKeys(ctx context.Context, after uuid.UUID, limit int) ([]StoredKey, error)
	// ReplaceAccountKey replaces an account's key and its stage.
	ReplaceAccountKey(ctx context.Context, old []byte, by StoredKey) (bool, error)
	// ReplaceDayKeys replaces those of an account's day keys that are still as they are
	// in old, and returns how many. All that it replaces it replaces at once.
	ReplaceDayKeys(ctx context.Context, account uuid.UUID, old, by map[orderveil.Date][]byte) (int, error)
	// InstallationKeys returns all keys of the installation by name.
	InstallationKeys(ctx context.Context) (map[string][]byte, error)
	// ReplaceInstallationKey replaces the installation's key of a name.
	ReplaceInstallationKey(ctx context.Context, name string, old, by []byte) (bool, error)
	// CountDays counts the day keys of all accounts.
	CountDays(ctx context.Context, today orderveil.Date) (DayCount, error)
}

// StoredKey is an account's key as the store keeps it.
type StoredKey struct {
	Account uuid.UUID
	Wrapped []byte
	Stage   Stage
	Since   time.Time // of the stage; zero when the key was never rotated
}

// DayCount tells about the day keys of all accounts.
type DayCount struct {
	Keys           int
	Past           int            // of days that have come: these ought to be destroyed
	Orphans        int            // of accounts without a key, so that nothing opens them
	Oldest, Newest orderveil.Date // without meaning when there is no key
}

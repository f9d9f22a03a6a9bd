package store

import (
	"bytes"
	"crypto/rand"
	"database/sql"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"entgo.io/ent/dialect"
	"github.com/google/uuid"

	"orderveil"
	"orderveil/seal"
)

// keysOnDisk is a key store in files, with many keys.
type keysOnDisk struct {
	*keyStore
	dir      string
	accounts []uuid.UUID
	days     map[uuid.UUID]map[orderveil.Date][]byte
	own      map[uuid.UUID][]byte
}

const firstDay orderveil.Date = 20_000

func newKeysOnDisk(t *testing.T, accounts, days int) *keysOnDisk {
	t.Helper()
	store := sqliteKeys(t)
	var file string
	if err := store.db.QueryRowContext(t.Context(), `SELECT file FROM pragma_database_list WHERE name = 'main'`).Scan(&file); err != nil {
		t.Fatal(err)
	}
	k := &keysOnDisk{keyStore: store, dir: filepath.Dir(file), days: map[uuid.UUID]map[orderveil.Date][]byte{}, own: map[uuid.UUID][]byte{}}
	for range accounts {
		id := uuid.New()
		k.accounts, k.own[id], k.days[id] = append(k.accounts, id), wildKey(155), map[orderveil.Date][]byte{}
		if _, err := k.PutAccountKey(t.Context(), id, k.own[id]); err != nil {
			t.Fatal(err)
		}
	}
	for day := firstDay; day < firstDay+orderveil.Date(days); day++ { // as time passes, all accounts get a key a day
		for _, id := range k.accounts {
			k.days[id][day] = wildKey(300)
			if _, err := k.PutDayKey(t.Context(), id, day, k.days[id][day], k.own[id]); err != nil {
				t.Fatal(err)
			}
		}
	}
	return k
}

func wildKey(n int) []byte {
	b := make([]byte, n)
	_, _ = rand.Read(b)
	return b
}

// bytes reads whatever the key store has on disk.
func (k *keysOnDisk) bytes(t *testing.T) []byte {
	t.Helper()
	var all []byte
	err := filepath.WalkDir(k.dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := os.ReadFile(path)
		all = append(all, b...)
		return err
	})
	if err != nil || len(all) == 0 {
		t.Fatalf("%d bytes on disk, %v", len(all), err)
	}
	return all
}

// remains reports whether a part of a key can be found.
func remains(disk, key []byte) bool {
	for at := 0; at+16 <= len(key); at += 16 {
		if bytes.Contains(disk, key[at:at+16]) {
			return true
		}
	}
	return false
}

func TestDestroyedKeysLeaveNoBytes(t *testing.T) {
	t.Parallel()
	k := newKeysOnDisk(t, 12, 40)
	disk := k.bytes(t)
	for id, own := range k.own {
		if !remains(disk, own) || !remains(disk, k.days[id][firstDay]) {
			t.Fatal("the test does not find keys that are there")
		}
	}
	today := firstDay + 9
	for _, id := range k.accounts { // the daily round
		if _, err := k.DestroyDayKeys(t.Context(), id, today); err != nil {
			t.Fatal(err)
		}
	}
	closed := k.accounts[5]
	if err := k.DestroyAccountKeys(t.Context(), closed); err != nil {
		t.Fatal(err)
	}
	disk = k.bytes(t)
	for id, days := range k.days {
		if gone := id == closed; remains(disk, k.own[id]) == gone {
			t.Errorf("an account's key is on disk: %v, destroyed: %v", !gone, gone)
		}
		for day, key := range days {
			if gone := id == closed || day <= today; remains(disk, key) == gone {
				t.Errorf("a day key is on disk: %v, destroyed: %v", !gone, gone)
			}
		}
	}
}

func TestReplacedKeysLeaveNoBytes(t *testing.T) {
	t.Parallel()
	k := newKeysOnDisk(t, 5, 30)
	for _, id := range k.accounts {
		by := map[orderveil.Date][]byte{}
		for day := range k.days[id] {
			by[day] = wildKey(300)
		}
		if n, err := k.ReplaceDayKeys(t.Context(), id, k.days[id], by); err != nil || n != len(by) {
			t.Fatal(n, err)
		}
		if done, err := k.ReplaceAccountKey(t.Context(), k.own[id], seal.StoredKey{Account: id, Wrapped: wildKey(220)}); err != nil || !done {
			t.Fatal(done, err)
		}
	}
	if err := k.scrub(t.Context(), 1); err != nil {
		t.Fatal(err)
	}
	disk := k.bytes(t)
	for id, days := range k.days {
		if remains(disk, k.own[id]) {
			t.Error("an account's key is on disk that was replaced")
		}
		for _, key := range days {
			if remains(disk, key) {
				t.Error("a day key is on disk that was replaced")
			}
		}
	}
}

// Whoever destroys is told when somebody who reads keeps the log from being emptied.
func TestLogThatIsInUseIsAnErrorUntilItIsEmpty(t *testing.T) {
	t.Parallel()
	k := newKeysOnDisk(t, 1, 3)
	reader, err := k.db.Conn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer reader.Close()
	var n int
	if err := reader.QueryRowContext(t.Context(), `BEGIN DEFERRED; SELECT COUNT(*) FROM day_keys`).Scan(&n); err != nil || n != 3 {
		t.Fatal(n, err)
	}
	impatient, err := sql.Open("sqlite", "file:"+filepath.Join(k.dir, "keys.db")+"?_pragma=secure_delete(1)&_pragma=busy_timeout(20)")
	if err != nil {
		t.Fatal(err)
	}
	defer impatient.Close()
	destroyer, id := newKeyStore(dialect.SQLite, impatient, nil), k.accounts[0]
	if _, err := destroyer.DestroyDayKeys(t.Context(), id, firstDay+5); err == nil {
		t.Error("DestroyDayKeys() says that the log is empty while somebody reads it")
	}
	if _, err := reader.ExecContext(t.Context(), `ROLLBACK`); err != nil {
		t.Fatal(err)
	}
	if _, err := destroyer.DestroyDayKeys(t.Context(), id, firstDay+5); err != nil {
		t.Errorf("DestroyDayKeys() again = %v", err)
	}
	for _, key := range k.days[id] {
		if remains(k.bytes(t), key) {
			t.Error("a destroyed key is on disk")
		}
	}
}

package main

import (
	"context"
	"database/sql"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// backingUp gives an installation places for backups.
func (i *installation) backingUp(t *testing.T) (data, keys string) {
	t.Helper()
	data, keys = t.TempDir(), t.TempDir()
	i.env = append(i.env, "ORDERVEIL_BACKUPS_DIRECTORY="+data, "ORDERVEIL_BACKUPS_KEYS="+keys, "ORDERVEIL_KEYS_BACKUP_DAYS=2")
	return data, keys
}

// backup runs the command, in another second than the one before it.
func (i *installation) backup(t *testing.T) (out string, err error) {
	t.Helper()
	for {
		if out, err = i.run(t, "backup"); err == nil || !strings.Contains(out, "of this second") {
			return out, err
		}
		time.Sleep(100 * time.Millisecond)
	}
}

// A backup that is killed leaves a copy of keys that nothing would ever delete: the doctor
// sees it, and the next backup removes it.
func TestABackupThatIsKilledLeavesNoKeysBehind(t *testing.T) {
	t.Parallel()
	i := install(t, 2)
	data, keys := i.backingUp(t)
	left := func() (all []string) {
		for _, dir := range []string{data, keys} {
			found, _ := filepath.Glob(filepath.Join(dir, ".partial-*"))
			all = append(all, found...)
		}
		return all
	}
	for len(left()) == 0 {
		ctx, kill := context.WithCancel(t.Context())
		c := i.command(ctx)
		c.Args = append(c.Args, "backup")
		if err := c.Start(); err != nil {
			t.Fatal(err)
		}
		ended := make(chan error, 1)
		go func() { ended <- c.Wait() }()
		for over := false; !over && len(left()) < 2; {
			select {
			case <-ended:
				ended <- nil
				over = true
			case <-time.After(100 * time.Microsecond):
			}
		}
		kill()
		<-ended
	}
	old := filepath.Join(keys, ".partial-20261101T000000Z")
	if err := os.MkdirAll(old, 0o700); err != nil {
		t.Fatal(err)
	}
	if found, healthy := i.visit(t); healthy || !says(found, "backups", bad, "never came to its end") {
		t.Errorf("the doctor does not see what a killed backup left: %+v", found)
	}
	if out, err := i.backup(t); err != nil {
		t.Fatalf("backup: %v: %s", err, out)
	}
	if all := left(); len(all) > 0 {
		t.Errorf("what a killed backup left is still there: %v", all)
	}
}

// An account that cannot be copied: the command fails and says which, the others are in the
// backup, and a restore puts the account back as it last was.
func TestABackupThatLacksAnAccountSaysSo(t *testing.T) {
	t.Parallel()
	i := install(t, 3)
	i.backingUp(t)
	if out, err := i.backup(t); err != nil {
		t.Fatalf("backup: %v: %s", err, out)
	}
	file := filepath.Join(i.config.Data, "accounts", i.database(t, 2)+".db")
	if err := os.Rename(file, file+".away"); err != nil {
		t.Fatal(err)
	}
	out, err := i.backup(t)
	if err == nil || !strings.Contains(out, "The catalog and 2 accounts are in") || !strings.Contains(out, "account 2;") {
		t.Errorf("backup: %v: %s", err, out)
	}
	if found, healthy := i.visit(t); healthy || !says(found, "backups", bad, "lacks 1 accounts: [2]") {
		t.Errorf("the doctor does not see that an account has no backup: %+v", found)
	}
	key, err := os.ReadFile(i.config.KeyFile)
	if err != nil {
		t.Fatal(err)
	}
	if err := errorsOf(os.RemoveAll(i.config.Data), os.MkdirAll(i.config.Data, 0o700), os.WriteFile(i.config.KeyFile, key, 0o600)); err != nil {
		t.Fatal(err)
	}
	if out, err = i.run(t, "restore"); err != nil || !strings.Contains(out, "3 accounts") || !strings.Contains(out, "Account 2 is not in that backup, and was restored as of") {
		t.Errorf("restore: %v: %s", err, out)
	}
	i.readable(t)
}

// database is the name of an account's database in a data directory.
func (i *installation) database(t *testing.T, number int) (name string) {
	t.Helper()
	db, err := sql.Open("sqlite", filepath.Join(i.config.Data, "catalog.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if err := db.QueryRow(`SELECT database FROM accounts WHERE number = ?`, number).Scan(&name); err != nil {
		t.Fatal(err)
	}
	return name
}

package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// The commands as an operator types them: a backup beside the running program, the data
// directory gone, the key file put back, and everything opens again.
func TestABackupIsRestoredByTheCommands(t *testing.T) {
	t.Parallel()
	i := install(t, 2)
	data, keys := t.TempDir(), t.TempDir()
	out, err := i.run(t, "backup")
	if err == nil || !strings.Contains(out, "backups.directory") {
		t.Errorf("backup to nowhere: %v: %s", err, out)
	}
	i.env = append(i.env, "ORDERVEIL_BACKUPS_DIRECTORY="+data, "ORDERVEIL_BACKUPS_KEYS="+keys)
	if out, err = i.run(t, "backup"); err == nil || !strings.Contains(out, "keys.backupDays") {
		t.Errorf("backup without a life: %v: %s", err, out)
	}
	i.env = append(i.env, "ORDERVEIL_KEYS_BACKUP_DAYS=2")
	out, err = i.run(t, "backup")
	if err != nil || !strings.Contains(out, "2 accounts") {
		t.Fatalf("backup: %v: %s", err, out)
	}
	for _, dir := range []string{data, keys} {
		_ = filepath.WalkDir(dir, func(path string, d os.DirEntry, _ error) error {
			if info, err := d.Info(); err == nil && path != dir && info.Mode().Perm()&0o077 != 0 {
				t.Errorf("others may read %s in a backup: %v", filepath.Base(path), info.Mode())
			}
			return nil
		})
	}
	if out, err = i.run(t, "restore"); err == nil || !strings.Contains(out, "there is an installation already") {
		t.Errorf("restore over an installation: %v: %s", err, out)
	}
	key, err := os.ReadFile(i.config.KeyFile)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.RemoveAll(i.config.Data); err != nil {
		t.Fatal(err)
	}
	if out, err = i.run(t, "restore"); err == nil || !strings.Contains(out, "the key file") {
		t.Errorf("restore without the key file: %v: %s", err, out)
	}
	if err := os.MkdirAll(i.config.Data, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(i.config.KeyFile, key, 0o600); err != nil {
		t.Fatal(err)
	}
	if out, err = i.run(t, "restore"); err != nil || !strings.Contains(out, "2 accounts") {
		t.Fatalf("restore: %v: %s", err, out)
	}
	i.readable(t)
	if out, err = i.run(t, "replay"); err != nil || !strings.Contains(out, "Forgotten again: 0 orders") {
		t.Errorf("replay: %v: %s", err, out)
	}
}

package main

import (
	"errors"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"syscall"
	"time"

	"github.com/lib/pq"

	"orderveil"
	"orderveil/secretfile"
	"orderveil/store"
)

// safe keeps what a database says of a row, or a library of an address, out of a finding:
// what is not an error of ours is named by its kind.
func safe(err error) string {
	var pe *pq.Error
	var path *fs.PathError
	var address *url.Error
	switch {
	case errors.As(err, &pe):
		return "PostgreSQL answers with code " + string(pe.Code)
	case errors.As(err, &path):
		return path.Error()
	case errors.As(err, &address):
		return "no answer"
	}
	return err.Error()
}

// file complains when others than its owner have rights to a file: those in forbidden.
func (d *doctor) file(path, what string, forbidden fs.FileMode) {
	const check = "files"
	if path == "" {
		return
	}
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, os.ErrNotExist):
		d.say(check, bad, "put your copy of it there", "the %s %s is missing", what, path)
	case err != nil:
		d.say(check, bad, "let the user that the server runs as read it", "the %s %s cannot be looked at", what, path)
	case info.Mode().Perm()&forbidden != 0 && secretfile.ByRoot(info):
		d.say(check, ok, "", "the %s is root's, who hands it to the program", what)
	case info.Mode().Perm()&forbidden != 0 && info.Mode().Perm()&0o022 != 0:
		d.say(check, bad, "chmod go-rwx "+path, "others may change the %s %s (mode %o)", what, path, info.Mode().Perm())
	case info.Mode().Perm()&forbidden != 0:
		d.say(check, warn, "chmod go-rwx "+path, "others may read the %s %s (mode %o)", what, path, info.Mode().Perm())
	default:
		d.say(check, ok, "", "the %s is its owner's alone", what)
	}
}

func (d *doctor) files() {
	c := d.config
	if c.Keys.Provider == "file" {
		d.file(c.KeyFile, "key file", 0o077)
		if c.Data != "" && filepath.Dir(c.KeyFile) == filepath.Clean(c.Data) {
			d.say("files", warn, "set keyFile to a path outside the data directory, and move the file there", "the key file lies in the data directory: whoever copies that has the key as well")
		}
	}
	if _, err := os.Stat(c.TokenKey); err == nil { // the first start makes it
		d.file(c.TokenKey, "key that signs tokens", 0o077)
	}
	d.file(c.TLS.Key, "certificate's key", 0o077)
	d.file(c.Alarms.SecretFile, "secret of alarms", 0o077)
	d.file(c.OIDC.ClientSecretFile, "secret of the OpenID client", 0o077)
	d.file(c.Keys.Vault.TokenFile, "token of Vault", 0o077)
	if c.Data == "" {
		return
	}
	d.file(c.Data, "data directory", 0o077)
	for _, name := range []string{"catalog.db", "keys.db"} {
		if _, err := os.Stat(filepath.Join(c.Data, name)); err == nil {
			d.file(filepath.Join(c.Data, name), name, 0o077)
		}
	}
}

// disks looks at the space that is left where files are written.
func (d *doctor) disks() {
	for what, dir := range map[string]string{
		"data directory": d.config.Data, "directory of exports": d.config.Closing.Exports,
		"directory of backups": d.config.Backups.Directory, "directory of backups of the key store": d.config.Backups.Keys,
	} {
		if dir == "" {
			continue
		}
		var fs syscall.Statfs_t
		if err := syscall.Statfs(dir, &fs); err != nil {
			d.say("disks", bad, "make it, or correct the configuration", "the %s %s is not there", what, dir)
			continue
		}
		free, percent := fs.Bavail*uint64(fs.Bsize)>>20, 100*fs.Bavail/max(fs.Blocks, 1)
		const next = "make room or a larger disk: without space nothing is imported, and keys of past days stay"
		switch {
		case free < 500 || percent < 3:
			d.say("disks", bad, next, "the %s has %d MB left (%d %%)", what, free, percent)
		case percent < 15:
			d.say("disks", warn, next, "the %s has %d MB left (%d %%)", what, free, percent)
		default:
			d.say("disks", ok, "", "the %s has %d MB left (%d %%)", what, free, percent)
		}
	}
}

// limits looks at the number of files and connections that a process may have.
func (d *doctor) limits() {
	var n syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_NOFILE, &n); err != nil {
		d.say("limits", warn, "see ulimit -n", "the number of files cannot be looked at")
		return
	}
	// Clients and the catalog's connections; with SQLite an open account has up to 4 connections of 3 files.
	need := uint64(2048)
	if d.config.Data != "" {
		need += uint64(12 * d.config.OpenAccounts)
	}
	for _, s := range d.config.Postgres.Where().All() {
		need += uint64(s.Connections)
	}
	if n.Cur < need {
		d.say("limits", warn, "set LimitNOFILE=65536 in the unit, or ulimit -n", "this user may open %d files, the server may need %d", n.Cur, need)
		return
	}
	d.say("limits", ok, "", "this user may open %d files", n.Cur)
}

func (d *doctor) backups() {
	const check = "backups"
	b := d.config.Backups
	if b.Directory == "" {
		d.say(check, warn, "set backups.directory and backups.keys, and run \"orderveil backup\" every four minutes; or keep an archive of the servers' write-ahead logs: docs/backup.md", "no backups are configured here")
		return
	}
	for what, dir := range map[string]string{"the databases": b.Directory, "the key store": b.Keys} {
		newest, oldest, err := store.LastBackup(dir)
		if err != nil {
			d.say(check, bad, "run \"orderveil backup\"", "there is no backup of %s", what)
			continue
		}
		if age := d.now.Sub(newest).Round(time.Second); age > time.Duration(b.MaxAge)*time.Minute {
			d.say(check, bad, "see why \"orderveil backup\" does not run: systemctl status orderveil-backup", "the last backup of %s is %s old, more than %d minutes", what, age, b.MaxAge)
		} else {
			d.say(check, ok, "", "the last backup of %s is %s old", what, age)
		}
		if life := d.now.Sub(oldest); dir == b.Keys && life > time.Duration(d.config.Keys.BackupDays+1)*24*time.Hour {
			d.say(check, bad, "delete it: retention counts on that", "there is a backup of the key store of %s, older than keys.backupDays", oldest.Format(time.DateOnly))
		}
	}
}

var errNoCertificate = orderveil.Invalidf("there is no certificate in it")

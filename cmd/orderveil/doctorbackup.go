package main

import (
	"time"

	"orderveil/store"
)

// unfinishedBackups looks for what killed backups have left, and for accounts that the last
// one could not copy.
func (d *doctor) unfinishedBackups() {
	const check = "backups"
	b := d.config.Backups
	for what, dir := range map[string]string{"the databases": b.Directory, "the key store": b.Keys} {
		if dir == "" {
			continue
		}
		left, _ := store.LeftBackups(dir) // that there is no such directory is said already
		for _, at := range left {
			if d.now.Sub(at) > time.Duration(b.MaxAge)*time.Minute {
				d.say(check, bad, "run \"orderveil backup\", which removes it: it may hold keys", "a backup of %s was begun at %s and never came to its end", what, at.Format(time.RFC3339))
			}
		}
		if lacking, err := store.Lacking(dir); err == nil && len(lacking) > 0 {
			d.say(check, bad, "run \"orderveil backup\" and see what it says of them", "the last backup lacks %d accounts%s", len(lacking), numbered(lacking))
		}
	}
}

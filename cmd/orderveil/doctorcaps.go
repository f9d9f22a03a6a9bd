package main

import (
	"context"

	"orderveil/connectors/all"
	"orderveil/store"
)

// caps holds what customer data is kept for, with the life of the keys' backups, against what
// marketplaces allow: for accounts that set nothing, and for those that did.
func (d *doctor) caps(ctx context.Context, s *store.Store) {
	const check = "caps"
	days, backups := d.config.Retention.AfterHandling, d.config.Keys.BackupDays
	well := true
	for _, spec := range all.Connectors() {
		if spec.Cap > 0 && days+backups > spec.Cap {
			well = false
			d.say(check, bad, "make retention.afterHandling or keys.backupDays shorter",
				"%s allows %d days, and customer data is kept for %d with backups of its keys for %d more", spec.Name, spec.Cap, days, backups)
		}
	}
	over, err := s.OverCaps(ctx)
	if err != nil {
		d.say(check, bad, "restore the catalog from a backup: docs/backup.md", "the accounts cannot be listed: %v", safe(err))
		return
	}
	for _, a := range over {
		well = false
		d.say(check, warn, "make keys.backupDays shorter, or have the merchant set fewer days (setRetention)",
			"account %d is set to %d days, and backups of the keys live for %d more: its marketplaces allow %d in all", a.Number, a.AfterHandling, backups, a.Cap)
	}
	if well {
		d.say(check, ok, "", "no account keeps customer data for longer than its marketplaces allow, backups of the keys among it")
	}
}

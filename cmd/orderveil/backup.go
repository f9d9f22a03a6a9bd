package main

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"orderveil"
	"orderveil/server"
	"orderveil/store"
)

type backupCommand struct{ configured }

// Run takes a backup, beside running servers.
func (c *backupCommand) Run(ctx context.Context) error {
	config, err := c.load()
	if err != nil {
		return err
	}
	sc := store.Config{Dir: config.Data, KeyBackupDays: config.Keys.BackupDays, Clock: time.Now}
	if config.Data == "" {
		sc.PostgreSQL = config.Postgres.Where()
	}
	b := config.Backups
	m, err := store.BackUp(ctx, sc, store.Backups{Dir: b.Directory, Keys: b.Keys, Keep: b.KeepDays})
	if err != nil && !errors.Is(err, store.ErrIncomplete) {
		return err
	}
	fmt.Printf("The catalog and %d accounts are in %s, the key store is in %s, as of %s.\n", len(m.Files)-1, b.Directory, b.Keys, m.TakenAt.Format(time.RFC3339))
	return err
}

type restoreCommand struct {
	configured
	From     string `help:"A backup, or a directory of backups, of which the newest is taken. Default: backups.directory." type:"path"`
	KeysFrom string `help:"The same of the key store. Default: backups.keys." type:"path"`
	Without  []int  `help:"Numbers of accounts that no backup has: the others are restored, and these are half open again (orderveil account open)." placeholder:"N"`
}

// Run restores into a place where there is nothing. The key file is the operator's own to
// put back: it is in no backup.
func (c *restoreCommand) Run(ctx context.Context) error {
	config, err := c.load()
	if err != nil {
		return err
	}
	if c.From == "" {
		c.From = config.Backups.Directory
	}
	if c.KeysFrom == "" {
		c.KeysFrom = config.Backups.Keys
	}
	if c.From == "" || c.KeysFrom == "" {
		return orderveil.Invalidf("say where the backups are: --from and --keys-from, or backups in the configuration")
	}
	sc, err := server.StoreConfig(ctx, config, parts(config))
	if err != nil {
		return err
	}
	done, err := store.Restore(ctx, sc, c.From, c.KeysFrom, c.Without...)
	if err != nil {
		return err
	}
	fmt.Printf("Restored the catalog and %d accounts as of %s, and the key store as of %s.\n",
		done.Accounts, done.Data.TakenAt.Format(time.RFC3339), done.Keys.TakenAt.Format(time.RFC3339))
	for _, number := range slices.Sorted(maps.Keys(done.Older)) {
		fmt.Printf("Account %d is not in that backup, and was restored as of %s.\n", number, done.Older[number].Format(time.RFC3339))
	}
	for _, number := range done.Without {
		fmt.Printf("Account %d is in no backup: it is half open again. Complete it, empty, with \"orderveil account open %[1]d\", or add --abandon.\n", number)
	}
	printReplayed(done.Replayed)
	return nil
}

type replayCommand struct {
	configured
	From []string `help:"Directories of backups; more than one is fine. Default: backups.directory and backups.keys." type:"path"`
}

// Run forgets again.
func (c *replayCommand) Run(ctx context.Context) error {
	config, err := c.load()
	if err != nil {
		return err
	}
	if len(c.From) == 0 && config.Backups.Directory != "" {
		c.From = []string{config.Backups.Directory, config.Backups.Keys}
	}
	if len(c.From) == 0 {
		return orderveil.Invalidf("say where the backups are: --from, or backups in the configuration")
	}
	known, err := store.KnownTombstones(c.From...)
	if err != nil {
		return err
	}
	return c.withKeys(ctx, func(s *store.Store) error {
		done, err := s.Replay(ctx, known)
		if err == nil {
			printReplayed(done)
		}
		return err
	})
}

func printReplayed(done store.Replayed) {
	fmt.Printf("Forgotten again: %d orders, %d accounts, %d keys of past days.\n", done.Erased, done.Closed, done.DayKeys)
	if done.Missing > 0 {
		fmt.Printf("%d orders that were erased are not there. If imports bring them back, run \"orderveil replay\" again tomorrow.\n", done.Missing)
	}
}

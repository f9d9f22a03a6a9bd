package main

import (
	"context"
	"database/sql"
	"errors"
	"io/fs"
	"log"
	"net/url"
	"os"
	"path/filepath"
	"time"

	"orderveil/server"
	"orderveil/store"
)

// restore backs N accounts up, takes them away and puts them back, and says how long each takes.
func restore(ctx context.Context, config server.Config, parts server.Parts, n int) error {
	if err := filled(ctx, config, parts, n); err != nil {
		return err
	}
	c, err := server.StoreConfig(ctx, config, parts)
	if err != nil {
		return err
	}
	c.KeyBackupDays = 1
	home, err := os.MkdirTemp("", "backups")
	if err != nil {
		return err
	}
	defer os.RemoveAll(home)
	places := store.Backups{Dir: filepath.Join(home, "data"), Keys: filepath.Join(home, "keys"), Keep: 1}
	began := time.Now()
	if _, err := store.BackUp(ctx, c, places); err != nil {
		return err
	}
	told(n, "backed up", time.Since(began))
	log.Printf("the backup takes %d MB", sizeOf(home)>>20)
	if err := burnt(ctx, config); err != nil {
		return err
	}
	began = time.Now()
	done, err := store.Restore(ctx, c, places.Dir, places.Keys)
	if err != nil {
		return err
	}
	if done.Accounts != n {
		return errors.New("a restore brought other accounts back than there were")
	}
	told(n, "restored", time.Since(began))
	return nil
}

// filled makes accounts with orders in each.
func filled(ctx context.Context, config server.Config, parts server.Parts, n int) error {
	s, err := opened(ctx, config, parts)
	if err != nil {
		return err
	}
	defer s.Close()
	all, err := made(ctx, s, n)
	if err != nil {
		return err
	}
	each, err := ordersEach()
	if err != nil {
		return err
	}
	return fillAll(ctx, s, all, each)
}

func told(n int, what string, took time.Duration) {
	a := float64(n) / took.Seconds()
	log.Printf("%d accounts %s in %s: %.1f a second, %.0f in five minutes, %.0f in an hour", n, what, took.Round(100*time.Millisecond), a, a*300, a*3600)
	record("accounts "+what+", a second", n, a)
}

// burnt drops everything and makes the catalog and the key store anew, empty.
func burnt(ctx context.Context, config server.Config) error {
	admin, err := sql.Open("postgres", config.Postgres.Accounts)
	if err != nil {
		return err
	}
	defer admin.Close()
	var statements []string
	rows, err := admin.QueryContext(ctx, `SELECT datname FROM pg_database WHERE datname LIKE 'acct%'`)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			return err
		}
		statements = append(statements, `DROP DATABASE `+name+` WITH (FORCE)`, `DROP ROLE `+name)
	}
	if err := rows.Err(); err != nil {
		return err
	}
	for _, address := range []string{config.Postgres.Catalog, config.Postgres.Keys} {
		at, err := url.Parse(address)
		if err != nil {
			return err
		}
		name := at.Path[1:]
		statements = append(statements, `DROP DATABASE `+name+` WITH (FORCE)`, `CREATE DATABASE `+name)
	}
	for _, statement := range statements {
		if _, err := admin.ExecContext(ctx, statement); err != nil {
			return err
		}
	}
	return nil
}

func sizeOf(dir string) (bytes int64) {
	_ = filepath.WalkDir(dir, func(_ string, d fs.DirEntry, err error) error {
		if err == nil {
			if info, err := d.Info(); err == nil && info.Mode().IsRegular() {
				bytes += info.Size()
			}
		}
		return nil
	})
	return bytes
}

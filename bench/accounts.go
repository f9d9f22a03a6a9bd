package main

import (
	"context"
	"database/sql"
	"fmt"
	"log"
	"runtime"
	"time"

	"golang.org/x/sync/errgroup"

	"orderveil"
	"orderveil/jobs"
	"orderveil/server"
	"orderveil/store"
)

// accounts makes N accounts, comes to each of them once, and migrates them all.
func accounts(ctx context.Context, config server.Config, parts server.Parts, n int) error {
	s, err := server.OpenStore(ctx, config, parts, nil)
	if err != nil {
		return err
	}
	defer s.Close()
	if err := jobs.Migrate(ctx, s); err != nil {
		return err
	}
	catalog, err := sql.Open("postgres", config.Postgres.Catalog)
	if err != nil {
		return err
	}
	defer catalog.Close()
	began := time.Now()
	var opening errgroup.Group
	opening.SetLimit(4)
	for i := range n {
		opening.Go(func() error {
			_, err := s.OpenAccount(ctx, i+1)
			return err
		})
	}
	if err := opening.Wait(); err != nil {
		return err
	}
	log.Printf("%d accounts opened, four at a time: %s, %s each", n, time.Since(began).Round(time.Second), (time.Since(began) / time.Duration(n)).Round(time.Millisecond))
	all, err := s.Accounts(ctx)
	if err != nil {
		return err
	}
	if err := come(ctx, s, catalog, all); err != nil {
		return err
	}
	// As an older program leaves them; each is looked at, and nothing is left to be done.
	if _, err := catalog.ExecContext(ctx, `UPDATE accounts SET schema_version = schema_version - 1`); err != nil {
		return err
	}
	began = time.Now()
	failed, err := s.Migrate(ctx, 4, func(store.Migrated) {})
	log.Printf("all looked through for migrations, four at a time: %s, %s each, %d failed", time.Since(began).Round(time.Second), (time.Since(began) / time.Duration(n)).Round(time.Millisecond), failed)
	return err
}

// come opens accounts one after another, as requests do, and looks what the open ones cost.
func come(ctx context.Context, s *store.Store, catalog *sql.DB, all []orderveil.Account) error {
	before := heap()
	began, most := time.Now(), 0
	for i, a := range all {
		if _, err := s.Connections(ctx, a.ID); err != nil {
			return fmt.Errorf("account %d: %w", a.Number, err)
		}
		if i == 199 || i == len(all)-1 { // 200 are open at most
			open := min(i+1, 200)
			log.Printf("%d accounts came to, %d open: %d kB of memory for each", i+1, open, (heap()-before)/int64(open)/1024)
		}
		if i%50 == 0 {
			var n int
			if err := catalog.QueryRowContext(ctx, `SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend'`).Scan(&n); err != nil {
				return err
			}
			most = max(most, n)
		}
	}
	log.Printf("each opened and asked one question in %s, with at most %d connections", (time.Since(began) / time.Duration(len(all))).Round(100*time.Microsecond), most)
	return nil
}

// heap is what is in use after a collection.
func heap() int64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapInuse + m.StackInuse)
}

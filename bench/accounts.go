package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log"
	"math/rand/v2"
	"net/url"
	"os"
	"runtime"
	"slices"
	"strconv"
	"sync/atomic"
	"time"

	"golang.org/x/sync/errgroup"

	"orderveil"
	"orderveil/server"
	"orderveil/store"
)

// accounts makes N accounts, comes to each of them once, and migrates them all.
func accounts(ctx context.Context, config server.Config, parts server.Parts, n int) error {
	s, err := opened(ctx, config, parts)
	if err != nil {
		return err
	}
	defer s.Close()
	catalog, err := sql.Open("postgres", config.Postgres.Catalog)
	if err != nil {
		return err
	}
	defer catalog.Close()
	all, err := made(ctx, s, n)
	if err != nil {
		return err
	}
	if err := come(ctx, s, catalog, all); err != nil {
		return err
	}
	each, err := ordersEach()
	if err != nil {
		return err
	}
	if err := fillAll(ctx, s, all, each); err != nil {
		return err
	}
	if os.Getenv("EACH") != "" { // all of them are held open
		if err := size(ctx, catalog, n); err != nil {
			return err
		}
		if err := s.Close(); err != nil {
			return err
		}
		if err := settled(ctx, config, catalog); err != nil {
			return err
		}
		return looksOverHTTP(ctx, config, parts, all, each, 0)
	}
	if err := lookUps(ctx, s, all, each); err != nil {
		return err
	}
	// As an older program leaves them; each is looked at, and nothing is left to be done.
	if _, err := catalog.ExecContext(ctx, `UPDATE accounts SET schema_version = schema_version - 1`); err != nil {
		return err
	}
	began := time.Now()
	failed, err := s.Migrate(ctx, 4, func(store.Migrated) {})
	record("accounts: looking one through for migrations, ms", n, time.Since(began).Seconds()*1000/float64(n))
	log.Printf("all looked through for migrations, four at a time: %s, %s each, %d failed", time.Since(began).Round(time.Second), (time.Since(began) / time.Duration(n)).Round(time.Millisecond), failed)
	if err != nil {
		return err
	}
	return size(ctx, catalog, n)
}

// made opens N accounts more, four at a time.
func made(ctx context.Context, s *store.Store, n int) ([]orderveil.Account, error) {
	there, err := s.Accounts(ctx)
	if err != nil {
		return nil, err
	}
	first := 1
	if len(there) > 0 {
		first = there[len(there)-1].Number + 1
	}
	all := make([]orderveil.Account, n)
	began := time.Now()
	var opening errgroup.Group
	opening.SetLimit(4)
	for i := range n {
		opening.Go(func() (err error) {
			all[i], err = s.OpenAccount(ctx, first+i)
			return err
		})
	}
	if err := opening.Wait(); err != nil {
		return nil, err
	}
	log.Printf("%d accounts opened, four at a time: %s, %s each", n, time.Since(began).Round(time.Second), (time.Since(began) / time.Duration(n)).Round(time.Millisecond))
	record("accounts: opening one, ms", n, time.Since(began).Seconds()*1000/float64(n))
	return all, nil
}

// settled has done what PostgreSQL does by itself in the minutes after so many orders came in.
func settled(ctx context.Context, config server.Config, catalog *sql.DB) error {
	began := time.Now()
	rows, err := catalog.QueryContext(ctx, `SELECT datname FROM pg_database WHERE datname LIKE 'acct%' OR datname = 'catalog'`)
	if err != nil {
		return err
	}
	defer rows.Close()
	var names []string
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			return err
		}
		names = append(names, name)
	}
	if err := rows.Err(); err != nil {
		return err
	}
	for _, name := range names {
		if err := vacuumed(ctx, config.Postgres.Accounts, name); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
	_, err = catalog.ExecContext(ctx, `CHECKPOINT`)
	log.Printf("%d databases vacuumed and analysed, all written: %s", len(names), time.Since(began).Round(time.Second))
	return err
}

func vacuumed(ctx context.Context, server, name string) error {
	at, err := url.Parse(server)
	if err != nil {
		return err
	}
	at.Path = "/" + name
	db, err := sql.Open("postgres", at.String())
	if err != nil {
		return err
	}
	defer db.Close()
	_, err = db.ExecContext(ctx, `VACUUM (ANALYZE)`)
	return err
}

// size says what the databases take.
func size(ctx context.Context, catalog *sql.DB, n int) error {
	var databases, bytes int64
	if err := catalog.QueryRowContext(ctx, `SELECT count(*), sum(pg_database_size(oid)) FROM pg_database WHERE datname LIKE 'acct%'`).Scan(&databases, &bytes); err != nil {
		return err
	}
	log.Printf("%d databases, %d MB, %.1f MB each", databases, bytes>>20, float64(bytes)/float64(databases)/(1<<20))
	record("accounts: a database, MB", n, float64(bytes)/float64(databases)/(1<<20))
	return nil
}

const (
	looks = 3000 // one after another
	// beyond the numbers that the other measurements give to orders of the same installation.
	beyond = 20_000_000
)

// ordersEach is how many orders each account has.
func ordersEach() (int, error) {
	text := os.Getenv("EACH")
	if text == "" {
		return 10, nil
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 {
		return 0, errors.New("EACH is how many orders each account has, 1 or more")
	}
	return n, nil
}

// fillAll gives each account orders.
func fillAll(ctx context.Context, s *store.Store, all []orderveil.Account, each int) error {
	began := time.Now()
	var filled atomic.Int64
	var filling errgroup.Group
	filling.SetLimit(4)
	for _, a := range all {
		filling.Go(func() error {
			bol, err := sells(ctx, s, a.ID)
			if err != nil {
				return err
			}
			if err := importAll(ctx, s, a.ID, bol.ID, beyond+a.Number*each, beyond+(a.Number+1)*each); err != nil {
				return err
			}
			if n := filled.Add(1); n%100 == 0 {
				log.Printf("%d accounts filled after %s", n, time.Since(began).Round(time.Second))
			}
			return nil
		})
	}
	if err := filling.Wait(); err != nil {
		return err
	}
	took := time.Since(began)
	log.Printf("%d orders into each: %s, %.0f a second", each, took.Round(time.Second), float64(len(all)*each)/took.Seconds())
	return nil
}

// lookUps looks orders up by number as support, who has to be led to the account, one after
// another in random order: most of the accounts are not open.
func lookUps(ctx context.Context, s *store.Store, all []orderveil.Account, each int) error {
	support := orderveil.Viewer{Subject: "bench", Role: orderveil.RoleSupport}
	draw := rand.New(rand.NewPCG(1, 2))
	took := make([]time.Duration, looks)
	for i := range took {
		number := order(beyond + all[0].Number*each + draw.IntN(len(all)*each)).Number
		began := time.Now()
		found, err := s.OrdersByNumber(ctx, support, number, store.LoadAll)
		if err != nil || len(found) != 1 {
			return fmt.Errorf("look-up: %d found: %w", len(found), err)
		}
		took[i] = time.Since(began)
	}
	slices.Sort(took)
	p50, p99 := took[looks/2], took[looks*99/100]
	log.Printf("%d look-ups, one after another, with at most %d accounts open: p50 %s, p99 %s", looks, s.Use().Accounts, p50.Round(10*time.Microsecond), p99.Round(10*time.Microsecond))
	record("accounts: look-up p50, ms", len(all), p50.Seconds()*1000)
	record("accounts: look-up p99, ms", len(all), p99.Seconds()*1000)
	return nil
}

// come opens accounts one after another, as requests do, and looks what the open ones cost.
func come(ctx context.Context, s *store.Store, catalog *sql.DB, all []orderveil.Account) error {
	before := heap()
	began, most := time.Now(), 0
	for i, a := range all {
		if _, err := s.Connections(ctx, a.ID); err != nil {
			return fmt.Errorf("account %d: %w", a.Number, err)
		}
		if i == 199 || i == len(all)-1 { // as many are open as may be, when nobody says
			use := s.Use()
			log.Printf("%d accounts came to, %d open with %d connections: %d kB of memory for each", i+1, use.Accounts, use.Connections, (heap()-before)/int64(use.Accounts)/1024)
		}
		if i%50 == 0 {
			var n int
			if err := catalog.QueryRowContext(ctx, `SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend'`).Scan(&n); err != nil {
				return err
			}
			most = max(most, n)
		}
	}
	record("accounts: coming to one, ms", len(all), time.Since(began).Seconds()*1000/float64(len(all)))
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

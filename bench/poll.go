package main

import (
	"context"
	"database/sql"
	"fmt"
	"net/url"
	"slices"
	"time"

	"github.com/google/uuid"

	"orderveil"
	"orderveil/connectors/bol/simulator"
	"orderveil/server"
	"orderveil/store"
)

const (
	pollEvery  = time.Minute
	perAccount = 5 // connections
	pollRounds = 3 // that are measured, after a first one
)

// poll measures by how much the runs of n connections, five to an account, start after they
// are due. All are due at once when the program starts, as after a longer stop; what is
// measured are the rounds after that.
func poll(ctx context.Context, config server.Config, parts server.Parts, n int) error {
	market, err := serve(simulator.New(simulator.Config{Seed: 7, Clock: time.Now, ClientID: "id", ClientSecret: "secret"}))
	if err != nil {
		return err
	}
	if err := polled(ctx, config, parts, market, n); err != nil {
		return err
	}
	began := time.Now()
	s, err := server.New(ctx, config, parts)
	if err != nil {
		return err
	}
	time.Sleep(pollEvery * (pollRounds + 1))
	if err := s.Close(ctx); err != nil {
		return err
	}
	runs, err := started(ctx, config)
	if err != nil {
		return err
	}
	var lags, first []time.Duration
	for _, at := range runs {
		first = append(first, at[0].Sub(began))
		for i := 1; i < len(at); i++ {
			lags = append(lags, at[i].Sub(at[i-1].Add(pollEvery)))
		}
	}
	fmt.Printf("%d connections were polled, all for the first time after %s; then %d runs started after they were due by p50 %s, p99 %s, at most %s\n",
		len(runs), slices.Max(first).Round(time.Millisecond), len(lags), quantile(lags, 50), quantile(lags, 99), quantile(lags, 100))
	if want := len(runs) * (pollRounds - 1); len(runs) < n || len(lags) < want {
		return fmt.Errorf("%d runs of %d connections are too few", len(lags), len(runs))
	}
	return nil
}

func quantile(lags []time.Duration, percent int) time.Duration {
	slices.Sort(lags)
	return lags[min(len(lags)*percent/100, len(lags)-1)].Round(time.Millisecond)
}

// polled opens accounts with connections that are due every minute.
func polled(ctx context.Context, config server.Config, parts server.Parts, market string, n int) error {
	s, err := server.OpenStore(ctx, config, parts, nil)
	if err != nil {
		return err
	}
	defer s.Close()
	var account orderveil.Account
	for i := range n {
		if i%perAccount == 0 {
			if account, err = s.OpenAccount(ctx, 1000+i/perAccount); err != nil {
				return err
			}
		}
		if _, err := s.Connect(ctx, account.ID, store.NewConnection{
			Kind: orderveil.Marketplace, Code: "bol", Label: "bol.com", Every: pollEvery, Secrets: secrets,
			Settings: map[string]string{"api": market, "login": market},
		}); err != nil {
			return err
		}
	}
	return nil
}

// started reads when the runs of each connection began, as the accounts' databases have it.
func started(ctx context.Context, config server.Config) (map[uuid.UUID][]time.Time, error) {
	catalog, err := sql.Open("postgres", config.Postgres.Catalog)
	if err != nil {
		return nil, err
	}
	defer catalog.Close()
	names, err := catalog.QueryContext(ctx, "SELECT database FROM accounts WHERE number >= 1000")
	if err != nil {
		return nil, err
	}
	defer names.Close()
	runs := map[uuid.UUID][]time.Time{}
	for names.Next() {
		var name string
		if err := names.Scan(&name); err != nil {
			return nil, err
		}
		if err := startedIn(ctx, config, name, runs); err != nil {
			return nil, err
		}
	}
	return runs, names.Err()
}

func startedIn(ctx context.Context, config server.Config, name string, runs map[uuid.UUID][]time.Time) error {
	u, err := url.Parse(config.Postgres.Accounts)
	if err != nil {
		return err
	}
	u.Path = "/" + name
	db, err := sql.Open("postgres", u.String())
	if err != nil {
		return err
	}
	defer db.Close()
	rows, err := db.QueryContext(ctx, "SELECT connection_id, started_at FROM sync_runs WHERE started_at IS NOT NULL ORDER BY started_at")
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var conn uuid.UUID
		var at time.Time
		if err := rows.Scan(&conn, &at); err != nil {
			return err
		}
		runs[conn] = append(runs[conn], at)
	}
	return rows.Err()
}

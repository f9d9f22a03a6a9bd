package main

import (
	"context"
	"fmt"
	"log"
	"math/rand/v2"
	"slices"
	"time"

	"github.com/google/uuid"
	"golang.org/x/sync/errgroup"

	"orderveil"
	"orderveil/server"
	"orderveil/store"
)

// grown is where its orders' numbers begin: others have other orders in the same installation.
const grown = 10_000_000

// growth fills an account to 1,000 orders, to ten times as many, and so on up to n, and asks
// at each size how long a page of the newest and a look-up by number take within the process,
// one after another, by whose role it is that asks; and at the end by how many ask at once.
func growth(ctx context.Context, config server.Config, parts server.Parts, n int) error {
	s, err := opened(ctx, config, parts)
	if err != nil {
		return err
	}
	defer s.Close()
	account, bol, err := shop(ctx, s, 5)
	if err != nil {
		return err
	}
	for have, size := 0, 1000; size <= n; have, size = size, size*10 {
		began := time.Now()
		if err := importAtOnce(ctx, s, account.ID, bol.ID, grown+have, grown+size); err != nil {
			return err
		}
		log.Printf("%d orders in the account, the last %d imported at %.0f a second", size, size-have, float64(size-have)/time.Since(began).Seconds())
		for _, role := range []orderveil.Role{orderveil.RoleMerchant, orderveil.RoleMerchantViewer, orderveil.RoleSupport} {
			if err := asking(ctx, s, account.ID, role, size); err != nil {
				return fmt.Errorf("%s with %d orders: %w", role, size, err)
			}
		}
	}
	return viewers(ctx, s, account.ID)
}

// importAtOnce imports as several connections of an account do at the same time.
func importAtOnce(ctx context.Context, s *store.Store, account, bol uuid.UUID, from, to int) error {
	var importing errgroup.Group
	importing.SetLimit(4)
	for at := from; at < to; at += 1000 {
		importing.Go(func() error { return importAll(ctx, s, account, bol, at, min(at+1000, to)) })
	}
	return importing.Wait()
}

func asking(ctx context.Context, s *store.Store, account uuid.UUID, role orderveil.Role, size int) error {
	v := orderveil.Viewer{Subject: "bench", Role: role}
	if !role.Staff() {
		v.Account = account
	}
	draw := rand.New(rand.NewPCG(1, uint64(size)))
	err := timed(fmt.Sprintf("orders of an account: look-up as %s", role), size, 1000, func() error {
		found, err := s.OrdersByNumber(ctx, v, order(grown+draw.IntN(size)).Number, store.LoadAll)
		if err == nil && len(found) != 1 {
			err = fmt.Errorf("%d are found", len(found))
		}
		return err
	})
	if err != nil || role.Staff() { // who lists nothing
		return err
	}
	return timed(fmt.Sprintf("orders of an account: page as %s", role), size, 200, func() error { return page(ctx, s, v) })
}

// timed asks so many times and records the median and what one in a hundred exceeds.
func timed(what string, size, times int, ask func() error) error {
	took := make([]time.Duration, times)
	for i := range took {
		began := time.Now()
		if err := ask(); err != nil {
			return err
		}
		took[i] = time.Since(began)
	}
	slices.Sort(took)
	p50, p99 := took[times/2], took[times*99/100]
	log.Printf("%s, %d: p50 %s, p99 %s", what, size, p50.Round(time.Microsecond), p99.Round(time.Microsecond))
	record(what+", p50 in ms", size, p50.Seconds()*1000)
	return nil
}

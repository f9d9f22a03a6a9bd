package main

import (
	"context"
	"errors"
	"fmt"
	"log"
	"math/rand/v2"
	"net/http/httptest"
	"slices"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"orderveil"
	"orderveil/server"
)

// looksAgain looks others of the orders up, in the accounts that are there, each of which has
// so many.
func looksAgain(ctx context.Context, config server.Config, parts server.Parts, each int) error {
	s, err := opened(ctx, config, parts)
	if err != nil {
		return err
	}
	all, err := s.Accounts(ctx)
	if err := errors.Join(err, s.Close()); err != nil {
		return err
	}
	return looksOverHTTP(ctx, config, parts, all, each, uint64(time.Now().UnixNano()))
}

// looksOverHTTP looks orders of all accounts up as support does, over HTTP, by one, four and
// sixteen people at a time, each of whom asks again as soon as there is an answer.
func looksOverHTTP(ctx context.Context, config server.Config, parts server.Parts, all []orderveil.Account, each int, seed uint64) error {
	config.Workers = server.WorkersConfig{}
	s, err := server.New(ctx, config, parts)
	if err != nil {
		return err
	}
	defer s.Close(ctx)
	token, err := s.Issuer.Token(orderveil.Viewer{Subject: "bench", Role: orderveil.RoleSupport}, time.Hour)
	if err != nil {
		return err
	}
	srv := httptest.NewServer(s.Handler())
	defer srv.Close()
	ask := func(number string) error {
		return one(srv.URL, token, fmt.Appendf(nil, `{"query":"query($n: String!) { ordersByNumber(number: $n) { %s } }","variables":{"n":%q}}`, shown, number))
	}
	for _, a := range all { // whatever may be kept open is open
		if err := ask(order(beyond + a.Number*each).Number); err != nil {
			return err
		}
	}
	for _, people := range []int{1, 4, 16} {
		var mu sync.Mutex
		var took []time.Duration
		var looking errgroup.Group
		began := time.Now()
		for i := range people {
			draw := rand.New(rand.NewPCG(seed+uint64(people), uint64(i)))
			looking.Go(func() error {
				for range 8000 / people {
					began := time.Now()
					if err := ask(order(beyond + all[0].Number*each + draw.IntN(len(all)*each)).Number); err != nil {
						return err
					}
					mu.Lock()
					took = append(took, time.Since(began))
					mu.Unlock()
				}
				return nil
			})
		}
		if err := looking.Wait(); err != nil {
			return err
		}
		rate := float64(len(took)) / time.Since(began).Seconds()
		slices.Sort(took)
		log.Printf("look-ups over HTTP, %d at a time, client in the same process: %.0f a second, p50 %s, p99 %s, longest %s", people, rate,
			took[len(took)/2].Round(10*time.Microsecond), took[len(took)*99/100].Round(10*time.Microsecond), took[len(took)-1].Round(10*time.Microsecond))
	}
	return nil
}

// shown is what support is shown of an order.
const shown = `id number connection { label } status placedAt total { amount currency } billTo { firstName lastName city } shipTo { firstName lastName city } lines { id sku title quantity unitPrice { amount } }`

package main

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"orderveil"
	"orderveil/personal"
	"orderveil/server"
	"orderveil/store"
)

// recent orders stay readable while the others are forgotten: they are what is read
// meanwhile.
const recent = 2000

// day fills account 3 with n orders of one day, and some of ten days later.
func day(ctx context.Context, config server.Config, parts server.Parts, n int) error {
	var ahead atomic.Int64
	parts.Clock = later(&ahead)
	s, err := server.OpenStore(ctx, config, parts, nil)
	if err != nil {
		return err
	}
	defer s.Close()
	account, bol, err := shop(ctx, s, 3)
	if err != nil {
		return err
	}
	if err := importAll(ctx, s, account.ID, bol.ID, 0, n); err != nil {
		return err
	}
	ahead.Store(int64(10 * 24 * time.Hour))
	return importAll(ctx, s, account.ID, bol.ID, n, n+recent)
}

func later(ahead *atomic.Int64) orderveil.Clock {
	return func() time.Time { return time.Now().Add(time.Duration(ahead.Load())) }
}

// forget measures the two halves of forgetting n orders of one day: the key, which makes
// them unreadable, and the sweep, which deletes what is left of them; and how long a page
// of recent orders takes before the sweep and during it.
func forget(ctx context.Context, config server.Config, parts server.Parts, n int) error {
	var ahead atomic.Int64
	ahead.Store(int64(10 * 24 * time.Hour))
	parts.Clock = later(&ahead)
	s, err := server.OpenStore(ctx, config, parts, nil)
	if err != nil {
		return err
	}
	defer s.Close()
	account, err := s.Account(ctx, 3)
	if err != nil {
		return err
	}
	merchant := orderveil.Viewer{Subject: "bench", Role: orderveil.RoleMerchant, Account: account.ID}
	if err := subject(ctx, s, merchant, n/2); err != nil {
		return err
	}
	before := reads(ctx, s, merchant, func() { time.Sleep(3 * time.Second) })
	ahead.Store(int64(28 * 24 * time.Hour))
	began := time.Now()
	keys, err := s.DestroyPastKeys(ctx)
	if err != nil {
		return err
	}
	unreadable := time.Since(began)
	var done store.Forgotten
	var took time.Duration
	during := reads(ctx, s, merchant, func() {
		began = time.Now()
		done, err = s.Forget(ctx, account.ID)
		took = time.Since(began)
	})
	if err != nil {
		return err
	}
	fmt.Printf("%d orders of one day: unreadable after %s (%d keys); swept %d in %.1f s: %.0f orders a second\n",
		n, unreadable.Round(time.Millisecond), keys, done.Swept, took.Seconds(), float64(done.Swept)/took.Seconds())
	fmt.Printf("a page of 50 orders, before: %s; during the sweep: %s\n", spread(before), spread(during))
	return nil
}

// subject measures the answer to one person's requests: all that is kept of them, and its
// erasure.
func subject(ctx context.Context, s *store.Store, merchant orderveil.Viewer, i int) error {
	email := order(i).BillTo.Email.Plain(personal.EmailAddress)
	began := time.Now()
	e, err := s.ExportSubject(ctx, merchant, store.SubjectQuery{Email: &email})
	if err != nil {
		return err
	}
	exported := time.Since(began)
	sent := order(i)
	sent.Revision, sent.ChangedAt = "2", s.Clock()()
	for l := range sent.Lines {
		sent.Lines[l].QuantityShipped = sent.Lines[l].Quantity
	}
	connections, err := s.Connections(ctx, merchant.Account)
	if err != nil {
		return err
	}
	if _, err := s.Import(ctx, merchant.Account, connections[0].ID, []orderveil.Order{sent}); err != nil {
		return err
	}
	began = time.Now()
	erasure, err := s.EraseOrder(ctx, merchant, e.Orders[0].ID())
	if err != nil {
		return err
	}
	fmt.Printf("one person's export: %d orders in %s; erased %t in %s\n",
		len(e.Orders), exported.Round(time.Millisecond), erasure.Erased, time.Since(began).Round(time.Millisecond))
	return nil
}

// reads reads pages, one after another with a pause of 50 ms, while something goes on.
func reads(ctx context.Context, s *store.Store, v orderveil.Viewer, meanwhile func()) (took []time.Duration) {
	stop := make(chan struct{})
	var reading sync.WaitGroup
	reading.Go(func() {
		for {
			select {
			case <-stop:
				return
			case <-time.After(50 * time.Millisecond):
			}
			began := time.Now()
			if page, err := s.Orders(ctx, v, store.Filter{}, store.Paging{}, store.LoadAll); err == nil && len(page.Nodes) == 50 {
				took = append(took, time.Since(began))
			}
		}
	})
	meanwhile()
	close(stop)
	reading.Wait()
	slices.Sort(took)
	return took
}

func spread(took []time.Duration) string {
	if len(took) == 0 {
		return "no reads"
	}
	at := func(percent int) time.Duration { return took[len(took)*percent/100].Round(100 * time.Microsecond) }
	return fmt.Sprintf("p50 %s, p99 %s (%d reads)", at(50), at(99), len(took))
}

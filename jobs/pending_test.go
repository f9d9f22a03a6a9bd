package jobs_test

import (
	"context"
	"log/slog"
	"net/http"
	"sync"
	"testing"
	"time"

	"orderveil"
	"orderveil/connectors"
	"orderveil/jobs"
	"orderveil/store"
	"orderveil/store/storetest"
)

// market is a marketplace whose list goes on where it was interrupted, as a long one
// must, and that asks to wait when it is first asked for an order.
type market struct {
	order func() orderveil.Order

	mu     sync.Mutex
	listed bool
	asked  bool
}

var _ connectors.Source = (*market)(nil)

func (m *market) List(ctx context.Context, _ connectors.Window, page func([]connectors.Summary) error) error {
	m.mu.Lock()
	first := !m.listed
	m.listed = true
	m.mu.Unlock()
	if !first {
		return nil // the first page was accepted, and there is no more
	}
	o := m.order()
	if err := page([]connectors.Summary{{Number: o.Number, Revision: o.Revision}}); err != nil {
		return err
	}
	<-ctx.Done() // the next page
	return ctx.Err()
}

func (m *market) Order(context.Context, string) (orderveil.Order, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if !m.asked {
		m.asked = true
		return orderveil.Order{}, &connectors.Failure{
			Code: "RATE_LIMITED", Cause: "Too many requests.", Owner: orderveil.OwnerMarketplace, NextStep: "Nothing.",
			Outcome: connectors.Retry, After: 10 * time.Millisecond,
		}
	}
	return m.order(), nil
}

func TestAnOrderThatARunLeftIsReadByTheNextThoughTheListGoesOnBehindIt(t *testing.T) {
	t.Parallel()
	f := storetest.SQLite(t)
	f.Clock.Follow()
	account, err := f.OpenAccount(t.Context(), 1)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.Connect(t.Context(), account.ID, store.NewConnection{Kind: orderveil.Marketplace, Code: "market", Every: time.Hour}); err != nil {
		t.Fatal(err)
	}
	if err := jobs.Migrate(t.Context(), f.Store); err != nil {
		t.Fatal(err)
	}
	m := &market{order: func() orderveil.Order { return f.Order(1) }}
	workers, err := jobs.Start(t.Context(), jobs.Config{
		Store: f.Store, HTTP: http.DefaultClient, Clock: f.Clock.Now, Log: slog.New(slog.DiscardHandler),
		Connectors: []connectors.Spec{{Code: "market", Kind: orderveil.Marketplace, NewSource: func(connectors.Config) (connectors.Source, error) { return m, nil }}},
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = workers.Stop(context.WithoutCancel(t.Context())) })
	for end := time.Now().Add(60 * time.Second); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		if p, err := f.Progress(t.Context(), account.ID); err != nil {
			t.Fatal(err)
		} else if p.Orders == 1 {
			return
		}
	}
	t.Fatal("the order is lost")
}

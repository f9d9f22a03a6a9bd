package bol_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"orderveil/connectors"
	"orderveil/connectors/bol"
	"orderveil/connectors/bol/simulator"
	"orderveil/personal"
)

// BenchmarkRead reads orders in full over HTTP, four at a time as the import does.
func BenchmarkRead(b *testing.B) {
	sim := simulator.New(simulator.Config{Seed: 1, Orders: 2000, Clock: time.Now, ClientID: "id", ClientSecret: "secret"})
	server := httptest.NewServer(sim)
	defer server.Close()
	transport := server.Client().Transport.(*http.Transport).Clone()
	transport.MaxIdleConnsPerHost = 8
	source, err := bol.NewSource(connectors.Config{
		Clock: time.Now, HTTP: &http.Client{Transport: transport},
		Settings: map[string]string{"api": server.URL, "login": server.URL},
		Secrets:  map[string]personal.Secret{"client_id": personal.NewSecret("id"), "client_secret": personal.NewSecret("secret")},
	})
	if err != nil {
		b.Fatal(err)
	}
	numbers := sim.Numbers()
	next := make(chan string, 64)
	var readers sync.WaitGroup
	for range 4 {
		readers.Go(func() {
			for number := range next {
				if _, err := source.Order(context.Background(), number); err != nil {
					b.Error(err)
				}
			}
		})
	}
	for n := range b.N {
		next <- numbers[n%len(numbers)]
	}
	close(next)
	readers.Wait()
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "orders/s")
}

// BenchmarkListAll lists three months of orders.
func BenchmarkListAll(b *testing.B) {
	sim := simulator.New(simulator.Config{Seed: 1, Orders: 20_000, Clock: time.Now, ClientID: "id", ClientSecret: "secret"})
	server := httptest.NewServer(sim)
	defer server.Close()
	for b.Loop() {
		source, err := bol.NewSource(connectors.Config{
			Clock: time.Now, HTTP: server.Client(),
			Settings: map[string]string{"api": server.URL, "login": server.URL},
			Secrets:  map[string]personal.Secret{"client_id": personal.NewSecret("id"), "client_secret": personal.NewSecret("secret")},
		})
		if err != nil {
			b.Fatal(err)
		}
		if err := source.List(context.Background(), connectors.Window{}, func([]connectors.Summary) error { return nil }); err != nil {
			b.Fatal(err)
		}
	}
}

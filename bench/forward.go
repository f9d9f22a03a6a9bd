package main

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"sync/atomic"
	"time"

	"orderveil"
	"orderveil/connectors/bol/simulator"
	"orderveil/connectors/webhook/webshop"
	"orderveil/personal"
	"orderveil/server"
	"orderveil/store"
)

const signing = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"

// forward measures how fast n orders that wait are taken to one back office, which answers
// each in 5 ms: from its first order to the last that is recorded as forwarded.
func forward(ctx context.Context, config server.Config, parts server.Parts, n int) error {
	shop, err := webshop.New(signing)
	if err != nil {
		return err
	}
	var first atomic.Int64
	back, err := serve(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		first.CompareAndSwap(0, time.Now().UnixNano())
		time.Sleep(5 * time.Millisecond)
		shop.ServeHTTP(w, r)
	}))
	if err != nil {
		return err
	}
	market, err := serve(simulator.New(simulator.Config{Seed: 7, Clock: time.Now, ClientID: "id", ClientSecret: "secret"}))
	if err != nil {
		return err
	}
	account, err := waiting(ctx, config, parts, back, market, n)
	if err != nil {
		return err
	}
	s, err := server.New(ctx, config, parts)
	if err != nil {
		return err
	}
	defer s.Close(ctx)
	for shop.Calls() < n { // looking into the database costs what is measured
		time.Sleep(5 * time.Millisecond)
	}
	for {
		p, err := s.Store.Progress(ctx, account.ID)
		if err != nil {
			return err
		}
		if p.Forwards[orderveil.ForwardForwarded] >= n {
			break
		}
		time.Sleep(10 * time.Millisecond)
	}
	took := time.Since(time.Unix(0, first.Load())).Seconds()
	fmt.Printf("forwarded %d orders in %.1f s: %.0f orders a second; the back office has %d orders of %d calls\n", n, took, float64(n)/took, len(shop.Orders()), shop.Calls())
	return nil
}

// serve answers on an address of this machine until the process ends.
func serve(h http.Handler) (string, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	s := &http.Server{Handler: h, ReadHeaderTimeout: time.Second}
	go func() { _ = s.Serve(l) }()
	return "http://" + l.Addr().String(), nil
}

// waiting opens an account with orders that wait for their back office.
func waiting(ctx context.Context, config server.Config, parts server.Parts, back, market string, n int) (account orderveil.Account, err error) {
	s, err := server.OpenStore(ctx, config, parts, nil)
	if err != nil {
		return account, err
	}
	defer s.Close()
	if account, err = s.OpenAccount(ctx, 4); err != nil {
		return account, err
	}
	if _, err = s.Connect(ctx, account.ID, store.NewConnection{
		Kind: orderveil.BackOffice, Code: "webhook", Label: "Webshop", Settings: map[string]string{"url": back, "payload": "full"},
		Secrets: map[string]personal.Secret{"signing_secret": personal.NewSecret(signing)},
	}); err != nil {
		return account, err
	}
	bol, err := s.Connect(ctx, account.ID, store.NewConnection{
		Kind: orderveil.Marketplace, Code: "bol", Label: "bol.com", Every: 24 * time.Hour, Secrets: secrets,
		Settings: map[string]string{"api": market, "login": market},
	})
	if err != nil {
		return account, err
	}
	return account, importAll(ctx, s, account.ID, bol.ID, 0, n)
}

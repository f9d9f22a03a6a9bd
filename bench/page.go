package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"sync/atomic"
	"time"

	"golang.org/x/sync/errgroup"

	"orderveil"
	"orderveil/server"
)

// pages asks for n pages with 16 requests under way. The request's body is the file
// that PAGE names; with ROLE=support it is support who asks, of all accounts.
func pages(ctx context.Context, config server.Config, parts server.Parts, n int) error {
	body, err := os.ReadFile(os.Getenv("PAGE"))
	if err != nil {
		return err
	}
	config.Workers = server.WorkersConfig{}
	s, err := server.New(ctx, config, parts)
	if err != nil {
		return err
	}
	defer s.Close(ctx)
	account, err := s.Store.Account(ctx, 1)
	if err != nil {
		return err
	}
	viewer := orderveil.Viewer{Subject: "bench", Role: orderveil.RoleMerchant, Account: account.ID}
	if os.Getenv("ROLE") == string(orderveil.RoleSupport) {
		viewer = orderveil.Viewer{Subject: "bench", Role: orderveil.RoleSupport}
	}
	token, err := s.Issuer.Token(viewer, time.Hour)
	if err != nil {
		return err
	}
	srv := httptest.NewServer(s.Handler())
	defer srv.Close()
	var asked atomic.Int64
	var group errgroup.Group
	began := time.Now()
	for range 16 {
		group.Go(func() error {
			for asked.Add(1) <= int64(n) {
				if err := one(srv.URL, token, body); err != nil {
					return err
				}
			}
			return nil
		})
	}
	err = group.Wait()
	fmt.Printf("%.0f pages a second, the client in the same process\n", float64(n)/time.Since(began).Seconds())
	return err
}

// client keeps as many connections as ask at a time.
var client = &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 16}}

// one asks one question, and makes sure that it was answered.
func one(url, token string, body []byte) error {
	r, err := http.NewRequest(http.MethodPost, url+"/graphql", bytes.NewReader(body))
	if err != nil {
		return err
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Authorization", "Bearer "+token)
	response, err := client.Do(r)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	answer, err := io.ReadAll(response.Body)
	if err == nil && (response.StatusCode != http.StatusOK || !bytes.Contains(answer, []byte(`"number":"B`))) {
		return fmt.Errorf("no order, but status %d and %d bytes", response.StatusCode, len(answer))
	}
	return err
}

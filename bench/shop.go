package main

import (
	"context"
	"errors"
	"time"

	"github.com/google/uuid"

	"orderveil"
	"orderveil/jobs"
	"orderveil/server"
	"orderveil/store"
)

// opened is the installation's store, with the queue that workers need.
func opened(ctx context.Context, config server.Config, parts server.Parts) (*store.Store, error) {
	s, err := server.OpenStore(ctx, config, parts, nil)
	if err != nil {
		return nil, err
	}
	if err := jobs.Migrate(ctx, s); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

// shop opens an account that sells at bol.com.
func shop(ctx context.Context, s *store.Store, number int) (a orderveil.Account, bol orderveil.Connection, err error) {
	if a, err = s.OpenAccount(ctx, number); err != nil {
		return a, bol, err
	}
	bol, err = sells(ctx, s, a.ID)
	return a, bol, err
}

func sells(ctx context.Context, s *store.Store, account uuid.UUID) (orderveil.Connection, error) {
	return s.Connect(ctx, account, store.NewConnection{Kind: orderveil.Marketplace, Code: "bol", Label: "bol.com", Every: 24 * time.Hour, Secrets: secrets})
}

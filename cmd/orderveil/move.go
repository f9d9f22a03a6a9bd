package main

import (
	"context"
	"fmt"
	"time"

	"orderveil"
	"orderveil/store"
)

type moveCommand struct {
	configured
	Number int    `arg:"" help:"The account's number."`
	To     string `help:"The server's name in postgres.servers; postgres.accounts is named default."`
	Undo   bool   `help:"Open the account again where it was, after a move was cut off."`
}

// Run moves the account, beside running servers.
func (c *moveCommand) Run(ctx context.Context) error {
	if (c.To == "") != c.Undo {
		return orderveil.Invalidf("say where to: --to SERVER, or --undo")
	}
	return c.withStore(ctx, false, func(s *store.Store) error {
		if c.Undo {
			return s.UndoMove(ctx, c.Number)
		}
		began := time.Now()
		err := s.MoveAccount(ctx, c.Number, c.To, func(step store.MoveStep) {
			fmt.Printf("%-8s  %.1f s\n", step, time.Since(began).Seconds())
		})
		if err == nil {
			fmt.Printf("Account %d is on the server %s.\n", c.Number, c.To)
		}
		return err
	})
}

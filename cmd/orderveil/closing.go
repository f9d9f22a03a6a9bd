package main

import (
	"context"
	"fmt"

	"orderveil"
	"orderveil/store"
)

type cancelCommand struct {
	configured
	Number    int    `arg:"" help:"The account's number."`
	Mode      string `help:"RETURN_THEN_DELETE makes an export first; DELETE does not." enum:"RETURN_THEN_DELETE,DELETE" required:""`
	Recipient string `help:"For RETURN_THEN_DELETE: the merchant's age public key, age1…" placeholder:"AGE1…"`
}

// Run begins the cancellation.
func (c *cancelCommand) Run(ctx context.Context) error {
	return c.withStore(ctx, false, func(s *store.Store) error {
		a, err := s.Account(ctx, c.Number)
		if err != nil {
			return fmt.Errorf("account %d: %w", c.Number, err)
		}
		view, err := s.Cancel(ctx, a.ID, "operator", orderveil.ClosureMode(c.Mode), c.Recipient)
		if err != nil {
			return err
		}
		fmt.Printf("Account %d is being cancelled. Until %s \"orderveil account keep %d\" withdraws it.\n", a.Number, view.DueAt().Format("2006-01-02 15:04 MST"), a.Number)
		return nil
	})
}

type keepCommand struct {
	configured
	Number int `arg:"" help:"The account's number."`
}

// Run withdraws the cancellation.
func (c *keepCommand) Run(ctx context.Context) error {
	return c.withStore(ctx, false, func(s *store.Store) error {
		a, err := s.Account(ctx, c.Number)
		if err != nil {
			return fmt.Errorf("account %d: %w", c.Number, err)
		}
		if _, err := s.Withdraw(ctx, a.ID); err != nil {
			return err
		}
		fmt.Printf("Account %d goes on.\n", a.Number)
		return nil
	})
}

type exportCommand struct {
	configured
	Number int    `arg:"" help:"The account's number."`
	Out    string `help:"The file to write; it must not be there." required:"" type:"path"`
}

// Run copies the export, which only the merchant can open.
func (c *exportCommand) Run(ctx context.Context) error {
	return c.withStore(ctx, false, func(s *store.Store) error {
		if err := s.CopyExport(ctx, c.Number, c.Out); err != nil {
			return err
		}
		fmt.Printf("The export is in %s. Only the holder of the merchant's age identity can open it.\n", c.Out)
		return nil
	})
}

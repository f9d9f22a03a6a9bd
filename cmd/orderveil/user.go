package main

import (
	"context"
	"fmt"

	"orderveil"
	"orderveil/store"
)

type userCommand struct {
	Invite userInviteCommand `cmd:"" help:"Print an invitation for somebody, good for seven days. Everybody else is invited through the API."`
}

type userInviteCommand struct {
	configured
	Account *int   `help:"The number of a merchant's account; none for the operator's staff."`
	Role    string `help:"merchant, fulfilment, finance, viewer; of staff support, billing, engineer, privacy-officer, administrator." required:""`
	Login   string `help:"The name to sign in with." required:""`
	Label   string `help:"What colleagues call the desk or the person." required:""`
}

// Run prints the token and what to do with it.
func (c *userInviteCommand) Run(ctx context.Context) error {
	return c.withStore(ctx, false, func(s *store.Store) error {
		i, err := s.InviteFirst(ctx, c.Account, c.Login, c.Label, orderveil.Role(c.Role))
		if err != nil {
			return err
		}
		fmt.Printf("%s\n\nPOST /auth/invitation with it for the authenticator app's secret, then /auth/enrol with a password and a code.\n", i.Token)
		return nil
	})
}

package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"orderveil"
	"orderveil/server"
	"orderveil/store"
)

type tokenCommand struct {
	configured
	Data    string        `help:"The data directory of a demo: ./data, when neither this nor a configuration is given." type:"path"`
	Role    string        `help:"merchant, fulfilment, finance, viewer, support, billing, engineer, privacy-officer, administrator or partner." required:""`
	Account int           `help:"The account's number; staff belongs to none." default:"1"`
	Scopes  []string      `help:"A partner's scopes." default:"orders:read,orders:ship_to"`
	Life    time.Duration `help:"How long the token lives, at most 24h." default:"12h"`
}

// Run prints one token and nothing else.
func (c *tokenCommand) Run(ctx context.Context) error {
	key := filepath.Join(c.demo(), server.TokenKeyName)
	if c.demo() == "" {
		config, err := c.load()
		if err != nil {
			return err
		}
		key = config.TokenKey
	}
	issuer, err := server.OpenIssuer(key, false, time.Now)
	if err != nil {
		return fmt.Errorf("%w: start the program with this data first", err)
	}
	v, err := c.viewer(ctx)
	if err != nil {
		return err
	}
	token, err := issuer.Token(v, c.Life)
	if err == nil {
		fmt.Println(token)
	}
	return err
}

func (c *tokenCommand) viewer(ctx context.Context) (orderveil.Viewer, error) {
	role, err := orderveil.ParseRole(c.Role)
	if err != nil {
		return orderveil.Viewer{}, err
	}
	v := orderveil.Viewer{Subject: "local-" + c.Role, Role: role}
	if role.Staff() {
		return v, nil
	}
	account, err := c.account(ctx)
	if err != nil {
		return v, err
	}
	v.Account, v.Subject = account.ID, v.Subject+"-"+strconv.Itoa(account.Number)
	if role != orderveil.RolePartner {
		return v, nil
	}
	for _, name := range c.Scopes {
		scope, err := orderveil.ParseScope(name)
		if err != nil {
			return v, err
		}
		v.Scopes = append(v.Scopes, scope)
	}
	return v, nil
}

// demo is the data directory of a demo; it is empty when a file or the environment says where
// an installation is.
func (c *tokenCommand) demo() string {
	catalog, data := os.Getenv("ORDERVEIL_POSTGRES_CATALOG"), os.Getenv("ORDERVEIL_DATA")
	switch {
	case c.Config != "":
		return ""
	case c.Data != "":
		return c.Data
	case catalog != "" || data != "":
		return ""
	}
	return "data"
}

// account looks the account up without getting in the way of a running program.
func (c *tokenCommand) account(ctx context.Context) (account orderveil.Account, err error) {
	if demo := c.demo(); demo != "" {
		return store.ReadAccount(ctx, demo, c.Account)
	}
	config, err := c.load()
	if err != nil {
		return account, err
	}
	if config.Data != "" {
		return store.ReadAccount(ctx, config.Data, c.Account)
	}
	err = c.withStore(ctx, false, func(s *store.Store) error {
		account, err = s.Account(ctx, c.Account)
		return err
	})
	return account, err
}

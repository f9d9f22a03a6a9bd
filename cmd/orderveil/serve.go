package main

import (
	"context"
	"fmt"
	"maps"
	"net"
	"os"
	"slices"
	"sync"
	"time"

	"orderveil"
	"orderveil/jobs"
	"orderveil/server"
	"orderveil/store"
)

type serveCommand struct {
	configured
	WorkersOnly bool `help:"Run the workers, and of the API only /livez, /readyz and /metrics." xor:"part"`
	APIOnly     bool `name:"api-only" help:"Run the API and no workers." xor:"part"`
}

// Run serves until it is told to stop.
func (c *serveCommand) Run(ctx context.Context) error {
	config, err := c.load()
	if err != nil {
		return err
	}
	return c.serve(ctx, config, parts(config))
}

func (c *serveCommand) serve(ctx context.Context, config server.Config, p server.Parts) error {
	if c.APIOnly {
		config.Workers = server.WorkersConfig{}
	}
	p.WorkersOnly = c.WorkersOnly
	s, err := server.New(ctx, config, p)
	if err != nil {
		return err
	}
	l, err := net.Listen("tcp", config.Address)
	if err != nil {
		return fmt.Errorf("listen: %w", err)
	}
	resting, stop := context.WithCancel(ctx)
	var rest sync.WaitGroup
	rest.Go(func() { server.Rest(resting) })
	defer rest.Wait()
	defer stop()
	p.Log.Info("serving", "address", l.Addr().String(), "workers", config.Workers.Import > 0)
	return s.Serve(ctx, l)
}

type migrateCommand struct {
	configured
	AtOnce int `help:"So many accounts at a time." default:"4"`
}

// Run migrates the catalog, the keys, the queue and every account. It may be stopped, and
// goes on where it was; the servers of the release before work on meanwhile.
func (c *migrateCommand) Run(ctx context.Context) error {
	return c.withStore(ctx, true, func(s *store.Store) error {
		if err := jobs.Migrate(ctx, s); err != nil {
			return err
		}
		fmt.Println("The catalog, the keys and the queue are at the newest version.")
		accounts := 0
		said := time.Now()
		failed, err := s.Migrate(ctx, c.AtOnce, func(m store.Migrated) {
			accounts++
			if m.Err != nil {
				fmt.Fprintf(os.Stderr, "account %d stays as it is: %v\n", m.Number, safe(m.Err))
			}
			if time.Since(said) > time.Second || m.N == m.Of {
				said = time.Now()
				fmt.Printf("%d of %d accounts\n", m.N, m.Of)
			}
		})
		switch {
		case err != nil:
			return err
		case failed > 0:
			return fmt.Errorf("%d of %d accounts could not be migrated: see above, then run it again; the others are at the newest version", failed, accounts)
		}
		fmt.Printf("%d accounts were migrated, and all are at the newest version.\n", accounts)
		return nil
	})
}

func (c configured) withStore(ctx context.Context, createKey bool, do func(*store.Store) error) error {
	config, err := c.load()
	if err != nil {
		return err
	}
	p := parts(config)
	p.CreateKey = createKey
	return withStoreOf(ctx, config, p, do)
}

type accountCommand struct {
	Open    openCommand    `cmd:"" help:"Open an account with a database, a role and keys of its own."`
	Seed    seedCommand    `cmd:"" help:"Put 125 other invented orders into a sandbox, up to 2,000 in all."`
	List    listCommand    `cmd:"" help:"List the open accounts."`
	Move    moveCommand    `cmd:"" help:"Move an account to another database server. Stop it anywhere and start it again."`
	Connect connectCommand `cmd:"" help:"Link an account to a marketplace or a back office."`
	Cancel  cancelCommand  `cmd:"" help:"Cancel an account for its merchant. It can be withdrawn until the cooling-off period is over."`
	Keep    keepCommand    `cmd:"" help:"Withdraw the cancellation of an account."`
	Export  exportCommand  `cmd:"" help:"Copy the encrypted export of an account that is being cancelled."`
}

type openCommand struct {
	configured
	Number int    `arg:"" help:"The account's number, for people: 1 or more."`
	Region string `help:"A server of this region. Default: any server, by weight."`
	Server string `help:"This server of postgres.servers."`

	Sandbox bool `help:"With invented orders, for partners to try their programs with. It is connected with nobody but receivers of webhooks, and this never changes."`
	Abandon bool `help:"Take back an account that was left half open. Its number is free again."`
}

// Run opens an account. One that was left half open is opened as it is asked for now.
func (c *openCommand) Run(ctx context.Context) error {
	return c.withStore(ctx, false, func(s *store.Store) error {
		if c.Abandon {
			err := s.AbandonAccount(ctx, c.Number)
			if err == nil {
				fmt.Printf("Account %d is abandoned, and its number free.\n", c.Number)
			}
			return err
		}
		a, err := s.OpenAccountAt(ctx, c.Number, orderveil.Wish{Region: c.Region, Server: c.Server, Sandbox: c.Sandbox})
		if err != nil {
			return err
		}
		fmt.Printf("Account %d is open. Its id is %s.\n", a.Number, a.ID)
		if !a.Sandbox {
			return nil
		}
		return seed(ctx, s, a)
	})
}

type seedCommand struct {
	configured
	Number int `arg:"" help:"The number of an account that was opened with --sandbox."`
}

// Run seeds a sandbox.
func (c *seedCommand) Run(ctx context.Context) error {
	return c.withStore(ctx, false, func(s *store.Store) error {
		a, err := s.Account(ctx, c.Number)
		if err != nil {
			return fmt.Errorf("account %d: %w", c.Number, err)
		}
		return seed(ctx, s, a)
	})
}

func seed(ctx context.Context, s *store.Store, a orderveil.Account) error {
	has, err := s.Seed(ctx, a)
	if err == nil {
		fmt.Printf("Sandbox %d has %d invented orders.\n", a.Number, has)
	}
	return err
}

type listCommand struct{ configured }

// Run lists the accounts.
func (c *listCommand) Run(ctx context.Context) error {
	return c.withStore(ctx, false, func(s *store.Store) error {
		accounts, err := s.Placements(ctx)
		for _, a := range accounts {
			where := a.Server
			if a.Region != "" {
				where += " (" + a.Region + ")"
			}
			if a.MovingTo != "" {
				where += ", moving to " + a.MovingTo
			}
			if a.Left != "" {
				where += fmt.Sprintf(", a database is left on %s: orderveil account move %d --to %s", a.Left, a.Number, a.Server)
			}
			if a.Sandbox {
				where += ", sandbox"
			}
			fmt.Printf("%d\t%s\t%s\n", a.Number, a.ID, where)
		}
		if err != nil {
			return err
		}
		begun, err := s.HalfOpen(ctx)
		for _, number := range slices.Sorted(maps.Keys(begun)) {
			fmt.Printf("%d\thalf open on %s: orderveil account open %[1]d [--server SERVER] opens it, --abandon takes it back\n", number, begun[number])
		}
		return err
	})
}

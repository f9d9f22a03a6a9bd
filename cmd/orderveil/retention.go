package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"text/tabwriter"
	"time"

	"github.com/google/uuid"

	"orderveil"
	"orderveil/server"
	"orderveil/store"
)

type retentionCommand struct {
	Plan retentionPlanCommand `cmd:"" help:"Say what will be forgotten when, and by which rule. Changes nothing."`
	Run  retentionRunCommand  `cmd:"" help:"Let the days of a demo pass, to watch forgetting happen."`
}

type retentionPlanCommand struct {
	configured
	Data    string `help:"The data directory of a demo, instead of a configuration." type:"path" xor:"where"`
	Account int    `help:"One account's number; all when not given."`
	Days    int    `help:"As if customer data were kept for this many days after handling."`
}

// Run prints the plan of each account.
func (c *retentionPlanCommand) Run(ctx context.Context) error {
	config, err := c.where()
	if err != nil {
		return err
	}
	return withStoreOf(ctx, config, parts(config), func(s *store.Store) error {
		accounts, err := s.Accounts(ctx)
		if err != nil {
			return err
		}
		w := tabwriter.NewWriter(os.Stdout, 0, 8, 2, ' ', 0)
		fmt.Fprintln(w, "ACCOUNT\tDAY\tORDERS\tRULE")
		for _, a := range accounts {
			if c.Account != 0 && c.Account != a.Number {
				continue
			}
			if err := c.print(ctx, w, s, a.Number, a.ID); err != nil {
				return fmt.Errorf("account %d: %w", a.Number, err)
			}
		}
		return w.Flush()
	})
}

func (c *retentionPlanCommand) where() (server.Config, error) {
	if c.Data != "" {
		return demoConfig(c.Data)
	}
	return c.load()
}

func (c *retentionPlanCommand) print(ctx context.Context, w *tabwriter.Writer, s *store.Store, number int, id uuid.UUID) error {
	var days *int
	if c.Days != 0 {
		days = &c.Days
	}
	plan, err := s.Plan(ctx, id, days)
	if err != nil {
		return err
	}
	total := 0
	for _, line := range plan {
		total += line.Orders
		fmt.Fprintf(w, "%d\t%s\t%d\t%s\n", number, line.Day, line.Orders, line.Rule)
	}
	fmt.Fprintf(w, "%d\tall\t%d\t\n", number, total)
	return nil
}

type retentionRunCommand struct {
	Data string `help:"The data directory of a demo that is not running." required:"" type:"path"`
	AsOf string `help:"The day until which time passes, such as 2027-01-31." required:"" placeholder:"DATE"`
}

// longestRun is how many days a demo may be taken into the future.
const longestRun = 4000

// Run does for each day until the given one what the program would have done on it.
func (c *retentionRunCommand) Run(ctx context.Context) error {
	until, err := time.Parse(time.DateOnly, c.AsOf)
	if err != nil {
		return orderveil.Invalidf("--as-of is a day such as 2027-01-31")
	}
	today := orderveil.DateOf(time.Now())
	if last := orderveil.DateOf(until); last < today || last > today+longestRun {
		return orderveil.Invalidf("--as-of is a day from today on, and at most %d days ahead", longestRun)
	}
	config, err := demoConfig(c.Data)
	if err != nil {
		return err
	}
	day := today
	p := parts(config)
	p.Clock = func() time.Time { return day.Time().Add(time.Hour) }
	return withStoreOf(ctx, config, p, func(s *store.Store) error {
		for ; day <= orderveil.DateOf(until); day++ {
			if err := forgetDay(ctx, s, day); err != nil {
				return err
			}
		}
		fmt.Printf("It is %s now. Start the demo on this directory and look at an order.\n", c.AsOf)
		return nil
	})
}

// forgetDay prints a line for each account in which something happened.
func forgetDay(ctx context.Context, s *store.Store, day orderveil.Date) error {
	accounts, err := s.Accounts(ctx)
	if err != nil {
		return err
	}
	for _, a := range accounts {
		done, err := s.Forget(ctx, a.ID)
		if err != nil {
			return fmt.Errorf("account %d: %w", a.Number, err)
		}
		if done != (store.Forgotten{}) {
			fmt.Printf("%s  account %d: %d keys destroyed, %d orders forgotten, %d warned of, %d sealed to a later day\n",
				day, a.Number, done.Keys, done.Swept, done.Warned, done.Moved)
		}
	}
	return nil
}

const demoMark = server.DemoMark

// demoConfig is the configuration of a demo's data directory. Any other directory is
// refused: time passes in it by itself.
func demoConfig(dir string) (server.Config, error) {
	if info, err := os.Stat(filepath.Join(dir, demoMark)); err != nil || !info.Mode().IsRegular() {
		return server.Config{}, orderveil.Invalidf("this is no data directory of a demo: only there can days be skipped, or a plan be made without --config")
	}
	return (&demoCommand{Data: dir, Addr: "127.0.0.1:0"}).config(), nil
}

func withStoreOf(ctx context.Context, config server.Config, p server.Parts, do func(*store.Store) error) error {
	s, err := server.OpenStore(ctx, config, p, nil)
	if err != nil {
		return err
	}
	defer s.Close()
	return do(s)
}

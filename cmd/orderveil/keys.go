package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"
	"time"

	"orderveil"
	"orderveil/seal"
	"orderveil/server"
	"orderveil/store"
)

type keysCommand struct {
	Status keysStatusCommand `cmd:"" help:"Show how the keys are: which key wraps them, how far rotations have come, what is left of past days."`
	Rotate keysRotateCommand `cmd:"" help:"Give accounts another key while they are in use. Stop it anywhere and start it again."`
	Token  keysTokenCommand  `cmd:"" help:"Exchange the key that signs tokens, while programs run: the new one signs in five minutes."`
	Rewrap keysRewrapCommand `cmd:"" help:"Wrap all keys with the key provider's own key, after that was changed. Stop it anywhere and start it again."`
}

// withKeys opens the store. In a data directory there is room for one process.
func (c configured) withKeys(ctx context.Context, do func(*store.Store) error) error {
	err := c.withStore(ctx, false, do)
	if errors.Is(err, store.ErrDirectoryInUse) {
		return fmt.Errorf("the server holds the data directory: stop it while you look after its keys (with PostgreSQL this command works beside running servers): %w", err)
	}
	return err
}

type keysStatusCommand struct{ configured }

// Run prints how the keys are.
func (c *keysStatusCommand) Run(ctx context.Context) error {
	return c.withKeys(ctx, func(s *store.Store) error {
		status, err := s.KeyStatus(ctx)
		if err != nil {
			return err
		}
		printStatus(os.Stdout, status)
		return nil
	})
}

func printStatus(w io.Writer, s store.KeyStatus) {
	fmt.Fprintf(w, "key provider         %s\n", s.Provider)
	printWrapped(w, "installation's keys ", s.Provider, s.Installation)
	printWrapped(w, "accounts' keys      ", s.Provider, s.Accounts)
	fmt.Fprintf(w, "open accounts        %d, %d of them without a key%s\n", len(s.Numbers), len(s.WithoutKey), numbered(s.WithoutKey))
	if s.Days.Keys == 0 {
		fmt.Fprintln(w, "day keys             none")
	} else {
		fmt.Fprintf(w, "day keys             %d, from %s to %s\n", s.Days.Keys, s.Days.Oldest, s.Days.Newest)
	}
	fmt.Fprintf(w, "  of past days       %d%s\n", s.Days.Past, should(s.Days.Past, "they ought to be destroyed"))
	fmt.Fprintf(w, "  without an account %d%s\n", s.Days.Orphans, should(s.Days.Orphans, "nothing opens them"))
	fmt.Fprintf(w, "rotations under way  %d\n", len(s.Rotating))
	for _, r := range s.Rotating {
		name := r.Account.String()
		if n, ok := s.Numbers[r.Account]; ok {
			name = fmt.Sprintf("account %d", n)
		}
		fmt.Fprintf(w, "  %-18s %s since %s, %d of %d day keys left\n", name, r.Stage, r.Since.UTC().Format(time.RFC3339), r.Left, r.Done+r.Left)
	}
}

// printWrapped counts keys by what wrapped them, the provider's own key first.
func printWrapped(w io.Writer, what, own string, by map[string]int) {
	fmt.Fprintf(w, "%s %d wrapped by %s\n", what, by[own], own)
	for _, id := range slices.Sorted(maps.Keys(by)) {
		switch id {
		case own:
		case "":
			fmt.Fprintf(w, "%s %d wrapped by a key that is not configured\n", what, by[id])
		default:
			fmt.Fprintf(w, "%s %d wrapped by %s: run orderveil keys rewrap\n", what, by[id], id)
		}
	}
}

func should(n int, what string) string {
	if n == 0 {
		return ""
	}
	return ": " + what
}

// numbered lists the first few accounts.
func numbered(accounts []int) string {
	const most = 10
	switch {
	case len(accounts) == 0:
		return ""
	case len(accounts) > most:
		return fmt.Sprintf(": %v and more", accounts[:most])
	}
	return fmt.Sprintf(": %v", accounts)
}

type keysRewrapCommand struct{ configured }

// Run wraps all keys anew and prints how far it has come.
func (c *keysRewrapCommand) Run(ctx context.Context) error {
	return c.withKeys(ctx, func(s *store.Store) error {
		done, err := s.RewrapKeys(ctx, func(r seal.Rewrapped) { fmt.Printf("%d keys seen, %d wrapped anew\n", r.Seen, r.Wrapped) })
		if err != nil {
			return fmt.Errorf("after %d of the keys: %w: run it again to go on", done.Seen, err)
		}
		fmt.Printf("All %d keys are wrapped by the key provider's own key; %d of them were wrapped anew.\n", done.Seen, done.Wrapped)
		return nil
	})
}

type keysRotateCommand struct {
	configured
	Account []int         `help:"The number of an account; more than one is fine." xor:"which" required:""`
	All     bool          `help:"All accounts." xor:"which" required:""`
	Unless  time.Duration `help:"With --all, leave accounts alone whose key was rotated less long ago: so it goes on after it was stopped." default:"24h"`
}

// Run rotates the keys of accounts and prints how far it has come.
func (c *keysRotateCommand) Run(ctx context.Context) error {
	return c.withKeys(ctx, func(s *store.Store) error {
		r, err := c.rotation(ctx, s)
		if err != nil {
			return err
		}
		done, err := s.RotateKeys(ctx, r)
		if err != nil {
			return fmt.Errorf("%d of %d accounts have their new key: %w: run it again to go on", done.Stages[seal.Settled], done.Accounts, err)
		}
		return rotated(done)
	})
}

func (c *keysRotateCommand) rotation(ctx context.Context, s *store.Store) (store.Rotation, error) {
	r := store.Rotation{Progress: printProgress}
	if c.All {
		accounts, err := s.Accounts(ctx)
		r.Accounts, r.Unless = accounts, c.Unless
		return r, err
	}
	for _, number := range c.Account {
		a, err := s.Account(ctx, number)
		if err != nil {
			return r, fmt.Errorf("account %d: %w", number, err)
		}
		if !slices.Contains(r.Accounts, a) {
			r.Accounts = append(r.Accounts, a)
		}
	}
	return r, nil
}

func printProgress(p store.RotationProgress) {
	fmt.Printf("%d accounts: %d have a next key, %d use it, %d are done; %d things sealed anew\n",
		p.Accounts, p.Stages[seal.Published], p.Stages[seal.Promoted], p.Stages[seal.Settled], p.Resealed)
	if !p.Until.IsZero() {
		fmt.Printf("waiting until %s, when every server knows\n", p.Until.Local().Format(time.TimeOnly))
	}
}

// rotated tells what is left to do, and fails when something is.
func rotated(done store.RotationProgress) error {
	for _, number := range slices.Sorted(maps.Keys(done.Damaged)) {
		fmt.Printf("account %d keeps its old key beside the new one: %d of its day keys are damaged. Restore them from a backup of the keys, or wait until their days have come; then run it again.\n", number, done.Damaged[number])
	}
	for _, number := range slices.Sorted(maps.Keys(done.Failed)) {
		why := "its key is damaged, or wrapped by a key that is not configured"
		if errors.Is(done.Failed[number], orderveil.ErrNotFound) {
			why = "it has no key"
		}
		fmt.Printf("account %d was left alone: %s.\n", number, why)
	}
	if n := len(done.Damaged) + len(done.Failed); n > 0 {
		return fmt.Errorf("%d of %d accounts have no new key alone", n, done.Accounts)
	}
	fmt.Printf("All %d accounts have their new key, and nothing is left under the old ones.\n", done.Accounts)
	return nil
}

type keysTokenCommand struct{ configured }

// Run adds a key to the file.
func (c *keysTokenCommand) Run(context.Context) error {
	config, err := c.load()
	if err != nil {
		return err
	}
	if err := server.RotateTokenKey(config.TokenKey, time.Now()); err != nil {
		return err
	}
	fmt.Println("The new key signs in five minutes. Tokens of the one before are good until they are over. On other machines, copy the file there within that time.")
	return nil
}

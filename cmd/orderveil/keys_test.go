package main

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"orderveil"
	"orderveil/connectors/all"
	"orderveil/server"
	"orderveil/store"
	"orderveil/store/storetest"
)

// asProgram makes the test's own binary be the program.
const asProgram = "ORDERVEIL_TEST_AS_PROGRAM"

func TestMain(m *testing.M) {
	if os.Getenv(asProgram) != "" {
		main()
		return
	}
	if pace := os.Getenv(asWorker); pace != "" {
		fmt.Fprintln(os.Stderr, work(pace))
		os.Exit(1)
	}
	if ids := os.Getenv(asDays); ids != "" {
		fmt.Fprintln(os.Stderr, liveThroughDays(os.Getenv("ORDERVEIL_DATA"), ids))
		os.Exit(1)
	}
	os.Exit(m.Run())
}

// installation is a data directory, and the environment that leads the program to it.
type installation struct {
	config   server.Config
	env      []string
	accounts []orderveil.Account
	offices  []orderveil.Connection
}

// install makes an installation with accounts that have an order each.
func install(t *testing.T, accounts int) *installation {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "data")
	i := &installation{config: server.DefaultConfig()}
	i.config.Data, i.config.KeyFile, i.config.TokenKey = dir, filepath.Join(dir, "key"), filepath.Join(dir, server.TokenKeyName)
	i.env = append(os.Environ(), asProgram+"=1", "ORDERVEIL_DATA="+dir, "ORDERVEIL_KEY_FILE="+i.config.KeyFile, "ORDERVEIL_TOKEN_KEY="+i.config.TokenKey)
	i.fill(t, accounts)
	return i
}

// fill opens accounts with an order each.
func (i *installation) fill(t *testing.T, accounts int) {
	t.Helper()
	i.with(t, func(f *storetest.Fixture) {
		for n := 1; n <= accounts; n++ {
			account, bol, office := f.Account(t, n)
			i.accounts, i.offices = append(i.accounts, account), append(i.offices, office)
			if _, err := f.Import(t.Context(), account.ID, bol.ID, []orderveil.Order{f.Order(n)}); err != nil {
				t.Fatal(err)
			}
		}
	})
}

// with opens the installation's store.
func (i *installation) with(t *testing.T, do func(*storetest.Fixture)) {
	t.Helper()
	s, err := server.OpenStore(t.Context(), i.config, server.Parts{
		Connectors: all.Connectors(), Clock: time.Now, IDs: orderveil.NewID, Log: slog.New(slog.DiscardHandler), CreateKey: true,
	}, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	do(&storetest.Fixture{Store: s, Clock: storetest.NewClock(time.Now())})
}

// readable fails the test unless every customer and every credential opens.
func (i *installation) readable(t *testing.T) {
	t.Helper()
	i.with(t, func(f *storetest.Fixture) {
		for n, a := range i.accounts {
			page, err := f.Orders(t.Context(), storetest.Viewer(orderveil.RoleMerchant, a.ID), store.Filter{}, store.Paging{}, store.LoadAll)
			if err != nil || len(page.Nodes) != 1 {
				t.Fatalf("account %d: %v", a.Number, err)
			}
			if name, err := page.Nodes[0].ShipTo().LastName(); err != nil || name == nil || !strings.HasPrefix(*name, storetest.Mark) {
				t.Errorf("account %d: the customer does not open: %v", a.Number, err)
			}
			if _, err := f.Plug(t.Context(), a.ID, i.offices[n].ID); err != nil {
				t.Errorf("account %d: the credentials do not open: %v", a.Number, err)
			}
		}
	})
}

func (i *installation) command(ctx context.Context, arguments ...string) *exec.Cmd {
	c := exec.CommandContext(ctx, os.Args[0], arguments...)
	c.Env = i.env
	return c
}

func (i *installation) run(t *testing.T, arguments ...string) (string, error) {
	t.Helper()
	out, err := i.command(t.Context(), arguments...).CombinedOutput()
	return string(out), err
}

func TestKeysAreRotatedAndShown(t *testing.T) {
	t.Parallel()
	i := install(t, 3)
	out, err := i.run(t, "keys", "status")
	for _, want := range []string{"accounts' keys       3 wrapped by ", "open accounts        3, 0 of them without a key\n", "day keys             3, from ", "of past days       0\n", "rotations under way  0\n"} {
		if err != nil || !strings.Contains(out, want) {
			t.Errorf("keys status, %v:\n%s\nlacks %q", err, out, want)
		}
	}
	for _, c := range []struct {
		arguments []string
		want      string
	}{
		{[]string{"--account", "2"}, "All 1 accounts have their new key, and nothing is left under the old ones."},
		{[]string{"--all"}, "3 accounts: 0 have a next key, 0 use it, 3 are done; 6 things sealed anew"},  // the other two
		{[]string{"--all"}, "All 3 accounts have their new key, and nothing is left under the old ones."}, // and nothing to do
		{[]string{"--all", "--unless", "0s"}, "3 accounts: 0 have a next key, 0 use it, 3 are done; 9 things sealed anew"},
	} {
		out, err := i.run(t, append([]string{"keys", "rotate"}, c.arguments...)...)
		if err != nil || !strings.Contains(out, c.want) {
			t.Errorf("keys rotate %v, %v:\n%s\nlacks %q", c.arguments, err, out, c.want)
		}
		i.readable(t)
	}
	if out, err = i.run(t, "keys", "rewrap"); err != nil || !strings.Contains(out, "keys are wrapped by the key provider's own key; 0 of them were wrapped anew.") {
		t.Errorf("keys rewrap, %v:\n%s", err, out)
	}
	if out, err = i.run(t, "keys", "rotate", "--account", "9"); err == nil || !strings.Contains(out, "account 9") {
		t.Errorf("keys rotate of no account, %v:\n%s", err, out)
	}
}

func TestKeysInADataDirectoryThatIsInUseSayWhatToDo(t *testing.T) {
	t.Parallel()
	i := install(t, 1)
	i.with(t, func(*storetest.Fixture) {
		for _, command := range []string{"status", "rewrap", "rotate --all"} {
			out, err := i.run(t, append([]string{"keys"}, strings.Fields(command)...)...)
			if err == nil || !strings.Contains(out, "the server holds the data directory: stop it") {
				t.Errorf("keys %s, %v:\n%s", command, err, out)
			}
		}
	})
}

func TestRotationSurvivesBeingKilledAnywhere(t *testing.T) {
	t.Parallel()
	i := install(t, 8)
	const least = 5 * time.Millisecond
	for killed, after := 0, least; killed < 30; after += time.Millisecond {
		ctx, kill := context.WithTimeout(t.Context(), after)
		out, err := i.command(ctx, "keys", "rotate", "--all", "--unless", "1ns").CombinedOutput()
		switch {
		case ctx.Err() != nil:
			killed++
		case err != nil:
			t.Fatalf("%v:\n%s", err, out)
		default: // it was quicker
			after = least
		}
		kill()
	}
	i.readable(t)
	if out, err := i.run(t, "keys", "rotate", "--all"); err != nil || !strings.Contains(out, "All 8 accounts have their new key") {
		t.Errorf("%v:\n%s", err, out)
	}
	if out, err := i.run(t, "keys", "status"); err != nil || !strings.Contains(out, "rotations under way  0\n") {
		t.Errorf("%v:\n%s", err, out)
	}
	i.readable(t)
}

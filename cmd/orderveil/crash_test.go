package main

import (
	"context"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"github.com/google/uuid"

	"orderveil"
	"orderveil/connectors/all"
	"orderveil/server"
	"orderveil/store"
	"orderveil/store/storetest"
)

// asDays makes the test's own binary live through days of an installation until it is
// killed: the account's and the marketplace's id stand in it.
const asDays = "ORDERVEIL_TEST_AS_DAYS"

// ordersADay come in on each day that a process of days lives through.
const ordersADay = 6

// enough days have passed when handled orders have been forgotten.
const enough = 50

// calendar is a day that outlives the process, in a file.
type calendar string

func (c calendar) day() int {
	text, _ := os.ReadFile(string(c))
	n, _ := strconv.Atoi(string(text))
	return n
}

func (c calendar) set(day int) error {
	next := string(c) + ".next"
	if err := os.WriteFile(next, []byte(strconv.Itoa(day)), 0o600); err != nil {
		return err
	}
	return os.Rename(next, string(c))
}

func (c calendar) now() time.Time {
	return storetest.Start.Add(time.Duration(c.day()) * 24 * time.Hour)
}

// openAt opens an installation's store at the day of the calendar.
func openAt(ctx context.Context, dir string, c calendar) (*storetest.Fixture, error) {
	config := server.DefaultConfig()
	config.Data, config.KeyFile, config.TokenKey = dir, filepath.Join(dir, "key"), filepath.Join(dir, server.TokenKeyName)
	clock := storetest.NewClock(c.now())
	s, err := server.OpenStore(ctx, config, server.Parts{
		Connectors: all.Connectors(), Clock: clock.Now, IDs: orderveil.NewID, Log: slog.New(slog.DiscardHandler), CreateKey: true,
	}, nil)
	if err != nil {
		return nil, err
	}
	return &storetest.Fixture{Store: s, Clock: clock}, nil
}

// liveThroughDays imports a day's orders, sends those of five days before, forgets what
// is due, and goes on to the next day, until it is killed.
func liveThroughDays(dir, ids string) error {
	ctx := context.Background()
	var account, bol uuid.UUID
	if _, err := fmt.Sscanf(ids, "%36s %36s", (*text)(&account), (*text)(&bol)); err != nil {
		return err
	}
	c := calendar(filepath.Join(dir, "day"))
	f, err := openAt(ctx, dir, c)
	if err != nil {
		return err
	}
	for {
		day := c.day()
		var orders []orderveil.Order
		for i := range ordersADay {
			orders = append(orders, f.Order(day*ordersADay+i))
			if sent := (day-5)*ordersADay + i; day >= 5 && i%2 == 0 {
				o := f.Order(sent)
				o.PlacedAt = o.PlacedAt.Add(-5 * 24 * time.Hour)
				o.Revision += "s"
				for l := range o.Lines {
					o.Lines[l].QuantityShipped = o.Lines[l].Quantity
				}
				orders = append(orders, o)
			}
		}
		if _, err := f.Import(ctx, account, bol, orders); err != nil {
			return err
		}
		if _, err := f.Forget(ctx, account); err != nil {
			return err
		}
		if err := c.set(day + 1); err != nil {
			return err
		}
		f.Clock.Advance(24 * time.Hour)
	}
}

// text lets Sscanf read a UUID.
type text uuid.UUID

func (t *text) Scan(state fmt.ScanState, _ rune) error {
	token, err := state.Token(true, nil)
	if err != nil {
		return err
	}
	return (*uuid.UUID)(t).UnmarshalText(token)
}

// A program that is killed at any moment of importing, sealing to a later day and
// forgetting leaves each order either readable in full, until its day, or not at all.
func TestADayThatIsCutOffAnywhereLosesNoOrderAndKeepsNone(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "data")
	c := calendar(filepath.Join(dir, "day"))
	f, err := openAt(t.Context(), dir, c)
	if err != nil {
		t.Fatal(err)
	}
	account, bol, _ := f.Account(t, 1)
	if err := errorsOf(f.Close(), c.set(0)); err != nil {
		t.Fatal(err)
	}
	visible, gone := 0, 0
	for killed := 0; killed < kills(t) || c.day() < enough; killed++ {
		killAfter(t, time.Duration(20+rand.IntN(800))*time.Millisecond, dir, account.ID.String()+" "+bol.ID.String())
		f, err := openAt(t.Context(), dir, c)
		if err != nil {
			t.Fatal(err)
		}
		v, g := eachOpensUntilItsDay(t, f, account.ID, c.day())
		visible, gone = visible+v, gone+g
		if err := f.Close(); err != nil {
			t.Fatal(err)
		}
		if t.Failed() {
			return
		}
	}
	t.Logf("after %d days: %d orders were seen readable, %d forgotten", c.day(), visible, gone)
	if visible == 0 || gone == 0 {
		t.Error("the days passed without orders being kept and forgotten")
	}
}

func errorsOf(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// kills is how often the long proof kills: ORDERVEIL_KILLS, else a few.
func kills(t *testing.T) int {
	t.Helper()
	n, err := strconv.Atoi(os.Getenv("ORDERVEIL_KILLS"))
	if err != nil {
		return 15
	}
	return n
}

func killAfter(t *testing.T, after time.Duration, dir, ids string) {
	t.Helper()
	i := &installation{env: append(os.Environ(), asDays+"="+ids, "ORDERVEIL_DATA="+dir)}
	ctx, kill := context.WithTimeout(t.Context(), after)
	defer kill()
	if out, err := i.command(ctx).CombinedOutput(); ctx.Err() == nil {
		t.Fatalf("it ended by itself: %v:\n%s", err, out)
	}
}

// eachOpensUntilItsDay reads every order as the merchant: one whose day is to come opens
// in both parties, one whose day has come in none.
func eachOpensUntilItsDay(t *testing.T, f *storetest.Fixture, account uuid.UUID, days int) (visible, gone int) {
	t.Helper()
	merchant := storetest.Viewer(orderveil.RoleMerchant, account)
	today := orderveil.DateOf(f.Clock.Now())
	var after *string
	for {
		page, err := f.Orders(t.Context(), merchant, store.Filter{}, store.Paging{After: after}, store.LoadAll)
		if err != nil {
			t.Fatal(err)
		}
		for _, o := range page.Nodes {
			name, errName := o.ShipTo().LastName()
			street, errStreet := o.BillTo().Street()
			if errName != nil || errStreet != nil {
				t.Fatal(errName, errStreet)
			}
			p := o.Privacy()
			switch {
			case p.State == store.PrivacyPseudonymised || p.ForgetOn != nil && *p.ForgetOn <= today:
				gone++
				if name != nil || street != nil {
					t.Errorf("day %d: an order of %s is readable", days, p.ForgetOn)
				}
				if o.PlacedAt().After(f.Clock.Now().Add(-27 * 24 * time.Hour)) {
					t.Errorf("day %d: an order of %s is forgotten too early", days, o.PlacedAt())
				}
			default:
				visible++
				if name == nil || street == nil {
					t.Errorf("day %d: an order that is to be kept until %s does not open", days, p.ForgetOn)
				}
			}
		}
		info, err := page.PageInfo()
		if err != nil {
			t.Fatal(err)
		}
		if !info.HasNextPage {
			break
		}
		after = info.EndCursor
	}
	if all := visible + gone; all < days*ordersADay {
		t.Errorf("day %d: %d orders are left", days, all)
	}
	return visible, gone
}

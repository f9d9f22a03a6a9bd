package seal_test

import (
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"orderveil"
	"orderveil/personal"
	"orderveil/seal"
	"orderveil/seal/sealtest"
)

// clock stands still until a test moves it.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) set(now time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = now
}

// pass moves the clock on.
func (c *clock) pass(d time.Duration) { c.set(c.Now().Add(d)) }

// fixture is a keyring with one account, and a day that is 28 days away.
type fixture struct {
	provider *sealtest.Counting
	store    *sealtest.Store
	clock    *clock
	ring     *seal.Keyring
	account  uuid.UUID
	keys     *seal.AccountKeys
	day      orderveil.Date
}

var start = time.Date(2026, 11, 2, 9, 30, 0, 0, time.UTC)

func newFixture(t testing.TB) *fixture {
	t.Helper()
	f := &fixture{provider: sealtest.NewProvider(t), store: sealtest.NewStore(), clock: &clock{now: start}}
	f.day = orderveil.DateOf(start) + 28
	f.restart()
	f.use(t, uuid.New())
	return f
}

// restart leaves nothing in memory.
func (f *fixture) restart() {
	f.ring = seal.NewKeyring(f.provider, f.store, f.clock.Now)
	f.keys = f.ring.Account(f.account)
}

// use turns to an account, which gets a key.
func (f *fixture) use(t testing.TB, account uuid.UUID) {
	t.Helper()
	f.account, f.keys = account, f.ring.Account(account)
	if err := f.keys.Create(t.Context()); err != nil {
		t.Fatal(err)
	}
}

func (f *fixture) sealer(t testing.TB, days ...orderveil.Date) *seal.Sealer {
	t.Helper()
	s, err := f.keys.Sealer(t.Context(), days)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// opener opens the values of every day that has a key.
func (f *fixture) opener(t testing.TB) *seal.Opener {
	t.Helper()
	o, err := f.keys.Opener(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	return o
}

func (f *fixture) seal(t testing.TB, p seal.Place, r personal.Record) personal.Value {
	t.Helper()
	v, err := f.sealer(t, f.day).Seal(p, f.day, r)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

var here = seal.Place{Table: "parties", Row: uuid.MustParse("018f0000-0000-7000-8000-000000000001"), Column: "name"}

func someName() personal.Record {
	return personal.NewRecord(personal.Name).
		With(personal.Salutation, "mw.").With(personal.FirstName, "Annelies").With(personal.LastName, "van der Testink")
}

func someAddress() personal.Record {
	return personal.NewRecord(personal.Address).
		With(personal.Street, "Teststraat").With(personal.HouseNumber, "12").With(personal.HouseNumberAddition, "b").
		With(personal.Postcode, "1234AB").With(personal.City, "Teststad").With(personal.StreetOriginal, "Teststraat 12b")
}

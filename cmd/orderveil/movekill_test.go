package main

import (
	"bufio"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"maps"
	"math/rand/v2"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	"orderveil"
	"orderveil/store"
	"orderveil/store/pgtest"
	"orderveil/store/storetest"
)

// shift is an account that processes of the program move between two servers and do not
// live to the end of it, while others use it.
type shift struct {
	*fleet
	fixture  *storetest.Fixture
	servers  map[string]*pgtest.Server
	shop     orderveil.Connection
	name     string // of the account's database
	at, to   string
	whole    time.Duration // of an undisturbed move
	temp     string
	imported int
	killed   int
	wentOver int
}

// ORDERVEIL_KILLS and ORDERVEIL_SEED make it another run.
func TestAMoveKilledAtAnyMomentLosesNothingAndLeavesNothing(t *testing.T) {
	t.Parallel()
	s := newShift(t)
	s.seen()
	kills := number(t, "ORDERVEIL_KILLS", 4)
	stop := s.use()
	s.killing(kills - kills/4)
	stop()
	s.nodes[0].stop()
	before := s.digests()
	s.killing(kills / 4)
	if after := s.digests(); !maps.Equal(before, after) {
		t.Errorf("nobody wrote and yet the tables are others:\n%v\n%v", before, after)
	}
	s.complete()
	s.opened(kills / 2)
	t.Logf("%d moves were killed, %d came to an end; an undisturbed one takes %v", s.killed, s.wentOver, s.whole.Round(time.Millisecond))
}

func newShift(t *testing.T) *shift {
	t.Helper()
	seed := uint64(number(t, "ORDERVEIL_SEED", int(rand.Uint32())))
	t.Logf("ORDERVEIL_SEED=%d", seed)
	second := pgtest.Alone(t)
	s := &shift{at: "default", to: "two", servers: map[string]*pgtest.Server{"default": startPostgres(t), "two": second}, temp: t.TempDir()}
	around, err := newTown(seed, pace{time.Now(), 1})
	if err != nil {
		t.Fatal(err)
	}
	s.fleet = &fleet{loop: &loop{T: t, town: around, dir: t.TempDir()}}
	s.configure(s.servers["default"], second)
	s.command("migrate")
	s.openStore()
	s.fixture = &storetest.Fixture{Store: s.store, Clock: storetest.NewClock(time.Now())}
	s.account, s.shop, _ = s.fixture.Account(t, 1)
	s.serve(1)
	for range 10 {
		s.bring()
	}
	catalog := s.database("default", fmt.Sprintf("crash_loop_%d", os.Getpid()))
	if err := catalog.QueryRow(`SELECT database FROM accounts`).Scan(&s.name); err != nil {
		t.Fatal(err)
	}
	return s
}

// database opens a database of a server.
func (s *shift) database(server, name string) *sql.DB {
	s.Helper()
	db, err := sql.Open("postgres", s.servers[server].DSN(name))
	if err != nil {
		s.Fatal(err)
	}
	db.SetMaxIdleConns(0) // hundreds are opened until the test ends
	s.Cleanup(func() { _ = db.Close() })
	return db
}

// bring imports the next order, and reports whether the account was there.
func (s *shift) bring() bool {
	_, err := s.store.Import(s.Context(), s.account.ID, s.shop.ID, []orderveil.Order{s.fixture.Order(s.imported)})
	switch {
	case err == nil:
		s.imported++
	case !store.Moving(err):
		s.Errorf("an import meets a move as %v", err)
	}
	return err == nil
}

// mover is the program with a move to make.
func (s *shift) mover(more ...string) *exec.Cmd {
	c := exec.CommandContext(s.Context(), os.Args[0], append([]string{"account", "move", "1", "--config", s.config}, more...)...)
	c.Env = append(os.Environ(), asProgram+"=1", "TMPDIR="+s.temp)
	return c
}

// seen is what others see of a move: while it is not finished all of them the same, with
// when to come again; after it, at once, nothing.
func (s *shift) seen() {
	s.Helper()
	s.cutOffAfter(store.MoveClosed)
	body := strings.NewReader(`{"query":"{ orders(first: 1) { nodes { number } } }"}`)
	request, err := http.NewRequestWithContext(s.Context(), http.MethodPost, s.balancer.URL+"/graphql", body)
	if err != nil {
		s.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("Authorization", "Bearer "+s.token)
	answer, text := s.do(request)
	if !strings.Contains(text, `"code":"ACCOUNT_MOVING"`) || !strings.Contains(text, `"retryAfter":60`) {
		s.Errorf("a request is answered %d %s", answer.StatusCode, text)
	}
	message, err := http.NewRequestWithContext(s.Context(), http.MethodPost, s.balancer.URL+"/hooks/"+store.HookID(s.account.ID, s.shop.ID), strings.NewReader("{}"))
	if err != nil {
		s.Fatal(err)
	}
	answer, text = s.do(message)
	if answer.StatusCode != http.StatusServiceUnavailable || answer.Header.Get("Retry-After") != "60" || !strings.Contains(text, "ACCOUNT_MOVING") {
		s.Errorf("a message is answered %d, Retry-After %q: %s", answer.StatusCode, answer.Header.Get("Retry-After"), text)
	}
	if s.bring() {
		s.Error("an order came in while the account was closed")
	}
	began := time.Now()
	if out, err := s.mover("--to", s.to).CombinedOutput(); err != nil {
		s.Fatalf("%v: %s", err, out)
	}
	s.whole = time.Since(began)
	s.arrived()
}

func (s *shift) do(r *http.Request) (*http.Response, string) {
	s.Helper()
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		s.Fatal(err)
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		s.Fatal(err)
	}
	return answer, string(text)
}

// cutOffAfter kills a move once it says that a step is made.
func (s *shift) cutOffAfter(step store.MoveStep) {
	s.Helper()
	c := s.mover("--to", s.to)
	out, err := c.StdoutPipe()
	if err != nil {
		s.Fatal(err)
	}
	if err := c.Start(); err != nil {
		s.Fatal(err)
	}
	for lines := bufio.NewScanner(out); lines.Scan() && !strings.HasPrefix(lines.Text(), string(step)); {
	}
	_ = c.Process.Kill()
	_ = c.Wait()
}

// arrived is after a move: read and write go on at once.
func (s *shift) arrived() {
	s.Helper()
	s.at, s.to = s.to, s.at
	s.wentOver++
	s.here()
}

// here holds that the account can be used.
func (s *shift) here() {
	s.Helper()
	if s.nodes[0].ready.Load() {
		if err := s.ask(s.Context(), ordersQuery, nil); err != nil {
			s.Errorf("at once after a move: %v", err)
		}
	}
	if _, err := s.store.Connections(s.Context(), s.account.ID); err != nil {
		s.Errorf("at once after a move, another process: %v", err)
	}
}

// use imports and looks up until stop, each as often as it can.
func (s *shift) use() (stop func()) {
	var working sync.WaitGroup
	over := make(chan struct{})
	var asked, away int
	var longest time.Duration
	working.Go(func() {
		for !ended(over) {
			if !s.bring() {
				s.pause(20 * time.Millisecond)
			}
		}
	})
	working.Go(func() {
		for last := time.Now(); !ended(over); asked++ {
			switch err := s.ask(s.Context(), ordersQuery, nil); {
			case err == nil:
				last = time.Now()
			case strings.Contains(err.Error(), "ACCOUNT_MOVING"):
				away++
				longest = max(longest, time.Since(last))
			default:
				s.Errorf("a request meets a move as %v", err)
			}
			s.pause(10 * time.Millisecond)
		}
	})
	return func() {
		s.Helper()
		close(over)
		working.Wait()
		s.Logf("%d orders came in; of %d requests %d were told that the account moves, for %v at the longest", s.imported, asked, away, longest.Round(time.Millisecond))
		if away == 0 {
			s.Error("nobody met a move")
		}
	}
}

func ended(over chan struct{}) bool {
	select {
	case <-over:
		return true
	default:
		return false
	}
}

// killing moves the account to and fro until so many movers were killed, and then once to
// the end.
func (s *shift) killing(times int) {
	s.Helper()
	for most := s.killed + times; s.killed < most && !s.Failed(); {
		life := time.Duration(s.random.Int64N(int64(s.whole * 3 / 2)))
		if s.random.IntN(4) > 0 {
			s.move(life)
		} else if s.run(life, "--undo") {
			s.here()
		}
	}
	for turns := s.wentOver; s.wentOver == turns && !s.Failed(); {
		s.move(time.Minute)
	}
}

func (s *shift) move(life time.Duration) {
	s.Helper()
	if s.run(life, "--to", s.to) {
		s.arrived()
	}
}

// run gives a mover so long to live, and reports whether it came to its end. That there is
// nothing left to do is an end: the one before may have been killed after its last step.
func (s *shift) run(life time.Duration, how ...string) bool {
	s.Helper()
	var said strings.Builder
	c := s.mover(how...)
	c.Stdout, c.Stderr = &said, &said
	c.WaitDelay = time.Second
	if err := c.Start(); err != nil {
		s.Fatal(err)
	}
	fall := time.AfterFunc(life, func() { _ = c.Process.Kill() })
	defer fall.Stop()
	err := c.Wait()
	var exit *exec.ExitError
	switch {
	case err == nil, strings.Contains(said.String(), "nothing to undo"), strings.Contains(said.String(), "already"):
		return true
	case errors.As(err, &exit) && !exit.Exited():
		s.killed++
		return false
	}
	s.Fatalf("account move %s: %v\n%s", strings.Join(how, " "), err, said.String())
	return false
}

// digests of the account's tables, where it is.
func (s *shift) digests() map[string]string {
	s.Helper()
	db := s.database(s.at, s.name)
	rows, err := db.Query(`SELECT tablename FROM pg_tables WHERE schemaname = 'public'`)
	if err != nil {
		s.Fatal(err)
	}
	defer rows.Close()
	found := map[string]string{}
	for rows.Next() {
		var table, digest string
		if err := rows.Scan(&table); err != nil {
			s.Fatal(err)
		}
		if err := db.QueryRow(`SELECT count(*) || ' ' || coalesce(md5(string_agg(r::text, '|' ORDER BY r::text)), '') FROM ` + table + ` r`).Scan(&digest); err != nil {
			s.Fatal(err)
		}
		found[table] = digest
	}
	if err := rows.Err(); err != nil || len(found) < 10 {
		s.Fatal(err, found)
	}
	return found
}

// opened has accounts opened by processes that are killed in it. Where the one that comes to
// its end was told to, there is the account, and nowhere else.
func (s *shift) opened(times int) {
	s.Helper()
	for n := range times {
		number := fmt.Sprint(2 + n)
		for try := range 4 {
			to := []string{"default", "two"}[s.random.IntN(2)]
			life := time.Duration(s.random.Int64N(int64(600 * time.Millisecond)))
			if try == 3 {
				life = time.Minute
			}
			out, err := s.opening(life, number, "--server", to)
			if err == nil {
				s.onlyAt(2+n, to)
				break
			}
			if strings.Contains(out, "is open") { // it was killed when all was done
				break
			}
			if out != "" || try == 3 {
				s.Fatalf("account open %s --server %s: %v: %s", number, to, err, out)
			}
			if n%3 == 0 && try == 1 {
				if out, err := s.opening(time.Minute, number, "--abandon"); err == nil {
					s.onlyAt(2+n, "")
				} else if !strings.Contains(out, "not half open") && !strings.Contains(out, "not found") {
					s.Fatalf("account open %s --abandon: %v: %s", number, err, out)
				}
			}
		}
	}
}

// opening is a process that opens an account and has so long to live.
func (s *shift) opening(life time.Duration, more ...string) (said string, err error) {
	ctx, kill := context.WithTimeout(s.Context(), life)
	defer kill()
	c := exec.CommandContext(ctx, os.Args[0], append([]string{"account", "open", "--config", s.config}, more...)...)
	c.Env = append(os.Environ(), asProgram+"=1")
	out, err := c.CombinedOutput()
	return string(out), err
}

// onlyAt holds that the account's database is on a server and on no other; none is none.
func (s *shift) onlyAt(number int, at string) {
	s.Helper()
	var database string
	err := s.database("default", fmt.Sprintf("crash_loop_%d", os.Getpid())).QueryRow(`SELECT database FROM accounts WHERE number = $1`, number).Scan(&database)
	if at == "" && !errors.Is(err, sql.ErrNoRows) || at != "" && err != nil {
		s.Fatalf("account %d in the catalog: %v", number, err)
	}
	for name := range s.servers {
		var n, all int
		if err := s.database(name, "postgres").QueryRow(`SELECT count(*) FILTER (WHERE datname = $1), count(*) FROM pg_database WHERE datname LIKE 'acct%'`, database).Scan(&n, &all); err != nil || (n == 1) != (name == at) {
			s.Errorf("account %d is to be at %q; %s has %d databases of it: %v", number, at, name, n, err)
		}
		var known int
		if err := s.database("default", fmt.Sprintf("crash_loop_%d", os.Getpid())).QueryRow(`SELECT count(*) FROM accounts WHERE server = $1`, name).Scan(&known); err != nil || known != all {
			s.Errorf("the catalog knows %d accounts at %s, which has %d: %v", known, name, all, err)
		}
	}
	if at == "" {
		return
	}
	a, err := s.store.Account(s.Context(), number)
	if err != nil {
		s.Fatal(err)
	}
	if _, err := s.store.Connections(s.Context(), a.ID); err != nil {
		s.Errorf("account %d at %s cannot be used: %v", number, at, err)
	}
}

// complete finds each order once where the account is, and nothing anywhere else.
func (s *shift) complete() {
	s.Helper()
	placed, err := s.store.Placements(s.Context())
	if err != nil || placed[0].Server != s.at || placed[0].MovingTo != "" {
		s.Errorf("Placements() = %+v, %v, want it on %s", placed, err, s.at)
	}
	for name := range s.servers {
		var databases, roles, want int
		if name == s.at {
			want = 1
		}
		if err := s.database(name, "postgres").QueryRow(`SELECT (SELECT count(*) FROM pg_database WHERE datname = $1), (SELECT count(*) FROM pg_roles WHERE rolname = $1)`, s.name).
			Scan(&databases, &roles); err != nil || databases != want || roles != want {
			s.Errorf("the server %s has %d databases and %d roles of accounts, want %d: %v", name, databases, roles, want, err)
		}
	}
	if left, err := os.ReadDir(s.temp); err != nil || len(left) > 0 {
		s.Errorf("files are left: %v, %v", left, err)
	}
	var rows, numbers, deliveries, locators int
	if err := s.database(s.at, s.name).QueryRow(`SELECT (SELECT count(*) FROM orders), (SELECT count(DISTINCT number) FROM orders), (SELECT count(*) FROM deliveries)`).
		Scan(&rows, &numbers, &deliveries); err != nil || rows != s.imported || numbers != s.imported || deliveries != s.imported {
		s.Errorf("%d orders came in; there are %d of %d numbers, %d to forward: %v", s.imported, rows, numbers, deliveries, err)
	}
	if err := s.database("default", fmt.Sprintf("crash_loop_%d", os.Getpid())).QueryRow(`SELECT count(*) FROM locators`).Scan(&locators); err != nil || locators < s.imported {
		s.Errorf("%d of %d orders can be looked up: %v", locators, s.imported, err)
	}
	if visible := s.readable(); visible != s.imported {
		s.Errorf("%d of %d orders open", visible, s.imported)
	}
}

// readable counts the orders whose customer opens.
func (s *shift) readable() (n int) {
	s.Helper()
	merchant := storetest.Viewer(orderveil.RoleMerchant, s.account.ID)
	for more := (store.Paging{}); ; {
		page, err := s.store.Orders(s.Context(), merchant, store.Filter{}, more, store.LoadAll)
		if err != nil {
			s.Fatal(err)
		}
		for _, o := range page.Nodes {
			if name, err := o.ShipTo().LastName(); err == nil && name != nil {
				n++
			}
		}
		info, err := page.PageInfo()
		if err != nil {
			s.Fatal(err)
		}
		if !info.HasNextPage {
			return n
		}
		more.After = info.EndCursor
	}
}

// An account that is a file stays where it is, whatever it is told.
func TestAnAccountInADataDirectoryIsNotMoved(t *testing.T) {
	t.Parallel()
	i := install(t, 1)
	for _, how := range [][]string{{"--to", "two"}, {"--undo"}} {
		out, err := i.run(t, append([]string{"account", "move", "1"}, how...)...)
		if err == nil || !strings.Contains(out, "there is nowhere to move it to") {
			t.Errorf("account move 1 %s: %v: %s", strings.Join(how, " "), err, out)
		}
	}
	i.readable(t)
}

package main

import (
	"database/sql"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"orderveil"
	"orderveil/connectors/all"
	amazon "orderveil/connectors/amazon/simulator"
	"orderveil/server"
	"orderveil/store"
	"orderveil/store/pgtest"
)

const (
	// faster is how much faster the loop's clock goes than the machine's.
	faster = 10
	// processing is how long bol takes for what it is told, by the loop's clock.
	processing = 2 * time.Second
	// longestLife of a worker between two kills, by the machine's clock.
	longestLife = 1200 * time.Millisecond
	// patience is how long all may take to settle after the last kill, by the machine's clock.
	patience = 4 * time.Minute
)

// loop is an installation on PostgreSQL, its workers, and the town around it.
type loop struct {
	*testing.T
	*town
	dir, config string
	workers     []*worker
	store       *store.Store
	account     orderveil.Account
	killed      int
}

// Workers that are killed at any moment, at unreliable marketplaces and back offices, lose
// no order and no shipment, and bring none twice. The simulators count.
// ORDERVEIL_KILLS, ORDERVEIL_WORKERS and ORDERVEIL_SEED make it another run.
func TestWorkersKilledAtAnyMomentLoseNothingAndDoubleNothing(t *testing.T) {
	postgres := startPostgres(t)
	seed := uint64(number(t, "ORDERVEIL_SEED", int(rand.Uint32())))
	t.Logf("ORDERVEIL_SEED=%d", seed)
	l := newLoop(t, postgres, seed)
	for n := range number(t, "ORDERVEIL_WORKERS", 2) {
		l.workers = append(l.workers, l.hire(n))
	}
	t.Cleanup(func() {
		for _, w := range l.workers {
			_ = w.command.Process.Kill()
			_ = w.command.Wait()
		}
	})
	began := time.Now()
	for range number(t, "ORDERVEIL_KILLS", killsByDefault()) {
		l.live()
		l.pause(time.Duration(l.random.Int64N(int64(longestLife))))
		w := l.workers[l.random.IntN(len(l.workers))]
		l.kill(w)
		l.killed++
		l.start(w)
	}
	p, err := l.store.Progress(t.Context(), l.account.ID)
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%d kills took %v, after which the hub stands at %+v, with %d words of Amazon to hear", l.killed, time.Since(began).Round(time.Second), p, l.amazon.Waiting())
	lost := 0
	for _, way := range l.ways {
		lost += way.mend()
	}
	l.settle()
	l.judge(lost)
	t.Logf("all was over after %v", time.Since(began).Round(time.Second))
}

// startPostgres starts a server for the test. Where there is none to start it is skipped, but
// in CI.
func startPostgres(t *testing.T) *pgtest.Server {
	t.Helper()
	postgres, err := pgtest.Start()
	if err != nil && os.Getenv("CI") != "true" {
		t.Skip("needs PostgreSQL: ", err)
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(postgres.Stop)
	return postgres
}

func killsByDefault() int {
	if os.Getenv("CI") == "true" {
		return 50
	}
	return 15
}

// number is a number that the environment may set.
func number(t *testing.T, name string, otherwise int) int {
	t.Helper()
	text, set := os.LookupEnv(name)
	if !set {
		return otherwise
	}
	n, err := strconv.Atoi(text)
	if err != nil {
		t.Fatalf("%s is a number: %v", name, err)
	}
	return n
}

func (l *loop) pause(d time.Duration) {
	select {
	case <-time.After(d):
	case <-l.Context().Done():
	}
}

// newLoop sets an installation up with the program's own commands.
func newLoop(t *testing.T, postgres *pgtest.Server, seed uint64) *loop {
	t.Helper()
	around, err := newTown(seed, pace{time.Now(), faster})
	if err != nil {
		t.Fatal(err)
	}
	l := &loop{T: t, town: around, dir: t.TempDir()}
	l.configure(postgres)
	addresses := map[http.Handler]string{}
	for _, system := range []http.Handler{l.bol, l.amazon, l.shop, l.woo} {
		s := httptest.NewServer(l.way(system))
		t.Cleanup(s.Close)
		addresses[system] = s.URL
	}
	l.connect(addresses)
	l.open()
	return l
}

// connect opens an account that is connected to the town, which stands at these addresses.
func (l *loop) connect(addresses map[http.Handler]string) {
	l.Helper()
	l.command("migrate")
	l.command("account", "open", "1")
	secret, key := l.secret("secret", password), l.secret("key", shopKey)
	id := l.secret("id", clientName)
	// The back offices first: an order is forwarded to those that are there when it comes.
	l.command("account", "connect", "1", "webhook", "--set", "url="+addresses[l.shop], "--set", "payload=full", "--secret", "signing_secret="+key)
	l.command("account", "connect", "1", "woocommerce", "--every", "10s", "--set", "url="+addresses[l.woo],
		"--secret", "consumer_key="+id, "--secret", "consumer_secret="+secret)
	l.command("account", "connect", "1", "bol", "--every", "10s", "--set", "api="+addresses[l.bol], "--set", "login="+addresses[l.bol],
		"--secret", "client_id="+id, "--secret", "client_secret="+secret)
	l.command("account", "connect", "1", "amazon", "--every", "1m", "--set", "api="+addresses[l.amazon], "--set", "login="+addresses[l.amazon],
		"--set", "marketplaces=NL,BE,DE,FR,IT,ES,IE,SE,PL,GB", "--set", "secret_created="+l.clock.now().UTC().Format(time.DateOnly),
		"--set", "queue="+addresses[l.amazon]+amazon.QueuePath, "--secret", "client_id="+id, "--secret", "client_secret="+secret,
		"--secret", "refresh_token="+secret, "--secret", "aws_access_key_id="+id, "--secret", "aws_secret_access_key="+secret)
}

// configure writes the configuration; a second server holds accounts, too.
func (l *loop) configure(postgres *pgtest.Server, second ...*pgtest.Server) {
	l.Helper()
	servers := ""
	for _, s := range second {
		servers += fmt.Sprintf("{name: two, accounts: %q}", s.DSN("postgres"))
	}
	name := fmt.Sprintf("crash_loop_%d", os.Getpid())
	text := fmt.Sprintf(`address: 127.0.0.1:0
postgres: {catalog: %q, keys: %q, accounts: %q, servers: [%s]}
keyFile: %q
tokenKey: %q
closing: {exports: %q}
log: {level: warn}
recipients:
  - {name: The town, role: BACK_OFFICE, hosts: [127.0.0.1], country: NL, purpose: the test, private: true}
`, postgres.DSN(name), postgres.DSN(name+"_keys"), postgres.DSN("postgres"), servers, filepath.Join(l.dir, "key-file"), filepath.Join(l.dir, "token-key"), filepath.Join(l.dir, "exports"))
	l.config = filepath.Join(l.dir, "config.yaml")
	if err := os.WriteFile(l.config, []byte(text), 0o600); err != nil {
		l.Fatal(err)
	}
	admin, err := sql.Open("postgres", postgres.DSN("postgres"))
	if err != nil {
		l.Fatal(err)
	}
	defer admin.Close()
	for _, database := range []string{name, name + "_keys"} {
		if _, err := admin.Exec("CREATE DATABASE " + database); err != nil {
			l.Fatal(err)
		}
	}
}

func (l *loop) secret(name, text string) string {
	l.Helper()
	file := filepath.Join(l.dir, name)
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		l.Fatal(err)
	}
	return file
}

// command runs one of the program's commands.
func (l *loop) command(arguments ...string) {
	l.Helper()
	i := &installation{env: append(os.Environ(), asProgram+"=1")}
	if out, err := i.run(l.T, append(arguments, "--config", l.config)...); err != nil {
		l.Fatalf("orderveil %s: %v\n%s", strings.Join(arguments[:2], " "), err, out)
	}
}

// open opens the store beside the workers, to see where things have come to.
func (l *loop) open() {
	l.Helper()
	l.openStore()
	var err error
	if l.account, err = l.store.Account(l.Context(), 1); err != nil {
		l.Fatal(err)
	}
}

func (l *loop) openStore() {
	l.Helper()
	config, err := configured{Config: l.config}.load()
	if err != nil {
		l.Fatal(err)
	}
	l.store, err = server.OpenStore(l.Context(), config, server.Parts{
		Connectors: all.Connectors(), Clock: l.clock.now, IDs: orderveil.NewID, Log: slog.New(slog.DiscardHandler),
	}, nil)
	if err != nil {
		l.Fatal(err)
	}
	l.Cleanup(func() { _ = l.store.Close() })
}

// settle waits until every order is in, the webshop has sent what it sends, and nothing is
// under way any more.
func (l *loop) settle() {
	l.Helper()
	var was store.Progress
	for end := time.Now().Add(patience); time.Now().Before(end); l.pause(200 * time.Millisecond) {
		sent := l.send(-1)
		p, err := l.store.Progress(l.Context(), l.account.ID)
		if err != nil {
			l.Fatal(err)
		}
		was = p
		if !sent && still(p) && l.count().complete() {
			return
		}
	}
	l.Logf("not all settled in %v: the hub stands at %+v", patience, was)
	for _, w := range l.workers {
		l.Logf("%s: %s", filepath.Base(w.log), tail(l.T, w.log))
	}
}

// still reports whether nothing is under way.
func still(p store.Progress) bool {
	return p.Forwards[orderveil.ForwardWaiting]+p.Forwards[orderveil.ForwardSending]+p.Forwards[orderveil.ForwardUnknown]+
		p.Reports[orderveil.ReportWaiting]+p.Reports[orderveil.ReportSending]+p.Reports[orderveil.ReportAccepted]+p.Reports[orderveil.ReportUnknown] == 0
}

// offices counts the orders that each back office has, by the marketplace's number.
func (l *loop) offices() map[string]map[string]int {
	shop, woo := map[string]int{}, map[string]int{}
	for _, kept := range l.shop.Orders() {
		shop[kept.Event.Data.Number]++
	}
	for _, o := range l.woo.Orders() {
		woo[o.TransactionID]++ // halves too: none may be left
	}
	return map[string]map[string]int{"the webhook's receiver": shop, "WooCommerce": woo}
}

// shipments counts what the marketplaces were told, by tracking code, and the pieces in it.
func (l *loop) shipments() (told, pieces map[string]int) {
	told, pieces = map[string]int{}, map[string]int{}
	for _, s := range l.bol.Shipments() {
		told[s.Order+" "+s.Tracking]++
		pieces[s.Order] += s.Quantity
	}
	for _, c := range l.amazon.Confirmed() {
		told[c.Order+" "+c.Tracking]++
	}
	for _, number := range l.amazon.Numbers() {
		for _, line := range l.amazon.Lines(number) {
			pieces[number] += line.Shipped
		}
	}
	return told, pieces
}

// tally is what the simulators count.
type tally struct {
	due, cancelled                                    int // orders at back offices
	lost, doubled, parcelsLost, parcelsDoubled, alien []string
}

func (c *tally) complete() bool { return len(c.lost)+len(c.parcelsLost) == 0 }

// count counts at the simulators.
func (l *loop) count() *tally {
	c := &tally{}
	for office, has := range l.offices() {
		for number, story := range l.stories {
			l.countOrder(c, number+" at "+office, has[number], story)
		}
		for number := range has {
			if _, placed := l.stories[number]; !placed {
				c.alien = append(c.alien, number+" at "+office)
			}
		}
	}
	told, pieces := l.shipments()
	sent := map[string]int{}
	for code, number := range l.parcels {
		sent[number]++
		switch n := told[number+" "+code]; {
		case n == 0:
			c.parcelsLost = append(c.parcelsLost, number+" "+code)
		case n > 1:
			c.parcelsDoubled = append(c.parcelsDoubled, number+" "+code)
		}
	}
	for number, n := range pieces {
		if n > sent[number] {
			c.parcelsDoubled = append(c.parcelsDoubled, fmt.Sprintf("%s: %d pieces of %d", number, n, sent[number]))
		}
	}
	return c
}

// countOrder counts one order at one office. Whether a cancelled one was forwarded before
// the customer changed their mind is chance.
func (l *loop) countOrder(c *tally, where string, n int, story string) {
	if story == cancelled {
		c.cancelled++
	} else {
		c.due++
	}
	switch {
	case n > 1:
		c.doubled = append(c.doubled, where)
	case n == 0 && story != cancelled:
		c.lost = append(c.lost, where)
	}
}

// judge fails the test with the numbers, unless they are right.
func (l *loop) judge(disturbed int) {
	l.Helper()
	c := l.count()
	l.Logf("%d workers, %d kills, %d calls disturbed: %d orders placed, %d forwardings due and %d of cancelled orders; %d parcels",
		len(l.workers), l.killed, disturbed, len(l.stories), c.due, c.cancelled, len(l.parcels))
	if len(l.parcels) == 0 || c.due == 0 || disturbed == 0 {
		l.Error("nothing was forwarded, sent and disturbed, so that nothing is proven")
	}
	for _, wrong := range []struct {
		what  string
		which []string
	}{
		{"orders lost", c.lost}, {"orders doubled", c.doubled}, {"orders that nobody placed", c.alien},
		{"shipments lost", c.parcelsLost}, {"shipments doubled", c.parcelsDoubled},
	} {
		if slices.Sort(wrong.which); len(wrong.which) > 0 {
			l.Errorf("%d %s: %s", len(wrong.which), wrong.what, strings.Join(wrong.which[:min(len(wrong.which), 10)], ", "))
		}
	}
}

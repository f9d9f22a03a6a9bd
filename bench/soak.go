package main

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"hash/maphash"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"orderveil"
	"orderveil/connectors/bol/simulator"
	"orderveil/connectors/webhook/webshop"
	"orderveil/jobs"
	"orderveil/personal"
	"orderveil/server"
	"orderveil/store"
)

const (
	soakAccounts = 16
	soakEvery    = 10 * time.Second // between two questions to a marketplace
	soakFaults   = 0.02             // of calls to marketplaces and back offices
)

// soak is the program under load for a long time: orders come, go to their back offices and
// are shipped, people read pages, and some of all calls go wrong.
type soak struct {
	rate     float64 // orders a second
	shipsIn  time.Duration
	pages    float64 // pages of 50 orders a second
	accounts []soakAccount
	base     string
	tokens   []string

	placed         int
	shops          ledger
	read, failures atomic.Int64
	failure        atomic.Pointer[string]
}

type soakAccount struct {
	market *simulator.Simulator
	shop   *webshop.Shop
}

// faulty answers some calls with 503, drops some, and does some and drops their answer.
func faulty(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if rand.Float64() >= soakFaults {
			next.ServeHTTP(w, r)
			return
		}
		switch rand.IntN(3) {
		case 0:
			http.Error(w, "", http.StatusServiceUnavailable)
		case 1:
			panic(http.ErrAbortHandler)
		default:
			next.ServeHTTP(httptest.NewRecorder(), r)
			panic(http.ErrAbortHandler)
		}
	})
}

// runSoak puts the program, which ORDERVEIL names, under load for so many minutes and says how
// it fared. SOAK_RATE and SOAK_PAGES are orders and pages a second.
func runSoak(ctx context.Context, config server.Config, parts server.Parts, minutes int) error {
	length := time.Duration(minutes) * time.Minute
	// Long after what is called again and again has come through: of an order that is shipped
	// before it was forwarded no back office is told.
	shipsIn := min(max(length/4, time.Minute), 5*time.Minute)
	s := &soak{rate: setting("SOAK_RATE", 100), shipsIn: shipsIn, pages: setting("SOAK_PAGES", 20), base: "http://127.0.0.1:7005"}
	if err := s.prepare(ctx, config, parts); err != nil {
		return err
	}
	program := exec.CommandContext(ctx, os.Getenv("ORDERVEIL"), "serve", "--config", os.Getenv("SOAK_CONFIG"))
	program.Env = append(os.Environ(), "ORDERVEIL_ADDRESS=127.0.0.1:7005")
	program.Stderr = os.Stderr
	if err := program.Start(); err != nil {
		return err
	}
	defer func() {
		_ = program.Process.Kill()
		_ = program.Wait()
	}()
	if err := s.ready(ctx); err != nil {
		return err
	}
	loaded, stop := context.WithTimeout(ctx, length)
	defer stop()
	var all sync.WaitGroup
	all.Go(func() { s.trade(loaded) })
	all.Go(func() { s.look(loaded) })
	all.Go(func() { s.tidy(loaded) })
	samples, err := s.watch(loaded, config, length)
	all.Wait()
	if err != nil {
		return err
	}
	ended := time.Now()
	lost, doubled := s.settle(ctx)
	settled := time.Since(ended).Round(time.Second)
	for _, a := range s.accounts { // or half an hour of changes is listed again and again
		a.market.Drop(time.Now())
	}
	rest := min(max(length/6, 5*time.Minute), 10*time.Minute) // without load the collector runs every two
	resting, stop := context.WithTimeout(ctx, rest)
	defer stop()
	rested, err := s.watch(resting, config, rest)
	if err != nil {
		return err
	}
	samples.print(rested)
	// More than half a minute to come to an end, and the load was more than the program can carry.
	fmt.Printf("%d orders placed, %d lost, %d doubled, %s until the last was at its back office; %d pages read, %d failed\n",
		s.placed, lost, doubled, settled, s.read.Load(), s.failures.Load())
	if why := s.failure.Load(); why != nil {
		fmt.Println("the last failure:", *why)
	}
	if lost+doubled > 0 || s.failures.Load() > 0 {
		return errors.New("the soak found faults")
	}
	return errors.Join(samples.flat(), samples.released(rested))
}

func setting(name string, otherwise float64) float64 {
	if n, err := strconv.ParseFloat(os.Getenv(name), 64); err == nil {
		return n
	}
	return otherwise
}

// prepare opens accounts with a marketplace and a back office each.
func (s *soak) prepare(ctx context.Context, config server.Config, parts server.Parts) error {
	st, err := server.OpenStore(ctx, config, parts, nil)
	if err != nil {
		return err
	}
	defer st.Close()
	if err := jobs.Migrate(ctx, st); err != nil {
		return err
	}
	issuer, err := server.OpenIssuer(config.TokenKey, true, time.Now)
	if err != nil {
		return err
	}
	for i := range soakAccounts {
		a := soakAccount{market: simulator.New(simulator.Config{Seed: uint64(i + 1), Clock: time.Now, ClientID: "id", ClientSecret: "secret"})}
		if a.shop, err = webshop.New(signing); err != nil {
			return err
		}
		market, err := serve(faulty(a.market))
		if err != nil {
			return err
		}
		back, err := serve(faulty(a.shop))
		if err != nil {
			return err
		}
		account, err := st.OpenAccount(ctx, 500+i)
		if err != nil {
			return err
		}
		if _, err = st.Connect(ctx, account.ID, store.NewConnection{
			Kind: orderveil.BackOffice, Code: "webhook", Label: "Webshop", Settings: map[string]string{"url": back, "payload": "full"},
			Secrets: map[string]personal.Secret{"signing_secret": personal.NewSecret(signing)},
		}); err != nil {
			return err
		}
		if _, err = st.Connect(ctx, account.ID, store.NewConnection{
			Kind: orderveil.Marketplace, Code: "bol", Label: "bol.com", Every: soakEvery, Secrets: secrets,
			Settings: map[string]string{"api": market, "login": market},
		}); err != nil {
			return err
		}
		token, err := issuer.Token(orderveil.Viewer{Subject: "soak", Role: orderveil.RoleMerchant, Account: account.ID}, 12*time.Hour)
		if err != nil {
			return err
		}
		s.accounts, s.tokens = append(s.accounts, a), append(s.tokens, token)
	}
	return nil
}

func (s *soak) ready(ctx context.Context) error {
	for end := time.Now().Add(time.Minute); time.Now().Before(end) && ctx.Err() == nil; time.Sleep(50 * time.Millisecond) {
		if r, err := http.Get(s.base + "/readyz"); err == nil {
			_ = r.Body.Close()
			if r.StatusCode == http.StatusOK {
				return nil
			}
		}
	}
	return errors.New("the program is never ready")
}

// trade places orders at their rate, and has each shipped a while later.
func (s *soak) trade(ctx context.Context) {
	type order struct {
		market *simulator.Simulator
		number string
		at     time.Time
	}
	var open []order
	for began := time.Now(); ctx.Err() == nil; time.Sleep(20 * time.Millisecond) {
		for float64(s.placed) < time.Since(began).Seconds()*s.rate {
			market := s.accounts[s.placed%len(s.accounts)].market
			open = append(open, order{market, market.Place(), time.Now()})
			s.placed++
		}
		for len(open) > 0 && time.Since(open[0].at) > s.shipsIn {
			_ = open[0].market.ShipAll(open[0].number) // one that is cancelled has nothing left
			open = open[1:]
		}
	}
}

const soakPage = `{"query":"{ orders(first: 50) { nodes { id number status shipTo { firstName lastName street houseNumber postcode city email phone } lines { sku quantity } } } }"}`

// look reads pages at their rate, four at a time at most.
func (s *soak) look(ctx context.Context) {
	tick := time.NewTicker(time.Duration(float64(time.Second) / s.pages))
	defer tick.Stop()
	free := make(chan bool, 4)
	for n := 0; ; n++ {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		free <- true
		go func() {
			defer func() { <-free }()
			s.page(context.WithoutCancel(ctx), s.tokens[n%len(s.tokens)])
		}()
	}
}

func (s *soak) page(ctx context.Context, token string) {
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, s.base+"/graphql", strings.NewReader(soakPage))
	if err != nil {
		return
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Authorization", "Bearer "+token)
	answer, err := http.DefaultClient.Do(r)
	s.read.Add(1)
	if err == nil {
		var text []byte
		text, err = io.ReadAll(answer.Body)
		_ = answer.Body.Close()
		if err == nil && (answer.StatusCode != http.StatusOK || bytes.Contains(text, []byte(`"errors"`))) {
			err = fmt.Errorf("answered %d", answer.StatusCode)
		}
	}
	if err != nil {
		why := err.Error()
		s.failure.Store(&why)
		s.failures.Add(1)
	}
}

// tidy has marketplaces and back offices forget what is long over: a real one runs elsewhere,
// and does not take more and more of this machine.
func (s *soak) tidy(ctx context.Context) {
	tick := time.NewTicker(10 * time.Second)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		for i, a := range s.accounts {
			a.market.Drop(time.Now().Add(-2 * s.shipsIn))
			s.shops.add(i, a.shop.Take(time.Now().Add(-s.shipsIn)))
		}
	}
}

// ledger is what back offices got, as hashes: the delivery by the order.
type ledger struct {
	seed       maphash.Seed
	deliveries map[uint64]uint64
	doubled    int
}

// add notes what the back office of an account got. What it got before by the same delivery is
// one that was called again, and by another an order that it has twice.
func (l *ledger) add(account int, orders map[string]webshop.Kept) {
	if l.deliveries == nil {
		l.seed, l.deliveries = maphash.MakeSeed(), map[uint64]uint64{}
	}
	for id, kept := range orders {
		number := maphash.String(l.seed, fmt.Sprint(account, kept.Event.Data.Number))
		delivery := maphash.String(l.seed, id)
		if before, ok := l.deliveries[number]; ok && before != delivery {
			l.doubled++
		}
		l.deliveries[number] = delivery
	}
}

// settle waits until every order is at its back office, and counts those that are not and
// those that are there twice.
func (s *soak) settle(ctx context.Context) (lost, doubled int) {
	for end := time.Now().Add(s.shipsIn); time.Now().Before(end) && ctx.Err() == nil; time.Sleep(time.Second) {
		for i, a := range s.accounts {
			s.shops.add(i, a.shop.Take(time.Now()))
		}
		if lost = s.placed - len(s.shops.deliveries); lost == 0 {
			break
		}
	}
	return lost, s.shops.doubled
}

// sample is how the program stands at one moment.
type sample struct {
	at                                time.Duration
	memory, goroutines, files, dbs, q float64
}

type samples []sample

// watch looks at the program a hundred times.
func (s *soak) watch(ctx context.Context, config server.Config, length time.Duration) (all samples, err error) {
	db, err := sql.Open("postgres", config.Postgres.Catalog)
	if err != nil {
		return nil, err
	}
	defer db.Close()
	began := time.Now()
	tick := time.NewTicker(length / 100)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return all, nil
		case <-tick.C:
		}
		now := sample{at: time.Since(began)}
		if err := s.metrics(map[string]*float64{"process_resident_memory_bytes": &now.memory, "go_goroutines": &now.goroutines, "process_open_fds": &now.files}); err != nil {
			return all, err
		}
		if err := db.QueryRow("SELECT count(*) FROM pg_stat_activity WHERE datname IS NOT NULL").Scan(&now.dbs); err != nil {
			return all, err
		}
		if err := db.QueryRow("SELECT count(*) FROM river_job").Scan(&now.q); err != nil {
			return all, err
		}
		all = append(all, now)
	}
}

func (s *soak) metrics(into map[string]*float64) error {
	r, err := http.Get(s.base + "/metrics")
	if err != nil {
		return err
	}
	defer r.Body.Close()
	text, err := io.ReadAll(r.Body)
	if err != nil {
		return err
	}
	for line := range strings.Lines(string(text)) {
		name, value, _ := strings.Cut(strings.TrimSpace(line), " ")
		if to := into[name]; to != nil {
			if *to, err = strconv.ParseFloat(value, 64); err != nil {
				return err
			}
		}
	}
	return nil
}

// mean of the samples in a part of the time, from 0 to 1.
func (all samples) mean(from, to float64, of func(sample) float64) float64 {
	part := all[int(float64(len(all))*from):int(float64(len(all))*to)]
	sum := 0.0
	for _, s := range part {
		sum += of(s)
	}
	return sum / float64(max(len(part), 1))
}

var measures = []struct {
	name string
	unit float64
	of   func(sample) float64
}{
	{"memory, MB", 1 << 20, func(s sample) float64 { return s.memory }},
	{"goroutines", 1, func(s sample) float64 { return s.goroutines }},
	{"open files", 1, func(s sample) float64 { return s.files }},
	{"connections to PostgreSQL", 1, func(s sample) float64 { return s.dbs }},
	{"jobs in the queue's table", 1, func(s sample) float64 { return s.q }},
}

func (all samples) print(rested samples) {
	fmt.Println("| | 2nd fifth | 3rd | 4th | 5th | at rest |\n|---|---|---|---|---|---|")
	for _, m := range measures {
		fmt.Printf("| %s ", m.name)
		for fifth := 1; fifth < 5; fifth++ {
			fmt.Printf("| %.0f ", all.mean(float64(fifth)/5, float64(fifth+1)/5, m.of)/m.unit)
		}
		fmt.Printf("| %.0f |\n", rested.mean(0.5, 1, m.of)/m.unit)
	}
}

// released reports what is more when there is nothing left to do than it was early under load:
// that would be a leak, however slow.
func (all samples) released(rested samples) error {
	var errs []error
	for _, m := range measures[:len(measures)-1] {
		if early, after := all.mean(0.2, 0.4, m.of), rested.mean(0.5, 1, m.of); after > early {
			errs = append(errs, fmt.Errorf("%s: %.0f under load, and %.0f when there was nothing left to do", m.name, early/m.unit, after/m.unit))
		}
	}
	return errors.Join(errs...)
}

// flat reports what has grown by more than a tenth from the middle to the end. The queue's
// table is cleaned by the day and is not asked.
func (all samples) flat() error {
	var errs []error
	for _, m := range measures[:len(measures)-1] {
		if middle, end := all.mean(0.4, 0.6, m.of), all.mean(0.8, 1, m.of); end > middle*1.1 {
			errs = append(errs, fmt.Errorf("%s grew from %.0f to %.0f", m.name, middle/m.unit, end/m.unit))
		}
	}
	return errors.Join(errs...)
}

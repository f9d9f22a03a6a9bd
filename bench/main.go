// Command bench prepares and measures: see bench/run.sh.
//
//	bench fill N      N orders in account 1, the shape of the rivals' data; prints tokens and a number
//	bench page N      N pages as the merchant from within the process, for a profile (BENCH_PROFILE=FILE; of allocations BENCH_ALLOCS=FILE)
//	bench day N       N orders of one day in account 3
//	bench forget N    how fast these are forgotten, and what reads notice of it
//	bench forward N   N orders that wait in account 4, to a back office that answers in 5 ms, with the real workers
//	bench poll N      N connections that are due every minute, in accounts from 1000 on
//	bench accounts N  N accounts made, come to and looked through for migrations
//	bench restore N   N accounts backed up, taken away and put back
//	bench soak N      N minutes of everything at once, against the program as a process of its own
//	bench growth N    pages and look-ups in account 5 as it grows to N orders
//	bench plot FILE   draws the points of a file (BENCH_CSV of the others) as an SVG picture
//	bench import N    N orders from the simulator over HTTP into account 2, with the real workers
package main

import (
	"context"
	"fmt"
	"log"
	"net"
	"net/http"
	"os"
	"os/signal"
	"runtime"
	"runtime/pprof"
	"strconv"
	"syscall"
	"time"

	"github.com/google/uuid"
	"github.com/shopspring/decimal"

	"orderveil"
	"orderveil/connectors/all"
	"orderveil/connectors/bol/simulator"
	"orderveil/personal"
	"orderveil/server"
	"orderveil/store"
)

func main() {
	if len(os.Args) != 3 {
		log.Fatal("usage: bench fill N | bench page N | bench import N | bench forward N | bench poll N | bench day N | bench forget N | bench soak N | bench accounts N | bench restore N | bench looks N | bench growth N | bench plot FILE, with ORDERVEIL_* set as for serve")
	}
	if os.Args[1] == "plot" {
		if err := drawCurves(os.Args[2]); err != nil {
			log.Fatal(err)
		}
		return
	}
	n, err := strconv.Atoi(os.Args[2])
	if err != nil {
		log.Fatal(err)
	}
	config, err := server.LoadConfig("", os.LookupEnv)
	if err != nil {
		log.Fatal(err)
	}
	config.Log.Level = "warn"
	if os.Args[1] != "soak" { // which has another setting
		server.Collector(os.LookupEnv)
	}
	parts := server.Parts{Connectors: all.Connectors(), Clock: time.Now, IDs: orderveil.NewID, Log: config.Log.Logger(os.Stderr), CreateKey: true, Loopback: true}
	if path := os.Getenv("BENCH_PROFILE"); path != "" {
		f, err := os.Create(path)
		if err != nil {
			log.Fatal(err)
		}
		defer f.Close()
		if err := pprof.StartCPUProfile(f); err != nil {
			log.Fatal(err)
		}
		defer pprof.StopCPUProfile()
	}
	if path := os.Getenv("BENCH_ALLOCS"); path != "" {
		runtime.MemProfileRate = 4096
		defer allocations(path)
	}
	// Who is told to stop ends what it has started.
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	switch os.Args[1] {
	case "fill":
		err = fill(ctx, config, parts, n)
	case "import":
		err = imports(ctx, config, parts, n)
	case "forward":
		err = forward(ctx, config, parts, n)
	case "poll":
		err = poll(ctx, config, parts, n)
	case "day":
		err = day(ctx, config, parts, n)
	case "forget":
		err = forget(ctx, config, parts, n)
	case "accounts":
		err = accounts(ctx, config, parts, n)
	case "restore":
		err = restore(ctx, config, parts, n)
	case "looks":
		err = looksAgain(ctx, config, parts, n)
	case "growth":
		err = growth(ctx, config, parts, n)
	case "soak":
		err = runSoak(ctx, config, parts, n)
	case "page":
		err = pages(ctx, config, parts, n)
	}
	if err != nil {
		log.Fatal(err)
	}
}

// allocations keeps a profile of what was allocated and where.
func allocations(path string) {
	f, err := os.Create(path)
	if err != nil {
		log.Fatal(err)
	}
	defer f.Close()
	if err := pprof.Lookup("allocs").WriteTo(f, 0); err != nil {
		log.Fatal(err)
	}
}

// secrets of systems that exist only inside the benchmark.
var secrets = map[string]personal.Secret{"client_id": personal.NewSecret("id"), "client_secret": personal.NewSecret("secret")}

func fill(ctx context.Context, config server.Config, parts server.Parts, n int) error {
	s, err := opened(ctx, config, parts)
	if err != nil {
		return err
	}
	defer s.Close()
	account, bol, err := shop(ctx, s, 1)
	if err != nil {
		return err
	}
	began := time.Now()
	if err := importAll(ctx, s, account.ID, bol.ID, 0, n); err != nil {
		return err
	}
	log.Printf("sealed and stored %d orders: %.0f a second", n, float64(n)/time.Since(began).Seconds())
	issuer, err := server.OpenIssuer(config.TokenKey, true, time.Now)
	if err != nil {
		return err
	}
	for _, role := range []orderveil.Role{orderveil.RoleMerchant, orderveil.RoleMerchantViewer, orderveil.RoleSupport} {
		v := orderveil.Viewer{Subject: "bench", Role: role}
		if !role.Staff() {
			v.Account = account.ID
		}
		token, err := issuer.Token(v, 12*time.Hour)
		if err != nil {
			return err
		}
		fmt.Printf("%s=%s\n", role, token)
	}
	fmt.Printf("number=%s\n", order(n/2).Number)
	return nil
}

func importAll(ctx context.Context, s *store.Store, account, bol uuid.UUID, from, to int) error {
	for ; from < to; from += 200 {
		var batch []orderveil.Order
		for i := from; i < min(from+200, to); i++ {
			batch = append(batch, order(i))
		}
		if _, err := s.Import(ctx, account, bol, batch); err != nil {
			return err
		}
	}
	return nil
}

var (
	first   = []string{"Jan", "Sanne", "Willem", "Fatima", "Jürgen", "Anke", "Pieter", "Noor"}
	last    = []string{"de Vries", "Jansen", "van den Berg", "Bakker", "Müller", "Peeters", "Yılmaz"}
	streets = []string{"Keizersgracht", "Dorpsstraat", "Hauptstraße", "Rue de la Loi"}
	towns   = []string{"Amsterdam", "Gent", "Köln", "Utrecht", "Sittard"}
)

// order has what an order of the rivals' data has: two parties of eleven fields, and
// 2.2 lines on average.
func order(i int) orderveil.Order {
	o := orderveil.Order{
		Number: fmt.Sprintf("B%d", 1_000_000_000+i*7), Revision: "1", ChangedAt: time.Now(),
		PlacedAt: time.Now().Add(-time.Duration(i%500_000) * 10 * time.Second), Fulfilment: orderveil.ByMerchant,
		Total:  orderveil.Money{Amount: decimal.New(int64(500+i%9000), -2), Currency: "EUR"},
		BillTo: party(i), ShipTo: party(i),
	}
	lines := 2
	if i%5 == 0 {
		lines = 3
	}
	for l := range lines {
		price := decimal.New(int64(100+(i+l)%4000), -2)
		o.Lines = append(o.Lines, orderveil.OrderLine{
			MarketplaceID: strconv.Itoa(l), SKU: fmt.Sprintf("SKU-%d", (i*13+l)%5000), Title: fmt.Sprintf("Product title number %d", (i*13+l)%5000),
			Quantity: 1 + l%2, UnitPrice: price, Total: price,
		})
	}
	return o
}

func party(i int) *orderveil.Party {
	name := personal.NewRecord(personal.Name).With(personal.FirstName, first[i%8]).With(personal.LastName, last[i/3%7]+strconv.Itoa(i))
	if i%6 == 0 {
		name = name.With(personal.Company, fmt.Sprintf("Acme %d BV", i))
	}
	return &orderveil.Party{
		Country: "NL", Name: name,
		Address: personal.NewRecord(personal.Address).With(personal.Street, streets[i%4]).With(personal.HouseNumber, strconv.Itoa(1+i%300)).
			With(personal.HouseNumberAddition, "bis").With(personal.Postcode, fmt.Sprintf("%d AB", 1000+i%8999)).With(personal.City, towns[i%5]),
		Email: personal.NewRecord(personal.Email).With(personal.EmailAddress, fmt.Sprintf("c%d@relay.example.nl", i)),
		Phone: personal.NewRecord(personal.Phone).With(personal.PhoneNumber, fmt.Sprintf("+316%08d", 10_000_000+i)),
	}
}

// imports measures the whole path: the simulator's HTTP, parsing, sealing, storing.
func imports(ctx context.Context, config server.Config, parts server.Parts, n int) error {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	bol := &http.Server{Handler: simulator.New(simulator.Config{Seed: 7, Orders: n, Clock: time.Now, ClientID: "id", ClientSecret: "secret"}), ReadHeaderTimeout: time.Second}
	go func() { _ = bol.Serve(l) }()
	defer bol.Close()
	setup, err := server.OpenStore(ctx, config, parts, nil)
	if err != nil {
		return err
	}
	account, err := setup.OpenAccount(ctx, 2)
	if err != nil {
		return err
	}
	address := "http://" + l.Addr().String()
	if _, err := setup.Connect(ctx, account.ID, store.NewConnection{
		Kind: orderveil.Marketplace, Code: "bol", Label: "bol.com", Every: 24 * time.Hour, Secrets: secrets,
		Settings: map[string]string{"api": address, "login": address},
	}); err != nil {
		return err
	}
	if err := setup.Close(); err != nil {
		return err
	}
	began := time.Now()
	s, err := server.New(ctx, config, parts)
	if err != nil {
		return err
	}
	defer s.Close(ctx)
	for {
		p, err := s.Store.Progress(ctx, account.ID)
		if err != nil {
			return err
		}
		if p.Orders >= n {
			break
		}
		time.Sleep(200 * time.Millisecond) // to count costs what is measured
	}
	took := time.Since(began).Seconds()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	fmt.Printf("imported %d orders in %.1f s: %.0f orders a second; memory from the system %d MB, the simulator's included\n", n, took, float64(n)/took, m.Sys>>20)
	return nil
}

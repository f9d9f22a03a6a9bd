package main

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"orderveil"
	"orderveil/connectors"
	"orderveil/connectors/bol/simulator"
	ebay "orderveil/connectors/ebay/simulator"
	"orderveil/connectors/webhook/webshop"
	"orderveil/personal"
	"orderveil/server"
	"orderveil/store"
)

type demoCommand struct {
	Addr    string `help:"Where to listen." default:"127.0.0.1:8080"`
	Data    string `help:"The data directory; kept when the demo ends." default:"data" type:"path"`
	Orders  int    `help:"Orders over the three accounts." default:"300"`
	Seed    uint64 `help:"Another number makes other orders." default:"1"`
	EBay    string `name:"ebay" help:"Where a simulated eBay is to listen, such as 127.0.0.1:8090, to try how a merchant authorises a connection; none when not given." placeholder:"ADDRESS"`
	Refused uint   `help:"So many orders of the first account the webshop refuses at first, as it does not know a product." default:"4"`
	Verbose bool   `help:"Log every request to the terminal."`
}

// demoAccounts is how many merchants the demo has.
const demoAccounts = 3

// Run starts simulated marketplaces and a webshop on loopback, and the program itself
// between them.
func (c *demoCommand) Run(ctx context.Context) error {
	began := time.Now()
	if c.Orders < 0 || c.Orders > 1_000_000 {
		return fmt.Errorf("--orders is 0 to 1,000,000")
	}
	config := c.config()
	p := parts(config)
	p.CreateKey, p.Loopback = true, true
	out := &others{}
	defer out.close()
	if err := c.playEBay(out); err != nil {
		return err
	}
	if err := c.setUp(ctx, config, p, out); err != nil {
		return err
	}
	l, err := net.Listen("tcp", c.Addr)
	if err != nil {
		return fmt.Errorf("listen on %s: %w (choose another with --addr)", c.Addr, err)
	}
	page := &demoPage{}
	p.Page, p.Demo = page, true
	s, err := server.New(ctx, config, p)
	if err != nil {
		return err
	}
	var reporting sync.WaitGroup
	reporting.Go(func() {
		r := report{server: s, address: l.Addr().String(), orders: c.Orders / demoAccounts * demoAccounts, began: began, page: page}
		if err := r.run(ctx); err != nil && ctx.Err() == nil {
			fmt.Fprintln(os.Stderr, "orderveil:", err)
		}
	})
	err = s.Serve(ctx, l)
	reporting.Wait()
	return err
}

func (c *demoCommand) config() server.Config {
	config := server.DefaultConfig()
	config.Address, config.Data = c.Addr, c.Data
	config.KeyFile, config.TokenKey = filepath.Join(c.Data, "key"), filepath.Join(c.Data, server.TokenKeyName)
	config.Introspection, config.RequestsPerMinute = true, 0
	config.Log.Level = "warn"
	if c.Verbose {
		config.Log.Level = "info"
	}
	return config
}

// others are the systems around the hub: a marketplace and a webshop per account, each
// behind its own address on loopback.
type others struct {
	servers             []*http.Server
	marketplaces, shops []string // addresses, by account
	first               *webshop.Shop
}

// play starts the others. The marketplaces began with the data: their orders are the
// same when the demo is run again.
func (c *demoCommand) play(o *others, began time.Time) error {
	for i := range demoAccounts {
		shop, err := webshop.New(shopSecret(i))
		if err != nil {
			return err
		}
		if i == 0 {
			o.first = shop
		}
		bol := simulator.New(simulator.Config{
			Seed: c.Seed*1000 + uint64(i), Orders: c.Orders / demoAccounts, Clock: time.Now, Start: began,
			ClientID: demoClient, ClientSecret: demoSecret,
		})
		for to, handler := range map[*[]string]http.Handler{&o.marketplaces: bol, &o.shops: shop} {
			address, err := o.serve(handler)
			if err != nil {
				return err
			}
			*to = append(*to, address)
		}
	}
	return nil
}

// playEBay starts an eBay that nobody is connected with yet: whoever adds it goes to its page, and
// comes back to this demo.
func (c *demoCommand) playEBay(o *others) error {
	if c.EBay == "" {
		return nil
	}
	back := "http://" + c.Addr + connectors.ReturnPath
	market := ebay.New(ebay.Config{
		Clock: time.Now, ClientID: demoClient, ClientSecret: demoSecret, RefreshToken: "demo-refresh-token",
		RuName: ebay.RuName{Name: "Demo-RuName", Accepted: back, Declined: back + "?error=access_denied"},
	})
	for range 3 {
		market.Place(1, ebay.Usual)
	}
	_, err := o.serveAt(c.EBay, market)
	return err
}

// The credentials of the simulated systems, which exist only inside the demo.
const (
	demoClient = "demo-client"
	demoSecret = "demo-secret"
)

func shopSecret(account int) string {
	sum := sha256.Sum256([]byte(fmt.Sprintf("the demo's webshop %d", account)))
	return "whsec_" + base64.StdEncoding.EncodeToString(sum[:])
}

func (o *others) serve(h http.Handler) (string, error) { return o.serveAt("127.0.0.1:0", h) }

func (o *others) serveAt(address string, h http.Handler) (string, error) {
	l, err := net.Listen("tcp", address)
	if err != nil {
		return "", err
	}
	srv := &http.Server{Handler: h, ReadHeaderTimeout: 10 * time.Second}
	o.servers = append(o.servers, srv)
	go func() { _ = srv.Serve(l) }()
	return "http://" + l.Addr().String(), nil
}

func (o *others) close() {
	for _, s := range o.servers {
		_ = s.Close()
	}
}

// setUp opens the accounts and connects them, or on a data directory that has them
// tells their connections the new addresses.
func (c *demoCommand) setUp(ctx context.Context, config server.Config, p server.Parts, o *others) error {
	if err := notReal(config); err != nil {
		return err
	}
	s, err := server.OpenStore(ctx, config, p, nil)
	if err != nil {
		return err
	}
	defer s.Close()
	if err := os.WriteFile(filepath.Join(config.Data, demoMark), []byte("The data of a demo.\n"), 0o600); err != nil {
		return err
	}
	made, err := os.Stat(config.KeyFile)
	if err != nil {
		return err
	}
	if err := c.play(o, made.ModTime()); err != nil {
		return err
	}
	known, err := s.Accounts(ctx)
	if err != nil {
		return err
	}
	if len(known) == 0 {
		o.first.Misbehave(slices.Repeat([]webshop.Fault{{Unsold: true}}, int(c.Refused))...)
	}
	for i := range demoAccounts {
		if i >= len(known) {
			account, err := s.OpenAccount(ctx, i+1)
			if err != nil {
				return err
			}
			known = append(known, account)
		}
		if err := connectDemo(ctx, s, known[i], i, o); err != nil {
			return err
		}
	}
	return nil
}

func connectDemo(ctx context.Context, s *store.Store, account orderveil.Account, i int, o *others) error {
	bol := map[string]string{"api": o.marketplaces[i], "login": o.marketplaces[i]}
	shop := map[string]string{"url": o.shops[i], "payload": "full"}
	connections, err := s.Connections(ctx, account.ID)
	if err != nil {
		return err
	}
	known := map[orderveil.ConnectionKind]bool{}
	for _, c := range connections {
		known[c.Kind] = true
		settings := shop
		if c.Kind == orderveil.Marketplace {
			settings = bol
		}
		if err := s.SetSettings(ctx, account.ID, c.ID, settings); err != nil {
			return err
		}
	}
	// The back office first: an order is forwarded to those that are there when it comes.
	if !known[orderveil.BackOffice] {
		if _, err := s.Connect(ctx, account.ID, store.NewConnection{
			Kind: orderveil.BackOffice, Code: "webhook", Label: "Webshop", Settings: shop,
			Secrets: map[string]personal.Secret{"signing_secret": personal.NewSecret(shopSecret(i))},
		}); err != nil {
			return err
		}
	}
	if known[orderveil.Marketplace] {
		return nil
	}
	_, err = s.Connect(ctx, account.ID, store.NewConnection{
		Kind: orderveil.Marketplace, Code: "bol", Label: "bol.com", Settings: bol, Every: 15 * time.Second,
		Secrets: map[string]personal.Secret{"client_id": personal.NewSecret(demoClient), "client_secret": personal.NewSecret(demoSecret)},
	})
	return err
}

// notReal refuses a directory with the data of anything but a demo.
func notReal(c server.Config) error {
	_, key := os.Stat(c.KeyFile)
	if _, mark := os.Stat(filepath.Join(c.Data, demoMark)); key == nil && mark != nil {
		return orderveil.Invalidf("this directory holds an installation's data, not a demo's: choose another with --data")
	}
	return nil
}

package main

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"slices"
	"sync"

	"github.com/shopspring/decimal"

	"orderveil"
	amazon "orderveil/connectors/amazon/simulator"
	bol "orderveil/connectors/bol/simulator"
	"orderveil/connectors/webhook/webshop"
	woocommerce "orderveil/connectors/woocommerce/simulator"
)

// unreliable loses calls on the way to a system and answers on the way back.
type unreliable struct {
	next http.Handler

	mu     sync.Mutex
	random *rand.Rand
	rate   float64 // of calls to which something happens
	lost   int
}

func (u *unreliable) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	switch u.fate() {
	case "busy":
		http.Error(w, "", http.StatusServiceUnavailable)
	case "call":
		panic(http.ErrAbortHandler)
	case "answer":
		u.next.ServeHTTP(httptest.NewRecorder(), r)
		panic(http.ErrAbortHandler)
	default:
		u.next.ServeHTTP(w, r)
	}
}

func (u *unreliable) fate() string {
	u.mu.Lock()
	defer u.mu.Unlock()
	if u.random.Float64() >= u.rate {
		return ""
	}
	u.lost++
	return []string{"busy", "call", "answer"}[u.random.IntN(3)]
}

func (u *unreliable) mend() int {
	u.mu.Lock()
	defer u.mu.Unlock()
	u.rate = 0
	return u.lost
}

// town is the systems around the hub, and what happened in it.
type town struct {
	random *rand.Rand
	clock  pace
	bol    *bol.Simulator
	amazon *amazon.Simulator
	shop   *webshop.Shop
	woo    *woocommerce.Simulator
	ways   []*unreliable

	stories map[string]string // by the order's number: what became of it
	parcels map[string]string // by the tracking code: the order's number
}

// The stories of orders, besides "" for one to which nothing happens.
const (
	moved     = "moved"     // the customer had it go elsewhere
	cancelled = "cancelled" // the customer did not want it any more
)

const (
	lossRate   = 0.06
	shopKey    = "whsec_Y3Jhc2gtbG9vcC1vZi10aGUtaHViLTMyLWJ5dGVz"
	clientName = "crash-loop"
	password   = "crash-loop-secret"
)

func newTown(seed uint64, clock pace) (*town, error) { return newTownBy(seed, clock, clock.now) }

// newTownBy is a town that goes by a clock of its own, beside that of the hub.
func newTownBy(seed uint64, clock pace, own orderveil.Clock) (*town, error) {
	shop, err := webshop.New(shopKey)
	if err != nil {
		return nil, err
	}
	shop.Follow(own)
	return &town{
		random: rand.New(rand.NewPCG(seed, 0)), clock: clock, shop: shop, stories: map[string]string{}, parcels: map[string]string{},
		bol: bol.New(bol.Config{Seed: seed, Clock: own, ClientID: clientName, ClientSecret: password, Processing: processing}),
		amazon: amazon.New(amazon.Config{
			Seed: seed, Clock: own, ClientID: clientName, ClientSecret: password, RefreshToken: password, QueueKey: clientName, QueueSecret: password,
			Raised: faster * faster / 2, // the waits are real
		}),
		woo: woocommerce.New(woocommerce.Config{Clock: own, Key: clientName, Secret: password, Products: products(), Fulfilments: true}),
	}, nil
}

// products is what the webshop sells: what the marketplaces do.
func products() (all []woocommerce.Product) {
	add := func(sku, ean string, cents int64) {
		all = append(all, woocommerce.Product{ID: int64(1000 + len(all)), SKU: sku, EAN: ean, Price: decimal.New(cents, -2), Stock: 1_000_000})
	}
	for _, p := range bol.Products() {
		add(p.SKU, p.EAN, p.Cents)
	}
	for _, p := range amazon.Products() {
		add(p.SKU, "", p.Cents)
	}
	return all
}

// way is a system as the hub reaches it.
func (w *town) way(to http.Handler) *unreliable {
	u := &unreliable{next: to, rate: lossRate, random: rand.New(rand.NewPCG(w.random.Uint64(), 0))}
	w.ways = append(w.ways, u)
	return u
}

// live has an hour of business go by: orders come in, customers change their minds,
// messages and list entries come twice, and the webshop sends.
func (w *town) live() {
	for range 2 {
		w.stories[w.bol.PlaceLines(1, 3)] = ""
		w.stories[w.amazon.Place(1)] = ""
	}
	if w.random.IntN(3) == 0 {
		w.amazon.Repeat()
		w.bol.Inject(bol.Fault{Kind: bol.Repeated, Path: "/retailer/orders"})
	}
	if all := slices.Sorted(maps.Keys(w.stories)); w.random.IntN(2) == 0 {
		if number := all[w.random.IntN(len(all))]; w.stories[number] == "" && !w.sent(number) {
			w.change(number)
		}
	}
	w.send(6)
}

// change is a late change of an order.
func (w *town) change(number string) {
	type marketplace interface {
		ChangeAddress(number string) error
		RequestCancellation(number string) error
		Cancel(number string) error
	}
	for _, m := range []marketplace{w.bol, w.amazon} {
		switch w.random.IntN(3) {
		case 0:
			if m.ChangeAddress(number) == nil {
				w.stories[number] = moved
			}
		case 1:
			if m.RequestCancellation(number) == nil {
				w.stories[number] = cancelled
			}
		default:
			if m.Cancel(number) == nil {
				w.stories[number] = cancelled
			}
		}
	}
}

func (w *town) sent(number string) bool {
	for _, of := range w.parcels {
		if of == number {
			return true
		}
	}
	return false
}

// parcelsEach is how many parcels leave of an order of three pieces, one piece in each: a
// shipment that a marketplace is told twice is not refused by it, and so can be counted.
const parcelsEach = 2

// send has the webshop send up to some parcels, and reports whether there were any.
func (w *town) send(most int) (sent bool) {
	for _, o := range w.woo.Orders() {
		number := o.TransactionID
		if o.Status != "processing" || w.stories[number] == cancelled || len(o.Parcels) >= parcelsEach || most == 0 {
			continue
		}
		code := fmt.Sprintf("3SCRASH%06d", len(w.parcels)+1)
		if w.woo.Fulfil(o.Number(), []woocommerce.Content{{SKU: o.Lines[0].Product.SKU, Quantity: 1}}, "PostNL", code, w.clock.now()) {
			w.parcels[code] = number
			most--
			sent = true
		}
	}
	return sent
}

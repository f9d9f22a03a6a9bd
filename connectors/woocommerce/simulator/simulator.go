// Package simulator plays a WooCommerce shop: what the connector uses of the REST API,
// version 3, over real HTTP. It does what a real shop was seen to do, the harmful things
// too: filters that it does not know are no filters, an order that is sent twice is two, a
// product that it does not know becomes an empty line, and taxes are added to prices that
// are sent, if it has any.
package simulator

import (
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/shopspring/decimal"
)

// Config is what a Simulator is made from.
type Config struct {
	Clock       func() time.Time // required
	Key, Secret string           // that are taken
	Products    []Product
	// Tax is the shop's rate in percent, added to what it is sent; zero for a shop that
	// calculates no taxes.
	Tax decimal.Decimal
	// RoundAtSubtotal rounds sums instead of lines.
	RoundAtSubtotal bool
	// PricesIncludeTax is how the shop's own prices are typed in. It decides which way half
	// a cent of tax is rounded.
	PricesIncludeTax bool
	// Old is a shop that neither keeps where an order came from nor filters by it.
	Old bool
	// Fulfilments says that the shop has that part of the API.
	Fulfilments bool
	// Meddle is a plug-in that changes orders as they come in; nil is none.
	Meddle func(*Order)
}

// Product is what the shop sells. A variation has a parent.
type Product struct {
	ID, Parent int64
	SKU, EAN   string
	Price      decimal.Decimal
	Status     string // publish when empty
	Stock      int
}

// Simulator is one shop. It is an http.Handler, and safe for concurrent use.
type Simulator struct {
	config Config

	mu     sync.Mutex
	lastID int64
	orders []*Order
	stock  map[int64]int
}

var _ http.Handler = (*Simulator)(nil)

// New returns a shop without orders.
func New(c Config) *Simulator {
	if c.Clock == nil {
		panic("simulator: no clock")
	}
	s := &Simulator{config: c, lastID: 100, stock: map[int64]int{}}
	for _, p := range c.Products {
		s.lastID = max(s.lastID, p.ID)
		s.stock[p.ID] = p.Stock
	}
	return s
}

// id returns the next id: orders, lines and notes are counted together here.
func (s *Simulator) id() int64 {
	s.lastID++
	return s.lastID
}

// route is one address of the API.
type route struct {
	method string
	path   *regexp.Regexp
	serve  func(*Simulator, *request)
}

// routes lists what there is below /wp-json/wc/v3.
func routes() []route {
	at := func(pattern string) *regexp.Regexp { return regexp.MustCompile("^" + pattern + "$") }
	return []route{
		{http.MethodGet, at(`/orders`), (*Simulator).listOrders},
		{http.MethodPost, at(`/orders`), (*Simulator).createOrder},
		{http.MethodGet, at(`/orders/(\d+)`), (*Simulator).readOrder},
		{http.MethodPut, at(`/orders/(\d+)`), (*Simulator).updateOrder},
		{http.MethodDelete, at(`/orders/(\d+)`), (*Simulator).deleteOrder},
		{http.MethodGet, at(`/orders/(\d+)/notes`), (*Simulator).listNotes},
		{http.MethodPost, at(`/orders/(\d+)/notes`), (*Simulator).createNote},
		{http.MethodGet, at(`/orders/(\d+)/fulfillments`), (*Simulator).listFulfilments},
		{http.MethodGet, at(`/products`), (*Simulator).listProducts},
	}
}

// ServeHTTP answers one call.
func (s *Simulator) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	q := &request{Request: r, w: w, query: r.URL.Query()}
	path, ok := strings.CutPrefix(r.URL.Path, "/wp-json/wc/v3")
	for _, route := range routes() {
		found := route.path.FindStringSubmatch(path)
		if !ok || found == nil || route.method != r.Method {
			continue
		}
		if strings.HasSuffix(path, "/fulfillments") && !s.config.Fulfilments {
			break
		}
		key, secret, basic := r.BasicAuth()
		if !basic || key != s.config.Key || secret != s.config.Secret {
			q.problem(http.StatusUnauthorized, "woocommerce_rest_cannot_view")
			return
		}
		if len(found) > 1 {
			id, _ := strconv.ParseInt(found[1], 10, 64)
			if q.order = s.byID(id); q.order == nil {
				q.problem(http.StatusNotFound, "woocommerce_rest_shop_order_invalid_id")
				return
			}
		}
		if q.read() {
			route.serve(s, q)
		}
		return
	}
	q.problem(http.StatusNotFound, "rest_no_route")
}

func (s *Simulator) byID(id int64) *Order {
	at := slices.IndexFunc(s.orders, func(o *Order) bool { return o.ID == id })
	if at < 0 {
		return nil
	}
	return s.orders[at]
}
